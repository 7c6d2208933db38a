/* Places in the program. */
#include "rules/frames.h"

#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/names.h"
#include "rules/registers.h"

enum why_cause why_facts_cause(const struct why_facts *facts)
{
    const struct why_cause_row *cause = facts->crash->cause;

    if (!cause || facts->crash->software)
        return WHY_CAUSE_UNKNOWN;
    if (facts->core && facts->core->not_an_exception && !cause->pseudo)
        return WHY_CAUSE_UNKNOWN;
    return cause->cause;
}

bool why_is_data_fault(const struct why_facts *facts, const char **access)
{
    enum why_cause cause = why_facts_cause(facts);

    if (cause == WHY_CAUSE_LOAD_FAULT)
        *access = "read";
    else if (cause == WHY_CAUSE_STORE_FAULT)
        *access = "write";
    else if (cause == WHY_CAUSE_DATA_FAULT)
        *access = NULL;
    else
        return false;
    return true;
}

static bool has_name(const struct why_function *function)
{
    return function->name && function->name[0] != '\0' && function->name[0] != '?';
}

bool why_find_kind(const struct why_backtrace *backtrace, unsigned kinds, struct why_spot *out)
{
    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        for (size_t f = 0; f < frame->function_count; f++) {
            if (!has_name(&frame->functions[f]) ||
                (why_name_kinds(frame->functions[f].name) & kinds) == 0)
                continue;
            *out =
                (struct why_spot){ .index = i, .frame = frame, .function = &frame->functions[f] };
            return true;
        }
    }
    return false;
}

/* The function of a frame that belongs to the application, or NULL. */
static const struct why_function *application_function(const struct why_frame *frame)
{
    for (size_t f = 0; f < frame->function_count; f++) {
        const struct why_function *function = &frame->functions[f];

        if (has_name(function) && function->origin != WHY_ORIGIN_ROM &&
            why_name_kinds(function->name) == WHY_NAME_APPLICATION)
            return function;
    }
    return NULL;
}

/* A frame without name that can be code of the application. */
static bool is_nameless_code(const struct why_frame *frame)
{
    for (size_t f = 0; f < frame->function_count; f++)
        if (has_name(&frame->functions[f]))
            return false;
    if (!frame->lookup.known)
        return false;
    if (frame->region)
        return why_region_runs(frame->region) && (frame->region->bits & WHY_MEM_ROM) == 0;
    return frame->lookup.value >= 0x40000000u && frame->lookup.value < 0x50000000u;
}

bool why_find_application(const struct why_backtrace *backtrace, size_t start, struct why_spot *out)
{
    for (size_t i = start; backtrace && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];
        const struct why_function *function = application_function(frame);

        if (!function && !is_nameless_code(frame))
            continue;
        *out = (struct why_spot){ .index = i, .frame = frame, .function = function };
        return true;
    }
    return false;
}

bool why_find_address(const struct why_backtrace *backtrace, uint32_t address, struct why_spot *out)
{
    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        if ((frame->pc.known && frame->pc.value == address) ||
            (frame->lookup.known && frame->lookup.value == address)) {
            *out = (struct why_spot){ .index = i,
                                      .frame = frame,
                                      .function =
                                          frame->function_count > 0 ? frame->functions : NULL };
            return true;
        }
    }
    return false;
}

const struct why_function *why_function_at(const struct why_crash *crash, uint32_t address)
{
    const struct why_named_address *named = why_crash_named(crash, address);
    struct why_spot spot;

    if (named && named->function_count > 0 && has_name(&named->functions[0]))
        return &named->functions[0];
    for (size_t i = 0; i < crash->core_count; i++)
        if (why_find_address(&crash->cores[i].backtrace, address, &spot) && spot.function &&
            has_name(spot.function))
            return spot.function;
    if (why_find_address(crash->log_backtrace, address, &spot) && spot.function &&
        has_name(spot.function))
        return spot.function;
    return NULL;
}

const char *why_witness_words(const struct why_crash *crash)
{
    return why_crash_is_lone_dump(crash) ? "the core dump" : "the log";
}

const char *why_call_name(const char *function, struct why_arena *arena)
{
    if (!function)
        return "that function";
    return strchr(function, '(') ? function : why_arena_printf(arena, "%s()", function);
}

static const char *function_words(const struct why_function *function, struct why_arena *arena)
{
    if (function->file && function->line > 0)
        return why_arena_printf(arena, "%s at %s:%u", why_call_name(function->name, arena),
                                function->file, (unsigned)function->line);
    return why_call_name(function->name, arena);
}

const char *why_code_words(const struct why_facts *facts, uint32_t address, struct why_arena *arena)
{
    const struct why_function *function = why_function_at(facts->crash, address);
    const struct why_region *region = why_crash_region(facts->crash, address);
    struct why_rom_symbol rom;

    if (function)
        return why_arena_printf(arena, "0x%08x, %s", (unsigned)address,
                                function_words(function, arena));
    if (why_rom_lookup(facts->crash->chip, facts->crash->rom, address, &rom))
        return why_arena_printf(arena, "0x%08x, %.*s in ROM", (unsigned)address, (int)rom.name_len,
                                rom.name);
    if (region)
        return why_arena_printf(arena, "0x%08x (%s)", (unsigned)address, region->what);
    return why_arena_printf(arena, "0x%08x", (unsigned)address);
}

