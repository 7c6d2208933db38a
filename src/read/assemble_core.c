/* Cores of a crash: registers, stack blocks, backtraces as printed. */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/span.h"
#include "read/assembly.h"

#define STACK_HOLE_BYTES 4096u /* farther apart, rows are of different stacks */

/* How far below an entry a bare address may stand: an empty line may be between them. */
#define ADDRESS_LINES 2u

static struct why_core *add_core(struct why_assembly *assembly, struct why_value number,
                                 uint32_t line_no)
{
    struct why_core *cores;

    if (assembly->core_count == WHY_CORES)
        return assembly->core;
    cores =
        why_arena_extend(assembly->arena, assembly->cores, assembly->core_count, sizeof(*cores));
    if (!cores)
        return assembly->core;
    assembly->cores = cores;
    assembly->core = &cores[assembly->core_count];
    assembly->core_count++;
    *assembly->core = (struct why_core){ .number = number, .line_no = line_no };
    assembly->open = NULL;
    return assembly->core;
}

static struct why_core *current_core(struct why_assembly *assembly, uint32_t line_no)
{
    if (assembly->core)
        return assembly->core;
    return add_core(assembly, (struct why_value){ .known = false }, line_no);
}

static void begin_dump(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_core *core = assembly->core;

    /* The backtrace of a core may come before its registers only where it had none: then it is
     * another core. */
    if (core && core->register_count == 0 && core->backtrace.frame_count == 0) {
        core->number = item->value;
        core->line_no = item->line_no;
        return;
    }
    add_core(assembly, item->value, item->line_no);
}

static void add_register(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_core *core = current_core(assembly, item->line_no);
    const char *name = why_assembly_text(assembly, item->name);
    struct why_register *registers;

    if (!core || !name || why_core_register(core, name).known)
        return;
    registers = why_arena_extend(assembly->arena, core->registers, core->register_count,
                                 sizeof(*registers));
    if (!registers)
        return;
    registers[core->register_count] = (struct why_register){ name, item->value };
    core->registers = registers;
    core->register_count++;
}

static void begin_backtrace(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_core *core = current_core(assembly, item->line_no);

    if (core && core->backtrace.frame_count > 0)
        core = add_core(assembly, (struct why_value){ .known = false }, item->line_no);
    if (!core)
        return;
    core->backtrace.source = WHY_BACKTRACE_DEVICE;
    core->backtrace.line_no = item->line_no;
    assembly->open = &core->backtrace;
    assembly->open_line = item->line_no;
}

static void name_frame(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item name = *item;

    name.kind = WHY_ITEM_NAME;
    if (item->function.len > 0)
        why_assemble_name(assembly, &name);
}

static void add_frame(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_backtrace *backtrace;
    struct why_frame *frames;

    if (!assembly->open)
        begin_backtrace(assembly, item);
    backtrace = assembly->open;
    if (!backtrace || backtrace->frame_count >= WHY_FRAMES)
        return;
    frames = why_arena_extend(assembly->arena, backtrace->frames, backtrace->frame_count,
                              sizeof(*frames));
    if (!frames)
        return;
    frames[backtrace->frame_count] =
        (struct why_frame){ .pc = item->value, .sp = item->value2, .trust = WHY_TRUST_DEVICE };
    backtrace->frames = frames;
    backtrace->frame_count++;
    assembly->open_line = item->line_no;
    name_frame(assembly, item);
}

/* Bare addresses are entries of the backtrace right above them, or all that there is. */
static bool is_entry(const struct why_assembly *assembly, const struct why_item *item)
{
    if (!assembly->open)
        return assembly->core_count == 0 && assembly->statement_count == 0;
    return assembly->open->source == WHY_BACKTRACE_LOG ||
           item->line_no <= assembly->open_line + ADDRESS_LINES;
}

