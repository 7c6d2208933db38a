/* From reset to the first task: the lines of ROM, bootloader and startup, then the scene. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/app_desc.h"
#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "esp_system/machine.h"
#include "esp_system/rtc_memory.h"
#include "freertos/task.h"
#include "main/logger.h"
#include "main/scenes.h"

#define APPLICATION_PRIORITY 1

extern uint32_t _bss_start[], _bss_end[];
extern uint32_t task_stack_low[], task_stack_top[]; /* the one that is guarded */

static void print_rom_banner(uint32_t boot)
{
#ifdef __XTENSA__
    esp_rom_printf("ets Jul 29 2019 12:21:46\n\n");
    esp_rom_printf("rst:0x%s,boot:0x13 (SPI_FAST_FLASH_BOOT)\n",
                   boot == 1 ? "1 (POWERON_RESET)" : "c (SW_CPU_RESET)");
    esp_rom_printf("configsip: 0, SPIWP:0xee\n"
                   "clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00\n"
                   "mode:DIO, clock div:2\n"
                   "load:0x3fff0030,len:7084\nentry 0x400805f0\n");
#else
    esp_rom_printf("ESP-ROM:esp32c3-api1-20210207\nBuild:Feb  7 2021\n");
    esp_rom_printf("rst:0x%s,boot:0xc (SPI_FAST_FLASH_BOOT)\n",
                   boot == 1 ? "1 (POWERON)" : "c (RTC_SW_CPU_RST)");
    esp_rom_printf("SPIWP:0xee\nmode:DIO, clock div:1\n"
                   "load:0x3fcd5820,len:0x1704\nentry 0x403cc710\n");
#endif
}

static void print_application(const struct lab_request *request)
{
    const char *version = request->old_form ? "v4" : esp_app_desc.idf_ver;

#ifdef __XTENSA__
    esp_rom_printf("I (29) boot: ESP-IDF %s 2nd stage bootloader\n", version);
    esp_rom_printf("I (35) boot: chip revision: %s\n", request->old_form ? "3" : "v3.0");
#else
    esp_rom_printf("I (24) boot: ESP-IDF %s 2nd stage bootloader\n", version);
    esp_rom_printf("I (28) boot: chip revision: %s\n", request->old_form ? "3" : "v0.3");
#endif
    ESP_LOGI("cpu_start", "Project name:     %s", esp_app_desc.project_name);
    ESP_LOGI("cpu_start", "App version:      %s", esp_app_desc.version);
    ESP_LOGI("cpu_start", "Compile time:     %s %s", esp_app_desc.date, esp_app_desc.time);
    ESP_LOGI("cpu_start", "ELF file SHA256:  %s...", request->elf_sha256);
    if (!request->old_form)
        ESP_LOGI("cpu_start", "ESP-IDF:          %s", version);
}

static void main_task(void *parameters)
{
    const struct scene *scene = parameters;

    ESP_LOGI("main_task", "Calling app_main()");
    app_main(scene);
    ESP_LOGI("main_task", "Returned from app_main()");
    if (!scene->returns)
        machine_power_off(); /* a scene that did not crash: the log shows it */
}

/* The task that plays the scene; its stack's end is watched where the core can do that. */
static void create_application_task(const struct scene *scene)
{
    static TCB_t task;
    const struct task_stack stack = { task_stack_low, task_stack_top };

    if (scene->task)
        vTaskCreate(&task, scene->task_name, scene->task, NULL, APPLICATION_PRIORITY, stack);
    else
        vTaskCreate(&task, "main", main_task, (void *)scene, APPLICATION_PRIORITY, stack);
    if (!scene->unwatched)
        machine_watch_stack(task_stack_low);
}

_Noreturn void start_cpu0(void)
{
    struct lab_request request;
    const struct scene *scene;

    for (uint32_t *word = _bss_start; word < _bss_end; word++)
        *word = 0;
    memcpy(&request, (const void *)LAB_REQUEST, sizeof(request));
    LAB_BOOT_COUNT++;
    print_rom_banner(LAB_BOOT_COUNT);
    print_application(&request);
    scene = scene_find(request.scene);
    if (!scene) {
        esp_rom_printf("no scene named %s\n", request.scene);
        machine_power_off();
    }
    create_application_task(scene);
    logger_start();
    vTaskStartScheduler();
}
