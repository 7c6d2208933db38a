/* Which program a crash is of, as far as a user must know to find its ELF. */
#ifndef WHY_RENDER_ELF_HINT_H
#define WHY_RENDER_ELF_HINT_H

#include "espwhy/crash.h"

/* What to look for. */
struct why_elf_hint {
    const char *path;    /* as the build system of that program calls it; NULL: build/APP.elf */
    const char *why;     /* a sentence where it is not the application's; NULL: it is */
    const char *callers; /* what makes its handler print callers; NULL: ESP-IDF's own ways */
};

/** For the family of a report, or for a panic before the application ran. */
struct why_elf_hint why_elf_hint_of(const struct why_crash *crash);

#endif
