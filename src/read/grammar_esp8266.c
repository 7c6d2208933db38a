/* What an ESP8266 says when it dies: headlines of the core for Arduino and of the NonOS SDK, and
 * what its boot ROM says next.
 * Source: ESP8266 core for Arduino, cores/esp8266/core_esp8266_postmortem.cpp (2.3 to 3.1),
 * Esp.cpp; strings of the NonOS SDK and of the boot ROM. */
#include "base/span.h"
#include "read/grammar.h"

#define CAUSES 64u /* EXCCAUSE has six bits */

/* The text is all that its line says. */
static bool is_whole_line(why_span before, why_span rest, const char *text)
{
    return why_begins_line(before) && why_span_equals(why_line_rest(rest), text);
}

/* ---- headlines ---- */

/* A line of its own that says no more than its anchor, which ends where the line ends. */
static bool take_line(why_span before, why_span *rest, struct why_item *out, const char *text)
{
    return is_whole_line(before, *rest, text) && why_take_statement(before, rest, out);
}

static bool take_soft_wdt(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "Soft WDT reset");
}

/* "wdt resetload 0x4010f000, len 3424": the end of the line was lost. */
static bool take_touched_wdt(why_span before, why_span *rest, struct why_item *out)
{
    const why_span words = why_span_head(*rest, 9);
    why_span cur = why_span_skip(*rest, words.len);

    if (!why_begins_line(before) || !why_span_starts(cur, "load 0x"))
        return false;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = words;
    *rest = cur;
    return true;
}

static bool take_hard_wdt(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "wdt reset") || take_touched_wdt(before, rest, out);
}

/* Before the stacks that were left of the run before. Source: hwdt_app_entry.cpp. */
static bool take_wdt_dump(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "Hardware WDT reset");
}

static bool take_abort(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "Abort called");
}

static bool take_generic(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "Generic Reset");
}

static bool take_smash(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "Stack overflow detected.") ||
           take_line(before, rest, out, "PANIC: Stack overrun");
}

static bool take_isr_in_flash(why_span before, why_span *rest, struct why_item *out)
{
    return take_line(before, rest, out, "ISR not in IRAM!");
}

/* Nothing follows on the line, or the registers do. */
static bool ends_headline(why_span rest)
{
    why_span behind = why_line_rest(rest);

    return behind.len == 0 || why_span_starts(behind, "epc1=");
}

/* "Exception (28):", alone or with the registers behind it. */
static bool take_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    if (!why_begins_line(before) || !why_span_take_words(&cur, "Exception (") ||
        !why_span_take_decimal(&cur, &out->value.value) || out->value.value >= CAUSES ||
        !why_span_take_text(&cur, "):") || !ends_headline(cur))
        return false;
    out->value.known = true;
    out->text = why_span_head(*rest, rest->len - cur.len - 1);
    *rest = cur;
    return true;
}

/* "Fatal exception 28(LoadProhibitedCause):", of older SDKs and of esp-open-rtos "Fatal exception
 * (28): ". */
static bool take_fatal(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_words(&cur, "Fatal exception ");
    if (why_span_take_decimal(&cur, &out->value.value)) {
        if (!why_span_take_text(&cur, "(") || !why_span_take_until(&cur, "):", &out->name))
            return false;
    } else if (!why_span_take_text(&cur, "(") || !why_span_take_decimal(&cur, &out->value.value) ||
               !why_span_take_text(&cur, "):") || !ends_headline(cur)) {
        return false; /* with a name behind it, it is the ESP32's boot ROM that speaks */
    }
    out->value.known = out->value.value < CAUSES;
    out->text = why_span_head(*rest, rest->len - cur.len - 1);
    *rest = cur;
    return out->value.known;
}

/* " (Exception)", where there is one */
static void take_bracketed(why_span *cur)
{
    size_t stop;

    if (why_span_starts(*cur, " (") && why_span_find(*cur, ")", &stop))
        *cur = why_span_skip(*cur, stop + 1);
}

/* "Fatal exception:28 flag:2 (Exception) epc1:0x...": what ESP.getResetInfo() gives after the
 * restart, and so Tasmota and ESPHome print. The flag is the reason of the reset, and only three of
 * them are of a crash. */
static bool take_reset_info(why_span before, why_span *rest, struct why_item *out)
{
    static const enum why_statement_kind crashes[] = { WHY_SAYS_NOTHING, WHY_SAYS_HARD_WDT,
                                                       WHY_SAYS_EXCEPTION, WHY_SAYS_SOFT_WDT };
    why_span cur = *rest;
    why_span flag;
    uint32_t reason;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_text(&cur, "Fatal exception:");
    if (!why_span_take_decimal(&cur, &out->value.value) || out->value.value >= CAUSES ||
        !why_span_take_words(&cur, " flag:") || !why_span_contains(cur, " excvaddr:0x"))
        return false;
    flag = cur;
    if (!why_span_take_decimal(&flag, &reason) || reason == 0 || reason >= WHY_COUNTOF(crashes))
        return false;
    out->says = crashes[reason];
    out->value.known = out->says == WHY_SAYS_EXCEPTION; /* of a watchdog, its own interrupt */
    take_bracketed(&flag);
    out->text = why_span_head(*rest, rest->len - flag.len);
    *rest = why_span_skip(*rest, rest->len - cur.len - 5); /* "flag:" is of the next row */
    return true;
}

