/* The path that a crash took: which frames count, which functions of them, in which order. */
#include "gate/path_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/span.h"
#include "espwhy/diagnosis.h"
#include "gate/plain_name.h"
#include "rules/frames.h"
#include "rules/names.h"

#define DISTINCT_MAX 16u    /* functions remembered; a recursion through more is not seen as one */
#define STACK_ROW_BYTES 32u /* of a line of a dumped stack */

/* A function of the application. */
struct visited {
    const char *name;
    unsigned times;
};

struct walk {
    const struct why_crash *crash;
    bool mismatch; /* the ELF is of another build: its names are not used */
    struct visited visited[DISTINCT_MAX];
    size_t count;
    const char *entry; /* app_main(), where it was met */
    bool ended;        /* at what started the task, or at the entry of an interrupt */
    bool broken;       /* at a frame that has a name nobody gave */
    bool guessed;      /* a frame was only searched for */
    bool failed;
};

static bool is_usable(const struct walk *walk, const struct why_function *function)
{
    bool of_elf = function->origin == WHY_ORIGIN_DWARF || function->origin == WHY_ORIGIN_SYMTAB;

    return function->name && function->name[0] != '\0' && function->name[0] != '?' &&
           function->origin != WHY_ORIGIN_ROM && !(of_elf && walk->mismatch);
}

static void visit(struct walk *walk, const char *name)
{
    for (size_t i = 0; i < walk->count; i++)
        if (strcmp(walk->visited[i].name, name) == 0) {
            walk->visited[i].times++;
            return;
        }
    if (walk->count < DISTINCT_MAX)
        walk->visited[walk->count++] = (struct visited){ .name = name, .times = 1 };
}

/* Behind the entry of an interrupt stands what was interrupted, by chance. */
static void take_function(struct walk *walk, const struct why_function *function)
{
    const char *name = why_plain_name(walk->crash->arena, function->name);
    unsigned kinds;

    walk->failed = walk->failed || !name;
    if (!name || name[0] == '\0')
        return;
    kinds = why_name_kinds(name);
    if (strcmp(name, "app_main") == 0)
        walk->entry = name;
    else if (kinds == WHY_NAME_APPLICATION)
        visit(walk, name);
    else if ((kinds & WHY_NAME_START) || ((kinds & WHY_NAME_ISR) && walk->count > 0))
        walk->ended = true;
}

/* Code of the firmware that must have a name, in another log or another build. The program counter
 * itself may lie where nothing has one, which is then part of the fault. */
static bool lacks_name(const struct walk *walk, const struct why_frame *frame, size_t index)
{
    bool has_elf = false;

    if (!frame->lookup.known || !why_is_code_address(walk->crash, frame->lookup.value))
        return false;
    for (size_t i = 0; i < walk->crash->elf_count; i++)
        has_elf = has_elf || !walk->crash->elfs[i].rom;
    return index > 0 || !has_elf || walk->mismatch;
}

static void take_frame(struct walk *walk, const struct why_frame *frame, size_t index)
{
    bool named = false;

    if (frame->region && (frame->region->bits & WHY_MEM_ROM))
        return;
    for (size_t i = 0; i < frame->function_count && !walk->ended; i++) {
        if (!is_usable(walk, &frame->functions[i]))
            continue;
        named = true;
        take_function(walk, &frame->functions[i]);
    }
    if (named && frame->trust == WHY_TRUST_SCAN && walk->count <= WHY_PATH_NAMES)
        walk->guessed = true;
    if (!named && lacks_name(walk, frame, index))
        walk->broken = true;
}

static int compare_names(const void *left, const void *right)
{
    const struct visited *a = left;
    const struct visited *b = right;

    return strcmp(a->name, b->name);
}

/* A recursion that overflows the stack does so in any of the functions it goes through: they are
 * the fault, in no order. */
static void keep_recursion(struct walk *walk)
{
    size_t kept = 0;

    if (strcmp(walk->crash->findings[0].rule->id, "stack-overflow") != 0)
        return;
    for (size_t i = 0; i < walk->count; i++)
        if (walk->visited[i].times > 1)
            walk->visited[kept++] = walk->visited[i];
    if (kept == 0)
        return;
    walk->count = kept;
    qsort(walk->visited, kept, sizeof(walk->visited[0]), compare_names);
}

/* The text ends within the backtrace, or within the stack that it was found in. */
static bool is_cut(const struct why_crash *crash, const struct why_backtrace *backtrace)
{
    uint32_t end = backtrace->line_no;

    if (crash->complete || backtrace->corrupted || backtrace->continues)
        return false;
    if (backtrace->source != WHY_BACKTRACE_DEVICE && backtrace->source != WHY_BACKTRACE_LOG)
        for (size_t i = 0; i < crash->memory_count; i++)
            if (crash->memory[i].line_no > 0 && crash->memory[i].line_no <= crash->last_line)
                end = crash->memory[i].line_no + crash->memory[i].size / STACK_ROW_BYTES;
    return crash->last_line <= end;
}

/* A path that is shorter than wanted must have come to its end. */
static bool is_sure(const struct walk *walk, const struct why_backtrace *backtrace)
{
    if (walk->count == 0 || walk->guessed)
        return false;
    if (walk->count >= WHY_PATH_NAMES || walk->ended)
        return true;
    if (walk->broken || backtrace->source == WHY_BACKTRACE_NONE)
        return false;
    return !is_cut(walk->crash, backtrace);
}

enum why_status why_path_names_find(const struct why_crash *crash, struct why_path_names *out,
                                    struct why_error *err)
{
    const struct why_backtrace *backtrace = why_crash_main_backtrace(crash);
    struct walk walk = { .crash = crash, .mismatch = why_crash_elf_mismatch(crash) };

    *out = (struct why_path_names){ .count = 0 };
    for (size_t i = 0; backtrace && i < backtrace->frame_count && !walk.ended && !walk.broken; i++)
        take_frame(&walk, &backtrace->frames[i], i);
    if (walk.failed)
        return why_oom(err);
    if (walk.count == 0 && walk.entry)
        visit(&walk, walk.entry);
    keep_recursion(&walk);
    while (out->count < walk.count && out->count < WHY_PATH_NAMES) {
        out->names[out->count] = walk.visited[out->count].name;
        out->count++;
    }
    out->sure = is_sure(&walk, backtrace);
    return WHY_OK;
}
