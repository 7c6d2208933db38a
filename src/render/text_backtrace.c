/* Which backtraces stand in the text report, and what is said of each as a whole. */
#include <stdio.h>

#include "render/text.h"

#define FRAMES_SHOWN 32u     /* of a backtrace, unless verbose */
#define OTHER_CORE_FRAMES 6u /* of a core that did not panic, unless verbose */
#define OWNER_BYTES 24u      /* "core 4294967295" */

static bool has_logged_names(const struct why_backtrace *backtrace)
{
    for (size_t i = 0; i < backtrace->frame_count; i++)
        if (backtrace->frames[i].function_count > 0 &&
            backtrace->frames[i].functions[0].origin == WHY_ORIGIN_LOG)
            return true;
    return false;
}

static const char *how_found(const struct why_backtrace *backtrace, bool verbose)
{
    switch (backtrace->source) {
    case WHY_BACKTRACE_DEVICE:
        return has_logged_names(backtrace)
                   ? "printed by the chip, names as another tool printed them in the log"
                   : "printed by the chip";
    case WHY_BACKTRACE_LOG:
        return "as another tool printed it in the log";
    case WHY_BACKTRACE_CFI:
        return verbose ? "unwound from the dumped stack by call-frame information"
                       : "unwound from the dumped stack";
    case WHY_BACKTRACE_SAVE_AREA:
        return verbose ? "unwound from the dumped stack by window save areas"
                       : "unwound from the dumped stack";
    case WHY_BACKTRACE_SCAN:
        return "guessed from the dumped stack: words that return behind a call";
    case WHY_BACKTRACE_NONE:
        break;
    }
    return has_logged_names(backtrace)
               ? "from the registers alone, names as another tool printed them in the log"
               : "from the registers alone";
}

void why_text_backtrace_title(const struct why_page *page, const char *owner,
                              const struct why_backtrace *backtrace)
{
    struct why_flow flow;

    why_strbuf_addc(page->out, '\n');
    flow = why_flow_begin(page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "backtrace");
    if (owner) {
        why_flow_add(&flow, WHY_STYLE_STRONG, " of ");
        why_flow_add(&flow, WHY_STYLE_STRONG, owner);
    }
    why_flow_addf(&flow, WHY_STYLE_FAINT, " (%s)",
                  how_found(backtrace, page->options->detail == WHY_DETAIL_VERBOSE));
    why_flow_end(&flow);
}

static void write_title(const struct why_page *page, const struct why_core *core,
                        const struct why_backtrace *backtrace)
{
    char owner[OWNER_BYTES];
    bool numbered = core && core->number.known;

    if (numbered)
        (void)snprintf(owner, sizeof(owner), "core %u", core->number.value);
    why_text_backtrace_title(page, numbered ? owner : NULL, backtrace);
}

static void write_other_cores(const struct why_page *page, const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->core_count; i++) {
        const struct why_core *core = &crash->cores[i];

        if (core == why_crash_core(crash) || core->backtrace.frame_count == 0)
            continue;
        write_title(page, core, &core->backtrace);
        why_text_frames(page, crash, &core->backtrace, OTHER_CORE_FRAMES);
    }
}

/* The chip's own where another tool's was shown, or the other way round. */
static void write_second(const struct why_page *page, const struct why_crash *crash,
                         const struct why_backtrace *shown)
{
    const struct why_core *core = why_crash_core(crash);
    const struct why_backtrace *device = core ? &core->backtrace : NULL;
    const struct why_backtrace *second = shown == device ? crash->log_backtrace : device;

    if (!second || second->frame_count == 0 || page->options->detail != WHY_DETAIL_VERBOSE)
        return;
    write_title(page, NULL, second);
    why_text_frames(page, crash, second, FRAMES_SHOWN);
}

void why_text_backtraces(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_backtrace *backtrace = why_crash_main_backtrace(crash);
    const struct why_core *core = why_crash_core(crash);

    if (core && !why_text_names_core(crash, core))
        core = NULL;

    if (backtrace) {
        write_title(page, core, backtrace);
        why_text_frames(page, crash, backtrace, FRAMES_SHOWN);
        write_second(page, crash, backtrace);
    }
    write_other_cores(page, crash);
}
