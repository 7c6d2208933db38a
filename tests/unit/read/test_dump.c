/* Core dumps of every format: what is read of them, whole, cut, and with bytes changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "dump_builder.h"
#include "dump_check.h"
#include "read/dump.h"

static const struct {
    const char *name;
    const char *format;
    struct dump_spec spec;
} formats[] = {
    { "binary 0.1", "binary 0.1", { .version = 0x0001 } },
    { "binary 0.2", "binary 0.2", { .version = 0x0002 } },
    { "binary 0.3", "binary 0.3", { .version = 0x0003 } },
    { "binary 0.3 riscv", "binary 0.3", { .version = 0x0003, .riscv = true } },
    { "1.0", "ELF 1.0", { .version = 0x0100 } },
    { "1.1", "ELF 1.1", { .version = 0x0101 } },
    { "1.2", "ELF 1.2", { .version = 0x0102, .details = true } },
    { "1.2 riscv", "ELF 1.2", { .version = 0x0102, .riscv = true, .details = true } },
    { "1.3", "ELF 1.3", { .version = 0x0103, .details = true } },
    { "1.3 riscv", "ELF 1.3", { .version = 0x0103, .riscv = true } },
    { "1.4", "ELF 1.4", { .version = 0x0104 } },
    { "1.4 riscv", "ELF 1.4", { .version = 0x0104, .riscv = true, .details = true } },
    { "ELF", "ELF", { .version = 0 } },
    { "ELF riscv", "ELF", { .riscv = true, .details = true } },
};

/* A dump that was read, with the arena that it lives in. */
struct read_dump {
    struct why_arena *arena;
    struct why_dump *dump; /* NULL: none was found */
};

static struct read_dump read_bytes(const char *bytes, size_t n)
{
    struct read_dump read = { .arena = why_arena_create(WHY_ARENA_BYTES) };
    uint8_t *exact = malloc(n + !n); /* of its own size, so that a read past the end is seen */
    enum why_status status;

    assert_non_null(read.arena);
    assert_non_null(exact);
    memcpy(exact, bytes, n);
    status = why_dump_read(exact, n, "file", read.arena, &read.dump, NULL);
    free(exact);
    assert_true(status == WHY_OK ? read.dump != NULL : status == WHY_E_DUMP);
    return read;
}

static void assert_value(struct why_value value, uint32_t expected)
{
    assert_true(value.known);
    assert_int_equal(value.value, expected);
}

static void assert_crashed_task(const struct why_dump *dump, const struct dump_spec *spec)
{
    const struct why_task *task = &dump->tasks[0];
    const uint32_t sp = spec->riscv ? DUMP_SP_RISCV : DUMP_SP;
    uint32_t word = 0;

    assert_true(task->crashed);
    assert_int_equal(task->context, WHY_CONTEXT_EXCEPTION);
    assert_value(dump_register(task, dump->arch->pc), spec->riscv ? DUMP_PC_RISCV : DUMP_PC);
    assert_value(dump_register(task, dump->arch->sp), sp);
    assert_value(task->stack_hi, sp - 0x80 + 0x200);
    assert_value(dump_exception(dump, dump->arch->cause), spec->riscv ? 5 : 28);
    assert_value(dump_exception(dump, dump->arch->fault_addr), 0x10);
    assert_true(dump_word(dump, sp + DUMP_WORD_OFFSET, &word));
    assert_int_equal(word, sp + DUMP_WORD_OFFSET);
}

static void assert_other_tasks(const struct why_dump *dump, const struct dump_spec *spec)
{
    const struct why_task *last = &dump->tasks[2];
    const uint32_t top = (spec->riscv ? 0x3fc90000 : 0x3ffb4000) + 0x4000;

    assert_int_equal(dump->tasks[1].context, WHY_CONTEXT_INTERRUPTED);
    assert_value(dump_register(&dump->tasks[1], dump->arch->pc),
                 (spec->riscv ? DUMP_PC_RISCV : DUMP_PC) + 0x100);
    assert_value(last->stack_hi, top + 0x200);
    if (spec->riscv) {
        assert_int_equal(last->context, WHY_CONTEXT_INTERRUPTED);
        return;
    }
    assert_int_equal(last->context, WHY_CONTEXT_YIELDED);
    assert_value(dump_register(last, "PC"), 0x400d1434);
    assert_value(dump_register(last, "A1"), top + 32);
    assert_false(dump_register(last, "A0").known); /* it lies below the dumped stack */
    assert_false(dump_register(last, "A8").known);
}

