/* From a frame to its caller by one row of call-frame information. */
#include "firmware/caller.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "firmware/expression.h"
#include "firmware/frames.h"

/* RISC-V registers by number. Source: RISC-V ELF psABI, "Register Convention". */
#define RA 1u
#define SP 2u
#define REGISTER_BITS(first, last) ((~0u >> (31 - (last))) & (~0u << (first)))
#define KEPT_BY_CALLS (REGISTER_BITS(8, 9) | REGISTER_BITS(18, 27)) /* s0 to s11 */
#define KEPT_ALWAYS REGISTER_BITS(3, 4)                             /* gp, tp */

/* Of Xtensa without windows. Source: Xtensa ISA Reference Manual, chapter 8.1. */
#define LX106_SP 1u
#define LX106_KEPT REGISTER_BITS(12, 15)

static void free_row(Dwarf_Frame **row)
{
    free(*row);
}

/* What a row says of one register of the caller. */
enum rule { RULE_NONE, RULE_SAME, RULE_SAVED, RULE_DAMAGED };

static enum rule rule_of(Dwarf_Frame *row, unsigned number, Dwarf_Op room[3],
                         struct why_operations *out)
{
    Dwarf_Op *operations;

    if (dwarf_frame_register(row, (int)number, room, &operations, &out->count) != 0)
        return RULE_DAMAGED;
    out->operations = operations;
    if (out->count > 0)
        return RULE_SAVED;
    return operations == room ? RULE_NONE : RULE_SAME;
}

static enum why_cfi_answer answer_for(enum why_evaluation evaluation)
{
    switch (evaluation) {
    case WHY_EVALUATED:
        return WHY_CFI_FOUND;
    case WHY_EVALUATION_MISSING:
        return WHY_CFI_MISSING;
    case WHY_EVALUATION_EMPTY:
    case WHY_EVALUATION_BAD:
    case WHY_EVALUATION_ENTRY:
    case WHY_EVALUATION_SYNTHETIC:
        break;
    }
    return WHY_CFI_NONE;
}

/* The CFA rule is the value itself, not a place that holds it. */
static enum why_cfi_answer find_cfa(Dwarf_Frame *row, const struct why_target *target,
                                    struct why_caller *out)
{
    struct why_operations expression = { .operations = NULL };
    struct why_dwarf_place place = { .missing = 0 };
    Dwarf_Op *operations;
    enum why_cfi_answer answer;

    if (dwarf_frame_cfa(row, &operations, &expression.count) != 0)
        return WHY_CFI_NONE;
    expression.operations = operations;
    answer = answer_for(why_expression_place(&expression, target, &place));
    if (answer == WHY_CFI_FOUND && place.kind == WHY_PLACE_REGISTER)
        return WHY_CFI_NONE;
    out->cfa = answer == WHY_CFI_FOUND ? place.value : 0;
    out->missing = place.missing;
    return answer;
}

/* Where the register that returns still holds the address: ra, or another in a helper that the
 * compiler calls in its own way, such as t0 in those of -msave-restore. */
static enum why_cfi_answer return_register(unsigned column, const struct why_target *target,
                                           struct why_caller *out)
{
    if (out->interrupted || column >= WHY_ARCH_REGISTERS)
        return WHY_CFI_NONE;
    out->missing = 0;
    return why_target_register(target, column, &out->pc) ? WHY_CFI_FOUND : WHY_CFI_MISSING;
}

static enum why_cfi_answer find_return_address(Dwarf_Frame *row, unsigned column,
                                               const struct why_target *target,
                                               struct why_caller *out)
{
    struct why_operations expression = { .operations = NULL };
    Dwarf_Op room[3];

    switch (rule_of(row, column, room, &expression)) {
    case RULE_SAVED:
        return answer_for(why_expression_word(&expression, target, &out->pc, &out->missing));
    case RULE_NONE: /* of ra it is said; of others it is what libdw takes for given */
        return column == RA ? WHY_CFI_END : return_register(column, target, out);
    case RULE_SAME:
        return return_register(column, target, out);
    case RULE_DAMAGED:
        break;
    }
    return WHY_CFI_NONE;
}