static void add_address(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item entry = *item;

    if (!is_entry(assembly, item))
        return;
    if (!assembly->open) {
        begin_backtrace(assembly, item);
        if (assembly->open)
            assembly->open->source = WHY_BACKTRACE_LOG;
    }
    entry.value2.known = false;
    add_frame(assembly, &entry);
}

/* The words of a row as bytes behind the piece that it continues, or as a new piece. */
static void add_words(struct why_assembly *assembly, struct why_memory *piece,
                      const struct why_item *item)
{
    uint8_t *bytes = why_arena_alloc(assembly->arena, piece->size + item->word_count * 4);

    if (!bytes)
        return;
    if (piece->size > 0)
        memcpy(bytes, piece->bytes, piece->size);
    for (uint32_t i = 0; i < item->word_count; i++)
        for (uint32_t byte = 0; byte < 4; byte++)
            bytes[piece->size + i * 4 + byte] = (uint8_t)(item->words[i] >> (8 * byte));
    piece->bytes = bytes;
    piece->size += item->word_count * 4;
}

static void add_stack_row(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_memory *last =
        assembly->memory_count > 0 ? &assembly->memory[assembly->memory_count - 1] : NULL;
    struct why_memory *memory;

    if (!last || last->address + last->size != item->value.value) {
        memory = why_arena_extend(assembly->arena, assembly->memory, assembly->memory_count,
                                  sizeof(*memory));
        if (!memory)
            return;
        assembly->memory = memory;
        last = &memory[assembly->memory_count];
        assembly->memory_count++;
        *last = (struct why_memory){ .address = item->value.value, .line_no = item->line_no };
    }
    add_words(assembly, last, item);
}

static void add_code_dump(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_memory *code = why_arena_alloc(assembly->arena, sizeof(*code));

    if (!code || assembly->crash->code)
        return;
    *code = (struct why_memory){ .address = item->value.value, .line_no = item->line_no };
    add_words(assembly, code, item);
    assembly->crash->code = code;
}

void why_assemble_core(struct why_assembly *assembly, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_DUMP_HEADER)
        begin_dump(assembly, item);
    if (item->kind == WHY_ITEM_REGISTER)
        add_register(assembly, item);
    if (item->kind == WHY_ITEM_ISR_HEADER && assembly->core)
        assembly->core->in_isr = true;
    if (item->kind == WHY_ITEM_STACK_ROW)
        add_stack_row(assembly, item);
    if (item->kind == WHY_ITEM_CODE_DUMP)
        add_code_dump(assembly, item);
    if (item->kind == WHY_ITEM_BACKTRACE)
        begin_backtrace(assembly, item);
    if (item->kind == WHY_ITEM_FRAME)
        add_frame(assembly, item);
    if (item->kind == WHY_ITEM_ADDRESS)
        add_address(assembly, item);
    if (item->kind == WHY_ITEM_CORRUPTED && assembly->open)
        assembly->open->corrupted = true;
    if (item->kind == WHY_ITEM_CONTINUES && assembly->open)
        assembly->open->continues = true;
    if (item->kind == WHY_ITEM_BACKTRACE_END && assembly->core)
        assembly->core->backtrace.ended = why_assembly_text(assembly, item->text);
}

/* ---- what the registers are called ----------------------------------------------------------- */

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
        return why_arch_get(WHY_ARCH_XTENSA);
    if (has_any(core, riscv, WHY_COUNTOF(riscv)))
        return why_arch_get(WHY_ARCH_RISCV);
    return NULL;
}

