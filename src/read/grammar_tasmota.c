/* Tasmota's record of a crash, which it gives in JSON after the restart and with "Status 12".
 * Source: Tasmota tasmota_support/support_crash_recorder.ino, support_esp8266.ino. */
#include "base/span.h"
#include "read/grammar.h"

#define LEVEL1_INTERRUPT 4u /* of Xtensa; RISC-V: a load that is misaligned */
#define CAUSES 64u          /* EXCCAUSE has six bits, MCAUSE fewer codes */

/* What the ESP8266 gives as reason: that of the reset. The other chips give the exception's name.
 */
struct reset_row {
    const char *reason;
    enum why_statement_kind says;
};

static const struct reset_row resets[] = {
    { "Exception", WHY_SAYS_EXCEPTION },
    { "Software Watchdog", WHY_SAYS_SOFT_WDT },
    { "Hardware Watchdog", WHY_SAYS_HARD_WDT },
};

/* '"Reason":' and blanks, which JSON has where a tool printed it anew. */
static bool take_key(why_span *cur, const char *key)
{
    why_span rest = *cur;

    why_span_take_blanks(&rest);
    if (!why_span_take_text(&rest, key))
        return false;
    why_span_take_blanks(&rest);
    *cur = rest;
    return true;
}

/* '"Reason":"LoadProhibited"' */
static bool take_reason_text(why_span *cur, why_span *out)
{
    why_span rest = *cur;

    if (!take_key(&rest, "\"Reason\":") || !why_span_take_text(&rest, "\"") ||
        !why_span_take_until(&rest, "\"", out) || out->len == 0)
        return false;
    *cur = rest;
    return true;
}

/* '"Exception":28,' */
static bool take_number(why_span *cur, struct why_value *out)
{
    why_span rest = *cur;

    out->known = take_key(&rest, "\"Exception\":") && why_span_take_decimal(&rest, &out->value) &&
                 out->value < CAUSES && why_span_take_text(&rest, ",");
    if (out->known)
        *cur = rest;
    return out->known;
}

/* True of an interrupt's number behind other words: the watchdog's of the ESP8266, damaged. */
static bool is_interrupt_of(why_span reason, struct why_value cause)
{
    return cause.known && cause.value == LEVEL1_INTERRUPT && !why_span_contains(reason, "Level1") &&
           !why_span_contains(reason, "misaligned");
}

/* What a reason says, and which number goes with it: none with a watchdog's, which is the one of
 * its own interrupt. */
static void fill_reason(struct why_item *out, why_span reason, struct why_value cause)
{
    out->kind = WHY_ITEM_STATEMENT;
    out->text = reason;
    for (size_t i = 0; i < WHY_COUNTOF(resets); i++)
        if (why_span_equals(reason, resets[i].reason)) {
            out->says = resets[i].says;
            if (out->says == WHY_SAYS_EXCEPTION)
                out->value = cause;
            return;
        }
    cause.known = cause.known && !is_interrupt_of(reason, cause);
    out->name = why_span_of(cause.known ? "CAUSE" : "");
    out->value2 = cause;
}

/* Eight digits in quotes. */
static bool take_quoted(why_span *rest, uint32_t *value)
{
    why_span cur = *rest;

    if (!why_span_take_text(&cur, "\"") || !why_take_word(&cur, value) ||
        !why_span_take_text(&cur, "\""))
        return false;
    *rest = cur;
    return true;
}

/* '"Exception":28,"Reason":"LoadProhibited","EPC":"400f0b1c"': the registers are left. */
static bool take_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span behind;
    why_span reason;
    struct why_value cause;
    uint32_t address;

    (void)before;
    if (!take_number(&cur, &cause) || !take_reason_text(&cur, &reason))
        return false;
    behind = cur;
    if (!why_span_take_text(&behind, ",") || !take_key(&behind, "\"EPC\":"))
        return false;
    take_key(&behind, "[");
    if (!take_quoted(&behind, &address))
        return false;
    fill_reason(out, reason, cause);
    *rest = cur;
    return true;
}

/* The number on a line of its own. */
static bool take_cause(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_REGISTER;
    out->name = why_span_of("CAUSE");
    return take_number(rest, &out->value) && why_span_is_empty(why_span_trim(*rest));
}

/* The reason on a line of its own. */
static bool take_reason(why_span before, why_span *rest, struct why_item *out)
{
    why_span reason;

    (void)before;
    if (!take_reason_text(rest, &reason))
        return false;
    fill_reason(out, reason, (struct why_value){ .known = false });
    return true;
}

