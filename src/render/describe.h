/* What an address or a register's value is, in a few words. */
#ifndef WHY_RENDER_DESCRIBE_H
#define WHY_RENDER_DESCRIBE_H

#include "espwhy/crash.h"
#include "espwhy/format.h"

#define WHY_PHRASE_BYTES 192u

/* A short clause, by value; empty: nothing to say. What is longer is cut. */
struct why_phrase {
    char text[WHY_PHRASE_BYTES];
};

/** Where code at @p address lies: "code in flash (IROM)", "strlen in ROM", "not code: data in RAM
 * (DRAM)". */
struct why_phrase why_describe_code(const struct why_crash *crash, uint32_t address);
/** What a register holds: NULL, a pattern, a region, a return address, the meaning of a cause. */
struct why_phrase why_describe_register(const struct why_crash *crash, const struct why_core *core,
                                        const struct why_register *reg);
/** True when a register leads to an object, a text or a function of the ELF, or holds a fill
 * pattern. */
bool why_register_has_name(const struct why_crash *crash, const struct why_register *reg);
/** True when a register just holds some number: in a list of all registers nothing need be said of
 * it. */
bool why_register_is_dull(const struct why_crash *crash, const struct why_register *reg);

/** "11th". */
struct why_phrase why_ordinal(uint32_t number);
/** "4.2 s", "3 min 20 s", "5 h 12 min". */
struct why_phrase why_duration(uint32_t ms);
/** Restarts seen in all logs of a run. */
uint32_t why_boot_count(const struct why_run *run);
/** "1 crash", "3 crashes". */
struct why_phrase why_plural(uint32_t count, const char *one, const char *many);

#endif
