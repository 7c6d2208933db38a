/* The sensor bus: waiting with interrupts off, lists that were overwritten, locks that lie badly.
 */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "esp_system/machine.h"
#include "main/scenes.h"

struct bus {
    volatile uint32_t status;
    List_t waiting;
    uint32_t transfers;
};

static struct bus i2c_bus;
static volatile uint32_t transfers_done;

static __attribute__((noinline)) uint32_t wait_until_idle(struct bus *bus)
{
    uint32_t turns = 0;

    while (!(bus->status & 1))
        turns++;
    return turns;
}

static __attribute__((noinline)) void recover_bus(struct bus *bus)
{
    uint32_t level = vPortEnterCritical();

    machine_arm_watchdog(WATCHDOG_INTERRUPT);
    transfers_done += wait_until_idle(bus);
    vPortExitCritical(level);
}

static __attribute__((noinline)) void take_bus(struct bus *bus)
{
    machine_arm_watchdog(WATCHDOG_INTERRUPT);
    vTaskPlaceOnEventList(&bus->waiting, 100);
    transfers_done++;
}

static __attribute__((noinline)) void release_bus(struct bus *bus)
{
    transfers_done += xTaskRemoveFromEventList(&bus->waiting);
    bus->transfers++;
}

static __attribute__((noinline)) uint32_t filter_samples(const volatile uint32_t *samples)
{
    uint32_t sum = 0;

    for (;;) {
        sum += samples[0];
        if (sum == UINT32_MAX && samples[0])
            return sum;
    }
}

static __attribute__((noinline)) void process_samples(struct bus *bus)
{
    machine_arm_watchdog(WATCHDOG_TASK);
    transfers_done = filter_samples(&bus->status);
    ESP_LOGI("bus", "filtered");
}

void scene_interrupt_wdt(void)
{
    recover_bus(&i2c_bus);
    ESP_LOGI("bus", "idle again");
}

/* The end mark was overwritten: each item follows itself. */
void scene_interrupt_wdt_list(void)
{
    vListInitialise(&i2c_bus.waiting);
    i2c_bus.waiting.xListEnd.xItemValue = 0;
    take_bus(&i2c_bus);
    ESP_LOGI("bus", "taken");
}

/* A buffer before the list ran over: the item's neighbours are text. */
void scene_kernel_list(void)
{
    static TCB_t waiting_task;

    vListInitialise(&i2c_bus.waiting);
    waiting_task.xEventListItem.pvOwner = &waiting_task;
    vListInsert(&i2c_bus.waiting, &waiting_task.xEventListItem);
    memcpy((char *)&waiting_task.xEventListItem + 4, "temp-bed", 8);
    release_bus(&i2c_bus);
    ESP_LOGI("bus", "released");
}

void scene_task_wdt(void)
{
    process_samples(&i2c_bus);
    ESP_LOGI("bus", "done");
}

#ifdef __XTENSA__
struct __attribute__((packed)) frame_lock {
    uint8_t kind;
    uint32_t owner;
};

/* What a spinlock does: compare and set, in one instruction that wants an aligned word. */
static inline __attribute__((always_inline)) uint32_t compare_and_set(void *word, uint32_t expected,
                                                                      uint32_t wanted)
{
    __asm__ volatile("write_scompare1 %1\n s32c1i %0, %2, 0" /* LAB misaligned */
                     : "+a"(wanted)
                     : "a"(expected), "a"(word)
                     : "memory");
    return wanted;
}

static __attribute__((noinline)) void lock_frame(struct frame_lock *lock)
{
    while (compare_and_set((char *)lock + offsetof(struct frame_lock, owner), 0, 0xcdcd))
        transfers_done++;
}

void scene_misaligned(void)
{
    static struct frame_lock lock __attribute__((aligned(4)));

    lock_frame(&lock);
    ESP_LOGI("bus", "locked");
}

void machine_start_radio_interrupt(void);

static volatile uint32_t radio_status;

/* Called with interrupts of its level masked; its condition never comes. */
__attribute__((noinline)) void radio_isr(void *argument)
{
    volatile uint32_t *status = argument ? argument : &radio_status;

    machine_arm_watchdog(WATCHDOG_INTERRUPT);
    while (!(*status & 1))
        transfers_done++;
}

void scene_interrupt_wdt_isr(void)
{
    machine_start_radio_interrupt();
    while (transfers_done != UINT32_MAX)
        i2c_bus.transfers++;
    ESP_LOGI("bus", "radio ready");
}
#else
void scene_misaligned(void)
{
    ESP_LOGI("bus", "this core reads misaligned words");
}

void scene_interrupt_wdt_isr(void)
{
    ESP_LOGI("bus", "this console form has no block for interrupt context");
}
#endif
