/* A core dump and a crash: whether they belong together, and what the crash takes from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "dump_builder.h"
#include "dump_check.h"
#include "read/dump.h"

struct fixture {
    struct why_arena *arena; /* of the dump */
    struct why_dump *dump;
    struct why_crash crash;
    struct why_core core;
    struct why_register registers[4];
};

static void set_up(struct fixture *fixture, const struct dump_spec *spec)
{
    struct dump_bytes bytes;

    *fixture = (struct fixture){ .arena = why_arena_create(WHY_ARENA_BYTES) };
    dump_build(spec, &bytes);
    assert_int_equal(why_dump_read((const uint8_t *)bytes.bytes.text, bytes.bytes.len, "core",
                                   fixture->arena, &fixture->dump, NULL),
                     WHY_OK);
    dump_free(&bytes);
    fixture->crash.arena = why_arena_create(WHY_ARENA_BYTES);
    assert_non_null(fixture->crash.arena);
}

static void tear_down(struct fixture *fixture)
{
    why_arena_destroy(fixture->crash.arena);
}

/* A core that the log printed: PC, A0, A1 and A2 of the crashed task. */
static void print_core(struct fixture *fixture)
{
    static const char *const names[] = { "PC", "A0", "A1", "A2" };

    for (size_t i = 0; i < WHY_COUNTOF(names); i++)
        fixture->registers[i] =
            (struct why_register){ names[i], dump_register(&fixture->dump->tasks[0], names[i]) };
    fixture->core.registers = fixture->registers;
    fixture->core.register_count = WHY_COUNTOF(names);
    fixture->crash.cores = &fixture->core;
    fixture->crash.core_count = 1;
}

static void a_dump_fits_the_registers_that_it_has(void **state)
{
    const struct dump_spec spec = { .version = 0x0102 };
    struct fixture fixture;

    (void)state;
    set_up(&fixture, &spec);
    assert_false(why_dump_fits(fixture.dump, &fixture.crash)); /* nothing to compare with */
    print_core(&fixture);
    assert_true(why_dump_fits(fixture.dump, &fixture.crash));
    for (size_t i = 0; i < 3; i++) {
        fixture.registers[i].value.value ^= 4;
        assert_false(why_dump_fits(fixture.dump, &fixture.crash));
        fixture.registers[i].value.value ^= 4;
    }
    fixture.crash.arch = why_arch_get(WHY_ARCH_RISCV);
    assert_false(why_dump_fits(fixture.dump, &fixture.crash));
    why_arena_destroy(fixture.arena);
    tear_down(&fixture);
}

static void a_crash_takes_copies(void **state)
{
    const struct dump_spec spec = { .version = 0x0102, .details = true };
    struct fixture fixture;
    const struct why_crash *crash = &fixture.crash;
    struct why_value word;

    (void)state;
    set_up(&fixture, &spec);
    assert_int_equal(why_dump_join(&fixture.crash, fixture.dump, NULL), WHY_OK);
    why_arena_destroy(fixture.arena); /* the sanitizer sees what still points there */
    assert_int_equal(crash->task_count, DUMP_TASKS);
    assert_string_equal(crash->dump->format, "ELF 1.2");
    assert_string_equal(crash->dump->name, "core");
    assert_string_equal(crash->boot.elf_sha256, DUMP_SHA256);
    assert_int_equal(dump_register(&crash->tasks[0], "PC").value, DUMP_PC);
    word = why_crash_word(crash, DUMP_SP + DUMP_WORD_OFFSET);
    assert_true(word.known && word.value == DUMP_SP + DUMP_WORD_OFFSET);
    tear_down(&fixture);
}

