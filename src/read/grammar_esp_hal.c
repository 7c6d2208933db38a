/* Panics and exceptions of Rust without ESP-IDF.
 * Source: esp-hal esp-backtrace/src/{lib.rs,riscv.rs,xtensa.rs}, esp-hal/src/exception_handler;
 * xtensa-lx-rt/src/exception/context.rs. */
#include "base/span.h"
#include "read/grammar.h"
#include "read/register_name.h"
#include "read/rust_text.h"

#define BANNER_BYTES 10u /* of the 22 behind the word */

/* "====================== PANIC ======================", which ends the line but for the place that
 * defmt adds. */
static bool take_banner(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_line_rest(*rest);
    size_t count = 0;

    (void)before;
    out->kind = WHY_ITEM_MARK;
    if (!why_span_take_text(&cur, "=== PANIC "))
        return false;
    for (; cur.len > 0 && cur.ptr[0] == '='; count++)
        cur = why_span_skip(cur, 1);
    *rest = why_span_skip(*rest, rest->len);
    return count >= BANNER_BYTES && (cur.len == 0 || why_span_starts(cur, " ("));
}

/* "!! A panic occured in 'src/main.rs', at line 24, column 9:", the message follows */
static bool take_old_panic(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "!! A panic occured "))
        return false;
    if (why_span_take_words(&cur, "in '") && why_span_take_until(&cur, "', at line ", &out->file))
        why_span_take_decimal(&cur, &out->line);
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "panicked at src/main.rs:24:9:" as the whole of a line, log prefixes aside: the place is what
 * tells it from prose. */
static bool take_bare_panic(why_span before, why_span *rest, struct why_item *out)
{
    why_span mark = why_span_trim(before);

    if (!why_begins_line(mark) && !why_span_ends(mark, "]") && !why_span_ends(mark, ":") &&
        !why_span_ends(mark, "ERROR") && !why_span_ends(mark, "-") && !why_span_ends(mark, "|"))
        return false;
    return why_take_rust_panic(rest, out) && out->line > 0;
}

/* "    message: Some(", of a PanicInfo printed with all its members: the message is the next line.
 */
static bool take_member(why_span before, why_span *rest, struct why_item *out)
{
    out->kind = WHY_ITEM_MARK;
    *rest = why_span_skip(*rest, rest->len);
    return why_span_is_empty(why_span_trim(before));
}

/* "Exception occured 'LoadProhibited'", "Exception occurred on ProCpu 'StoreProhibited'" */
static bool take_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span words;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_text(&cur, "Exception occu");
    if (!why_span_take_until(&cur, "'", &words) || !why_span_take_until(&cur, "'", &out->text))
        return false;
    out->value.known = why_span_contains(words, "ProCpu") || why_span_contains(words, "AppCpu");
    out->value.value = why_span_contains(words, "AppCpu") ? 1 : 0;
    *rest = cur;
    return words.len < 24 && out->text.len > 0 && out->text.len < 40;
}

/* "Exception 'Load access fault' mepc=0x42001234, mtval=0x00000004": the cells are left. */
static bool take_riscv_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_text(&cur, "Exception '");
    if (!why_span_take_until(&cur, "'", &out->text) || !why_span_starts(cur, " mepc="))
        return false;
    *rest = cur;
    return true;
}

/* "Stack overflow detected at 0x42001234, possibly called by 0x42005678": the program counter, and
 * what the return address register held. */
static bool take_overflow(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span words;

    if (!why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, "Stack overflow detected at ") ||
        !why_take_address(&cur, &out->value) || !why_span_take_until(&cur, "called by ", &words))
        return false;
    return words.len < 16;
}

static why_span name_before(why_span before)
{
    why_span text = why_span_trim(before);
    size_t len = 0;

    while (len < text.len &&
           (why_is_word(text.ptr[text.len - 1 - len]) || text.ptr[text.len - 1 - len] == '/'))
        len++;
    return why_span_skip(text, text.len - len);
}

/* "Context { PC: 1074074628, PS: 393237, ... }", "TrapFrame { ra: 1107302418, ... }": decimal. */
static bool take_debug_cell(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 2);

    out->kind = WHY_ITEM_REGISTER;
    if (!why_span_take_decimal(&cur, &out->value.value) ||
        (!why_span_starts(cur, ",") && !why_span_starts(cur, " }")))
        return false;
    out->name = name_before(before);
    if (!why_is_register_name(out->name) ||
        (!why_span_contains(before, "Context {") && !why_span_contains(before, "TrapFrame {")))
        return false;
    out->value.known = true;
    *rest = cur;
    return true;
}

