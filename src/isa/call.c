/* Tells whether a call ends at a return address. */
#include "isa/call.h"

#include "base/bytes.h"

#define LONGEST_CALL 8u /* bytes: AUIPC and JALR */

/* A call of exactly `length` bytes that ends where `bytes` ends. */
static bool ends_in_call(const struct why_isa *isa, const uint8_t *end, uint32_t return_address,
                         unsigned length, struct why_insn *call)
{
    return why_isa_decode(isa, end - length, length, return_address - length, call) &&
           call->length == length && call->legality != WHY_INSN_ILLEGAL && why_insn_is_call(call);
}

/* JALR rd, imm(rd) behind AUIPC rd, imm goes where both immediates say. */
static void join_pair(const struct why_isa *isa, const uint8_t *end, struct why_insn *call)
{
    struct why_insn first;
    const uint32_t address = call->address - 4;

    if (call->kind != WHY_INSN_CALL_INDIRECT || call->length != 4 ||
        !why_isa_decode(isa, end - 8, 4, address, &first) || first.kind != WHY_INSN_OTHER ||
        first.operation != WHY_OP_ADDRESS || first.dest != call->base)
        return;
    call->kind = WHY_INSN_CALL;
    call->direct = true;
    call->target = first.value + (uint32_t)call->offset;
}

/* CALLX behind L32R of the same register goes where the literal says. */
static void join_literal(const struct why_isa *isa, const struct why_isa_code *code,
                         const uint8_t *end, struct why_insn *call)
{
    struct why_insn first;
    uint8_t literal[4];

    if (call->kind != WHY_INSN_CALL_INDIRECT ||
        !why_isa_decode(isa, end - 6, 3, call->address - 3, &first) ||
        first.operation != WHY_OP_LITERAL || first.dest != call->base ||
        !code->read(code->context, first.target, literal, sizeof(literal)))
        return;
    call->kind = WHY_INSN_CALL;
    call->direct = true;
    call->target = why_word(literal);
}

/* Two instructions may make one call; `end` has LONGEST_CALL bytes before it. */
static void join(const struct why_isa *isa, const struct why_isa_code *code, const uint8_t *end,
                 struct why_insn *call)
{
    if (isa->arch == WHY_ARCH_RISCV)
        join_pair(isa, end, call);
    else
        join_literal(isa, code, end, call);
}

enum why_isa_call_before why_isa_call_before(const struct why_isa *isa,
                                             const struct why_isa_code *code,
                                             uint32_t return_address, struct why_insn *call)
{
    static const struct {
        enum why_arch_id arch;
        unsigned length;
    } lengths[] = {
        { WHY_ARCH_XTENSA, 3 }, { WHY_ARCH_LX106, 3 }, { WHY_ARCH_RISCV, 4 }, { WHY_ARCH_RISCV, 2 }
    };
    uint8_t bytes[LONGEST_CALL] = { 0 };
    const uint8_t *end = bytes + LONGEST_CALL;
    enum why_isa_call_before answer = WHY_CALL_UNREADABLE;
    struct why_insn found;

    for (size_t i = 0; i < WHY_COUNTOF(lengths); i++) {
        const unsigned length = lengths[i].length;

        if (lengths[i].arch != isa->arch || !code->read(code->context, return_address - length,
                                                        bytes + LONGEST_CALL - length, length))
            continue;
        answer = WHY_CALL_NONE;
        if (!ends_in_call(isa, end, return_address, length, &found))
            continue;
        if (code->read(code->context, return_address - LONGEST_CALL, bytes, LONGEST_CALL))
            join(isa, code, end, &found);
        *call = found;
        return WHY_CALL_FOUND;
    }
    return answer;
}
