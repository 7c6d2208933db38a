/* Reports that software makes of itself: abort, assert and their kin, which have no headline.
 * Source: ESP-IDF components/esp_system/{esp_err.c,ubsan.c,stack_check.c,port/esp_system_chip.c},
 * components/newlib/{abort.c, assert.c}, components/heap/{multi_heap_poisoning.c,heap_caps_base.c},
 * components/freertos. */
#include <string.h>

#include "base/span.h"
#include "read/grammar.h"

#define NO_CACHE                                                                                   \
    "<cached disabled>" /* printed for a text that lies in flash while the cache is off */

/* A debugger prints the text as an argument of panic_abort(): details=0x3ffb4f0b "abort() was
 * called ...". */
static bool is_quoted_argument(why_span before)
{
    why_span text = before;
    size_t digits = 0;

    if (!why_span_ends(text, " \""))
        return false;
    text.len -= 2;
    while (digits < text.len && why_is_hex_digit(text.ptr[text.len - 1 - digits]))
        digits++;
    return digits > 0 && why_span_ends(why_span_head(text, text.len - digits), "0x");
}

/* "abort() was called at PC 0x400d66b9 on core 0" */
static bool take_abort(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span whole = *rest;

    out->kind = WHY_ITEM_STATEMENT;
    if (is_quoted_argument(before) || !why_span_take_words(&cur, "abort() was called at PC ") ||
        !why_take_address(&cur, &out->value))
        return false;
    if (why_span_take_words(&cur, " on core "))
        out->value2.known = why_span_take_decimal(&cur, &out->value2.value);
    out->text = why_span_head(whole, whole.len - cur.len);
    *rest = cur;
    return true;
}

/* Where the last blank-separated word of a text begins. */
static size_t word_start(why_span text)
{
    size_t start = text.len;

    while (start > 0 && text.ptr[start - 1] != ' ')
        start--;
    return start;
}

/* The last "FILE:LINE" of "FUNC FILE:LINE", FUNC may be a C++ signature. */
static void split_function_place(why_span text, struct why_item *out)
{
    size_t blank;

    if (!why_split_place(text, &out->file, &out->line)) {
        out->function = text;
        return;
    }
    blank = why_span_ends(out->file, NO_CACHE) ? out->file.len - strlen(NO_CACHE)
                                               : word_start(out->file);
    out->function = why_span_trim(why_span_head(out->file, blank));
    out->file = why_span_skip(out->file, blank);
    if (why_span_equals(out->function, "\b"))
        out->function.len = 0;
}

/* "FUNC FILE:LINE (EXPR": where the bracket of EXPR stands. EXPR holds anything, FUNC may hold
 * brackets: the one that follows
 * ":digits " is meant. */
static bool find_expression(why_span text, size_t *at)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        size_t digits = i;

        if (text.ptr[i] != ' ' || text.ptr[i + 1] != '(')
            continue;
        while (digits > 0 && why_is_digit(text.ptr[digits - 1]))
            digits--;
        if (digits < i && digits > 0 && text.ptr[digits - 1] == ':') {
            *at = i;
            return true;
        }
    }
    return false;
}

/* Where the first bracket of a text closes, with what it holds; all of it, if it was cut. */
static why_span in_brackets(why_span text)
{
    size_t open = 0;

    for (size_t i = 0; i < text.len; i++) {
        open += text.ptr[i] == '(' ? 1 : 0;
        if (text.ptr[i] == ')' && --open == 0)
            return why_span_head(text, i + 1);
    }
    return text;
}

/* "(EXPR)" without its brackets; the text may have been cut before the closing one. */
static why_span inside_brackets(why_span text)
{
    text = why_span_trim(why_span_skip(text, 1));
    if (why_span_ends(text, ")"))
        text.len--;
    return text;
}

/* "assert failed: xQueueSemaphoreTake queue.c:1549 (pxQueue->uxItemSize == 0)" and its shorter
 * forms. */
static bool take_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    size_t at;

    if (is_quoted_argument(before) || !why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, "assert failed: "))
        return false;
    cur = why_span_head(cur, out->text.len - (size_t)(cur.ptr - out->text.ptr));
    why_take_address(&cur, &out->value);
    if (find_expression(cur, &at)) {
        const why_span whole = in_brackets(why_span_trim(why_span_skip(cur, at + 1)));

        out->expression = inside_brackets(whole);
        out->text.len = (size_t)(whole.ptr - out->text.ptr) + whole.len;
        cur = why_span_head(cur, at);
    }
    split_function_place(why_span_trim(cur), out);
    if (out->expression.len == 0)
        out->line = 0; /* the text was cut, and the number may have been */
    return true;
}

/* Whole: with its place, or with an address. A program may print the words alone. */
static bool take_whole_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!take_assert(before, &cur, out) || (!out->value.known && out->file.len == 0))
        return false;
    *rest = cur;
    return true;
}

/* Cut: the function alone, or a part of it. */
static bool take_cut_assert(why_span before, why_span *rest, struct why_item *out)
{
    if (!take_assert(before, rest, out))
        return false;
    out->function.len = 0;
    return true;
}

