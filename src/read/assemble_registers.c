/* What registers are called: of which architecture a dump is, and its names for them. */
#include <string.h>
#include <strings.h>

#include "base/span.h"
#include "read/assemble_esp8266.h"
#include "read/assembly.h"

static bool has_any(const struct why_core *core, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t reg = 0; reg < core->register_count; reg++)
            if (strcasecmp(core->registers[reg].name, names[i]) == 0)
                return true;
    return false;
}

/* The names that only one of the two dumps has. */
static const struct why_arch *arch_of(const struct why_core *core)
{
    static const char *const xtensa[] = { "PS", "EXCCAUSE", "EXCVADDR", "SAR", "A8",
                                          "A9", "A12",      "A15",      "LBEG" };
    static const char *const riscv[] = { "MEPC",   "RA",    "SP",      "GP",    "TP",
                                         "MCAUSE", "MTVAL", "MSTATUS", "S0/FP", "T0" };

    if (has_any(core, xtensa, WHY_COUNTOF(xtensa)))
        return why_arch_get(why_is_lx106_dump(core) ? WHY_ARCH_LX106 : WHY_ARCH_XTENSA);
    if (has_any(core, riscv, WHY_COUNTOF(riscv)))
        return why_arch_get(WHY_ARCH_RISCV);
    return NULL;
}

/* What other handlers, the boot ROM and GDB call a register. */
struct other_name {
    const char *other;
    const char *name;
};

/* The spelling of our reports for a name. */
static const char *settled_name(const struct why_arch *arch, const char *name)
{
    /* clang-format off */
    static const struct other_name riscv_names[] = {
        { "PC", "MEPC" }, { "EPC", "MEPC" }, { "XEPC", "MEPC" }, { "XSTATUS", "MSTATUS" },
        { "XTVAL", "MTVAL" }, { "S0", "S0/FP" }, { "FP", "S0/FP" }, { "CAUSE", "MCAUSE" },
        { "VADDR", "MTVAL" }, { NULL, NULL },
    };
    static const struct other_name xtensa_names[] = {
        { "SP", "A1" }, { "CAUSE", "EXCCAUSE" }, { "VADDR", "EXCVADDR" }, { "LCNT", "LCOUNT" }, { "EPC", "PC" },
        { NULL, NULL },
    };
    /* clang-format on */
    const struct other_name *names = arch->id == WHY_ARCH_RISCV ? riscv_names : xtensa_names;

    for (; names->other; names++)
        if (strcasecmp(name, names->other) == 0)
            return names->name;
    for (size_t i = 0; arch->registers[i]; i++)
        if (strcasecmp(name, arch->registers[i]) == 0)
            return arch->registers[i];
    return name;
}

static const struct why_register *find_spelled(const struct why_core *core, const char *name)
{
    for (size_t i = 0; i < core->register_count; i++)
        if (strcmp(core->registers[i].name, name) == 0)
            return &core->registers[i];
    return NULL;
}

static bool has_other_pc(const struct why_core *core, const struct why_arch *arch, uint32_t epc1)
{
    for (size_t i = 0; i < core->register_count; i++)
        if (strcasecmp(core->registers[i].name, arch->pc) == 0 &&
            core->registers[i].value.value != epc1)
            return true;
    return false;
}

/* A dump that has EPC1 and no program counter is of a handler that has no other name for it, and a
 * decoder repeats it as PC. GDB has both, and the processor's state, in small letters. */
static const char *name_in(const struct why_arch *arch, const struct why_core *core,
                           const struct why_register *reg)
{
    if (strcmp(reg->name, "epc1") == 0 && !has_other_pc(core, arch, reg->value.value) &&
        !find_spelled(core, "ps") && !find_spelled(core, "exccause"))
        return arch->pc;
    return settled_name(arch, reg->name);
}

static void settle_registers(struct why_assembly *assembly, struct why_core *core)
{
    const struct why_arch *arch = assembly->crash->arch;
    struct why_register *settled =
        why_arena_alloc(assembly->arena, (core->register_count + 1) * sizeof(*settled));
    struct why_core named = { .registers = settled };

    if (!arch || !settled)
        return;
    for (size_t i = 0; i < core->register_count; i++) {
        const char *name = name_in(arch, core, &core->registers[i]);

        if (!core->registers[i].value.known || why_core_register(&named, name).known)
            continue;
        settled[named.register_count] = (struct why_register){ name, core->registers[i].value };
        named.register_count++;
    }
    core->registers = settled;
    core->register_count = named.register_count;
}

