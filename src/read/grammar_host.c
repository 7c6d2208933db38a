/* What tools on the host put into a log: decoded addresses, frames of GDB and its likes, the core
 * dump tool's text. Source: esp-idf-monitor, esp-coredump, GDB's frame lines, PlatformIO's
 * esp32_exception_decoder, espflash, EspExceptionDecoder. */
#include <string.h>

#include "base/span.h"
#include "read/grammar.h"

#define ADDRESSES 64u    /* of a line; tools print 32 at most */
#define ENTRY_BYTES 32u  /* in which the next entry of a backtrace shows its colon */
#define MARKS_BYTES 256u /* before the first of them: marks of quoting, a timestamp */

/* Where a text last stands in a span. */
static bool find_last(why_span span, const char *text, size_t *at)
{
    size_t len = strlen(text);

    for (size_t i = span.len + 1; i-- > 0;)
        if (i + len <= span.len && why_span_starts(why_span_skip(span, i), text)) {
            *at = i;
            return true;
        }
    return false;
}

/* Where the bracket opens that the last character closes; text in quotes is passed over. */
static bool find_open_bracket(why_span text, size_t *at)
{
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = text.len; i-- > 0;) {
        const char c = text.ptr[i];

        if (c == '"' && (i == 0 || text.ptr[i - 1] != '\\'))
            quoted = !quoted;
        if (quoted || (c != '(' && c != ')'))
            continue;
        depth += c == ')' ? 1 : 0;
        depth -= c == '(' ? 1 : 0;
        if (depth == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

/* "FUNC (ARGS)" of GDB, "FUNC(TYPES)" of demanglers: FUNC, and in `name` what stands in brackets. A
 * wrapped line lacks the end of ARGS. */
static void split_call(why_span text, struct why_item *out)
{
    why_span call = text;
    size_t at;

    out->function = why_span_trim(text);
    if (why_span_ends(call, " const"))
        call.len -= 6;
    if (why_span_ends(call, ")") ? !find_open_bracket(call, &at)
                                 : !why_span_find(text, " (", &at) || !why_span_contains(text, "="))
        return;
    out->function = why_span_trim(why_span_head(call, at));
    out->name = why_span_skip(call, at + 1);
    if (why_span_ends(call, ")"))
        out->name.len--;
    else
        out->name = why_span_trim(why_span_skip(out->name, 1));
    if (!why_span_contains(out->name, "="))
        out->name.len = 0; /* types, not values */
    if (out->function.len > 0 && (!why_span_ends(out->function, "operator") || at < call.len - 2))
        return;
    out->function = why_span_trim(text); /* "operator()" and "(anonymous namespace)" are names */
    out->name.len = 0;
}

/* "FUNC at FILE:LINE (discriminator N)", "FUNC at FILE line N", "FUNC at ??:?", "FUNC in ROM"; FUNC
 * may have the types of its arguments. */
static bool split_decoded(why_span text, struct why_item *out)
{
    why_span place;
    size_t at;

    if (find_last(text, " (discriminator ", &at))
        text = why_span_head(text, at);
    if (why_span_ends(text, " in ROM")) {
        out->function = why_span_head(text, text.len - 7);
        return true;
    }
    if (why_span_starts(text, "??") || !find_last(text, " at ", &at))
        return false;
    split_call(why_span_head(text, at), out);
    place = why_span_skip(text, at + 4);
    if (why_split_place_before(place, &out->file, &out->line))
        return true;
    if (find_last(place, " line ", &at)) {
        why_span number = why_span_skip(place, at + 6);

        out->file = why_span_head(place, at);
        return why_span_take_decimal(&number, &out->line);
    }
    return why_span_starts(place, "??");
}

/* "pm_send_nullfunc", "loop_task(ETSEventTag*) at core_esp8266_main.cpp": of the SDK's libraries
 * the symbol is all that addr2line finds. */
static bool split_symbol(why_span text, struct why_item *out)
{
    size_t at;

    if (find_last(text, " at ", &at))
        text = why_span_head(text, at);
    if (text.len == 0 || !why_is_word(text.ptr[0]))
        return false;
    split_call(text, out);
    return out->function.len > 0;
}

/* " <app_main+140>" at the end of a line, as GDB writes it behind an address. */
static bool take_gdb_symbol(why_span text, struct why_item *out)
{
    size_t at;
    uint32_t offset;

    text = why_span_trim(text);
    if (!why_span_take_text(&text, "<") || !why_span_ends(text, ">"))
        return false;
    text.len--;
    if (find_last(text, "+", &at)) {
        why_span digits = why_span_skip(text, at + 1);

        if (why_span_take_decimal(&digits, &offset) && digits.len == 0)
            text.len = at;
    }
    split_call(text, out);
    return out->function.len > 0;
}

/* "is in Foo::bar(int) (C:\\lib\\Foo.cpp:101).", as the decoder of the Arduino IDE 2 has it from
 * GDB. */
static bool split_located(why_span text, struct why_item *out)
{
    size_t at;

    text = why_span_trim(text);
    if (!why_span_take_words(&text, "is in ") || !find_last(text, " (", &at))
        return false;
    split_call(why_span_trim(why_span_head(text, at)), out);
    why_split_place_before(why_span_skip(text, at + 2), &out->file, &out->line);
    return out->function.len > 0;
}

/* "0x400d1234: app_main at /path/main.c:36", "Decoded 0x40253c86: pm_send_nullfunc", "0x400d1234 -
 * app_main" and "0x400d1234 <app_main+140>" */
static bool take_name(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_NAME;
    if (!why_span_take_hex8(&cur, &out->value.value))
        return false;
    out->value.known = true;
    if (why_span_take_text(&cur, " - ")) {
        out->function = why_line_rest(cur);
        if (out->function.len == 0 ||
            !(why_is_word(out->function.ptr[0]) || out->function.ptr[0] == '<'))
            return false;
    } else if (!take_gdb_symbol(why_line_rest(cur), out) &&
               (!why_span_take_words(&cur, ": ") ||
                (!split_located(why_line_rest(cur), out) &&
                 !split_decoded(why_line_rest(cur), out) &&
                 (!why_span_ends(before, "Decoded ") || !split_symbol(why_line_rest(cur), out))))) {
        return false;
    }
    *rest = why_span_skip(cur, cur.len);
    return true;
}

static bool take_outer_name(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_NAME_OUTER;
    if (!why_span_take_words(&cur, "(inlined by) ") || !split_decoded(why_line_rest(cur), out))
        return false;
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "    at /path/panic.c:466", the second line of a decoded address or of a long frame; that of a
 * frame may begin with the rest of its arguments. */
static bool take_place(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 4);

    out->kind = WHY_ITEM_NAME_PLACE;
    if (why_span_trim(before).len > 0 && !why_span_ends(before, "   ") &&
        !(why_span_starts(before, "    ") && why_span_ends(before, ")")))
        return false;
    if (!why_split_place(why_line_rest(cur), &out->file, &out->line))
        return false;
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "FUNC (ARGS) at FILE:LINE": FUNC, ARGS, FILE and LINE, the last three if they are there. */
static void split_frame(why_span text, struct why_item *out)
{
    size_t at;

    if ((find_last(text, " at ", &at) &&
         why_split_place_before(why_span_skip(text, at + 4), &out->file, &out->line)) ||
        find_last(text, " from ", &at))
        text = why_span_head(text, at);
    if (why_span_ends(text, " ??:0"))
        text.len -= 5;
    split_call(text, out);
    if (why_span_equals(out->function, "??"))
        out->function.len = 0;
}

/* True when a word ends the text; a timestamp is none. */
static bool touches_word(why_span before)
{
    const char *last = before.len > 0 ? &before.ptr[before.len - 1] : " ";

    return why_is_word(*last) && !why_is_digit(*last);
}

/* Up to the next frame, where the line break before that was lost: " #3  0x400d1234 in ...". */
static why_span up_to_next_frame(why_span text)
{
    why_span rest = text;
    uint32_t number;
    size_t at;

    while (why_span_find(rest, " #", &at)) {
        why_span cur;

        rest = why_span_skip(rest, at + 2);
        cur = rest;
        if (!why_span_take_decimal(&cur, &number) || !why_span_starts(cur, " "))
            continue;
        why_span_take_blanks(&cur);
        if (why_span_take_hex8(&cur, &number))
            return why_span_head(text, (size_t)(rest.ptr - text.ptr) - 2);
    }
    return text;
}

/* A frame without an address begins its line, and has a place: "attempt #2 failed (timeout)" is
 * none. */
static bool is_placed(why_span before, why_span text, const struct why_item *frame)
{
    return frame->value.known || (frame->file.len > 0 && why_begins_line(before)) ||
           why_span_starts(text, "<signal");
}

/* "#1  0x400fe5ae in mp_raise_msg (exc_type=0x3f40ea14, msg=...) at ../py/runtime.c:1465" */
static bool take_tool_frame(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 1);
    why_span text;

    out->kind = WHY_ITEM_TOOL_FRAME;
    if (touches_word(before) || !why_span_take_decimal(&cur, &out->level) || out->level > 999 ||
        !(why_span_starts(cur, " ") || why_span_starts(cur, "\t")))
        return false;
    why_span_take_blanks(&cur);
    if (why_span_take_hex8(&cur, &out->value.value)) {
        out->value.known = true;
        if (why_span_take_text(&cur, ":"))
            out->value2.known = why_span_take_hex8(&cur, &out->value2.value);
        if (!why_span_take_words(&cur, " in "))
            return false;
    }
    text = up_to_next_frame(why_line_rest(cur));
    split_frame(why_span_trim(text), out);
    if (!is_placed(before, text, out))
        return false;
    *rest = why_span_skip(cur, (size_t)(text.ptr - cur.ptr) + text.len);
    return true;
}

/* What stands before the addresses that end a text; nothing, when they are too many to be looked at
 * for each of them. */
static why_span before_addresses(why_span text)
{
    const size_t len = 10; /* of "0x400d66b9" */
    uint32_t address;

    for (size_t i = 0; i < ADDRESSES; i++) {
        why_span last;

        text = why_span_trim(text);
        if (why_span_ends(text, ","))
            text.len--;
        last = why_span_skip(text, text.len < len ? text.len : text.len - len);
        if (!why_span_take_hex8(&last, &address))
            return text;
        text.len -= len;
    }
    return why_span_head(text, 0);
}

/* What follows an address in such a line: its end, or another address. */
static bool is_between_addresses(why_span rest)
{
    if ((rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != ',') ||
        why_span_contains(why_span_head(rest, ENTRY_BYTES), ":0x")) /* an entry that was cut */
        return false;
    while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == ','))
        rest = why_span_skip(rest, 1);
    return rest.len == 0 || why_span_starts(rest, "0x");
}

