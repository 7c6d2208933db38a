/* Growing the arrays of a core dump, within the limits. */
#include "read/dump_parts.h"

#include <stdarg.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"

void why_dump_note(struct why_dump_parts *parts, uint32_t line_no, const char *format, ...)
{
    struct why_dump *dump = parts->dump;
    struct why_note *notes;
    va_list args;

    if (dump->note_count >= WHY_DUMP_NOTES)
        return;
    notes = why_arena_extend(parts->arena, parts->notes, dump->note_count, sizeof(*notes));
    if (!notes)
        return;
    va_start(args, format);
    notes[dump->note_count] =
        (struct why_note){ why_arena_vprintf(parts->arena, format, args), line_no };
    va_end(args);
    parts->notes = notes;
    dump->notes = notes;
    dump->note_count++;
}

static void note_overfull(struct why_dump_parts *parts)
{
    if (!parts->overfull)
        why_dump_note(parts, 0,
                      "the core dump claims more than any chip has; the rest is left out");
    parts->overfull = true;
}

/* Pieces of a sound dump are different bytes of it. */
static void add_piece(struct why_dump_parts *parts, uint32_t address, uint32_t at, uint32_t size)
{
    struct why_dump *dump = parts->dump;
    struct why_memory *memory;

    if (size == 0)
        return;
    if (dump->memory_count >= WHY_DUMP_PIECES || size > parts->image->held - parts->memory_bytes) {
        note_overfull(parts);
        return;
    }
    memory = why_arena_extend(parts->arena, parts->memory, dump->memory_count, sizeof(*memory));
    if (!memory)
        return;
    memory[dump->memory_count] =
        (struct why_memory){ .address = address, .size = size, .bytes = parts->image->bytes + at };
    parts->memory = memory;
    parts->memory_bytes += size;
    dump->memory = memory;
    dump->memory_count++;
}

/* The image's bytes [at, end) without the holes. */
static void add_pieces(struct why_dump_parts *parts, uint32_t address, uint32_t at, uint32_t end)
{
    const struct why_dump_image *image = parts->image;
    uint32_t from = at;

    for (size_t i = 0; i < image->hole_count && image->holes[i].lo < end; i++) {
        const struct why_dump_hole *hole = &image->holes[i];

        if (hole->hi <= from)
            continue;
        if (hole->lo > from)
            add_piece(parts, address + (from - at), from, hole->lo - from);
        from = hole->hi;
    }
    if (from < end)
        add_piece(parts, address + (from - at), from, end - from);
}

void why_dump_add_region(struct why_dump_parts *parts, uint32_t address, uint32_t size, uint64_t at)
{
    const struct why_dump_image *image = parts->image;
    const uint32_t last = image->held < image->data_end ? image->held : image->data_end;
    struct why_dump_region *regions;

    if (size == 0 || size - 1 > UINT32_MAX - address || parts->region_count >= WHY_DUMP_PIECES) {
        if (size > 0)
            note_overfull(parts);
        return;
    }
    regions = why_arena_extend(parts->arena, parts->regions, parts->region_count, sizeof(*regions));
    if (!regions)
        return;
    regions[parts->region_count] = (struct why_dump_region){ address, size };
    parts->regions = regions;
    parts->region_count++;
    if (at < last)
        add_pieces(parts, address, (uint32_t)at, size > last - at ? last : (uint32_t)at + size);
}

struct why_value why_dump_word(const struct why_dump_parts *parts, uint32_t address)
{
    for (size_t i = 0; i < parts->dump->memory_count; i++) {
        const struct why_memory *piece = &parts->memory[i];

        if (address - piece->address < piece->size && piece->size - (address - piece->address) >= 4)
            return (struct why_value){ .known = true,
                                       .value =
                                           why_word(piece->bytes + (address - piece->address)) };
    }
    return (struct why_value){ .known = false };
}

