/* What stands for the boot ROM: runs in machine mode, gives the firmware an address space as the ESP32-C3 has
 * it, and starts it in supervisor mode.
 *
 * Address translation maps the chip's addresses onto RAM in pages of 4 MiB and never faults: all entries are
 * valid. What may be done where is left to physical memory protection, which answers with the causes that the
 * chip gives (1, 5, 7) and with the virtual address. */
    .option norelax

    .equ PTE_ALL, 0xcf /* valid, readable, writable, executable, accessed, dirty */
    .equ PMP_NONE, 0x18
    .equ PMP_R, 0x19
    .equ PMP_RW, 0x1b
    .equ PMP_RX, 0x1d
    .equ NOWHERE, 0x81400000 /* RAM that no protection entry opens */
    .equ MTIME, 0x0200bff8
    .equ MTIMECMP, 0x02004000

    .macro map virtual, physical
    li   t0, ((\physical >> 12) << 10) | PTE_ALL
    la   t1, page_table + (\virtual >> 22) * 4
    sw   t0, 0(t1)
    .endm

    .macro protect entry, base, size
    li   t0, (\base >> 2) | ((\size >> 3) - 1)
    csrw pmpaddr\entry, t0
    .endm

    .section .text.boot, "ax"
    .globl rom_start
rom_start:
    la   t0, page_table
    li   t1, ((NOWHERE >> 12) << 10) | PTE_ALL
    li   t2, 1024
1:  sw   t1, 0(t0)
    addi t0, t0, 4
    addi t2, t2, -1
    bnez t2, 1b
    map  0x3c000000, 0x80c00000 /* constants in flash */
    map  0x3fc00000, 0x81000000 /* data RAM */
    map  0x40000000, 0x80400000 /* ROM and instruction RAM */
    map  0x42000000, 0x80800000 /* code in flash */
    map  0x50000000, 0x81800000 /* RTC RAM */
    map  0x60000000, 0x10000000 /* serial port */
    map  0x60400000, 0x00000000 /* test device, at 0x60500000 */

    /* The first entry that matches decides. */
    protect 0, 0x81094000, 0x1000  /* below the task's stack: nothing, until the panic handler asks */
    protect 1, 0x80780000, 0x20000 /* instruction RAM, at 0x40380000 */
    protect 2, 0x80800000, 0x40000
    protect 3, 0x80c00000, 0x40000
    protect 4, 0x81080000, 0x40000 /* data RAM, at 0x3fc80000 */
    protect 5, 0x10000000, 0x1000
    protect 6, 0x00100000, 0x1000
    la   t0, page_table            /* the walk through the table is checked too */
    srli t0, t0, 2
    ori  t0, t0, (0x1000 >> 3) - 1
    csrw pmpaddr7, t0
    protect 8, 0x81800000, 0x2000
    protect 9, 0x810c0000, 0x20000 /* data RAM up to 0x3fce0000 */
    li   t0, PMP_NONE | PMP_RX << 8 | PMP_RX << 16 | PMP_R << 24
    csrw pmpcfg0, t0
    li   t0, PMP_RW | PMP_RW << 8 | PMP_RW << 16 | PMP_R << 24
    csrw pmpcfg1, t0
    li   t0, PMP_RW | PMP_RW << 8
    csrw pmpcfg2, t0

    la   t0, page_table
    srli t0, t0, 12
    li   t1, 0x80000000
    or   t0, t0, t1
    csrw satp, t0
    sfence.vma
    li   t0, ~(1 << 9) /* every exception is the firmware's, but for its calls to this ROM */
    csrw medeleg, t0
    li   t0, 1 << 1    /* software interrupts too */
    csrw mideleg, t0
    la   t0, rom_trap
    csrw mtvec, t0
    li   t0, 0x40380080 /* call_start_cpu0, behind the vectors */
    csrw mepc, t0
    li   t0, 0x1800
    csrc mstatus, t0
    li   t0, 0x0800
    csrs mstatus, t0
    mret

/* The watchdog's timer becomes a software interrupt of the firmware. Calls: a7 = 1 opens the page below the
 * stack, a7 = 2 lets the timer run out a0 ticks from now. */
    .balign 4
rom_trap:
    csrw mscratch, t0
    la   t0, saved
    sw   t1, 0(t0)
    csrr t1, mcause
    bltz t1, timer
    csrr t1, mepc
    addi t1, t1, 4
    csrw mepc, t1
    li   t1, 1
    beq  a7, t1, open_guard
    li   t0, MTIME
    lw   t1, 0(t0)
    add  t1, t1, a0
    li   t0, MTIMECMP
    sw   zero, 4(t0)
    sw   t1, 0(t0)
    li   t1, 0x80
    csrs mie, t1
    j    back
open_guard:
    li   t1, PMP_RW
    csrs pmpcfg0, t1
    j    back
timer:
    li   t1, 0x80
    csrc mie, t1
    csrsi mip, 2
back:
    la   t0, saved
    lw   t1, 0(t0)
    csrr t0, mscratch
    mret

    .bss
    .balign 4096
page_table:
    .space 4096
saved:
    .space 4
