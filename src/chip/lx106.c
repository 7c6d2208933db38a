/* The Xtensa LX106 of the ESP8266: registers and causes of a core that calls without windows. */
#include "chip/arch.h"

/* Order: ESP8266 RTOS SDK components/freertos/port/esp8266/panic.c; behind SAR and EXCCAUSE what
 * the ESP8266 core for Arduino and the NonOS SDK print. They call the program counter epc1. */
/* clang-format off */
static const char *const registers[] = {
    "PC",       "PS",   "A0",   "A1",
    "A2",       "A3",   "A4",   "A5",
    "A6",       "A7",   "A8",   "A9",
    "A10",      "A11",  "A12",  "A13",
    "A14",      "A15",  "SAR",  "EXCCAUSE",
    "EXCVADDR", "EPC2", "EPC3", "DEPC", "EXCSAVE1", NULL,
};
/* clang-format on */

static const char *const general[] = { "A2",  "A3",  "A4",  "A5",  "A6",  "A7",  "A8", "A9",
                                       "A10", "A11", "A12", "A13", "A14", "A15", NULL };

/* Source: Xtensa ISA Reference Manual, chapter 8.1, CALL0 register usage. */
static const char *const arguments[] = { "A2", "A3", "A4", "A5", "A6", "A7", NULL };

#define STALE WHY_FAULT_ADDR_STALE
#define DATA WHY_FAULT_ADDR_DATA
#define AT_PC WHY_FAULT_ADDR_PC

/* Codes: Xtensa ISA, EXCCAUSE; those that the LX106 can raise, and 5 and 6, which only software
 * puts there. Spellings: ESP8266 RTOS SDK. Meanings on this chip: ESP8266 core for Arduino,
 * doc/exception_causes.rst. */
/* clang-format off */
static const struct why_cause_row causes[] = {
    { "IllegalInstruction",     0, WHY_CAUSE_ILLEGAL_INSTRUCTION,  STALE, false, "the CPU met an instruction that it cannot execute" },
    { "Syscall",                1, WHY_CAUSE_SYSTEM_CALL,          STALE, false, "a SYSCALL instruction ran, which only a GDB stub uses" },
    { "InstructionFetchError",  2, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus refused to deliver an instruction: no code can be there" },
    { "LoadStoreError",         3, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write was not possible there, or not in that width: flash and instruction RAM take whole words only" },
    { "Level1Interrupt",        4, WHY_CAUSE_STRAY_INTERRUPT,      STALE, false, "a level-1 interrupt, of which the software watchdog's is one" },
    { "Alloca",                 5, WHY_CAUSE_STRAY_INTERRUPT,      STALE, false, "a code that the hardware of this core cannot raise" },
    { "IntegerDivideByZero",    6, WHY_CAUSE_DIVIDE_BY_ZERO,       STALE, false, "an integer was divided by zero" },
    { "Privileged",             8, WHY_CAUSE_PRIVILEGED,           STALE, false, "a privileged instruction ran in user mode" },
    { "LoadStoreAlignment",     9, WHY_CAUSE_DATA_MISALIGNED,      DATA,  false, "a read or a write was not aligned to its width" },
    { "InstrPDAddrError",      12, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus delivered an instruction with an error" },
    { "LoadStorePIFDataError", 13, WHY_CAUSE_DATA_FAULT,           DATA,  false, "the bus reported a data error for a read or a write" },
    { "InstrPIFAddrError",     14, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the bus knows no such address to fetch an instruction from" },
    { "LoadStorePIFAddrError", 15, WHY_CAUSE_DATA_FAULT,           DATA,  false, "the bus knows no such address to read from or write to" },
    { "InstTLBMiss",           16, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "an instruction fetch went outside the memory map" },
    { "InstFetchPrivilege",    18, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "an instruction fetch lacked the privilege" },
    { "InstrFetchProhibited",  20, WHY_CAUSE_FETCH_FAULT,          AT_PC, false, "the program jumped to memory that holds no code" },
    { "LoadStoreTLBMiss",      24, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write went outside the memory map" },
    { "LoadStorePrivilege",    26, WHY_CAUSE_DATA_FAULT,           DATA,  false, "a read or a write lacked the privilege" },
    { "LoadProhibited",        28, WHY_CAUSE_LOAD_FAULT,           DATA,  false, "a read was refused" },
    { "StoreProhibited",       29, WHY_CAUSE_STORE_FAULT,          DATA,  false, "a write was refused" },
};
/* clang-format on */

/* Source: GCC, gcc/config/xtensa/xtensa.h, DEBUGGER_REGNO. */
/* clang-format off */
static const char *const numbered[WHY_ARCH_REGISTERS] = {
    "A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15",
};
/* clang-format on */

/* The RTOS SDK takes three bytes from the return addresses that it prints. Source: ESP8266 RTOS SDK
 * components/freertos/port/esp8266/panic.c. */
const struct why_arch why_arch_lx106 = {
    .id = WHY_ARCH_LX106,
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
