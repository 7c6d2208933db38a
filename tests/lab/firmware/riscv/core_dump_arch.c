/* Core dumps on RISC-V: the context of the crashed task, and the registers in any. */
#include "espcoredump/port.h"

#define SP 2
#define CONTEXT_WORDS 40 /* struct RvExcFrame: 37 registers, then room */
#define REGISTERS 37
#define GENERAL_REGISTERS 32

uint32_t *core_port_push_context(const uint32_t *frame, enum panic_kind kind)
{
    uint32_t *context = (uint32_t *)frame[SP] - CONTEXT_WORDS;

    for (unsigned i = 0; i < REGISTERS; i++)
        context[i] = machine_panic_register(frame, i, kind);
    return context;
}

void core_port_registers(const uint32_t *context, uint32_t *registers)
{
    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        registers[i] = context[i];
}

/* No scene with a dump panics in an interrupt: its flag stays 0. */
void core_port_extra(const uint32_t *frame, const uint32_t *context, uint32_t tcb, uint32_t *out)
{
    (void)frame;
    (void)context;
    out[0] = tcb;
}
