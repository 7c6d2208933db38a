/* The table of spellings, and how a line is read by it. */
#include "read/plain.h"

#include <string.h>

#include "base/span.h"

#define GAP_BYTES 16u  /* the least that is taken for a terminal's padding */
#define WORD_DIGITS 8u /* of a number in a dump */

/* clang-format off */
static const struct why_spelling spellings[] = {
    /* HTML: XML 1.0, 4.6; HTML 4.01, 24; line breaks as forums and mail programs write them */
    { "&lt;",   "<",  WHY_REWRITTEN_MARKUP, "0x400d1234:0x3ffb5e70 |&lt;-CORRUPTED", "0x400d1234:0x3ffb5e70 |<-CORRUPTED" },
    { "&gt;",   ">",  WHY_REWRITTEN_MARKUP, "17:38:15.654 -&gt; Rebooting...", "17:38:15.654 -> Rebooting..." },
    { "&amp;",  "&",  WHY_REWRITTEN_MARKUP, "f a.c:1 (p &amp;&amp; q)", "f a.c:1 (p && q)" },
    { "&quot;", "\"", WHY_REWRITTEN_MARKUP, "Detected in task &quot;main&quot; at", "Detected in task \"main\" at" },
    { "&#34;",  "\"", WHY_REWRITTEN_MARKUP, "Detected in task &#34;main&#34; at", "Detected in task \"main\" at" },
    { "&apos;", "'",  WHY_REWRITTEN_MARKUP, "panic&apos;ed (LoadProhibited)", "panic'ed (LoadProhibited)" },
    { "&#39;",  "'",  WHY_REWRITTEN_MARKUP, "panic&#39;ed (LoadProhibited)", "panic'ed (LoadProhibited)" },
    { "&#039;", "'",  WHY_REWRITTEN_MARKUP, "panic&#039;ed (LoadProhibited)", "panic'ed (LoadProhibited)" },
    { "&#x27;", "'",  WHY_REWRITTEN_MARKUP, "panic&#x27;ed (LoadProhibited)", "panic'ed (LoadProhibited)" },
    { "&rsquo;", "'", WHY_REWRITTEN_MARKUP, "panic&rsquo;ed (LoadProhibited)", "panic'ed (LoadProhibited)" },
    { "&#8217;", "'", WHY_REWRITTEN_MARKUP, "panic&#8217;ed (LoadProhibited)", "panic'ed (LoadProhibited)" },
    { "&nbsp;", " ",  WHY_REWRITTEN_MARKUP, "Core&nbsp; 0 register dump:", "Core  0 register dump:" },
    { "&#160;", " ",  WHY_REWRITTEN_MARKUP, "Core&#160; 0 register dump:", "Core  0 register dump:" },
    { "&#215;", "x",  WHY_REWRITTEN_MARKUP, "PC      : 0&#215;400d1234", "PC      : 0x400d1234" },
    { "&times;", "x", WHY_REWRITTEN_MARKUP, "PC      : 0&times;400d1234", "PC      : 0x400d1234" },
    { "<br>",   "\n", WHY_REWRITTEN_MARKUP, "Rebooting...<br>ets", "Rebooting...\nets" },
    { "<br/>",  "\n", WHY_REWRITTEN_MARKUP, "Rebooting...<br/>ets", "Rebooting...\nets" },
    { "<br />", "\n", WHY_REWRITTEN_MARKUP, "Rebooting...<br />ets", "Rebooting...\nets" },
    { "</p>",   "\n", WHY_REWRITTEN_MARKUP, "Rebooting...</p>ets", "Rebooting...\nets" },
    { "</li>",  "\n", WHY_REWRITTEN_MARKUP, "Rebooting...</li>ets", "Rebooting...\nets" },
    { "</div>", "\n", WHY_REWRITTEN_MARKUP, "Rebooting...</div>ets", "Rebooting...\nets" },
    { "</pre>", "\n", WHY_REWRITTEN_MARKUP, "Rebooting...</pre>ets", "Rebooting...\nets" },
    { "</code>", "\n", WHY_REWRITTEN_MARKUP, "Rebooting...</code>ets", "Rebooting...\nets" },
    { "</span>", "",  WHY_REWRITTEN_MARKUP, "Rebooting...</span>", "Rebooting..." },
    /* characters that stand for plain ones: Unicode 15, chapters 6.2 and 23.2 */
    { "\xc2\xa0",     " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xc2\xa0 0 register dump:", "Core  0 register dump:" },
    { "\xc2\xad",     "",  WHY_REWRITTEN_TYPOGRAPHY, "0x400d\xc2\xad" "1234", "0x400d1234" },
    { "\xc3\x97",     "x", WHY_REWRITTEN_TYPOGRAPHY, "0\xc3\x97" "400d1234", "0x400d1234" },
    { "\xe2\x80\x82", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe2\x80\x82" "0", "Core 0" },
    { "\xe2\x80\x83", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe2\x80\x83" "0", "Core 0" },
    { "\xe2\x80\x87", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe2\x80\x87" "0", "Core 0" },
    { "\xe2\x80\x89", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe2\x80\x89" "0", "Core 0" },
    { "\xe2\x80\x8a", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe2\x80\x8a" "0", "Core 0" },
    { "\xe2\x80\xaf", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe2\x80\xaf" "0", "Core 0" },
    { "\xe3\x80\x80", " ", WHY_REWRITTEN_TYPOGRAPHY, "Core\xe3\x80\x80" "0", "Core 0" },
    { "\xe2\x80\x8b", "",  WHY_REWRITTEN_TYPOGRAPHY, "0x400d\xe2\x80\x8b" "1234", "0x400d1234" },
    { "\xe2\x80\x8c", "",  WHY_REWRITTEN_TYPOGRAPHY, "0x400d\xe2\x80\x8c" "1234", "0x400d1234" },
    { "\xe2\x80\x8d", "",  WHY_REWRITTEN_TYPOGRAPHY, "0x400d\xe2\x80\x8d" "1234", "0x400d1234" },
    { "\xe2\x80\x8e", "",  WHY_REWRITTEN_TYPOGRAPHY, "0x400d\xe2\x80\x8e" "1234", "0x400d1234" },
    { "\xe2\x81\xa0", "",  WHY_REWRITTEN_TYPOGRAPHY, "0x400d\xe2\x81\xa0" "1234", "0x400d1234" },
    { "\xef\xbb\xbf", "",  WHY_REWRITTEN_TYPOGRAPHY, "\xef\xbb\xbfRebooting...", "Rebooting..." },
    { "\xe2\x80\x98", "'", WHY_REWRITTEN_TYPOGRAPHY, "panic\xe2\x80\x98" "ed (x)", "panic'ed (x)" },
    { "\xe2\x80\x99", "'", WHY_REWRITTEN_TYPOGRAPHY, "panic\xe2\x80\x99" "ed (x)", "panic'ed (x)" },
    { "\xe2\x80\xb2", "'", WHY_REWRITTEN_TYPOGRAPHY, "panic\xe2\x80\xb2" "ed (x)", "panic'ed (x)" },
    { "\xc2\xb4",     "'", WHY_REWRITTEN_TYPOGRAPHY, "panic\xc2\xb4" "ed (x)", "panic'ed (x)" },
    { "\xe2\x80\x9c", "\"", WHY_REWRITTEN_TYPOGRAPHY, "in task \xe2\x80\x9cmain\" at", "in task \"main\" at" },
    { "\xe2\x80\x9d", "\"", WHY_REWRITTEN_TYPOGRAPHY, "in task \"main\xe2\x80\x9d at", "in task \"main\" at" },
    { "\xe2\x80\x9e", "\"", WHY_REWRITTEN_TYPOGRAPHY, "in task \xe2\x80\x9emain\" at", "in task \"main\" at" },
    { "\xe2\x80\x90", "-", WHY_REWRITTEN_TYPOGRAPHY, "|<\xe2\x80\x90" "CORRUPTED", "|<-CORRUPTED" },
    { "\xe2\x80\x91", "-", WHY_REWRITTEN_TYPOGRAPHY, "|<\xe2\x80\x91" "CORRUPTED", "|<-CORRUPTED" },
    { "\xe2\x80\x93", "-", WHY_REWRITTEN_TYPOGRAPHY, "|<\xe2\x80\x93" "CORRUPTED", "|<-CORRUPTED" },
    { "\xe2\x80\x94", "-", WHY_REWRITTEN_TYPOGRAPHY, "|<\xe2\x80\x94" "CORRUPTED", "|<-CORRUPTED" },
    { "\xe2\x88\x92", "-", WHY_REWRITTEN_TYPOGRAPHY, "|<\xe2\x88\x92" "CORRUPTED", "|<-CORRUPTED" },
    { "\xe2\x80\xa6", "...", WHY_REWRITTEN_TYPOGRAPHY, "Rebooting\xe2\x80\xa6", "Rebooting..." },
    /* the same in code page 1252 */
    { "\xa0", " ",  WHY_REWRITTEN_TYPOGRAPHY, "Core\xa0 0", "Core  0" },
    { "\x91", "'",  WHY_REWRITTEN_TYPOGRAPHY, "panic\x91" "ed (x)", "panic'ed (x)" },
    { "\x92", "'",  WHY_REWRITTEN_TYPOGRAPHY, "panic\x92" "ed (x)", "panic'ed (x)" },
    { "\x93", "\"", WHY_REWRITTEN_TYPOGRAPHY, "in task \x93main\" at", "in task \"main\" at" },
    { "\x94", "\"", WHY_REWRITTEN_TYPOGRAPHY, "in task \"main\x94 at", "in task \"main\" at" },
    { "\xd7", "x",  WHY_REWRITTEN_TYPOGRAPHY, "0\xd7" "400d1234", "0x400d1234" },
    { "\x96", "-",  WHY_REWRITTEN_TYPOGRAPHY, "|<\x96" "CORRUPTED", "|<-CORRUPTED" },
    /* RFC 8259, 7, and what programming languages write like it; only where a line break is
     * written so, too: backslashes stand in paths */
    { "\\r\\n",  "\n", WHY_REWRITTEN_ESCAPES, "{\"log\":\"Rebooting...\\r\\nets", "{\"log\":\"Rebooting...\nets" },
    { "\\n",     "\n", WHY_REWRITTEN_ESCAPES, "{\"log\":\"Rebooting...\\n\\nets", "{\"log\":\"Rebooting...\nets" },
    { "\\r",     "\n", WHY_REWRITTEN_ESCAPES, "b'PC\\rRebooting...\\r\\nets", "b'PC\nRebooting...\nets" },
    { "\\t",     "\t", WHY_REWRITTEN_ESCAPES, "b'PC\\t: 0x\\r\\nets", "b'PC\t: 0x\nets" },
    { "\\\"",    "\"", WHY_REWRITTEN_ESCAPES, "{\"log\":\"task \\\"a\\\"\\r\\nets", "{\"log\":\"task \"a\"\nets" },
    { "\\'",     "'",  WHY_REWRITTEN_ESCAPES, "b'panic\\'ed (x)\\r\\nets", "b'panic'ed (x)\nets" },
    { "\\\\",    "\\", WHY_REWRITTEN_ESCAPES, "b'C:\\\\new\\r\\nets", "b'C:\\new\nets" },
    { "\\/",     "/",  WHY_REWRITTEN_ESCAPES, "b'main\\/a.c\\r\\nets", "b'main/a.c\nets" },
    { "\\u003c", "<",  WHY_REWRITTEN_ESCAPES, "b'|\\u003c-C\\r\\nets", "b'|<-C\nets" },
    { "\\u003e", ">",  WHY_REWRITTEN_ESCAPES, "b'-\\u003e x\\r\\nets", "b'-> x\nets" },
    { "\\u0026", "&",  WHY_REWRITTEN_ESCAPES, "b'a \\u0026 b\\r\\nets", "b'a & b\nets" },
    { "\\u0027", "'",  WHY_REWRITTEN_ESCAPES, "b'panic\\u0027ed\\r\\nets", "b'panic'ed\nets" },
    { "\\u0000", "",   WHY_REWRITTEN_ESCAPES, "b'Reb\\u0000ooting\\r\\nets", "b'Rebooting\nets" },
    { "\\u00a0", " ",  WHY_REWRITTEN_ESCAPES, "b'Core\\u00a00\\r\\nets", "b'Core 0\nets" },
    { "\\u2019", "'",  WHY_REWRITTEN_ESCAPES, "b'panic\\u2019ed\\r\\nets", "b'panic'ed\nets" },
};
/* clang-format on */

const struct why_spelling *why_spellings(size_t *count)
{
    *count = WHY_COUNTOF(spellings);
    return spellings;
}

const char *const *why_plain_literals(size_t *count)
{
    static const char *const literals[] = { "Meditation", "Backtrace", "panic&#39;ed",
                                            "panic\xe2\x80\x99" };

    *count = WHY_COUNTOF(literals);
    return literals;
}

size_t why_plain_find_nul(why_span text)
{
    const char *nul = text.len > 0 ? memchr(text.ptr, 0, text.len) : NULL;

    return nul ? (size_t)(nul - text.ptr) : text.len;
}

void why_plain_init(struct why_plain *plain)
{
    *plain = (struct why_plain){ .given = true };
    why_strbuf_init(&plain->text);
}

void why_plain_deinit(struct why_plain *plain)
{
    why_strbuf_deinit(&plain->text);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A byte at which something other than plain text may begin. */
static bool is_suspect(char c)
{
    return (signed char)c <= 0 || c == 0x1b || c == '&' || c == '\\' || c == '<' || c == '^';
}

/* Many blanks behind something, of which a terminal filled its line up with. */
static bool begins_gap(why_span text, size_t at)
{
    return text.ptr[at] == ' ' && at + GAP_BYTES < text.len &&
           text.ptr[at + GAP_BYTES - 1] == ' ' && text.ptr[at + 1] == ' ';
}

/* Digits of a number at the end of a text, less than a word has; 0 when none. */
static size_t cut_digits(why_span text)
{
    size_t len = 0;

    while (len < text.len && len < WORD_DIGITS && why_is_hex_digit(text.ptr[text.len - 1 - len]))
        len++;
    return len < WORD_DIGITS && why_span_ends(why_span_head(text, text.len - len), "0x") ? len : 0;
}

/* "GP      : 0x3f" and, many blanks behind it, "c93600": the two parts of a word; or blanks within
 * the words of a headline, of which one is left. */
static bool take_gap(const struct why_strbuf *before, why_span *rest, bool *blank)
{
    const why_span text = { before->text, before->len };
    const size_t digits = cut_digits(text);
    why_span cur = *rest;
    size_t more = 0;

    *blank = why_span_ends(text, "Meditation");
    if (!begins_gap(cur, 0) || (digits == 0 && !*blank))
        return false;
    why_span_take_blanks(&cur);
    while (more < cur.len && why_is_hex_digit(cur.ptr[more]))
        more++;
    if (!*blank && digits + more != WORD_DIGITS)
        return false;
    *rest = cur;
    return true;
}

/* "printf("\nSoft WDT reset\n");": nobody quotes a log so. */
static bool is_source_code(why_span text)
{
    text = why_span_trim(text);
    return why_span_contains(text, "(\"") &&
           (why_span_ends(text, ";") || why_span_ends(text, ",") || why_span_ends(text, ")"));
}

/* True when line breaks are written as "\n": backslashes alone are those of paths. */
static bool is_escaped(why_span text)
{
    static const char *const breaks[] = { "\\r\\n", "\\n\\n", "\\n\"", "\\n'", "\\n\\u001b" };

    for (size_t i = 0; i < WHY_COUNTOF(breaks); i++)
        if (why_span_contains(text, breaks[i]))
            return !is_source_code(text);
    return false;
}

/* The escape character, also as pagers and escapes show it. */
static bool take_escape(why_span *rest)
{
    static const char *const escapes[] = { "\x1b", "^[", "\\u001b", "\\u001B", "\\x1b", "\\033" };

    for (size_t i = 0; i < WHY_COUNTOF(escapes); i++)
        if (why_span_take_text(rest, escapes[i]))
            return true;
    return false;
}

/* A terminal control sequence. Source: ECMA-48, 5.4: parameters, and the letter that ends it. */
static bool take_control(why_span *rest)
{
    why_span cur = *rest;

    if (!take_escape(&cur) || !why_span_take_text(&cur, "["))
        return false;
    while (cur.len > 0 && cur.ptr[0] >= '0' && cur.ptr[0] <= '?')
        cur = why_span_skip(cur, 1);
    if (cur.len > 0 && cur.ptr[0] >= '@' && cur.ptr[0] <= '~')
        cur = why_span_skip(cur, 1);
    *rest = cur;
    return true;
}

static const struct why_spelling *take_spelling(why_span *rest, bool escaped)
{
    for (size_t i = 0; i < WHY_COUNTOF(spellings); i++)
        if (spellings[i].written[0] == rest->ptr[0] &&
            (escaped || spellings[i].rewriting != WHY_REWRITTEN_ESCAPES) &&
            why_span_take_text(rest, spellings[i].written))
            return &spellings[i];
    return NULL;
}

/* Length of a UTF-8 sequence by its first byte; 1 when it is none. */
static size_t sequence_len(why_span text)
{
    const unsigned char first = (unsigned char)text.ptr[0];
    size_t len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;

    if (first >= 0xf8 || text.len < len)
        return 1;
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)text.ptr[i] & 0xc0) != 0x80)
            return 1;
    return len;
}

/* U+FF01 to U+FF5E: the printable characters of ASCII in the width of Chinese ones. */
static bool take_full_width(why_span *rest, char *out)
{
    const unsigned char *bytes = (const unsigned char *)rest->ptr;
    unsigned code;

    if (rest->len < 3 || bytes[0] != 0xef || (bytes[1] != 0xbc && bytes[1] != 0xbd))
        return false;
    code = (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu); /* less 0xf000 */
    if (code < 0xf01 || code > 0xf5e)
        return false;
    *out = (char)(code - 0xee0);
    *rest = why_span_skip(*rest, 3);
    return true;
}

/* Read what stands at the start of the text into the buffer; what had been done to it, 0 when
 * nothing. */
static uint32_t read_one(struct why_strbuf *out, why_span *rest, bool escaped)
{
    const struct why_spelling *spelling;
    bool blank;
    size_t len;
    char c;

    if (take_gap(out, rest, &blank)) {
        if (blank)
            why_strbuf_addc(out, ' ');
        return WHY_REWRITTEN_PADDING;
    }
    if (rest->ptr[0] == '\0') {
        *rest = why_span_skip(*rest, 1);
        return WHY_REWRITTEN_NULS;
    }
    if (take_control(rest))
        return WHY_REWRITTEN_COLOR;
    spelling = take_spelling(rest, escaped);
    if (spelling) {
        why_strbuf_adds(out, spelling->plain);
        return spelling->rewriting;
    }
    if (take_full_width(rest, &c)) {
        why_strbuf_addc(out, c);
        return WHY_REWRITTEN_TYPOGRAPHY;
    }
    len = sequence_len(*rest);
    why_strbuf_add(out, rest->ptr, len);
    *rest = why_span_skip(*rest, len);
    return 0;
}

/* The whole text into the buffer, with where the piece of the line begins and ends in it. */
static void read_line(struct why_plain *plain, const struct why_line *line)
{
    const bool escaped = is_escaped(line->text);
    why_span rest = line->text;
    struct why_line *made = &plain->line;

    why_strbuf_clear(&plain->text);
    made->from = 0;
    while (rest.len > 0) {
        size_t at = line->text.len - rest.len;
        size_t len = 0;

        if (at <= line->from)
            made->from = plain->text.len;
        if (at <= line->to)
            made->to = plain->text.len;
        while (len < rest.len && !is_suspect(rest.ptr[len]) && !begins_gap(rest, len) &&
               (len == 0 || (at + len != line->from && at + len != line->to)))
            len++;
        why_strbuf_add(&plain->text, rest.ptr, len);
        rest = why_span_skip(rest, len);
        if (len == 0)
            made->rewritten |= read_one(&plain->text, &rest, escaped);
    }
    if (line->from >= line->text.len)
        made->from = plain->text.len;
    if (line->to >= line->text.len)
        made->to = plain->text.len;
    made->text = (why_span){ plain->text.text, plain->text.len };
}

void why_plain_begin(struct why_plain *plain, const struct why_line *line)
{
    size_t len = 0;

    plain->line = *line;
    plain->given = false;
    while (len < line->text.len && !is_suspect(line->text.ptr[len]) && !begins_gap(line->text, len))
        len++;
    if (len < line->text.len)
        read_line(plain, line);
    if (plain->line.rewritten == 0 || plain->text.failed)
        plain->line = *line;
}

/* What closes the quotes behind the last line break of an escaped text, and follows them. */
static bool is_closing(const struct why_line *line)
{
    return (line->rewritten & WHY_REWRITTEN_ESCAPES) != 0 && line->text.len > 0 &&
           (line->text.ptr[0] == '"' || line->text.ptr[0] == '\'');
}

static size_t less(size_t at, size_t by)
{
    return at < by ? 0 : at - by;
}

/* Take the first line off; its piece is what it has of the whole's. */
static struct why_line take_line(struct why_plain *plain)
{
    struct why_line *left = &plain->line;
    struct why_line line = *left;
    size_t stop;

    plain->given = line.rewritten == 0 || !why_span_find(left->text, "\n", &stop);
    if (plain->given)
        return line;
    line.text = why_span_head(left->text, stop);
    line.from = left->from < stop ? left->from : stop;
    line.to = left->to < stop ? left->to : stop;
    left->text = why_span_skip(left->text, stop + 1);
    left->from = less(left->from, stop + 1);
    left->to = less(left->to, stop + 1);
    return line;
}

bool why_plain_next(struct why_plain *plain, struct why_line *out)
{
    while (!plain->given) {
        struct why_line line = take_line(plain);

        if (line.rewritten != 0 && (line.from >= line.to || (plain->given && is_closing(&line))))
            continue;
        *out = line;
        return true;
    }
    return false;
}
