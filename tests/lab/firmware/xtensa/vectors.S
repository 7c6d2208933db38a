/* The vectors at the offsets that the ESP32 has them: spilling and filling of register windows, exceptions. */
    .include "xtensa/special.inc"

    .section .vectors, "ax"
    .globl _vector_table
    .type _vector_table, @function
_vector_table:
    .globl _WindowOverflow4
_WindowOverflow4:
    s32e a0, a5, -16
    s32e a1, a5, -12
    s32e a2, a5, -8
    s32e a3, a5, -4
    rfwo
    .org _vector_table + 0x40
    .globl _WindowUnderflow4
_WindowUnderflow4:
    l32e a0, a5, -16
    l32e a1, a5, -12
    l32e a2, a5, -8
    l32e a3, a5, -4
    rfwu
    .org _vector_table + 0x80
    .globl _WindowOverflow8
_WindowOverflow8:
    s32e a0, a9, -16
    l32e a0, a1, -12
    s32e a1, a9, -12
    s32e a2, a9, -8
    s32e a3, a9, -4
    s32e a4, a0, -32
    s32e a5, a0, -28
    s32e a6, a0, -24
    s32e a7, a0, -20
    rfwo
    .org _vector_table + 0xc0
    .globl _WindowUnderflow8
_WindowUnderflow8:
    l32e a0, a9, -16
    l32e a1, a9, -12
    l32e a2, a9, -8
    l32e a7, a1, -12
    l32e a3, a9, -4
    l32e a4, a7, -32
    l32e a5, a7, -28
    l32e a6, a7, -24
    l32e a7, a7, -20
    rfwu
    .org _vector_table + 0x100
    .globl _WindowOverflow12
_WindowOverflow12:
    s32e a0, a13, -16
    l32e a0, a1, -12
    s32e a1, a13, -12
    s32e a2, a13, -8
    s32e a3, a13, -4
    s32e a4, a0, -48
    s32e a5, a0, -44
    s32e a6, a0, -40
    s32e a7, a0, -36
    s32e a8, a0, -32
    s32e a9, a0, -28
    s32e a10, a0, -24
    s32e a11, a0, -20
    rfwo
    .org _vector_table + 0x140
    .globl _WindowUnderflow12
_WindowUnderflow12:
    l32e a0, a13, -16
    l32e a1, a13, -12
    l32e a2, a13, -8
    l32e a11, a1, -12
    l32e a3, a13, -4
    l32e a4, a11, -48
    l32e a5, a11, -44
    l32e a6, a11, -40
    l32e a7, a11, -36
    l32e a8, a11, -32
    l32e a9, a11, -28
    l32e a10, a11, -24
    l32e a11, a11, -20
    rfwu
    .org _vector_table + 0x240
    .globl _Level5Vector
_Level5Vector:
    wsr a0, excsave1
    j _xt_highint5
    .org _vector_table + 0x280
    .globl _DebugExceptionVector
_DebugExceptionVector:
    wsr a0, excsave1
    j _xt_debugexception
    .org _vector_table + 0x300
    .globl _KernelExceptionVector
_KernelExceptionVector:
    wsr a0, excsave1
    j _xt_kernel_exc
    .org _vector_table + 0x340
    .globl _UserExceptionVector
_UserExceptionVector:
    wsr a0, excsave1
    j _xt_user_exc
    .org _vector_table + 0x3c0
    .globl _DoubleExceptionVector
_DoubleExceptionVector:
    wsr a0, excsave1
    j _xt_double_exc
    .org _vector_table + 0x400
    .size _vector_table, . - _vector_table
