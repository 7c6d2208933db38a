/* The verdict as a compiler would say it, for editors that jump to errors. */
#include "render/commands.h"
#include "render/formats.h"
#include "render/verdict.h"
#include "render/workspace.h"

void why_gcc_begin(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}

static void add_place(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_format_options *options)
{
    struct why_spot_at spot;

    if (why_spot_at_verdict(&spot, crash, options)) {
        why_strbuf_addf(out, "%s:%u:", spot.path.text, spot.line);
        if (spot.column > 0)
            why_strbuf_addf(out, "%u:", spot.column);
    } else {
        why_strbuf_adds(out, "espwhy:");
    }
    out->failed = out->failed || spot.path.failed;
    why_spot_at_deinit(&spot);
}

/* "main/app.c:9:5: error: store through NULL pointer `p` [certain] [null-deref/write]" */
void why_gcc_crash(struct why_strbuf *out, const struct why_crash *crash, const struct why_run *run,
                   const struct why_format_options *options)
{
    static const char *const words[] = {
        [WHY_LEVEL_NONE] = "note", [WHY_LEVEL_WARNING] = "warning", [WHY_LEVEL_ERROR] = "error"
    };

    const size_t from = out->len;

    (void)run;
    if (crash->update)
        return;
    add_place(out, crash, options);
    why_strbuf_addf(out, " %s: ", words[why_level_of(crash)]);
    why_verdict_line(out, crash);
    why_strbuf_adds(out, " [");
    why_verdict_class(out, crash);
    why_strbuf_adds(out, "] (");
    why_verdict_origin(out, crash);
    why_strbuf_addc(out, ')');
    why_verdict_add_signature(out, crash);
    why_strbuf_addc(out, '\n');
    why_commands_disarm(out, from, WHY_NOTATION_TEXT);
}

void why_gcc_end(struct why_strbuf *out, const struct why_run *run,
                 const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}
