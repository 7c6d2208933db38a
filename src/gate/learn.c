/* From crashes to signatures: named, and in words that why_signatures_read() reads back. */
#include "gate/learn.h"

#include <string.h>

#include "base/limits.h"
#include "base/secret.h"
#include "base/span.h"
#include "base/text.h"
#include "espwhy/diagnosis.h"
#include "gate/glob.h"

#define FUNCTION_BYTES 80u  /* of a function's name; every byte may need a '\' */
#define NOTE_BYTES 180u     /* with "note = " before it shorter than a line may be */
#define LOG_BYTES 60u       /* of the log's name in a note */
#define NAME_STEM_BYTES 44u /* leaves room for "-9999" */

bool why_learning_init(struct why_learning *learning, uint32_t today)
{
    *learning = (struct why_learning){ .on = false, .today = today };
    why_strbuf_init(&learning->text);
    why_strbuf_init(&learning->last);
    return why_signatures_init(&learning->known);
}

void why_learning_deinit(struct why_learning *learning)
{
    why_signatures_deinit(&learning->known);
    why_strbuf_deinit(&learning->text);
    why_strbuf_deinit(&learning->last);
}

enum why_status why_learning_begin(struct why_learning *learning, const char *bytes, size_t len,
                                   struct why_error *err)
{
    enum why_status status = why_signatures_read(&learning->known, bytes, len, err);

    learning->on = status == WHY_OK;
    return status;
}

/* ---- the name -------------------------------------------------------------------------------- */

/* The function as the name of a signature may have it: "Ring::push" becomes "Ring-push". */
static void add_stem(struct why_strbuf *out, const char *text)
{
    for (; *text != '\0' && out->len < NAME_STEM_BYTES; text++) {
        if (why_is_word(*text))
            why_strbuf_addc(out, *text);
        else if (out->len > 0 && out->text[out->len - 1] != '-')
            why_strbuf_addc(out, '-');
    }
    while (out->len > 0 && out->text[out->len - 1] == '-')
        out->text[--out->len] = '\0';
}

static bool is_taken(const struct why_learning *learning, const struct why_signatures *others,
                     const char *name)
{
    return why_signatures_find(&learning->known, name) < learning->known.count ||
           why_signatures_find(others, name) < others->count;
}

static void add_name(struct why_strbuf *out, const struct why_learning *learning,
                     const struct why_signatures *others, const struct why_traits *traits)
{
    struct why_strbuf name;
    size_t stem;

    why_strbuf_init(&name);
    add_stem(&name, traits->crash->findings[0].rule->id);
    if (traits->tops[0]) {
        why_strbuf_addc(&name, '-');
        add_stem(&name, traits->tops[0]);
    }
    stem = name.len;
    for (unsigned number = 2; !name.failed && is_taken(learning, others, name.text); number++) {
        name.text[name.len = stem] = '\0';
        why_strbuf_addf(&name, "-%u", number);
    }
    why_strbuf_adds(out, name.text);
    out->failed = out->failed || name.failed;
    why_strbuf_deinit(&name);
}

/* ---- the keys -------------------------------------------------------------------------------- */

/* Cut where a character begins. */
static size_t cut(const char *text, size_t most)
{
    size_t len = strlen(text);

    if (len <= most)
        return len;
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--;
    return most;
}

/* " ;" begins a comment wherever it stands, and blanks at the ends are not kept. */
static void replace_comments(char *text, char by)
{
    for (; *text != '\0'; text++)
        if (*text == ';')
            *text = by;
}

static void add_function(struct why_strbuf *out, const char *name)
{
    size_t len = cut(name, FUNCTION_BYTES);
    size_t from;

    why_strbuf_adds(out, "function = top:");
    from = out->len;
    why_glob_add_literal(out, name, len);
    if (len < strlen(name))
        why_strbuf_addc(out, '*');
    if (!out->failed)
        replace_comments(out->text + from, '?');
    why_strbuf_addc(out, '\n');
}

