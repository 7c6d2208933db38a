/* Headlines of panics and the detail lines between a headline and its registers.
 * Source: ESP-IDF components/esp_system/panic.c, port/panic_handler.c,
 * port/arch/{xtensa,riscv}/panic_arch.c, components/esp32/panic.c (v1.0 to v4.1); strings of the
 * boot ROMs. */
#include "base/span.h"
#include "read/grammar.h"

#define DAMAGE_BYTES 16u  /* "panic'ed " and what may have been added to it */
#define REASON_BYTES 120u /* the longest reason has 50; more is damage */

/* "panic'ed", however the apostrophe was written or escaped. */
static bool take_panicked(why_span *rest)
{
    why_span cur = *rest;
    why_span apostrophe;

    if (!why_span_take_text(&cur, "panic") || !why_span_take_until(&cur, "ed", &apostrophe))
        return false;
    if (apostrophe.len == 0 || apostrophe.len > 6)
        return false;
    *rest = cur;
    return true;
}

/* " (LoadProhibited). Exception was unhandled.": the reason; the bracket may be cut off or absent.
 */
static bool take_reason(why_span *rest, why_span *reason)
{
    why_span cur = *rest;
    size_t stop;

    *reason = why_span_head(cur, 0);
    why_span_take_blanks(&cur);
    if (!why_span_take_text(&cur, "("))
        return true;
    *reason = why_line_rest(cur);
    if (why_span_find(cur, ")", &stop)) {
        *reason = why_span_head(cur, stop);
        if (reason->len > 0 && why_span_is_empty(why_span_trim(*reason)))
            return false; /* the texts of a firmware, one behind the other */
        stop++;
    } else {
        stop = reason->len;
    }
    /* Two cores that panic at once write into each other's line: the second headline is whole, the
     * first is not. */
    if (reason->len > REASON_BYTES || why_span_contains(*reason, "Guru"))
        return false;
    *rest = why_span_skip(cur, stop);
    return true;
}

/* "Core  0 " or "Core  / ", or nothing. */
static void take_core(why_span *rest, struct why_value *core)
{
    why_span cur = *rest;

    if (!why_span_take_words(&cur, "Core "))
        return;
    core->known = why_span_take_decimal(&cur, &core->value);
    if (core->known || why_span_take_text(&cur, "/"))
        *rest = cur;
    why_span_take_blanks(rest);
}

/* "pa\xffic'ed (": damage between the core and the reason. */
static bool skip_to_bracket(why_span *rest)
{
    size_t at;

    if (!why_span_find(*rest, "(", &at) || at > DAMAGE_BYTES)
        return false;
    *rest = why_span_skip(*rest, at);
    return true;
}

static bool take_headline(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_text(&cur, "Guru Meditation Error:"))
        return false;
    why_span_take_blanks(&cur);
    if (why_span_take_words(&cur, "LP Core panic'ed ")) {
        out->family = WHY_FAMILY_LP_CORE;
        out->text = why_line_rest(cur);
        *rest = why_span_skip(cur, cur.len);
        if (why_span_take_text(&out->text, "("))
            out->text.len -= why_span_ends(out->text, ")") ? 1 : 0;
        return true;
    }
    take_core(&cur, &out->value);
    if (!take_panicked(&cur) && !(out->value.known && skip_to_bracket(&cur)))
        return false;
    if (!take_reason(&cur, &out->text))
        return false;
    *rest = cur;
    return true;
}

/* Up to v2.1: "of type X occurred on core  0. Exception was unhandled." */
static bool take_old_headline(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "Guru Meditation Error of type ") ||
        !why_span_take_until(&cur, " occurred on core", &out->text))
        return false;
    why_span_take_blanks(&cur);
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    *rest = cur;
    return true;
}

/* A headline whose start was lost on the line: only "panic'ed (" is left to go by. */
static bool take_damaged_headline(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    if (!take_panicked(&cur) || !take_reason(&cur, &out->text) || out->text.len == 0 ||
        !why_is_word(out->text.ptr[0]))
        return false;
    out->value = why_core_before(before);
    *rest = cur;
    return true;
}

/* "Debug exception reason: Stack canary watchpoint triggered (main) " */
static bool take_debug_reason(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur;
    why_span skipped;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_text(rest, "Debug exception reason:"))
        return false;
    out->text = why_span_trim(why_line_rest(*rest));
    cur = out->text;
    if (why_span_take_until(&cur, "watchpoint triggered (", &skipped) && why_span_ends(cur, ")"))
        out->name = why_span_head(cur, cur.len - 1);
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* The same, where it begins its line: the headline before it may be lost. */
static bool take_debug_line(why_span before, why_span *rest, struct why_item *out)
{
    return why_begins_line(before) && take_debug_reason(before, rest, out);
}

