/* Small crashes made by hand, and what the rules say of them. */
#ifndef WHY_TESTS_CRASH_BUILDER_H
#define WHY_TESTS_CRASH_BUILDER_H

#include "espwhy/crash.h"
#include "espwhy/diagnosis.h"

struct built_register {
    const char *name; /* NULL ends the list */
    uint32_t value;
};

struct built_frame {
    uint32_t pc; /* 0 together with name NULL ends the list */
    const char *name;
    const char *args;
    const char *inlined_by; /* a second function of the chain */
};

struct built_core {
    bool given;
    bool in_isr;
    bool corrupted;
    struct built_register registers[12];
    struct built_frame frames[8];
};

/* What a crash is made of; whatever is left out is not known. */
struct crash_recipe {
    const char *chip;
    const char *reason; /* of a headline: the cause is looked up */
    bool software;
    struct built_core core;
    struct built_core other_core;
    struct built_frame log_frames[10];
    struct why_statement statements[6];
    uint32_t code_address; /* of a "Memory dump at" line */
    uint8_t code[12];
    bool has_code;
    bool has_instruction; /* an ELF has the instruction at the program counter */
    uint8_t instruction[4];
    bool has_elf_code; /* and the bytes where `code` stands */
    uint8_t elf_code[12];
    enum why_elf_match elf; /* its verdict */
    bool has_access;        /* the ELF tells what the instruction accessed */
    struct why_access access;
    bool has_argument; /* or with which argument a library function was called */
    struct why_argument argument;
    struct why_held_data data[3];
    struct why_near_data near_data[2];
};

/** Make the crash; free it with why_crash_destroy(). */
struct why_crash *crash_build(const struct crash_recipe *recipe);

/* A crash and what must come of it. */
struct verdict_case {
    const char *name;
    struct crash_recipe crash;
    const char *verdict;      /* "null-deref/read likely" */
    const char *function;     /* of the place; NULL: not looked at */
    const char *contributing; /* class that must stand behind the verdict; NULL: none needed */
    const char *silent;       /* class that must not be found at all; NULL: none */
    const char *says; /* must stand in the verdict's summary, evidence or steps; NULL: nothing */
};

/** Run all cases; the names of those that fail are printed. Returns how many failed. */
int check_verdicts(const struct verdict_case *cases, size_t count);

#endif
