/* What other tools said about addresses, and their own frames. */
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "read/assembly.h"

static struct why_function make_function(struct why_assembly *assembly, const struct why_item *item)
{
    return (struct why_function){
        .name = why_assembly_text(assembly, item->function),
        .args = why_assembly_text(assembly, item->name),
        .file = why_assembly_text(assembly, item->file),
        .line = item->line,
        .origin = WHY_ORIGIN_LOG,
    };
}

static void add_name(struct why_assembly *assembly, uint32_t address,
                     const struct why_function *functions, size_t count, uint32_t line_no)
{
    struct why_named_address *names =
        why_arena_extend(assembly->arena, assembly->names, assembly->name_count, sizeof(*names));

    if (!names)
        return;
    names[assembly->name_count] = (struct why_named_address){ address, functions, count, line_no };
    assembly->names = names;
    assembly->name_count++;
    assembly->named_frame = false;
}

static void take_name(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_function *function = why_arena_extend(assembly->arena, NULL, 0, sizeof(*function));

    if (!function)
        return;
    *function = make_function(assembly, item);
    add_name(assembly, item->value.value, function, 1, item->line_no);
}

/* The function that the one before was inlined into. */
static void take_outer(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_named_address *last =
        assembly->name_count > 0 ? &assembly->names[assembly->name_count - 1] : NULL;
    struct why_frame *frame = assembly->named_frame && assembly->tool.frame_count > 0
                                  ? &assembly->tool.frames[assembly->tool.frame_count - 1]
                                  : NULL;
    struct why_function *functions;

    if (!last || (frame && (!frame->pc.known || frame->pc.value != last->address)))
        return;
    functions = why_arena_extend(assembly->arena, last->functions, last->function_count,
                                 sizeof(*functions));
    if (!functions)
        return;
    functions[last->function_count - 1].inlined = true;
    functions[last->function_count] = make_function(assembly, item);
    last->functions = functions;
    last->function_count++;
    if (frame) {
        frame->functions = last->functions;
        frame->function_count = last->function_count;
    }
}

static void set_place(struct why_assembly *assembly, const struct why_function **functions,
                      size_t count, const struct why_item *item)
{
    struct why_function *copy = why_arena_alloc(assembly->arena, 4 * count * sizeof(*copy));

    if (count == 0 || !copy || (*functions)[count - 1].file)
        return;
    memcpy(copy, *functions, count * sizeof(*copy));
    copy[count - 1].file = why_assembly_text(assembly, item->file);
    copy[count - 1].line = item->line;
    *functions = copy;
}

static void take_place(struct why_assembly *assembly, const struct why_item *item)
{
    if (assembly->named_frame && assembly->tool.frame_count > 0) {
        struct why_frame *frame = &assembly->tool.frames[assembly->tool.frame_count - 1];

        set_place(assembly, &frame->functions, frame->function_count, item);
    } else if (!assembly->named_frame && assembly->name_count > 0) {
        struct why_named_address *last = &assembly->names[assembly->name_count - 1];

        if (last->function_count == 1)
            set_place(assembly, &last->functions, last->function_count, item);
    }
}

static bool has_name(const struct why_named_address *named, const char *name)
{
    for (size_t i = 0; i < named->function_count; i++)
        if (named->functions[i].name && strcmp(named->functions[i].name, name) == 0)
            return true;
    return false;
}

/* A debugger steps back from a return address into the call. A monitor looks up the address itself,
 * which may be the first of another function where the call was the last of its own: then the
 * debugger is right. */
static void add_frame_name(struct why_assembly *assembly, const struct why_item *item,
                           const struct why_function *function)
{
    for (size_t i = 0; i < assembly->name_count && item->level > 0; i++) {
        struct why_named_address *named = &assembly->names[i];

        if (named->address != item->value.value || has_name(named, function->name))
            continue;
        named->functions = function;
        named->function_count = 1;
    }
    add_name(assembly, item->value.value, function, 1, item->line_no);
}

/* Frames of the first backtrace only: the ones that follow belong to other threads, or repeat it.
 */
static void take_tool_frame(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_function *function = why_arena_extend(assembly->arena, NULL, 0, sizeof(*function));
    struct why_backtrace *tool = &assembly->tool;
    struct why_frame *frames;

    if (!function)
        return;
    *function = make_function(assembly, item);
    if (item->value.known && function->name)
        add_frame_name(assembly, item, function);
    if (item->level != assembly->tool_level || tool->frame_count >= WHY_FRAMES)
        return;
    frames = why_arena_extend(assembly->arena, tool->frames, tool->frame_count, sizeof(*frames));
    if (!frames)
        return;
    frames[tool->frame_count] = (struct why_frame){
        .pc = item->value,
        .sp = item->value2,
        .trust = WHY_TRUST_LOG,
        .functions = function,
        .function_count = function->name ? 1 : 0,
    };
    frames[tool->frame_count].pc.line_no = item->line_no;
    tool->frames = frames;
    tool->frame_count++;
    if (tool->frame_count == 1)
        tool->line_no = item->line_no;
    assembly->tool_level = item->level + 1;
    assembly->named_frame = true;
}

