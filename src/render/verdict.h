/* The verdict of a crash in the short words that all formats for tools share. */
#ifndef WHY_RENDER_VERDICT_H
#define WHY_RENDER_VERDICT_H

#include "espwhy/diagnosis.h"
#include "espwhy/strbuf.h"

/* How much a tool shall make of it. */
enum why_level { WHY_LEVEL_NONE, WHY_LEVEL_WARNING, WHY_LEVEL_ERROR };

/** What signatures say; without one that decides, a crash is an error. */
enum why_level why_level_of(const struct why_crash *crash);
/** "ignored", "warns", "fails": what a signature makes of its crashes. */
const char *why_action_word(enum why_action action);
/** ": the supply of the bench is weak; #17", or "" */
void why_judgement_words(struct why_strbuf *out, const struct why_judgement *judgement);
/** True for a crash of a kind that was told before: formats that list distinct problems leave it
 * out. */
bool why_is_repeat(const struct why_crash *crash);

/** "null-deref/write" */
void why_verdict_class(struct why_strbuf *out, const struct why_crash *crash);
/** "store through NULL pointer `store_test`, in fail_now() at main/app.c:9 [certain]" */
void why_verdict_line(struct why_strbuf *out, const struct why_crash *crash);
/** "bench-supply (warns): the supply of the bench is weak"; "" where no signature is of it */
void why_verdict_signature(struct why_strbuf *out, const struct why_crash *crash);
/** The same behind a line, "; signature bench-supply (warns): the supply of the bench is weak" */
void why_verdict_add_signature(struct why_strbuf *out, const struct why_crash *crash);
/** The summary, the signature, the evidence and what to do next, a line each, indented where it
 * continues. */
void why_verdict_text(struct why_strbuf *out, const struct why_crash *crash);
/** The frames that led there, a line each. */
void why_verdict_backtrace(struct why_strbuf *out, const struct why_crash *crash);
/** "crash.log:12-61, ESP32-C3, task main", "app 1.2" and the like: what tells crashes apart. */
void why_verdict_origin(struct why_strbuf *out, const struct why_crash *crash);

#endif
