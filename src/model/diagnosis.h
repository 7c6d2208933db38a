/* Building findings: evidence, next steps and places are added one by one.
 *
 * Texts are formatted into the arena. When memory runs out the item is left out and the arena has
 * latched the failure; the engine looks once, at the end. */
#ifndef WHY_MODEL_DIAGNOSIS_H
#define WHY_MODEL_DIAGNOSIS_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/** Set the one line that says what happened. */
void why_finding_set_summary(struct why_finding *finding, struct why_arena *arena,
                             const char *format, ...) WHY_PRINTF(3, 4);

/** Add evidence as it stands. */
void why_finding_add(struct why_finding *finding, struct why_arena *arena,
                     struct why_evidence evidence);
/** Add evidence that a line of the log states; @p line_no may be 0. */
void why_finding_add_line(struct why_finding *finding, struct why_arena *arena, uint32_t line_no,
                          const char *format, ...) WHY_PRINTF(4, 5);
/** Add evidence that a register holds. */
void why_finding_add_register(struct why_finding *finding, struct why_arena *arena,
                              const char *name, struct why_value value, const char *format, ...)
    WHY_PRINTF(5, 6);
/** Add evidence about an address. */
void why_finding_add_address(struct why_finding *finding, struct why_arena *arena,
                             struct why_value address, const char *format, ...) WHY_PRINTF(4, 5);
/** Add evidence about frame @p index of the panicked core's backtrace. */
void why_finding_add_frame(struct why_finding *finding, struct why_arena *arena, size_t index,
                           const struct why_frame *frame, const char *format, ...) WHY_PRINTF(5, 6);
/** Add a thing to do; the first one added is the first to do. */
void why_finding_add_next(struct why_finding *finding, struct why_arena *arena, const char *format,
                          ...) WHY_PRINTF(3, 4);

/** The place of a frame; @p function, one of its chain, gives the names and may be NULL. */
struct why_place why_place_of_frame(size_t index, const struct why_frame *frame,
                                    const struct why_function *function);
/** A place that is no frame of the panicked core's backtrace; @p function may be NULL. */
struct why_place why_place_of_address(struct why_value address,
                                      const struct why_function *function);
/** A place that the log names by its source line; any text may be NULL. */
struct why_place why_place_of_source(const char *function, const char *file, uint32_t line);

#endif
