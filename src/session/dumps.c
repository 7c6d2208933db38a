/* Which of the dumps that the user named is of which panic. */
#include "session/dumps.h"

#include "model/note.h"
#include "read/assemble.h"

void why_dumps_deinit(struct why_dumps *dumps)
{
    for (size_t i = 0; i < dumps->count; i++)
        why_arena_destroy(dumps->items[i].arena);
    dumps->count = 0;
}

enum why_status why_dumps_add(struct why_dumps *dumps, const char *name, why_span bytes,
                              struct why_error *err)
{
    struct why_named_dump *added = &dumps->items[dumps->count];
    struct why_arena *arena;
    enum why_status status;

    if (dumps->count == WHY_DUMPS)
        return why_fail(err, WHY_E_LIMIT, "more than %u core dumps: '%.100s' is not read",
                        (unsigned)WHY_DUMPS, name);
    arena = why_arena_create(WHY_ARENA_BYTES);
    if (!arena)
        return why_oom(err);
    *added = (struct why_named_dump){ .arena = arena };
    status = why_dump_read((const uint8_t *)bytes.ptr, bytes.len, name, arena, &added->dump, err);
    if (status == WHY_OK)
        dumps->count++;
    else
        why_arena_destroy(arena);
    return status;
}

enum why_status why_dumps_join(struct why_dumps *dumps, struct why_crash *crash,
                               struct why_error *err)
{
    enum why_status status = WHY_OK;

    for (size_t i = 0; i < dumps->count && status == WHY_OK; i++) {
        if (!why_dump_fits(dumps->items[i].dump, crash))
            continue;
        dumps->items[i].taken = true;
        if (!crash->dump)
            status = why_join_dump(crash, dumps->items[i].dump, err);
        else if (!why_crash_note(crash, 0, "%s is a core dump of this panic, too; it is not used",
                                 dumps->items[i].dump->info.name))
            status = why_oom(err);
    }
    return status;
}
