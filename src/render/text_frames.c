/* The frames of one backtrace in the text report, each with how far it can be believed. */
#include <string.h>

#include "render/describe.h"
#include "render/text.h"

#define SAME_FRAMES_SHOWN 3u /* of a run of equal frames, unless verbose */
#define FRAME_MARGIN "      "

/* What a backtrace is part of. */
struct subject {
    const struct why_crash *crash;
    const struct why_backtrace *backtrace;
    const struct why_register *registers; /* that it starts from; NULL: not known */
    size_t register_count;
};

static struct subject subject_of(const struct why_crash *crash,
                                 const struct why_backtrace *backtrace)
{
    struct subject subject = { .crash = crash, .backtrace = backtrace };

    for (size_t i = 0; i < crash->core_count; i++) {
        if (&crash->cores[i].backtrace != backtrace)
            continue;
        subject.registers = crash->cores[i].registers;
        subject.register_count = crash->cores[i].register_count;
    }
    for (size_t i = 0; i < crash->task_count; i++) {
        if (&crash->tasks[i].backtrace != backtrace)
            continue;
        subject.registers = crash->tasks[i].registers;
        subject.register_count = crash->tasks[i].register_count;
    }
    return subject;
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

static bool is_return(const struct why_crash *crash, const struct why_register *reg, uint32_t pc)
{
    return reg->value.known && why_arch_code_address(crash->arch, reg->value.value) == pc;
}

/* The register that held a return address. Under the windowed calls of Xtensa it is not always A0.
 */
static const char *return_register(const struct subject *subject, const struct why_frame *frame)
{
    const struct why_arch *arch = subject->crash->arch;
    const char *other = NULL;

    if (!arch)
        return "a register";
    for (size_t i = 0; i < subject->register_count; i++) {
        const struct why_register *reg = &subject->registers[i];

        if (!frame->pc.known || strcmp(reg->name, arch->pc) == 0 ||
            !is_return(subject->crash, reg, frame->pc.value))
            continue;
        if (strcmp(reg->name, arch->return_address) == 0)
            return arch->return_address;
        other = other ? other : reg->name;
    }
    if (other)
        return other;
    return subject->backtrace->source == WHY_BACKTRACE_DEVICE ? "a register" : arch->return_address;
}

static bool is_ours(const struct why_backtrace *backtrace)
{
    return backtrace->source != WHY_BACKTRACE_DEVICE && backtrace->source != WHY_BACKTRACE_LOG;
}

/* True when the chip could not have found the caller: the program counter is no code. */
static bool lost_its_caller(const struct subject *subject)
{
    const struct why_frame *first = &subject->backtrace->frames[0];
    const struct why_region *region = first->region;

    if (subject->backtrace->source != WHY_BACKTRACE_DEVICE || !first->lookup.known)
        return false;
    return region ? !(region->bits & WHY_MEM_EXEC)
                  : why_crash_unmapped(subject->crash, first->lookup.value);
}

/* Said only where it differs from what the title says of the whole. */
static void add_trust(struct why_flow *flow, const struct subject *subject,
                      const struct why_frame *frame)
{
    const struct why_arch *arch = subject->crash->arch;
    enum why_backtrace_source source = subject->backtrace->source;

    switch (frame->trust) {
    case WHY_TRUST_REGISTER:
        if (source == WHY_BACKTRACE_LOG)
            why_flow_addf(flow, WHY_STYLE_FAINT, " (from %s)", arch ? arch->pc : "PC");
        break;
    case WHY_TRUST_CALL_SITE:
        why_flow_addf(
            flow, WHY_STYLE_FAINT, " (from %s%s)", return_register(subject, frame),
            lost_its_caller(subject) ? ": the chip leaves out the call through a bad pointer" : "");
        break;
    case WHY_TRUST_LOG:
        if (source != WHY_BACKTRACE_LOG)
            why_flow_add(flow, WHY_STYLE_FAINT, " (another tool's word)");
        break;
    case WHY_TRUST_CFI:
    case WHY_TRUST_SAVE_AREA:
        if (source == WHY_BACKTRACE_SCAN || !is_ours(subject->backtrace))
            why_flow_add(flow, WHY_STYLE_FAINT, " (unwound)");
        break;
    case WHY_TRUST_PROLOGUE:
        why_flow_add(flow, WHY_STYLE_FAINT, " (prologue)");
        break;
    case WHY_TRUST_SCAN:
        if (source != WHY_BACKTRACE_SCAN)
            why_flow_add(flow, WHY_STYLE_FAINT, " (scan)");
        break;
    case WHY_TRUST_UNKNOWN:
    case WHY_TRUST_DEVICE:
        break;
    }
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

static void write_frame(const struct why_page *page, const struct subject *subject, size_t index)
{
    const struct why_backtrace *backtrace = subject->backtrace;
    const struct why_frame *frame = &backtrace->frames[index];
    int digits = backtrace->frame_count > 100 ? 3 : backtrace->frame_count > 10 ? 2 : 1;
    struct why_flow flow = why_flow_begin(page, "  ", NULL);

    flow.hang = 17;
    why_flow_addf(&flow, WHY_STYLE_PLAIN, "#%-*zu", digits, index);
    if (frame->pc.known)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, " 0x%08x", frame->pc.value);
    else
        why_flow_add(&flow, WHY_STYLE_PLAIN, "           ");
    if (frame->function_count == 0) {
        add_nameless(&flow, subject->crash, frame);
    } else {
        why_flow_add(&flow, WHY_STYLE_PLAIN, " ");
        add_name(&flow, &frame->functions[0]);
    }
    add_trust(&flow, subject, frame);
    if (page->options->detail == WHY_DETAIL_VERBOSE && frame->sp.known)
        why_flow_addf(&flow, WHY_STYLE_FAINT, "  sp=0x%08x", frame->sp.value);
    why_flow_end(&flow);
    for (size_t i = 1; i < frame->function_count; i++) {
        flow = why_flow_begin(page, "                   ", NULL);
        why_flow_add(&flow, WHY_STYLE_FAINT, "inlined into ");
        add_name(&flow, &frame->functions[i]);
        why_flow_end(&flow);
    }
}

static void write_remark(const struct why_page *page, enum why_style style, const char *lead,
                         const char *text)
{
    struct why_flow flow = why_flow_begin(page, FRAME_MARGIN, NULL);

    why_flow_add(&flow, style, lead);
    why_flow_add(&flow, style, text);
    why_flow_end(&flow);
}

static void write_end(const struct why_page *page, const struct why_backtrace *backtrace)
{
    if (backtrace->corrupted)
        write_remark(page, WHY_STYLE_PLAIN, "CORRUPTED: ",
                     "the chip could not follow the stack any further; the last frame may be "
                     "wrong");
    if (backtrace->continues && is_ours(backtrace))
        write_remark(page, WHY_STYLE_PLAIN, "",
                     "the walk ends here: no more frames are kept, there are more callers");
    else if (backtrace->continues)
        write_remark(page, WHY_STYLE_PLAIN,
                     "CONTINUES: ", "the chip stopped at its depth limit, there are more callers");
    if (backtrace->ended)
        write_remark(page, WHY_STYLE_PLAIN, is_ours(backtrace) ? "the walk ends here: " : "",
                     backtrace->ended);
}

static bool has_trust(const struct why_backtrace *backtrace, size_t count, enum why_trust trust)
{
    for (size_t i = 0; i < count; i++)
        if (backtrace->frames[i].trust == trust)
            return true;
    return false;
}

/* What the short words behind the frames mean; only those that stand there. */
static void write_legend(const struct why_page *page, const struct why_backtrace *backtrace,
                         size_t count)
{
    if (has_trust(backtrace, count, WHY_TRUST_PROLOGUE))
        write_remark(page, WHY_STYLE_FAINT,
                     "prologue: ", "found by the instructions that save the return address");
    if (has_trust(backtrace, count, WHY_TRUST_SCAN) && backtrace->source != WHY_BACKTRACE_SCAN)
        write_remark(page, WHY_STYLE_FAINT, "scan: ",
                     "a word on the stack that returns behind a call; may be left over from an "
                     "earlier call");
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
    const struct subject subject = subject_of(crash, backtrace);
    bool verbose = page->options->detail == WHY_DETAIL_VERBOSE;
    size_t shown = 0;
    size_t i = 0;

    while (i < backtrace->frame_count && (verbose || shown < limit)) {
        size_t same = verbose ? 1 : count_same(backtrace, i);

        write_frame(page, &subject, i);
        if (same > SAME_FRAMES_SHOWN)
            why_strbuf_addf(page->out,
                            FRAME_MARGIN "… the same %zu times more: the function calls itself\n",
                            same - 1);
        i += same > SAME_FRAMES_SHOWN ? same : 1;
        shown++;
    }
    if (i < backtrace->frame_count)
        why_strbuf_addf(page->out, FRAME_MARGIN "… %zu more (-v shows them)\n",
                        backtrace->frame_count - i);
    write_end(page, backtrace);
    write_legend(page, backtrace, i);
}
