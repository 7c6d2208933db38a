/* The heap's words about damage, taken apart. */
#include "rules/heap_texts.h"

#include "base/span.h"

#define WORD_BYTES 4u

/* The number behind a word, "got 0x3ffb4568"; with two digits it is a byte. */
static struct why_value number_behind(why_span text, const char *word)
{
    struct why_value value = { .known = false };
    why_span skipped;

    if (!why_span_take_until(&text, word, &skipped))
        return value;
    why_span_take_blanks(&text);
    why_span_take_text(&text, "<=");
    value.known = why_span_take_hex(&text, &value.value);
    return value;
}

struct why_heap_text why_heap_text_of(const struct why_statement *said)
{
    static const struct {
        const char *words;
        enum why_heap_text_kind kind;
    } kinds[] = {
        { "Bad head", WHY_HEAP_TEXT_HEAD },
        { "Bad tail", WHY_HEAP_TEXT_TAIL },
        { "Invalid data", WHY_HEAP_TEXT_DATA },
        { "Size at", WHY_HEAP_TEXT_SIZE },
    };
    const why_span text = why_span_of(said->text);
    struct why_heap_text out = { .kind = WHY_HEAP_TEXT_OTHER, .address = said->value };

    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (why_span_contains(text, kinds[i].words))
            out.kind = kinds[i].kind;
    out.expected = number_behind(text, "xpected");
    out.got = number_behind(text, "got ");
    out.got.line_no = said->line_no;
    return out;
}

const struct why_statement *why_heap_statement(const struct why_crash *crash)
{
    static const enum why_heap_text_kind order[] = { WHY_HEAP_TEXT_TAIL, WHY_HEAP_TEXT_HEAD };

    for (size_t o = 0; o < WHY_COUNTOF(order); o++)
        for (size_t i = 0; i < crash->statement_count; i++)
            if (crash->statements[i].kind == WHY_SAYS_HEAP_CORRUPT &&
                why_heap_text_of(&crash->statements[i]).kind == order[o])
                return &crash->statements[i];
    return why_crash_says(crash, WHY_SAYS_HEAP_CORRUPT);
}

uint32_t why_heap_overrun(uint32_t expected, uint32_t got)
{
    const uint32_t differs = expected ^ got;

    if ((differs & 0xffu) == 0)
        return 0;
    for (uint32_t count = WORD_BYTES; count > 1; count--)
        if ((differs >> (8 * (count - 1)) & 0xffu) != 0)
            return count;
    return 1;
}

const char *why_heap_bytes_words(uint32_t got, uint32_t count, struct why_arena *arena)
{
    char text[WORD_BYTES + 1] = "";
    uint32_t i = 0;

    for (; i < count; i++) {
        const char c = (char)(got >> (8 * i) & 0xffu);

        if (c < 0x20 || c > 0x7e)
            break;
        text[i] = c;
    }
    if (i == count)
        return why_arena_printf(arena, "\"%s\" as text", text);
    if (i + 1 == count && (got >> (8 * i) & 0xffu) == 0)
        return i == 0 ? "a zero, as at the end of a text"
                      : why_arena_printf(arena, "\"%s\" and a zero: the end of a text", text);
    if (count == 1)
        return why_arena_printf(arena, "0x%02x", (unsigned)(got & 0xffu));
    return why_arena_printf(arena, "0x%0*x (lowest byte first in memory)", (int)(2 * count),
                            (unsigned)(count < WORD_BYTES ? got & ((1u << 8 * count) - 1) : got));
}