/* A line of a memory protection fault; the address stands behind "address" where it is printed. */
static bool take_protection(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur;
    why_span skipped;

    cur = *rest;
    if (!why_take_statement(before, rest, out))
        return false;
    if (why_span_take_until(&cur, "address", &skipped)) {
        why_span_take_text(&cur, ":");
        why_span_take_blanks(&cur);
        why_take_address(&cur, &out->value);
    }
    return true;
}

static bool is_cell_char(char c)
{
    return why_is_word(c) && !(c >= 'g' && c <= 'z');
}

/* "world: PMS_WORLD_0", "operation type: W", "byte-enables: 0000000f": one word of capitals or
 * digits; "Hello world: ..." is another line. */
static bool take_protection_cell(why_span before, why_span *rest, struct why_item *out)
{
    why_span value;
    why_span label;

    if (!why_take_statement(before, rest, out))
        return false;
    value = out->text;
    if (!why_span_take_until(&value, ":", &label))
        return false;
    value = why_span_trim(value);
    for (size_t i = 0; i < value.len; i++)
        if (!is_cell_char(value.ptr[i]))
            return false;
    return value.len > 0;
}

/* Bytes of the word that ends a text, with the blanks behind it. */
static size_t last_word(why_span text)
{
    const why_span word = why_span_trim(text);
    size_t len = 0;

    while (len < word.len && why_is_letter(word.ptr[word.len - 1 - len]))
        len++;
    return len + text.len - word.len;
}

/* "Write operation at address 0x4002c3fc not permitted (IRAM0_SRAM)": the operation is the word
 * before the anchor, or "Instruction fetch". */
static bool take_refused_operation(why_span before, why_span *rest, struct why_item *out)
{
    size_t len = last_word(before);
    const why_span ahead = why_span_head(before, before.len - len);

    if (!take_protection(before, rest, out))
        return false;
    if (why_span_ends(why_span_trim(ahead), "Instruction"))
        len += last_word(ahead);
    out->text.ptr -= len;
    out->text.len += len;
    return true;
}

/* 'Detected in task "HWSG0" at 0x4200a1b2' */
static bool take_stack_guard(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    if (!why_span_take_words(&cur, "Detected in task \"") ||
        !why_span_take_until(&cur, "\" at ", &out->name))
        return false;
    why_take_address(&cur, &out->value);
    *rest = cur;
    return true;
}

static bool take_stack_pointer(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    if (!why_span_take_words(&cur, "Stack pointer: ") || !why_take_address(&cur, &out->value))
        return false;
    *rest = cur;
    return true;
}

static bool take_stack_bounds(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    if (!why_span_take_words(&cur, "Stack bounds: ") || !why_take_address(&cur, &out->value) ||
        !why_span_take_words(&cur, " - ") || !why_take_address(&cur, &out->value2))
        return false;
    *rest = cur;
    return true;
}

/* "Fault addr: 0x40001000 | Origin: U-mode" (ESP-TEE) */
static bool take_fault_origin(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    if (!why_span_take_words(&cur, "Fault addr: ") || !why_take_address(&cur, &out->value))
        return false;
    if (why_span_take_words(&cur, " | Origin: "))
        out->name = why_line_rest(cur);
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "Unhandled interrupt 23 on cpu 0!": the program goes on. */
static bool take_stray_interrupt(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, "Unhandled interrupt ") ||
        !why_span_take_decimal(&cur, &out->value.value) || !why_span_take_words(&cur, " on cpu ") ||
        !why_span_take_decimal(&cur, &out->value2.value))
        return false;
    out->value.known = true;
    out->value2.known = true;
    return true;
}

