/* What a panic tells on Xtensa: 24 registers, and a backtrace walked through the saved windows. */
#include "esp_system/console.h"
#include "esp_system/machine.h"
#include "freertos/task.h"

#define PC 0
#define A0 2
#define A1 3
#define EXCCAUSE 19
#define EXCVADDR 20
#define REGISTERS 24
#define PSEUDO 24
#define EPC1 25

#define CAUSE_ILLEGAL_INSTRUCTION 0u
#define CAUSE_FETCH_PROHIBITED 20u
#define PSEUDO_DEBUG 1u
#define PSEUDO_INTERRUPT_WATCHDOG 5u

#define BACKTRACE_DEPTH 100
#define DEBUGCAUSE_WATCHPOINT 4u

extern uint32_t isr_stack_top[];
#define ISR_STACK_BYTES 2048u

/* clang-format off */
static const char register_names[REGISTERS][9] = {
    "PC      ", "PS      ", "A0      ", "A1      ", "A2      ", "A3      ", "A4      ", "A5      ",
    "A6      ", "A7      ", "A8      ", "A9      ", "A10     ", "A11     ", "A12     ", "A13     ",
    "A14     ", "A15     ", "SAR     ", "EXCCAUSE", "EXCVADDR", "LBEG    ", "LEND    ", "LCOUNT  ",
};
static const char *const cause_names[] = {
    [0] = "IllegalInstruction",   [1] = "Syscall",             [2] = "InstructionFetchError",
    [3] = "LoadStoreError",       [4] = "Level1Interrupt",     [5] = "Alloca",
    [6] = "IntegerDivideByZero",  [7] = "PCValue",             [8] = "Privileged",
    [9] = "LoadStoreAlignment",   [12] = "InstrPDAddrError",   [13] = "LoadStorePIFDataError",
    [14] = "InstrPIFAddrError",   [15] = "LoadStorePIFAddrError", [16] = "InstTLBMiss",
    [17] = "InstTLBMultiHit",     [18] = "InstFetchPrivilege", [20] = "InstrFetchProhibited",
    [24] = "LoadStoreTLBMiss",    [25] = "LoadStoreTLBMultihit", [26] = "LoadStorePrivilege",
    [28] = "LoadProhibited",      [29] = "StoreProhibited",
};
static const char *const pseudo_names[] = {
    "Unknown reason", "Unhandled debug exception", "Double exception", "Unhandled kernel exception",
    "Coprocessor exception", "Interrupt wdt timeout on CPU0",
};
/* clang-format on */

static bool is_data_ram(uint32_t address)
{
    return address >= 0x3ffae000 && address < 0x40000000;
}

static bool is_executable(uint32_t address)
{
    return (address >= 0x40080000 && address < 0x400a0000) ||
           (address >= 0x400d0000 && address < 0x40400000) ||
           (address >= 0x40000000 && address < 0x40070000);
}

/* A return address has the window increment in its two top bits; a call takes three bytes. */
static uint32_t call_address(uint32_t pc)
{
    return (pc & 0x80000000 ? (pc & 0x3fffffff) | 0x40000000 : pc) - 3;
}

struct panic_reason machine_panic_reason(const uint32_t *frame)
{
    uint32_t cause = frame[EXCCAUSE];

    if (frame[PSEUDO])
        return (struct panic_reason){ pseudo_names[frame[PSEUDO]], true };
    if (cause < sizeof(cause_names) / sizeof(cause_names[0]) && cause_names[cause])
        return (struct panic_reason){ cause_names[cause], false };
    return (struct panic_reason){ "Unknown", false };
}

static void print_memory_dump(uint32_t pc)
{
    const uint32_t *word = (const uint32_t *)((pc & ~3u) - 4);

    if (is_executable((uint32_t)word))
        esp_rom_printf("Memory dump at 0x%08x: %08x %08x %08x\n", (unsigned)word, (unsigned)word[0],
                       (unsigned)word[1], (unsigned)word[2]);
}

void machine_panic_print_details(const uint32_t *frame)
{
    uint32_t debug_cause;

    if (frame[PSEUDO] == PSEUDO_DEBUG) {
        __asm__ volatile("read_special %0, 233" : "=a"(debug_cause));
        esp_rom_printf("Debug exception reason: ");
        if (debug_cause & DEBUGCAUSE_WATCHPOINT)
            esp_rom_printf("Stack canary watchpoint triggered (%s) \n", pcTaskGetName(0));
        else
            esp_rom_printf("BREAK instr \n");
    } else if (!frame[PSEUDO] && frame[EXCCAUSE] == CAUSE_ILLEGAL_INSTRUCTION) {
        print_memory_dump(frame[PC]);
    }
}

static void print_isr_block(const uint32_t *frame)
{
    uint32_t above = (uint32_t)isr_stack_top - frame[A1];

    if (frame[PSEUDO] != PSEUDO_INTERRUPT_WATCHDOG || above > ISR_STACK_BYTES)
        return;
    esp_rom_printf("Core  0 was running in ISR context:\n");
    for (unsigned i = 0; i < 4; i++)
        esp_rom_printf("EPC%u    : 0x%08x  ", i + 1, (unsigned)frame[EPC1 + i]);
    esp_rom_printf("\n");
}

void machine_panic_print_registers(const uint32_t *frame, enum panic_kind kind, bool old_form)
{
    if (kind != PANIC_EXCEPTION)
        return;
    esp_rom_printf(old_form ? "Core 0 register dump:\n" : "Core  0 register dump:\n");
    for (unsigned i = 0; i < REGISTERS; i++) {
        uint32_t value = i == EXCCAUSE && frame[PSEUDO] ? frame[PSEUDO] : frame[i];

        esp_rom_printf("%s: 0x%08x  %s", register_names[i], (unsigned)value,
                       i % 4 == 3 ? "\n" : "");
    }
    print_isr_block(frame);
    if (!old_form)
        esp_rom_printf("\n");
}

void machine_panic_print_stack(const uint32_t *frame)
{
    uint32_t pc = frame[PC], sp = frame[A1], next = frame[A0];
    bool jumped = !frame[PSEUDO] && frame[EXCCAUSE] == CAUSE_FETCH_PROHIBITED;
    bool good = is_data_ram(sp) && !(sp & 15) && (jumped || is_executable(call_address(pc)));
    unsigned depth = BACKTRACE_DEPTH;

    esp_rom_printf("Backtrace: 0x%08x:0x%08x", (unsigned)call_address(pc), (unsigned)sp);
    while (--depth && next && good) {
        const uint32_t *saved = (const uint32_t *)sp - 4;

        pc = next;
        next = saved[0];
        sp = saved[1];
        good = is_data_ram(sp) && !(sp & 15) && is_executable(call_address(pc));
        esp_rom_printf(" 0x%08x:0x%08x", (unsigned)call_address(pc), (unsigned)sp);
    }
    if (!good)
        esp_rom_printf(" |<-CORRUPTED");
    else if (next)
        esp_rom_printf(" |<-CONTINUES");
    esp_rom_printf("\n");
}
