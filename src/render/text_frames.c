/* The frames of one backtrace in the text report, and how it ended. */
#include "render/describe.h"
#include "render/text.h"

#define SAME_FRAMES_SHOWN 3u /* of a run of equal frames, unless verbose */

static void add_name(struct why_flow *flow, const struct why_function *function, bool verbose)
{
    why_text_call(flow, function, verbose);
    if (function->file) {
        why_flow_add(flow, WHY_STYLE_PLAIN, " at ");
        why_flow_add_source(flow, WHY_STYLE_PLAIN, function->file, function->line);
    }
    if (function->origin == WHY_ORIGIN_ROM)
        why_flow_add(flow, WHY_STYLE_PLAIN, " in ROM");
}

static void add_nameless(struct why_flow *flow, const struct why_crash *crash,
                         const struct why_frame *frame)
{
    const struct why_value *at = frame->lookup.known ? &frame->lookup : &frame->pc;
    struct why_phrase code;

    if (!at->known) {
        why_flow_add(flow, WHY_STYLE_PLAIN, " no address, no name");
        return;
    }
    code = why_describe_code(crash, at->value);
    if (code.text[0] == '\0')
        return;
    why_flow_add(flow, WHY_STYLE_PLAIN, " ");
    why_flow_add(flow, WHY_STYLE_FAINT, code.text);
}

/* What the frame's own function was inlined into, and what lies in each. */
static void write_rest(const struct why_page *page, const struct why_frame *frame, bool verbose)
{
    for (size_t i = 0; i < frame->function_count; i++) {
        if (i > 0) {
            struct why_flow flow = why_flow_begin(page, "                   ", NULL);

            why_flow_add(&flow, WHY_STYLE_FAINT, "inlined into ");
            add_name(&flow, &frame->functions[i], verbose);
            why_flow_end(&flow);
        }
        if (verbose)
            why_text_locals(page, &frame->functions[i]);
    }
}

static void write_frame(const struct why_page *page, const struct why_crash *crash,
                        const struct why_backtrace *backtrace, size_t index)
{
    const struct why_frame *frame = &backtrace->frames[index];
    int digits = backtrace->frame_count > 100 ? 3 : backtrace->frame_count > 10 ? 2 : 1;
    bool verbose = page->options->detail == WHY_DETAIL_VERBOSE;
    struct why_flow flow = why_flow_begin(page, "  ", NULL);

    flow.hang = 17;
    why_flow_addf(&flow, WHY_STYLE_PLAIN, "#%-*zu", digits, index);
    if (frame->pc.known)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, " 0x%08x", frame->pc.value);
    else
        why_flow_add(&flow, WHY_STYLE_PLAIN, "           ");
    if (frame->function_count == 0) {
        add_nameless(&flow, crash, frame);
    } else {
        why_flow_add(&flow, WHY_STYLE_PLAIN, " ");
        add_name(&flow, &frame->functions[0], verbose);
    }
    why_text_trust(&flow, crash, backtrace, frame);
    if (verbose && frame->sp.known)
        why_flow_addf(&flow, WHY_STYLE_FAINT, "  sp=0x%08x", frame->sp.value);
    why_flow_end(&flow);
    write_rest(page, frame, verbose);
}

void why_text_frame_remark(const struct why_page *page, enum why_style style, const char *lead,
                           const char *text)
{
    struct why_flow flow = why_flow_begin(page, "      ", NULL);

    why_flow_add(&flow, style, lead);
    why_flow_add(&flow, style, text);
    why_flow_end(&flow);
}

static bool is_ours(const struct why_backtrace *backtrace)
{
    return backtrace->source != WHY_BACKTRACE_DEVICE && backtrace->source != WHY_BACKTRACE_LOG;
}

static void write_end(const struct why_page *page, const struct why_backtrace *backtrace)
{
    if (backtrace->corrupted)
        why_text_frame_remark(
            page, WHY_STYLE_PLAIN, "CORRUPTED: ",
            "the chip could not follow the stack any further; the last entry printed may be "
            "wrong");
    if (backtrace->continues && is_ours(backtrace))
        why_text_frame_remark(
            page, WHY_STYLE_PLAIN, "",
            "the walk ends here: no more frames are kept, there are more callers");
    else if (backtrace->continues)
        why_text_frame_remark(page, WHY_STYLE_PLAIN, "CONTINUES: ",
                              "the chip stopped at its depth limit, there are more callers");
    if (backtrace->ended)
        why_text_frame_remark(page, WHY_STYLE_PLAIN,
                              is_ours(backtrace) ? "the walk ends here: " : "", backtrace->ended);
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

void why_text_frames(const struct why_page *page, const struct why_crash *crash,
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
    why_text_trust_legend(page, backtrace, i);
}
