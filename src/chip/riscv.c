/* The RISC-V architecture (C, H, P series and S31): registers and causes. */
#include "chip/arch.h"

/* The panic's own 37, then what only ESP-TEE and the boot ROMs add. Source: ESP-IDF
 * components/esp_system/port/arch/riscv/panic_arch.c and components/esp_tee; ROM images. */
/* clang-format off */
static const char *const registers[] = {
    "MEPC",      "RA",       "SP",         "GP",
    "TP",        "T0",       "T1",         "T2",
    "S0/FP",     "S1",       "A0",         "A1",
    "A2",        "A3",       "A4",         "A5",
    "A6",        "A7",       "S2",         "S3",
    "S4",        "S5",       "S6",         "S7",
    "S8",        "S9",       "S10",        "S11",
    "T3",        "T4",       "T5",         "T6",
    "MSTATUS",   "MTVEC",    "MCAUSE",     "MTVAL",
    "MHARTID",
    "MSCRATCH",  "UEPC",     "USTATUS",    "UTVEC",
    "UCAUSE",    "UTVAL",    "MIE",        "MIP",
    "UIE",       "UIP",      "USCRATCH",   "MEXSTATUS",
    "MINTSTATUS", "MINTTHRESH", "UINTSTATUS", "UINTTHRESH",
    "INTLEVEL",  NULL,
};

static const char *const general[] = {
    "T0", "T1", "T2", "S0/FP", "S1", "A0", "A1", "A2", "A3", "A4",  "A5",  "A6", "A7", "S2",
    "S3", "S4", "S5", "S6",    "S7", "S8", "S9", "S10", "S11", "T3", "T4", "T5", "T6", NULL,
};
/* clang-format on */

static const char *const arguments[] = { "A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", NULL };

#define STALE WHY_FAULT_ADDR_STALE
#define DATA WHY_FAULT_ADDR_DATA
#define AT_PC WHY_FAULT_ADDR_PC
#define BITS WHY_FAULT_ADDR_INSTRUCTION

/* A reason that goes with no code of its own. */
#define NO_CODE UINT32_MAX

/* Codes: RISC-V privileged ISA, mcause. Spellings: ESP-IDF panic_arch.c, and below them those of
 * the boot ROMs where they differ. Pseudo causes: the interrupt numbers of ESP-IDF soc/soc.h, with
 * bit 12 for core 1. */
/* clang-format off */
static const struct why_cause_row causes[] = {
    { "Instruction address misaligned", 0, WHY_CAUSE_FETCH_MISALIGNED,    AT_PC, false, "the program jumped to an odd address" },
    { "Instruction access fault",       1, WHY_CAUSE_FETCH_FAULT,         AT_PC, false, "the program jumped to memory that holds no code" },
    { "Illegal instruction",            2, WHY_CAUSE_ILLEGAL_INSTRUCTION, BITS,  false, "the CPU met an instruction that it cannot execute" },
    { "Breakpoint",                     3, WHY_CAUSE_BREAKPOINT,          STALE, false, "a breakpoint instruction ran or a watchpoint was hit" },
    { "Load address misaligned",        4, WHY_CAUSE_LOAD_MISALIGNED,     DATA,  false, "a read was not aligned to its width" },
    { "Load access fault",              5, WHY_CAUSE_LOAD_FAULT,          DATA,  false, "a read was refused" },
    { "Store address misaligned",       6, WHY_CAUSE_STORE_MISALIGNED,    DATA,  false, "a write was not aligned to its width" },
    { "Store access fault",             7, WHY_CAUSE_STORE_FAULT,         DATA,  false, "a write was refused" },
    { "Environment call from U-mode",   8, WHY_CAUSE_SYSTEM_CALL,         STALE, false, "an ECALL instruction ran in user mode" },
    { "Environment call from S-mode",   9, WHY_CAUSE_SYSTEM_CALL,         STALE, false, "an ECALL instruction ran in supervisor mode" },
    { "Environment call from M-mode",  11, WHY_CAUSE_SYSTEM_CALL,         STALE, false, "an ECALL instruction ran in machine mode" },
    { "Instruction page fault",        12, WHY_CAUSE_FETCH_FAULT,         AT_PC, false, "an instruction fetch found no page, though these chips have none" },
    { "Load page fault",               13, WHY_CAUSE_LOAD_FAULT,          DATA,  false, "a read found no page, though these chips have none" },
    { "Store page fault",              15, WHY_CAUSE_STORE_FAULT,         DATA,  false, "a write found no page, though these chips have none" },
    { "Unknown reason",           NO_CODE, WHY_CAUSE_UNKNOWN,             STALE, false, "the panic handler was entered without a reason" },

    { "Store/AMO address misaligned",   6, WHY_CAUSE_STORE_MISALIGNED,    DATA,  false, "a write or an atomic operation was not aligned to its width" },
    { "Store/AMO access fault",         7, WHY_CAUSE_STORE_FAULT,         DATA,  false, "a write or an atomic operation was refused" },
    { "Store/AMO page fault",          15, WHY_CAUSE_STORE_FAULT,         DATA,  false, "a write found no page, though these chips have none" },

    { "Interrupt wdt timeout on CPU0", 0x18,   WHY_CAUSE_INTERRUPT_WDT,     STALE, true, "core 0 took no tick interrupt for too long" },
    { "Interrupt wdt timeout on CPU1", 0x1018, WHY_CAUSE_INTERRUPT_WDT,     STALE, true, "core 1 took no tick interrupt for too long" },
    { "Cache error",                   0x19,   WHY_CAUSE_CACHE_ERROR,       STALE, true, "the cache of flash and external RAM refused an access, mostly because it was off" },
    { "Memory protection fault",       0x1a,   WHY_CAUSE_MEMORY_PROTECTION, STALE, true, "an access was made that the memory protection unit forbids" },
    { "Stack protection fault",        0x1b,   WHY_CAUSE_STACK_PROTECTION,  STALE, true, "the stack pointer left the bounds of its stack" },
};
/* clang-format on */

/* Source: RISC-V ELF psABI, "DWARF Register Numbers". x0 is always zero. */
/* clang-format off */
static const char *const numbered[WHY_ARCH_REGISTERS] = {
    NULL,    "RA", "SP", "GP", "TP",  "T0",  "T1", "T2", "S0/FP", "S1", "A0", "A1", "A2", "A3", "A4", "A5",
    "A6",    "A7", "S2", "S3", "S4",  "S5",  "S6", "S7", "S8",    "S9", "S10", "S11", "T3", "T4", "T5", "T6",
};
/* clang-format on */

/* Return addresses are printed raw. A call is 2 or 4 bytes long, and one byte back is inside
 * either.
 */
const struct why_arch why_arch_riscv = {
    .id = WHY_ARCH_RISCV,
    .name = "riscv",
    .pc = "MEPC",
    .sp = "SP",
    .return_address = "RA",
    .cause = "MCAUSE",
    .fault_addr = "MTVAL",
    .registers = registers,
    .general = general,
    .arguments = arguments,
    .numbered = numbered,
    .causes = causes,
    .cause_count = WHY_COUNTOF(causes),
    .backtrace_adjust = 0,
    .call_bytes_min = 1,
};
