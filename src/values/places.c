/* Finds the places of a function by following its code. */
#include "values/places.h"

#include <stdlib.h>

#include "base/limits_elf.h"

enum { SEEN = 1, PLACE = 2 }; /* marks */

bool why_places_init(struct why_places *places)
{
    places->marks = calloc(places->end - places->start, sizeof(*places->marks));
    places->list = calloc(WHY_FLOW_MEETINGS, sizeof(*places->list));
    return places->marks && places->list;
}

void why_places_deinit(struct why_places *places)
{
    free(places->marks);
    free(places->list);
    places->marks = NULL;
    places->list = NULL;
}

bool why_places_decode(const struct why_places *places, uint32_t address, struct why_insn *insn)
{
    uint8_t bytes[4] = { 0 };
    const uint32_t left = places->end - address;
    const size_t n = left < sizeof(bytes) ? left : sizeof(bytes);

    return address >= places->start && address < places->end &&
           places->code->read(places->code->context, address, bytes, n) &&
           why_isa_decode(places->isa, bytes, n, address, insn);
}

void why_places_add(struct why_places *places, uint32_t address)
{
    uint8_t *mark;

    if (address < places->start || address >= places->end)
        return;
    mark = &places->marks[address - places->start];
    if (*mark & PLACE)
        return;
    *mark |= PLACE;
    if (places->count + places->added < WHY_FLOW_MEETINGS)
        places->list[places->count + places->added++] = address;
    else
        places->full = true;
}

/* A loop without a branch is met at its first line and behind its last one. */
static void add_targets(struct why_places *places, const struct why_insn *insn)
{
    if (insn->direct && !why_insn_is_call(insn) && insn->operation != WHY_OP_LITERAL)
        why_places_add(places, insn->target);
    if (insn->repeats)
        why_places_add(places, insn->address + insn->length);
}

static void follow_line(struct why_places *places, uint32_t address)
{
    struct why_insn insn;

    while (address < places->end && !(places->marks[address - places->start] & SEEN) &&
           why_places_decode(places, address, &insn)) {
        places->marks[address - places->start] |= SEEN;
        add_targets(places, &insn);
        if (!why_insn_goes_on(&insn))
            return;
        address += insn.length;
    }
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *first = a;
    const uint32_t *second = b;

    return *first < *second ? -1 : *first > *second;
}

void why_places_collect(struct why_places *places)
{
    size_t done = places->count;

    while (done < places->count + places->added)
        follow_line(places, places->list[done++]);
    places->count = done;
    places->added = 0;
    qsort(places->list, places->count, sizeof(*places->list), ascending);
}

bool why_places_find(const struct why_places *places, uint32_t address, size_t *out)
{
    const uint32_t *found;

    if (address < places->start || address >= places->end ||
        !(places->marks[address - places->start] & PLACE))
        return false;
    found = bsearch(&address, places->list, places->count, sizeof(address), ascending);
    if (found)
        *out = (size_t)(found - places->list);
    return found != NULL;
}
