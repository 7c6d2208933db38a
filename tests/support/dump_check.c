/* What a core dump has, compared with what it should have. */
#include "dump_check.h"

#include <string.h>

static struct why_value find_register(const struct why_register *registers, size_t count,
                                      const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(registers[i].name, name) == 0)
            return registers[i].value;
    return (struct why_value){ .known = false };
}

struct why_value dump_register(const struct why_task *task, const char *name)
{
    return find_register(task->registers, task->register_count, name);
}

struct why_value dump_exception(const struct why_dump *dump, const char *name)
{
    return find_register(dump->exception, dump->exception_count, name);
}

static const uint8_t *find_byte(const struct why_dump *dump, uint32_t address)
{
    for (size_t i = 0; i < dump->memory_count; i++)
        if (address - dump->memory[i].address < dump->memory[i].size)
            return dump->memory[i].bytes + (address - dump->memory[i].address);
    return NULL;
}

bool dump_word(const struct why_dump *dump, uint32_t address, uint32_t *out)
{
    *out = 0;
    for (uint32_t i = 0; i < 4; i++) {
        const uint8_t *byte = find_byte(dump, address + i);

        if (!byte)
            return false;
        *out |= (uint32_t)*byte << (8 * i);
    }
    return true;
}

static bool invents_memory(const struct why_dump *dump, const struct why_dump *whole)
{
    for (size_t i = 0; i < dump->memory_count; i++)
        for (uint32_t at = 0; at < dump->memory[i].size; at++) {
            const uint8_t *byte = find_byte(whole, dump->memory[i].address + at);

            if (!byte || *byte != dump->memory[i].bytes[at])
                return true;
        }
    return false;
}

static bool invents_registers(const struct why_task *task, const struct why_task *whole)
{
    for (size_t i = 0; i < task->register_count; i++) {
        const struct why_value value = dump_register(whole, task->registers[i].name);

        if (!value.known || value.value != task->registers[i].value.value)
            return true;
    }
    return false;
}

static const struct why_task *find_task(const struct why_dump *dump, uint32_t tcb)
{
    for (size_t i = 0; i < dump->task_count; i++)
        if (dump->tasks[i].tcb.value == tcb)
            return &dump->tasks[i];
    return NULL;
}

bool dump_invents(const struct why_dump *dump, const struct why_dump *whole)
{
    if (invents_memory(dump, whole))
        return true;
    for (size_t i = 0; i < dump->task_count; i++) {
        const struct why_task *task = &dump->tasks[i];
        const struct why_task *known = find_task(whole, task->tcb.value);

        if (!known || (task->context != WHY_CONTEXT_UNKNOWN && invents_registers(task, known)))
            return true;
    }
    return false;
}
