/* What a log says must not be obeyed by the viewer of a build's output.
 *
 * Sources: actions/runner, src/Runner.Common/ActionCommand.cs; Microsoft Learn, Azure Pipelines,
 * Logging commands; TeamCity documentation, Service messages. */
#include "render/commands.h"

#include <string.h>

#include "base/span.h"

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "##[", "##vso[", "##teamcity[" */
static bool is_bracketed(const char *text)
{
    if (text[0] != '#' || text[1] != '#')
        return false;
    text += 2;
    while (is_letter(*text))
        text++;
    return *text == '[';
}

/* "::error::", "::error file=x::" */
static bool is_colon_command(const char *text)
{
    if (text[0] != ':' || text[1] != ':')
        return false;
    text += 2;
    while (is_letter(*text) || *text == '-')
        text++;
    return *text == ' ' || (text[0] == ':' && text[1] == ':');
}

static void add_number(struct why_strbuf *out, char c, enum why_notation notation)
{
    switch (notation) {
    case WHY_NOTATION_TEXT:
        why_strbuf_addf(out, "\\x%02x", (unsigned)c);
        break;
    case WHY_NOTATION_JSON:
        why_strbuf_addf(out, "\\u%04x", (unsigned)c);
        break;
    case WHY_NOTATION_XML:
        why_strbuf_addf(out, "&#%u;", (unsigned)c);
        break;
    }
}

/* Bytes of a color or style, "ESC [ 1 ; 31 m"; 0: none begins here. Source: ECMA-48, 8.3.117. */
static size_t rendition_length(const char *text)
{
    size_t len;

    if (text[0] != '\033' || text[1] != '[')
        return 0;
    len = 2 + strspn(text + 2, "0123456789;");
    return text[len] == 'm' ? len + 1 : 0;
}

static void add_disarmed(struct why_strbuf *out, const char *text, bool line_start,
                         enum why_notation notation)
{
    while (*text != '\0') {
        const size_t rendition = rendition_length(text);

        if (rendition > 0) { /* a viewer does not see it: the line begins behind it */
            why_strbuf_add(out, text, rendition);
            text += rendition;
            continue;
        }
        if (is_bracketed(text) || (line_start && is_colon_command(text)))
            add_number(out, *text, notation);
        else
            why_strbuf_addc(out, *text);
        line_start = *text == '\n' || *text == '\r' || (line_start && why_is_blank(*text));
        text++;
    }
}

void why_commands_disarm(struct why_strbuf *out, size_t from, enum why_notation notation)
{
    struct why_strbuf copy;

    if (!strstr(out->text + from, "::") && !strstr(out->text + from, "##"))
        return;
    why_strbuf_init(&copy);
    add_disarmed(&copy, out->text + from, from == 0 || out->text[from - 1] == '\n', notation);
    out->len = from;
    why_strbuf_add(out, copy.text, copy.len);
    out->failed = out->failed || copy.failed;
    why_strbuf_deinit(&copy);
}
