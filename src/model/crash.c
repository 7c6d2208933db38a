/* Queries over a crash. */
#include "espwhy/crash.h"

#include <string.h>

#include "base/arena.h"

void why_crash_destroy(struct why_crash *crash)
{
    if (crash)
        why_arena_destroy(crash->arena);
}

const struct why_core *why_crash_core(const struct why_crash *crash)
{
    return crash->core_count > 0 ? &crash->cores[0] : NULL;
}

struct why_value why_core_register(const struct why_core *core, const char *name)
{
    if (core && name)
        for (size_t i = 0; i < core->register_count; i++)
            if (strcmp(core->registers[i].name, name) == 0)
                return core->registers[i].value;
    return (struct why_value){ .known = false };
}

struct why_value why_crash_pc(const struct why_crash *crash)
{
    return why_core_register(why_crash_core(crash), crash->arch ? crash->arch->pc : NULL);
}

struct why_value why_crash_fault_address(const struct why_crash *crash)
{
    const struct why_core *core = why_crash_core(crash);
    const struct why_cause_row *cause = crash->cause;

    if (!crash->arch || !cause || (core && core->not_an_exception))
        return (struct why_value){ .known = false };
    if (cause->fault_addr != WHY_FAULT_ADDR_DATA && cause->fault_addr != WHY_FAULT_ADDR_PC)
        return (struct why_value){ .known = false };
    return why_core_register(core, crash->arch->fault_addr);
}

const struct why_statement *why_crash_says(const struct why_crash *crash,
                                           enum why_statement_kind kind)
{
    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == kind)
            return &crash->statements[i];
    return NULL;
}

static bool find_byte(const struct why_crash *crash, uint32_t address, uint8_t *out)
{
    for (size_t i = 0; i < crash->memory_count; i++) {
        const struct why_memory *piece = &crash->memory[i];

        if (address - piece->address < piece->size) {
            *out = piece->bytes[address - piece->address];
            return true;
        }
    }
    return false;
}

struct why_value why_crash_word(const struct why_crash *crash, uint32_t address)
{
    struct why_value word = { .known = true };

    for (uint32_t i = 0; i < 4; i++) {
        uint8_t byte;

        if (!find_byte(crash, address + i, &byte))
            return (struct why_value){ .known = false };
        word.value |= (uint32_t)byte << (8 * i);
    }
    return word;
}

static bool has_names(const struct why_backtrace *backtrace, enum why_origin origin)
{
    for (size_t i = 0; i < backtrace->frame_count; i++)
        if (backtrace->frames[i].function_count > 0 &&
            backtrace->frames[i].functions[0].origin == origin)
            return true;
    return false;
}

/* The ELF of this build names frames as well as another tool that had it; frames of the registers
 * alone reach less far. */
static bool is_named(const struct why_crash *crash, const struct why_backtrace *own)
{
    if (has_names(own, WHY_ORIGIN_LOG))
        return true;
    return own->source != WHY_BACKTRACE_NONE && !why_crash_elf_mismatch(crash) &&
           (has_names(own, WHY_ORIGIN_DWARF) || has_names(own, WHY_ORIGIN_SYMTAB));
}

const struct why_backtrace *why_crash_named_backtrace(const struct why_crash *crash)
{
    const struct why_core *core = why_crash_core(crash);
    const struct why_backtrace *own =
        core && core->backtrace.frame_count > 0 ? &core->backtrace : NULL;
    const struct why_backtrace *other = crash->log_backtrace;

    if (!own)
        return other;
    if (other && !is_named(crash, own) && has_names(other, WHY_ORIGIN_LOG))
        return other;
    return own;
}

static bool has_frames(const struct why_backtrace *backtrace)
{
    return backtrace && backtrace->frame_count > 0;
}

const struct why_backtrace *why_crash_task_backtrace(const struct why_crash *crash)
{
    const struct why_task *task = crash->task_count > 0 ? &crash->tasks[0] : NULL;

    return task && task->crashed && task->backtrace.frame_count > 0 ? &task->backtrace : NULL;
}

/* The core's own, where it is more than what the registers tell; the crashed task's is of the same
 * stack. */
const struct why_backtrace *why_crash_main_backtrace(const struct why_crash *crash)
{
    const struct why_backtrace *backtrace = why_crash_named_backtrace(crash);
    const struct why_core *core = why_crash_core(crash);
    const struct why_backtrace *task = why_crash_task_backtrace(crash);

    if (!has_frames(backtrace))
        backtrace = core && core->backtrace.frame_count > 0 ? &core->backtrace : NULL;
    if (!backtrace)
        return task;
    if (task && backtrace->source == WHY_BACKTRACE_NONE &&
        task->frame_count > backtrace->frame_count)
        return task;
    return backtrace;
}

