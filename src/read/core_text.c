/* Lines of base64 between the markers of a core dump. */
#include "read/core_text.h"

#include "base/limits.h"
#include "base/span.h"
#include "read/dump_lines.h"

/* Characters that no word of a log has without a padding behind them. Source: ESP-IDF
 * components/espcoredump/src/core_dump_uart.c writes at most 48 bytes per line, 64 characters. */
#define NO_WORD 16u
#define BARE_MIN 24u

void why_core_text_init(struct why_core_text *core)
{
    *core = (struct why_core_text){ .phase = WHY_CORE_NONE };
    why_strbuf_init(&core->text);
}

void why_core_text_deinit(struct why_core_text *core)
{
    why_strbuf_deinit(&core->text);
}

void why_core_text_clear(struct why_core_text *core)
{
    why_core_text_deinit(core);
    why_core_text_init(core);
}

void why_core_text_begin(struct why_core_text *core, const struct why_line *line,
                         enum why_core_phase phase)
{
    why_core_text_clear(core);
    core->phase = phase;
    core->headless = phase == WHY_CORE_LOOSE;
    core->first_line = line->line_no;
    core->last_line = line->line_no;
    why_core_text_add(core, line);
}

void why_core_text_add(struct why_core_text *core, const struct why_line *line)
{
    why_span text = why_span_skip(why_span_head(line->text, line->to), line->from);
    size_t feeds = line->line_no - core->last_line;

    if (core->text.len + text.len + feeds > WHY_CORE_TEXT_BYTES) {
        core->overflow = true;
        return;
    }
    why_strbuf_pad(&core->text, '\n', feeds);
    why_strbuf_add(&core->text, text.ptr, text.len);
    core->last_line = line->line_no;
    core->strays = 0;
}

static bool ends_early(const struct why_core_text *core, const struct why_line_sum *sum)
{
    return sum->boot || sum->opens || sum->hint || sum->tail || sum->core_start ||
           core->strays >= WHY_CORE_STRAY_LINES;
}

bool why_core_text_read(struct why_core_text *core, const struct why_scanner *scanner,
                        const struct why_line *line, struct why_line_sum *sum)
{
    uint32_t strays = core->strays;

    *sum = (struct why_line_sum){ .any = false };
    if (why_is_core_line(line->text)) {
        why_core_text_add(core, line);
        return true;
    }
    *sum = why_sum_line(scanner, line, true);
    if (ends_early(core, sum)) {
        core->phase = WHY_CORE_CUT;
        return false;
    }
    why_core_text_add(core, line);
    core->strays = strays + 1;
    if (sum->core_end)
        core->phase = WHY_CORE_WHOLE;
    return true;
}

/* True for a line that goes on with what is there, marked or loose. */
static bool continues(const struct why_core_text *core, const struct why_line *line,
                      const struct why_line_sum *sum)
{
    if (core->phase == WHY_CORE_WHOLE)
        return sum->core_checksum;
    return core->phase == WHY_CORE_LOOSE && (sum->core_end || why_is_core_line(line->text));
}

void why_core_text_note(struct why_core_text *core, const struct why_line *line,
                        const struct why_line_sum *sum)
{
    if (sum->core_start) {
        why_core_text_begin(core, line, WHY_CORE_READING);
    } else if (core->phase == WHY_CORE_NONE && why_is_bare_core_line(line->text)) {
        why_core_text_begin(core, line, WHY_CORE_LOOSE);
    } else if (continues(core, line, sum)) {
        why_core_text_add(core, line);
        core->phase = sum->core_end ? WHY_CORE_WHOLE : core->phase;
    } else if (core->phase == WHY_CORE_LOOSE) {
        why_core_text_clear(core);
    }
}

bool why_core_text_is_there(const struct why_core_text *core)
{
    return core->phase != WHY_CORE_NONE && core->phase != WHY_CORE_LOOSE;
}

bool why_is_core_line(why_span line)
{
    why_span body;
    const why_span data = why_dump_line_digits(line, &body);
    const size_t padding = why_dump_line_padding(data);
    const bool alone = data.len == body.len;

    return data.len > padding && data.len % 4 == 0 && (alone || padding > 0 || data.len >= NO_WORD);
}

bool why_is_bare_core_line(why_span line)
{
    why_span body;
    const why_span data = why_dump_line_digits(line, &body);

    return data.len == body.len && data.len % 4 == 0 && data.len >= BARE_MIN;
}
