/* What the ELF of the build, and its source, hold at the addresses of a crash. */
#ifndef ESPWHY_CONTENTS_H
#define ESPWHY_CONTENTS_H

#include "espwhy/base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_crash;
struct why_insn; /* isa/isa.h: what an instruction is, in every detail */

/* The instruction at the program counter of the panicked core. */
struct why_instruction {
    uint32_t address;
    const char *text;            /* "sb a5,10(a0)" */
    const struct why_insn *insn; /* the same, decoded */
};

/* Data that the fault address or a register points into. */
struct why_held_data {
    uint32_t address;    /* that points */
    const char *object;  /* its name; NULL: no symbol covers the address */
    uint32_t offset;     /* of `address` in the object, bytes */
    uint32_t size;       /* of the object, bytes; 0: not known */
    const char *section; /* that it lies in */
    const char *text; /* characters from `address` to the end of a string, or as many as are kept;
                         only of data that the chip cannot change; NULL: no text */
};

/* A data object shortly before or behind an address that lies in none. */
struct why_near_data {
    uint32_t address;   /* that lies near it */
    const char *object; /* its name */
    uint32_t start;     /* of the object */
    uint32_t size;      /* of the object, bytes; never 0 */
    const char *section;
};

/* Lines of a source file around a place. */
struct why_excerpt {
    const char *path; /* of the file, absolute, without symbolic links */
    uint32_t first_line;
    const char *const *lines; /* clean; the marked one among them */
    size_t line_count;
    uint32_t line;  /* the marked one */
    uint32_t caret; /* columns of the marked line that stand before the place, plus 1; 0: not
                       known */
    bool newer;     /* the file was written after the ELF: its lines may have moved */
};

/** The data that an address of the crash points into, or NULL. */
const struct why_held_data *why_crash_data(const struct why_crash *crash, uint32_t address);

/** The data object that an address of the crash misses by a little, or NULL. */
const struct why_near_data *why_crash_near_data(const struct why_crash *crash, uint32_t address);

/** True when an ELF was given that is known to be of this build. */
bool why_crash_elf_confirmed(const struct why_crash *crash);

#ifdef __cplusplus
}
#endif

#endif