/* " (crash.log:12, 2026-12-31)" */
static const char *describe_sight(const struct why_crash *crash, uint32_t today)
{
    const char *log = crash->log_name ? crash->log_name : "log";
    const char *name = why_text_clean(crash->arena, why_span_of(why_base_name(log)));
    const char *line = crash->first_line > 0
                           ? why_arena_printf(crash->arena, ":%u", (unsigned)crash->first_line)
                           : "";

    return why_arena_printf(crash->arena, " (%.*s%s, %04u-%02u-%02u)", (int)cut(name, LOG_BYTES),
                            name, line, (unsigned)(today / 10000), (unsigned)(today / 100 % 100),
                            (unsigned)(today % 100));
}

/* The file is to be kept with the sources: what no report should give away stays out of it, whether
 * or not the reports may have it. */
static void add_note(struct why_strbuf *out, const struct why_learning *learning,
                     const struct why_crash *crash)
{
    const struct why_finding *verdict = &crash->findings[0];
    const char *tail = describe_sight(crash, learning->today);
    const char *summary =
        why_secret_mask(crash->arena, verdict->summary ? verdict->summary : verdict->rule->title);
    size_t len = cut(summary, NOTE_BYTES - strlen(tail));
    size_t from;

    why_strbuf_adds(out, "note = ");
    from = out->len;
    why_strbuf_add(out, summary, len);
    why_strbuf_adds(out, tail);
    if (!out->failed)
        replace_comments(out->text + from, ',');
    why_strbuf_addc(out, '\n');
}

static void write_signature(struct why_strbuf *out, const struct why_learning *learning,
                            const struct why_signatures *others, const struct why_traits *traits)
{
    const struct why_crash *crash = traits->crash;

    why_strbuf_adds(out, "\n[");
    add_name(out, learning, others, traits);
    why_strbuf_addf(out, "]\nclass = %s\n", crash->findings[0].rule->id);
    if (traits->tops[0])
        add_function(out, traits->tops[0]);
    why_strbuf_addf(out, "fingerprint = %s\n", crash->fingerprint);
    add_note(out, learning, crash);
    why_strbuf_adds(out, "action = fail\n");
}

/* ---- the crashes ----------------------------------------------------------------------------- */

/* From now on, the last one is known. */
static enum why_status settle(struct why_learning *learning, struct why_error *err)
{
    enum why_status status = WHY_OK;

    if (learning->last.len > 0) {
        status =
            why_signatures_read(&learning->known, learning->last.text, learning->last.len, err);
        why_strbuf_add(&learning->text, learning->last.text, learning->last.len);
        learning->count++;
    }
    why_strbuf_clear(&learning->last);
    return status;
}

enum why_status why_learning_take(struct why_learning *learning, const struct why_traits *traits,
                                  const struct why_signatures *others, struct why_error *err)
{
    const struct why_crash *crash = traits->crash;
    enum why_status status = WHY_OK;

    if (!learning->on)
        return WHY_OK;
    if (crash->id == learning->last_id)
        why_strbuf_clear(&learning->last);
    else
        status = settle(learning, err);
    if (status != WHY_OK)
        return status;
    learning->last_id = crash->id;
    if (crash->judgement.action != WHY_ACTION_NONE || !crash->fingerprint ||
        learning->count == WHY_LEARNED ||
        why_signatures_decide(&learning->known, traits) < learning->known.count)
        return WHY_OK;
    write_signature(&learning->last, learning, others, traits);
    if (learning->last.failed || why_arena_failed(crash->arena))
        return why_oom(err);
    return WHY_OK;
}

const char *why_learning_text(struct why_learning *learning)
{
    if (learning->last.len > 0 && settle(learning, NULL) != WHY_OK)
        return NULL;
    return learning->text.failed ? NULL : learning->text.text;
}
