/* Builders of findings. */
#include "model/diagnosis.h"

#include <stdarg.h>

void why_finding_set_summary(struct why_finding *finding, struct why_arena *arena,
                             const char *format, ...)
{
    va_list args;

    va_start(args, format);
    finding->summary = why_arena_vprintf(arena, format, args);
    va_end(args);
}

void why_finding_add(struct why_finding *finding, struct why_arena *arena,
                     struct why_evidence evidence)
{
    struct why_evidence *items =
        why_arena_extend(arena, finding->evidence, finding->evidence_count, sizeof(*items));

    if (!items)
        return;
    items[finding->evidence_count++] = evidence;
    finding->evidence = items;
}

void why_finding_add_line(struct why_finding *finding, struct why_arena *arena, uint32_t line_no,
                          const char *format, ...)
{
    struct why_evidence evidence = { .line_no = line_no };
    va_list args;

    va_start(args, format);
    evidence.text = why_arena_vprintf(arena, format, args);
    va_end(args);
    why_finding_add(finding, arena, evidence);
}

void why_finding_add_register(struct why_finding *finding, struct why_arena *arena,
                              const char *name, struct why_value value, const char *format, ...)
{
    struct why_evidence evidence = { .register_name = name,
                                     .address = value,
                                     .line_no = value.line_no };
    va_list args;

    va_start(args, format);
    evidence.text = why_arena_vprintf(arena, format, args);
    va_end(args);
    why_finding_add(finding, arena, evidence);
}

void why_finding_add_address(struct why_finding *finding, struct why_arena *arena,
                             struct why_value address, const char *format, ...)
{
    struct why_evidence evidence = { .address = address, .line_no = address.line_no };
    va_list args;

    va_start(args, format);
    evidence.text = why_arena_vprintf(arena, format, args);
    va_end(args);
    why_finding_add(finding, arena, evidence);
}

void why_finding_add_frame(struct why_finding *finding, struct why_arena *arena, size_t index,
                           const struct why_frame *frame, const char *format, ...)
{
    struct why_evidence evidence = { .address = frame->pc, .line_no = frame->pc.line_no };
    va_list args;

    evidence.frame = (struct why_value){ .known = true, .value = (uint32_t)index };
    va_start(args, format);
    evidence.text = why_arena_vprintf(arena, format, args);
    va_end(args);
    why_finding_add(finding, arena, evidence);
}

void why_finding_add_next(struct why_finding *finding, struct why_arena *arena, const char *format,
                          ...)
{
    const char **items =
        why_arena_extend(arena, finding->next, finding->next_count, sizeof(*items));
    va_list args;

    if (!items)
        return;
    va_start(args, format);
    items[finding->next_count++] = why_arena_vprintf(arena, format, args);
    va_end(args);
    finding->next = items;
}

struct why_place why_place_of_frame(size_t index, const struct why_frame *frame,
                                    const struct why_function *function)
{
    struct why_place place = why_place_of_address(frame->pc, function);

    place.frame = (struct why_value){ .known = true, .value = (uint32_t)index };
    return place;
}

struct why_place why_place_of_address(struct why_value address, const struct why_function *function)
{
    struct why_place place = { .address = address };

    if (function) {
        place.function = function->name;
        place.file = function->file;
        place.line = function->line;
    }
    return place;
}

struct why_place why_place_of_source(const char *function, const char *file, uint32_t line)
{
    return (struct why_place){ .function = function, .file = file, .line = line };
}

const char *why_confidence_name(enum why_confidence confidence)
{
    switch (confidence) {
    case WHY_CERTAIN:
        return "certain";
    case WHY_LIKELY:
        return "likely";
    case WHY_POSSIBLE:
    case WHY_CONFIDENCE_NONE:
        return "possible";
    }
    return "possible";
}
