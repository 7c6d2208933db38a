/* Functions and files of a crash, from its path and from the place of its verdict. */
#include "gate/traits.h"

#include <string.h>

#include "base/arena.h"
#include "espwhy/diagnosis.h"
#include "gate/path_names.h"
#include "gate/plain_name.h"

struct texts {
    struct why_arena *arena;
    const char **items;
    size_t count;
    bool failed; /* memory ran out for a plain name */
};

static void add_text(struct texts *texts, const char *text)
{
    const char **items;

    if (!text || text[0] == '\0')
        return;
    items = why_arena_extend(texts->arena, texts->items, texts->count, sizeof(*items));
    if (!items)
        return; /* latched in the arena */
    items[texts->count++] = text;
    texts->items = items;
}

static void add_name(struct texts *texts, const char *name)
{
    const char *plain = name ? why_plain_name(texts->arena, name) : NULL;

    texts->failed = texts->failed || (name && !plain);
    add_text(texts, name);
    if (plain && strcmp(plain, name) != 0)
        add_text(texts, plain);
}

static bool is_misleading(const struct why_function *function, bool mismatch)
{
    return mismatch &&
           (function->origin == WHY_ORIGIN_DWARF || function->origin == WHY_ORIGIN_SYMTAB);
}

static void add_frames(const struct why_crash *crash, bool mismatch, struct texts *functions,
                       struct texts *files)
{
    const struct why_backtrace *backtrace = why_crash_main_backtrace(crash);

    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        for (size_t each = 0; each < frame->function_count; each++) {
            if (is_misleading(&frame->functions[each], mismatch))
                continue;
            add_name(functions, frame->functions[each].name);
            add_text(files, frame->functions[each].file);
        }
    }
}

/* The verdict's place, unless its name is of another build. */
static const struct why_place *find_place(const struct why_crash *crash, bool mismatch)
{
    static const struct why_place nowhere;
    const struct why_place *place = crash->finding_count > 0 ? &crash->findings[0].place : &nowhere;

    return mismatch && place->frame.known ? &nowhere : place;
}

static enum why_status find_tops(const struct why_crash *crash, const struct why_place *place,
                                 struct why_traits *out, struct why_error *err)
{
    size_t count = 0;
    struct why_path_names path;

    if (why_path_names_find(crash, &path, err) != WHY_OK)
        return WHY_E_NOMEM;
    if (path.count > 0)
        out->tops[count++] = path.names[0];
    if (!place->function)
        return WHY_OK;
    out->tops[count++] = place->function;
    out->tops[count] = why_plain_name(crash->arena, place->function);
    return out->tops[count] ? WHY_OK : why_oom(err);
}

enum why_status why_traits_find(const struct why_crash *crash, struct why_traits *out,
                                struct why_error *err)
{
    bool mismatch = why_crash_elf_mismatch(crash);
    const struct why_place *place = find_place(crash, mismatch);
    struct texts functions = { .arena = crash->arena };
    struct texts files = { .arena = crash->arena };
    struct why_traits traits = { .crash = crash };

    if (crash->finding_count > 0 && find_tops(crash, place, &traits, err) != WHY_OK)
        return WHY_E_NOMEM;
    add_frames(crash, mismatch, &functions, &files);
    add_name(&functions, place->function);
    add_text(&files, place->file);
    if (functions.failed || why_arena_failed(crash->arena))
        return why_oom(err);
    traits.functions = functions.items;
    traits.function_count = functions.count;
    traits.files = files.items;
    traits.file_count = files.count;
    *out = traits;
    return WHY_OK;
}