/* The same of a restart that was no crash, as old versions say it too: its registers are all 0. */
static bool take_other_reset(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    uint32_t number;

    why_span_take_text(&cur, "Fatal exception:");
    return why_span_take_decimal(&cur, &number) && why_span_take_words(&cur, " flag:") &&
           why_take_mark(before, rest, out);
}

/* "flag:2 (Exception)" */
static bool take_flag(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 5);
    uint32_t reason;

    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_contains(before, "exception:") || !why_span_take_decimal(&cur, &reason))
        return false;
    take_bracketed(&cur);
    out->text = why_span_head(*rest, rest->len - cur.len);
    *rest = cur;
    return true;
}

/* "Kernel Exception - excsave1=0x... excsave2=0x... epc1=0x...": the registers are of before the
 * core changed them for its own use; what stands before the dash tells which vector it was. */
static bool take_entry(why_span before, why_span *rest, struct why_item *out)
{
    static const char *const vectors[] = { "Double Exception", "XTOS Unhandled exception - BP",
                                           "XTOS Unhandled interrupt - BP", "Debug Exception",
                                           "Kernel Exception" };
    why_span cur = *rest;
    why_span skipped;

    out->kind = WHY_ITEM_STATEMENT;
    for (size_t i = 0; i < WHY_COUNTOF(vectors) && out->text.len == 0; i++)
        if (why_span_ends(before, vectors[i]))
            out->text = why_span_of(vectors[i]);
    if (out->text.len == 0 || !why_span_take_text(&cur, " - excsave1=") ||
        !why_take_address(&cur, &out->value2))
        return false;
    if (why_span_take_until(&cur, "epc1=", &skipped))
        why_take_address(&cur, &out->value);
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "core_esp8266_main.cpp:131 __yield"; a path of Windows may have blanks: "C:\\Program Files
 * (x86)\\Arduino\\umm_malloc.c:861 check_poison_block". */
static bool take_panic_place(why_span *cur, struct why_item *out)
{
    why_span rest = *cur;
    size_t at;

    while (why_span_find(rest, " ", &at)) {
        const why_span place = { cur->ptr, cur->len - rest.len + at };

        rest = why_span_skip(rest, at + 1);
        if (!why_split_place(place, &out->file, &out->line))
            continue;
        *cur = rest;
        return true;
    }
    return false;
}

/* "bool Sensor::read(int)": the name alone, as in a backtrace. */
static why_span bare_function(why_span signature)
{
    size_t end = 0;
    size_t start;

    while (end < signature.len && signature.ptr[end] != '(')
        end++;
    for (start = end; start > 0 && signature.ptr[start - 1] != ' ' &&
                      signature.ptr[start - 1] != '*' && signature.ptr[start - 1] != '&';)
        start--;
    return start < end ? why_span_head(why_span_skip(signature, start), end - start) : signature;
}

/* "Panic main.cpp:34 int f(int): Assertion 'n > 0' failed." */
static bool take_panic_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_begins_line(before) || !why_span_take_text(&cur, "Panic ") ||
        !take_panic_place(&cur, out) ||
        !why_span_take_until(&cur, ": Assertion '", &out->function) ||
        !why_span_take_until(&cur, "' failed.", &out->expression))
        return false;
    out->function = bare_function(out->function);
    return why_take_statement(before, rest, out);
}

/* assert() prints the whole signature of a function, panic() its bare name. */
static bool is_signature(why_span text)
{
    while (text.len > 0 && why_is_word(text.ptr[0]))
        text = why_span_skip(text, 1);
    return why_span_starts(text, "(") ||
           (text.len > 1 && text.ptr[0] == ' ' && why_is_word(text.ptr[1]));
}

/* "Panic main.cpp:34 loop"; with a signature behind the place it is an assertion whose line is
 * broken. */
static bool take_panic(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);

    if (!why_begins_line(before) || !why_span_take_text(&cur, "Panic ") ||
        !take_panic_place(&cur, out))
        return false;
    if (is_signature(cur))
        out->says = WHY_SAYS_ASSERT;
    out->function = bare_function(cur);
    return cur.len > 0 && why_take_statement(before, rest, out);
}

/* "Unhandled C++ exception: OOM": one word. */
static bool take_terminate(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);
    size_t len = 0;

    if (!why_begins_line(before) || !why_span_take_words(&cur, "Unhandled C++ exception: "))
        return false;
    while (len < cur.len && (why_is_word(cur.ptr[len]) || cur.ptr[len] == ':'))
        len++;
    out->name = why_span_head(cur, len);
    return why_take_statement(before, rest, out);
}

