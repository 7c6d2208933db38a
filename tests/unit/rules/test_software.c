/* Programs that gave up on their own. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "abort() with its caller",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { 0x40083ef1, 0, 0, 0 },
                                       { 0x4008a639, 0, 0, 0 },
                                       { 0x400d66b9, "read_config", 0, 0 } } },
                 .statements = { { .kind = WHY_SAYS_ABORT,
                                   .text = "abort() was called at PC 0x400d66b9 on core 0",
                                   .value = { .known = true, .value = 0x400d66b9 } } } },
      .verdict = "abort certain",
      .function = "read_config" },
    { .name = "helpers of the panic are skipped",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { 0x40083ef1, "panic_abort", 0, 0 },
                                       { 0x4008a639, "abort", 0, 0 },
                                       { 0x400e51e4, "__stack_chk_fail", 0, 0 },
                                       { 0x400d1db7, "parse_name", 0, 0 } } },
                 .statements = { { .kind = WHY_SAYS_STACK_SMASH,
                                   .text = "Stack smashing protect failure!" },
                                 { .kind = WHY_SAYS_ABORT,
                                   .text = "abort() was called at PC 0x400e51e4 on core 1",
                                   .value = { .known = true, .value = 0x400e51e4 } } } },
      .verdict = "abort certain",
      .function = "parse_name",
      .says = "a local buffer was overrun" },
    { .name = "ESP_ERROR_CHECK points at its own line",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_ERROR_CHECK,
                                   .text = "ESP_ERROR_CHECK failed: esp_err_t 0x105",
                                   .name = "ESP_ERR_NOT_FOUND",
                                   .function = "app_main",
                                   .file = "./main/a.c",
                                   .line = 33,
                                   .expression = "nvs_open(...)" } } },
      .verdict = "abort certain",
      .function = "app_main",
      .says = "nvs_open(...)" },
    { .name = "a text of the heap without an abort is no abort",
      .crash = { .chip = "esp32",
                 .statements = { { .kind = WHY_SAYS_HEAP_CORRUPT,
                                   .text = "CORRUPT HEAP: Bad tail at 0x3fcdba84." } } },
      .verdict = "unknown possible",
      .silent = "abort" },
    { .name = "assertion of the application",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_ASSERT,
                                   .text = "assert failed: app_main main.c:70 (count < 8)",
                                   .name = "app_main",
                                   .file = "main.c",
                                   .line = 70,
                                   .expression = "count < 8" },
                                 { .kind = WHY_SAYS_ABORT,
                                   .text = "abort() was called at PC 0x400d1234 on core 0" } } },
      .verdict = "assert/application certain",
      .function = "app_main",
      .silent = "abort",
      .says = "count < 8" },
    { .name = "assertion of FreeRTOS points at the caller",
      .crash = { .chip = "esp32",
                 .software = true,
                 .core = { .given = true,
                           .frames = { { 0x40083ef1, "panic_abort", 0, 0 },
                                       { 0x4008fed5, "__assert_func", 0, 0 },
                                       { 0x4008fb37, "xQueueReceive", 0, 0 },
                                       { 0x400d3948, "receiver_task", 0, 0 } } },
                 .statements = { { .kind = WHY_SAYS_ASSERT,
                                   .text =
                                       "assert failed: xQueueReceive queue.c:1531 (( pxQueue ))",
                                   .name = "xQueueReceive",
                                   .file = "queue.c",
                                   .line = 1531,
                                   .expression = "( pxQueue )" } } },
      .verdict = "assert/freertos-api-misuse certain",
      .function = "receiver_task",
      .says = "handle is NULL" },
    { .name = "assertion of the allocator",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_HEAP_CORRUPT,
                                   .text = "CORRUPT HEAP: Bad head at 0x3f813498." },
                                 { .kind = WHY_SAYS_ASSERT,
                                   .text = "assert failed: multi_heap_free",
                                   .name = "multi_heap_free",
                                   .file = "components/heap/multi_heap_poisoning.c",
                                   .line = 253,
                                   .expression = "head != NULL" } } },
      .verdict = "assert/allocator certain",
      .says = "CORRUPT HEAP" },
    { .name = "assertion of the Bluetooth controller, seen as an illegal instruction",
      .crash = { .chip = "esp32",
                 .reason = "IllegalInstruction",
                 .core = { .given = true, .registers = { { "PC", 0x4008ec03 } } },
                 .statements = { { .kind = WHY_SAYS_CONTROLLER,
                                   .text = "ASSERT_PARAM(8192 0), in rwbt.c at line 360",
                                   .file = "rwbt.c",
                                   .line = 360 } } },
      .verdict = "assert/controller certain",
      .contributing = "illegal-instruction" },
    { .name = "assertion without its text",
      .crash = { .chip = "esp32",
                 .software = true,
                 .statements = { { .kind = WHY_SAYS_ASSERT,
                                   .text = "assert failed: 0x400d1234",
                                   .value = { .known = true, .value = 0x400d1234 } } } },
      .verdict = "assert/application certain",
      .says = "0x400d1234" },
};

static void programs_that_gave_up_say_why(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_that_gave_up_say_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
