/* Printed core dumps: built, printed and read. */
#include "dump_printed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/span.h"

const struct dump_spec dump_specs[DUMP_PRINTED_SPECS] = {
    { .version = 0x0102, .details = true },
    { .version = 0x0103, .riscv = true, .details = true },
    { .version = 0x0003 },
};

struct why_dump *dump_read_text(struct why_arena *arena, const char *text, size_t len)
{
    struct why_dump *dump = NULL;
    enum why_status status = why_dump_read((const uint8_t *)text, len, "text", arena, &dump, NULL);

    assert_true(status == WHY_OK || status == WHY_E_DUMP);
    return dump;
}

void dump_printed_init(struct dump_printed *fixture, const struct dump_spec *spec)
{
    dump_build(spec, &fixture->bytes);
    why_strbuf_init(&fixture->text);
    dump_print(&fixture->bytes, &fixture->text);
    fixture->arena = why_arena_create(WHY_ARENA_BYTES);
    assert_non_null(fixture->arena);
    fixture->dump = dump_read_text(fixture->arena, fixture->text.text, fixture->text.len);
    assert_non_null(fixture->dump);
    assert_int_equal(fixture->dump->info.checksum, WHY_CHECKSUM_GOOD);
    assert_int_equal(fixture->dump->info.first_line, 2);
}

void dump_printed_deinit(struct dump_printed *fixture)
{
    why_arena_destroy(fixture->arena);
    why_strbuf_deinit(&fixture->text);
    dump_free(&fixture->bytes);
}

why_span dump_line(const struct why_strbuf *text, size_t index)
{
    why_span rest = { text->text, text->len };
    why_span line = { rest.ptr, 0 };

    for (size_t i = 0; i <= index; i++) {
        if (!why_span_take_until(&rest, "\r\n", &line))
            return (why_span){ text->text + text->len, 0 };
        line.len += 2;
    }
    return line;
}
