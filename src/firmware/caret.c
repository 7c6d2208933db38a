/* Finding an expression on a line of C. */
#include "firmware/caret.h"

#include <string.h>

#include "base/span.h"

static char char_at(why_span line, size_t at)
{
    if (at >= line.len)
        return '\0';
    return line.ptr[at];
}

/* The part of an expression behind its last "->" or "." that is in no brackets. */
static size_t last_component(const char *expression, size_t len)
{
    size_t found = 0;
    int depth = 0;

    for (size_t i = 0; i < len; i++) {
        depth += (expression[i] == '[' || expression[i] == '(') -
                 (expression[i] == ']' || expression[i] == ')');
        if (depth != 0)
            continue;
        if (expression[i] == '.')
            found = i + 1;
        else if (expression[i] == '-' && expression[i + 1] == '>')
            found = i + 2;
    }
    return found;
}

/* Match an expression at a place, whatever blanks stand between its words.
 * @param component  Index into the expression.
 * @param column     Receives where that is, from 0. */
static bool matches_at(why_span line, size_t at, const char *expression, size_t len,
                       size_t component, size_t *column)
{
    for (size_t i = 0; i < len; i++) {
        while (why_is_blank(expression[i]) && i + 1 < len)
            i++;
        while (i > 0 && why_is_blank(char_at(line, at)) &&
               !(why_is_word(expression[i]) && why_is_word(expression[i - 1])))
            at++;
        if (i == component)
            *column = at;
        if (char_at(line, at) != expression[i])
            return false;
        at++;
    }
    return !why_is_word(char_at(line, at)) || !why_is_word(expression[len - 1]);
}

/* No word goes on from before, and it is no member of something else. */
static bool begins_at(why_span line, size_t at)
{
    if (at > 0 && why_is_word(line.ptr[at - 1]))
        return false;
    while (at > 0 && why_is_blank(line.ptr[at - 1]))
        at--;
    return at == 0 || (line.ptr[at - 1] != '.' &&
                       (at < 2 || line.ptr[at - 1] != '>' || line.ptr[at - 2] != '-'));
}

/* Behind a comment that begins at a place; else the place itself. */
static size_t skip_comment(why_span line, size_t at)
{
    if (char_at(line, at) != '/')
        return at;
    if (char_at(line, at + 1) == '/')
        return line.len;
    if (char_at(line, at + 1) != '*')
        return at;
    for (at += 2; at < line.len; at++)
        if (line.ptr[at] == '*' && char_at(line, at + 1) == '/')
            return at + 2;
    return at;
}

/* The same for a text in quotes. */
static size_t skip_quoted(why_span line, size_t at)
{
    const char quote = char_at(line, at);

    if (quote != '"' && quote != '\'')
        return at;
    for (at++; at < line.len && line.ptr[at] != quote; at++)
        if (line.ptr[at] == '\\')
            at++;
    return at + 1;
}

uint32_t why_caret_column(why_span line, const char *expression, uint32_t column)
{
    size_t len = strlen(expression);
    size_t component;
    uint32_t found = 0;

    if (len > 2 && strcmp(expression + len - 2, "()") == 0)
        len--; /* its arguments follow */
    component = last_component(expression, len);
    for (size_t at = 0; len > 0 && at < line.len; at++) {
        const size_t behind = skip_quoted(line, skip_comment(line, at));
        size_t place = 0;

        if (behind > at) {
            at = behind - 1;
            continue;
        }
        if (!begins_at(line, at) || !matches_at(line, at, expression, len, component, &place))
            continue;
        if (found == 0 || place < column)
            found = (uint32_t)place + 1;
    }
    return found ? found : column;
}
