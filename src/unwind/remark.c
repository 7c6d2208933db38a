/* The words of RISC-V walks, with the names of the functions they speak of. */
#include "unwind/remark.h"

#include <string.h>

#include "base/arena.h"
#include "match/elf.h"

/* Bytes that ESP-IDF takes from abort()'s return address before it prints it. Source: ESP-IDF
 * components/newlib/abort.c. */
#define ABORT_ADJUST 3u

/* ---- names ---- */

static struct why_firmware *elf_at(const struct why_walk *walk, uint32_t address)
{
    return why_elf_of_build_at(walk->crash, walk->image, address);
}

/* The function that the code at an address was compiled for: inlined ones left out. */
static const char *name_at(const struct why_walk *walk, uint32_t address)
{
    struct why_arena *arena = walk->crash->arena;
    struct why_firmware *firmware = elf_at(walk, address);
    const struct why_function *functions;
    struct why_rom_symbol symbol;
    size_t count = 0;

    if (firmware &&
        why_firmware_lookup(firmware, address, &functions, &count, arena, NULL) == WHY_OK &&
        count > 0 && functions[count - 1].name)
        return why_arena_printf(arena, "%s%s", functions[count - 1].name,
                                strchr(functions[count - 1].name, '(') ? "" : "()");
    if (walk->crash->chip && why_rom_lookup(walk->crash->chip, walk->crash->rom, address, &symbol))
        return why_arena_printf(arena, "%.*s()", (int)symbol.name_len, symbol.name);
    return why_arena_printf(arena, "0x%08x", (unsigned)address);
}

static bool is_symbol(const struct why_walk *walk, uint32_t address, const char *name)
{
    struct why_firmware *firmware = elf_at(walk, address);
    const struct why_symbol *symbol = firmware ? why_function_symbol(firmware, address) : NULL;

    return symbol && strcmp(symbol->name, name) == 0;
}

/* ---- clauses ---- */

const char *why_remark_objection(const struct why_walk *walk, const struct why_point *point,
                                 const struct why_step *step, enum why_objection objection,
                                 const struct why_insn *call)
{
    const struct why_caller *caller = &step->caller;
    struct why_arena *arena = walk->crash->arena;

    switch (objection) {
    case WHY_OBJECTION_NONE:
        return NULL;
    case WHY_OBJECTION_DOWN:
        return why_arena_printf(arena, "the stack pointer does not go up, it would be 0x%08x",
                                (unsigned)caller->cfa);
    case WHY_OBJECTION_UNEVEN:
        return why_arena_printf(arena, "the stack pointer would be 0x%08x, which is not aligned",
                                (unsigned)caller->cfa);
    case WHY_OBJECTION_NO_CODE:
        return why_arena_printf(arena, "the return address 0x%08x is not in code",
                                (unsigned)caller->pc);
    case WHY_OBJECTION_NO_CALL:
        return why_arena_printf(arena, "the return address 0x%08x follows no call",
                                (unsigned)caller->pc);
    case WHY_OBJECTION_ELSEWHERE:
        return why_arena_printf(arena, "the call before 0x%08x goes to %s, not to %s: %s",
                                (unsigned)caller->pc, name_at(walk, call->target),
                                name_at(walk, point->lookup),
                                step->trust == WHY_TRUST_CALL_SITE ? "RA is not its return address"
                                                                   : "the stack was overwritten");
    }
    return NULL;
}

const char *why_remark_missing(const struct why_walk *walk, uint32_t address)
{
    return why_arena_printf(walk->crash->arena, "the stack at 0x%08x is not in the dump",
                            (unsigned)address);
}

static bool has_symbols(const struct why_walk *walk, uint32_t lookup)
{
    struct why_firmware *firmware = elf_at(walk, lookup);

    return !firmware || why_firmware_outline(firmware)->has_symbols;
}

