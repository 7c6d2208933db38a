/* A core dump becomes part of the crash that it is of. */
#include <string.h>

#include "base/arena.h"
#include "base/span.h"
#include "read/assembly.h"
#include "read/dump.h"
#include "read/dump_parts.h"

/* EXCCAUSE of a panic that is no exception, as ESP-IDF counts it in core dumps. Source: components/
 * espcoredump/src/port/xtensa/core_dump_port.c, XCHAL_EXCCAUSE_NUM. */
#define PSEUDO_CAUSE 64u
#define PSEUDO_CAUSE_END 128u

/* ---- whether it is of this crash ------------------------------------------------------------- */

static struct why_value register_of(const struct why_register *registers, size_t count,
                                    const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(registers[i].name, name) == 0)
            return registers[i].value;
    return (struct why_value){ .known = false };
}

/* Of the registers that both have, those that a digit lost on the line may make differ. */
static bool fit_general(const struct why_arch *arch, const struct why_task *task,
                        const struct why_core *core)
{
    size_t both = 0;
    size_t same = 0;

    for (size_t i = 0; arch->general[i]; i++) {
        struct why_value dumped = why_task_register(task, arch->general[i]);
        struct why_value printed = why_core_register(core, arch->general[i]);

        both += dumped.known && printed.known;
        same += dumped.known && printed.known && dumped.value == printed.value;
    }
    return same * 4 >= both * 3;
}

static bool fits_registers(const struct why_dump *dump, const struct why_core *core)
{
    const struct why_arch *arch = dump->arch;
    const struct why_task *task = dump->task_count > 0 ? &dump->tasks[0] : NULL;
    unsigned both = 0;

    if (!task)
        return false;
    const char *const names[] = { arch->pc, arch->sp, arch->return_address };

    for (size_t i = 0; i < WHY_COUNTOF(names); i++) {
        struct why_value dumped = why_task_register(task, names[i]);
        struct why_value printed = why_core_register(core, names[i]);

        if (!dumped.known || !printed.known)
            continue;
        if (dumped.value != printed.value)
            return false;
        both++;
    }
    return both >= 2 && fit_general(arch, task, core);
}

/* The first frame that the chip printed is where the dump says that the task was. The program
 * counter of a printed backtrace may be some bytes less. */
static bool fits_frame(const struct why_dump *dump, const struct why_frame *frame)
{
    const struct why_task *task = dump->task_count > 0 ? &dump->tasks[0] : NULL;
    struct why_value pc;
    struct why_value sp;

    if (!task)
        return false;
    pc = why_task_register(task, dump->arch->pc);
    sp = why_task_register(task, dump->arch->sp);
    return pc.known && sp.known && frame->pc.known && frame->sp.known &&
           sp.value == frame->sp.value &&
           pc.value - frame->pc.value <= dump->arch->backtrace_adjust;
}

bool why_dump_fits(const struct why_dump *dump, const struct why_crash *crash)
{
    const struct why_core *core = why_crash_core(crash);

    if (dump->arch && crash->arch && crash->arch != dump->arch)
        return false;
    if (core && core->register_count > 0)
        return dump->arch && fits_registers(dump, core);
    if (core && core->backtrace.frame_count > 0)
        return dump->arch && fits_frame(dump, &core->backtrace.frames[0]);
    return crash->reason && dump->info.reason && strcmp(crash->reason, dump->info.reason) == 0;
}

/* ---- copies ---------------------------------------------------------------------------------- */

static const char *copy_text(struct why_arena *arena, const char *text)
{
    return text ? why_arena_printf(arena, "%s", text) : NULL;
}

/* One array behind another, as a new one that why_arena_extend() may go on with. */
static void *append(struct why_arena *arena, const void *items, size_t count, const void *more,
                    size_t more_count, size_t item_bytes)
{
    const size_t room = 8; /* at least what an array has from its first item on */
    uint8_t *joined = why_arena_alloc(arena, (2 * (count + more_count) + room) * item_bytes);

    if (joined && count > 0)
        memcpy(joined, items, count * item_bytes);
    if (joined && more_count > 0)
        memcpy(joined + count * item_bytes, more, more_count * item_bytes);
    return joined;
}

static const uint8_t *copy_bytes(struct why_arena *arena, const uint8_t *bytes, size_t size)
{
    uint8_t *copy = why_arena_alloc(arena, size);

    if (copy)
        memcpy(copy, bytes, size);
    return copy;
}

static void join_info(struct why_crash *crash, const struct why_dump *dump)
{
    struct why_core_dump *info = why_arena_alloc(crash->arena, sizeof(*info));

    if (!info)
        return;
    *info = dump->info;
    info->name = copy_text(crash->arena, info->name);
    info->format = copy_text(crash->arena, info->format);
    info->elf_sha256 = copy_text(crash->arena, info->elf_sha256);
    info->reason = copy_text(crash->arena, info->reason);
    crash->dump = info;
    if (!crash->boot.elf_sha256)
        crash->boot.elf_sha256 = info->elf_sha256;
}

static void join_tasks(struct why_crash *crash, const struct why_dump *dump)
{
    struct why_task *tasks =
        append(crash->arena, NULL, 0, dump->tasks, dump->task_count, sizeof(*tasks));

    if (!tasks)
        return;
    for (size_t i = 0; i < dump->task_count; i++)
        tasks[i].registers = append(crash->arena, NULL, 0, tasks[i].registers,
                                    tasks[i].register_count, sizeof(*tasks[i].registers));
    crash->tasks = tasks;
    crash->task_count = dump->task_count;
}

