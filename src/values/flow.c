/* The ways through a function, until nothing changes any more. */
#include "values/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits_elf.h"
#include "values/places.h"
#include "values/state.h"

#define TABLE_WORDS                                                                                \
    1024u /* of a table that is jumped through: the longest switch of a byte has 256 */
#define LOOP_BYTES 256u /* from its first line to behind its last one */
#define TABLES 16u      /* times that tables may show new ways */

/* What the ways to a place have in common. */
struct meeting {
    bool reached;
    bool waiting; /* to be followed from here */
    struct why_state state;
};

struct walk {
    struct why_flow_context context;
    struct why_places places;
    uint32_t at;
    struct meeting *meetings; /* one a place */
    uint32_t steps;
    bool found;
    size_t from; /* meeting that the way to `at` began at */
    bool failed; /* memory is out, or a way cannot be followed */
    struct why_state result;
    const struct why_term *met; /* what `ways` is wanted of; NULL: nothing */
    struct why_ways *ways;      /* NULL: not yet */
};

/* ---- meetings -------------------------------------------------------------------------------- */

static bool is_inside(const struct walk *walk, uint32_t address)
{
    return address >= walk->places.start && address < walk->places.end;
}

static struct meeting *find_meeting(const struct walk *walk, uint32_t address)
{
    size_t i;

    return why_places_find(&walk->places, address, &i) ? &walk->meetings[i] : NULL;
}

static void note_way(struct walk *walk, const struct why_term *term)
{
    struct why_ways *ways = walk->ways;

    if (why_term_equals(term, walk->met))
        return;
    for (size_t i = 0; i < ways->count; i++)
        if (why_term_equals(term, ways->terms[i]))
            return;
    if (ways->count < WHY_WAYS)
        ways->terms[ways->count++] = term;
    else
        ways->more = true;
}

static void meet(struct walk *walk, struct meeting *meeting, const struct why_state *state)
{
    const uint32_t address = walk->places.list[meeting - walk->meetings];

    if (walk->ways && address == walk->met->address)
        note_way(walk, state->registers[walk->met->number]);
    if (!meeting->reached) {
        meeting->state = *state;
        meeting->reached = true;
        meeting->waiting = true;
    } else if (why_state_join(&meeting->state, state, address, walk->context.arena)) {
        meeting->waiting = true;
    }
}

static void meet_at(struct walk *walk, uint32_t address, const struct why_state *state)
{
    struct meeting *meeting = find_meeting(walk, address);

    if (meeting)
        meet(walk, meeting, state);
    else if (is_inside(walk, address))
        walk->failed = true; /* there were too many places */
}

/* ---- tables ---------------------------------------------------------------------------------- */

static bool read_word(const struct walk *walk, uint32_t address, uint32_t *word)
{
    uint8_t bytes[4];

    if (!walk->context.code->read(walk->context.code->context, address, bytes, sizeof(bytes)))
        return false;
    *word = why_word(bytes);
    return true;
}

/* A way that no line of code shows: what has been followed so far was not all. */
static void meet_case(struct walk *walk, uint32_t address, const struct why_state *state)
{
    struct meeting *meeting = find_meeting(walk, address);

    if (meeting)
        meet(walk, meeting, state);
    else
        why_places_add(&walk->places, address);
}

static bool is_code(const struct walk *walk, uint32_t address)
{
    uint8_t bytes[2];

    return walk->context.code->read(walk->context.code->context, address, bytes, sizeof(bytes));
}

/* Nobody tells how long a table is: it goes on as long as its words are addresses of code. Those
 * outside of the function are of its cold part, or of the next table. */
static void meet_cases(struct walk *walk, uint32_t table, const struct why_state *state)
{
    uint32_t address;
    unsigned n = 0;

    while (n < TABLE_WORDS && read_word(walk, table + 4 * n, &address) && is_code(walk, address)) {
        if (is_inside(walk, address))
            meet_case(walk, address, state);
        n++;
    }
    if (n == 0)
        walk->failed = true;
}

/* What a function pointer is loaded through. The address of a table may have been lost on the
 * stack. */
static bool is_object(const struct why_term *base)
{
    if (base->kind == WHY_TERM_ADD)
        base = base->a;
    return base->kind == WHY_TERM_ENTRY || base->kind == WHY_TERM_RESULT ||
           (base->kind == WHY_TERM_LOAD && base->a->kind != WHY_TERM_STACK);
}

