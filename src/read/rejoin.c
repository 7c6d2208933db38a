/* Joining broken lines: candidates, and what the grammar makes of them. */
#include "read/rejoin.h"

#include "base/span.h"

#define PREFIX_BYTES 48u /* of a timestamp, with date and name of a device */
#define ROW_ADDRESS 8u   /* digits of a stack row before the colon, which is its anchor */
#define TAIL_BYTES 24u   /* of the start of a register cell or an entry */

/* What the grammar makes of a line. */
struct reading {
    size_t facts; /* registers, program counters, stack pointers, words, statements */
    size_t items;
    size_t from;    /* of the first of them: its offset */
    bool clean;     /* behind the joint stands nothing but constructs, and the start of one */
    bool headline;  /* its last construct is a headline ... */
    bool assertion; /* ... or an assertion */
    bool open;      /* ... whose bracket does not close */
};

static size_t facts_of(const struct why_item *item)
{
    const size_t numbers = (item->value.known ? 1u : 0u) + (item->value2.known ? 1u : 0u);

    if (item->kind == WHY_ITEM_REGISTER)
        return numbers;
    if (item->kind == WHY_ITEM_FRAME) /* bare addresses stand on lines of their own, too */
        return item->value2.known ? numbers : 0;
    if (item->kind == WHY_ITEM_STATEMENT)
        return numbers + 1;
    if (item->kind == WHY_ITEM_STACK_ROW || item->kind == WHY_ITEM_CODE_DUMP)
        return numbers + item->word_count;
    return item->kind == WHY_ITEM_DUMP_HEADER ? numbers + 1 : 0;
}

/* Weak constructs, which stand in any line, prove nothing. */
static bool is_strong(const struct why_item *item)
{
    return item->kind != WHY_ITEM_ADDRESS && item->kind != WHY_ITEM_NAME_PLACE &&
           item->kind != WHY_ITEM_DAMAGED;
}

/* The start of a cell or an entry, as the end of a line cuts it. */
static bool is_cell_start(why_span text)
{
    text = why_span_trim(text);
    if (text.len > TAIL_BYTES)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!why_is_hex_digit(text.ptr[i]) && !why_is_capital(text.ptr[i]) && text.ptr[i] != 'x' &&
            text.ptr[i] != ':' && text.ptr[i] != ' ' && text.ptr[i] != '/' && text.ptr[i] != '|' &&
            text.ptr[i] != '<')
            return false;
    return true;
}

static size_t start_of(why_span text, const struct why_item *item)
{
    if (item->kind == WHY_ITEM_REGISTER)
        return (size_t)(item->name.ptr - text.ptr);
    if (item->kind == WHY_ITEM_STACK_ROW)
        return item->column - 1 - ROW_ADDRESS;
    return item->column - 1;
}

/* "|<-CORRUPTED" has its anchor behind the bar. */
static bool is_between(why_span text, size_t from, size_t to)
{
    why_span between;

    if (from > to)
        return false;
    between = why_span_trim(why_span_head(why_span_skip(text, from), to - from));
    return between.len == 0 || why_span_equals(between, "|<");
}

static bool is_closed(why_span text, why_span reason)
{
    return why_span_starts(why_span_skip(text, (size_t)(reason.ptr - text.ptr) + reason.len), ")");
}

/* An expression stands behind every assertion, in brackets that close. */
static bool is_balanced(why_span text)
{
    size_t opened = 0;
    size_t closed = 0;

    for (size_t i = 0; i < text.len; i++) {
        opened += text.ptr[i] == '(' ? 1 : 0;
        closed += text.ptr[i] == ')' ? 1 : 0;
    }
    return opened > 0 && opened <= closed;
}

static struct reading read_text(const struct why_scanner *scanner, why_span text, size_t joint)
{
    const struct why_line line = { .text = text, .line_no = 1, .to = text.len };
    struct reading reading = { .clean = true };
    struct why_item item;
    size_t at = 0;
    size_t end = 0;

    while (why_scan_next(scanner, &line, &at, &item)) {
        if (!is_strong(&item))
            continue;
        if (end > joint)
            reading.clean &= is_between(text, end, start_of(text, &item));
        if (reading.items == 0)
            reading.from = start_of(text, &item);
        reading.facts += facts_of(&item);
        reading.items++;
        reading.headline =
            item.kind == WHY_ITEM_STATEMENT && item.says == WHY_SAYS_HEADLINE && item.value.known;
        reading.assertion = item.kind == WHY_ITEM_STATEMENT && item.says == WHY_SAYS_ASSERT;
        reading.open = (reading.headline && !is_closed(text, item.text)) ||
                       (reading.assertion && !is_balanced(item.text));
        end = at;
    }
    reading.clean &= end > joint && is_cell_start(why_span_skip(text, end));
    return reading;
}