/* 'assertion "idx < N" failed: file "/path/a.c", line 17, function: app_main' */
static bool take_newlib_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (!why_take_statement(before, rest, out) || !why_span_take_text(&cur, "assertion \"") ||
        !why_span_take_until(&cur, "\" failed: file \"", &out->expression) ||
        !why_span_take_until(&cur, "\"", &out->file))
        return false;
    if (why_span_take_words(&cur, ", line ") && why_span_take_decimal(&cur, &out->line) &&
        why_span_take_words(&cur, ", function: "))
        out->function = why_line_rest(cur);
    return true;
}

/* "/path/queue.c:1450 (xQueueGenericReceive)- assert failed!": all of it stands before the anchor.
 */
static bool take_freertos_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = why_span_trim(before);
    size_t open = cur.len;

    out->kind = WHY_ITEM_STATEMENT;
    while (open > 0 && cur.ptr[open - 1] != '(')
        open--;
    if (open == 0 || !why_span_ends(cur, ")") || !why_span_take_text(rest, "- assert failed!"))
        return false;
    out->function = why_span_head(why_span_skip(cur, open), cur.len - open - 1);
    cur = why_span_trim(why_span_head(cur, open - 1));
    cur = why_span_skip(cur, word_start(cur));
    out->text = (why_span){ cur.ptr, (size_t)(rest->ptr - cur.ptr) };
    return why_split_place(cur, &out->file, &out->line);
}

/* "Zigbee stack assertion failed zcl/zcl_main.c:81" */
static bool take_zigbee_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    return why_take_statement(before, rest, out) &&
           why_span_take_words(&cur, "Zigbee stack assertion failed ") &&
           why_split_place_before(cur, &out->file, &out->line);
}

/* "ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234" */
static bool take_error_check(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;
    why_span skipped;

    if (!why_take_statement(before, rest, out) ||
        !why_span_take_words(&cur, "ESP_ERROR_CHECK failed: esp_err_t ") ||
        !why_take_number(&cur, &out->value))
        return false;
    if (why_span_take_words(&cur, " ("))
        why_span_take_until(&cur, ")", &out->name);
    if (why_span_take_until(&cur, "at ", &skipped))
        why_take_address(&cur, &out->value2);
    return true;
}

/* The three lines that follow ESP_ERROR_CHECK: 'file: "./main/a.c" line 33', "func: app_main",
 * "expression: f()". */
static bool take_check_file(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    if (!why_span_take_words(&cur, "file: \"") ||
        !why_span_take_until(&cur, "\" line ", &out->file) ||
        !why_span_take_decimal(&cur, &out->line))
        return false;
    *rest = cur;
    return true;
}

