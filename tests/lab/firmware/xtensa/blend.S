/* Blends pixels with an instruction that this core does not have: it was written for its successor. */
    .section .text.fast_blend, "ax"
    .align 4
    .globl fast_blend
    .type fast_blend, @function
fast_blend:
    entry sp, 32
    addi a4, a2, 4
    movi a5, 0
    begin_bytes /* LAB undefined-opcode:esp32 */
    .byte 0x54, 0x4b, 0xcd
    add  a5, a5, a3
    mov  a2, a5
    retw.n
    .size fast_blend, . - fast_blend
