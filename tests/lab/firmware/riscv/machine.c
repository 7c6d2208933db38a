/* The simulated ESP32-C3: console, power, watchdog, interrupt level. */
#include "esp_system/machine.h"

#define UART_DATA (*(volatile uint8_t *)0x60000000)
#define TEST_DEVICE (*(volatile uint32_t *)0x60500000)
#define TEST_POWER_OFF 0x5555
#define TEST_RESET 0x7777
#define ROM_ARM_TIMER 2
#define WATCHDOG_TICKS 20000 /* 2 ms of the simulated 10 MHz clock */

uint32_t machine_rom_call(uint32_t argument, uint32_t number);

static enum watchdog_kind armed;
static volatile uint32_t interrupt_threshold;

void machine_write(const char *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        UART_DATA = (uint8_t)text[i];
}

_Noreturn void machine_power_off(void)
{
    TEST_DEVICE = TEST_POWER_OFF;
    for (;;)
        ;
}

_Noreturn void machine_restart(void)
{
    TEST_DEVICE = TEST_RESET;
    for (;;)
        ;
}

void machine_arm_watchdog(enum watchdog_kind kind)
{
    armed = kind;
    machine_rom_call(WATCHDOG_TICKS, ROM_ARM_TIMER);
}

enum watchdog_kind machine_watchdog(void)
{
    return armed;
}

/* The chip raises a threshold that the watchdog's interrupt exceeds; no interrupt of a lower level
 * exists here. */
uint32_t machine_raise_interrupt_level(void)
{
    uint32_t level = interrupt_threshold;

    interrupt_threshold = 4;
    return level;
}

void machine_restore_interrupt_level(uint32_t level)
{
    interrupt_threshold = level;
}

void machine_watch_stack(const uint32_t *stack_low)
{
    (void)stack_low; /* the page below it is closed from the start */
}
