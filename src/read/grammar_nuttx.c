/* Panics of NuttX. Its register cells read like any other's, see grammar_dump.c.
 * Source: NuttX sched/misc/assert.c, libs/libc/sched/sched_dumpstack.c,
 * arch/xtensa/src/common/xtensa_assert.c, arch/risc-v/src/common/riscv_exception.c. */
#include "base/span.h"
#include "read/grammar.h"

#define CAUSE_DIGITS 4u /* of "EXCCAUSE=001c" */

/* "[CPU1] " at the start of a line: builds for two cores say which one speaks. */
static struct why_value cpu_before(why_span before)
{
    struct why_value core = { .known = false };
    why_span skipped;

    core.known = why_span_take_until(&before, "[CPU", &skipped) &&
                 why_span_take_decimal(&before, &core.value) && why_span_starts(before, "]");
    return core;
}

/* "User Exception: EXCCAUSE=001c task: nsh_main": the number is hexadecimal. */
static bool take_user_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span text = *rest;
    why_span digits;

    out->kind = WHY_ITEM_STATEMENT;
    out->value = cpu_before(before);
    if (!why_span_take_words(&cur, "User Exception: "))
        return false;
    out->name = why_span_head(cur, 8);
    if (!why_span_take_text(&cur, "EXCCAUSE="))
        return false;
    digits = cur;
    out->value2.known =
        why_span_take_hex_digits(&cur, &out->value2.value) && digits.len - cur.len == CAUSE_DIGITS;
    out->text = why_span_head(text, text.len - cur.len);
    *rest = cur;
    return true;
}

/* "Unhandled Exception 2 task: nsh_main": the number is of NuttX, not of the CPU. */
static bool take_unhandled(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span text = *rest;
    uint32_t number;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "Unhandled Exception ") ||
        !why_span_take_decimal(&cur, &number) || !why_span_starts(cur, " task"))
        return false;
    out->text = why_span_head(text, text.len - cur.len);
    *rest = cur;
    return true;
}

/* "EXCEPTION: Load access fault. MCAUSE: 00000005, EPC: 42001234, MTVAL: 00000004": the cells are
 * left to the rows of dumps. */
static bool take_exception(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span next;

    out->kind = WHY_ITEM_STATEMENT;
    out->value = cpu_before(before);
    if (!why_span_take_words(&cur, "EXCEPTION: ") || !why_span_take_until(&cur, ". ", &out->text))
        return false;
    next = cur;
    if (!why_span_take_text(&next, "MCAUSE:"))
        return false;
    *rest = cur;
    return true;
}

/* What handles exceptions ends in an assertion of its own, which repeats that there was one. Builds
 * without file names print ":0" for its place. */
static bool is_of_handler(why_span file)
{
    static const char *const handlers[] = { "riscv_exception.c", "xtensa_assert.c" };

    for (size_t i = 0; i < WHY_COUNTOF(handlers); i++)
        if (why_span_ends(file, handlers[i]))
            return true;
    return false;
}

/* "Assertion failed panic: at file: :0 task: nsh_main process: nsh_main 0x400d1234": with a place
 * the program's own assertion; the task is left to the next row. */
static bool take_assertion(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span place;
    size_t stop;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "Assertion failed ") ||
        !why_span_take_until(&cur, "at file:", &out->expression) ||
        !why_span_find(cur, " task", &stop))
        return false;
    place = why_span_trim(why_span_head(cur, stop));
    out->text = why_line_rest(*rest);
    out->expression = why_span_trim(out->expression);
    if (why_span_ends(out->expression, ":"))
        out->expression = why_span_trim(why_span_head(out->expression, out->expression.len - 1));
    if (!why_split_place(place, &out->file, &out->line)) {
        why_span line = place;

        if (!why_span_take_until(&line, " line:", &out->file) || !why_span_take_blanks(&line) ||
            !why_span_take_decimal(&line, &out->line))
            out->kind = WHY_ITEM_MARK;
    }
    if (is_of_handler(out->file))
        out->kind = WHY_ITEM_MARK;
    *rest = why_span_skip(cur, stop);
    return true;
}

