/* Versions are compared by the numbers that they begin with. */
#include "gate/version_range.h"

#include <ctype.h>
#include <string.h>

#include "base/span.h"

#define NUMBERS_MAX 8u /* of one version; nobody has as many */

struct version {
    uint32_t numbers[NUMBERS_MAX]; /* 0 behind the last one */
    size_t count;
};

static bool take_version(why_span *rest, struct version *out)
{
    why_span at = *rest;
    struct version version = { .count = 0 };

    (void)(why_span_take_text(&at, "v") || why_span_take_text(&at, "V"));
    do {
        if (version.count == NUMBERS_MAX ||
            !why_span_take_decimal(&at, &version.numbers[version.count]))
            return false;
        version.count++;
    } while (at.len > 1 && why_is_digit(at.ptr[1]) && why_span_take_text(&at, "."));
    *rest = at;
    *out = version;
    return true;
}

static int compare(const struct version *a, const struct version *b)
{
    for (size_t i = 0; i < NUMBERS_MAX; i++)
        if (a->numbers[i] != b->numbers[i])
            return a->numbers[i] < b->numbers[i] ? -1 : 1;
    return 0;
}

/* ---- one part of a range --------------------------------------------------------------------- */

struct part {
    const char *sign;
    struct version bound;
};

static void skip_separators(why_span *rest)
{
    do {
        (void)why_span_take_blanks(rest);
    } while (why_span_take_text(rest, ","));
}

static bool take_part(why_span *rest, struct part *out)
{
    static const char *const signs[] = { ">=", "<=", ">", "<", "==", "=" };

    out->sign = "=";
    for (size_t i = 0; i < WHY_COUNTOF(signs); i++)
        if (why_span_take_text(rest, signs[i])) {
            out->sign = signs[i];
            break;
        }
    (void)why_span_take_blanks(rest);
    if (!take_version(rest, &out->bound))
        return false;
    return why_span_is_empty(*rest) || strchr(" \t,<>=", rest->ptr[0]);
}

static bool is_fulfilled(const struct part *part, const struct version *version)
{
    int order = compare(version, &part->bound);

    if (part->sign[0] == '>')
        return order > 0 || (order == 0 && part->sign[1] == '=');
    if (part->sign[0] == '<')
        return order < 0 || (order == 0 && part->sign[1] == '=');
    return order == 0;
}

/* True when whatever fulfils one part is greater than whatever fulfils the other. */
static bool is_above(const struct part *part, const struct part *other)
{
    int order = compare(&part->bound, &other->bound);
    bool open = strcmp(part->sign, ">") == 0 || strcmp(other->sign, "<") == 0;

    if (part->sign[0] == '<' || other->sign[0] == '>')
        return false;
    return order > 0 || (order == 0 && open);
}

/* ---- the range ------------------------------------------------------------------------------- */

bool why_version_range_is_valid(const char *range)
{
    why_span rest = why_span_of(range);
    struct part part;

    do {
        skip_separators(&rest);
        if (!take_part(&rest, &part))
            return false;
        skip_separators(&rest);
    } while (!why_span_is_empty(rest));
    return true;
}

bool why_version_range_has(const char *range, const char *version)
{
    why_span rest = why_span_of(version);
    struct version given;
    struct part part;

    if (!take_version(&rest, &given))
        return false;
    if (given.count == 1 && !why_span_is_empty(rest) && isalpha((unsigned char)rest.ptr[0]))
        return false;
    rest = why_span_of(range);
    for (skip_separators(&rest); !why_span_is_empty(rest); skip_separators(&rest))
        if (!take_part(&rest, &part) || !is_fulfilled(&part, &given))
            return false;
    return true;
}

static bool next_part(why_span *rest, struct part *out)
{
    skip_separators(rest);
    return !why_span_is_empty(*rest) && take_part(rest, out);
}

/* Parts are intervals: all of them have something in common when every two have. */
bool why_version_range_is_empty(const char *range)
{
    why_span rest = why_span_of(range);
    struct part part;

    while (next_part(&rest, &part)) {
        why_span others = why_span_of(range);
        struct part other;

        while (next_part(&others, &other))
            if (is_above(&part, &other))
                return true;
    }
    return false;
}