static void join_memory(struct why_crash *crash, const struct why_dump *dump)
{
    struct why_memory *memory = append(crash->arena, crash->memory, crash->memory_count,
                                       dump->memory, dump->memory_count, sizeof(*memory));

    if (!memory)
        return;
    for (size_t i = crash->memory_count; i < crash->memory_count + dump->memory_count; i++)
        memory[i].bytes = copy_bytes(crash->arena, memory[i].bytes, memory[i].size);
    crash->memory = memory;
    crash->memory_count += dump->memory_count;
}

static void join_notes(struct why_crash *crash, const struct why_dump *dump)
{
    struct why_note *notes = append(crash->arena, crash->notes, crash->note_count, dump->notes,
                                    dump->note_count, sizeof(*notes));

    if (!notes)
        return;
    for (size_t i = crash->note_count; i < crash->note_count + dump->note_count; i++)
        notes[i].text = copy_text(crash->arena, notes[i].text);
    crash->notes = notes;
    crash->note_count += dump->note_count;
}

/* ---- what the log does not say --------------------------------------------------------------- */

/* The cause register as the chip prints it. */
static struct why_value printed_cause(const struct why_dump *dump, struct why_value cause)
{
    if (dump->arch->id == WHY_ARCH_XTENSA && cause.value >= PSEUDO_CAUSE &&
        cause.value < PSEUDO_CAUSE_END)
        cause.value -= PSEUDO_CAUSE;
    return cause;
}

static struct why_value dumped_register(const struct why_dump *dump, const char *name)
{
    const struct why_task *task = &dump->tasks[0];
    struct why_value value = why_task_register(task, name);

    if (!value.known)
        value = register_of(dump->exception, dump->exception_count, name);
    return strcmp(name, dump->arch->cause) == 0 ? printed_cause(dump, value) : value;
}

/* The registers of the crashed task, in printed order. */
static void join_registers(struct why_crash *crash, const struct why_dump *dump)
{
    const char *const *names = dump->arch->registers;
    struct why_core *core = crash->core_count > 0 ? crash->cores : NULL;
    struct why_register *registers;
    size_t count = 0;

    while (names[count])
        count++;
    registers = why_arena_alloc(crash->arena, count * sizeof(*registers));
    if (!core)
        core = why_arena_alloc(crash->arena, sizeof(*core));
    if (!registers || !core)
        return;
    core->registers = registers;
    for (size_t i = 0; i < count; i++) {
        struct why_value value = dumped_register(dump, names[i]);

        if (value.known)
            registers[core->register_count++] = (struct why_register){ names[i], value };
    }
    if (crash->core_count == 0)
        core->number = crash->core;
    crash->cores = core;
    crash->core_count = crash->core_count > 0 ? crash->core_count : 1;
}

static void join_core(struct why_crash *crash, const struct why_dump *dump)
{
    const struct why_value in_isr = dump->info.in_isr;

    if (!dump->arch || dump->task_count == 0 || (crash->arch && crash->arch != dump->arch))
        return;
    crash->arch = dump->arch;
    if (crash->core_count == 0 || crash->cores[0].register_count == 0)
        join_registers(crash, dump);
    if (crash->core_count > 0)
        crash->cores[0].in_isr |= in_isr.known && in_isr.value != 0;
}

/* The reason that stands for a cause which is no exception. */
static const char *pseudo_reason(const struct why_dump *dump)
{
    const struct why_value cause =
        dump->arch ? register_of(dump->exception, dump->exception_count, dump->arch->cause)
                   : (struct why_value){ .known = false };

    if (!cause.known || why_cause_by_code(dump->arch, cause.value))
        return NULL;
    for (size_t i = 0; i < dump->arch->cause_count; i++) {
        const struct why_cause_row *row = &dump->arch->causes[i];

        if (row->pseudo && row->code == printed_cause(dump, cause).value &&
            (dump->arch->id == WHY_ARCH_RISCV || cause.value >= PSEUDO_CAUSE))
            return row->reason;
    }
    return NULL;
}

/* The panic's own words, read as if the chip had printed them. */
static void join_words(struct why_crash *crash, const struct why_dump *dump)
{
    const char *headline = dump->detail_count > 0 ? NULL : pseudo_reason(dump);
    struct why_scanner scanner;
    struct why_assembly assembly = { .arena = crash->arena, .crash = crash, .scanner = &scanner };
    struct why_item item = { .kind = WHY_ITEM_STATEMENT,
                             .says = headline ? WHY_SAYS_HEADLINE : WHY_SAYS_PANIC_REASON };

    if (crash->reason || (dump->detail_count == 0 && !headline))
        return;
    why_scanner_init(&scanner);
    assembly.statement_count = crash->statement_count;
    assembly.statements = append(crash->arena, crash->statements, crash->statement_count, NULL, 0,
                                 sizeof(*assembly.statements));
    if (!assembly.statements)
        return;
    item.text = why_span_of(headline ? headline : dump->details[0]);
    item.value = crash->core;
    why_assemble_statement(&assembly, &item);
    for (size_t i = 1; i < dump->detail_count; i++)
        why_assemble_again(&assembly, why_span_of(dump->details[i]), item.line_no);
    why_settle_words(&assembly);
    why_settle_task(&assembly);
}

enum why_status why_dump_join(struct why_crash *crash, const struct why_dump *dump,
                              struct why_error *err)
{
    join_info(crash, dump);
    join_tasks(crash, dump);
    join_memory(crash, dump);
    join_notes(crash, dump);
    join_core(crash, dump);
    join_words(crash, dump);
    return why_arena_failed(crash->arena) ? why_oom(err) : WHY_OK;
}
