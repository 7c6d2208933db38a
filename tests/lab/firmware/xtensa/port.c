/* How a task begins on Xtensa: as if an interrupt had come before its first function was entered.
 */
#include "freertos/task.h"

/* struct XtExcFrame: exit, pc, ps, a0 to a15, ... */
#define FRAME_WORDS 48
#define EXIT 0
#define PC 1
#define PS 2
#define A1 4
#define A6 9
#define A7 10
#define PS_OF_NEW_TASK 0x00050030u /* windows, called by CALL4, user mode, exception */
#define WORDS_ABOVE 16             /* where the first windows are spilled to */

extern char _xt_user_exit[];

uint32_t *pxPortInitialiseStack(uint32_t *top, TaskFunction_t function, void *parameters)
{
    uint32_t *frame = top - WORDS_ABOVE - FRAME_WORDS;

    for (unsigned i = 0; i < FRAME_WORDS; i++)
        frame[i] = 0;
    frame[EXIT] = (uint32_t)_xt_user_exit;
    frame[PC] = (uint32_t)vPortTaskWrapper;
    frame[PS] = PS_OF_NEW_TASK;
    frame[A1] = (uint32_t)(frame + FRAME_WORDS);
    frame[A6] = (uint32_t)function; /* the first argument, one window on */
    frame[A7] = (uint32_t)parameters;
    return frame;
}