static bool take_postmortem(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_POSTMORTEM;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* ---- the boot ROM ---- */

/* "ets Jan  8 2013,rst cause:2, boot mode:(3,6)" */
static bool take_banner(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_BANNER;
    if (!why_span_take_words(&cur, "ets Jan 8 2013"))
        return false;
    out->text = why_span_of("ets Jan  8 2013");
    *rest = cur;
    return true;
}

static bool take_reset(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_RESET;
    why_span_take_words(rest, "rst cause:");
    out->value.known = why_span_take_decimal(rest, &out->value.value);
    return out->value.known;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Fatal exception ", WHY_ROLE_HINT, take_fatal, WHY_SAYS_FATAL_EXCEPTION, "Fatal exception 28(LoadProhibitedCause):" },
    { "Fatal exception:", WHY_ROLE_OPENS, take_reset_info, WHY_SAYS_EXCEPTION,
      "Fatal exception:28 flag:2 (Exception) epc1:0x40206f20 epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000008 depc:0x00000000" },
    { "Fatal exception:", WHY_ROLE_DETAIL, take_other_reset, WHY_SAYS_NOTHING,
      "Fatal exception:0 flag:6 (EXT_SYS_RST) epc1:0x00000000 epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000000 depc:0x00000000" },
    { "flag:", WHY_ROLE_DETAIL, take_flag, WHY_SAYS_PREVIOUS_RUN,
      "Fatal exception:28 flag:2 (Exception) epc1:0x40206f20 epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000008 depc:0x00000000" },
    { "Exception (", WHY_ROLE_CLUE, take_exception, WHY_SAYS_EXCEPTION, "Exception (28):" },
    { " - excsave1=0x", WHY_ROLE_CLUE, take_entry, WHY_SAYS_EXCEPTION_ENTRY,
      "Kernel Exception - excsave1=0x402044a1 excsave2=0x3ffffe40 epc1=0x40204412" },
    { "Soft WDT reset", WHY_ROLE_HINT, take_soft_wdt, WHY_SAYS_SOFT_WDT, "Soft WDT reset" },
    { "wdt reset", WHY_ROLE_OPENS, take_hard_wdt, WHY_SAYS_HARD_WDT, "wdt reset" },
    { "Hardware WDT reset", WHY_ROLE_CLUE, take_wdt_dump, WHY_SAYS_HARD_WDT, "Hardware WDT reset" },
    { "Panic ", WHY_ROLE_HINT, take_panic_assert, WHY_SAYS_ASSERT,
      "Panic main.cpp:34 void loop(): Assertion 'count > 0' failed." },
    { "Panic ", WHY_ROLE_HINT, take_panic, WHY_SAYS_ABORT, "Panic core_esp8266_main.cpp:131 __yield" },
    { "Unhandled C++ exception:", WHY_ROLE_HINT, take_terminate, WHY_SAYS_TERMINATE, "Unhandled C++ exception: OOM" },
    { "Abort called", WHY_ROLE_HINT, take_abort, WHY_SAYS_ABORT, "Abort called" },
    { "Stack overflow detected.", WHY_ROLE_HINT, take_smash, WHY_SAYS_STACK_SMASH, "Stack overflow detected." },
    { "PANIC: Stack overrun", WHY_ROLE_HINT, take_smash, WHY_SAYS_STACK_SMASH, "PANIC: Stack overrun" },
    { "Generic Reset", WHY_ROLE_CLUE, take_generic, WHY_SAYS_GENERIC_RESET, "Generic Reset" },
    { "ISR not in IRAM!", WHY_ROLE_CLUE, take_isr_in_flash, WHY_SAYS_ISR_IN_FLASH, "ISR not in IRAM!" },
    { "User exception (panic/abort/assert)", WHY_ROLE_CLUE, take_postmortem, WHY_SAYS_NOTHING,
      "User exception (panic/abort/assert)" },
    { "CUT HERE FOR EXCEPTION DECODER", WHY_ROLE_DETAIL, take_postmortem, WHY_SAYS_NOTHING,
      "--------------- CUT HERE FOR EXCEPTION DECODER ---------------" },
    { "ets Jan", WHY_ROLE_BOOT, take_banner, WHY_SAYS_NOTHING, " ets Jan  8 2013,rst cause:2, boot mode:(3,6)" },
    { "rst cause:", WHY_ROLE_BOOT, take_reset, WHY_SAYS_NOTHING, " ets Jan  8 2013,rst cause:2, boot mode:(3,6)" },
};
/* clang-format on */

const struct why_grammar why_grammar_esp8266 = { .rules = rules,
                                                 .count = WHY_COUNTOF(rules),
                                                 .family = WHY_FAMILY_ESP8266_NONOS };
