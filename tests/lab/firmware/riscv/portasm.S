/* The switch between tasks on RISC-V: the whole context lies on the stack of the task that was interrupted. */
    .equ CONTEXT_BYTES, 128 /* program counter, then x1 to x31 */
    .equ SSTATUS_BACK, 0x120 /* SPP, SPIE: to supervisor mode, with interrupts on */

    .section .iram0.text, "ax"
    .globl _switch_tasks
    .type _switch_tasks, @function
_switch_tasks:
    .cfi_startproc simple
    .cfi_signal_frame
    addi sp, sp, -CONTEXT_BYTES
    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    sw   x\n, 4 * \n(sp)
    .endr
    .irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sw   x\n, 4 * \n(sp)
    .endr
    addi t0, sp, CONTEXT_BYTES
    sw   t0, 4 * 2(sp)
    csrr t0, sepc
    sw   t0, 0(sp)
    lw   t0, pxCurrentTCBs
    sw   sp, 0(t0) /* pxTopOfStack */
    la   sp, startup_stack_top /* nobody else needs it any more */
    call vTaskSwitchContext
    j    _restore_task
    .cfi_endproc
    .size _switch_tasks, . - _switch_tasks

    .globl machine_start_first_task
    .type machine_start_first_task, @function
machine_start_first_task:
    .cfi_startproc
    .cfi_undefined ra
    csrsi sie, 2
_restore_task:
    sw   zero, yield_requested, t0
    lw   t0, pxCurrentTCBs
    lw   sp, 0(t0)
    lw   t0, 0(sp)
    csrw sepc, t0
    li   t0, SSTATUS_BACK
    csrs sstatus, t0
    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    lw   x\n, 4 * \n(sp)
    .endr
    .irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    lw   x\n, 4 * \n(sp)
    .endr
    lw   sp, 4 * 2(sp)
    sret
    .cfi_endproc
    .size machine_start_first_task, . - machine_start_first_task
