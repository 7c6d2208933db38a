/* Files of signatures, read with inih; the first signature that fits decides. */
#include "gate/signatures.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"

#define LINE_BYTES 200u /* of inih's buffer, with its end */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

bool why_signatures_init(struct why_signatures *signatures)
{
    *signatures = (struct why_signatures){ .arena = why_arena_create(WHY_ARENA_BYTES) };
    return signatures->arena != NULL;
}

void why_signatures_deinit(struct why_signatures *signatures)
{
    why_arena_destroy(signatures->arena);
    *signatures = (struct why_signatures){ .arena = NULL };
}

size_t why_signatures_find(const struct why_signatures *signatures, const char *name)
{
    size_t i = 0;

    while (i < signatures->count && strcmp(signatures->items[i].name, name) != 0)
        i++;
    return i;
}

size_t why_signatures_decide(const struct why_signatures *signatures,
                             const struct why_traits *traits)
{
    size_t i = 0;

    while (i < signatures->count && !why_signature_fits(&signatures->items[i], traits))
        i++;
    return i;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* inih tells its handler neither the line nor that a section begins, cuts long lines and names, and
 * takes an indented line for more of the value above: so lines are looked at before it gets them.
 */
struct reader {
    struct why_signatures *set;
    why_span rest;
    uint32_t line_no;
    bool in_section;
    enum why_status status; /* of the first fault; nothing is read behind it */
    uint32_t fault_line;
    struct why_error fault;
};

static struct why_signature *current(const struct reader *reader)
{
    return &reader->set->items[reader->set->count - 1];
}

static bool fail(struct reader *reader, uint32_t line_no, enum why_status status)
{
    reader->status = status;
    reader->fault_line = line_no;
    return false;
}

static bool end_section(struct reader *reader)
{
    if (!reader->in_section || why_signature_is_of_something(current(reader)))
        return true;
    return fail(reader, current(reader)->line_no,
                why_fail(&reader->fault, WHY_E_USAGE,
                         "signature '%s' is empty: it needs a key such as class or function",
                         current(reader)->name));
}

static bool check_name(struct reader *reader, const char *name)
{
    const struct why_signatures *set = reader->set;
    const char *fault = why_signature_name_fault(name);
    size_t same = why_signatures_find(set, name);
    enum why_status status;

    if (!fault && same == set->count)
        return true;
    if (fault)
        status = why_fail(&reader->fault, WHY_E_USAGE, "bad name '%.60s': %s", name, fault);
    else if (set->items[same].file == set->files)
        status = why_fail(&reader->fault, WHY_E_USAGE, "signature '%s' is in line %u already", name,
                          (unsigned)set->items[same].line_no);
    else
        status = why_fail(&reader->fault, WHY_E_USAGE, "signature '%s' is in another file already",
                          name);
    return fail(reader, reader->line_no, status);
}

static bool add_signature(struct reader *reader, const char *name)
{
    struct why_signatures *set = reader->set;
    struct why_signature *items;

    if (set->count == WHY_SIGNATURES)
        return fail(reader, reader->line_no,
                    why_fail(&reader->fault, WHY_E_LIMIT, "there are more than %u signatures",
                             WHY_SIGNATURES));
    items = why_arena_extend(set->arena, set->items, set->count, sizeof(*items));
    if (!items)
        return fail(reader, reader->line_no, why_oom(&reader->fault));
    items[set->count] = (struct why_signature){
        .name = name,
        .file = set->files,
        .line_no = reader->line_no,
        .action = WHY_ACTION_FAIL,
    };
    set->items = items;
    set->count++;
    reader->in_section = true;
    return true;
}

/* "[name]", behind which there may be a comment. */
static bool take_section(struct reader *reader, why_span line)
{
    why_span name;
    const char *kept;

    line = why_span_skip(line, 1);
    if (!why_span_take_until(&line, "]", &name))
        return fail(reader, reader->line_no,
                    why_fail(&reader->fault, WHY_E_USAGE, "']' is missing"));
    line = why_span_trim(line);
    if (!why_span_is_empty(line) && line.ptr[0] != ';' && line.ptr[0] != '#')
        return fail(reader, reader->line_no,
                    why_fail(&reader->fault, WHY_E_USAGE, "something stands behind ']'"));
    kept = why_arena_printf(reader->set->arena, "%.*s", (int)name.len, name.ptr);
    return end_section(reader) && check_name(reader, kept) && add_signature(reader, kept);
}

static bool is_comment(why_span line)
{
    line = why_span_trim(line);
    return why_span_is_empty(line) || line.ptr[0] == ';' || line.ptr[0] == '#';
}

/* The line as text without control characters; NULL: it has some, or no valid UTF-8. */
static const char *clean_line(struct why_arena *arena, why_span line)
{
    const char *clean = why_text_clean(arena, line);

    for (size_t i = 0; i < line.len; i++)
        if (clean[i] != (line.ptr[i] == '\t' ? ' ' : line.ptr[i]))
            return NULL;
    return clean[line.len] == '\0' ? clean : NULL;
}

/* What is wrong with a line as such; NULL: nothing, and @p clean receives it. */
static const char *check_line(struct why_arena *arena, why_span line, size_t room,
                              const char **clean)
{
    if (line.len >= room)
        return "line of more than 199 bytes";
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return "line begins with a blank";
    *clean = clean_line(arena, line);
    return *clean ? NULL : "bytes that are no UTF-8 or no characters";
}

/* False: a fault, which is told; else @p clean receives what inih is to see of the line. */
static bool look_at(struct reader *reader, why_span line, size_t room, const char **clean)
{
    const char *fault = NULL;

    *clean = "";
    if (!is_comment(line))
        fault = check_line(reader->set->arena, line, room, clean);
    if (fault)
        return fail(reader, reader->line_no, why_fail(&reader->fault, WHY_E_USAGE, "%s", fault));
    if ((*clean)[0] == '[')
        return take_section(reader, line);
    if ((*clean)[0] != '\0' && !reader->in_section)
        return fail(reader, reader->line_no,
                    why_fail(&reader->fault, WHY_E_USAGE, "key before the first [NAME]"));
    return true;
}

/* As fgets() for inih, without the line's end. */
static char *read_line(char *buffer, int size, void *context)
{
    struct reader *reader = context;
    size_t room = (size_t)size < LINE_BYTES ? (size_t)size : LINE_BYTES;
    const char *clean;
    why_span line;

    if (reader->status != WHY_OK || why_span_is_empty(reader->rest))
        return NULL;
    reader->line_no++;
    if (!why_span_take_until(&reader->rest, "\n", &line)) {
        line = reader->rest;
        reader->rest.len = 0;
    }
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (!look_at(reader, line, room, &clean))
        return NULL;
    memcpy(buffer, clean, strlen(clean) + 1);
    return buffer;
}

static int take_key(void *context, const char *section, const char *name, const char *value)
{
    struct reader *reader = context;
    enum why_status status;

    (void)section; /* cut where it is long */
    if (reader->status != WHY_OK)
        return 1;
    status = why_signature_set(current(reader), name, value, reader->set->arena, &reader->fault);
    return status == WHY_OK || !fail(reader, reader->line_no, status);
}

static enum why_status tell(const struct reader *reader, struct why_error *err)
{
    return why_fail(err, reader->status, "%u: %s", (unsigned)reader->fault_line,
                    reader->fault.text);
}

enum why_status why_signatures_read(struct why_signatures *signatures, const char *bytes,
                                    size_t len, struct why_error *err)
{
    struct reader reader = { .set = signatures, .rest = { bytes, len } };
    int wrong;

    (void)why_span_take_text(&reader.rest, BYTE_ORDER_MARK);
    signatures->files++;
    wrong = ini_parse_stream(read_line, &reader, take_key, &reader);
    if (wrong < 0 || why_arena_failed(signatures->arena))
        return why_oom(err);
    if (wrong > 0 && (reader.status == WHY_OK || (uint32_t)wrong < reader.fault_line)) {
        (void)fail(&reader, (uint32_t)wrong,
                   why_fail(&reader.fault, WHY_E_USAGE, "neither [NAME] nor KEY = VALUE"));
        return tell(&reader, err);
    }
    if (reader.status == WHY_OK)
        (void)end_section(&reader);
    return reader.status == WHY_OK ? WHY_OK : tell(&reader, err);
}