const char *why_code_brief(const struct why_facts *facts, uint32_t address, struct why_arena *arena)
{
    const struct why_function *function = why_function_at(facts->crash, address);
    const struct why_region *region = why_crash_region(facts->crash, address);

    if (function)
        return why_call_name(function->name, arena);
    return why_arena_printf(arena, "0x%08x%s%s", (unsigned)address, region ? " in " : "",
                            region ? region->name : "");
}

const char *why_caller_words(const struct why_facts *facts, struct why_value caller,
                             struct why_arena *arena)
{
    uint32_t shown = caller.value + facts->arch->call_bytes_min - facts->arch->backtrace_adjust;

    return why_code_words(facts, shown, arena);
}

const char *why_spot_words(const struct why_spot *spot, struct why_arena *arena)
{
    if (spot->function)
        return function_words(spot->function, arena);
    return why_arena_printf(arena, "an unnamed function at 0x%08x",
                            (unsigned)spot->frame->pc.value);
}

bool why_is_code_address(const struct why_crash *crash, uint32_t address)
{
    if (crash->candidate_count > 0)
        return why_region_runs(why_crash_region(crash, address));
    return address >= 0x40000000u && address < 0x50000000u;
}

struct why_value why_caller_address(const struct why_facts *facts)
{
    struct why_value value = { .known = false };
    struct why_value held;

    if (!facts->arch)
        return value;
    held = why_facts_register(facts, facts->arch->return_address);
    if (!held.known || (held.value & 0x3fffffffu) == 0)
        return value;
    held.value = why_arch_code_address(facts->arch, held.value) - facts->arch->call_bytes_min;
    return why_is_code_address(facts->crash, held.value) ? held : value;
}

/* The register that holds a return address, A0 excepted. */
static bool find_return_register(const struct why_facts *facts, uint32_t address,
                                 struct why_register *out)
{
    static const char *const names[] = { "A4", "A8", "A12" };

    for (size_t i = 0; i < WHY_COUNTOF(names); i++) {
        const struct why_value value = why_facts_register(facts, names[i]);

        if (!value.known || why_arch_code_address(facts->arch, value.value) != address)
            continue;
        *out = (struct why_register){ .name = names[i], .value = value };
        return true;
    }
    return false;
}

static bool find_named_application(const struct why_backtrace *backtrace, size_t start,
                                   struct why_spot *out)
{
    for (; why_find_application(backtrace, start, out); start = out->index + 1)
        if (out->function)
            return true;
    return false;
}

bool why_find_lost_caller(const struct why_facts *facts, struct why_place *place,
                          struct why_register *left)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    const struct why_frame *frame;
    struct why_spot spot;

    if (!facts->arch || facts->arch->id != WHY_ARCH_XTENSA || !backtrace ||
        backtrace->frame_count < 2)
        return false;
    frame = &backtrace->frames[1];
    if (frame->trust != WHY_TRUST_CALL_SITE || !find_return_register(facts, frame->pc.value, left))
        return false;
    if (!find_named_application(backtrace, 1, &spot))
        spot = (struct why_spot){ .index = 1, .frame = frame };
    *place = why_place_of_frame(spot.index, spot.frame, spot.function);
    place->address = spot.frame->lookup; /* the call is there, not right before it */
    return true;
}

void why_add_lost_caller(struct why_finding *out, const struct why_facts *facts,
                         const struct why_register *left, struct why_arena *arena)
{
    const uint32_t address = facts->backtrace->frames[1].lookup.value;

    why_finding_add_register(out, arena, left->name, left->value,
                             "%s holds the return address of the call: it was made at %s, in a "
                             "frame that the chip's backtrace leaves out",
                             left->name, why_code_words(facts, address, arena));
}

/* Handlers of other kernels print a backtrace that begins with themselves, or behind the program
 * counter: the frame that it is in, or the count of them. */
static size_t fault_index(const struct why_facts *facts)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    size_t index = 0;

    if (!backtrace || !backtrace->reduction.known || !facts->pc.known)
        return 0;
    while (index < backtrace->frame_count && backtrace->frames[index].pc.value != facts->pc.value)
        index++;
    return index;
}

struct why_place why_fault_place(const struct why_facts *facts)
{
    struct why_place place;
    struct why_spot spot;

    if (why_find_application(facts->backtrace, fault_index(facts), &spot)) {
        place = why_place_of_frame(spot.index, spot.frame, spot.function);
        if (spot.index == 0 && facts->pc.known &&
            facts->pc.value - place.address.value <= facts->arch->backtrace_adjust)
            place.address = facts->pc;
        return place;
    }
    if (facts->pc.known)
        return why_place_of_address(facts->pc, why_function_at(facts->crash, facts->pc.value));
    return (struct why_place){ .line = 0 };
}

void why_add_library_evidence(struct why_finding *out, const struct why_facts *facts,
                              struct why_arena *arena)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    struct why_spot library;
    struct why_spot caller;

    if (!why_find_kind(backtrace, WHY_NAME_LIBRARY, &library) || library.index != 0)
        return;
    if (why_find_application(backtrace, 0, &caller))
        why_finding_add_frame(out, arena, caller.index, caller.frame,
                              "%s only used what it was given; it was called from %s",
                              why_call_name(library.function->name, arena),
                              why_spot_words(&caller, arena));
    else
        why_finding_add_frame(out, arena, 0, library.frame,
                              "%s only used what it was given: look at its caller",
                              why_call_name(library.function->name, arena));
}