/* "[ERROR] 0x42003627 (esp_backtrace src/lib.rs:41)": an entry with the place that printed it. */
static bool take_logged_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_ADDRESS;
    if (!why_span_take_hex8(&cur, &out->value.value) || !why_span_starts(cur, " (esp_backtrace "))
        return false;
    out->value.known = true;
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "No backtrace available - make sure to force frame-pointers." */
static bool take_no_backtrace(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_BACKTRACE_END;
    out->text = why_line_rest(*rest);
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "STACKDUMP: 4200162e 00000000c80f...": the program counter, and bytes of the stack at an address
 * that is not told. */
static bool take_stack_dump(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_FRAME;
    why_span_take_text(&cur, "STACKDUMP: ");
    why_span_take_text(&cur, "0x");
    out->value.known = why_span_take_hex_digits(&cur, &out->value.value);
    *rest = why_span_skip(cur, cur.len);
    return out->value.known && why_span_starts(cur, " ");
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "=== PANIC ===", WHY_ROLE_OPENS, take_banner, WHY_SAYS_RUST_PANIC, "====================== PANIC ======================" },
    { "!! A panic occured ", WHY_ROLE_OPENS, take_old_panic, WHY_SAYS_RUST_PANIC,
      "!! A panic occured in 'src/main.rs', at line 24, column 9:" },
    { "panicked at ", WHY_ROLE_HINT, take_bare_panic, WHY_SAYS_RUST_PANIC, "[ERROR] panicked at src/main.rs:24:9:" },
    { "message: Some(", WHY_ROLE_DETAIL, take_member, WHY_SAYS_NOTHING, "    message: Some(" },
    { "PanicInfo {", WHY_ROLE_DETAIL, take_member, WHY_SAYS_NOTHING, "PanicInfo {" },
    { "payload: ", WHY_ROLE_DETAIL, take_member, WHY_SAYS_NOTHING, "    payload: Any { .. }," },
    { "Exception occu", WHY_ROLE_JOINS, take_exception, WHY_SAYS_HEADLINE, "Exception occurred on ProCpu 'StoreProhibited'" },
    { "Exception '", WHY_ROLE_JOINS, take_riscv_exception, WHY_SAYS_HEADLINE,
      "Exception 'Load access fault' mepc=0x42001234, mtval=0x00000004" },
    { "Detected a write to the stack guard value", WHY_ROLE_JOINS, why_take_statement, WHY_SAYS_DEBUG_REASON,
      "Detected a write to the stack guard value on ProCpu" },
    { "Detected a write to the main stack's guard value", WHY_ROLE_JOINS, why_take_statement, WHY_SAYS_DEBUG_REASON,
      "Detected a write to the main stack's guard value at 0x42001234, possibly called by 0x42005678" },
    { "Stack overflow detected at 0x", WHY_ROLE_JOINS, take_overflow, WHY_SAYS_STACK_GUARD,
      "Stack overflow detected at 0x42001234, possibly called by 0x42005678" },
    { ": ", WHY_ROLE_DETAIL, take_debug_cell, WHY_SAYS_NOTHING, "Context { PC: 1074074628, PS: 393237, A0: 2148204802 }" },
    { "0x", WHY_ROLE_DETAIL, take_logged_entry, WHY_SAYS_NOTHING, "[ERROR] 0x42003627 (esp_backtrace src/lib.rs:41)" },
    { "No backtrace available", WHY_ROLE_DETAIL, take_no_backtrace, WHY_SAYS_NOTHING,
      "No backtrace available - make sure to force frame-pointers. (see https://crates.io/crates/esp-backtrace)" },
    { "STACKDUMP: ", WHY_ROLE_DETAIL, take_stack_dump, WHY_SAYS_NOTHING, "STACKDUMP: 4200162e 00000000c80fc83f" },
    { "@COREDUMP", WHY_ROLE_DETAIL, why_take_mark, WHY_SAYS_NOTHING, "@COREDUMP" },
    { "@ENDCOREDUMP", WHY_ROLE_DETAIL, why_take_mark, WHY_SAYS_NOTHING, "@ENDCOREDUMP" },
};
/* clang-format on */

const struct why_grammar why_grammar_esp_hal = { .rules = rules,
                                                 .count = WHY_COUNTOF(rules),
                                                 .family = WHY_FAMILY_ESP_HAL };