static void every_format_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++) {
        const struct dump_spec *spec = &formats[i].spec;
        const bool binary = spec->version > 0 && spec->version < 0x100;
        struct dump_bytes bytes;
        struct read_dump read;

        dump_build(spec, &bytes);
        read = read_bytes(bytes.bytes.text, bytes.bytes.len);
        if (!read.dump || read.dump->task_count != DUMP_TASKS)
            fail_msg("%s", formats[i].name);
        assert_string_equal(read.dump->info.format, formats[i].format);
        assert_int_equal(read.dump->info.checksum,
                         spec->version > 0 ? WHY_CHECKSUM_GOOD : WHY_CHECKSUM_UNKNOWN);
        assert_int_equal(read.dump->note_count, 0);
        assert_int_equal(read.dump->info.size, read.dump->info.held);
        assert_string_equal(read.dump->chip->id, spec->riscv ? "esp32c3" : "esp32");
        if (!binary)
            assert_string_equal(read.dump->info.elf_sha256, DUMP_SHA256);
        if (spec->details)
            assert_string_equal(read.dump->info.reason, DUMP_REASON);
        assert_int_equal(read.dump->info.chip_revision.known,
                         (spec->version & 0xff) > 1 && spec->version != 2);
        assert_crashed_task(read.dump, spec);
        assert_other_tasks(read.dump, spec);
        why_arena_destroy(read.arena);
        dump_free(&bytes);
    }
}

static void a_cut_dump_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++) {
        struct dump_bytes bytes;
        struct read_dump whole;

        dump_build(&formats[i].spec, &bytes);
        whole = read_bytes(bytes.bytes.text, bytes.bytes.len);
        for (size_t len = 0; len < bytes.bytes.len; len++) {
            struct read_dump read = read_bytes(bytes.bytes.text, len);

            if (read.dump) {
                assert_int_equal(read.dump->info.held, len);
                assert_int_not_equal(read.dump->info.checksum, WHY_CHECKSUM_BAD);
                assert_true(read.dump->note_count > 0);
                assert_false(dump_invents(read.dump, whole.dump));
            }
            why_arena_destroy(read.arena);
        }
        why_arena_destroy(whole.arena);
        dump_free(&bytes);
    }
}

/* Without its last stack a task keeps its registers. */
static void a_task_without_its_stack_keeps_its_registers(void **state)
{
    const struct dump_spec spec = { .version = 0x0102, .riscv = true };
    struct dump_bytes bytes;
    struct read_dump read;

    (void)state;
    dump_build(&spec, &bytes);
    read = read_bytes(bytes.bytes.text, 24 + 52 + 8 * 32 + 3 * 224 + 100);
    assert_non_null(read.dump);
    assert_int_equal(read.dump->task_count, DUMP_TASKS);
    assert_value(dump_register(&read.dump->tasks[2], "MEPC"), DUMP_PC_RISCV + 0x200);
    assert_false(read.dump->tasks[2].stack_hi.known && read.dump->memory_count > 2);
    why_arena_destroy(read.arena);
    dump_free(&bytes);
}

static void a_changed_byte_is_told_by_the_checksum(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++) {
        struct dump_bytes bytes;

        dump_build(&formats[i].spec, &bytes);
        for (size_t at = 0; at < bytes.bytes.len; at++) {
            struct read_dump read;

            bytes.bytes.text[at] ^= (char)(1 << at % 8);
            read = read_bytes(bytes.bytes.text, bytes.bytes.len);
            if (read.dump && at >= 24 && formats[i].spec.version > 0) {
                assert_int_equal(read.dump->info.checksum, WHY_CHECKSUM_BAD);
                assert_true(read.dump->note_count > 0);
            }
            bytes.bytes.text[at] ^= (char)(1 << at % 8);
            why_arena_destroy(read.arena);
        }
        dump_free(&bytes);
    }
}

