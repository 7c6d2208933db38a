/* The access of the instruction at the program counter, and whether it is the one that failed. */
#include "rules/accessed.h"

#include <string.h>
#include <strings.h>

#include "isa/isa.h"
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/frames.h"
#include "rules/names.h"

#define CODE_REACH                                                                                 \
    64u /* bytes: what lies farther behind a number is not a member of what it names */

struct why_value why_numbered_register(const struct why_facts *facts, int number, const char **name)
{
    const char *wanted =
        number >= 0 && number < WHY_ISA_FLOAT ? why_isa_register(facts->arch->id, number) : "";
    size_t length = strlen(wanted);
    struct why_value zero = { .known = true };

    if (length == 0)
        return (struct why_value){ .known = false };
    if (strcmp(wanted, "zero") == 0)
        return zero;
    for (size_t i = 0; facts->core && i < facts->core->register_count; i++) {
        const struct why_register *reg = &facts->core->registers[i];

        if (strncasecmp(reg->name, wanted, length) != 0 ||
            (reg->name[length] != '\0' && reg->name[length] != '/'))
            continue;
        if (name)
            *name = reg->name;
        return reg->value;
    }
    return (struct why_value){ .known = false };
}

static const char *access_of(const struct why_insn *insn)
{
    if (insn->kind == WHY_INSN_LOAD)
        return "read";
    return insn->kind == WHY_INSN_STORE ? "write" : NULL;
}

/* Fill in base and address from the registers. */
static void compute_address(const struct why_facts *facts, const struct why_insn *insn,
                            struct why_accessed *out)
{
    struct why_value index = { .known = true };

    if (insn->base == WHY_ISA_NO_REGISTER) {
        out->address = (struct why_value){ .known = insn->direct, .value = insn->target };
        return;
    }
    out->base_value = why_numbered_register(facts, insn->base, &out->base);
    out->offset = insn->offset;
    if (insn->index != WHY_ISA_NO_REGISTER)
        index = why_numbered_register(facts, insn->index, NULL);
    if (!out->base_value.known || !index.known)
        return;
    out->address = (struct why_value){
        .known = true,
        .value = out->base_value.value + (uint32_t)insn->offset + index.value,
    };
}

/* As why_is_data_fault(), for misaligned accesses too. */
static bool is_reported(const struct why_facts *facts, const char **access)
{
    enum why_cause cause = why_facts_cause(facts);

    *access = cause == WHY_CAUSE_LOAD_MISALIGNED    ? "read"
              : cause == WHY_CAUSE_STORE_MISALIGNED ? "write"
                                                    : NULL;
    return *access || cause == WHY_CAUSE_DATA_MISALIGNED || why_is_data_fault(facts, access);
}

struct why_accessed why_accessed_of(const struct why_facts *facts)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    struct why_accessed out = { .fit = WHY_FIT_UNKNOWN };
    const char *reported;

    if (!instruction || !facts->arch || !is_reported(facts, &reported))
        return out;
    out.access = access_of(instruction->insn);
    if (!why_insn_accesses_memory(instruction->insn) ||
        (reported && out.access && reported[0] != out.access[0])) {
        out.fit = WHY_FIT_NONE;
        return out;
    }
    out.bytes = instruction->insn->access_bytes;
    compute_address(facts, instruction->insn, &out);
    if (!out.address.known)
        return out;
    if (!facts->fault_address.known)
        out.fit = WHY_FIT_COMPUTED;
    else
        out.fit = facts->fault_address.value - out.address.value < (out.bytes ? out.bytes : 1)
                      ? WHY_FIT_EXACT
                      : WHY_FIT_OTHER;
    return out;
}

struct why_value why_accessed_address(const struct why_facts *facts,
                                      const struct why_accessed *accessed)
{
    return accessed->fit == WHY_FIT_COMPUTED ? accessed->address : facts->fault_address;
}

/* "A0 + 10", "A5", "0x400d0018" */
static const char *operand_words(const struct why_accessed *accessed, struct why_arena *arena)
{
    if (!accessed->base && !accessed->address.known)
        return "an address that the log does not tell: its base register was not printed";
    if (!accessed->base)
        return why_arena_printf(arena, "0x%08x", (unsigned)accessed->address.value);
    if (accessed->offset == 0)
        return accessed->base;
    return why_arena_printf(arena, "%s %c %u", accessed->base, accessed->offset < 0 ? '-' : '+',
                            accessed->offset < 0 ? 0u - (unsigned)accessed->offset
                                                 : (unsigned)accessed->offset);
}

static const char *access_noun(const struct why_accessed *accessed)
{
    if (!accessed->access)
        return "atomic access";
    return accessed->access[0] == 'r' ? "load" : "store";
}

