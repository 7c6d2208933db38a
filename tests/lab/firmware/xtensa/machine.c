/* The simulated ESP32: console, power, watchdog, interrupt level. */
#include "esp_system/machine.h"

#define SIMCALL_EXIT 1
#define SIMCALL_WRITE 4
#define STANDARD_OUTPUT 1
#define WATCHDOG_TICKS 6000u
#define RADIO_TICKS 3000u
#define LEVEL_OF_CRITICAL_SECTION 3

uint32_t machine_set_interrupt_level(uint32_t level);
void machine_arm_timers(uint32_t level5_ticks, uint32_t level1_ticks);
_Noreturn void machine_restart_now(void);
void machine_start_radio_interrupt(void);

static enum watchdog_kind armed;

static void simulator_call(uint32_t number, uint32_t first, uint32_t second, uint32_t third)
{
    register uint32_t a2 __asm__("a2") = number;
    register uint32_t a3 __asm__("a3") = first;
    register uint32_t a4 __asm__("a4") = second;
    register uint32_t a5 __asm__("a5") = third;

    __asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
}

void machine_write(const char *text, uint32_t length)
{
    simulator_call(SIMCALL_WRITE, STANDARD_OUTPUT, (uint32_t)text, length);
}

_Noreturn void machine_power_off(void)
{
    simulator_call(SIMCALL_EXIT, 0, 0, 0);
    for (;;)
        ;
}

_Noreturn void machine_restart(void)
{
    machine_restart_now();
}

void machine_arm_watchdog(enum watchdog_kind kind)
{
    armed = kind;
    machine_arm_timers(WATCHDOG_TICKS, 0);
}

enum watchdog_kind machine_watchdog(void)
{
    return armed;
}

void machine_start_radio_interrupt(void)
{
    machine_arm_timers(0, RADIO_TICKS);
}

uint32_t machine_raise_interrupt_level(void)
{
    return machine_set_interrupt_level(LEVEL_OF_CRITICAL_SECTION);
}

void machine_restore_interrupt_level(uint32_t level)
{
    machine_set_interrupt_level(level);
}
