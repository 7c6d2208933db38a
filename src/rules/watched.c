/* Watchpoints of RISC-V cores, which these chips report as Breakpoint.
 * Source: RISC-V Privileged ISA, mtval of a breakpoint; ESP-IDF
 * CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK. */
#include "rules/watched.h"

#include "isa/isa.h"
#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/frames.h"

/* A function stores its registers and small arrays this close to its stack pointer. */
#define BELOW_SP 128u
#define ABOVE_SP 1024u

/* MTVAL of an EBREAK is 0 or the program counter. */
static bool find_told(const struct why_facts *facts, struct why_watched *out)
{
    const struct why_value told = why_facts_register(facts, facts->arch->fault_addr);
    const struct why_region *region = why_crash_region(facts->crash, told.value);

    if (!told.known || told.value == 0 || (facts->pc.known && told.value == facts->pc.value) ||
        !region || (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM)) == 0)
        return false;
    out->address = told;
    out->register_name = facts->arch->fault_addr;
    return true;
}

static bool find_computed(const struct why_facts *facts, struct why_watched *out)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    struct why_value base;

    if (!instruction || !why_insn_accesses_memory(instruction->insn) ||
        instruction->insn->base == WHY_ISA_NO_REGISTER)
        return false;
    base = why_numbered_register(facts, instruction->insn->base, NULL);
    if (!base.known)
        return false;
    out->address = (struct why_value){ .known = true,
                                       .value = base.value + (uint32_t)instruction->insn->offset };
    return true;
}

bool why_find_watched(const struct why_facts *facts, struct why_watched *out)
{
    struct why_watched found = { .register_name = NULL };
    struct why_value sp;

    if (!facts->arch || facts->arch->id != WHY_ARCH_RISCV ||
        why_facts_cause(facts) != WHY_CAUSE_BREAKPOINT ||
        (!find_told(facts, &found) && !find_computed(facts, &found)))
        return false;
    sp = why_facts_register(facts, facts->arch->sp);
    found.near_sp = sp.known && found.address.value - (sp.value - BELOW_SP) < BELOW_SP + ABOVE_SP;
    *out = found;
    return true;
}

void why_add_watched(struct why_finding *out, const struct why_facts *facts,
                     const struct why_watched *watched, struct why_arena *arena)
{
    const struct why_value sp = why_facts_register(facts, facts->arch->sp);
    const unsigned address = (unsigned)watched->address.value;

    if (watched->register_name)
        why_finding_add_register(out, arena, watched->register_name, watched->address,
                                 "%s 0x%08x is an address in RAM: a watchpoint, not a breakpoint "
                                 "instruction",
                                 watched->register_name, address);
    else
        why_finding_add_address(out, arena, watched->address, "0x%08x %s accesses 0x%08x",
                                (unsigned)facts->crash->instruction->address,
                                facts->crash->instruction->text, address);
    if (watched->near_sp)
        why_finding_add_register(
            out, arena, facts->arch->sp, sp,
            "it lies %u bytes %s SP, 0x%08x: in the running task's own stack",
            (unsigned)(address < sp.value ? sp.value - address : address - sp.value),
            address < sp.value ? "below" : "above", (unsigned)sp.value);
}