/* Add "0x42006960 sb a5,10(a0): ..." for an instruction that accesses memory. */
static void add_operands(struct why_finding *out, const struct why_instruction *instruction,
                         const struct why_accessed *accessed, struct why_arena *arena)
{
    const char *what =
        why_arena_printf(arena, "0x%08x %s: a %u-byte %s %s %s", (unsigned)instruction->address,
                         instruction->text, (unsigned)accessed->bytes, access_noun(accessed),
                         accessed->access && accessed->access[0] == 'r' ? "from" : "to",
                         operand_words(accessed, arena));

    if (accessed->base && accessed->base_value.known)
        why_finding_add_register(out, arena, accessed->base, accessed->base_value,
                                 "%s, and %s = 0x%08x", what, accessed->base,
                                 (unsigned)accessed->base_value.value);
    else
        why_finding_add_line(out, arena, 0, "%s", what);
}

void why_add_accessed(struct why_finding *out, const struct why_facts *facts,
                      const struct why_accessed *accessed, struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;

    if (!instruction)
        return;
    if (accessed->fit == WHY_FIT_NONE) {
        why_finding_add_line(out, arena, 0,
                             "0x%08x %s does not fit the report: the ELF is of another build, or "
                             "the bus refused an earlier access late",
                             (unsigned)instruction->address, instruction->text);
        return;
    }
    if (accessed->bytes == 0)
        return;
    add_operands(out, instruction, accessed, arena);
    if (accessed->fit == WHY_FIT_OTHER)
        why_finding_add_address(out, arena, accessed->address,
                                "that is 0x%08x, not the address reported: the ELF is of another "
                                "build, or the bus refused an earlier access late",
                                (unsigned)accessed->address.value);
}

enum why_confidence why_accessed_confidence(const struct why_accessed *accessed,
                                            enum why_confidence claimed)
{
    if (accessed->fit != WHY_FIT_NONE && accessed->fit != WHY_FIT_OTHER)
        return claimed;
    return claimed == WHY_CERTAIN ? WHY_LIKELY : WHY_POSSIBLE;
}

/* A multiple of 4 is what the members of most objects are away from NULL; behind a code that is
 * none, they are not. A register that holds the address itself may have been computed from NULL. */
static bool is_odd_offset(uint32_t address, uint32_t offset)
{
    return address % 4 != 0 && offset % 4 == 0 && offset > 0;
}

bool why_find_code_pointer(const struct why_facts *facts, const struct why_accessed *accessed,
                           uint32_t address, struct why_code_pointer *out)
{
    const bool known = accessed->fit == WHY_FIT_EXACT || accessed->fit == WHY_FIT_COMPUTED;
    struct why_code_pointer found = { .sure = known };

    if (known && accessed->base)
        found.base = (struct why_base){ accessed->base, accessed->base_value,
                                        address - accessed->base_value.value };
    else if (accessed->fit != WHY_FIT_UNKNOWN || !why_is_near_null(address) ||
             !why_find_base(facts, address, CODE_REACH, &found.base))
        return false;
    if (!why_error_code_name(found.base.value.value))
        return false;
    found.sure |= is_odd_offset(address, found.base.offset);
    *out = found;
    return true;
}

const char *why_access_words(const char *access)
{
    if (!access)
        return "access through";
    return access[0] == 'r' ? "read through" : "write through";
}

static void add_kernel_evidence(struct why_finding *out, const struct why_facts *facts,
                                struct why_arena *arena)
{
    struct why_spot spot;

    if (!why_find_kind(facts->backtrace, WHY_NAME_LIST | WHY_NAME_HEAP, &spot) || spot.index != 0)
        return;
    why_finding_add_frame(out, arena, 0, spot.frame,
                          "%s() walks lists of the system: a bad pointer there means that they "
                          "were overwritten or never set up",
                          spot.function->name);
}

/* The evidence names the instruction already, and the place says where it is. */
static bool is_shown(const struct why_finding *out, const struct why_facts *facts)
{
    return facts->crash->instruction && out->place.function && out->place.frame.known &&
           out->place.frame.value == 0;
}

void why_add_pc(struct why_finding *out, const struct why_facts *facts, struct why_arena *arena)
{
    if (facts->pc.known && !is_shown(out, facts))
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "the instruction is at %s",
                                 why_code_words(facts, facts->pc.value, arena));
}

void why_describe_data_fault(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena)
{
    out->place = why_fault_place(facts);
    why_add_pc(out, facts, arena);
    why_add_library_evidence(out, facts, arena);
    add_kernel_evidence(out, facts, arena);
}
