/* The ways through a function, until nothing changes any more. */
#include "values/flow.h"

#include <stdlib.h>

#include "base/limits.h"
#include "values/state.h"

/* Where ways may meet: the start, targets of branches, what stands behind a jump. */
struct meeting {
    bool reached;
    bool waiting; /* to be followed from here */
    struct why_state state;
};

struct walk {
    struct why_flow_context context;
    uint32_t start;
    uint32_t end;
    uint32_t at;
    uint32_t *places; /* addresses of the meetings, ascending */
    size_t count;
    struct meeting *meetings; /* one a place */
    const struct why_term *unknown;
    uint32_t steps;
    bool found;
    bool failed; /* memory is out, or code is not there */
    struct why_state result;
};

static bool decode(const struct walk *walk, uint32_t address, struct why_insn *insn)
{
    uint8_t bytes[4] = { 0 };
    uint32_t left = walk->end - address;
    size_t n = left < sizeof(bytes) ? left : sizeof(bytes);

    return address >= walk->start && address < walk->end &&
           walk->context.code->read(walk->context.code->context, address, bytes, n) &&
           why_isa_decode(walk->context.isa, bytes, n, address, insn);
}

/* ---- meetings -----------------------------------------------------------------------------------
 */

static int ascending(const void *a, const void *b)
{
    const uint32_t *first = a;
    const uint32_t *second = b;

    return *first < *second ? -1 : *first > *second;
}

static struct meeting *find_meeting(const struct walk *walk, uint32_t address)
{
    const uint32_t *place =
        bsearch(&address, walk->places, walk->count, sizeof(address), ascending);

    return place ? &walk->meetings[place - walk->places] : NULL;
}

static bool add_place(struct walk *walk, uint32_t address)
{
    if (address < walk->start || address >= walk->end)
        return true;
    if (walk->count == WHY_FLOW_MEETINGS)
        return false;
    walk->places[walk->count++] = address;
    return true;
}

static void sort_places(struct walk *walk)
{
    size_t kept = 0;

    qsort(walk->places, walk->count, sizeof(*walk->places), ascending);
    for (size_t i = 0; i < walk->count; i++)
        if (kept == 0 || walk->places[kept - 1] != walk->places[i])
            walk->places[kept++] = walk->places[i];
    walk->count = kept;
}

/* One pass over all instructions, as far as they can be decoded. A loop without a branch is met at
 * its first line and behind its last one. */
static bool collect_places(struct walk *walk)
{
    uint32_t address = walk->start;
    bool room = add_place(walk, walk->start);
    struct why_insn insn;

    while (room && decode(walk, address, &insn)) {
        uint32_t next = address + insn.length;

        if (insn.direct && !why_insn_is_call(&insn) && insn.operation != WHY_OP_LITERAL)
            room = add_place(walk, insn.target);
        if (room && (!why_insn_goes_on(&insn) || insn.repeats))
            room = add_place(walk, next);
        address = next;
    }
    sort_places(walk);
    return room;
}

static void meet(struct walk *walk, struct meeting *meeting, const struct why_state *state)
{
    if (!meeting->reached) {
        meeting->state = *state;
        meeting->reached = true;
        meeting->waiting = true;
    } else if (why_state_join(&meeting->state, state, walk->unknown)) {
        meeting->waiting = true;
    }
}

static void meet_at(struct walk *walk, uint32_t address, const struct why_state *state)
{
    struct meeting *meeting = find_meeting(walk, address);

    if (meeting)
        meet(walk, meeting, state);
    else if (address >= walk->start && address < walk->end)
        walk->failed = true; /* behind something that could not be decoded */
}

/* A jump through a table may go to any place that no line above falls into, and to any other that
 * is jumped to. */
static void meet_everywhere(struct walk *walk, const struct why_state *state)
{
    for (size_t i = 1; i < walk->count; i++)
        meet(walk, &walk->meetings[i], state);
}

/* ---- ways ---------------------------------------------------------------------------------------
 */

static void note_result(struct walk *walk, const struct why_state *state)
{
    if (!walk->found)
        walk->result = *state;
    else
        (void)why_state_join(&walk->result, state, walk->unknown);
    walk->found = true;
}

/* Where an instruction goes beside the one behind it. */
static void branch(struct walk *walk, const struct why_insn *insn, const struct why_state *state)
{
    switch (insn->kind) {
    case WHY_INSN_JUMP:
    case WHY_INSN_BRANCH:
        meet_at(walk, insn->target, state);
        break;
    case WHY_INSN_JUMP_INDIRECT:
        meet_everywhere(walk, state);
        break;
    case WHY_INSN_OTHER: /* a loop that repeats may run not at all */
        if (insn->repeats && insn->direct)
            meet_at(walk, insn->target, state);
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

    for (size_t i = 0; i < walk->count; i++) {
        uint32_t body = walk->places[i];

        if (body < end && decode(walk, body - 3, &insn) && insn.length == 3 && insn.repeats &&
            insn.direct && insn.target == end)
            meet(walk, &walk->meetings[i], state);
    }
}

/* From a meeting to the next one, or to where the way ends. */
static void follow(struct walk *walk, size_t from)
{
    struct why_state state = walk->meetings[from].state;
    uint32_t address = walk->places[from];
    struct why_insn insn;

    while (!walk->failed && walk->steps > 0 && decode(walk, address, &insn)) {
        struct meeting *met;

        walk->steps--;
        if (address == walk->at)
            note_result(walk, &state);
        walk->failed = !why_state_step(&state, &walk->context, &insn);
        branch(walk, &insn, &state);
        if (!why_insn_goes_on(&insn))
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
        for (size_t i = 0; i < walk->count; i++) {
            if (!walk->meetings[i].waiting)
                continue;
            walk->meetings[i].waiting = false;
            follow(walk, i);
            again = true;
        }
    }
}

static bool run(struct walk *walk)
{
    struct why_state entry;

    walk->unknown = why_term_other(walk->context.arena, WHY_TERM_UNKNOWN, 0);
    if (!walk->unknown || !why_state_init(&entry, &walk->context) || !collect_places(walk))
        return false;
    walk->meetings = calloc(walk->count, sizeof(*walk->meetings));
    if (!walk->meetings)
        return false;
    meet(walk, &walk->meetings[0], &entry);
    follow_all(walk);
    return walk->found && !walk->failed && walk->steps > 0;
}

bool why_follow(const struct why_isa *isa, const struct why_isa_code *code, uint32_t start,
                uint32_t end, uint32_t at, struct why_flow *out, struct why_arena *arena)
{
    struct walk walk = {
        .context = { .isa = isa, .code = code, .arena = arena },
        .start = start,
        .end = end,
        .at = at,
        .steps = WHY_FLOW_STEPS,
    };
    bool done;

    if (start >= end || end - start > WHY_FLOW_BYTES)
        return false;
    walk.places = calloc(WHY_FLOW_MEETINGS, sizeof(*walk.places));
    done = walk.places && run(&walk);
    free(walk.places);
    free(walk.meetings);
    for (unsigned i = 0; done && i < WHY_ARCH_REGISTERS; i++)
        out->registers[i] = walk.result.registers[i];
    return done;
}
