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

/* From behind a '[' to its ']'; NULL: a fault, which is told. A ']' that comes first is one of the
 * characters. */
static const char *skip_bracket(const char *at, const char **fault)
{
    if (*at == '!' || *at == '^')
        at++;
    if (*at == ']')
        at++;
    while (at && *at != '\0' && *at != ']')
        at = skip_member(at);
    if (at && *at == ']')
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
