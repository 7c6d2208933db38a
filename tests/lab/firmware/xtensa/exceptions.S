/* Exception entries: save what the interrupted code had, spill its windows, call the panic handler. */
    .include "xtensa/special.inc"

    .macro function name
    .align 4
    .globl \name
    .type \name, @function
\name:
    .endm

/* Save a1..a15 and enough to work with; a0 is in EXCSAVE1. Leaves panic_frame in a0. */
    .macro save_frame
    movi a0, panic_frame
    .irp number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    s32i a\number, a0, FRAME_A0 + 4 * \number
    .endr
    .endm

/* A stack whose first frame may be spilled: its caller's stack pointer stands where the handler looks. */
    .macro begin_stack top, scratch
    movi a1, \top - 80
    movi \scratch, \top
    s32i \scratch, a1, 4
    addi a1, a1, 16
    .endm

    .macro panic_entry name, epc, pseudo
    function \name
    save_frame
    read_special a2, \epc
    s32i a2, a0, FRAME_PC
    movi a2, \pseudo
    j _xt_panic
    .size \name, . - \name
    .endm

    .section .iram0.text, "ax"
    .literal_position

    function _xt_user_exc
    rsr  a0, exccause
    beqi a0, 4, _xt_lowint1
    save_frame
    rsr  a2, epc1
    s32i a2, a0, FRAME_PC
    movi a2, 0
    j    _xt_panic
    .size _xt_user_exc, . - _xt_user_exc

    panic_entry _xt_highint5, SR_EPC5, 5
    panic_entry _xt_debugexception, SR_EPC6, 1
    panic_entry _xt_kernel_exc, SR_EPC1, 3
    panic_entry _xt_double_exc, SR_EPC1, 2

    function _xt_panic
    s32i a2, a0, FRAME_PSEUDO
    rsr  a3, ps
    s32i a3, a0, FRAME_PS
    rsr  a3, excsave1
    s32i a3, a0, FRAME_A0
    rsr  a3, sar
    s32i a3, a0, FRAME_SAR
    rsr  a3, exccause
    s32i a3, a0, FRAME_EXCCAUSE
    rsr  a3, excvaddr
    s32i a3, a0, FRAME_EXCVADDR
    read_special a3, SR_LBEG
    s32i a3, a0, FRAME_LBEG
    read_special a3, SR_LEND
    s32i a3, a0, FRAME_LEND
    read_special a3, SR_LCOUNT
    s32i a3, a0, FRAME_LCOUNT
    .irp level, 0, 1, 2, 3
    read_special a3, SR_EPC1 + \level
    s32i a3, a0, FRAME_EPC1 + 4 * \level
    .endr
    movi a3, 0
    write_special a3, SR_DBREAKC0 /* what is spilled may lie in the watched bytes */
    beqi a2, 2, 1f /* a double exception: there is no stack to spill to */
    movi a2, PS_WINDOWED_LEVEL15
    wsr  a2, ps
    rsync
    l32i a0, a0, FRAME_A0
    spill_windows
1:  forget_windows a2, a3
    movi a0, 0
    begin_stack panic_stack_top, a2
    movi a2, PS_WINDOWED_LEVEL15
    wsr  a2, ps
    rsync
    movi a10, panic_frame
    call8 panic_handler
1:  j    1b
    .size _xt_panic, . - _xt_panic

/* Interrupt of level 1: its handler runs on a stack of its own, in a frame whose caller is the code that was
 * interrupted, so that a backtrace goes on there. The handler of this firmware never returns. */
    function _xt_lowint1
    movi a0, interrupted
    s32i a2, a0, 0
    rsr  a2, excsave1
    s32i a2, a0, 4
    rsr  a2, epc1 /* spilling overwrites it */
    s32i a2, a0, 12
    movi a2, 0
    write_special a2, SR_INTENABLE
    movi a2, PS_WINDOWED_LEVEL15
    wsr  a2, ps
    rsync
    l32i a2, a0, 0
    l32i a0, a0, 4
    spill_windows
    movi a2, interrupted
    s32i a0, a2, 4
    s32i a1, a2, 8
    forget_windows a3, a4
    begin_stack isr_stack_top, a3
    l32i a3, a2, 4
    addi a4, a1, -16
    s32i a3, a4, 0
    l32i a3, a2, 8
    s32i a3, a4, 4
    l32i a0, a2, 12
    wsr  a0, epc1
    movi a3, 0x3fffffff
    and  a0, a0, a3
    movi a3, 0x80000000
    or   a0, a0, a3
    movi a3, PS_WINDOWED_USER | 1
    wsr  a3, ps
    movi a3, 1 << 13 /* the watchdog's timer alone */
    write_special a3, SR_INTENABLE
    rsync
    movi a10, 0
    call8 radio_isr
1:  j    1b
    .size _xt_lowint1, . - _xt_lowint1

    .section .noinit, "aw", @nobits
    .balign 16
    .globl panic_frame
panic_frame:
    .space 256
interrupted:
    .space 16
    .space 4096
panic_stack_top:
    .space 2048
    .globl isr_stack_top
isr_stack_top:
    .space 4096
    .globl startup_stack_top
startup_stack_top:
