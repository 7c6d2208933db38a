/* Frames, the functions that they are in, and how far both can be believed. */
#ifndef ESPWHY_BACKTRACE_H
#define ESPWHY_BACKTRACE_H

#include "espwhy/base.h"
#include "espwhy/chip.h"
#include "espwhy/machine.h"
#include "espwhy/variable.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far a frame can be believed, best first. */
enum why_trust {
    WHY_TRUST_UNKNOWN,
    WHY_TRUST_REGISTER,  /* the exact program counter of the dump */
    WHY_TRUST_DEVICE,    /* printed by the chip */
    WHY_TRUST_LOG,       /* another tool's words in the log */
    WHY_TRUST_CFI,       /* found by the call-frame information of the frame before */
    WHY_TRUST_SAVE_AREA, /* found in the window save area of the frame before */
    WHY_TRUST_CALL_SITE, /* a return address in a register */
    WHY_TRUST_PROLOGUE,  /* found by reading the instructions that save the return address */
    WHY_TRUST_SCAN,      /* a word on the stack that returns behind a call that fits */
};

/* Where a name comes from. */
enum why_origin {
    WHY_ORIGIN_UNKNOWN,
    WHY_ORIGIN_ROM,    /* built-in table of a boot ROM */
    WHY_ORIGIN_LOG,    /* another tool's words in the log */
    WHY_ORIGIN_DWARF,  /* debug information of an ELF */
    WHY_ORIGIN_SYMTAB, /* symbol table of an ELF; file and line, where known, are DWARF's */
};

/* A function at an address. */
struct why_function {
    const char *name; /* without arguments, such as "app_main"; of C++ with parameter types, such
                         as "Ring::push(int)" */
    const char *args; /* as another tool printed them, without the brackets; NULL if none were */
    const char *file;
    uint32_t line;   /* of `file`, from 1; 0: not known */
    uint32_t column; /* of `line`, from 1; 0: not known */
    bool inlined;    /* into the next function of the chain */
    enum why_origin origin;
    const struct why_variable *variables; /* parameters in order, then locals */
    size_t variable_count;
};

/* One level of a backtrace. */
struct why_frame {
    struct why_value pc;     /* as printed or found; not known in a GDB frame that names no address.
                                Window bits of a return address are replaced */
    struct why_value lookup; /* the address to look up: inside the instruction or the call. Set
                                once, where the frame is made */
    struct why_value sp;
    struct why_value cfa; /* canonical frame address: the stack pointer of the caller at the call */
    enum why_trust trust;
    const struct why_region *region;      /* of `lookup`; NULL: unmapped or chip unknown */
    const struct why_function *functions; /* innermost inline first */
    size_t function_count;
    const struct why_registers *registers; /* at `pc`, as far as they were saved; NULL: none */
};

/* What the frames rest on; each frame has its own trust. */
enum why_backtrace_source {
    WHY_BACKTRACE_NONE,
    WHY_BACKTRACE_DEVICE,
    WHY_BACKTRACE_LOG,
    WHY_BACKTRACE_CFI,
    WHY_BACKTRACE_SAVE_AREA,
    WHY_BACKTRACE_SCAN,
};

struct why_backtrace {
    enum why_backtrace_source source;
    struct why_frame *frames; /* innermost first */
    size_t frame_count;
    bool corrupted;    /* |<-CORRUPTED */
    bool continues;    /* |<-CONTINUES: the chip's depth limit was reached */
    const char *ended; /* why the walk ended early: the chip's words, GDB's, or a clause of ours;
                          NULL: it came to its end or did not say */
    uint32_t line_no;
    struct why_value reduction; /* bytes that its printer took off each return address; not known:
                                   as ESP-IDF does, see why_backtrace_reduction() */
};

/** Bytes by which the entries that a chip printed are less than return addresses. */
uint32_t why_backtrace_reduction(const struct why_backtrace *backtrace,
                                 const struct why_arch *arch);
/** "register", "device", "log", "cfi", "save-area", "call-site", "prologue", "scan"; words of the
 * JSON report. */
const char *why_trust_name(enum why_trust trust);
/** "rom", "log", "dwarf", "symtab". */
const char *why_origin_name(enum why_origin origin);
/** "device", "log", "cfi", "save-area", "scan"; NULL for none. */
const char *why_backtrace_source_name(enum why_backtrace_source source);

#ifdef __cplusplus
}
#endif

#endif
