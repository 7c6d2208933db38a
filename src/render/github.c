/* Workflow commands of GitHub Actions: an annotation per fault.
 *
 * Source: GitHub Docs, Workflow commands for GitHub Actions; actions/toolkit, packages/core,
 * command.ts (what is escaped, and how). */
#include <string.h>

#include "render/formats.h"
#include "render/verdict.h"
#include "render/workspace.h"

/* Annotations of one kind that a step may have; GitHub drops the ones behind. */
#define ANNOTATIONS 10u

/* Bytes of a message before it is escaped: the service takes 64 KiB, and cuts anywhere. */
#define MESSAGE_BYTES ((size_t)16 * 1024)

/* In data a line feed would end the command, and so a percent sign must not stand for itself; in a
 * property the separators, too. "##[" begins a command of the older kind anywhere in a line. */
static void add_escaped(struct why_strbuf *out, const char *text, bool property)
{
    for (; *text != '\0'; text++) {
        if (strchr("%\r\n", *text) || (property && strchr(":,", *text)))
            why_strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            why_strbuf_addc(out, *text);
        if (strncmp(text, "##[", 3) == 0)
            why_strbuf_addc(out, ' ');
    }
}

/* Cut off what an annotation has no room for, between characters. */
static void clip(struct why_strbuf *text)
{
    size_t len = MESSAGE_BYTES;

    if (text->len <= len)
        return;
    while ((text->text[len] & 0xc0) == 0x80)
        len--;
    text->text[len] = '\0';
    text->len = len;
    why_strbuf_adds(text, "...");
}

static void add_buffer(struct why_strbuf *out, struct why_strbuf *text, bool property)
{
    clip(text);
    if (text->text)
        add_escaped(out, text->text, property);
    out->failed = out->failed || text->failed;
    why_strbuf_deinit(text);
}

static void add_title(struct why_strbuf *out, const struct why_crash *crash)
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    why_verdict_class(&text, crash);
    add_buffer(out, &text, true);
}

static void add_message(struct why_strbuf *out, const struct why_crash *crash)
{
    struct why_strbuf text;

    why_strbuf_init(&text);
    why_verdict_text(&text, crash);
    why_strbuf_adds(&text, "Log: ");
    why_verdict_origin(&text, crash);
    if (crash->fingerprint)
        why_strbuf_addf(&text, "\nFingerprint: %s", crash->fingerprint);
    add_buffer(out, &text, false);
}

static void add_place(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_format_options *options)
{
    struct why_spot_at spot;

    if (why_spot_at_verdict(&spot, crash, options)) {
        why_strbuf_adds(out, "file=");
        add_escaped(out, spot.path.text, true);
        why_strbuf_addf(out, ",line=%u,", spot.line);
        if (spot.column > 0)
            why_strbuf_addf(out, "col=%u,", spot.column);
    }
    out->failed = out->failed || spot.path.failed;
    why_spot_at_deinit(&spot);
}

void why_github_begin(struct why_strbuf *out, const struct why_run *run,
                      const struct why_format_options *options)
{
    (void)out;
    (void)run;
    (void)options;
}

/* Which crashes are annotated follows from how many came before: a formatter keeps no state. */
void why_github_crash(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_run *run, const struct why_format_options *options)
{
    static const char *const commands[] = {
        [WHY_LEVEL_NONE] = "notice", [WHY_LEVEL_WARNING] = "warning", [WHY_LEVEL_ERROR] = "error"
    };

    if (why_is_repeat(crash) || run->distinct > ANNOTATIONS)
        return;
    why_strbuf_addf(out, "::%s ", commands[why_level_of(crash)]);
    add_place(out, crash, options);
    why_strbuf_adds(out, "title=");
    add_title(out, crash);
    why_strbuf_adds(out, "::");
    add_message(out, crash);
    why_strbuf_addc(out, '\n');
}

void why_github_end(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options)
{
    (void)options;
    if (run->distinct > ANNOTATIONS)
        why_strbuf_addf(out,
                        "::notice title=espwhy::%u different faults; only the first %u are "
                        "annotated\n",
                        run->distinct, ANNOTATIONS);
}
