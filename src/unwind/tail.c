/* Reads functions for jumps out of them.
 *
 * All of a function's code is looked at, not only what can be reached. A jump through a register is
 * a tail call only where the frame has been given up, else it is a switch. */
#include "unwind/tail.h"

#include "match/elf.h"
#include "unwind/fit.h"
#include "unwind/prologue.h"

#define FUNCTIONS 32u         /* that are followed */
#define TABLE_AGE 32u         /* instructions from making a table's address to the jump by it */
#define LEVELS 4u             /* from one last jump to the next */
#define FUNCTION_BYTES 16384u /* longer ones are not read */
#define PROLOGUE_COST 64u     /* instructions, about, that tell whether a jump leaves */

struct entry {
    uint32_t address;
    unsigned level;
};

struct search {
    const struct why_walk *walk;
    uint32_t lookup;
    struct entry entries[FUNCTIONS];
    size_t count;
    uint32_t known; /* bit n: constants[n] is what register n holds, as the code stands */
    uint32_t constants[WHY_ARCH_REGISTERS];
    unsigned table_age; /* instructions since the address of a switch's table was made */
    bool found;
    bool unknown;
};

static bool is_inside(const struct why_symbol *symbol, uint32_t address)
{
    return address - symbol->address < symbol->size;
}

static void follow(struct search *search, uint32_t address, unsigned level)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->entries[i].address == address)
            return;
    if (level == LEVELS || search->count == FUNCTIONS) {
        search->unknown = true;
        return;
    }
    search->entries[search->count++] = (struct entry){ address, level };
}

static void note_target(struct search *search, const struct why_insn *jump, uint32_t target,
                        unsigned level)
{
    struct why_insn to = *jump;

    to.target = target;
    if (why_fit_call(search->walk, &to, search->lookup, NULL) == WHY_FIT_YES)
        search->found = true;
    else
        follow(search, target, level + 1);
}

/* True for the second half of a far jump, whose first half loads the upper bits of its target. */
static bool joins(const struct why_insn *before, const struct why_insn *jump)
{
    return (before->operation == WHY_OP_ADDRESS || before->operation == WHY_OP_CONSTANT) &&
           before->dest >= 0 && before->dest == jump->base;
}

/* A switch has a table of addresses inside of its function. */
static void note_constant(struct search *search, const struct why_symbol *symbol,
                          const struct why_insn *insn)
{
    const int8_t from = insn->source[0];
    uint32_t value = insn->value;
    bool known = insn->operation == WHY_OP_CONSTANT || insn->operation == WHY_OP_ADDRESS;
    struct why_value entry;

    search->table_age++;
    if (insn->dest <= 0 || insn->dest >= (int)WHY_ARCH_REGISTERS)
        return;
    if (insn->operation == WHY_OP_ADD_CONSTANT && from > 0 && search->known >> from & 1) {
        value += search->constants[from];
        known = true;
    }
    search->known &= ~(1u << insn->dest);
    if (!known)
        return;
    search->known |= 1u << insn->dest;
    search->constants[insn->dest] = value;
    entry = why_walk_word(search->walk, value);
    if (entry.known && is_inside(symbol, entry.value))
        search->table_age = 0;
}

static void note_indirect(struct search *search, const struct why_symbol *symbol,
                          const struct why_insn *before, const struct why_insn *jump,
                          unsigned level)
{
    struct why_prologue frame;

    if (joins(before, jump)) {
        const uint32_t target = before->value + (uint32_t)jump->offset;

        if (!is_inside(symbol, target))
            note_target(search, jump, target, level);
        return;
    }
    if (search->table_age < TABLE_AGE)
        return;
    if (!why_walk_spend(search->walk, PROLOGUE_COST) ||
        !why_prologue_read(search->walk, jump->address, &frame) || frame.lost || frame.sp == 0)
        search->unknown = true;
}

static void note(struct search *search, const struct why_symbol *symbol,
                 const struct why_insn *before, const struct why_insn *insn, unsigned level)
{
    /* what is called with the second link register as its return address is part of the function,
     * and may end it */
    const bool outlined = insn->kind == WHY_INSN_CALL && insn->dest >= 0 &&
                          (unsigned)insn->dest == search->walk->abi->second_link;

    if (insn->kind == WHY_INSN_JUMP_INDIRECT)
        note_indirect(search, symbol, before, insn, level);
    else if ((insn->kind == WHY_INSN_JUMP || insn->kind == WHY_INSN_BRANCH || outlined) &&
             insn->direct && !is_inside(symbol, insn->target))
        note_target(search, insn, insn->target, level);
}

/* True when control goes on behind an instruction. */
static bool goes_on(const struct why_insn *insn)
{
    return insn->kind != WHY_INSN_RETURN && insn->kind != WHY_INSN_JUMP &&
           insn->kind != WHY_INSN_JUMP_INDIRECT && insn->kind != WHY_INSN_CALL &&
           insn->kind != WHY_INSN_CALL_INDIRECT && insn->legality != WHY_INSN_ILLEGAL &&
           insn->legality != WHY_INSN_TRAP;
}

static bool decode_at(const struct search *search, uint32_t address, struct why_insn *insn)
{
    return why_walk_spend(search->walk, 1) && why_walk_code(search->walk, address, insn) &&
           insn->length > 0;
}

static void read_function(struct search *search, const struct entry *entry)
{
    const struct why_walk *walk = search->walk;
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, entry->address);
    const struct why_symbol *symbol =
        firmware ? why_function_symbol(firmware, entry->address) : NULL;
    struct why_insn before = { .dest = WHY_ISA_NO_REGISTER };
    struct why_insn insn = { .length = 0 };

    if (!symbol || !is_inside(symbol, entry->address) || symbol->size > FUNCTION_BYTES) {
        search->unknown = true;
        return;
    }
    search->known = 0;
    search->table_age = TABLE_AGE;
    for (uint32_t at = symbol->address; is_inside(symbol, at) && !search->found;
         at += insn.length) {
        if (!decode_at(search, at, &insn)) {
            search->unknown = true;
            return;
        }
        note_constant(search, symbol, &insn);
        note(search, symbol, &before, &insn, entry->level);
        before = insn;
    }
    if (goes_on(&insn))
        note_target(search, &insn, symbol->address + symbol->size, entry->level);
}

enum why_tail why_tail_leads(const struct why_walk *walk, const struct why_insn *call,
                             uint32_t lookup)
{
    struct search search = { .walk = walk, .lookup = lookup };
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, lookup);
    const struct why_symbol *symbol = firmware ? why_function_symbol(firmware, lookup) : NULL;

    if (symbol && symbol->size == 0) /* it may have more entries than its name */
        return WHY_TAIL_UNKNOWN;
    follow(&search, call->target, 0);
    for (size_t i = 0; i < search.count && !search.found; i++)
        read_function(&search, &search.entries[i]);
    if (search.found)
        return WHY_TAIL_YES;
    return search.unknown ? WHY_TAIL_UNKNOWN : WHY_TAIL_NO;
}
