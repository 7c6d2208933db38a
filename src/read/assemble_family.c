/* Whose panic handler wrote the report, and what the dumps of some of them need before they read
 * like any other. */
#include <string.h>

#include "base/span.h"
#include "read/assemble_esp8266.h"
#include "read/assembly.h"

#define STACK_ALIGN 16u /* of a stack pointer. Source: RISC-V ELF psABI */

bool why_take_family(struct why_assembly *assembly, const struct why_line_rule *row,
                     const struct why_item *item)
{
    const enum why_family family = /* which one on an ESP8266 is told by what stands behind */
        item->family == WHY_FAMILY_ESP8266_NONOS ? WHY_FAMILY_UNKNOWN : item->family;

    if (why_row_tells_family(row) && assembly->family == WHY_FAMILY_UNKNOWN)
        assembly->family = family;
    return family == WHY_FAMILY_UNKNOWN || family == assembly->family ||
           row->role == WHY_ROLE_RUN || row->role == WHY_ROLE_BOOT;
}

static bool has_register(const struct why_core *core, const char *name)
{
    return why_core_register(core, name).known;
}

/* Handlers that print the same headline as ESP-IDF's print other registers. Source: strings of the
 * boot ROMs, from "PC" to "INTLEVEL"; ESP-IDF components/esp_tee, panic.c. */
static enum why_family family_of(const struct why_assembly *assembly)
{
    const struct why_core *core = assembly->core_count > 0 ? &assembly->cores[0] : NULL;

    if (assembly->statement_count > 0 && assembly->statements[0].kind == WHY_SAYS_RESET)
        return WHY_FAMILY_ESP_ROM;
    if (why_assembly_says(assembly, WHY_SAYS_FAULT_ORIGIN) || has_register(core, "UEPC") ||
        has_register(core, "USCRATCH") || has_register(core, "MSCRATCH"))
        return WHY_FAMILY_ESP_TEE;
    if (has_register(core, "PC") && has_register(core, "MCAUSE") && !has_register(core, "MHARTID"))
        return WHY_FAMILY_ESP_ROM;
    return WHY_FAMILY_ESP_IDF;
}

/* esp-backtrace prints the values of SP and GP under each other's name (TrapFrame, `fmt`). A stack
 * pointer is aligned, the global pointer is hardly ever: where that does not tell them apart,
 * nothing is changed. */
static void swap_back(struct why_assembly *assembly, struct why_core *core)
{
    const struct why_value sp = why_core_register(core, "SP");
    const struct why_value gp = why_core_register(core, "GP");
    struct why_register *registers;

    if (!sp.known || !gp.known || sp.value % STACK_ALIGN == 0 || gp.value % STACK_ALIGN != 0)
        return;
    registers = why_arena_alloc(assembly->arena, core->register_count * sizeof(*registers));
    if (!registers)
        return;
    memcpy(registers, core->registers, core->register_count * sizeof(*registers));
    for (size_t i = 0; i < core->register_count; i++) {
        if (strcmp(registers[i].name, "SP") == 0)
            registers[i].value = gp;
        else if (strcmp(registers[i].name, "GP") == 0)
            registers[i].value = sp;
    }
    core->registers = registers;
    why_assembly_note(assembly,
                      "the dump has SP and GP under each other's name, as some versions of "
                      "esp-backtrace do; they were put right",
                      sp.line_no);
}

/* Firmware for several chips keeps a record of the crash itself: whose it is tells no chip. */
static bool is_record(enum why_family family)
{
    return family == WHY_FAMILY_ESPHOME || family == WHY_FAMILY_TASMOTA;
}

void why_settle_family(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;
    const enum why_family esp8266 = why_esp8266_family(assembly);

    if (esp8266 != WHY_FAMILY_UNKNOWN &&
        (assembly->family == WHY_FAMILY_UNKNOWN || is_record(assembly->family))) {
        crash->family = is_record(assembly->family) ? assembly->family : esp8266;
        crash->arch = why_arch_get(WHY_ARCH_LX106);
        why_add_exception_cause(assembly);
        why_drop_reset_registers(assembly);
        why_add_stack_core(assembly);
        return;
    }
    crash->family = assembly->family != WHY_FAMILY_UNKNOWN ? assembly->family : family_of(assembly);
    for (size_t i = 0; i < assembly->core_count && crash->family == WHY_FAMILY_ESP_HAL; i++)
        swap_back(assembly, &assembly->cores[i]);
}
