/* Call-frame information of every kind that a caller is found by, in .eh_frame. */
    .cfi_sections .eh_frame
    .text

    .globl plain
    .type plain, @function
plain:
    .cfi_startproc
    addi sp, sp, -16
    .cfi_def_cfa_offset 16
    sw   ra, 12(sp)
    sw   s0, 8(sp)
    .cfi_offset ra, -4
    .cfi_offset s0, -8
    addi s0, sp, 16
    .cfi_def_cfa s0, 0
plain_body:
    nop
    .cfi_remember_state
    lw   ra, 12(sp)
    lw   s0, 8(sp)
    .cfi_restore ra
    .cfi_restore s0
    .cfi_def_cfa sp, 16
    addi sp, sp, 16
    .cfi_def_cfa_offset 0
plain_end:
    ret
    .cfi_restore_state
plain_cold:
    nop
    .cfi_endproc
    .size plain, . - plain

    .globl outermost
    .type outermost, @function
outermost:
    .cfi_startproc
    .cfi_undefined ra
    nop
    .cfi_endproc
    .size outermost, . - outermost

/* As libgcc saves registers for -msave-restore: it returns by t0. */
    .globl save_helper
    .type save_helper, @function
save_helper:
    .cfi_startproc
    .cfi_return_column 5
    addi sp, sp, -16
    .cfi_def_cfa_offset 16
    sw   ra, 12(sp)
    .cfi_offset ra, -4
save_helper_end:
    jr   t0
    .cfi_endproc
    .size save_helper, . - save_helper

/* The interrupted program counter lies in a column of its own. */
    .globl interrupt
    .type interrupt, @function
interrupt:
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_return_column 64
    .cfi_def_cfa sp, 0
    nop
interrupt_body:
    .cfi_offset 64, 0
    .cfi_offset ra, 4
    .cfi_offset sp, 8
    .cfi_offset a0, 40
    .cfi_same_value t3
    nop
    .cfi_endproc
    .size interrupt, . - interrupt

/* ra is held in t1; s1 is computed: the CFA less 32, not read from there. */
    .globl moved
    .type moved, @function
moved:
    .cfi_startproc
    .cfi_register ra, t1
    .cfi_val_offset s1, -32
    nop
    .cfi_endproc
    .size moved, . - moved

/* CFA: s0 + 4 if a0 is not zero, else the word at sp + 8. ra: the word at CFA - 12; s2: CFA + 20. */
    .globl computed
    .type computed, @function
computed:
    .cfi_startproc
    .cfi_escape 0x0f, 15, 0x7a, 0, 0x28, 6, 0, 0x72, 8, 0x06, 0x2f, 4, 0, 0x78, 0, 0x23, 4
    .cfi_escape 0x10, 1, 2, 0x3c, 0x1c
    .cfi_escape 0x16, 18, 2, 0x23, 20
    nop
    .cfi_endproc
    .size computed, . - computed

/* A loop: the expression jumps back. */
    .globl endless
    .type endless, @function
endless:
    .cfi_startproc
    .cfi_escape 0x0f, 4, 0x30, 0x2f, 0xfc, 0xff
    nop
    .cfi_endproc
    .size endless, . - endless
