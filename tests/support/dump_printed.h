/* Printed core dumps, and what is read of them, for tests. */
#ifndef WHY_TESTS_DUMP_PRINTED_H
#define WHY_TESTS_DUMP_PRINTED_H

#include "base/arena.h"
#include "dump_builder.h"
#include "read/dump.h"

#define DUMP_PRINTED_SPECS 3u

/* Of ELF on either architecture, and binary. */
extern const struct dump_spec dump_specs[DUMP_PRINTED_SPECS];

/* A printed dump, and what is read of it while it is whole. */
struct dump_printed {
    struct dump_bytes bytes;
    struct why_strbuf text;
    struct why_arena *arena;
    struct why_dump *dump;
};

/** Read a text; NULL when it holds no dump. */
struct why_dump *dump_read_text(struct why_arena *arena, const char *text, size_t len);
/** Print a dump and read it whole. */
void dump_printed_init(struct dump_printed *fixture, const struct dump_spec *spec);
void dump_printed_deinit(struct dump_printed *fixture);
/** Line @p index of the text, with its end; empty behind the last one. */
why_span dump_line(const struct why_strbuf *text, size_t index);

#endif
