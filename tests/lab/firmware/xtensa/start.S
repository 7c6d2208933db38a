/* Reset, memory protection, and what C cannot say. */
    .include "xtensa/special.inc"

    .macro function name
    .align 4
    .globl \name
    .type \name, @function
\name:
    .endm

/* Attributes of pages; others than these forbid everything. */
    .equ READ, 0
    .equ READ_EXECUTE, 1
    .equ READ_WRITE, 2
    .equ NOTHING, 12

/* A page of 512 MiB is in way 6, one of 1 MiB in way 4; addresses are mapped onto themselves. */
    .macro data_page address, way, attribute
    movi a2, \address | \way
    movi a3, \address | \attribute
    wdtlb a3, a2
    .endm

    .macro code_page address, way, attribute
    movi a2, \address | \way
    movi a3, \address | \attribute
    witlb a3, a2
    .endm

    .section .iram0.text, "ax"
    .literal_position

    function call_start_cpu0
    movi a2, 1
    write_special a2, SR_WINDOWSTART
    movi a2, 0
    write_special a2, SR_WINDOWBASE
    rsync
    movi a2, _vector_table
    wsr  a2, vecbase
    movi a2, PS_WINDOWED_LEVEL15
    wsr  a2, ps
    rsync
    movi a2, 0
    write_special a2, SR_INTENABLE
    write_special a2, SR_DBREAKC0
    movi a2, 0x15 /* compare and set works on every kind of memory */
    write_special a2, SR_ATOMCTL
    movi a0, 0
    movi a1, startup_stack_top - 64
    movi a2, startup_stack_top /* where the spilling of this frame looks for its caller's stack */
    addi a3, a1, -12
    s32i a2, a3, 0
    /* Initialised data comes from its image in flash, as the bootloader does it. */
    movi a2, _data_image
    movi a3, _data_start
    movi a4, _data_end
1:  l32i a5, a2, 0
    s32i a5, a3, 0
    addi a2, a2, 4
    addi a3, a3, 4
    bltu a3, a4, 1b
    call8 protect_memory
    call8 start_cpu0
1:  j    1b
    .size call_start_cpu0, . - call_start_cpu0

    function protect_memory
    entry sp, 32
    data_page 0x3f400000, 4, READ       /* constants in flash */
    data_page 0x3ff00000, 4, READ_WRITE /* data RAM and RTC RAM */
    movi a2, 0x20000006
    idtlb a2
    code_page 0x20000000, 6, NOTHING
    data_page 0x00000000, 6, NOTHING    /* NULL and what is near */
    code_page 0x00000000, 6, NOTHING
    data_page 0x40000000, 6, READ_EXECUTE
    code_page 0x40000000, 6, READ_EXECUTE
    .irp page, 0x60000000, 0x80000000, 0xa0000000, 0xc0000000, 0xe0000000
    data_page \page, 6, NOTHING
    code_page \page, 6, NOTHING
    .endr
    dsync
    isync
    retw.n
    .size protect_memory, . - protect_memory

/* machine_watch_stack(low): 32 bytes, stores only. */
    function machine_watch_stack
    entry sp, 32
    write_special a2, SR_DBREAKA0
    movi a3, 0x80000020
    write_special a3, SR_DBREAKC0
    dsync
    retw.n
    .size machine_watch_stack, . - machine_watch_stack

/* machine_arm_timers(level 5 ticks, level 1 ticks): 0 leaves one off. */
    function machine_arm_timers
    entry sp, 32
    movi a4, 0
    read_special a5, SR_CCOUNT
    beqz a2, 1f
    add  a6, a5, a2
    write_special a6, SR_CCOMPARE2
    movi a4, 1 << 13
1:  beqz a3, 1f
    add  a6, a5, a3
    write_special a6, SR_CCOMPARE0
    movi a6, 1 << 6
    or   a4, a4, a6
1:  write_special a4, SR_INTENABLE
    rsync
    retw.n
    .size machine_arm_timers, . - machine_arm_timers

/* machine_set_interrupt_level(level): the old one. */
    function machine_set_interrupt_level
    entry sp, 32
    rsr  a3, ps
    extui a4, a3, 0, 4
    sub  a3, a3, a4
    or   a3, a3, a2
    wsr  a3, ps
    rsync
    mov  a2, a4
    retw.n
    .size machine_set_interrupt_level, . - machine_set_interrupt_level

/* machine_restart_now(): back to the start, with nothing remembered but RTC RAM. */
    function machine_restart_now
    entry sp, 32
    j    call_start_cpu0
    .size machine_restart_now, . - machine_restart_now

    .section .text.coroutine_resume, "ax"
    .literal_position
/* coroutine_resume(coroutine): goes on where the coroutine's stack pointer says. */
    function coroutine_resume
    entry sp, 32
    l32i a1, a2, 0
    mov  a10, a2
    call8 coroutine_step
    retw.n
    .size coroutine_resume, . - coroutine_resume

/* Constants that lie among the code, as an application puts them into instruction RAM. */
    .section .iram0.text, "ax"
    .globl gamma_table
    .type gamma_table, @object
    .align 4
gamma_table:
    .word 0xffffffff, 0xffff7fff, 0xfffe3fff, 0xfffc1fff
    .size gamma_table, . - gamma_table
