/* Actuators: handlers called through tables, a plug-in loaded at run time. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "main/scenes.h"

typedef int (*command_handler_t)(int level, void *context);

struct command {
    uint16_t code;
    command_handler_t handler;
    void *context;
};

struct plugin {
    uint32_t magic;
    command_handler_t entry;
};

extern uint8_t plugin_area[];  /* instruction RAM that nothing was loaded into */
extern uint32_t gamma_table[]; /* constants that lie in instruction RAM */
static volatile int moved_to;

static __attribute__((noinline)) int open_window(int level, void *context)
{
    moved_to = level;
    return context ? level : -1;
}

static struct command commands[] = {
    { .code = 1, .handler = open_window, .context = commands },
    { .code = 2, .handler = NULL, .context = commands },
    { .code = 3, .handler = open_window, .context = NULL },
};

static __attribute__((noinline)) int run_command(const struct command *command, int level)
{
    int result =
        command->handler(level, command->context); /* LAB null-call wild-jump execute-data */

    moved_to = result;
    return result + level;
}

static __attribute__((noinline)) void handle_event(unsigned code, int level)
{
    for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (commands[i].code == code)
            ESP_LOGI("actuator", "command %u gave %d", code, run_command(&commands[i], level));
}

/* Takes any pointer for a handler. */
static __attribute__((noinline)) void set_handler(struct command *command, void *handler)
{
    command->handler = (command_handler_t)handler;
    moved_to = command->code;
}

static __attribute__((noinline)) int start_plugin(const struct plugin *plugin)
{
    int result = plugin->entry(1, NULL); /* LAB execute-zeros execute-table */

    moved_to = result;
    return result + 1;
}

void scene_null_call(void)
{
    handle_event(2, 75);
    moved_to = 0;
}

void scene_wild_jump(void)
{
    set_handler(&commands[2], (void *)0x6a17c0dc);
    handle_event(3, 60);
    moved_to = 0;
}

void scene_execute_data(void)
{
    set_handler(&commands[2], commands);
    handle_event(3, 40);
    moved_to = 0;
}

void scene_execute_zeros(void)
{
    static struct plugin plugin = { .magic = 0x504c5547 };

    plugin.entry = (command_handler_t)(void *)plugin_area;
    ESP_LOGI("actuator", "plug-in says %d", start_plugin(&plugin));
}

void scene_execute_table(void)
{
    static struct plugin plugin = { .magic = 0x504c5547 };

    plugin.entry = (command_handler_t)(void *)gamma_table;
    ESP_LOGI("actuator", "plug-in says %d", start_plugin(&plugin));
}