static void a_dump_alone_makes_a_core(void **state)
{
    const struct dump_spec spec = { .version = 0x0103, .riscv = true };
    struct fixture fixture;
    const struct why_core *core;

    (void)state;
    set_up(&fixture, &spec);
    assert_int_equal(why_dump_join(&fixture.crash, fixture.dump, NULL), WHY_OK);
    core = why_crash_core(&fixture.crash);
    assert_non_null(core);
    assert_int_equal(why_core_register(core, "MEPC").value, DUMP_PC_RISCV);
    assert_int_equal(why_core_register(core, "MCAUSE").value, 5);
    assert_true(core->in_isr);
    assert_ptr_equal(fixture.crash.arch, why_arch_get(WHY_ARCH_RISCV));
    why_arena_destroy(fixture.arena);
    tear_down(&fixture);
}

static void printed_registers_stay(void **state)
{
    const struct dump_spec spec = { .version = 0x0102 };
    struct fixture fixture;

    (void)state;
    set_up(&fixture, &spec);
    print_core(&fixture);
    fixture.crash.boot.elf_sha256 = "fedcba98";
    assert_int_equal(why_dump_join(&fixture.crash, fixture.dump, NULL), WHY_OK);
    assert_int_equal(fixture.crash.cores[0].register_count, 4);
    assert_string_equal(fixture.crash.boot.elf_sha256, "fedcba98");
    why_arena_destroy(fixture.arena);
    tear_down(&fixture);
}

/* The panic's words, as if the chip had printed them. */
static void details_tell_the_reason(void **state)
{
    const struct dump_spec spec = { .version = 0x0102, .details = true };
    struct fixture fixture;

    (void)state;
    set_up(&fixture, &spec);
    assert_int_equal(why_dump_join(&fixture.crash, fixture.dump, NULL), WHY_OK);
    why_arena_destroy(fixture.arena);
    assert_non_null(why_crash_says(&fixture.crash, WHY_SAYS_ABORT));
    assert_int_equal(why_crash_says(&fixture.crash, WHY_SAYS_ABORT)->value.value, 0x400d5678);
    assert_string_equal(fixture.crash.reason, DUMP_REASON);
    assert_true(fixture.crash.software);
    tear_down(&fixture);
}

static void a_reason_in_the_log_stays(void **state)
{
    const struct dump_spec spec = { .version = 0x0102, .details = true };
    struct fixture fixture;

    (void)state;
    set_up(&fixture, &spec);
    fixture.crash.reason = "LoadProhibited";
    assert_int_equal(why_dump_join(&fixture.crash, fixture.dump, NULL), WHY_OK);
    why_arena_destroy(fixture.arena);
    assert_string_equal(fixture.crash.reason, "LoadProhibited");
    assert_int_equal(fixture.crash.statement_count, 0);
    tear_down(&fixture);
}

/* ESP-IDF counts causes that are no exceptions from 64 on in core dumps, and prints them from 0. */
static void a_pseudo_cause_is_told_by_its_headline(void **state)
{
    const struct dump_spec spec = { .version = 0x0102, .pseudo = true };
    struct fixture fixture;

    (void)state;
    set_up(&fixture, &spec);
    assert_int_equal(dump_exception(fixture.dump, "EXCCAUSE").value, 71);
    assert_int_equal(why_dump_join(&fixture.crash, fixture.dump, NULL), WHY_OK);
    why_arena_destroy(fixture.arena);
    assert_non_null(why_crash_says(&fixture.crash, WHY_SAYS_HEADLINE));
    assert_string_equal(fixture.crash.reason, "Cache error");
    assert_int_equal(why_core_register(why_crash_core(&fixture.crash), "EXCCAUSE").value, 7);
    tear_down(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dump_fits_the_registers_that_it_has),
        cmocka_unit_test(a_crash_takes_copies),
        cmocka_unit_test(a_dump_alone_makes_a_core),
        cmocka_unit_test(printed_registers_stay),
        cmocka_unit_test(details_tell_the_reason),
        cmocka_unit_test(a_reason_in_the_log_stays),
        cmocka_unit_test(a_pseudo_cause_is_told_by_its_headline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
