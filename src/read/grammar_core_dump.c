/* Marks of a core dump that the panic handler prints as base64, and what it says of one in flash.
 * Source: ESP-IDF components/espcoredump/src/core_dump_uart.c and core_dump_flash.c;
 * esp-idf-monitor. */
#include "base/span.h"
#include "read/grammar.h"

static bool take_start(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CORE_START;
    return why_span_take_words(rest, "= CORE DUMP START =");
}

static bool take_end(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CORE_END;
    return why_span_take_words(rest, "= CORE DUMP END =");
}

static bool take_checksum(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CORE_CHECKSUM;
    return why_span_take_words(rest, "Coredump checksum='") &&
           why_span_take_until(rest, "'", &out->text);
}

static bool take_saved(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CORE_SAVED;
    return why_span_take_words(rest, "Core dump has been saved to flash");
}

/* On standard error of the monitor: it is in the log only where both streams are. */
static bool take_muted(why_span before, why_span *rest, struct why_item *out)
{
    (void)before;
    out->kind = WHY_ITEM_CORE_MUTED;
    return why_span_take_words(rest, "Core dump started (further output muted)");
}

/* clang-format off */
static const struct why_line_rule rules[] = {
    { "= CORE DUMP START =", WHY_ROLE_BODY, take_start, WHY_SAYS_NOTHING, "================= CORE DUMP START =================" },
    { "= CORE DUMP END =", WHY_ROLE_BODY, take_end, WHY_SAYS_NOTHING, "================= CORE DUMP END =================" },
    { "Coredump checksum='", WHY_ROLE_DETAIL, take_checksum, WHY_SAYS_NOTHING, "Coredump checksum='9730d7ff'" },
    { "Core dump has been saved to flash", WHY_ROLE_DETAIL, take_saved, WHY_SAYS_NOTHING,
      "I (1321) esp_core_dump_flash: Core dump has been saved to flash." },
    { "Core dump started (", WHY_ROLE_DETAIL, take_muted, WHY_SAYS_NOTHING,
      "--- Core dump started (further output muted)" },
};
/* clang-format on */

const struct why_grammar why_grammar_core_dump = { .rules = rules, .count = WHY_COUNTOF(rules) };