struct why_task *why_dump_add_task(struct why_dump_parts *parts, uint32_t tcb)
{
    struct why_dump *dump = parts->dump;
    struct why_task *tasks;

    if (dump->task_count >= WHY_DUMP_TASKS) {
        note_overfull(parts);
        return NULL;
    }
    tasks = why_arena_extend(parts->arena, parts->tasks, dump->task_count, sizeof(*tasks));
    if (!tasks)
        return NULL;
    tasks[dump->task_count] = (struct why_task){ .tcb = { .known = true, .value = tcb } };
    parts->tasks = tasks;
    dump->tasks = tasks;
    return &tasks[dump->task_count++];
}

/* One more register behind those that are there. */
static struct why_register *more_registers(struct why_dump_parts *parts,
                                           const struct why_register *registers, size_t count,
                                           const char *name, uint32_t value)
{
    struct why_register *grown =
        why_arena_extend(parts->arena, registers, count, sizeof(*registers));

    if (grown)
        grown[count] = (struct why_register){ name, { .known = true, .value = value } };
    return grown;
}

void why_dump_add_register(struct why_dump_parts *parts, struct why_task *task, const char *name,
                           struct why_value value)
{
    struct why_register *registers;

    if (!value.known)
        return;
    registers = more_registers(parts, task->registers, task->register_count, name, value.value);
    if (!registers)
        return;
    task->registers = registers;
    task->register_count++;
}

void why_dump_add_exception(struct why_dump_parts *parts, const char *name, struct why_value value)
{
    struct why_dump *dump = parts->dump;
    struct why_register *registers;

    for (size_t i = 0; i < dump->exception_count; i++)
        if (strcmp(dump->exception[i].name, name) == 0)
            return;
    if (!value.known)
        return;
    registers = more_registers(parts, parts->exception, dump->exception_count, name, value.value);
    if (!registers)
        return;
    parts->exception = registers;
    dump->exception = registers;
    dump->exception_count++;
}

struct why_value why_task_register(const struct why_task *task, const char *name)
{
    for (size_t i = 0; i < task->register_count; i++)
        if (strcmp(task->registers[i].name, name) == 0)
            return task->registers[i].value;
    return (struct why_value){ .known = false };
}

static void add_detail(struct why_dump_parts *parts, why_span line)
{
    struct why_dump *dump = parts->dump;
    const char **details;

    line = why_span_trim(line);
    if (line.len == 0)
        return;
    details = why_arena_extend(parts->arena, parts->details, dump->detail_count, sizeof(*details));
    if (!details)
        return;
    details[dump->detail_count] = why_text_clean(parts->arena, line);
    parts->details = details;
    dump->details = details;
    dump->detail_count++;
    if (!dump->info.reason)
        dump->info.reason = details[0];
}

void why_dump_add_details(struct why_dump_parts *parts, why_span text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len && text.ptr[i] != '\0'; i++) {
        if (text.ptr[i] != '\r' && text.ptr[i] != '\n')
            continue;
        add_detail(parts, why_span_head(why_span_skip(text, from), i - from));
        from = i + 1;
    }
    text.len = strnlen(text.ptr, text.len);
    add_detail(parts, why_span_skip(text, from));
}

void why_dump_set_target(struct why_dump_parts *parts, enum why_arch_id arch,
                         struct why_value chip_number)
{
    struct why_dump *dump = parts->dump;

    dump->chip = chip_number.known ? why_chip_by_number(chip_number.value) : NULL;
    dump->arch = arch == WHY_ARCH_UNKNOWN ? NULL : why_arch_get(arch);
    if (!dump->arch && dump->chip)
        dump->arch = dump->chip->arch;
    if (dump->chip && dump->chip->arch != dump->arch) {
        why_dump_note(parts, 0, "the header says %s, but the registers are of %s", dump->chip->name,
                      dump->arch->name);
        dump->chip = NULL;
    }
}