/* " task: nsh_main process: ...", " task(CPU0): nsh_main": a name has no blanks that would tell its
 * end. */
static bool take_task(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span cpu;
    size_t stop;

    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_contains(before, " Exception") && !why_span_contains(before, "at file:"))
        return false;
    why_span_take_text(&cur, " task");
    if (!why_span_take_text(&cur, ": ") &&
        !(why_span_take_text(&cur, "(CPU") && why_span_take_until(&cur, "): ", &cpu)))
        return false;
    out->text = why_line_rest(cur);
    out->name = out->text;
    if (why_span_find(cur, " process: ", &stop) || why_span_find(cur, " 0x", &stop))
        out->name = why_span_head(cur, stop);
    *rest = why_span_skip(cur, cur.len);
    return out->name.len > 0;
}

/* "  base: 0x3ffb2710" */
static bool take_base(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STACK_BASE;
    out->text = why_line_rest(*rest);
    why_span_take_text(rest, " base: ");
    return why_take_address(rest, &out->value);
}

/* "  size: 00003024": decimal, with zeros before it */
static bool take_size(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STACK_SIZE;
    why_span_take_text(&cur, " size: ");
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    *rest = cur;
    return out->value.known && why_span_is_empty(why_line_rest(cur));
}

/* "    sp: 0x3ffb3120" */
static bool take_sp(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    out->text = why_line_rest(*rest);
    why_span_take_text(rest, " sp: ");
    return why_take_address(rest, &out->value);
}

/* An entry of "backtrace| 2: 0x400d1234 0x400d5678": behind the number of a task, nothing but
 * addresses. */
static bool take_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span list = before;
    why_span head;

    out->kind = WHY_ITEM_FRAME;
    if (!why_span_take_until(&list, "backtrace|", &head) || !why_span_take_blanks(&list) ||
        !why_span_take_decimal(&list, &out->level) || !why_span_take_text(&list, ":"))
        return false;
    out->value.known = why_span_take_hex8(rest, &out->value.value) &&
                       (rest->len == 0 || !why_is_word(rest->ptr[0]));
    if (!out->value.known)
        out->kind = WHY_ITEM_DAMAGED;
    return true;
}

/* What stands behind the last bracket that was opened. */
static size_t last_bracket(why_span text)
{
    size_t at = text.len;

    while (at > 0 && text.ptr[at - 1] != '[')
        at--;
    return at;
}

/* "[ 2] [<0x400d1234>] nsh_main+0x10/0x40": a task's number, and an entry with its name. */
static bool take_named_entry(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_skip(*rest, 2);
    why_span number = why_span_skip(before, last_bracket(before));
    size_t stop;

    out->kind = WHY_ITEM_FRAME;
    why_span_take_blanks(&number);
    if (!why_span_take_decimal(&number, &out->level) || !why_span_equals(number, "] ") ||
        !why_span_take_hex8(&cur, &out->value.value) || !why_span_take_text(&cur, ">]"))
        return false;
    why_span_take_blanks(&cur);
    out->value.known = true;
    out->function = why_line_rest(cur);
    if (why_span_find(out->function, "+0x", &stop))
        out->function = why_span_head(out->function, stop);
    if (why_span_starts(out->function, "0x"))
        out->function.len = 0;
    *rest = why_span_skip(cur, cur.len);
    return true;
}

/* "0x3ffb3100: 00000000 3ffb3140 ...": eight words, all of them, without 0x. */
static bool take_stack_row(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STACK_ROW;
    if (!why_span_take_hex8(&cur, &out->value.value) || !why_span_take_text(&cur, ":") ||
        out->value.value % 4 != 0)
        return false;
    while (out->word_count < WHY_ITEM_WORDS) {
        why_span word = cur;

        if (!why_span_take_text(&word, " ") || word.len < 8 ||
            !why_span_take_hex_digits(&word, &out->words[out->word_count]) ||
            cur.len - word.len != 9)
            break;
        cur = word;
        out->word_count++;
    }
    out->value.known = true;
    *rest = cur;
    return out->word_count > 0;
}

