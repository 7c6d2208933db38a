/* The bytes that the processor was to run: as the chip tells them, and as the ELF has them. */
#ifndef WHY_RULES_CODE_BYTES_H
#define WHY_RULES_CODE_BYTES_H

#include "espwhy/diagnosis.h"
#include "isa/insn.h"

#define WHY_ILL_BYTES 3u /* Xtensa ILL is three zero bytes */

struct why_code_bytes {
    uint32_t count;        /* that "Memory dump at" shows from the program counter on, at most
                              WHY_ILL_BYTES */
    bool zero;             /* those are all 0 */
    bool all_zero;         /* so are more around it than a trap has */
    bool all_ones;         /* everything that was dumped from the program counter on is 0xff */
    struct why_value bits; /* of the instruction, by the fault address register (RISC-V) */
    bool compared;         /* with the ELF: all bytes of the instruction are known */
    bool differs;          /* and the ELF has others */
    bool erased;           /* all bytes that the ELF has otherwise, here and around, are 0xff */
    bool ones;             /* so are all of the instruction */
    uint32_t told;         /* the instruction's bytes as the chip tells them, first byte lowest */
    bool decoded;          /* the chip tells enough for an instruction */
    struct why_insn insn;  /* that one */
    bool sound;            /* one of those that compilers use all the time; what follows in the dump
                              are instructions, too */
    uint32_t words;        /* whole words of the dump that stand in the ELF too */
    uint32_t words_equal;  /* how many of them are the same there */
};

/** Look at the bytes at the program counter. */
struct why_code_bytes why_code_bytes_of(const struct why_facts *facts);

/** The program counter is known, and in flash that runs: what is not code there was not written, or
 * is not read as it was. */
bool why_runs_from_flash(const struct why_facts *facts);

/** ESP32: the dump shows what flash reads as while the cache is off, bad00bad. */
bool why_shows_cache_off_words(const struct why_facts *facts);

#endif
