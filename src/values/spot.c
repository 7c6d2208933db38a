/* A place in the code of a frame, followed from the start of its function. */
#include "values/spot.h"

#include <string.h>

#include "match/elf.h"
#include "values/terms.h"

#define DEPTH 8u /* of terms that are computed */

/* Code as linked; tables of jumps are constants. */
static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    const struct why_firmware *firmware = context;

    return why_firmware_read(firmware, WHY_READ_CODE, address, bytes, (uint32_t)n) ||
           why_firmware_read(firmware, WHY_READ_FIXED, address, bytes, (uint32_t)n);
}

/* Compilers mark what they have cut out of a function, or made of one, in its name. */
static bool is_whole(const struct why_symbol *symbol)
{
    return strpbrk(symbol->name, ".$") == NULL;
}

bool why_spot_insn(const struct why_spot *spot, uint32_t address, struct why_insn *out)
{
    uint8_t bytes[4] = { 0 };
    const uint32_t left = spot->end - address;
    const size_t n = left < sizeof(bytes) ? left : sizeof(bytes);

    return address >= spot->start && address < spot->end &&
           spot->code.read(spot->code.context, address, bytes, n) &&
           why_isa_decode(&spot->stack->walk->isa, bytes, n, address, out);
}

struct why_value why_spot_register(const struct why_spot *spot, int number)
{
    const struct why_registers *registers = spot->view.target.registers;

    if (!registers || number < 0 || number >= (int)WHY_ARCH_REGISTERS ||
        !(registers->known >> number & 1))
        return (struct why_value){ .known = false };
    return (struct why_value){ .known = true, .value = registers->value[number] };
}

/* ---- values ---------------------------------------------------------------------------------- */

static struct why_value value_of(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth);

/* A register that still holds it, or it and a constant. */
static struct why_value held(const struct why_spot *spot, const struct why_term *term)
{
    for (int i = 0; i < (int)WHY_ARCH_REGISTERS; i++) {
        const struct why_term *has = spot->flow.registers[i];
        struct why_value value = why_spot_register(spot, i);

        if (value.known && why_term_equals(has, term))
            return value;
        if (value.known && has->kind == WHY_TERM_ADD && why_term_equals(has->a, term)) {
            value.value -= has->constant;
            return value;
        }
    }
    return (struct why_value){ .known = false };
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at `depth` */
static struct why_value sum_of(const struct why_spot *spot, const struct why_term *term,
                               unsigned depth)
{
    struct why_value sum = value_of(spot, term->a, depth - 1);
    struct why_value index = { .known = true, .value = term->constant };

    if (term->kind == WHY_TERM_INDEX) {
        index = value_of(spot, term->b, depth - 1);
        index.value <<= term->shift;
    }
    sum.known = sum.known && index.known;
    sum.value += index.value;
    return sum;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at `depth` */
static struct why_value loaded(const struct why_spot *spot, const struct why_term *term,
                               unsigned depth)
{
    struct why_value address = value_of(spot, term->a, depth - 1);

    if (!address.known || term->bytes != sizeof(uint32_t))
        return (struct why_value){ .known = false };
    return why_walk_word(spot->stack->walk, address.value + term->constant);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at `depth` */
static struct why_value value_of(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth)
{
    const struct why_value cfa = spot->view.target.cfa;
    struct why_value value = { .known = false };

    if (depth == 0)
        return value;
    switch (term->kind) {
    case WHY_TERM_CONSTANT:
        return (struct why_value){ .known = true, .value = term->constant };
    case WHY_TERM_STACK:
        return (struct why_value){ .known = cfa.known, .value = cfa.value + term->constant };
    case WHY_TERM_ENTRY:
    case WHY_TERM_RESULT:
    case WHY_TERM_OTHER:
        return held(spot, term);
    case WHY_TERM_LOAD:
        value = held(spot, term);
        return value.known ? value : loaded(spot, term, depth);
    case WHY_TERM_ADD:
    case WHY_TERM_INDEX:
        return sum_of(spot, term, depth);
    case WHY_TERM_UNKNOWN:
        break;
    }
    return value;
}

struct why_value why_spot_value(const struct why_spot *spot, const struct why_term *term)
{
    return value_of(spot, term, DEPTH);
}

struct why_value why_spot_scaled(const struct why_spot *spot, const struct why_term *index,
                                 unsigned shift)
{
    struct why_value value = why_spot_value(spot, index);

    value.value <<= shift;
    for (int i = 0; i < (int)WHY_ARCH_REGISTERS && !value.known; i++) {
        const struct why_term *term = spot->flow.registers[i];

        if (term->kind == WHY_TERM_INDEX && term->shift == shift &&
            term->a->kind == WHY_TERM_CONSTANT && term->a->constant == 0 &&
            why_term_equals(term->b, index))
            value = why_spot_register(spot, i);
    }
    return value;
}

bool why_spot_contradicts(const struct why_spot *spot, const struct why_term *term,
                          struct why_value value)
{
    struct why_value memory;

    if (term->kind != WHY_TERM_LOAD || !value.known)
        return false;
    memory = loaded(spot, term, DEPTH);
    return memory.known && memory.value != value.value;
}

/* ---- places ---------------------------------------------------------------------------------- */

/* What the dump says of registers whose value the code alone tells: where it differs, the function
 * was not entered where it begins, or is not the one that ran. */
static bool is_sound(const struct why_spot *spot)
{
    for (int i = 0; i < (int)WHY_ARCH_REGISTERS; i++) {
        const struct why_term *term = spot->flow.registers[i];
        const struct why_value dumped = why_spot_register(spot, i);
        struct why_value told = { .known = false };

        if (term->kind == WHY_TERM_CONSTANT || term->kind == WHY_TERM_STACK)
            told = why_spot_value(spot, term);
        if (told.known && dumped.known && told.value != dumped.value)
            return false;
    }
    return true;
}

bool why_spot_of(struct why_spot *out, const struct why_stack *stack, size_t index, uint32_t at)
{
    const struct why_symbol *symbol;

    *out = (struct why_spot){
        .stack = stack, .index = index, .at = at, .arena = stack->walk->crash->arena
    };
    if (index >= stack->backtrace->frame_count || !why_frame_view_of(stack, index, &out->view))
        return false;
    if (why_elf_of_build_at(stack->walk->crash, stack->walk->image, at) != out->view.firmware)
        return false;
    symbol = why_function_symbol(out->view.firmware, at);
    if (!symbol || symbol->size == 0 || at - symbol->address >= symbol->size)
        return false;
    out->start = symbol->address;
    out->end = symbol->address + symbol->size;
    out->whole = is_whole(symbol);
    out->code = (struct why_isa_code){ .read = read_code, .context = out->view.firmware };
    out->followed = why_follow(&stack->walk->isa, &out->code, out->start, out->end, at, &out->flow,
                               out->arena) &&
                    is_sound(out);
    return true;
}
