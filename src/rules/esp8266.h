/* What fault classes look like on an ESP8266, which has no tasks in most of its firmware. */
#ifndef WHY_RULES_ESP8266_H
#define WHY_RULES_ESP8266_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/** task-wdt: "Soft WDT reset". */
bool why_match_soft_wdt(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena);
/** interrupt-wdt: "wdt reset" of the boot ROM. */
bool why_match_hard_wdt(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena);
/** stack-overflow: the stack pointer has left the stack of loop(). */
bool why_match_loop_stack(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena);
/** double-exception, as the core for Arduino tells it. */
bool why_match_told_double_exception(const struct why_facts *facts, struct why_finding *out,
                                     struct why_arena *arena);
/** heap-corruption: failed checks of the allocator of the core for Arduino. */
bool why_match_umm(const struct why_facts *facts, struct why_finding *out, struct why_arena *arena);
/** invalid-free: its check met a block that is free already; NULL: it did not. */
const struct why_statement *why_umm_double_free(const struct why_crash *crash);
/** divide-by-zero: True when the program counter is where the ROM's division traps. */
bool why_is_rom_divide_trap(const struct why_facts *facts);

#endif
