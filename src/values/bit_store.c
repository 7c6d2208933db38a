/* Bit fields are written by reading their container, changing bits of it, and storing it again. */
#include "values/bit_store.h"

#include "values/terms.h"

#define LINES 24u /* from the load to the store; both are of one statement */
#define DEPTH 4u  /* of shifts and masks that led to a value */

/* What is known of the bits of a register. */
struct bits {
    uint32_t zero; /* are 0 */
    uint32_t one;  /* are 1 */
    uint32_t keep; /* are those of the container */
};

struct follow {
    const struct why_spot *spot;
    struct bits registers[WHY_ARCH_REGISTERS];
};

static struct bits constant(uint32_t value)
{
    return (struct bits){ .zero = ~value, .one = value };
}

static struct bits both(struct bits a, struct bits b)
{
    return (struct bits){
        .zero = a.zero | b.zero,
        .one = a.one & b.one,
        .keep = (a.keep & b.one) | (b.keep & a.one) | (a.keep & b.keep),
    };
}

static struct bits either(struct bits a, struct bits b)
{
    return (struct bits){
        .zero = a.zero & b.zero,
        .one = a.one | b.one,
        .keep = (a.keep & b.zero) | (b.keep & a.zero) | (a.keep & b.keep),
    };
}

static struct bits shifted_left(struct bits a, unsigned shift)
{
    return (struct bits){ .zero = a.zero << shift | ((1u << shift) - 1u), .one = a.one << shift };
}

static struct bits masked(struct bits a, unsigned shift, uint32_t mask)
{
    const uint32_t filled = shift > 0 ? ~(UINT32_MAX >> shift) : 0;
    const struct bits moved = {
        .zero = a.zero >> shift | filled,
        .one = a.one >> shift,
        .keep = shift > 0 ? 0 : a.keep,
    };

    return both(moved, constant(mask));
}

/* Bits of the bytes of an access. */
static uint32_t mask_of(uint32_t bytes)
{
    return bytes < sizeof(uint32_t) ? (1u << 8 * bytes) - 1u : UINT32_MAX;
}

/* A number that is added to itself. */
static bool is_doubled(const struct why_term *term)
{
    return term->kind == WHY_TERM_INDEX && term->shift == 0 && why_term_equals(term->a, term->b);
}

/* What the code before the load made of a register. */
/* NOLINTNEXTLINE(misc-no-recursion): ends at `depth` */
static struct bits bits_of(const struct why_spot *spot, const struct why_term *term, unsigned depth)
{
    struct why_insn insn;

    if (term->kind == WHY_TERM_CONSTANT)
        return constant(term->constant);
    if (term->kind == WHY_TERM_LOAD && !term->is_signed)
        return (struct bits){ .zero = ~mask_of(term->bytes) };
    if (depth > 0 && term->kind == WHY_TERM_INDEX && term->a->kind == WHY_TERM_CONSTANT &&
        term->a->constant == 0)
        return shifted_left(bits_of(spot, term->b, depth - 1), term->shift);
    if (depth > 0 && is_doubled(term))
        return shifted_left(bits_of(spot, term->b, depth - 1), 1);
    if (term->kind == WHY_TERM_OTHER && why_spot_insn(spot, term->address, &insn) &&
        insn.operation == WHY_OP_MASK)
        return (struct bits){ .zero = ~(insn.value & UINT32_MAX >> insn.shift) };
    return (struct bits){ .zero = 0 };
}

static struct bits value_of(const struct follow *follow, int number)
{
    return number >= 0 && number < (int)WHY_ARCH_REGISTERS ? follow->registers[number]
                                                           : (struct bits){ .zero = 0 };
}

static struct bits literal(const struct follow *follow, uint32_t address)
{
    const struct why_isa_code *code = &follow->spot->code;
    uint8_t b[sizeof(uint32_t)];

    if (!code->read(code->context, address, b, sizeof(b)))
        return (struct bits){ .zero = 0 };
    return constant(b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24);
}