/* A line that holds nothing but addresses; marks of quoting and timestamps may stand before them.
 */
static bool take_address(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span marks = before_addresses(before);

    out->kind = WHY_ITEM_ADDRESS;
    if (marks.len > MARKS_BYTES)
        return false;
    for (size_t i = 0; i < marks.len; i++)
        if (why_is_word(marks.ptr[i]) && !why_is_digit(marks.ptr[i]))
            return false;
    if (why_span_ends(marks, ":") || why_span_ends(marks, "=") ||
        !why_span_take_hex8(&cur, &out->value.value) || !is_between_addresses(cur))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "0x", WHY_ROLE_DETAIL, take_name, WHY_SAYS_NOTHING, "0x400e14ed: app_main at /path/main.cpp:36 (discriminator 1)" },
    { "(inlined by)", WHY_ROLE_DETAIL, take_outer_name, WHY_SAYS_NOTHING, " (inlined by) fn at /path/main.cpp:40" },
    { " at ", WHY_ROLE_DETAIL, take_place, WHY_SAYS_NOTHING, "    at /path/panic.c:466" },
    { "#", WHY_ROLE_LATE, take_tool_frame, WHY_SAYS_NOTHING,
      "#1  0x400fe5ae in mp_raise_msg (exc_type=0x3f40ea14 <mp_type_MemoryError>) at ../py/runtime.c:1465" },
    { "0x", WHY_ROLE_BODY, take_address, WHY_SAYS_NOTHING, "0x400d66b9" },
};
/* clang-format on */

const struct why_grammar why_grammar_host = { .rules = rules, .count = WHY_COUNTOF(rules) };
