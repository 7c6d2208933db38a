/* Finds a way from a function's start to an instruction, and what it does to the frame.
 *
 * Compilers keep the frame the same on every way that leads to an instruction, so that one way is
 * enough. */
#include "unwind/prologue.h"

#include "isa/stack.h"
#include "match/elf.h"

#define FUNCTION_BYTES 16384u /* longer functions are not followed */
#define PENDING 48u           /* branches whose other way has not been gone */
#define OUTLINED_STEPS 40u    /* instructions of __riscv_save_12 and its kin */

/* One way, as far as it has been gone. */
struct way {
    const struct why_abi *abi;
    uint32_t at;
    struct why_prologue frame;
    bool popped;      /* the frame has been given up: an epilogue was seen */
    int8_t trap_pc;   /* register that holds the trap's address; -1: none */
    int8_t pointer;   /* register that holds the entry's stack pointer plus `distance`; -1: none */
    int32_t distance; /* bytes */
};

struct search {
    const struct why_walk *walk;
    uint32_t lo;
    uint32_t hi;
    uint32_t lookup;
    uint8_t seen[FUNCTION_BYTES / 8];
    struct way pending[PENDING];
    size_t count;
    struct way unlikely; /* what stands behind a jump through a table: its cases */
    bool has_unlikely;
};

/* The first store of a register that still is what it was at entry saves it. */
static void note_save(struct way *way, int number, int32_t slot)
{
    const uint32_t bit = 1u << number;

    if ((way->abi->zero & bit) || ((way->frame.saved | way->frame.changed) & bit))
        return;
    way->frame.saved |= bit;
    way->frame.slot[number] = slot;
}

static void note_store(struct way *way, const struct why_insn *insn)
{
    const int8_t number = insn->source[0];
    const int32_t slot = way->frame.sp + insn->offset;

    if (insn->base != (int)way->abi->sp || insn->access_bytes != 4 || number < 0 ||
        number >= (int)WHY_ARCH_REGISTERS || way->frame.lost)
        return;
    if (number == way->trap_pc) {
        way->frame.trap = true;
        way->frame.trap_slot = slot;
    } else if (number == way->pointer && way->distance == 0) {
        way->frame.has_mark = true;
        way->frame.mark_slot = slot;
    } else {
        note_save(way, number, slot);
    }
}

static void note_pushes(struct way *way, uint32_t pushed)
{
    int32_t slot = way->frame.sp;

    for (int number = (int)WHY_ARCH_REGISTERS - 1; number >= 0; number--)
        if (pushed & 1u << number)
            note_save(way, number, slot -= 4);
}

static void note_dest(struct way *way, const struct why_insn *insn,
                      const struct why_stack_effect *effect)
{
    const int8_t dest = insn->dest;

    if (dest < 0 || dest >= (int)WHY_ARCH_REGISTERS || dest == (int)way->abi->sp)
        return;
    way->frame.changed |= 1u << dest;
    if (dest == way->trap_pc)
        way->trap_pc = WHY_ISA_NO_REGISTER;
    if (dest == way->pointer)
        way->pointer = WHY_ISA_NO_REGISTER;
    if (dest == (int)way->abi->frame_pointer)
        way->frame.has_pointer = effect->points && !way->frame.lost;
    if (effect->trap_pc)
        way->trap_pc = dest;
    if (!effect->points || way->frame.lost)
        return;
    way->pointer = dest;
    way->distance = way->frame.sp + effect->distance;
    if (dest == (int)way->abi->frame_pointer)
        way->frame.pointer = way->distance;
}

static void apply(struct way *way, const struct why_insn *insn)
{
    const struct why_stack_effect effect = why_isa_stack_effect(insn);

    if (insn->kind == WHY_INSN_STORE && !insn->updates_base)
        note_store(way, insn);
    if (!way->frame.lost)
        note_pushes(way, effect.pushed);
    way->frame.sp += effect.moves;
    way->frame.lost = way->frame.lost || effect.lost;
    way->popped = way->popped || effect.moves > 0;
    note_dest(way, insn, &effect);
}

/* Code that functions share to save their registers is called with t0 as its return address. */
static void apply_outlined(const struct search *search, struct way *way,
                           const struct why_insn *call)
{
    struct why_insn joined;
    struct why_insn insn;
    uint32_t at;

    way->frame.changed |= 1u << way->abi->second_link;
    if (why_walk_call_before(search->walk, call->address + call->length, &joined) !=
            WHY_CALL_FOUND ||
        !joined.direct) {
        way->frame.lost = true;
        return;
    }
    at = joined.target;
    for (unsigned i = 0; i < OUTLINED_STEPS; i++, at += insn.length) {
        if (!why_walk_code(search->walk, at, &insn) || insn.length == 0)
            break;
        if (insn.kind == WHY_INSN_RETURN && insn.base == (int)way->abi->second_link)
            return;
        if (insn.kind == WHY_INSN_JUMP && insn.direct)
            at = insn.target - insn.length;
        else
            apply(way, &insn);
    }
    way->frame.lost = true;
}

