/* The variables that registers and memory hold at a place in the code. */
#include <string.h>

#include "values/phrase.h"
#include "values/spot.h"

#define LEVELS 16u /* of inlined functions that are asked */
/* A frame address for places when the real one is not known: only differences are looked at. */
#define ANY_CFA 0x70000000u

/* How well a variable fits what is done with its value, best last. */
enum fit { FIT_NONE, FIT_VALUE, FIT_POINTER, FIT_ACCESS };

static bool read_nothing(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    (void)context;
    (void)address;
    (void)bytes;
    (void)n;
    return false;
}

uint32_t why_spot_stack(const struct why_spot *spot, uint32_t offset)
{
    const struct why_value cfa = spot->view.target.cfa;

    return (cfa.known ? cfa.value : ANY_CFA) + offset;
}

/* Places are told without registers; values belong to another instruction and are of no use. */
static size_t list(const struct why_spot *spot, uint32_t address, size_t level,
                   const struct why_local **locals)
{
    const struct why_target target = {
        .cfa = { .known = true, .value = why_spot_stack(spot, 0) },
        .read = read_nothing,
    };
    size_t count = 0;

    if (why_firmware_locals(spot->view.firmware, address, level, &target, locals, &count,
                            spot->arena) != WHY_OK)
        return 0;
    return count;
}

size_t why_spot_levels(const struct why_spot *spot, uint32_t address)
{
    const struct why_function *functions;
    size_t count = 0;

    if (why_firmware_lookup(spot->view.firmware, address, &functions, &count, spot->arena, NULL) !=
        WHY_OK)
        return 0;
    return count < LEVELS ? count : LEVELS;
}

/* A variable that is this very value, or in a register that has it. */
static bool is_value(const struct why_spot *spot, const struct why_local *local, uint32_t value)
{
    struct why_value held;

    if (local->holder == WHY_HELD_AS_VALUE)
        return local->place == value;
    if (local->holder != WHY_HELD_IN_REGISTER)
        return false;
    held = why_spot_register(spot, (int)local->place);
    return held.known && held.value == value;
}

/* A local variable that has the register of a parameter, and what it held: a copy, or what a
 * pointer to void was cast to. */
static bool follows_parameter(const struct why_spot *spot, uint32_t address, size_t level,
                              const struct why_local *local)
{
    struct why_firmware *firmware = spot->view.firmware;
    const why_type_ref pointee = why_type_of(firmware, local->type).target;
    const struct why_local *locals;
    const size_t count = list(spot, address, level, &locals);

    for (size_t i = 0; i < count; i++) {
        const struct why_type type = why_type_of(firmware, locals[i].type);

        if (locals[i].parameter && locals[i].holder == WHY_HELD_IN_REGISTER &&
            locals[i].place == local->place)
            return type.kind != WHY_TYPE_POINTER || type.target == pointee ||
                   why_type_of(firmware, type.target).size == 0;
    }
    return false;
}

/* A local one whose place is told for all of its scope may not have got its value yet. At a call,
 * it has not: the call would have ended its time in a register that the callee may change. */
static bool may_be_unset(const struct why_spot *spot, uint32_t address,
                         const struct why_found_local *found)
{
    const struct why_local *local = found->local;
    enum why_term_kind kind;
    struct why_insn insn;

    if (!local->everywhere || local->parameter)
        return false;
    if (address != spot->at || !spot->followed || local->place >= WHY_ARCH_REGISTERS ||
        !why_spot_insn(spot, address, &insn) || why_insn_is_call(&insn))
        return true;
    kind = spot->flow.registers[local->place]->kind;
    if (kind == WHY_TERM_ENTRY)
        return !follows_parameter(spot, address, found->level, local);
    return kind == WHY_TERM_UNKNOWN &&
           !follows_parameter(spot, spot->start, why_spot_levels(spot, spot->start) - 1, local);
}

static bool is_there(const struct why_spot *spot, const struct why_found_local *found,
                     uint32_t address, const struct why_wanted *wanted)
{
    const struct why_local *local = found->local;
    const uint32_t size = why_type_of(spot->view.firmware, local->type).size;

    switch (wanted->where) {
    case WHY_WANTED_REGISTER:
        return local->holder == WHY_HELD_IN_REGISTER && local->place == wanted->place &&
               size <= sizeof(uint32_t) && !may_be_unset(spot, address, found);
    case WHY_WANTED_MEMORY:
        return local->holder == WHY_HELD_IN_MEMORY &&
               wanted->place - local->place < (size ? size : 1);
    case WHY_WANTED_VALUE:
        return is_value(spot, local, wanted->place);
    }
    return false;
}

static enum fit fit_of(const struct why_spot *spot, const struct why_found_local *found,
                       uint32_t address, const struct why_wanted *wanted)
{
    const struct why_local *local = found->local;
    struct why_firmware *firmware = spot->view.firmware;
    const struct why_phrase phrase =
        why_phrase_value(firmware, WHY_EXPRESSION_VARIABLE, local->name, local->type);
    struct why_part part;

    if (!is_there(spot, found, address, wanted))
        return FIT_NONE;
    if (wanted->where == WHY_WANTED_MEMORY)
        return FIT_ACCESS;
    if (why_type_of(firmware, local->type).kind != WHY_TYPE_POINTER)
        return FIT_VALUE;
    return wanted->bytes > 0 &&
                   why_phrase_part(firmware, &phrase, wanted->offset, wanted->bytes, &part,
                                   spot->arena) &&
                   why_part_fits(&part)
               ? FIT_ACCESS
               : FIT_POINTER;
}

/* The best of one function of the chain so far. */
struct search {
    struct why_found_local found;
    enum fit best;
    size_t equals; /* others that are as good */
};

static void look_at_level(const struct why_spot *spot, uint32_t address,
                          const struct why_wanted *wanted, struct search *search)
{
    const struct why_local *locals;
    const size_t count = list(spot, address, search->found.level, &locals);

    for (size_t i = 0; i < count; i++) {
        const struct why_found_local found = { &locals[i], search->found.level,
                                               search->found.levels };
        const enum fit fit = fit_of(spot, &found, address, wanted);

        if (fit == search->best && fit != FIT_NONE)
            search->equals++;
        if (fit <= search->best)
            continue;
        search->best = fit;
        search->equals = 0;
        search->found = found;
    }
}

/* An inlined function's variable, and the one that was passed for it, are both as good: the
 * innermost is what the line in question calls it. */
bool why_spot_variable(const struct why_spot *spot, uint32_t address,
                       const struct why_wanted *wanted, struct why_found_local *out)
{
    const size_t levels = why_spot_levels(spot, address);
    struct search best = { .best = FIT_NONE };

    for (size_t level = wanted->level; level < levels && best.best < FIT_ACCESS; level++) {
        struct search search = { .found = { .level = level, .levels = levels } };

        look_at_level(spot, address, wanted, &search);
        if (search.best > best.best)
            best = search;
    }
    if (best.best == FIT_NONE ||
        (wanted->where == WHY_WANTED_VALUE && (best.best < FIT_ACCESS || best.equals > 0)))
        return false;
    *out = best.found;
    return true;
}

const struct why_local *why_spot_named(const struct why_spot *spot, uint32_t address, size_t level,
                                       const char *name)
{
    const struct why_local *locals;
    const size_t count = list(spot, address, level, &locals);

    for (size_t i = 0; i < count; i++)
        if (strcmp(locals[i].name, name) == 0)
            return &locals[i];
    return NULL;
}