/* Through a function pointer that was loaded, out of the function; else through a table of it. */
static void jump_loaded(struct walk *walk, const struct why_term *to, const struct why_state *state)
{
    const struct why_term *base = to->a;
    const bool indexed = base->kind == WHY_TERM_INDEX;

    if (indexed && base->a->kind == WHY_TERM_CONSTANT && base->shift <= 2)
        meet_cases(walk, base->a->constant + to->constant, state);
    else if (indexed ? !is_object(base->a) && base->a->kind != WHY_TERM_CONSTANT
                     : !is_object(base) && base->kind != WHY_TERM_CONSTANT &&
                           base->kind != WHY_TERM_UNKNOWN)
        walk->failed = true;
}

static bool is_told(const struct why_term *to)
{
    return to && (to->kind == WHY_TERM_LOAD || to->kind == WHY_TERM_CONSTANT ||
                  to->kind == WHY_TERM_ENTRY || to->kind == WHY_TERM_RESULT);
}

static void jump_indirect(struct walk *walk, const struct why_insn *insn, const struct why_term *to,
                          const struct why_state *state)
{
    uint32_t target;

    if (!is_told(to)) {
        walk->failed = true;
    } else if (to->kind == WHY_TERM_LOAD) {
        jump_loaded(walk, to, state);
    } else if (to->kind == WHY_TERM_CONSTANT) {
        target = to->constant + (uint32_t)insn->offset;
        if (is_inside(walk, target))
            meet_case(walk, target, state);
    }
}

/* ---- ways ------------------------------------------------------------------------------------ */

/* The last state that a line is followed with is the one that all ways to it agree on. */
static void note_result(struct walk *walk, size_t from, const struct why_state *state)
{
    if (walk->found && walk->from != from)
        walk->failed = true; /* two lines that overlap */
    walk->found = true;
    walk->from = from;
    walk->result = *state;
}

/* A loop that repeats without a branch may run not at all. Where its end is not told, any line
 * behind may lead back. */
static void skip_loop(struct walk *walk, const struct why_insn *insn, const struct why_state *state)
{
    if (!insn->direct || !find_meeting(walk, insn->address + insn->length))
        walk->failed = true;
    else
        meet_at(walk, insn->target, state);
}

/* Where an instruction goes beside the one behind it. */
static void branch(struct walk *walk, const struct why_insn *insn, const struct why_term *to,
                   const struct why_state *state)
{
    switch (insn->kind) {
    case WHY_INSN_JUMP:
    case WHY_INSN_BRANCH:
        meet_at(walk, insn->target, state);
        break;
    case WHY_INSN_JUMP_INDIRECT:
        jump_indirect(walk, insn, to, state);
        break;
    case WHY_INSN_OTHER:
        if (insn->repeats)
            skip_loop(walk, insn, state);
        break;
    case WHY_INSN_CALL:
    case WHY_INSN_CALL_INDIRECT:
    case WHY_INSN_RETURN:
    case WHY_INSN_LOAD:
    case WHY_INSN_STORE:
    case WHY_INSN_ATOMIC:
    case WHY_INSN_DIVIDE:
        break;
    }
}

/* The end of a loop without a branch leads back to its first line as well. */
static void repeat(struct walk *walk, uint32_t end, const struct why_state *state)
{
    struct why_insn insn;

    for (size_t i = 0; i < walk->places.count; i++) {
        uint32_t body = walk->places.list[i];

        if (end - body <= LOOP_BYTES && why_places_decode(&walk->places, body - 3, &insn) &&
            insn.length == 3 && insn.repeats && insn.direct && insn.target == end)
            meet(walk, &walk->meetings[i], state);
    }
}

/* One instruction, and where it goes beside the one behind it. */
static bool step(struct walk *walk, uint32_t address, struct why_state *state,
                 struct why_insn *insn)
{
    const struct why_term *to = NULL;

    if (!why_places_decode(&walk->places, address, insn))
        return false;
    if (insn->base >= 0 && insn->base < (int)WHY_ARCH_REGISTERS)
        to = state->registers[insn->base];
    if (!why_state_step(state, &walk->context, insn))
        return false;
    branch(walk, insn, to, state);
    return !walk->failed;
}