const char *why_remark_nothing(const struct why_walk *walk, uint32_t lookup, uint32_t from,
                               uint32_t end, bool cut)
{
    struct why_arena *arena = walk->crash->arena;
    const char *rest = "";

    if (cut && from == end)
        return why_remark_missing(walk, end);
    if (cut)
        rest = why_arena_printf(arena, ", and the stack %s 0x%08x%s is not in the dump",
                                why_walk_dumped_behind(walk, end) ? "at" : "from", (unsigned)end,
                                why_walk_dumped_behind(walk, end) ? "" : " on");
    return why_arena_printf(
        arena, "no word of the stack from 0x%08x to 0x%08x is a return address that fits%s%s",
        (unsigned)from, (unsigned)end, rest ? rest : "",
        has_symbols(walk, lookup) ? "" : "; the ELF has no symbols");
}

/* Code that runs before there are tasks, and what starts a task's function, have no caller. Where
 * there is no such wrapper in the build, any function may be a task's first. */
const char *why_remark_end(const struct why_walk *walk, uint32_t lookup)
{
    static const char *const starts[] = { "vPortTaskWrapper", "call_start_cpu0",
                                          "call_start_cpu1" };
    struct why_firmware *firmware = elf_at(walk, lookup);
    struct why_symbol wrapper;

    if (!firmware || why_step_is_outermost(walk, lookup) ||
        !why_firmware_symbol(firmware, starts[0], &wrapper))
        return NULL;
    for (size_t i = 0; i < WHY_COUNTOF(starts); i++)
        if (is_symbol(walk, lookup, starts[i]))
            return NULL;
    return why_arena_printf(walk->crash->arena,
                            "the return address of %s is 0, but tasks start in %s(): the stack "
                            "may have been overwritten",
                            name_at(walk, lookup), starts[0]);
}

/* ---- notes ---- */

/* A core and its task are walked both: what is said once is enough. */
static bool is_noted(const struct why_crash *crash, const char *text)
{
    for (size_t i = 0; i < crash->note_count; i++)
        if (text && crash->notes[i].text && strcmp(crash->notes[i].text, text) == 0)
            return true;
    return false;
}

void why_remark_gap(struct why_walk *walk, const struct why_task *task, const char *reason)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    struct why_arena *arena = walk->crash->arena;
    const char *whose = task && !task->crashed && task->name
                            ? why_arena_printf(arena, "task \"%s\", ", task->name)
                            : "";
    const char *text = why_arena_printf(
        arena,
        "%sbehind frame #%zu: %s; what follows was found by a scan of the stack, and frames in "
        "between may be missing",
        whose ? whose : "", backtrace->frame_count - 1, reason);

    if (text && !is_noted(walk->crash, text))
        why_walk_note(walk, backtrace->line_no, "%s", text);
}

void why_remark_doubt(struct why_walk *walk, uint32_t pc, const struct why_insn *call,
                      uint32_t lookup)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    const char *text = why_arena_printf(
        walk->crash->arena,
        "frame #%zu: the call before 0x%08x goes to %s in ROM, not to %s: unless that one jumped "
        "on, the stack was overwritten",
        backtrace->frame_count, (unsigned)pc, name_at(walk, call->target), name_at(walk, lookup));

    if (text && !is_noted(walk->crash, text))
        why_walk_note(walk, backtrace->line_no, "%s", text);
}

void why_remark_abort(struct why_walk *walk)
{
    const struct why_statement *said = why_crash_says(walk->crash, WHY_SAYS_ABORT);
    const struct why_backtrace *backtrace = walk->backtrace;
    const char *text;

    for (size_t i = 1; said && said->value.known && i < backtrace->frame_count; i++) {
        const struct why_frame *callee = &backtrace->frames[i - 1];
        const struct why_frame *caller = &backtrace->frames[i];

        if (!is_symbol(walk, callee->lookup.value, "abort") || !caller->pc.known)
            continue;
        if (caller->pc.value - ABORT_ADJUST == said->value.value ||
            caller->pc.value == said->value.value)
            return;
        text = why_arena_printf(walk->crash->arena,
                                "the log says that abort() was called at 0x%08x in %s, which frame "
                                "#%zu is not: the stack was overwritten",
                                (unsigned)said->value.value, name_at(walk, said->value.value), i);
        if (text && !is_noted(walk->crash, text))
            why_walk_note(walk, said->line_no, "%s", text);
        return;
    }
}
