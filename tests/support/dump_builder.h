/* Core dumps of every format, made up: three tasks with their stacks. */
#ifndef WHY_TESTS_DUMP_BUILDER_H
#define WHY_TESTS_DUMP_BUILDER_H

#include "espwhy/base.h"
#include "espwhy/strbuf.h"

/* What the dumps hold. */
#define DUMP_TASKS 3u
#define DUMP_PC 0x400d1234u /* of the crashed task on Xtensa; the flash of RISC-V: */
#define DUMP_PC_RISCV 0x42001234u
#define DUMP_SP 0x3ffb5100u /* of the crashed task */
#define DUMP_SP_RISCV 0x3fc91100u
#define DUMP_REVISION 301u
#define DUMP_SHA256 "0123456789abcdef"
#define DUMP_REASON "abort() was called at PC 0x400d5678 on core 0"
#define DUMP_WORD_OFFSET                                                                           \
    0x80u /* above a task's stack pointer lies a word that is its own address */

struct dump_spec {
    uint32_t version; /* 0x0001 to 0x0104; 0: an ELF without header */
    bool riscv;
    bool pseudo;  /* the cause is none of an exception (Xtensa) */
    bool fake;    /* the last task has no stack of its own */
    bool details; /* of the panic */
};

/* A dump as the chip writes it: bytes, and how many of them each write had. */
struct dump_bytes {
    struct why_strbuf bytes;
    uint32_t writes[256];
    size_t write_count;
};

/** Build a dump; free it with dump_free(). */
void dump_build(const struct dump_spec *spec, struct dump_bytes *out);
void dump_free(struct dump_bytes *dump);
/** The dump as the console shows it, between its markers. */
void dump_print(const struct dump_bytes *dump, struct why_strbuf *out);
#endif