static bool is_inside(const struct search *search, uint32_t address)
{
    return address - search->lo < search->hi - search->lo;
}

/* Marks an instruction; false when it has been followed before. */
static bool visit(struct search *search, uint32_t address)
{
    const uint32_t index = address - search->lo;
    const uint8_t bit = (uint8_t)(1u << index % 8);

    if (search->seen[index / 8] & bit)
        return false;
    search->seen[index / 8] |= bit;
    return true;
}

static void put_off(struct search *search, const struct way *way, uint32_t address)
{
    if (!is_inside(search, address) || search->count == PENDING)
        return;
    search->pending[search->count] = *way;
    search->pending[search->count++].at = address;
}

/* Go past one instruction; false when the way ends with it. */
static bool go_past(struct search *search, struct way *way, const struct why_insn *insn)
{
    const uint32_t next = insn->address + insn->length;

    way->at = next;
    switch (insn->kind) {
    case WHY_INSN_RETURN:
        return false;
    case WHY_INSN_JUMP:
        way->at = insn->target;
        return insn->direct;
    case WHY_INSN_JUMP_INDIRECT:
        if (!way->popped && !search->has_unlikely) {
            search->unlikely = *way;
            search->has_unlikely = true;
        }
        return false;
    case WHY_INSN_BRANCH:
        put_off(search, way, insn->target);
        return true;
    case WHY_INSN_CALL:
    case WHY_INSN_CALL_INDIRECT:
        if (insn->dest == (int)way->abi->second_link)
            apply_outlined(search, way, insn);
        else
            way->frame.changed |=
                ~(way->abi->kept | way->abi->never_changed | way->abi->zero | 1u << way->abi->sp);
        return true;
    case WHY_INSN_OTHER:
    case WHY_INSN_LOAD:
    case WHY_INSN_STORE:
    case WHY_INSN_ATOMIC:
    case WHY_INSN_DIVIDE:
        apply(way, insn);
        return true;
    }
    return false;
}

static bool follow(struct search *search, struct way *way)
{
    struct why_insn insn;

    while (is_inside(search, way->at) && visit(search, way->at)) {
        if (!why_walk_code(search->walk, way->at, &insn) || insn.length == 0)
            return false;
        if (search->lookup - insn.address < insn.length)
            return true;
        if (insn.legality == WHY_INSN_ILLEGAL || insn.legality == WHY_INSN_TRAP ||
            !go_past(search, way, &insn))
            return false;
    }
    return false;
}

static bool take_way(struct search *search, struct way *way)
{
    if (search->count > 0) {
        *way = search->pending[--search->count];
        return true;
    }
    if (!search->has_unlikely)
        return false;
    *way = search->unlikely;
    search->has_unlikely = false;
    return true;
}

static bool read_between(const struct why_walk *walk, uint32_t lo, uint32_t bytes, uint32_t lookup,
                         struct why_prologue *out)
{
    struct search search = { .walk = walk, .lo = lo, .hi = lo + bytes, .lookup = lookup };
    struct way way = {
        .abi = walk->abi, .at = lo, .trap_pc = WHY_ISA_NO_REGISTER, .pointer = WHY_ISA_NO_REGISTER
    };

    do {
        if (follow(&search, &way)) {
            *out = way.frame;
            return true;
        }
    } while (take_way(&search, &way));
    return false;
}

bool why_prologue_read(const struct why_walk *walk, uint32_t lookup, struct why_prologue *out)
{
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, lookup);
    const struct why_symbol *symbol = firmware ? why_function_symbol(firmware, lookup) : NULL;
    uint32_t bytes = FUNCTION_BYTES;

    if (!symbol || lookup - symbol->address >= FUNCTION_BYTES ||
        (symbol->size > 0 && lookup - symbol->address >= symbol->size))
        return false;
    if (symbol->size > 0 && symbol->size < FUNCTION_BYTES)
        bytes = symbol->size;
    return read_between(walk, symbol->address, bytes, lookup, out);
}

bool why_prologue_read_from(const struct why_walk *walk, uint32_t start, uint32_t lookup,
                            struct why_prologue *out)
{
    return lookup - start < FUNCTION_BYTES &&
           read_between(walk, start, lookup - start + 1, lookup, out);
}