static bool take_check_function(why_span before, why_span *rest, struct why_item *out)
{
    if (!why_span_is_empty(why_span_trim(before)) && !why_span_ends(before, " "))
        return false;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_words(rest, "func: ");
    out->function = why_line_rest(*rest);
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

static bool take_check_expression(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_words(rest, "expression: ");
    out->expression = why_line_rest(*rest);
    *rest = why_span_skip(*rest, rest->len);
    return true;
}

/* "***ERROR*** A stack overflow in task Monitor has been detected."; a name that the overflow
 * itself has wiped out is empty. */
static bool take_stack_overflow(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (is_quoted_argument(before) || !why_take_statement(before, rest, out))
        return false;
    if (!why_span_take_words(&cur, "***ERROR*** A stack overflow in task ") ||
        !why_span_take_until(&cur, "has been detected", &out->name))
        return false;
    out->name = why_span_trim(out->name);
    return true;
}

static bool take_ubsan(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    if (is_quoted_argument(before) || !why_take_statement(before, rest, out))
        return false;
    why_span_take_words(&cur, "Undefined behavior of type ");
    out->name = why_line_rest(cur);
    return out->name.len > 0;
}

/* A line whose first hexadecimal number is an address or a size: heap corruption, allocation
 * failure, KASAN. */
static bool take_with_numbers(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur;
    struct why_value *const values[] = { &out->value, &out->value2 };
    size_t at;

    if (is_quoted_argument(before) || !why_take_statement(before, rest, out))
        return false;
    cur = out->text;
    for (size_t i = 0; i < WHY_COUNTOF(values) && why_span_find(cur, "0x", &at); i++) {
        cur = why_span_skip(cur, at);
        if (!(i == 0 ? why_take_address : why_take_number)(&cur, values[i]))
            cur = why_span_skip(cur, 2);
    }
    return true;
}

/* "  Bug type: heap-buffer-overflow (right redzone) (shadow nibble=0xd)" */
static bool take_kasan_type(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_STATEMENT;
    why_span_take_words(rest, "Bug type: ");
    out->text = why_line_rest(*rest);
    out->name = out->text;
    *rest = why_span_skip(*rest, rest->len);
    return out->text.len > 0;
}

/* 'FreeRTOS Task "x" should not return, Aborting now!' */
static bool take_task_returned(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur = *rest;

    return why_take_statement(before, rest, out) && why_span_take_words(&cur, "FreeRTOS Task \"") &&
           why_span_take_until(&cur, "\" should not return", &out->name);
}

/* "Assert failed in do_core_init, /path/cpu_start.c:12 (flash_ret == ESP_OK)", of the bootloader
 * and of ESP-TEE. */
static bool take_boot_assert(why_span before, why_span *rest, struct why_item *out)
{
    why_span cur;
    size_t at;

    if (!why_take_statement(before, rest, out))
        return false;
    cur = out->text;
    if (!why_span_take_words(&cur, "Assert failed in ") ||
        !why_span_take_until(&cur, ", ", &out->function))
        return false;
    if (find_expression(cur, &at)) {
        out->expression = inside_brackets(why_span_skip(cur, at + 1));
        cur = why_span_head(cur, at);
    }
    return why_split_place(why_span_trim(cur), &out->file, &out->line);
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "abort() was called at PC", WHY_ROLE_OPENS, take_abort, WHY_SAYS_ABORT,
      "abort() was called at PC 0x400d66b9 on core 0" },
    { "assert failed:", WHY_ROLE_OPENS, take_whole_assert, WHY_SAYS_ASSERT,
      "assert failed: xQueueSemaphoreTake queue.c:1549 (pxQueue->uxItemSize == 0)" },
    { "assert failed:", WHY_ROLE_HINT, take_cut_assert, WHY_SAYS_ASSERT, "assert failed: xQueueSema" },
    { "assertion \"", WHY_ROLE_HINT, take_newlib_assert, WHY_SAYS_ASSERT,
      "assertion \"idx < N\" failed: file \"/path/a.c\", line 17, function: app_main" },
    { "- assert failed!", WHY_ROLE_HINT, take_freertos_assert, WHY_SAYS_ASSERT,
      "/path/queue.c:1450 (xQueueGenericReceive)- assert failed!" },
    { "Zigbee stack assertion failed ", WHY_ROLE_HINT, take_zigbee_assert, WHY_SAYS_ASSERT,
      "Zigbee stack assertion failed common/zb_error_indication.c:81" },
    { "ESP_ERROR_CHECK failed:", WHY_ROLE_HINT, take_error_check, WHY_SAYS_ERROR_CHECK,
      "ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234" },
    { "file: \"", WHY_ROLE_DETAIL, take_check_file, WHY_SAYS_ERROR_CHECK, "file: \"./main/a.c\" line 33" },
    { "func: ", WHY_ROLE_DETAIL, take_check_function, WHY_SAYS_ERROR_CHECK, "func: app_main" },
    { "expression: ", WHY_ROLE_DETAIL, take_check_expression, WHY_SAYS_ERROR_CHECK, "expression: nvs_flash_init()" },
    { "***ERROR*** A stack overflow in task", WHY_ROLE_OPENS, take_stack_overflow, WHY_SAYS_STACK_OVERFLOW,
      "***ERROR*** A stack overflow in task Monitor has been detected." },
    { "Stack smashing protect failure!", WHY_ROLE_OPENS, why_take_statement, WHY_SAYS_STACK_SMASH,
      "Stack smashing protect failure!" },
    { "Undefined behavior of type", WHY_ROLE_HINT, take_ubsan, WHY_SAYS_UBSAN,
      "Undefined behavior of type out_of_bounds" },
    { "KASAN error:", WHY_ROLE_HINT, take_with_numbers, WHY_SAYS_KASAN, "KASAN error: WRITE of size 4 at 0x3fc91234" },
    { "Bug type: ", WHY_ROLE_DETAIL, take_kasan_type, WHY_SAYS_KASAN_TYPE,
      "  Bug type: heap-buffer-overflow (right redzone) (shadow nibble=0xd)" },
    { "CORRUPT HEAP:", WHY_ROLE_HINT, take_with_numbers, WHY_SAYS_HEAP_CORRUPT,
      "CORRUPT HEAP: Bad head at 0x3ffb1234. Expected 0xabba1234 got 0x3ffb4568" },
    { "Mem alloc fail. size", WHY_ROLE_HINT, take_with_numbers, WHY_SAYS_ALLOC_FAIL,
      "Mem alloc fail. size 0x00001000 caps 0x00001800" },
    { "Assert failed in ", WHY_ROLE_HINT, take_boot_assert, WHY_SAYS_ASSERT,
      "Assert failed in do_core_init, /path/cpu_start.c:12 (flash_ret == ESP_OK)" },
    { "FreeRTOS Task \"", WHY_ROLE_HINT, take_task_returned, WHY_SAYS_TASK_RETURNED,
      "FreeRTOS: FreeRTOS Task \"sensor\" should not return, Aborting now!" },
    { "CRITICAL called from ISR context", WHY_ROLE_HINT, why_take_statement_from_word, WHY_SAYS_CRITICAL_IN_ISR,
      "port*_CRITICAL called from ISR context. Aborting!" },
    { "ERROR: Coprocessors must not be used in ISRs!", WHY_ROLE_OPENS, why_take_statement, WHY_SAYS_FPU_IN_ISR,
      "ERROR: Coprocessors must not be used in ISRs!" },
};
/* clang-format on */

const struct why_grammar why_grammar_software = { .rules = rules, .count = WHY_COUNTOF(rules) };
