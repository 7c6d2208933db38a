/* Backtraces in the text report: every frame with how far it can be believed. */
#include <string.h>

#include "render/describe.h"
#include "render/text.h"

#define FRAMES_SHOWN 32u     /* of a backtrace, unless verbose */
#define OTHER_CORE_FRAMES 6u /* of a core that did not panic, unless verbose */
#define SAME_FRAMES_SHOWN 3u /* of a run of equal frames, unless verbose */

static bool has_frames(const struct why_backtrace *backtrace)
{
    return backtrace && backtrace->frame_count > 0;
}

const struct why_backtrace *why_text_main_backtrace(const struct why_crash *crash)
{
    const struct why_backtrace *backtrace = why_crash_named_backtrace(crash);
    const struct why_core *core = why_crash_core(crash);

    if (has_frames(backtrace))
        return backtrace;
    return core && core->backtrace.frame_count > 0 ? &core->backtrace : NULL;
}

static bool has_logged_names(const struct why_backtrace *backtrace)
{
    for (size_t i = 0; i < backtrace->frame_count; i++)
        if (backtrace->frames[i].function_count > 0 &&
            backtrace->frames[i].functions[0].origin == WHY_ORIGIN_LOG)
            return true;
    return false;
}

static const char *how_found(const struct why_backtrace *backtrace)
{
    switch (backtrace->source) {
    case WHY_BACKTRACE_DEVICE:
        return has_logged_names(backtrace)
                   ? "printed by the chip, names as another tool printed them in the log"
                   : "printed by the chip";
    case WHY_BACKTRACE_LOG:
        return "as another tool printed it in the log";
    case WHY_BACKTRACE_CFI:
        return "unwound from the dumped stack by call-frame information";
    case WHY_BACKTRACE_SAVE_AREA:
        return "unwound from the dumped stack by window save areas";
    case WHY_BACKTRACE_SCAN:
        return "found on the dumped stack: words that return behind a call";
    case WHY_BACKTRACE_NONE:
        break;
    }
    return has_logged_names(backtrace)
               ? "from the registers alone, names as another tool printed them in the log"
               : "from the registers alone";
}

static void add_name(struct why_flow *flow, const struct why_function *function)
{
    const char *name = function->name ? function->name : "?"; /* only the line is known */

    why_flow_add(flow, WHY_STYLE_NAME, name);
    if (function->args) {
        why_flow_add(flow, WHY_STYLE_PLAIN, "(");
        why_flow_add(flow, WHY_STYLE_PLAIN, function->args);
        why_flow_add(flow, WHY_STYLE_PLAIN, ")");
    } else if (function->origin != WHY_ORIGIN_ROM && function->name && !strchr(name, '(')) {
        why_flow_add(flow, WHY_STYLE_NAME, "()");
    }
    if (function->file) {
        why_flow_add(flow, WHY_STYLE_PLAIN, " at ");
        why_flow_add_source(flow, WHY_STYLE_PLAIN, function->file, function->line);
    }
    if (function->origin == WHY_ORIGIN_ROM)
        why_flow_add(flow, WHY_STYLE_PLAIN, " in ROM");
}

/* Said only where it differs from what the title says of the whole. */
static void add_trust(struct why_flow *flow, const struct why_crash *crash,
                      const struct why_backtrace *backtrace, const struct why_frame *frame)
{
    if (frame->trust == WHY_TRUST_CALL_SITE)
        why_flow_addf(flow, WHY_STYLE_FAINT, " (from %s)",
                      crash->arch ? crash->arch->return_address : "a register");
    else if (frame->trust == WHY_TRUST_LOG && backtrace->source != WHY_BACKTRACE_LOG)
        why_flow_add(flow, WHY_STYLE_FAINT, " (another tool's word)");
    else if (frame->trust == WHY_TRUST_REGISTER && backtrace->source == WHY_BACKTRACE_LOG)
        why_flow_addf(flow, WHY_STYLE_FAINT, " (from %s)", crash->arch ? crash->arch->pc : "PC");
}

static void add_nameless(struct why_flow *flow, const struct why_crash *crash,
                         const struct why_frame *frame)
{
    const struct why_value *at = frame->lookup.known ? &frame->lookup : &frame->pc;
    struct why_phrase code;

    if (!at->known) {
        why_flow_add(flow, WHY_STYLE_PLAIN, "no address, no name");
        return;
    }
    code = why_describe_code(crash, at->value);
    why_flow_add(flow, WHY_STYLE_FAINT, code.text);
}

