/* Where in the program: the cause, the caller, and the frame of the application. */
#ifndef WHY_RULES_FRAMES_H
#define WHY_RULES_FRAMES_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/* A function in a backtrace. */
struct why_spot {
    size_t index; /* of the frame */
    const struct why_frame *frame;
    const struct why_function *function; /* NULL: the frame has no name */
};

/** What the hardware blamed; WHY_CAUSE_UNKNOWN too when the registers describe the panic's own
 * trap. */
enum why_cause why_facts_cause(const struct why_facts *facts);
/** True for "read", "write" faults and those that may be either; @p access receives the word, NULL
 * for either. */
bool why_is_data_fault(const struct why_facts *facts, const char **access);

/** The innermost function that is of one of these kinds (bits of enum why_name_kind). */
bool why_find_kind(const struct why_backtrace *backtrace, unsigned kinds, struct why_spot *out);
/**
 * The first frame, from @p start on, that is neither a helper of the panic, a library, the kernel
 * nor ROM: where the application was. A frame without name counts when its address can hold code.
 */
bool why_find_application(const struct why_backtrace *backtrace, size_t start,
                          struct why_spot *out);
/** The frame whose printed or looked-up address is @p address. */
bool why_find_address(const struct why_backtrace *backtrace, uint32_t address,
                      struct why_spot *out);

/** "the log", or "the core dump" where that is all there is: who says something. */
const char *why_witness_words(const struct why_crash *crash);
/** "show_name()"; of a C++ name, which brings its parameters, as it is; "that function" for NULL.
 */
const char *why_call_name(const char *function, struct why_arena *arena);
/** A name for a code address from any frame of the log, or NULL. */
const struct why_function *why_function_at(const struct why_crash *crash, uint32_t address);
/** "0x42006964, app_main() at main.c:9", or with what is known instead. */
const char *why_code_words(const struct why_facts *facts, uint32_t address,
                           struct why_arena *arena);
/** "app_main()", or the address and what is known of it: short, for summaries. */
const char *why_code_brief(const struct why_facts *facts, uint32_t address,
                           struct why_arena *arena);
/** As why_code_words(), for what why_caller_address() found; shows the return address as the chip's
 * backtrace does. */
const char *why_caller_words(const struct why_facts *facts, struct why_value caller,
                             struct why_arena *arena);
/** "name() at file:line", "name()", or "an unnamed function at 0x..." */
const char *why_spot_words(const struct why_spot *spot, struct why_arena *arena);

/**
 * Where a call through a bad pointer was made that an Xtensa backtrace leaves out: its return
 * address stands in a register other than A0.
 * @param place  A named function of the application, from there on; the call itself where none has
 * a name.
 * @param left   The register.
 */
bool why_find_lost_caller(const struct why_facts *facts, struct why_place *place,
                          struct why_register *left);
/** Add how that register leads there. */
void why_add_lost_caller(struct why_finding *out, const struct why_facts *facts,
                         const struct why_register *left, struct why_arena *arena);

/** The call instruction before the return address register, when it lies in memory that can run;
 * Xtensa window bits resolved. */
struct why_value why_caller_address(const struct why_facts *facts);
/** True when the address can run, or the chip is not known and it looks like code. */
bool why_is_code_address(const struct why_crash *crash, uint32_t address);

/** Where the fault is: the application's frame, else the program counter. */
struct why_place why_fault_place(const struct why_facts *facts);
/** Add the evidence that the fault was in a library function that the application called, if so. */
void why_add_library_evidence(struct why_finding *out, const struct why_facts *facts,
                              struct why_arena *arena);

#endif
