/* The heap: what its guard words tell, what was freed wrongly, what could not be given out. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "crash_builder.h"
#include "rules/heap_caps.h"
#include "rules/heap_texts.h"

#define FREE_ASSERT                                                                                \
    {                                                                                              \
        .kind = WHY_SAYS_ASSERT, .text = "assert failed: multi_heap_free",                         \
        .name = "multi_heap_free", .file = "multi_heap_poisoning.c", .line = 259,                  \
        .expression = "head != NULL"                                                               \
    }
#define HEAP_SAYS(words, at)                                                                       \
    {                                                                                              \
        .kind = WHY_SAYS_HEAP_CORRUPT, .text = "CORRUPT HEAP: " words, .value = {                  \
            .known = true,                                                                         \
            .value = (at)                                                                          \
        }                                                                                          \
    }

static const struct verdict_case cases[] = {
    { .name = "a tail says how far the block was overrun",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Bad tail at 0x3ffb9305. Expected 0xbaad5678 got "
                                           "0xba00676e",
                                           0x3ffb9305),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption/overrun certain",
      .contributing = "assert",
      .says = "3 bytes behind it hold \"ng\" and a zero" },
    { .name = "a tail whose first byte is whole was not run over",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Bad tail at 0x3ffb9304. Expected 0xbaad5678 got "
                                           "0x00ad5678",
                                           0x3ffb9304),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption certain",
      .says = "did not run on" },
    { .name = "the tail tells more than the head that is damaged with it",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Bad head at 0x3ffb9310. Expected 0xabba1234 got "
                                           "0x01020304",
                                           0x3ffb9310),
                                 HEAP_SAYS("Bad tail at 0x3ffb9304. Expected 0xbaad5678 got "
                                           "0xbaad5600",
                                           0x3ffb9304),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption/overrun certain",
      .says = "strlen(s) + 1" },
    { .name = "a freed head is a second free",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Bad head at 0x3ffb9340. Expected 0xabba1234 got "
                                           "0xfefefefe",
                                           0x3ffb9340),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption certain",
      .contributing = "invalid-free",
      .says = "freed before" },
    { .name = "a head whose later bytes changed was written from above",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Bad head at 0x3ffb9340. Expected 0xabba1234 got "
                                           "0x00001234",
                                           0x3ffb9340),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption/underrun certain",
      .silent = "invalid-free" },
    { .name = "a head at an odd address is inside a block",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Bad head at 0x3ffb9342. Expected 0xabba1234 got "
                                           "0x00a10102",
                                           0x3ffb9342),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption certain",
      .contributing = "invalid-free" },
    { .name = "the fill of a freed block was written",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("Invalid data at 0x3ffb9340. Expected 0xfe got 0x41",
                                           0x3ffb9340),
                                 FREE_ASSERT } },
      .verdict = "heap-corruption/freed-block-written certain",
      .says = "0x41" },
    { .name = "the old allocator's lists",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { HEAP_SAYS("multi_heap.c:432 detected at 0x3ffb1234", 0x3ffb1234),
                                 { .kind = WHY_SAYS_ABORT,
                                   .text = "abort() was called at PC 0x40085a90 on core 0" } } },
      .verdict = "heap-corruption/metadata certain",
      .silent = "abort" },
    { .name = "damage without a panic",
      .crash = { .chip = "esp32",
                 .statements = { { .kind = WHY_SAYS_HEAP_CORRUPT,
                                   .text = "CORRUPT HEAP: Bad tail at 0x3fcdba84." } } },
      .verdict = "heap-corruption certain",
      .silent = "abort" },
    { .name = "an assertion of the guard words alone leaves open which",
      .crash = { .chip = "esp32", .software = true, .statements = { FREE_ASSERT } },
      .verdict = "heap-corruption likely",
      .contributing = "assert" },
    { .name = "a fault inside the allocator",
      .crash = { .chip = "esp32",
                 .reason = "LoadProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0x4008d4e4 }, { "EXCVADDR", 0x00000008 } },
                           .frames = { { 0x4008d4e1, "tlsf_malloc", 0, 0 },
                                       { 0x400d66b9, "next_record", 0, 0 } } } },
      .verdict = "heap-corruption/metadata likely",
      .function = "next_record",
      .contributing = "null-deref" },
    { .name = "the pointer that was freed is of the stack",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .registers = { { "A1", 0x3ffb5e10 } },
                           .frames = { { 0x40083ef1, "panic_abort", 0, 0 },
                                       { 0x4008fed5, "__assert_func", 0, 0 },
                                       { 0x40083a40, "heap_caps_free", "ptr=0x3ffb5f00", 0 },
                                       { 0x400d3948, "close_session", 0, 0 } } },
                 .statements = { { .kind = WHY_SAYS_ASSERT,
                                   .text = "assert failed: heap_caps_free heap_caps.c:381",
                                   .name = "heap_caps_free",
                                   .file = "heap_caps.c",
                                   .line = 381,
                                   .expression = "heap != NULL && \"free() target pointer is "
                                                 "outside heap areas\"" } } },
      .verdict = "invalid-free/not-heap certain",
      .function = "close_session",
      .contributing = "assert",
      .says = "the address of a local" },
    { .name = "memory for DMA ran out",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_ALLOC_FAIL,
                                   .text = "Mem alloc fail. size 0x000002bc caps 0x00000008",
                                   .value = { .known = true, .value = 700 },
                                   .value2 = { .known = true, .value = 8 } } } },
      .verdict = "out-of-memory/capability certain",
      .silent = "abort",
      .says = "DMA" },
    { .name = "memory for the stack of a task ran out",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { 0x40083ef1, "panic_abort", 0, 0 },
                                       { 0x40083e51, "heap_caps_alloc_failed", 0, 0 },
                                       { 0x40088e10, "xTaskCreatePinnedToCore", 0, 0 },
                                       { 0x400d3948, "start_workers", 0, 0 } } },
                 .statements = { { .kind = WHY_SAYS_ALLOC_FAIL,
                                   .text = "Mem alloc fail. size 0x00004000 caps 0x00001804",
                                   .value = { .known = true, .value = 0x4000 },
                                   .value2 = { .known = true, .value = 0x1804 } } } },
      .verdict = "out-of-memory/stack-of-task certain",
      .function = "start_workers" },
    { .name = "ESP_ERR_NO_MEM is an error first",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_ERROR_CHECK,
                                   .text = "ESP_ERROR_CHECK failed: esp_err_t 0x101",
                                   .value = { .known = true, .value = 0x101 } } } },
      .verdict = "esp-error-check certain",
      .contributing = "out-of-memory",
      .says = "ESP_ERR_NO_MEM (0x101)" },
    { .name = "no memory and no exceptions to say so",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { 0x40083ef1, "panic_abort", 0, 0 },
                                       { 0x4008a639, "abort", 0, 0 },
                                       { 0x400dc52f, "operator new(unsigned int)", 0, 0 },
                                       { 0x400d3948, "History::grow()", 0, 0 } } },
                 .statements = { { .kind = WHY_SAYS_ABORT,
                                   .text = "abort() was called at PC 0x400dc52f on core 0",
                                   .value = { .known = true, .value = 0x400dc52f } } } },
      .verdict = "out-of-memory/heap likely",
      .function = "History::grow()",
      .contributing = "abort" },
};

static void the_heap_tells_what_happened(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

static void an_overrun_is_counted_from_the_first_byte(void **state)
{
    static const struct {
        uint32_t got;
        uint32_t count;
        const char *words;
    } rows[] = {
        { 0xbaad5600, 1, "a zero, as at the end of a text" },
        { 0xbaad5648, 1, "\"H\" as text" },
        { 0xbaad5680, 1, "0x80" },
        { 0xbaad0041, 2, "\"A\" and a zero: the end of a text" },
        { 0x64636261, 4, "\"abcd\" as text" },
        { 0x00000001, 4, "0x00000001 (lowest byte first in memory)" },
        { 0x00ad5678, 0, NULL },
        { 0xbaad5678, 0, NULL },
    };
    struct why_arena *arena = why_arena_create(4096);

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        assert_int_equal(why_heap_overrun(WHY_HEAP_TAIL, rows[i].got), rows[i].count);
        if (rows[i].words)
            assert_string_equal(why_heap_bytes_words(rows[i].got, rows[i].count, arena),
                                rows[i].words);
    }
    why_arena_destroy(arena);
}

static void capabilities_have_names(void **state)
{
    struct why_arena *arena = why_arena_create(4096);

    (void)state;
    assert_string_equal(why_heap_caps_words(0x1800, arena), "INTERNAL | DEFAULT");
    assert_string_equal(why_heap_caps_words(0x8, arena), "DMA");
    assert_string_equal(why_heap_caps_words(0x40000404, arena), "8BIT | SPIRAM | 0x40000000");
    assert_string_equal(why_heap_caps_words(0, arena), "0x0");
    assert_false(why_heap_caps_special(0x1806));
    assert_true(why_heap_caps_special(0x400));
    why_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_heap_tells_what_happened),
        cmocka_unit_test(an_overrun_is_counted_from_the_first_byte),
        cmocka_unit_test(capabilities_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
