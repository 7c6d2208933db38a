/* Patterns over fnmatch(3), which takes what is wrong in them for plain characters. */
#include "gate/glob.h"

#include <fnmatch.h>
#include <string.h>

/* The names of [[:alpha:]] and its kin. Source: POSIX, XBD 9.3.5. */
static const char *const classes[] = { "alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                       "lower", "print", "punct", "space", "upper", "xdigit" };

static bool is_class(const char *name, size_t len)
{
    for (size_t i = 0; i < WHY_COUNTOF(classes); i++)
        if (strlen(classes[i]) == len && memcmp(classes[i], name, len) == 0)
            return true;
    return false;
}

/* Behind "[:", at the colon of the end; NULL when it has none or the name is not known. */
static const char *skip_class(const char *name)
{
    const char *end = strstr(name, ":]");

    return end && is_class(name, (size_t)(end - name)) ? end + 1 : NULL;
}

/* Behind one of the characters in brackets; NULL: a class that is not known. */
static const char *skip_member(const char *at)
{
    if (at[0] == '\\' && at[1] != '\0')
        return at + 2;
    if (at[0] != '[' || at[1] != ':')
        return at + 1;
    at = skip_class(at + 2);
    return at ? at + 1 : NULL;
}

static unsigned char first_byte(const char *member)
{
    return (unsigned char)(member[0] == '\\' ? member[1] : member[0]);
}

/* Behind a member, or behind a range of them, "a-z"; NULL: a fault, of which a range that holds
 * nothing is told. */
static const char *skip_range(const char *at, const char **fault)
{
    const char *end = skip_member(at);
    const char *last = end && end[0] == '-' ? end + 1 : NULL;

    if (!last || *last == '\0' || *last == ']' || *last == '[' || end - at > 2)
        return end;
    if (first_byte(last) < 0x80 && first_byte(at) > first_byte(last)) {
        *fault = "a range in [] ends before it begins";
        return NULL;
    }
    return skip_member(last);
}

/* From behind a '[' to its ']'; NULL: a fault, which is told. A ']' that comes first is one of the
 * characters. */
static const char *skip_bracket(const char *at, const char **fault)
{
    if (*at == '!' || *at == '^')
        at++;
    if (*at == ']')
        at++;
    while (at && *at != '\0' && *at != ']')
        at = skip_range(at, fault);
    if (*fault || (at && *at == ']'))
        return at;
    *fault = at ? "a '[' is not closed; \\[ is the character itself"
                : "no such character class behind '[:'";
    return NULL;
}

const char *why_glob_fault(const char *glob)
{
    const char *fault = NULL;

    for (const char *at = glob; at && *at != '\0'; at++) {
        if (at[0] == '\\' && at[1] == '\0')
            return "nothing follows the last '\\'";
        if (at[0] == '\\')
            at++;
        else if (at[0] == '[')
            at = skip_bracket(at + 1, &fault);
        if (fault)
            return fault;
    }
    return NULL;
}

bool why_glob_matches(const char *glob, const char *text)
{
    return fnmatch(glob, text, 0) == 0;
}

bool why_glob_matches_path(const char *glob, const char *path)
{
    while (path && *path != '\0') {
        const char *slash = strchr(path, '/');

        if (why_glob_matches(glob, path))
            return true;
        path = slash ? slash + 1 : NULL;
    }
    return false;
}

void why_glob_add_literal(struct why_strbuf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (strchr("*?[]\\", text[i]))
            why_strbuf_addc(out, '\\');
        why_strbuf_addc(out, text[i]);
    }
}
