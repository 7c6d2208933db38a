/* Functions with and without call-frame information, for walks over stacks; a label that ends in _ret stands behind a call. */
    .cfi_sections .eh_frame
    .text

    .macro function name
    .globl \name
    .type \name, @function
\name:
    .endm
    .macro calls what, label
    call \what
    .globl \label
\label:
    .endm
    .macro calls_pointer label
    jalr a5
    .globl \label
\label:
    .endm
    .macro frame bytes
    addi sp, sp, -\bytes
    .cfi_def_cfa_offset \bytes
    sw   ra, \bytes - 4(sp)
    .cfi_offset ra, -4
    .endm

function task_entry
    .cfi_startproc
    .cfi_undefined ra
    calls_pointer task_entry_ret
    nop
    .cfi_endproc
    .size task_entry, . - task_entry

function app_main
    .cfi_startproc
    frame 16
    calls middle, main_middle_ret
    calls bare, main_bare_ret
    calls opaque, main_opaque_ret
    calls leaf, main_leaf_ret
    calls_pointer main_pointer_ret
    calls ets_printf, main_printf_ret
    calls fails, main_fails_ret
    nop
    .cfi_endproc
    .size app_main, . - app_main

function middle
    .cfi_startproc
    frame 32
    calls bare, middle_bare_ret
    calls opaque, middle_opaque_ret
    calls leaf, middle_leaf_ret
    calls_pointer middle_pointer_ret
    nop
    .cfi_endproc
    .size middle, . - middle

/* Its last instruction calls a function that does not return. */
function fails
    .cfi_startproc
    frame 16
    calls never_returns, fails_ret
    .cfi_endproc
    .size fails, . - fails

function never_returns
    .cfi_startproc
    frame 16
    .globl never_returns_body
never_returns_body:
    ebreak
    .cfi_endproc
    .size never_returns, . - never_returns

/* From here on, no call-frame information. */

function leaf
    .globl leaf_body
leaf_body:
    lw   a0, 0(a0)
    ret
    .size leaf, . - leaf

function bare
    addi sp, sp, -32
    sw   ra, 28(sp)
    sw   s0, 24(sp)
    mv   s0, a0
    beqz a0, 1f
    calls leaf, bare_ret
    lw   ra, 28(sp)
    lw   s0, 24(sp)
    addi sp, sp, 32
    ret
1:  calls middle, bare_late_ret
    lw   ra, 28(sp)
    lw   s0, 24(sp)
    addi sp, sp, 32
    .globl bare_end
bare_end:
    ret
    .size bare, . - bare

/* How much it takes of the stack is not in its code. */
function opaque
    sub  sp, sp, a0
    sw   ra, 0(sp)
    calls leaf, opaque_ret
    nop
    .globl opaque_body
opaque_body:
    lw   a0, 0(a0)
    nop
    .size opaque, . - opaque

/* The stack pointer is got back from s0. */
function pointed
    addi sp, sp, -32
    sw   ra, 28(sp)
    sw   s0, 24(sp)
    addi s0, sp, 32
    sub  sp, sp, a0
    calls leaf, pointed_ret
    nop
    .size pointed, . - pointed

/* A frame only where it is needed. */
function wrapped
    beqz a0, 1f
    addi sp, sp, -16
    sw   ra, 12(sp)
    calls leaf, wrapped_ret
    lw   ra, 12(sp)
    addi sp, sp, 16
    ret
1:
    .globl wrapped_early
wrapped_early:
    ret
    .size wrapped, . - wrapped

/* Cases behind a jump through a table. */
function switches
    addi sp, sp, -48
    sw   ra, 44(sp)
    jr   a1
    calls leaf, switches_ret
    nop
    .size switches, . - switches

/* As libgcc saves registers for -msave-restore. */
function save_two
    addi sp, sp, -16
    sw   s0, 8(sp)
    sw   ra, 12(sp)
    jr   t0
    .size save_two, . - save_two

function outlined
    jal  t0, save_two
    addi sp, sp, -16
    calls leaf, outlined_ret
    nop
    .size outlined, . - outlined

/* cm.push {ra, s0-s1}, -32 */
function pushes
    .2byte 0xb866
    calls leaf, pushes_ret
    nop
    .size pushes, . - pushes

function interrupt
    addi sp, sp, -128
    sw   ra, 4(sp)
    sw   t0, 20(sp)
    sw   s0, 32(sp)
    sw   a0, 40(sp)
    csrr t0, mepc
    sw   t0, 0(sp)
    sw   gp, 12(sp)
    addi a0, sp, 128
    sw   a0, 8(sp)
    calls handler, interrupt_ret
    nop
    .size interrupt, . - interrupt

function handler
    .cfi_startproc
    frame 16
    .globl handler_body
handler_body:
    lw   a0, 0(a0)
    .cfi_endproc
    .size handler, . - handler

/* From here on, functions that end in jumps, and those that call them. */

function vPortTaskWrapper
    .cfi_startproc
    frame 16
    calls_pointer wrapper_ret
    nop
    .cfi_endproc
    .size vPortTaskWrapper, . - vPortTaskWrapper

function task_main
    .cfi_startproc
    frame 16
    calls tails, main_tails_ret
    calls tails_twice, main_twice_ret
    calls tails_pointer, main_tails_pointer_ret
    calls switches, main_switches_ret
    calls pointed_bare, main_pointed_ret
    nop
    .cfi_endproc
    .size task_main, . - task_main

function tails
    addi sp, sp, -16
    sw   ra, 12(sp)
    calls bare, tails_ret
    lw   ra, 12(sp)
    addi sp, sp, 16
    j    never_returns
    .size tails, . - tails

function tails_twice
    beqz a0, 1f
    ret
1:  j    tails
    .size tails_twice, . - tails_twice

function tails_pointer
    addi sp, sp, -16
    sw   ra, 12(sp)
    calls bare, tails_pointer_ret
    lw   ra, 12(sp)
    addi sp, sp, 16
    jr   a5
    .size tails_pointer, . - tails_pointer

function pointed_bare
    addi sp, sp, -32
    sw   ra, 28(sp)
    sw   s0, 24(sp)
    addi s0, sp, 32
    sub  sp, sp, a0
    calls bare, pointed_bare_ret
    nop
    .size pointed_bare, . - pointed_bare

function by_pointer
    addi sp, sp, -16
    sw   ra, 12(sp)
    calls_pointer by_pointer_ret
    nop
    .size by_pointer, . - by_pointer

function pointer_main
    .cfi_startproc
    frame 16
    calls by_pointer, main_by_pointer_ret
    nop
    .cfi_endproc
    .size pointer_main, . - pointer_main
