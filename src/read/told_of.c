/* Prose and source code about crashes. */
#include "read/told_of.h"

#include <string.h>

#include "base/span.h"

#define SENTENCE_WORDS 2u /* in a row; prefixes of log lines have one at most */
#define QUOTING_WORDS 3u  /* of one that quotes: "and it gives me these errors:" */

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "the", "When": a word of a sentence, not a level, a tag or a name in code. */
static bool is_plain_word(why_span word)
{
    if (word.len < 2 || !why_is_letter(word.ptr[0]))
        return false;
    for (size_t i = 1; i < word.len; i++)
        if (!is_small(word.ptr[i]))
            return false;
    return true;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* How many words of a sentence end a text, up to those that suffice. */
static size_t last_words_of(why_span text, size_t enough)
{
    size_t words = 0;

    while (words < enough && text.len > 0) {
        size_t len = 0;

        while (len < text.len && text.ptr[text.len - 1 - len] != ' ')
            len++;
        if (!is_plain_word(why_span_skip(text, text.len - len)))
            return words;
        words++;
        text = why_span_trim(why_span_head(text, text.len - len));
    }
    return words;
}

/* Words of a sentence that end a text, right before a quote or not. A colon before a quote ends the
 * prefix of many a program's lines, too: then it takes more of them. */
static bool ends_in_sentence(why_span text)
{
    size_t enough = SENTENCE_WORDS;
    bool quoted = false;

    text = why_span_trim(text);
    while (text.len > 0 && (is_quote(text.ptr[text.len - 1]) || why_span_ends(text, ","))) {
        quoted |= is_quote(text.ptr[text.len - 1]);
        text = why_span_trim(why_span_head(text, text.len - 1));
    }
    if (quoted && why_span_ends(text, ":")) {
        text.len--;
        enough = QUOTING_WORDS;
    }
    return last_words_of(text, enough) == enough;
}

static bool begins_sentence(why_span text)
{
    size_t words = 0;

    while (text.len > 0 && (is_quote(text.ptr[0]) || strchr(" .,", text.ptr[0])))
        text = why_span_skip(text, 1);
    while (words < SENTENCE_WORDS && text.len > 0) {
        size_t len = 0;

        while (len < text.len && why_is_letter(text.ptr[len]))
            len++;
        if (!is_plain_word(why_span_head(text, len)))
            return false;
        words++;
        text = why_span_trim(why_span_skip(text, len));
    }
    return words == SENTENCE_WORDS;
}

/* What stands before a quote is a prefix of the line, or nothing: the console line itself is in
 * quotes. */
static bool is_line_prefix(why_span before)
{
    before = why_span_trim(before);
    return before.len == 0 || strchr(">:]|}", before.ptr[before.len - 1]) != NULL;
}

/* A string literal of source code: something stands before it, or it ends and code goes on. */
static bool is_in_string(why_span text, size_t start)
{
    why_span rest = why_span_skip(text, start);
    const char *close;

    if (start == 0 || !is_quote(text.ptr[start - 1]))
        return false;
    if (!is_line_prefix(why_span_head(text, start - 1)))
        return true;
    close = memchr(rest.ptr, text.ptr[start - 1], rest.len);
    if (!close)
        return false;
    rest = why_span_trim(why_span_skip(rest, (size_t)(close - rest.ptr) + 1));
    return rest.len > 0 && !is_quote(rest.ptr[0]);
}

/* "%d", "%08x", "%s": what printf() fills in; "{}", "{:?}": what Rust's macros do. */
static bool has_placeholder(why_span text)
{
    if (why_span_contains(text, "{}") || why_span_contains(text, "{:"))
        return true;
    for (size_t i = 0; i + 1 < text.len; i++) {
        size_t at = i + 1;

        if (text.ptr[i] != '%')
            continue;
        while (at < text.len && why_is_digit(text.ptr[at]))
            at++;
        if (at < text.len && strchr("dsxXup", text.ptr[at]) && text.ptr[at] != '\0')
            return true;
    }
    return false;
}

/* The next line of the report: a paste may have lost the line break before it. */
static bool is_next_line(why_span text)
{
    static const char *const beginnings[] = {
        "Debug exception reason:", "Register dump:",      "Detected in task ",
        "Memory dump at ",         "Stack dump detected",
    };

    text = why_span_trim(text);
    for (size_t i = 0; i < WHY_COUNTOF(beginnings); i++)
        if (why_span_starts(text, beginnings[i]))
            return true;
    return false;
}

/* Behind the last words of a message nothing follows; behind those of a headline, its own. */
static bool goes_on(why_span whole, why_span behind_reason)
{
    static const char *const last_words[] = {
        " on core 0",       " on core 1",     "has been detected.", "detector was triggered",
        "protect failure!", "got triggered.",
    };
    size_t at;

    why_span_take_text(&behind_reason, ".");
    why_span_take_text(&behind_reason, " Exception was unhandled.");
    if (is_next_line(behind_reason))
        return false;
    if (begins_sentence(behind_reason))
        return true;
    for (size_t i = 0; i < WHY_COUNTOF(last_words); i++)
        if (why_span_find(whole, last_words[i], &at) &&
            begins_sentence(why_span_skip(whole, at + strlen(last_words[i]))))
            return !why_span_contains(whole, "The following tasks");
    return false;
}

/* "//", "#": a comment of source code, or of a shell. */
static bool is_comment(why_span before)
{
    static const char *const marks[] = { "//", "/*", "#", ";" };

    before = why_span_trim(before);
    for (size_t i = 0; i < WHY_COUNTOF(marks); i++)
        if (why_span_starts(before, marks[i]))
            return true;
    return false;
}

/* "port/panic.c:312:    ": what grep finds in source code. Logs have other names. */
static bool is_of_source(why_span before)
{
    static const char *const ends[] = { "c",  "h",   "cc", "cpp", "hpp", "S",  "ino", "py",
                                        "rs", "rst", "md", "js",  "ts",  "sh", "tex", "html" };
    why_span path;
    uint32_t line;

    if (!why_span_take_until(&before, ":", &path) || !why_span_take_decimal(&before, &line) ||
        !why_span_starts(before, ":"))
        return false;
    for (size_t i = 0; i < WHY_COUNTOF(ends); i++) {
        const size_t len = strlen(ends[i]);

        if (why_span_ends(path, ends[i]) && path.len > len && path.ptr[path.len - len - 1] == '.')
            return true;
    }
    return false;
}

/* "**Task watchdog got triggered**: a task does not yield": what is said of the words in bold. */
static bool is_term(why_span before, why_span whole)
{
    size_t close;

    return why_span_ends(before, "**") && why_span_find(whole, "**", &close) &&
           why_span_trim(why_span_skip(whole, close + 2)).len > 0;
}

bool why_is_about(const struct why_line *line, const struct why_item *item, size_t end)
{
    const size_t start = item->column - 1;
    const why_span before = why_span_head(line->text, start);
    const why_span whole = why_span_skip(line->text, start);
    const why_span behind = why_span_skip(line->text, end);

    return is_comment(before) || is_term(before, whole) || is_of_source(before) ||
           ends_in_sentence(before) || has_placeholder(whole) || goes_on(whole, behind);
}

bool why_is_told_of(const struct why_line *line, const struct why_item *item, size_t end)
{
    return why_is_about(line, item, end) || is_in_string(line->text, item->column - 1);
}
