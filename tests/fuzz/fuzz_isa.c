/* Any bytes taken for code, on any core: no crash; lengths, registers and texts are in bounds. */
#include <string.h>

#include "isa/call.h"
#include "isa/convention.h"
#include "require.h"

#define HEADER_BYTES 9u /* architecture, what the core has, what it lacks */
#define ADDRESS 0x40080000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct code {
    const uint8_t *bytes;
    size_t size;
};

static uint32_t word_at(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Registers that there are: RISC-V x1 to x31 and f0 to f31, Xtensa a0 to a15 and f0 to f15. */
static uint64_t registers_of(enum why_arch_id arch)
{
    return arch == WHY_ARCH_RISCV ? ~(uint64_t)1 : 0x0000ffff0000ffffu;
}

static void require_register(const struct why_insn *insn, int number)
{
    const bool zero = insn->arch == WHY_ARCH_RISCV && number == 0;

    require(number >= WHY_ISA_NO_REGISTER && number < 2 * WHY_ISA_FLOAT);
    require(zero || (why_register_bit(number) & ~registers_of(insn->arch)) == 0);
    require((why_isa_register(insn->arch, number)[0] != '\0') == (number != WHY_ISA_NO_REGISTER));
}

static void require_registers(const struct why_insn *insn)
{
    const uint64_t sources = why_register_bit(insn->base) | why_register_bit(insn->index) |
                             why_register_bit(insn->source[0]) | why_register_bit(insn->source[1]);
    const uint64_t dests = why_register_bit(insn->dest) | why_register_bit(insn->dest2);
    const uint64_t all = registers_of(insn->arch);

    require_register(insn, insn->base);
    require_register(insn, insn->index);
    require_register(insn, insn->dest);
    require_register(insn, insn->dest2);
    require_register(insn, insn->source[0]);
    require_register(insn, insn->source[1]);
    require(((insn->reads | insn->writes) & ~all) == 0);
    require((sources & all & ~insn->reads) == 0 && (dests & ~insn->writes) == 0);
    require(!insn->updates_base || (why_register_bit(insn->base) & all & ~insn->writes) == 0);
}

static void require_operation(const struct why_insn *insn)
{
    require((insn->operation == WHY_OP_NONE) == (insn->dest == WHY_ISA_NO_REGISTER));
    require((insn->operation == WHY_OP_MOVE_PAIR) == (insn->dest2 != WHY_ISA_NO_REGISTER));
    require(insn->shift < 32);
    require(insn->operation != WHY_OP_LOAD || insn->access_bytes > 0);
    require(insn->operation != WHY_OP_LITERAL || insn->direct);
    require(insn->access_bytes <= 8);
    require(insn->row || insn->clobbers_unknown);
}

static void require_slots(const struct why_insn *insn)
{
    int32_t offset;

    for (int i = WHY_ISA_NO_REGISTER; i < 2 * WHY_ISA_FLOAT; i++)
        require(!why_insn_slot(insn, i, &offset) ||
                (why_register_bit(i) & registers_of(insn->arch) & ~(insn->reads | insn->writes)) ==
                    0);
}

static void require_convention(const struct why_insn *insn)
{
    if (!why_insn_is_call(insn))
        return;
    require((why_call_destroys(insn) & ~registers_of(insn->arch)) == 0);
    for (unsigned n = 0; n < 10; n++)
        require_register(insn, why_call_argument(insn, n));
}

/* Every size of buffer gives the beginning of the same text. */
static void require_text(const struct why_insn *insn)
{
    char whole[WHY_INSN_TEXT_BYTES];
    char cut[WHY_INSN_TEXT_BYTES];

    why_isa_text(insn, whole, sizeof(whole));
    require(whole[0] != '\0' && strlen(whole) + 1 < sizeof(whole));
    for (size_t size = 1; size <= strlen(whole); size++) {
        memset(cut, 'x', sizeof(cut));
        why_isa_text(insn, cut, size);
        require(strlen(cut) == size - 1 && strncmp(cut, whole, size - 1) == 0);
    }
}

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    const struct code *code = context;
    const uint32_t at = address - ADDRESS;

    if (at > code->size || n > code->size - at)
        return false;
    memcpy(bytes, code->bytes + at, n);
    return true;
}

static void require_call_before(const struct why_isa *isa, const struct code *code, size_t at)
{
    const struct why_isa_code source = { .read = read_code, .context = code };
    struct why_insn call;

    if (why_isa_call_before(isa, &source, ADDRESS + (uint32_t)at, &call) == WHY_CALL_FOUND)
        require(why_insn_is_call(&call) && call.address + call.length == ADDRESS + (uint32_t)at);
}

static void decode_all(const struct why_isa *isa, const struct code *code)
{
    struct why_insn insn;

    for (size_t at = 0; at < code->size; at += insn.length) {
        const size_t left = code->size - at;

        require_call_before(isa, code, at);
        if (!why_isa_decode(isa, code->bytes + at, left, ADDRESS + (uint32_t)at, &insn)) {
            require(left < 4);
            return;
        }
        require(insn.length >= 2 && insn.length <= 4 && insn.length <= left);
        require_registers(&insn);
        require_operation(&insn);
        require_slots(&insn);
        require_convention(&insn);
        require_text(&insn);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct code code;
    struct why_isa isa;

    if (size < HEADER_BYTES)
        return 0;
    isa = (struct why_isa){
        .arch = data[0] & 1u ? WHY_ARCH_RISCV : WHY_ARCH_XTENSA,
        .has = word_at(data + 1),
        .lacks = word_at(data + 5),
    };
    code = (struct code){ .bytes = data + HEADER_BYTES, .size = size - HEADER_BYTES };
    decode_all(&isa, &code);
    return 0;
}
