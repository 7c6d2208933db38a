/* From the bytes of a file to a core dump, and whether it is of a crash. */
#include "read/dump.h"

#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "read/dump_find.h"
#include "read/dump_parts.h"

static void settle_info(struct why_dump_parts *parts, const struct why_dump_found *found,
                        const char *name)
{
    const struct why_dump_image *image = &found->image;
    struct why_core_dump *info = &parts->dump->info;

    info->name = name ? why_text_clean(parts->arena, why_span_of(name)) : NULL;
    info->first_line = found->first_line;
    info->last_line = found->last_line;
    info->format = why_dump_format(image, parts->arena);
    info->checksum = why_dump_checksum(image);
    info->chip_number =
        (struct why_value){ .known = image->header_size > 0, .value = image->chip_number };
    info->chip_revision = image->chip_revision;
    info->size = image->size;
    info->held = image->given;
}

static void note_damage(struct why_dump_parts *parts)
{
    const struct why_core_dump *info = &parts->dump->info;

    if (info->held < info->size && !parts->image->loss_noted)
        why_dump_note(parts, info->last_line,
                      "the core dump is not whole: %u of %u bytes are missing",
                      (unsigned)(info->size - info->held), (unsigned)info->size);
    if (info->checksum == WHY_CHECKSUM_BAD)
        why_dump_note(
            parts, info->last_line,
            "the checksum of the core dump is wrong: some of its bytes are not those that "
            "the chip wrote");
}

/* The task that the dump names, else the first one: the chip writes it first. */
static void put_crashed_first(struct why_dump_parts *parts)
{
    const struct why_value tcb = parts->dump->info.crashed_tcb;
    struct why_task *tasks = parts->tasks;
    size_t at = 0;

    for (size_t i = 0; i < parts->dump->task_count; i++)
        if (tcb.known && tasks[i].tcb.value == tcb.value) {
            at = i;
            break;
        }
    if (parts->dump->task_count == 0)
        return;
    struct why_task crashed = tasks[at];

    crashed.crashed = true;
    memmove(tasks + 1, tasks, at * sizeof(*tasks));
    tasks[0] = crashed;
    parts->dump->info.crashed_tcb = crashed.tcb;
}

static void settle_tasks(struct why_dump_parts *parts)
{
    put_crashed_first(parts);
    for (size_t i = 0; i < parts->dump->task_count; i++)
        why_dump_settle_context(parts, &parts->tasks[i]);
    if (parts->dump->task_count == 0)
        why_dump_note(parts, parts->dump->info.last_line, "no task of the core dump can be read");
}

enum why_status why_dump_read(const uint8_t *bytes, size_t n, const char *name,
                              struct why_arena *arena, struct why_dump **out, struct why_error *err)
{
    struct why_dump_found found = { .first_line = 0 };
    struct why_dump_parts parts = { .arena = arena,
                                    .dump = why_arena_alloc(arena, sizeof(*parts.dump)),
                                    .image = &found.image };

    if (!parts.dump)
        return why_oom(err);
    if (!why_dump_find(&parts, bytes, n, &found)) {
        if (parts.out_of_memory || why_arena_failed(arena))
            return why_oom(err);
        return why_fail(err, WHY_E_DUMP, "'%s' holds no core dump", name ? name : "the log");
    }
    settle_info(&parts, &found, name);
    note_damage(&parts);
    if (found.image.elf)
        why_dump_read_elf(&parts);
    else
        why_dump_read_binary(&parts);
    settle_tasks(&parts);
    if (why_arena_failed(arena))
        return why_oom(err);
    *out = parts.dump;
    return WHY_OK;
}
