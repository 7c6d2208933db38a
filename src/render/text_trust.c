/* How far a frame of the text report can be believed, in a few words behind it. */
#include <string.h>

#include "render/text.h"

/* What a frame stands in. */
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

/* Under windowed calls A0 has the return address all the time: that is no news. Where the chip
 * walked the stack, any other register has the address of the call that its walk never sees. */
static void add_register(struct why_flow *flow, const struct subject *subject,
                         const struct why_frame *frame)
{
    const char *name = return_register(subject, frame);
    const struct why_arch *arch = subject->crash->arch;
    bool usual = arch && strcmp(name, arch->return_address) == 0;
    bool left_out = subject->backtrace->source == WHY_BACKTRACE_DEVICE && !usual;

    if (usual && subject->backtrace->source == WHY_BACKTRACE_SAVE_AREA)
        return;
    why_flow_addf(flow, WHY_STYLE_FAINT, " (from %s%s)", name,
                  left_out ? ": the chip leaves out the call through a bad pointer" : "");
}

/* Said only where it differs from what the title says of the whole. */
void why_text_trust(struct why_flow *flow, const struct why_crash *crash,
                    const struct why_backtrace *backtrace, const struct why_frame *frame)
{
    const struct subject subject = subject_of(crash, backtrace);
    const struct why_arch *arch = crash->arch;
    enum why_backtrace_source source = backtrace->source;

    switch (frame->trust) {
    case WHY_TRUST_REGISTER:
        if (source == WHY_BACKTRACE_LOG)
            why_flow_addf(flow, WHY_STYLE_FAINT, " (from %s)", arch ? arch->pc : "PC");
        break;
    case WHY_TRUST_CALL_SITE:
        add_register(flow, &subject, frame);
        break;
    case WHY_TRUST_LOG:
        if (source != WHY_BACKTRACE_LOG)
            why_flow_add(flow, WHY_STYLE_FAINT, " (another tool's word)");
        break;
    case WHY_TRUST_CFI:
    case WHY_TRUST_SAVE_AREA:
        if (source == WHY_BACKTRACE_SCAN || source == WHY_BACKTRACE_DEVICE ||
            source == WHY_BACKTRACE_LOG)
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

static bool has_trust(const struct why_backtrace *backtrace, size_t count, enum why_trust trust)
{
    for (size_t i = 0; i < count; i++)
        if (backtrace->frames[i].trust == trust)
            return true;
    return false;
}

/* What the short words behind the frames mean; only those that stand there. */
void why_text_trust_legend(const struct why_page *page, const struct why_backtrace *backtrace,
                           size_t count)
{
    if (has_trust(backtrace, count, WHY_TRUST_PROLOGUE))
        why_text_frame_remark(page, WHY_STYLE_FAINT, "prologue: ",
                              "found by the instructions that save the return address");
    if (has_trust(backtrace, count, WHY_TRUST_SCAN) && backtrace->source == WHY_BACKTRACE_DEVICE)
        why_text_frame_remark(page, WHY_STYLE_FAINT, "scan: ",
                              "the firmware found a word on the stack that may be a code address; "
                              "it need not be of a call");
    else if (has_trust(backtrace, count, WHY_TRUST_SCAN) && backtrace->source != WHY_BACKTRACE_SCAN)
        why_text_frame_remark(page, WHY_STYLE_FAINT, "scan: ",
                              "a word on the stack that returns behind a call; may be left over "
                              "from an earlier call");
}
