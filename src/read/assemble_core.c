/* Cores of a crash: registers, stack blocks, backtraces as printed. */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/span.h"
#include "read/assemble_damage.h"

#define STACK_HOLE_BYTES 4096u /* farther apart, rows are of different stacks */

/* How far below an entry a bare address may stand: an empty line may be between them. */
#define ADDRESS_LINES 2u
#define DECODED_LINES 4u /* espflash puts a name and a place between the entries */

/* A return address of zero as NuttX prints it on Xtensa: the walk went past the outermost frame. */
#define NUTTX_LAST_RETURN 0x40000000u

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

void why_assemble_register(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_core *core = current_core(assembly, item->line_no);
    const char *name = why_assembly_text(assembly, item->name);
    enum why_cell cell = core && name ? why_check_cell(assembly, core, name, item) : WHY_CELL_KNOWN;
    struct why_register *registers;

    if (cell == WHY_CELL_NEXT_DUMP)
        core = add_core(assembly, (struct why_value){ .known = false }, item->line_no);
    if (!core || cell == WHY_CELL_KNOWN)
        return;
    registers = why_arena_extend(assembly->arena, core->registers, core->register_count,
                                 sizeof(*registers));
    if (!registers)
        return;
    registers[core->register_count] = (struct why_register){ name, item->value };
    core->registers = registers;
    core->register_count++;
}

/* NuttX prints the backtrace of the task that crashed, in one or more rows, and those of all tasks
 * later on. A walk may have gone past the outermost frame. */
static bool is_other_task(struct why_assembly *assembly, const struct why_item *item)
{
    const bool first = !assembly->open || assembly->open->frame_count == 0;

    if (assembly->family != WHY_FAMILY_NUTTX)
        return false;
    if (first && item->family == WHY_FAMILY_NUTTX)
        assembly->task = item->level;
    if (item->family == WHY_FAMILY_NUTTX)
        assembly->other_task |=
            item->level != assembly->task || (!first && item->line_no > assembly->open_line + 1);
    assembly->other_task |= item->value.value == NUTTX_LAST_RETURN;
    return assembly->other_task;
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
    if (!backtrace || is_other_task(assembly, item) || backtrace->frame_count >= WHY_FRAMES)
        return;
    frames = why_arena_extend(assembly->arena, backtrace->frames, backtrace->frame_count,
                              sizeof(*frames));
    if (!frames)
        return;
    frames[backtrace->frame_count] =
        (struct why_frame){ .pc = item->value,
                            .sp = item->value2,
                            .trust = item->scanned ? WHY_TRUST_SCAN : WHY_TRUST_DEVICE };
    backtrace->frames = frames;
    backtrace->frame_count++;
    assembly->open_line = item->line_no;
    name_frame(assembly, item);
}

/* Entries with their stack pointers: a bare address next to them is none. */
static bool has_pairs(const struct why_backtrace *backtrace)
{
    return backtrace->frame_count > 0 && backtrace->frames[0].sp.known;
}

/* Behind the registers of an exception, esp-backtrace prints addresses without a word. */
static bool is_headless(const struct why_assembly *assembly)
{
    return assembly->family == WHY_FAMILY_ESP_HAL && assembly->core &&
           assembly->core->register_count > 0 && assembly->core->backtrace.frame_count == 0;
}

/* Bare addresses are entries of the backtrace right above them, or all that there is. */
static bool is_entry(const struct why_assembly *assembly, const struct why_item *item)
{
    if (!assembly->open)
        return (assembly->core_count == 0 && assembly->statement_count == 0) ||
               is_headless(assembly);
    if (assembly->open->source == WHY_BACKTRACE_LOG)
        return true;
    return !has_pairs(assembly->open) &&
           item->line_no <=
               assembly->open_line +
                   (assembly->family == WHY_FAMILY_ESP_HAL ? DECODED_LINES : ADDRESS_LINES);
}

static void add_address(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item entry = *item;

    if (!is_entry(assembly, item) || (is_headless(assembly) && item->value.value == 0))
        return;
    if (!assembly->open) {
        begin_backtrace(assembly, item);
        if (assembly->open && !is_headless(assembly))
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

/* What was taken for bare addresses was the rest of a row of the stack, whose start was lost. */
static void drop_loose(struct why_assembly *assembly)
{
    if (!assembly->open || assembly->open->source != WHY_BACKTRACE_LOG)
        return;
    *assembly->open = (struct why_backtrace){ .frame_count = 0 };
    assembly->open = NULL;
}

static void add_stack_row(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_memory *last =
        assembly->memory_count > 0 ? &assembly->memory[assembly->memory_count - 1] : NULL;
    struct why_memory *memory;

    drop_loose(assembly);
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

static void take_backtrace(struct why_assembly *assembly, const struct why_item *item)
{
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
    if (item->kind == WHY_ITEM_BACKTRACE_END && assembly->core) {
        assembly->core->backtrace.ended = why_assembly_text(assembly, item->text);
        assembly->open = NULL;
    }
}

static struct why_core *find_core(struct why_assembly *assembly, struct why_value number)
{
    for (size_t i = 0; i < assembly->core_count && number.known; i++)
        if (assembly->cores[i].number.known && assembly->cores[i].number.value == number.value)
            return &assembly->cores[i];
    return NULL;
}

/* The line names its core, which need not be the one that was dumped last, or at all. */
static void take_isr_header(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_core *core = find_core(assembly, item->value);
    struct why_item statement = *item;

    if (!core && assembly->core && (!item->value.known || !assembly->core->number.known))
        core = assembly->core;
    if (core)
        core->in_isr = true;
    statement.says = WHY_SAYS_IN_ISR;
    if (!core && item->value.known)
        why_assemble_statement(assembly, &statement);
}

void why_assemble_core(struct why_assembly *assembly, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_DUMP_HEADER)
        begin_dump(assembly, item);
    if (item->kind == WHY_ITEM_REGISTER)
        why_assemble_register(assembly, item);
    if (item->kind == WHY_ITEM_DAMAGED)
        why_assemble_damaged(assembly, item);
    if (item->kind == WHY_ITEM_ISR_HEADER)
        take_isr_header(assembly, item);
    if (item->kind == WHY_ITEM_STACK_ROW)
        add_stack_row(assembly, item);
    if (item->kind == WHY_ITEM_CODE_DUMP)
        add_code_dump(assembly, item);
    take_backtrace(assembly, item);
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

    why_settle_registers(assembly);
    put_first(assembly, crash->core);
    if (assembly->core_count > 0 && !crash->core.known)
        crash->core = assembly->cores[0].number;
    for (size_t i = 0; i < assembly->core_count && crash->arch; i++) {
        struct why_core *core = &assembly->cores[i];
        struct why_value cause = why_core_register(core, crash->arch->cause);

        /* Source: ESP-IDF components/esp_system/debug_stubs, print-only dumps of a running core. */
        core->not_an_exception |= cause.known && cause.value == 0xdeadc0de;
    }
    crash->cores = assembly->cores;
    crash->core_count = assembly->core_count;
    note_holes(assembly);
    crash->memory = assembly->memory;
    crash->memory_count = assembly->memory_count;
}
