/* Addresses of a network: MAC, IPv4, IPv6. */
#include <string.h>
#include <strings.h>

#include "base/secret_parts.h"
#include "base/span.h"

#define MAC_GROUPS 6u
#define MAC_DIGITS 12u
#define IPV6_GROUPS 8u

size_t why_secret_hex_length(why_span text)
{
    size_t len = 0;

    while (len < text.len && why_is_hex_digit(text.ptr[len]))
        len++;
    return len;
}

/* Take this word from the end of a text, in any case. */
static bool drop_word(why_span *before, const char *word)
{
    const size_t len = strlen(word);
    const size_t from = before->len > len ? before->len - len : 0;

    if (before->len < len || strncasecmp(before->ptr + from, word, len) != 0 ||
        !why_secret_begins_word(*before, from))
        return false;
    *before = why_span_head(*before, from);
    return true;
}

static void drop_separators(why_span *before)
{
    while (before->len > 0 && strchr(" \t:=_/.\"'([", before->ptr[before->len - 1]))
        *before = why_span_head(*before, before->len - 1);
}

/* One of these words stands before it: "mac ", "mac addr: ", "\"version\": \"". */
static bool is_said_to_be(why_span before, const char *const *words, size_t count)
{
    static const char *const between[] = { "is", "address", "addr" };

    drop_separators(&before);
    for (size_t i = 0; i < WHY_COUNTOF(between); i++)
        if (drop_word(&before, between[i]))
            drop_separators(&before);
    for (size_t i = 0; i < count; i++)
        if (drop_word(&before, words[i]))
            return true;
    return false;
}

/* Behind nothing that what begins here would be the end of. */
static bool is_alone(why_span text, size_t at)
{
    return at == 0 || (!why_is_word(text.ptr[at - 1]) && !strchr(":.-", text.ptr[at - 1])) ||
           (text.ptr[at - 1] == ':' && (at < 2 || !why_is_hex_digit(text.ptr[at - 2])));
}

/* "24:6f:28:aa:bb:cc", also of eight groups, also with hyphens. */
static bool take_grouped_mac(why_span text, size_t at, struct why_secret *out)
{
    const why_span rest = why_span_skip(text, at);
    size_t groups = 0;
    size_t len = 0;
    char separator;

    if (!is_alone(text, at) || rest.len < MAC_GROUPS * 3 - 1)
        return false;
    separator = rest.ptr[2];
    if (separator != ':' && separator != '-')
        return false;
    while (why_secret_hex_length(why_span_skip(rest, len)) == 2) {
        groups++;
        len += 2;
        if (len + 1 >= rest.len || rest.ptr[len] != separator)
            break;
        len++;
    }
    if (len > 0 && !why_is_hex_digit(rest.ptr[len - 1]))
        len--;
    out->len = len;
    out->label = "[MAC]";
    return groups >= MAC_GROUPS && (len == rest.len || !why_is_word(rest.ptr[len]));
}

/* "mac=246f28aabbcc": alone, twelve hex digits may be anything. */
static bool take_plain_mac(why_span text, size_t at, struct why_secret *out)
{
    static const char *const names[] = { "mac", "bssid", "sta", "station", "ap", "softap" };
    const why_span rest = why_span_skip(text, at);

    if (at > 0 && why_is_word(text.ptr[at - 1]))
        return false;
    out->len = why_secret_hex_length(rest);
    out->label = "[MAC]";
    return out->len == MAC_DIGITS && (out->len == rest.len || !why_is_word(rest.ptr[out->len])) &&
           is_said_to_be(why_span_head(text, at), names, WHY_COUNTOF(names));
}

bool why_secret_take_mac(why_span text, size_t at, struct why_secret *out)
{
    return take_grouped_mac(text, at, out) || take_plain_mac(text, at, out);
}

/* Four numbers up to 255, which a version may have, too. */
static bool take_ipv4(why_span text, size_t at, struct why_secret *out)
{
    static const char *const versions[] = { "version", "ver", "v", "firmware", "fw", "idf" };
    why_span rest = why_span_skip(text, at);
    uint32_t number;

    if (!is_alone(text, at))
        return false;
    for (size_t group = 0; group < 4; group++) {
        if (group > 0 && !why_span_take_text(&rest, "."))
            return false;
        if (rest.len == 0 || !why_is_digit(rest.ptr[0]) || !why_span_take_decimal(&rest, &number) ||
            number > 255)
            return false;
    }
    out->len = (size_t)(rest.ptr - (text.ptr + at));
    out->label = "[IP]";
    if (rest.len > 0 && (why_is_word(rest.ptr[0]) ||
                         (rest.ptr[0] == '.' && rest.len > 1 && why_is_digit(rest.ptr[1]))))
        return false;
    return !is_said_to_be(why_span_head(text, at), versions, WHY_COUNTOF(versions));
}

/* Groups of hex digits between colons, as far as they go. */
struct groups {
    size_t len;
    size_t count;
    bool gap;      /* "::" */
    bool too_long; /* more digits in one than a group of an address has */
};

static struct groups measure_groups(why_span text)
{
    struct groups out = { .len = 0 };

    while (out.len < text.len &&
           (why_is_hex_digit(text.ptr[out.len]) || text.ptr[out.len] == ':')) {
        const size_t digits = why_secret_hex_length(why_span_skip(text, out.len));

        out.too_long |= digits > 4;
        out.gap |= digits == 0 && out.len > 0 && text.ptr[out.len - 1] == ':';
        out.count += digits > 0;
        out.len += digits > 0 ? digits : 1;
        if (digits > 0 && out.len < text.len && text.ptr[out.len] == ':')
            out.len++;
    }
    while (out.len > 0 && text.ptr[out.len - 1] == ':')
        out.len--;
    return out;
}

static bool has_digit(why_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (why_is_digit(text.ptr[i]))
            return true;
    return false;
}

/* Eight groups, or fewer with a "::" that stands for zeros; "std::add" has letters beyond f, and
 * "fee::add" no digit. */
static bool take_ipv6(why_span text, size_t at, struct why_secret *out)
{
    const why_span rest = why_span_skip(text, at);
    struct groups groups;

    if (!is_alone(text, at))
        return false;
    groups = measure_groups(rest);
    out->len = groups.len;
    out->label = "[IP]";
    return !groups.too_long && has_digit(why_span_head(rest, groups.len)) &&
           (groups.count == IPV6_GROUPS || (groups.gap && groups.count >= 3)) &&
           (groups.len == rest.len || !why_is_word(rest.ptr[groups.len]));
}

bool why_secret_take_ip(why_span text, size_t at, struct why_secret *out)
{
    return take_ipv4(text, at, out) || take_ipv6(text, at, out);
}
