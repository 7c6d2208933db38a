/* The Xtensa architecture (LX6 of the ESP32, LX7 of S2 and S3): registers and causes. */
#include "chip/arch.h"

/* Source: ESP-IDF components/esp_system/port/arch/xtensa/panic_arch.c, print_registers(); the EPC
 * registers stand in the block of a panic that interrupted an ISR. */
/* clang-format off */
static const char *const registers[] = {
    "PC",       "PS",   "A0",   "A1",
    "A2",       "A3",   "A4",   "A5",
    "A6",       "A7",   "A8",   "A9",
    "A10",      "A11",  "A12",  "A13",
    "A14",      "A15",  "SAR",  "EXCCAUSE",
    "EXCVADDR", "LBEG", "LEND", "LCOUNT",
    "EPC1",     "EPC2", "EPC3", "EPC4", "EPC5", "EPC6", "EPC7", NULL,
};
/* clang-format on */

static const char *const general[] = { "A2",  "A3",  "A4",  "A5",  "A6",  "A7",  "A8", "A9",
                                       "A10", "A11", "A12", "A13", "A14", "A15", NULL };

/* Of a windowed function after its ENTRY. Source: Xtensa ISA, windowed register ABI. */
static const char *const arguments[] = { "A2", "A3", "A4", "A5", "A6", "A7", NULL };

#define STALE WHY_FAULT_ADDR_STALE
#define DATA WHY_FAULT_ADDR_DATA
#define AT_PC WHY_FAULT_ADDR_PC

/* Codes: Xtensa ISA, EXCCAUSE. Spellings: ESP-IDF panic_arch.c, and below them those of the S3's
 * boot ROM where they differ by more than case. Pseudo causes: ESP-IDF esp_private/panic_reason.h;
 * S2 reports memory protection under the code of a cache error. */