/* '"StatusSTK":{', '"RestartReason":{': without a crash the one is not sent, and the other is
 * followed by a text. */
static bool take_record(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!take_key(&cur, "\"StatusSTK\":") && !take_key(&cur, "\"RestartReason\":"))
        return false;
    if (!why_span_starts(cur, "{"))
        return false;
    out->text = why_span_head(*rest, rest->len - cur.len);
    *rest = cur;
    return true;
}

/* '"EPC":["40255ef0","00000000","00000000"]' of the ESP8266, else '"EPC":"400f0b1c"'; of the three
 * the first is of the fault. */
static bool take_register(why_span before, why_span *rest, struct why_item *out)
{
    static const struct {
        const char *key;
        const char *name;
    } rows[] = { { "\"EPC\":", "EPC" }, { "\"EXCVADDR\":", "VADDR" }, { "\"DEPC\":", "DEPC" } };
    why_span cur = *rest;
    why_span others;
    bool array;

    (void)before;
    out->kind = WHY_ITEM_REGISTER;
    for (size_t i = 0; i < WHY_COUNTOF(rows) && out->name.len == 0; i++)
        if (why_span_take_text(&cur, rows[i].key))
            out->name = why_span_of(rows[i].name);
    why_span_take_blanks(&cur);
    array = take_key(&cur, "[");
    if (!take_quoted(&cur, &out->value.value))
        return false;
    out->value.known = true;
    if (array)
        why_span_take_until(&cur, "]", &others);
    *rest = cur;
    return true;
}

static bool take_chain(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_BACKTRACE;
    return why_span_take_text(rest, "\"CallChain\":");
}

/* '"400d4a4c"': an entry, between brackets and commas. On all but Xtensa with windows, those behind
 * the first are words that were found on the stack. */
static bool take_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span mark = why_span_trim(before);
    why_span cur = *rest;

    out->kind = WHY_ITEM_FRAME;
    if ((mark.len > 0 && !why_span_ends(mark, "[") && !why_span_ends(mark, ",")) ||
        !take_quoted(&cur, &out->value.value))
        return false;
    out->value.known = true;
    out->scanned = why_span_ends(mark, ",");
    *rest = cur;
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "\"StatusSTK\":", WHY_ROLE_OPENS, take_record, WHY_SAYS_PREVIOUS_RUN, "STATUS12 = {\"StatusSTK\":{\"Exception\":29," },
    { "\"RestartReason\":", WHY_ROLE_OPENS, take_record, WHY_SAYS_PREVIOUS_RUN, "INFO3 = {\"Info3\":{\"RestartReason\":{\"Exception\":28," },
    { "\"Exception\":", WHY_ROLE_OPENS, take_exception, WHY_SAYS_HEADLINE,
      "{\"Info3\":{\"RestartReason\":{\"Exception\":28,\"Reason\":\"LoadProhibited\",\"EPC\":\"400f0b1c\",\"EXCVADDR\":\"00000010\"}}}" },
    { "\"Exception\":", WHY_ROLE_DETAIL, take_cause, WHY_SAYS_NOTHING, "    \"Exception\": 29," },
    { "\"Reason\":", WHY_ROLE_DETAIL, take_reason, WHY_SAYS_HEADLINE, "    \"Reason\": \"LoadProhibited\"," },
    { "\"EPC\":", WHY_ROLE_DETAIL, take_register, WHY_SAYS_NOTHING, "\"EPC\":[\"4025abad\",\"00000000\",\"00000000\"]" },
    { "\"EXCVADDR\":", WHY_ROLE_DETAIL, take_register, WHY_SAYS_NOTHING, "\"EXCVADDR\":\"00000010\"" },
    { "\"DEPC\":", WHY_ROLE_DETAIL, take_register, WHY_SAYS_NOTHING, "\"DEPC\":\"00000000\"" },
    { "\"CallChain\":", WHY_ROLE_DETAIL, take_chain, WHY_SAYS_NOTHING, "\"CallChain\":[\"402485ed\",\"40248929\"]" },
    { "\"", WHY_ROLE_DETAIL, take_entry, WHY_SAYS_NOTHING, "    \"402485ed\"," },
};
/* clang-format on */

const struct why_grammar why_grammar_tasmota = { .rules = rules,
                                                 .count = WHY_COUNTOF(rules),
                                                 .family = WHY_FAMILY_TASMOTA };