/* A debugger is attached and takes over: the console says no more. */
static bool take_breakpoint(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_TAIL;
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "Guru Meditation Error:", WHY_ROLE_OPENS, take_headline, WHY_SAYS_HEADLINE,
      "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled." },
    { "Guru Meditation Error of type", WHY_ROLE_OPENS, take_old_headline, WHY_SAYS_HEADLINE,
      "Guru Meditation Error of type StoreProhibited occurred on core  0. Exception was unhandled." },
    { "panic'ed (", WHY_ROLE_OPENS, take_damaged_headline, WHY_SAYS_HEADLINE,
      "ditation Error: Core  1 panic'ed (IllegalInstruction)" },
    { "Debug exception reason:", WHY_ROLE_HINT, take_debug_line, WHY_SAYS_DEBUG_REASON,
      "Debug exception reason: Stack canary watchpoint triggered (Monitor) " },
    { "Debug exception reason:", WHY_ROLE_CLUE, take_debug_reason, WHY_SAYS_DEBUG_REASON,
      "monitor: Debug exception reason: Watchpoint 0 triggered " },
    { "Cache disabled but cached memory region accessed", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Cache disabled but cached memory region accessed" },
    { "ached memory region accessed while", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Cached memory region accessed while ibus or cache is disabled" },
    { "access to cache while", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "access to cache while dbus or cache is disabled" },
    { "bus tried to write cache", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Dbus tried to write cache" },
    { "bus authentication failed", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "ibus authentication failed" },
    { "Dbus write to cache rejected", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Dbus write to cache rejected, error address: 0x3c020300" },
    { "cache reject error", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Icache reject error occurred while accessing the address 0x42012345 (invalid mmu entry)" },
    { "cache sync parameter configuration error", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Icache sync parameter configuration error, the error address and size is 0x3c000000(0x00001000)" },
    { "cache preload parameter configuration error", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Dcache preload parameter configuration error" },
    { "reload configurations fault", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Preload configurations fault" },
    { "ync configurations fault", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "sync configurations fault" },
    { "MMU entry fault", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "MMU entry fault error occurred while accessing the address 0x3f012345" },
    { "Write back error occurred while dcache", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Write back error occurred while dcache tries to write back to flash" },
    { "EXTMEM_CORE0_ACS_CACHE_INT_ST_REG", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "EXTMEM_CORE0_ACS_CACHE_INT_ST_REG = 0x00000004" },
    { "EXTMEM_CACHE_ILG_INT_ST_REG", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "EXTMEM_CACHE_ILG_INT_ST_REG = 0x00000000" },
    { "Cache access error", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Cache access error" },
    { "Cache error active, but failed", WHY_ROLE_DETAIL, why_take_statement_from_word, WHY_SAYS_CACHE_DETAIL,
      "Cache error active, but failed to find a corresponding error message" },
    { "operation at address", WHY_ROLE_DETAIL, take_refused_operation, WHY_SAYS_PROTECTION,
      "Write operation at address 0x4002c3fc not permitted (IRAM0_SRAM)" },
    { "memory type:", WHY_ROLE_DETAIL, take_protection_cell, WHY_SAYS_PROTECTION, "  memory type: IRAM0_SRAM" },
    { "faulting address:", WHY_ROLE_DETAIL, take_protection, WHY_SAYS_PROTECTION, "  faulting address: 0x403811fc" },
    { "operation type:", WHY_ROLE_DETAIL, take_protection_cell, WHY_SAYS_PROTECTION, "  operation type: WRITE" },
    { "world:", WHY_ROLE_DETAIL, take_protection_cell, WHY_SAYS_PROTECTION, "  world: PMS_WORLD_0" },
    { "byte-enables:", WHY_ROLE_DETAIL, take_protection_cell, WHY_SAYS_PROTECTION, "  byte-enables: 0000000f" },
    { "- no details available -", WHY_ROLE_DETAIL, take_protection, WHY_SAYS_PROTECTION, "  - no details available -" },
    { "Detected in task \"", WHY_ROLE_DETAIL, take_stack_guard, WHY_SAYS_STACK_GUARD,
      "Detected in task \"HWSG0\" at 0x4200a1b2" },
    { "Stack pointer:", WHY_ROLE_DETAIL, take_stack_pointer, WHY_SAYS_STACK_POINTER, "Stack pointer: 0x3fc95a10" },
    { "Stack bounds:", WHY_ROLE_DETAIL, take_stack_bounds, WHY_SAYS_STACK_BOUNDS,
      "Stack bounds: 0x3fc95b2c - 0x3fc95f20" },
    { "Fault addr:", WHY_ROLE_DETAIL, take_fault_origin, WHY_SAYS_FAULT_ORIGIN,
      "Fault addr: 0x40001000 | Origin: U-mode" },
    { "Panic handler entered multiple times", WHY_ROLE_JOINS, why_take_statement, WHY_SAYS_REENTERED,
      "Panic handler entered multiple times. Abort panic handling. Rebooting ..." },
    { "Re-entered core dump!", WHY_ROLE_DETAIL, why_take_statement, WHY_SAYS_REENTERED,
      "Re-entered core dump! Exception happened during core dump!" },
    { "Unhandled interrupt ", WHY_ROLE_DETAIL, take_stray_interrupt, WHY_SAYS_STRAY_INTERRUPT,
      "Unhandled interrupt 23 on cpu 0!" },
    { "Setting breakpoint at 0x", WHY_ROLE_TAIL, take_breakpoint, WHY_SAYS_NOTHING,
      "Setting breakpoint at 0x400d1234 and returning..." },
    { "Entering gdb stub", WHY_ROLE_TAIL, why_take_statement, WHY_SAYS_GDB_STUB, "Entering gdb stub now." },
};
/* clang-format on */

const struct why_grammar why_grammar_panic = { .rules = rules, .count = WHY_COUNTOF(rules) };