static void a_dump_is_found_in_a_flash_image(void **state)
{
    static const size_t places[] = { 0x1000, 0x3000, 0x2f04 };
    static char flash[0x8000];

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++)
        for (size_t place = 0; place < WHY_COUNTOF(places); place++) {
            struct dump_bytes bytes;
            struct read_dump read;

            if (formats[i].spec.version == 0)
                continue;
            dump_build(&formats[i].spec, &bytes);
            assert_true(places[place] + bytes.bytes.len < sizeof(flash));
            memset(flash, 0xff, sizeof(flash));
            memcpy(flash + places[place], bytes.bytes.text, bytes.bytes.len);
            read = read_bytes(flash, sizeof(flash));
            if (!read.dump)
                fail_msg("%s at 0x%zx", formats[i].name, places[place]);
            assert_int_equal(read.dump->info.checksum, WHY_CHECKSUM_GOOD);
            why_arena_destroy(read.arena);
            dump_free(&bytes);
        }
}

/* An old dump whose beginning alone was overwritten does not hide the whole one behind it. */
static void a_whole_dump_is_preferred_to_a_damaged_one(void **state)
{
    const struct dump_spec old = { .version = 0x0102 };
    const struct dump_spec last = { .version = 0x0103, .riscv = true };
    static char flash[0x8000];
    struct dump_bytes first;
    struct dump_bytes second;
    struct read_dump read;

    (void)state;
    dump_build(&old, &first);
    dump_build(&last, &second);
    memcpy(flash + 0x1000, first.bytes.text, first.bytes.len - 4);
    memcpy(flash + 0x4000, second.bytes.text, second.bytes.len);
    read = read_bytes(flash, sizeof(flash));
    assert_non_null(read.dump);
    assert_string_equal(read.dump->info.format, "ELF 1.3");
    why_arena_destroy(read.arena);
    dump_free(&first);
    dump_free(&second);
}

static void a_made_up_stack_gives_no_registers(void **state)
{
    static const struct dump_spec specs[] = {
        { .version = 0x0102, .fake = true },
        { .version = 0x0103, .riscv = true, .fake = true },
        { .version = 0x0003, .fake = true },
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(specs); i++) {
        struct dump_bytes bytes;
        struct read_dump read;

        dump_build(&specs[i], &bytes);
        read = read_bytes(bytes.bytes.text, bytes.bytes.len);
        assert_non_null(read.dump);
        assert_true(read.dump->tasks[2].fake_stack);
        assert_int_equal(read.dump->tasks[2].register_count, 0);
        assert_false(read.dump->tasks[1].fake_stack);
        why_arena_destroy(read.arena);
        dump_free(&bytes);
    }
}

static void other_bytes_hold_no_dump(void **state)
{
    static const char zeros[4096];
    static const char *const texts[] = {
        "",
        "\177ELF",
        "Guru Meditation Error: Core  0 panic'ed (LoadProhibited)\n",
        "================= CORE DUMP START =================\n",
        "dGhpcyBpcyBubyBjb3JlIGR1bXA=\n",
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(texts); i++) {
        struct read_dump read = read_bytes(texts[i], strlen(texts[i]));

        assert_null(read.dump);
        why_arena_destroy(read.arena);
    }
    struct read_dump read = read_bytes(zeros, sizeof(zeros));

    assert_null(read.dump);
    why_arena_destroy(read.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_read),
        cmocka_unit_test(a_cut_dump_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_task_without_its_stack_keeps_its_registers),
        cmocka_unit_test(a_changed_byte_is_told_by_the_checksum),
        cmocka_unit_test(a_dump_is_found_in_a_flash_image),
        cmocka_unit_test(a_whole_dump_is_preferred_to_a_damaged_one),
        cmocka_unit_test(a_made_up_stack_gives_no_registers),
        cmocka_unit_test(other_bytes_hold_no_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