/* From a meeting to the next one, or to where the way ends. */
static void follow(struct walk *walk, size_t from)
{
    struct why_state state = walk->meetings[from].state;
    uint32_t address = walk->places.list[from];
    struct why_insn insn;

    while (!walk->failed && walk->steps > 0 && address < walk->places.end) {
        struct meeting *met;

        walk->steps--;
        if (address == walk->at)
            note_result(walk, from, &state);
        walk->failed = walk->failed || !step(walk, address, &state, &insn);
        if (walk->failed || !why_insn_goes_on(&insn))
            return;
        address += insn.length;
        met = find_meeting(walk, address);
        if (!met)
            continue;
        if (walk->context.isa->arch == WHY_ARCH_XTENSA)
            repeat(walk, address, &state);
        meet(walk, met, &state);
        return;
    }
}

static void follow_all(struct walk *walk)
{
    bool again = true;

    while (again && !walk->failed && walk->steps > 0) {
        again = false;
        for (size_t i = 0; i < walk->places.count; i++) {
            if (!walk->meetings[i].waiting)
                continue;
            walk->meetings[i].waiting = false;
            follow(walk, i);
            again = true;
        }
    }
}

/* Once nothing changes any more, every way is followed once again and what it brings is noted. */
static void note_ways(struct walk *walk, const struct why_state *entry, struct why_ways *ways)
{
    *ways = (struct why_ways){ .count = 0 };
    walk->ways = ways;
    meet_at(walk, walk->places.start, entry);
    for (size_t i = 0; i < walk->places.count; i++)
        if (walk->meetings[i].reached)
            follow(walk, i);
    walk->ways = NULL;
}

/* From the start, with all places that are known. */
static bool run_once(struct walk *walk, const struct why_state *entry, struct why_ways *ways)
{
    walk->found = false;
    why_places_collect(&walk->places);
    walk->meetings = calloc(walk->places.count, sizeof(*walk->meetings));
    if (!walk->meetings)
        return false;
    meet_at(walk, walk->places.start, entry);
    follow_all(walk);
    if (ways && !walk->failed)
        note_ways(walk, entry, ways);
    free(walk->meetings);
    walk->meetings = NULL;
    return !walk->failed && !walk->places.full && walk->steps > 0;
}

static bool run(struct walk *walk, struct why_ways *ways)
{
    struct why_state entry;
    bool sound;

    if (!why_state_init(&entry, &walk->context))
        return false;
    why_places_add(&walk->places, walk->places.start);
    sound = run_once(walk, &entry, ways);
    for (unsigned i = 0; sound && walk->places.added > 0; i++)
        sound = i < TABLES && run_once(walk, &entry, ways);
    return sound && walk->found && !why_arena_failed(walk->context.arena);
}

/* @param ways  NULL: not wanted. */
static bool follow_function(struct walk *walk, struct why_ways *ways)
{
    bool done;

    if (walk->places.start >= walk->places.end ||
        walk->places.end - walk->places.start > WHY_FLOW_BYTES)
        return false;
    walk->steps = WHY_FLOW_STEPS;
    done = why_places_init(&walk->places) && run(walk, ways);
    why_places_deinit(&walk->places);
    return done;
}

bool why_follow(const struct why_isa *isa, const struct why_isa_code *code, uint32_t start,
                uint32_t end, uint32_t at, struct why_flow *out, struct why_arena *arena)
{
    struct walk walk = {
        .context = { .isa = isa, .code = code, .arena = arena },
        .places = { .isa = isa, .code = code, .start = start, .end = end },
        .at = at,
    };
    const size_t bytes = sizeof(walk.result.slots[0]);
    struct why_slot *slots;

    if (!follow_function(&walk, NULL))
        return false;
    slots = why_arena_alloc(arena, (walk.result.slot_count + 1) * bytes);
    if (!slots)
        return false;
    memcpy(slots, walk.result.slots, walk.result.slot_count * bytes);
    memcpy(out->registers, walk.result.registers, sizeof(out->registers));
    out->slots = slots;
    out->slot_count = walk.result.slot_count;
    return true;
}

bool why_follow_ways(const struct why_isa *isa, const struct why_isa_code *code, uint32_t start,
                     uint32_t end, const struct why_term *met, struct why_ways *out,
                     struct why_arena *arena)
{
    struct walk walk = {
        .context = { .isa = isa, .code = code, .arena = arena },
        .places = { .isa = isa, .code = code, .start = start, .end = end },
        .at = met->address,
        .met = met,
    };

    return met->kind == WHY_TERM_UNKNOWN && met->number < WHY_ARCH_REGISTERS &&
           follow_function(&walk, out) && out->count > 0;
}