/* True when the frame leaves a register as its caller had it. */
static bool is_kept(unsigned number, enum rule rule, bool interrupted)
{
    if (number == RA) /* it is not the one that returns */
        return rule == RULE_SAME;
    if (KEPT_ALWAYS >> number & 1) /* libdw takes them for undefined */
        return rule == RULE_SAME || rule == RULE_NONE;
    return rule == RULE_SAME && (interrupted || (KEPT_BY_CALLS >> number & 1));
}

static void restore_register(Dwarf_Frame *row, unsigned number, const struct why_target *target,
                             struct why_caller *out)
{
    struct why_operations expression = { .operations = NULL };
    uint32_t missing;
    Dwarf_Op room[3];
    enum rule rule = rule_of(row, number, room, &expression);
    uint32_t *value = &out->registers.value[number];
    bool known = false;

    if (rule == RULE_SAVED)
        known = why_expression_word(&expression, target, value, &missing) == WHY_EVALUATED;
    else if (is_kept(number, rule, out->interrupted))
        known = why_target_register(target, number, value);
    if (known)
        out->registers.known |= 1u << number;
}

/* Without a CFA it is still known where the chain ends. */
static enum why_cfi_answer find_link(Dwarf_Frame *row, unsigned column, struct why_target *target,
                                     struct why_caller *out)
{
    enum why_cfi_answer answer = find_cfa(row, target, out);
    struct why_operations expression;
    Dwarf_Op room[3];

    target->cfa = (struct why_value){ .known = answer == WHY_CFI_FOUND, .value = out->cfa };
    if (answer == WHY_CFI_FOUND)
        answer = find_return_address(row, column, target, out);
    else if (column == RA && rule_of(row, column, room, &expression) == RULE_NONE)
        answer = WHY_CFI_END;
    return answer == WHY_CFI_FOUND && out->pc == 0 ? WHY_CFI_END : answer;
}

/* Of Xtensa registers libdw takes for given what holds for RISC-V: none of those that calls keep is
 * among them, so that nothing said means kept. */
static void restore_lx106(Dwarf_Frame *row, const struct why_target *target, struct why_caller *out)
{
    for (unsigned number = 0; number < WHY_ARCH_REGISTERS; number++) {
        struct why_operations expression = { .operations = NULL };
        uint32_t *value = &out->registers.value[number];
        uint32_t missing;
        Dwarf_Op room[3];
        bool known = false;
        enum rule rule;

        if (!(LX106_KEPT >> number & 1))
            continue;
        rule = rule_of(row, number, room, &expression);
        if (rule == RULE_SAVED)
            known = why_expression_word(&expression, target, value, &missing) == WHY_EVALUATED;
        else if (rule != RULE_DAMAGED)
            known = why_target_register(target, number, value);
        if (known)
            out->registers.known |= 1u << number;
    }
    out->registers.known |= 1u << LX106_SP;
    out->registers.value[LX106_SP] = out->cfa;
}

static enum why_cfi_answer step(Dwarf_Frame *row, enum why_arch_id arch, struct why_target *target,
                                struct why_caller *out)
{
    int column = dwarf_frame_info(row, NULL, NULL, &out->interrupted);
    enum why_cfi_answer answer;

    if (column < 0)
        return WHY_CFI_NONE;
    answer = find_link(row, (unsigned)column, target, out);
    if (answer != WHY_CFI_FOUND)
        return answer;
    if (arch == WHY_ARCH_LX106) {
        restore_lx106(row, target, out);
        return WHY_CFI_FOUND;
    }
    /* The register that returns was the caller's to lose: what it held before is on its stack. */
    for (unsigned number = 1; number < WHY_ARCH_REGISTERS; number++)
        if (number != (unsigned)column || out->interrupted)
            restore_register(row, number, target, out);
    return WHY_CFI_FOUND;
}

enum why_cfi_answer why_firmware_caller(struct why_firmware *firmware, uint32_t lookup,
                                        const struct why_target *target, struct why_caller *out)
{
    WHY_CLEANUP(free_row) Dwarf_Frame *row = why_frame_row(firmware, lookup);
    struct why_target frame = *target;

    *out = (struct why_caller){ .pc = 0 };
    return row ? step(row, firmware->info.arch->id, &frame, out) : WHY_CFI_NONE;
}