/* The line that the decoder put into words: the chip's own counts, where it is there. */
static void take_exception(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item said = *item;

    assembly->decoded.line_no = item->line_no;
    if (why_assembly_says(assembly, WHY_SAYS_EXCEPTION) ||
        why_assembly_says(assembly, WHY_SAYS_FATAL_EXCEPTION))
        return;
    said.kind = WHY_ITEM_STATEMENT;
    said.says = WHY_SAYS_EXCEPTION;
    why_assemble_statement(assembly, &said);
}

/* Without the cause above it, it may be that of a restart, which a boot ROM printed. */
static void take_pc(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item cell = *item;

    if (assembly->decoded.line_no == 0)
        return;
    cell.kind = WHY_ITEM_REGISTER;
    cell.name = why_span_of("PC");
    why_assemble_core(assembly, &cell);
}

void why_assemble_name(struct why_assembly *assembly, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_NAME)
        take_name(assembly, item);
    if (item->kind == WHY_ITEM_NAME_OUTER)
        take_outer(assembly, item);
    if (item->kind == WHY_ITEM_NAME_PLACE)
        take_place(assembly, item);
    if (item->kind == WHY_ITEM_TOOL_FRAME)
        take_tool_frame(assembly, item);
    if (item->kind == WHY_ITEM_TOOL_REPORT && item->value.known)
        take_exception(assembly, item);
    if (item->kind == WHY_ITEM_TOOL_PC)
        take_pc(assembly, item);
    if (item->kind == WHY_ITEM_TOOL_LIST)
        assembly->decoded = (struct why_value){ .known = true,
                                                .value = (uint32_t)assembly->name_count,
                                                .line_no = item->line_no };
}

static bool has_own_stack(const struct why_assembly *assembly)
{
    for (size_t i = 0; i < assembly->core_count; i++)
        if (assembly->cores[i].backtrace.frame_count > 0)
            return true;
    return assembly->memory_count > 0;
}

static void add_listed(struct why_assembly *assembly, const struct why_named_address *named)
{
    struct why_backtrace *tool = &assembly->tool;
    struct why_frame *frames =
        why_arena_extend(assembly->arena, tool->frames, tool->frame_count, sizeof(*frames));

    if (!frames || tool->frame_count >= WHY_FRAMES)
        return;
    frames[tool->frame_count] = (struct why_frame){
        .pc = { .known = true, .value = named->address, .line_no = named->line_no },
        .trust = WHY_TRUST_LOG,
        .functions = named->functions,
        .function_count = named->function_count,
    };
    tool->frames = frames;
    tool->frame_count++;
}

/* A decoder's list is all that was pasted of the backtrace: its names, in order, are the frames.
 * Where it told the program counter above the list, that is not in it. */
static void take_list(struct why_assembly *assembly)
{
    const struct why_core *core = assembly->core_count > 0 ? &assembly->cores[0] : NULL;
    const struct why_value pc = why_core_register(core, "PC");
    const size_t first = assembly->decoded.known ? assembly->decoded.value : assembly->name_count;

    if (assembly->tool.frame_count > 0 || first == assembly->name_count || has_own_stack(assembly))
        return;
    if (pc.known && pc.value != assembly->names[first].address) {
        const struct why_named_address unnamed = { .address = pc.value, .line_no = pc.line_no };
        const struct why_named_address *named = why_crash_named(assembly->crash, pc.value);

        add_listed(assembly, named ? named : &unnamed);
    }
    for (size_t i = first; i < assembly->name_count; i++)
        add_listed(assembly, &assembly->names[i]);
    assembly->tool.line_no = assembly->decoded.line_no;
}

/* The same addresses as in the chip's backtrace: the tool decoded that one, its names are on the
 * frames. */
static bool repeats_device(const struct why_assembly *assembly)
{
    const struct why_backtrace *tool = &assembly->tool;

    for (size_t core = 0; core < assembly->core_count; core++) {
        const struct why_backtrace *own = &assembly->cores[core].backtrace;
        size_t same = 0;

        while (same < tool->frame_count && same < own->frame_count && tool->frames[same].pc.known &&
               tool->frames[same].pc.value == own->frames[same].pc.value)
            same++;
        if (same > 0 && (same == tool->frame_count || same == own->frame_count))
            return true;
    }
    return false;
}

void why_settle_names(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;

    crash->names = assembly->names;
    crash->name_count = assembly->name_count;
    take_list(assembly);
    if (assembly->tool.frame_count == 0 || repeats_device(assembly))
        return;
    crash->log_backtrace = why_arena_alloc(assembly->arena, sizeof(*crash->log_backtrace));
    if (!crash->log_backtrace)
        return;
    *crash->log_backtrace = assembly->tool;
    crash->log_backtrace->source = WHY_BACKTRACE_LOG;
}
