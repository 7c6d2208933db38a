/* The switch between tasks on Xtensa. A task that yields leaves a short frame: its windows are on its stack. */
    .include "xtensa/special.inc"

/* struct XtSolFrame; the four words behind belong to the windows */
    .equ SOLICITED_EXIT, 0
    .equ SOLICITED_PC, 4
    .equ SOLICITED_PS, 8
    .equ SOLICITED_NEXT, 12
    .equ SOLICITED_BYTES, 32

/* struct XtExcFrame */
    .equ CONTEXT_PC, 4
    .equ CONTEXT_PS, 8
    .equ CONTEXT_A0, 12
    .equ CONTEXT_SAR, 76

    .section .iram0.text, "ax"
    .literal_position

    .align 4
    .globl vPortYield
    .type vPortYield, @function
vPortYield:
    entry sp, SOLICITED_BYTES
    rsr  a2, ps
    s32i a0, a1, SOLICITED_PC
    s32i a2, a1, SOLICITED_PS
    movi a3, 0
    s32i a3, a1, SOLICITED_EXIT
    s32i a3, a1, SOLICITED_NEXT
    movi a3, PS_WINDOWED_LEVEL15
    wsr  a3, ps
    rsync
    spill_windows
    movi a2, pxCurrentTCBs
    l32i a2, a2, 0
    s32i a1, a2, 0 /* pxTopOfStack */
    call8 vTaskSwitchContext
    j    _restore_task
    .size vPortYield, . - vPortYield

    .align 4
    .globl machine_start_first_task
    .type machine_start_first_task, @function
machine_start_first_task:
    entry sp, 32
    movi a3, PS_WINDOWED_LEVEL15
    wsr  a3, ps
    rsync
    j    _restore_task
    .size machine_start_first_task, . - machine_start_first_task

/* Only tasks that have not run yet come back: nothing wakes those that yielded. */
    .align 4
    .globl _xt_user_exit
    .type _xt_user_exit, @function
_xt_user_exit:
_restore_task:
    forget_windows a2, a3
    movi a2, pxCurrentTCBs
    l32i a2, a2, 0
    l32i a0, a2, 0
    l32i a2, a0, CONTEXT_PC
    wsr  a2, epc1
    l32i a2, a0, CONTEXT_SAR
    wsr  a2, sar
    l32i a2, a0, CONTEXT_PS
    wsr  a2, ps
    rsync
    .irp number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    l32i a\number, a0, CONTEXT_A0 + 4 * \number
    .endr
    l32i a0, a0, CONTEXT_A0
    rfe
    .size _xt_user_exit, . - _xt_user_exit
