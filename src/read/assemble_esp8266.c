/* What is particular to the reports of an ESP8266: whose they are, and what their registers are. */
#include "read/assemble_esp8266.h"

#include <string.h>

#include "base/span.h"

/* Window overflow enable. Windowed code cannot run without it; the LX106 has no such bit. Source:
 * Xtensa ISA Reference Manual, PS register. */
#define PS_WOE 0x00040000u

/* Registers that a dump of a windowed core goes on with, and that of the RTOS SDK does not have. */
static bool has_more(const struct why_core *core)
{
    static const char *const names[] = { "EXCVADDR", "LBEG", "LEND", "LCOUNT" };

    for (size_t i = 0; i < WHY_COUNTOF(names); i++)
        if (why_core_register(core, names[i]).known)
            return true;
    return false;
}

/* A dump in the form of ESP-IDF tells it only by what its registers cannot be otherwise: no windows
 * in the processor status, none in the return address, and nothing behind EXCCAUSE. */
bool why_is_lx106_dump(const struct why_core *core)
{
    struct why_value ps = why_core_register(core, "PS");
    struct why_value link = why_core_register(core, "A0");

    return ps.known && !(ps.value & PS_WOE) && link.known && link.value < 0x80000000 &&
           why_core_register(core, "EXCCAUSE").known && !has_more(core);
}

/* What only the ESP8266 core for Arduino prints, or a record of ESPHome that is tagged as one. */
static bool is_arduino(const struct why_assembly *assembly)
{
    const struct why_statement *record = why_assembly_says(assembly, WHY_SAYS_PREVIOUS_RUN);
    static const enum why_statement_kind kinds[] = {
        WHY_SAYS_EXCEPTION,     WHY_SAYS_EXCEPTION_ENTRY, WHY_SAYS_SOFT_WDT,
        WHY_SAYS_GENERIC_RESET, WHY_SAYS_ISR_IN_FLASH,    WHY_SAYS_STACK_CONTEXT,
        WHY_SAYS_STACK_SPAN,    WHY_SAYS_FAILED_ALLOC,
    };

    if (record && record->name && strcmp(record->name, "esp8266") == 0)
        return true;
    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (why_assembly_says(assembly, kinds[i]))
            return true;
    /* The line that it is cut at may be of another report behind this one. */
    return assembly->postmortem && !why_assembly_says(assembly, WHY_SAYS_HEADLINE);
}

static bool is_rtos(const struct why_assembly *assembly)
{
    if (why_assembly_says(assembly, WHY_SAYS_TASK_STACK))
        return true;
    for (size_t i = 0; i < assembly->core_count; i++)
        if (why_is_lx106_dump(&assembly->cores[i]))
            return true;
    return false;
}

/* The registers that the core for Arduino and the NonOS SDK print in one line. */
static bool has_exception_line(const struct why_assembly *assembly)
{
    for (size_t i = 0; i < assembly->core_count; i++)
        if (why_core_register(&assembly->cores[i], "DEPC").known)
            return true;
    return false;
}

enum why_family why_esp8266_family(const struct why_assembly *assembly)
{
    if (is_arduino(assembly))
        return WHY_FAMILY_ESP8266_ARDUINO;
    if (is_rtos(assembly))
        return WHY_FAMILY_ESP8266_RTOS;
    if (why_assembly_says(assembly, WHY_SAYS_FATAL_EXCEPTION) ||
        why_assembly_says(assembly, WHY_SAYS_HARD_WDT) || has_exception_line(assembly))
        return WHY_FAMILY_ESP8266_NONOS;
    return WHY_FAMILY_UNKNOWN;
}

/* The number in brackets is the cause register. */
void why_add_exception_cause(struct why_assembly *assembly)
{
    const struct why_statement *said = why_assembly_says(assembly, WHY_SAYS_EXCEPTION);
    struct why_item item = { .kind = WHY_ITEM_REGISTER, .name = why_span_of("EXCCAUSE") };

    if (!said)
        said = why_assembly_says(assembly, WHY_SAYS_FATAL_EXCEPTION);
    if (!said || why_assembly_says(assembly, WHY_SAYS_STACK_SMASH))
        return;
    item.value = said->value;
    if (!item.value.known)
        return;
    item.line_no = said->line_no;
    why_assemble_core(assembly, &item);
}

/* What a record has of the registers after a reset that took them along. */
void why_drop_reset_registers(struct why_assembly *assembly)
{
    for (size_t i = 0; i < assembly->core_count && why_assembly_says(assembly, WHY_SAYS_HARD_WDT);
         i++)
        if (why_core_register(&assembly->cores[i], "PC").known &&
            why_core_register(&assembly->cores[i], "PC").value == 0)
            assembly->cores[i].register_count = 0;
}

void why_add_stack_core(struct why_assembly *assembly)
{
    struct why_item item = { .kind = WHY_ITEM_DUMP_HEADER };

    if (assembly->core_count > 0 || assembly->memory_count == 0)
        return;
    item.line_no = assembly->memory[0].line_no;
    why_assemble_core(assembly, &item);
    if (assembly->core)
        assembly->core->not_an_exception = true;
}
