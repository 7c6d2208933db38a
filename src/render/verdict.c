/* Short words for a verdict, from the same parts as the text report. */
#include "render/verdict.h"

#include <string.h>

#include "base/span.h"
#include "render/log_name.h"
#include "render/text.h"

#define WIDE ((size_t)SIZE_MAX / 2) /* columns: every paragraph on one line */

enum why_level why_level_of(const struct why_crash *crash)
{
    switch (crash->judgement.action) {
    case WHY_ACTION_IGNORE:
        return WHY_LEVEL_NONE;
    case WHY_ACTION_WARN:
        return WHY_LEVEL_WARNING;
    case WHY_ACTION_NONE:
    case WHY_ACTION_FAIL:
        break;
    }
    return WHY_LEVEL_ERROR;
}

const char *why_action_word(enum why_action action)
{
    switch (action) {
    case WHY_ACTION_NONE:
        break;
    case WHY_ACTION_IGNORE:
        return "ignored";
    case WHY_ACTION_WARN:
        return "warns";
    case WHY_ACTION_FAIL:
        return "fails";
    }
    return "not judged";
}

void why_judgement_words(struct why_strbuf *out, const struct why_judgement *judgement)
{
    const char *joint = ": ";

    if (judgement->expired) {
        why_strbuf_addf(out, "%swhat it said expired on %s", joint, judgement->expired);
        joint = "; ";
    }
    if (judgement->note) {
        why_strbuf_addf(out, "%s%s", joint, judgement->note);
        joint = "; ";
    }
    if (judgement->issue)
        why_strbuf_addf(out, "%s%s", joint, judgement->issue);
}

bool why_is_repeat(const struct why_crash *crash)
{
    return crash->update || crash->same_as != 0;
}

static const struct why_finding *verdict_of(const struct why_crash *crash)
{
    return crash->finding_count > 0 ? &crash->findings[0] : NULL;
}

void why_verdict_class(struct why_strbuf *out, const struct why_crash *crash)
{
    const struct why_finding *verdict = verdict_of(crash);

    why_strbuf_adds(out, verdict ? verdict->rule->id : "crash");
    if (verdict && verdict->variant && verdict->variant[0] != '\0')
        why_strbuf_addf(out, "/%s", verdict->variant);
}

static bool says(const char *text, const char *file, uint32_t line)
{
    struct why_strbuf place;
    bool found;

    why_strbuf_init(&place);
    why_strbuf_addf(&place, "%s:%u", file, line);
    found = strstr(text, place.text) != NULL;
    why_strbuf_deinit(&place);
    return found;
}

/* " at main/app.c:9", unless what stands before it tells the line, be it without the folder. */
static void add_place(struct why_strbuf *out, const struct why_place *place, size_t from)
{
    if (!says(out->text + from, why_base_name(place->file), place->line))
        why_strbuf_addf(out, " at %s:%u", place->file, place->line);
}

static void add_function(struct why_strbuf *out, const char *name)
{
    why_strbuf_addf(out, ", in %s%s", name, strchr(name, '(') ? "" : "()");
}

void why_verdict_line(struct why_strbuf *out, const struct why_crash *crash)
{
    const struct why_finding *verdict = verdict_of(crash);
    const size_t from = out->len;

    if (!verdict) {
        why_strbuf_adds(out, crash->reason ? crash->reason : "crash");
        return;
    }
    why_strbuf_adds(out, verdict->summary ? verdict->summary : verdict->rule->title);
    if (verdict->place.function &&
        !(verdict->summary && strstr(verdict->summary, verdict->place.function)))
        add_function(out, verdict->place.function);
    if (verdict->place.file && verdict->place.line > 0)
        add_place(out, &verdict->place, from);
    why_strbuf_addf(out, " [%s]", why_confidence_name(verdict->confidence));
    if (why_crash_elf_mismatch(crash))
        why_strbuf_adds(out, " (WRONG ELF)");
}

void why_verdict_signature(struct why_strbuf *out, const struct why_crash *crash)
{
    if (!crash->judgement.signature)
        return;
    why_strbuf_addf(out, "%s (%s)", crash->judgement.signature,
                    why_action_word(crash->judgement.action));
    why_judgement_words(out, &crash->judgement);
}

void why_verdict_add_signature(struct why_strbuf *out, const struct why_crash *crash)
{
    if (!crash->judgement.signature)
        return;
    why_strbuf_adds(out, "; signature ");
    why_verdict_signature(out, crash);
}

void why_verdict_text(struct why_strbuf *out, const struct why_crash *crash)
{
    const struct why_finding *verdict = verdict_of(crash);

    why_verdict_line(out, crash);
    why_strbuf_addc(out, '\n');
    if (crash->judgement.signature) {
        why_strbuf_adds(out, "Signature: ");
        why_verdict_signature(out, crash);
        why_strbuf_addc(out, '\n');
    }
    if (!verdict)
        return;
    for (size_t i = 0; i < verdict->evidence_count; i++)
        why_strbuf_addf(out, "- %s\n", verdict->evidence[i].text);
    for (size_t i = 0; i < verdict->next_count; i++)
        why_strbuf_addf(out, "%s%s\n", i == 0 ? "Next: " : "      ", verdict->next[i]);
}

void why_verdict_backtrace(struct why_strbuf *out, const struct why_crash *crash)
{
    static const struct why_format_options options = { .detail = WHY_DETAIL_NORMAL };
    struct why_page page = why_page_make(out, &options);

    page.width = WIDE;
    why_text_backtraces(&page, crash);
}

void why_verdict_origin(struct why_strbuf *out, const struct why_crash *crash)
{
    why_log_name_add(out, crash->log_name);
    if (crash->first_line > 0)
        why_strbuf_addf(out, ":%u", crash->first_line);
    if (crash->last_line > crash->first_line)
        why_strbuf_addf(out, "-%u", crash->last_line);
    if (crash->chip)
        why_strbuf_addf(out, ", %s", crash->chip->name);
    if (crash->task)
        why_strbuf_addf(out, ", task %s", crash->task);
    if (crash->boot.app)
        why_strbuf_addf(out, ", %s", crash->boot.app);
    if (crash->boot.app_version)
        why_strbuf_addf(out, " %s", crash->boot.app_version);
}