/* clang-format off */
static const struct why_cause_row causes[] = {
    { "IllegalInstruction",     0, WHY_CAUSE_ILLEGAL_INSTRUCTION,  STALE, false, "the CPU met an instruction that it cannot execute" },
    { "Syscall",                1, WHY_CAUSE_SYSTEM_CALL,          STALE, false, "a SYSCALL instruction ran, which ESP-IDF never uses" },
    { "InstructionFetchError",  2, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus refused to deliver an instruction" },
    { "LoadStoreError",         3, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write was not possible there, or not in that width" },
    { "Level1Interrupt",        4, WHY_CAUSE_STRAY_INTERRUPT,      STALE, false, "a level-1 interrupt arrived that nothing handled" },
    { "Alloca",                 5, WHY_CAUSE_STRAY_INTERRUPT,      STALE, false, "a MOVSP instruction found its caller's registers not in the CPU" },
    { "IntegerDivideByZero",    6, WHY_CAUSE_DIVIDE_BY_ZERO,       STALE, false, "an integer was divided by zero" },
    { "PCValue",                7, WHY_CAUSE_FETCH_FAULT,          STALE, false, "the next program counter was not a legal one" },
    { "Privileged",             8, WHY_CAUSE_PRIVILEGED,           STALE, false, "a privileged instruction ran in user mode" },
    { "LoadStoreAlignment",     9, WHY_CAUSE_DATA_MISALIGNED,      DATA,  false, "a read or a write was not aligned to its width" },
    { "res",                   10, WHY_CAUSE_UNKNOWN,              STALE, false, "a cause that is reserved" },
    { "InstrPDAddrError",      12, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus delivered an instruction with an error" },
    { "LoadStorePIFDataError", 13, WHY_CAUSE_DATA_FAULT,           DATA,  false, "the bus reported a data error for a read or a write" },
    { "InstrPIFAddrError",     14, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus knows no such address to fetch an instruction from" },
    { "LoadStorePIFAddrError", 15, WHY_CAUSE_DATA_FAULT,           DATA,  false, "the bus knows no such address to read from or write to" },
    { "InstTLBMiss",           16, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "an instruction fetch went outside the memory map" },
    { "InstTLBMultiHit",       17, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "an instruction fetch hit two memory mappings" },
    { "InstFetchPrivilege",    18, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "an instruction fetch lacked the privilege" },
    { "InstrFetchProhibited",  20, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the program jumped to memory that holds no code" },
    { "LoadStoreTLBMiss",      24, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write went outside the memory map" },
    { "LoadStoreTLBMultihit",  25, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write hit two memory mappings" },
    { "LoadStorePrivilege",    26, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write lacked the privilege" },
    { "LoadProhibited",        28, WHY_CAUSE_LOAD_FAULT,           DATA,  false, "a read was refused" },
    { "StoreProhibited",       29, WHY_CAUSE_STORE_FAULT,          DATA,  false, "a write was refused" },
    { "Cp0Dis",                32, WHY_CAUSE_COPROCESSOR_DISABLED, STALE, false, "the floating-point unit was used where it is switched off" },
    { "Cp1Dis",                33, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 1 ran, which these chips do not have" },
    { "Cp2Dis",                34, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 2 ran, which these chips do not have" },
    { "Cp3Dis",                35, WHY_CAUSE_COPROCESSOR_DISABLED, STALE, false, "coprocessor 3 (vector instructions of the S3) was used where it is switched off" },
    { "Cp4Dis",                36, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 4 ran, which these chips do not have" },
    { "Cp5Dis",                37, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 5 ran, which these chips do not have" },
    { "Cp6Dis",                38, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 6 ran, which these chips do not have" },
    { "Cp7Dis",                39, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 7 ran, which these chips do not have" },
    { "Unknown",               40, WHY_CAUSE_UNKNOWN,              STALE, false, "a cause that no manual names" },

    { "PCValueError",           7, WHY_CAUSE_FETCH_FAULT,          STALE, false, "the next program counter was not a legal one" },
    { "Reserved",              10, WHY_CAUSE_UNKNOWN,              STALE, false, "a cause that is reserved" },
    { "InstrPIFDataError",     12, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus delivered an instruction with an error" },
    { "InstFetchProhibited",   20, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the program jumped to memory that holds no code" },
    { "Coprocessor0Disabled",  32, WHY_CAUSE_COPROCESSOR_DISABLED, STALE, false, "the floating-point unit was used where it is switched off" },
    { "Coprocessor1Disabled",  33, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 1 ran, which these chips do not have" },
    { "Coprocessor2Disabled",  34, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 2 ran, which these chips do not have" },
    { "Coprocessor3Disabled",  35, WHY_CAUSE_COPROCESSOR_DISABLED, STALE, false, "coprocessor 3 (vector instructions of the S3) was used where it is switched off" },
    { "Coprocessor4Disabled",  36, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 4 ran, which these chips do not have" },
    { "Coprocessor5Disabled",  37, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 5 ran, which these chips do not have" },
    { "Coprocessor6Disabled",  38, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 6 ran, which these chips do not have" },
    { "Coprocessor7Disabled",  39, WHY_CAUSE_COPROCESSOR_ABSENT,   STALE, false, "an instruction of coprocessor 7 ran, which these chips do not have" },

    { "Unknown reason",                0, WHY_CAUSE_UNKNOWN,              STALE, true, "the panic handler was entered without a reason" },
    { "Unhandled debug exception",     1, WHY_CAUSE_DEBUG_EXCEPTION,      STALE, true, "a watchpoint or a breakpoint was hit" },
    { "Double exception",              2, WHY_CAUSE_DOUBLE_EXCEPTION,     STALE, true, "an exception struck while another one was being entered" },
    { "Unhandled kernel exception",    3, WHY_CAUSE_KERNEL_EXCEPTION,     STALE, true, "an exception struck inside an exception or interrupt entry" },
    { "Coprocessor exception",         4, WHY_CAUSE_COPROCESSOR_DISABLED, STALE, true, "a coprocessor, such as the floating-point unit, was used where it is not allowed" },
    { "Interrupt wdt timeout on CPU0", 5, WHY_CAUSE_INTERRUPT_WDT,        STALE, true, "core 0 took no tick interrupt for too long" },
    { "Interrupt wdt timeout on CPU1", 6, WHY_CAUSE_INTERRUPT_WDT,        STALE, true, "core 1 took no tick interrupt for too long" },
    { "Cache error",                   7, WHY_CAUSE_CACHE_ERROR,          STALE, true, "the cache of flash and external RAM refused an access, mostly because it was off" },
    { "Cache disabled but cached memory region accessed",
                                       7, WHY_CAUSE_CACHE_ERROR,          STALE, true, "flash or external RAM was accessed while its cache was off" },
    { "Cache exception",               7, WHY_CAUSE_CACHE_ERROR,          STALE, true, "the cache of flash and external RAM refused an access, mostly because it was off" },
    { "Memory protection fault",       7, WHY_CAUSE_MEMORY_PROTECTION,    STALE, true, "an access was made that the memory protection unit forbids" },
};
/* clang-format on */

/* Source: GCC, gcc/config/xtensa/xtensa.h, DEBUGGER_REGNO. */
/* clang-format off */
static const char *const numbered[WHY_ARCH_REGISTERS] = {
    "A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15",
};
/* clang-format on */

/* Backtrace entries are printed 3 bytes back: the length of a call. Source: ESP-IDF
 * components/esp_system/port/arch/xtensa/debug_helpers.c. */
const struct why_arch why_arch_xtensa = {
    .id = WHY_ARCH_XTENSA,
    .name = "xtensa",
    .pc = "PC",
    .sp = "A1",
    .return_address = "A0",
    .cause = "EXCCAUSE",
    .fault_addr = "EXCVADDR",
    .registers = registers,
    .general = general,
    .arguments = arguments,
    .numbered = numbered,
    .causes = causes,
    .cause_count = WHY_COUNTOF(causes),
    .backtrace_adjust = 3,
    .call_bytes_min = 3,
};