/* "Dump CPU1: RUNNING": the other core's registers follow. */
static bool take_cpu(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_DUMP_HEADER;
    why_span_take_text(&cur, "Dump CPU");
    out->value.known = why_span_take_decimal(&cur, &out->value.value);
    *rest = cur;
    return out->value.known && why_span_take_text(rest, ":");
}

/* "Current Version: NuttX  12.4.0 a1b2c3d Jan  1 2024 xtensa" */
static bool take_version(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_APP_VERSION;
    why_span_take_text(rest, "Current Version: ");
    out->text = why_line_rest(*rest);
    *rest = why_span_skip(*rest, rest->len);
    return why_span_starts(out->text, "NuttX");
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "User Exception: EXCCAUSE=", WHY_ROLE_OPENS, take_user_exception, WHY_SAYS_HEADLINE,
      "xtensa_user_panic: User Exception: EXCCAUSE=001c task: nsh_main" },
    { "EXCEPTION: ", WHY_ROLE_OPENS, take_exception, WHY_SAYS_HEADLINE,
      "riscv_exception: EXCEPTION: Load access fault. MCAUSE: 00000005, EPC: 42001234, MTVAL: 00000004" },
    { "Assertion failed ", WHY_ROLE_JOINS, take_assertion, WHY_SAYS_ASSERT,
      "dump_assert_info: Assertion failed : at file: chip/esp32_serial.c:1234 task: init process: init 0x400d1234" },
    { " task", WHY_ROLE_DETAIL, take_task, WHY_SAYS_THREAD,
      "xtensa_user_panic: User Exception: EXCCAUSE=001c task: nsh_main" },
    { "Current Version: NuttX", WHY_ROLE_DETAIL, take_version, WHY_SAYS_NOTHING,
      "dump_assert_info: Current Version: NuttX  12.4.0 a1b2c3d Jan  1 2024 10:00:00 xtensa" },
    { "PANIC!!! Exception = ", WHY_ROLE_DETAIL, why_take_mark, WHY_SAYS_NOTHING, "riscv_exception: PANIC!!! Exception = 00000005" },
    { "Stack pointer is not within the stack", WHY_ROLE_DETAIL, why_take_statement, WHY_SAYS_STACK_OUTSIDE,
      "dump_stacks: ERROR: Stack pointer is not within the stack" },
    { " base: ", WHY_ROLE_DETAIL, take_base, WHY_SAYS_NOTHING, "dump_stackinfo:   base: 0x3ffb2710" },
    { " size: ", WHY_ROLE_DETAIL, take_size, WHY_SAYS_NOTHING, "dump_stackinfo:   size: 00003024" },
    { " sp: ", WHY_ROLE_DETAIL, take_sp, WHY_SAYS_STACK_POINTER, "dump_stackinfo:     sp: 0x3ffb3120" },
    { "0x", WHY_ROLE_DETAIL, take_stack_row, WHY_SAYS_NOTHING,
      "stack_dump: 0x3ffe13e0: 00000059 3ffaf600 00000002 3ffafaa4 800e1eb4 3ffe1420 400f0724 00000002" },
    { "0x", WHY_ROLE_DETAIL, take_entry, WHY_SAYS_NOTHING, "sched_dumpstack: backtrace| 2: 0x400d1234 0x400d5678" },
    { "backtrace:", WHY_ROLE_DETAIL, why_take_mark, WHY_SAYS_NOTHING, "sched_dumpstack: backtrace:" },
    { "Unhandled Exception ", WHY_ROLE_JOINS, take_unhandled, WHY_SAYS_HEADLINE, "xtensa_panic: Unhandled Exception 2 task: nsh_main" },
    { "[<", WHY_ROLE_DETAIL, take_named_entry, WHY_SAYS_NOTHING, "sched_dumpstack: [ 2] [<0x400d1234>] nsh_main+0x10/0x40" },
    { "Dump CPU", WHY_ROLE_DETAIL, take_cpu, WHY_SAYS_NOTHING, "dump_fatal_info: Dump CPU1: PAUSED" },
};
/* clang-format on */

const struct why_grammar why_grammar_nuttx = { .rules = rules,
                                               .count = WHY_COUNTOF(rules),
                                               .family = WHY_FAMILY_NUTTX };