static struct bits result_of(const struct follow *follow, const struct why_insn *insn)
{
    const struct bits first = value_of(follow, insn->source[0]);
    const struct bits second =
        insn->source[1] >= 0 ? value_of(follow, insn->source[1]) : constant(insn->value);

    switch (insn->operation) {
    case WHY_OP_CONSTANT:
        return constant(insn->value);
    case WHY_OP_LITERAL:
        return literal(follow, insn->target);
    case WHY_OP_LOAD:
        return (struct bits){ .zero = insn->access_signed ? 0 : ~mask_of(insn->access_bytes) };
    case WHY_OP_MOVE:
        return first;
    case WHY_OP_SHIFT_LEFT:
        return shifted_left(first, insn->shift);
    case WHY_OP_MASK:
        return masked(first, insn->shift, insn->value);
    case WHY_OP_AND:
        return both(first, second);
    case WHY_OP_OR:
        return either(first, second);
    case WHY_OP_ADD_CONSTANT:
        return first.zero == ~first.one ? constant(first.one + insn->value)
                                        : (struct bits){ .zero = 0 };
    case WHY_OP_ADD:
        return insn->source[0] == insn->source[1] && insn->shift == 0 ? shifted_left(first, 1)
                                                                      : (struct bits){ .zero = 0 };
    case WHY_OP_NONE:
    case WHY_OP_OPAQUE:
    case WHY_OP_ADDRESS:
    case WHY_OP_MOVE_PAIR:
    case WHY_OP_MOVE_IF:
    case WHY_OP_ENTER:
    case WHY_OP_SUBTRACT:
    case WHY_OP_MULTIPLY:
        break;
    }
    return (struct bits){ .zero = 0 };
}

static void step(struct follow *follow, const struct why_insn *insn)
{
    const struct bits result = result_of(follow, insn);

    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++)
        if (insn->writes >> i & 1)
            follow->registers[i] = (struct bits){ .zero = 0 };
    if (insn->dest >= 0 && insn->dest < (int)WHY_ARCH_REGISTERS)
        follow->registers[insn->dest] = result;
}

static bool stores_there(const struct why_insn *insn, const struct why_insn *load)
{
    return insn->kind == WHY_INSN_STORE && insn->base == load->base && insn->index < 0 &&
           insn->offset == load->offset && insn->access_bytes == load->access_bytes &&
           !insn->updates_base;
}

/* The way goes on to the next line and nowhere else. */
static bool is_plain(const struct why_insn *insn)
{
    return (insn->kind == WHY_INSN_OTHER || insn->kind == WHY_INSN_LOAD ||
            insn->kind == WHY_INSN_STORE) &&
           !insn->repeats && !insn->clobbers_unknown && why_insn_goes_on(insn);
}

bool why_find_bit_store(const struct why_spot *spot, const struct why_insn *load, uint32_t *out)
{
    const uint32_t container = mask_of(load->access_bytes);
    struct follow follow = { .spot = spot };
    uint32_t at = load->address + load->length;
    struct why_insn insn;

    if (!spot->followed || load->kind != WHY_INSN_LOAD || load->operation != WHY_OP_LOAD ||
        load->updates_base || load->index >= 0 || load->base < 0 || load->dest < 0 ||
        load->dest >= (int)WHY_ARCH_REGISTERS || load->dest == load->base)
        return false;
    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++)
        follow.registers[i] = bits_of(spot, spot->flow.registers[i], DEPTH);
    follow.registers[load->dest] =
        (struct bits){ .zero = load->access_signed ? 0 : ~container, .keep = container };
    for (unsigned i = 0; i < LINES && why_spot_insn(spot, at, &insn) && is_plain(&insn); i++) {
        const struct bits stored = value_of(&follow, insn.source[0]);

        if (stores_there(&insn, load)) {
            *out = container & ~stored.keep;
            return *out != 0 && *out != container;
        }
        if (insn.writes >> load->base & 1)
            return false;
        step(&follow, &insn);
        at += insn.length;
    }
    return false;
}