/* The core for Arduino and the NonOS SDK print no general registers at all. */
static bool is_expected(const struct why_assembly *assembly, const char *name)
{
    const enum why_family family = assembly->crash->family;
    const struct why_arch *arch = assembly->crash->arch;

    if (strcmp(name, arch->cause) == 0 && (why_assembly_says(assembly, WHY_SAYS_STACK_SMASH) ||
                                           why_assembly_says(assembly, WHY_SAYS_SOFT_WDT) ||
                                           why_assembly_says(assembly, WHY_SAYS_HARD_WDT)))
        return false;
    if (family == WHY_FAMILY_ESP8266_RTOS)
        return strcmp(name, arch->fault_addr) != 0;
    if (family == WHY_FAMILY_ESP8266_ARDUINO || family == WHY_FAMILY_ESP8266_NONOS)
        return strcmp(name, arch->sp) != 0 && strcmp(name, arch->return_address) != 0;
    return true;
}

/* What a diagnosis would miss most. */
static void note_missing(struct why_assembly *assembly, const struct why_core *core)
{
    const struct why_arch *arch = assembly->crash->arch;
    const char *const wanted[] = { arch->pc, arch->sp, arch->return_address, arch->cause,
                                   arch->fault_addr };
    const char *missing = "";

    for (size_t i = 0; i < WHY_COUNTOF(wanted); i++)
        if (!why_core_register(core, wanted[i]).known && is_expected(assembly, wanted[i]))
            missing = why_arena_printf(assembly->arena, "%s%s%s", missing, *missing ? ", " : "",
                                       wanted[i]);
    if (*missing)
        why_assembly_note(assembly,
                          why_arena_printf(assembly->arena,
                                           "the register dump is not whole: %s missing", missing),
                          core->line_no);
}

/* The architecture by the words of the headline: most of them are of one only. */
static const struct why_arch *arch_of_reason(const struct why_assembly *assembly)
{
    const struct why_statement *headline = why_assembly_says(assembly, WHY_SAYS_HEADLINE);
    const struct why_arch *xtensa = why_arch_get(WHY_ARCH_XTENSA);
    const struct why_arch *riscv = why_arch_get(WHY_ARCH_RISCV);
    const why_span reason = why_span_of(headline ? headline->text : "");
    const bool of_xtensa = why_cause_by_reason(xtensa, reason) != NULL;
    const bool of_riscv = why_cause_by_reason(riscv, reason) != NULL;

    return of_xtensa == of_riscv ? NULL : of_xtensa ? xtensa : riscv;
}

/* ESPHome's records have one register, by the same name for both: Xtensa prints the first entry
 * three bytes less. */
static const struct why_arch *arch_of_entries(const struct why_assembly *assembly)
{
    const struct why_core *core = assembly->core_count > 0 ? &assembly->cores[0] : NULL;
    const struct why_value pc = why_core_register(core, "PC");
    const struct why_arch *xtensa = why_arch_get(WHY_ARCH_XTENSA);
    uint32_t first;

    if (!core || !pc.known || core->backtrace.frame_count == 0 ||
        assembly->family != WHY_FAMILY_ESPHOME)
        return NULL;
    first = core->backtrace.frames[0].pc.value;
    if (first == pc.value - xtensa->backtrace_adjust)
        return xtensa;
    return first == pc.value ? why_arch_get(WHY_ARCH_RISCV) : NULL;
}

/* Tasmota keeps the words of the stack that may be code, but for Xtensa with windows, where it
 * walks the frames. Behind a RISC-V program counter the return address comes first. */
static void mark_searched(struct why_assembly *assembly, struct why_backtrace *backtrace)
{
    const struct why_crash *crash = assembly->crash;
    const bool walked = crash->arch && crash->arch->id == WHY_ARCH_XTENSA;
    const size_t first = crash->arch && crash->arch->id == WHY_ARCH_RISCV ? 1 : 0;

    if (crash->family != WHY_FAMILY_TASMOTA)
        return;
    for (size_t i = 0; i < backtrace->frame_count; i++)
        if (walked)
            backtrace->frames[i].trust = WHY_TRUST_DEVICE;
        else if (i >= first)
            backtrace->frames[i].trust = WHY_TRUST_SCAN;
}

void why_settle_registers(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;

    for (size_t i = 0; i < assembly->core_count && !crash->arch; i++)
        crash->arch = arch_of(&assembly->cores[i]);
    if (!crash->arch)
        crash->arch = arch_of_reason(assembly);
    if (!crash->arch)
        crash->arch = arch_of_entries(assembly);
    for (size_t i = 0; i < assembly->core_count; i++) {
        settle_registers(assembly, &assembly->cores[i]);
        mark_searched(assembly, &assembly->cores[i].backtrace);
        if (assembly->cores[i].register_count > 0 && crash->arch &&
            crash->family != WHY_FAMILY_ESPHOME && crash->family != WHY_FAMILY_TASMOTA)
            note_missing(assembly, &assembly->cores[i]);
    }
}
