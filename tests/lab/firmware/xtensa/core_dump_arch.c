/* Core dumps on Xtensa: contexts as interrupts and yielding tasks leave them, and the registers in
 * it. */
#include "espcoredump/port.h"

/* struct XtExcFrame: exit, then what a panic saves in the same order; struct XtSolFrame */
#define EXIT 0
#define PC 1
#define PS 2
#define AR 3
#define SAR 19
#define EXCCAUSE 20
#define EXCVADDR 21
#define LBEG 22
#define FRAME_WORDS 48 /* with the room that ESP-IDF leaves for the windows */
#define SAVED_WORDS 24
#define SOLICITED_AR 4

/* words of a panic's frame */
#define FRAME_A1 3
#define FRAME_PSEUDO 24
#define FRAME_EPC1 25

#define CRASHED_TASK_MARKER 0xdeadbeefu
#define PSEUDO_CAUSES 64u
#define PS_EXCM 0x10u
#define PS_UM 0x20u
#define REGISTER_AR 64 /* of the register note */

#define SR_EPS2 194u
#define SR_EPC1 177u
#define SR_EXCCAUSE 232u
#define SR_EXCVADDR 238u

uint32_t *core_port_push_context(const uint32_t *frame, enum panic_kind kind)
{
    uint32_t *context = (uint32_t *)frame[FRAME_A1] - FRAME_WORDS;

    (void)kind;
    context[EXIT] = CRASHED_TASK_MARKER;
    for (unsigned i = 0; i < SAVED_WORDS; i++)
        context[PC + i] = frame[i];
    if (frame[FRAME_PSEUDO])
        context[EXCCAUSE] = frame[FRAME_PSEUDO] + PSEUDO_CAUSES;
    return context;
}

static void registers_of_interrupted(const uint32_t *context, uint32_t *out)
{
    out[0] = context[PC];
    out[1] = context[PS] & PS_UM ? context[PS] & ~PS_EXCM : context[PS];
    for (unsigned i = 0; i < 3; i++)
        out[2 + i] = context[LBEG + i];
    out[5] = context[SAR];
    for (unsigned i = 0; i < 16; i++)
        out[REGISTER_AR + i] = context[AR + i];
}

/* ESP-IDF masks the window bits away and puts nothing in their place; the four words are not those
 * of the function that yielded, but of its caller. */
static void registers_of_yielded(const uint32_t *context, uint32_t *out)
{
    out[0] = context[PC] & 0x3fffffff;
    out[1] = context[PS];
    for (unsigned i = 0; i < 4; i++)
        out[REGISTER_AR + i] = context[SOLICITED_AR + i];
    if (out[REGISTER_AR] & 0x80000000)
        out[REGISTER_AR] &= 0x3fffffff;
}

void core_port_registers(const uint32_t *context, uint32_t *registers)
{
    if (context[EXIT])
        registers_of_interrupted(context, registers);
    else
        registers_of_yielded(context, registers);
}

static uint32_t *put_pair(uint32_t *out, uint32_t number, uint32_t value)
{
    out[0] = number;
    out[1] = value;
    return out + 2;
}

void core_port_extra(const uint32_t *frame, const uint32_t *context, uint32_t tcb, uint32_t *out)
{
    *out++ = tcb;
    out = put_pair(out, SR_EXCCAUSE, context[EXCCAUSE]);
    out = put_pair(out, SR_EXCVADDR, context[EXCVADDR]);
    for (unsigned i = 0; i < 6; i++)
        out = put_pair(out, SR_EPS2 + i, 0);
    for (unsigned i = 0; i < 7; i++)
        out = put_pair(out, SR_EPC1 + i, i < 4 ? frame[FRAME_EPC1 + i] : 0);
}