static void write_frame(const struct why_page *page, const struct why_crash *crash,
                        const struct why_backtrace *backtrace, size_t index)
{
    const struct why_frame *frame = &backtrace->frames[index];
    int digits = backtrace->frame_count > 100 ? 3 : backtrace->frame_count > 10 ? 2 : 1;
    struct why_flow flow = why_flow_begin(page, "  ", NULL);

    flow.hang = 17;
    why_flow_addf(&flow, WHY_STYLE_PLAIN, "#%-*zu", digits, index);
    if (frame->pc.known)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, " 0x%08x", frame->pc.value);
    else
        why_flow_add(&flow, WHY_STYLE_PLAIN, "           ");
    why_flow_add(&flow, WHY_STYLE_PLAIN, " ");
    if (frame->function_count == 0)
        add_nameless(&flow, crash, frame);
    else
        add_name(&flow, &frame->functions[0]);
    add_trust(&flow, crash, backtrace, frame);
    if (page->options->detail == WHY_DETAIL_VERBOSE && frame->sp.known)
        why_flow_addf(&flow, WHY_STYLE_FAINT, "  sp 0x%08x", frame->sp.value);
    why_flow_end(&flow);
    for (size_t i = 1; i < frame->function_count; i++) {
        flow = why_flow_begin(page, "                   ", NULL);
        why_flow_add(&flow, WHY_STYLE_FAINT, "inlined into ");
        add_name(&flow, &frame->functions[i]);
        why_flow_end(&flow);
    }
}

static void write_end(const struct why_page *page, const struct why_backtrace *backtrace)
{
    if (backtrace->corrupted)
        why_page_paragraph(page, "      ",
                           "CORRUPTED: the chip could not follow the stack any further; the last "
                           "frame may be wrong");
    if (backtrace->continues)
        why_page_paragraph(
            page, "      ",
            "CONTINUES: the chip stopped at its depth limit, there are more callers");
    if (backtrace->ended)
        why_page_paragraph(page, "      ", backtrace->ended);
}

/* How many frames from `index` on are the same as it: endless recursion fills a backtrace with one
 * line. */
static size_t count_same(const struct why_backtrace *backtrace, size_t index)
{
    const struct why_frame *first = &backtrace->frames[index];
    size_t count = 1;

    while (index + count < backtrace->frame_count && first->pc.known &&
           backtrace->frames[index + count].pc.known &&
           backtrace->frames[index + count].pc.value == first->pc.value)
        count++;
    return count;
}

static void write_frames(const struct why_page *page, const struct why_crash *crash,
                         const struct why_backtrace *backtrace, size_t limit)
{
    bool verbose = page->options->detail == WHY_DETAIL_VERBOSE;
    size_t shown = 0;
    size_t i = 0;

    while (i < backtrace->frame_count && (verbose || shown < limit)) {
        size_t same = verbose ? 1 : count_same(backtrace, i);

        write_frame(page, crash, backtrace, i);
        if (same > SAME_FRAMES_SHOWN)
            why_strbuf_addf(page->out,
                            "      … the same %zu times more: the function calls itself\n",
                            same - 1);
        i += same > SAME_FRAMES_SHOWN ? same : 1;
        shown++;
    }
    if (i < backtrace->frame_count)
        why_strbuf_addf(page->out, "      … %zu more (-v shows them)\n",
                        backtrace->frame_count - i);
    write_end(page, backtrace);
}

static void write_title(const struct why_page *page, const struct why_core *core,
                        const struct why_backtrace *backtrace)
{
    struct why_flow flow;

    why_strbuf_addc(page->out, '\n');
    flow = why_flow_begin(page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "backtrace");
    if (core && core->number.known)
        why_flow_addf(&flow, WHY_STYLE_STRONG, " of core %u", core->number.value);
    why_flow_addf(&flow, WHY_STYLE_FAINT, " (%s)", how_found(backtrace));
    why_flow_end(&flow);
}

static void write_other_cores(const struct why_page *page, const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->core_count; i++) {
        const struct why_core *core = &crash->cores[i];

        if (core == why_crash_core(crash) || core->backtrace.frame_count == 0)
            continue;
        write_title(page, core, &core->backtrace);
        write_frames(page, crash, &core->backtrace, OTHER_CORE_FRAMES);
    }
}

/* The chip's own where another tool's was shown, or the other way round. */
static void write_second(const struct why_page *page, const struct why_crash *crash,
                         const struct why_backtrace *shown)
{
    const struct why_core *core = why_crash_core(crash);
    const struct why_backtrace *device = core ? &core->backtrace : NULL;
    const struct why_backtrace *second = shown == device ? crash->log_backtrace : device;

    if (!has_frames(second) || page->options->detail != WHY_DETAIL_VERBOSE)
        return;
    write_title(page, NULL, second);
    write_frames(page, crash, second, FRAMES_SHOWN);
}

void why_text_backtraces(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_backtrace *backtrace = why_text_main_backtrace(crash);
    const struct why_core *core = crash->core_count > 1 ? why_crash_core(crash) : NULL;

    if (backtrace) {
        write_title(page, core, backtrace);
        write_frames(page, crash, backtrace, FRAMES_SHOWN);
        write_second(page, crash, backtrace);
    }
    write_other_cores(page, crash);
}