/* The dump's spelling of a name: boot ROM and GDB call some registers otherwise. */
static const char *settled_name(const struct why_arch *arch, const char *name)
{
    static const struct {
        const char *other;
        const char *name;
    } riscv_names[] = { { "PC", "MEPC" }, { "S0", "S0/FP" }, { "FP", "S0/FP" } };

    if (arch->id == WHY_ARCH_RISCV)
        for (size_t i = 0; i < WHY_COUNTOF(riscv_names); i++)
            if (strcasecmp(name, riscv_names[i].other) == 0)
                return riscv_names[i].name;
    for (size_t i = 0; arch->registers[i]; i++)
        if (strcasecmp(name, arch->registers[i]) == 0)
            return arch->registers[i];
    return name;
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
        const char *name = settled_name(arch, core->registers[i].name);

        if (why_core_register(&named, name).known)
            continue;
        settled[named.register_count] = (struct why_register){ name, core->registers[i].value };
        named.register_count++;
    }
    core->registers = settled;
    core->register_count = named.register_count;
}

/* What a diagnosis would miss most. */
static void note_missing(struct why_assembly *assembly, const struct why_core *core)
{
    const struct why_arch *arch = assembly->crash->arch;
    const char *const wanted[] = { arch->pc, arch->sp, arch->return_address, arch->cause,
                                   arch->fault_addr };
    const char *missing = "";

    for (size_t i = 0; i < WHY_COUNTOF(wanted); i++)
        if (!why_core_register(core, wanted[i]).known)
            missing = why_arena_printf(assembly->arena, "%s%s%s", missing, *missing ? ", " : "",
                                       wanted[i]);
    if (*missing)
        why_assembly_note(assembly,
                          why_arena_printf(assembly->arena,
                                           "the register dump is not whole: %s missing", missing),
                          core->line_no);
}

static void put_first(struct why_assembly *assembly, struct why_value number)
{
    for (size_t i = 1; number.known && i < assembly->core_count; i++) {
        struct why_core core = assembly->cores[i];

        if (!core.number.known || core.number.value != number.value ||
            assembly->cores[0].number.value == number.value)
            continue;
        memmove(assembly->cores + 1, assembly->cores, i * sizeof(core));
        assembly->cores[0] = core;
        return;
    }
}

/* Rows of one stack follow each other; a line that was lost or damaged leaves a hole. */
static void note_holes(struct why_assembly *assembly)
{
    for (size_t i = 1; i < assembly->memory_count; i++) {
        const struct why_memory *before = &assembly->memory[i - 1];
        const struct why_memory *piece = &assembly->memory[i];
        const uint32_t end = before->address + before->size;
        const bool behind = piece->address - end < STACK_HOLE_BYTES;

        if (!behind && end - piece->address >= STACK_HOLE_BYTES)
            continue;
        why_assembly_note(
            assembly,
            why_arena_printf(assembly->arena,
                             behind ? "the stack memory is not whole: nothing tells what stood "
                                      "from 0x%08x to 0x%08x"
                                    : "rows of the stack memory are doubled or out of order: "
                                      "behind 0x%08x follows 0x%08x",
                             (unsigned)end, (unsigned)piece->address),
            piece->line_no);
        return;
    }
}

void why_settle_cores(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;

    for (size_t i = 0; i < assembly->core_count && !crash->arch; i++)
        crash->arch = arch_of(&assembly->cores[i]);
    for (size_t i = 0; i < assembly->core_count; i++)
        settle_registers(assembly, &assembly->cores[i]);
    put_first(assembly, crash->core);
    if (assembly->core_count > 0 && !crash->core.known)
        crash->core = assembly->cores[0].number;
    for (size_t i = 0; i < assembly->core_count && crash->arch; i++) {
        struct why_core *core = &assembly->cores[i];
        struct why_value cause = why_core_register(core, crash->arch->cause);

        /* Source: ESP-IDF components/esp_system/debug_stubs, print-only dumps of a running core. */
        core->not_an_exception |= cause.known && cause.value == 0xdeadc0de;
        if (core->register_count > 0)
            note_missing(assembly, core);
    }
    crash->cores = assembly->cores;
    crash->core_count = assembly->core_count;
    note_holes(assembly);
    crash->memory = assembly->memory;
    crash->memory_count = assembly->memory_count;
}
