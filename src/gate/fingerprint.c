/* The fingerprint of a crash, from its verdict and the functions that it came through. */
#include "gate/fingerprint.h"

#include <string.h>

#include "base/arena.h"
#include "base/span.h"
#include "espwhy/diagnosis.h"
#include "firmware/hash.h"
#include "gate/digest.h"
#include "gate/path_names.h"
#include "gate/plain_name.h"

#define VERSION "1"
#define PARTS_MAX 12u         /* class, variant, names, what was said, offset, task */
#define NULL_PAGE_BYTES 4096u /* offsets of members from NULL rarely exceed one page */

struct parts {
    const char *items[PARTS_MAX];
    size_t count;
};

static void add_part(struct parts *parts, const char *text)
{
    if (text && text[0] != '\0' && parts->count < PARTS_MAX)
        parts->items[parts->count++] = text;
}

static void add_names(struct parts *parts, const struct why_path_names *path)
{
    for (size_t i = 0; i < path->count; i++)
        add_part(parts, path->names[i]);
}

/* ---- tasks that hang ------------------------------------------------------------------------- */

/* The backtrace of this fault is of whatever happened to run: the tasks that hang are what it is
 * about. */
static bool is_about_tasks(const struct why_finding *verdict)
{
    return strcmp(verdict->rule->id, "task-wdt") == 0 && verdict->variant &&
           strcmp(verdict->variant, "task-hung") == 0;
}

static bool add_late_tasks(struct parts *parts, const struct why_crash *crash)
{
    bool any = false;

    for (size_t i = 0; i < crash->statement_count; i++) {
        const struct why_statement *says = &crash->statements[i];

        if (says->kind != WHY_SAYS_TASK_WDT_LATE || !says->name)
            continue;
        add_part(parts, says->name);
        any = true;
    }
    return any;
}

/* ---- without names --------------------------------------------------------------------------- */

/* Statements whose function, file and words tell one fault from another of the same class. Line
 * numbers and addresses are not among them: they change with every build. */
static const struct why_statement *find_telling(const struct why_crash *crash)
{
    static const enum why_statement_kind kinds[] = {
        WHY_SAYS_ASSERT,        WHY_SAYS_ERROR_CHECK, WHY_SAYS_UBSAN,      WHY_SAYS_STACK_OVERFLOW,
        WHY_SAYS_TASK_RETURNED, WHY_SAYS_TERMINATE,   WHY_SAYS_CONTROLLER, WHY_SAYS_RUST_PANIC,
        WHY_SAYS_PYTHON,        WHY_SAYS_STACK_GUARD,
    };

    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++) {
        const struct why_statement *says = why_crash_says(crash, kinds[i]);

        if (says)
            return says;
    }
    return NULL;
}

static bool add_telling(struct parts *parts, const struct why_crash *crash)
{
    const struct why_statement *says = find_telling(crash);

    if (!says)
        return true;
    if (says->function) {
        const char *function = why_plain_name(crash->arena, says->function);

        if (!function)
            return false;
        add_part(parts, function);
    }
    add_part(parts, why_base_name(says->file));
    add_part(parts, says->expression);
    add_part(parts, says->name);
    return true;
}

/* All that another crash of the same bug is likely to share, and no address. */
static bool add_known(struct parts *parts, const struct why_crash *crash)
{
    struct why_value fault = why_crash_fault_address(crash);

    add_part(parts, crash->findings[0].variant);
    if (!add_telling(parts, crash))
        return false;
    if (fault.known && fault.value < NULL_PAGE_BYTES)
        add_part(parts, why_arena_printf(crash->arena, "NULL + %u", (unsigned)fault.value));
    if (crash->task)
        add_part(parts, why_arena_printf(crash->arena, "task %s", crash->task));
    return true;
}

/* ---- the value ------------------------------------------------------------------------------- */

/* Everybody can do the same: printf '%s\n' PART... | sha256sum | cut -c 1-16. */
static const char *make_value(const struct parts *parts, bool weak, struct why_arena *arena)
{
    char text[2 * WHY_DIGEST_BYTES + 1];
    uint8_t bytes[WHY_DIGEST_BYTES];
    struct why_digest digest;

    why_digest_begin(&digest);
    for (size_t i = 0; i < parts->count; i++)
        why_digest_add(&digest, parts->items[i]);
    why_digest_end(&digest, bytes);
    why_hex_text(bytes, sizeof(bytes), text);
    return why_arena_printf(arena, VERSION "%s-%s", weak ? "w" : "", text);
}

static enum why_status keep(struct why_crash *crash, const struct parts *parts,
                            struct why_error *err)
{
    const char **kept = why_arena_alloc(crash->arena, sizeof(parts->items));

    if (!kept)
        return why_oom(err);
    memcpy(kept, parts->items, sizeof(parts->items));
    crash->fingerprint_parts = kept;
    crash->fingerprint_part_count = parts->count;
    crash->fingerprint = make_value(parts, crash->fingerprint_weak, crash->arena);
    return why_arena_failed(crash->arena) ? why_oom(err) : WHY_OK;
}

enum why_status why_fingerprint(struct why_crash *crash, struct why_error *err)
{
    struct parts parts = { .count = 0 };
    struct why_path_names path;
    bool strong;

    if (crash->finding_count == 0)
        return WHY_OK;
    if (why_path_names_find(crash, &path, err) != WHY_OK)
        return WHY_E_NOMEM;
    add_part(&parts, crash->findings[0].rule->id);
    if (is_about_tasks(&crash->findings[0])) {
        strong = add_late_tasks(&parts, crash);
    } else {
        strong = path.sure;
        add_names(&parts, &path);
    }
    if (!strong && !add_known(&parts, crash))
        return why_oom(err);
    crash->fingerprint_weak = !strong;
    return keep(crash, &parts, err);
}