/* Letters and blanks up to a closing bracket: the rest of a reason. */
static bool ends_reason(why_span text)
{
    why_span reason;

    why_span_take_text(&text, "(");
    if (!why_span_take_until(&text, ")", &reason))
        return false;
    for (size_t i = 0; i < reason.len; i++)
        if (!why_is_word(reason.ptr[i]) && reason.ptr[i] != ' ')
            return false;
    return true;
}

/* Two lines, and what each is when it stands alone. */
struct pair {
    why_span line;
    why_span below;
    struct reading first;
    struct reading second;
};

/* Try one way to put them together. */
static bool try_joint(const struct why_scanner *scanner, const struct pair *pair,
                      const char *between, why_span next, struct why_strbuf *joined)
{
    struct reading both;

    why_strbuf_clear(joined);
    why_strbuf_add(joined, pair->line.ptr, pair->line.len);
    why_strbuf_adds(joined, between);
    why_strbuf_add(joined, next.ptr, next.len);
    both = read_text(scanner, (why_span){ joined->text, joined->len }, pair->line.len);
    if (pair->first.assertion && pair->first.open && pair->second.items == 0)
        return both.assertion && !both.open;
    if (pair->first.open && pair->second.items == 0 && both.headline && !both.open)
        return ends_reason(next);
    return both.clean && both.items >= pair->second.items &&
           both.facts > pair->first.facts + pair->second.facts;
}

/* How much of both lines is one prefix: the same but for its digits, up to a mark or a blank. */
static size_t shared_prefix(why_span a, why_span b)
{
    size_t len = 0;
    size_t prefix = 0;

    while (len < a.len && len < b.len && len < PREFIX_BYTES &&
           (a.ptr[len] == b.ptr[len] || (why_is_digit(a.ptr[len]) && why_is_digit(b.ptr[len])))) {
        len++;
        if (!why_is_word(a.ptr[len - 1]))
            prefix = len;
    }
    return prefix;
}

/* Without the marks of quoting, lists and fences at its start. */
static why_span skip_marks(why_span text)
{
    static const char marks[] = " \t>|*`+-";

    for (size_t i = 0; text.len > 0 && i < sizeof(marks) - 1;) {
        if (text.ptr[0] == marks[i]) {
            text = why_span_skip(text, 1);
            i = 0;
        } else {
            i++;
        }
    }
    return text;
}

static bool is_whole(const struct why_line *line)
{
    return line->from == 0 && line->to == line->text.len;
}

/* True when the line below begins with a construct of its own: none stands across the joint. */
static bool begins_anew(const struct pair *pair, size_t prefix)
{
    const why_span before = why_span_head(pair->below, pair->second.from);

    return pair->second.facts > 0 && skip_marks(why_span_skip(before, prefix)).len == 0;
}

/* Candidates that are the same text are tried once. */
static bool try_all(const struct why_scanner *scanner, const struct pair *pair, size_t prefix,
                    struct why_strbuf *joined)
{
    const why_span unmarked = skip_marks(pair->below);

    return try_joint(scanner, pair, "", pair->below, joined) ||
           (unmarked.len < pair->below.len && try_joint(scanner, pair, "", unmarked, joined)) ||
           (prefix > 0 &&
            try_joint(scanner, pair, "", why_span_skip(pair->below, prefix), joined)) ||
           try_joint(scanner, pair, " ", unmarked, joined); /* broken at a blank */
}

bool why_rejoin(const struct why_scanner *scanner, const struct why_line *line,
                const struct why_line *next, struct why_strbuf *joined)
{
    struct pair pair = { .line = line->text, .below = next->text };
    size_t prefix;

    if (!is_whole(line) || !is_whole(next) || pair.below.len == 0)
        return false;
    prefix = shared_prefix(pair.line, pair.below);
    pair.second = read_text(scanner, pair.below, 0);
    if (begins_anew(&pair, prefix))
        return false;
    why_strbuf_clear(joined);
    why_strbuf_pad(joined, ' ', pair.line.len + pair.below.len + 1); /* room for all candidates */
    if (joined->failed)
        return false;
    pair.first = read_text(scanner, pair.line, 0);
    return try_all(scanner, &pair, prefix, joined);
}
