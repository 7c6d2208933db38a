/* Vectors, reset and exception entry of the firmware on RISC-V. */
    .section .vectors, "ax"
    .globl _vector_table
    .type _vector_table, @function
_vector_table:
    .option push
    .option norvc
    .option norelax
    j    _panic_entry    /* exceptions */
    j    _software_entry /* interrupt 1 */
    .rept 30
    j    _panic_entry
    .endr
    .option pop
    .size _vector_table, . - _vector_table

    .globl call_start_cpu0
    .type call_start_cpu0, @function
call_start_cpu0:
    .cfi_startproc
    .cfi_undefined ra
    .option push
    .option norelax
    la   gp, __global_pointer$
    .option pop
    la   t0, _vector_table
    ori  t0, t0, 1
    csrw stvec, t0
    la   t0, panic_frame
    csrw sscratch, t0
    la   sp, startup_stack_top
    mv   s0, zero
    mv   tp, zero
    call start_cpu0
1:  j    1b
    .cfi_endproc
    .size call_start_cpu0, . - call_start_cpu0

    .section .iram0.text, "ax"
    .globl machine_rom_call
    .type machine_rom_call, @function
/* machine_rom_call(argument, number) */
machine_rom_call:
    .cfi_startproc
    mv   a7, a1
    ecall
    ret
    .cfi_endproc
    .size machine_rom_call, . - machine_rom_call

/* A task that gives up the core, or the watchdog. */
    .globl _software_entry
    .type _software_entry, @function
_software_entry:
    .cfi_startproc simple
    .cfi_signal_frame
    csrci sip, 2
    csrrw t0, sscratch, t0 /* t0 = panic_frame */
    sw   t1, 4 * 6(t0)
    lw   t1, yield_requested
    bnez t1, 1f
    lw   t1, 4 * 6(t0)
    csrrw t0, sscratch, t0
    j    _panic_entry
1:  lw   t1, 4 * 6(t0)
    csrrw t0, sscratch, t0
    j    _switch_tasks
    .cfi_endproc
    .size _software_entry, . - _software_entry

    .globl _panic_entry
    .type _panic_entry, @function
_panic_entry:
    .cfi_startproc simple
    .cfi_signal_frame
    csrrw t0, sscratch, t0 /* t0 = panic_frame */
    .irp n, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    sw   x\n, 4 * \n(t0)
    .endr
    .irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sw   x\n, 4 * \n(t0)
    .endr
    csrr t1, sscratch
    sw   t1, 4 * 5(t0)
    csrr t1, sepc
    sw   t1, 4 * 0(t0)
    csrr t1, sstatus
    sw   t1, 4 * 32(t0)
    csrr t1, stvec
    sw   t1, 4 * 33(t0)
    csrr t1, scause
    sw   t1, 4 * 34(t0)
    csrr t1, stval
    sw   t1, 4 * 35(t0)
    sw   zero, 4 * 36(t0) /* the only hart */
    mv   a0, t0
    la   sp, panic_stack_top
    mv   ra, zero
    la   t1, panic_handler
    jr   t1
    .cfi_endproc
    .size _panic_entry, . - _panic_entry

/* Constants that lie among the code, as an application puts them into instruction RAM. */
    .globl gamma_table
    .type gamma_table, @object
    .balign 4
gamma_table:
    .word 0xffffffff, 0xffff7fff, 0xfffe3fff, 0xfffc1fff
    .size gamma_table, . - gamma_table

    .section .noinit, "aw", @nobits
    .balign 16
panic_frame:
    .space 256
    .space 2048
panic_stack_top:
    .space 2048
    .globl startup_stack_top
startup_stack_top:
