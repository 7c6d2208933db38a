/* What a panic tells on RISC-V: 37 registers, and 1 KiB of memory from the stack pointer on. */
#include "esp_system/console.h"
#include "esp_system/machine.h"
#include "freertos/task.h"

#define MEPC 0
#define SP 2
#define MSTATUS 32
#define MCAUSE 34
#define MTVAL 35
#define REGISTERS 37

#define CAUSE_INTERRUPT_WATCHDOG 24u
#define CAUSE_STACK_GUARD 27u
#define CAUSE_STORE_FAULT 7u
#define NO_MEANING 0xdeadc0deu

#define GUARD_LOW 0x3fc94000u
#define GUARD_HIGH 0x3fc95000u
#define ROM_OPEN_GUARD 1
#define STACK_DUMP_BYTES 1024
#define SSTATUS_SPIE 0x20u

uint32_t machine_rom_call(uint32_t argument, uint32_t number);
extern uint32_t task_stack_low[], task_stack_top[];

/* clang-format off */
static const char *const register_names[REGISTERS] = {
    "MEPC",  "RA", "SP", "GP", "TP", "T0", "T1",  "T2",  "S0/FP",   "S1",    "A0",     "A1",    "A2",
    "A3",    "A4", "A5", "A6", "A7", "S2", "S3",  "S4",  "S5",      "S6",    "S7",     "S8",    "S9",
    "S10",   "S11", "T3", "T4", "T5", "T6", "MSTATUS", "MTVEC", "MCAUSE", "MTVAL", "MHARTID",
};
static const char *const cause_names[] = {
    "Instruction address misaligned", "Instruction access fault", "Illegal instruction", "Breakpoint",
    "Load address misaligned", "Load access fault", "Store address misaligned", "Store access fault",
};
/* clang-format on */

/* The hardware stack guard of the chip is played by a closed page: a store there is its fault. */
static uint32_t cause_of(const uint32_t *frame)
{
    if (machine_watchdog() == WATCHDOG_INTERRUPT)
        return CAUSE_INTERRUPT_WATCHDOG;
    if (frame[MCAUSE] == CAUSE_STORE_FAULT && frame[MTVAL] - GUARD_LOW < GUARD_HIGH - GUARD_LOW)
        return CAUSE_STACK_GUARD;
    return frame[MCAUSE];
}

struct panic_reason machine_panic_reason(const uint32_t *frame)
{
    uint32_t cause = cause_of(frame);

    if (cause == CAUSE_INTERRUPT_WATCHDOG)
        return (struct panic_reason){ "Interrupt wdt timeout on CPU0", true };
    if (cause == CAUSE_STACK_GUARD)
        return (struct panic_reason){ "Stack protection fault", true };
    if (cause < sizeof(cause_names) / sizeof(cause_names[0]))
        return (struct panic_reason){ cause_names[cause], false };
    return (struct panic_reason){ "Unknown reason", false };
}

void machine_panic_print_details(const uint32_t *frame)
{
    if (cause_of(frame) != CAUSE_STACK_GUARD)
        return;
    esp_rom_printf("\nDetected in task \"%s\" at 0x%08x\n", pcTaskGetName(0),
                   (unsigned)frame[MEPC]);
    esp_rom_printf("Stack pointer: 0x%08x\n", (unsigned)frame[SP]);
    esp_rom_printf("Stack bounds: 0x%08x - 0x%08x\n", (unsigned)task_stack_low,
                   (unsigned)task_stack_top);
}

/* The chip runs in machine mode: its MSTATUS is put together from what supervisor mode shows. */
uint32_t machine_panic_register(const uint32_t *frame, unsigned index, enum panic_kind kind)
{
    if (index == MSTATUS)
        return frame[MSTATUS] & SSTATUS_SPIE ? 0x1881 : 0x1801;
    if (kind == PANIC_TASK_WATCHDOG && (index == MCAUSE || index == MTVAL))
        return NO_MEANING;
    if (index == MCAUSE)
        return cause_of(frame);
    if (index == MTVAL && cause_of(frame) == CAUSE_STACK_GUARD)
        return 0; /* the chip's guard leaves no address there */
    return frame[index];
}

void machine_panic_print_registers(const uint32_t *frame, enum panic_kind kind, bool old_form)
{
    (void)old_form;
    esp_rom_printf("Core  0 register dump:\n");
    for (unsigned i = 0; i < REGISTERS; i++) {
        const char *name = register_names[i];
        unsigned length = 0;

        while (name[length])
            length++;
        esp_rom_printf("%s", name);
        while (length++ < 8)
            esp_rom_printf(" ");
        esp_rom_printf(": 0x%08x  %s", (unsigned)machine_panic_register(frame, i, kind),
                       i % 4 == 3 ? "\n" : "");
    }
    esp_rom_printf("\n");
}

void machine_panic_print_stack(const uint32_t *frame)
{
    const uint32_t *word = (const uint32_t *)(frame[SP] & ~3u);

    machine_rom_call(0, ROM_OPEN_GUARD);
    esp_rom_printf("Stack memory:\n");
    for (unsigned row = 0; row < STACK_DUMP_BYTES / 32; row++) {
        esp_rom_printf("%08x:", (unsigned)word);
        for (unsigned i = 0; i < 8; i++)
            esp_rom_printf(" 0x%08x", (unsigned)*word++);
        esp_rom_printf("\n");
    }
    esp_rom_printf("\n");
}