bool why_crash_is_lone_dump(const struct why_crash *crash)
{
    const struct why_core_dump *dump = crash->dump;

    return dump && dump->name && crash->log_name && strcmp(dump->name, crash->log_name) == 0;
}

bool why_crash_is_record(const struct why_crash *crash)
{
    return crash->family == WHY_FAMILY_ESPHOME || crash->family == WHY_FAMILY_TASMOTA ||
           why_crash_says(crash, WHY_SAYS_PREVIOUS_RUN);
}

/* A core dump holds the cause, and the RTOS SDK of the ESP8266 once printed no words. */
bool why_crash_lacks_words(const struct why_crash *crash)
{
    const struct why_core *core = why_crash_core(crash);

    return !crash->reason && !crash->software && !crash->dump && core && core->register_count > 0 &&
           crash->family != WHY_FAMILY_ESP8266_RTOS;
}

bool why_crash_is_reset(const struct why_crash *crash)
{
    static const enum why_statement_kind kinds[] = { WHY_SAYS_RESET, WHY_SAYS_BROWNOUT,
                                                     WHY_SAYS_BOOT_FAILURE, WHY_SAYS_BOOT_DETAIL };

    if (crash->core_count > 0 || crash->statement_count == 0)
        return false;
    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (crash->statements[0].kind == kinds[i])
            return true;
    return false;
}

bool why_crash_elf_mismatch(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->elf_count; i++)
        if (crash->elfs[i].match == WHY_ELF_NO)
            return true;
    return false;
}

const struct why_named_address *why_crash_named(const struct why_crash *crash, uint32_t address)
{
    for (size_t i = 0; i < crash->name_count; i++)
        if (crash->names[i].address == address)
            return &crash->names[i];
    return NULL;
}

bool why_crash_elf_confirmed(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->elf_count; i++)
        if (crash->elfs[i].match == WHY_ELF_YES)
            return true;
    return false;
}

const struct why_held_data *why_crash_data(const struct why_crash *crash, uint32_t address)
{
    for (size_t i = 0; i < crash->data_count; i++)
        if (crash->data[i].address == address)
            return &crash->data[i];
    return NULL;
}

const struct why_near_data *why_crash_near_data(const struct why_crash *crash, uint32_t address)
{
    for (size_t i = 0; i < crash->near_data_count; i++)
        if (crash->near_data[i].address == address)
            return &crash->near_data[i];
    return NULL;
}

bool why_crash_unmapped(const struct why_crash *crash, uint32_t address)
{
    for (size_t i = 0; i < crash->candidate_count; i++)
        if (why_chip_region(crash->candidates[i], address))
            return false;
    return crash->candidate_count > 0;
}

const struct why_region *why_crash_region(const struct why_crash *crash, uint32_t address)
{
    const struct why_region *first = NULL;

    for (size_t i = 0; i < crash->candidate_count; i++) {
        const struct why_region *region = why_chip_region(crash->candidates[i], address);

        if (!region || (first && strcmp(first->name, region->name) != 0))
            return NULL;
        if (!first)
            first = region;
    }
    return first;
}

const char *why_action_name(enum why_action action)
{
    switch (action) {
    case WHY_ACTION_NONE:
        break;
    case WHY_ACTION_IGNORE:
        return "ignore";
    case WHY_ACTION_WARN:
        return "warn";
    case WHY_ACTION_FAIL:
        return "fail";
    }
    return NULL;
}

const char *why_elf_match_name(enum why_elf_match match)
{
    switch (match) {
    case WHY_ELF_UNKNOWN:
        break;
    case WHY_ELF_YES:
        return "yes";
    case WHY_ELF_NO:
        return "no";
    }
    return "unknown";
}

const char *why_family_name(enum why_family family)
{
    static const char *const names[] = {
        [WHY_FAMILY_UNKNOWN] = NULL,
        [WHY_FAMILY_ESP_IDF] = "esp-idf",
        [WHY_FAMILY_ESP_ROM] = "esp-rom",
        [WHY_FAMILY_ESP_TEE] = "esp-tee",
        [WHY_FAMILY_LP_CORE] = "lp-core",
        [WHY_FAMILY_ESPHOME] = "esphome",
        [WHY_FAMILY_TASMOTA] = "tasmota",
        [WHY_FAMILY_ESP8266_ARDUINO] = "esp8266-arduino",
        [WHY_FAMILY_ESP8266_NONOS] = "esp8266-nonos",
        [WHY_FAMILY_ESP8266_RTOS] = "esp8266-rtos",
        [WHY_FAMILY_ESP_HAL] = "esp-hal",
        [WHY_FAMILY_NUTTX] = "nuttx",
        [WHY_FAMILY_ZEPHYR] = "zephyr",
    };

    return names[family];
}
