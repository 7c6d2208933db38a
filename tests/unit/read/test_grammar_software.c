/* What software says of its own end: abort, assert and their kin, runtimes, the task watchdog. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case abort_and_assert_rows[] = {
    { "abort() was called at PC 0x400d66b9 on core 0",
      "abort text=<abort() was called at PC 0x400d66b9 on core 0> value=400d66b9 value2=0" },
    { "abort() was called at PC 0x400d66b9", "abort text=<abort() was called at PC 0x400d66b9> value=400d66b9" },
    { "11-23 02:40:18.696abort() was called at PC 0x400d66b9 on core 1",
      "abort text=<abort() was called at PC 0x400d66b9 on core 1> value=400d66b9 value2=1" },
    { "abort() was called at PC 0x42009351 on core 0^[[0m",
      "abort text=<abort() was called at PC 0x42009351 on core 0> value=42009351 value2=0" },
    { "> abort() was called at PC 0x400d66b9 on core 0",
      "abort text=<abort() was called at PC 0x400d66b9 on core 0> value=400d66b9 value2=0" },
    { "[12:01:33] Zigbee stack assertion failed zcl/zcl_main.c:357",
      "assert text=<Zigbee stack assertion failed zcl/zcl_main.c:357> file=<zcl/zcl_main.c>:357" },
    { "the Zigbee stack assertion failed again", "" },
    { "assert failed: xQueueSemaphoreTake queue.c:1549 (pxQueue->uxItemSize == 0)",
      "assert text=<assert failed: xQueueSemaphoreTake queue.c:1549 (pxQueue->uxItemSize == 0)> function=<xQueueSemaphoreTake> file=<queue.c>:1549 expr=<pxQueue->uxItemSize == 0>" },
    { "assert failed: void setup() main.cpp:12 (false)",
      "assert text=<assert failed: void setup() main.cpp:12 (false)> function=<void setup()> file=<main.cpp>:12 expr=<false>" },
    { "assert failed: bool Foo::bar(int, char*) /home/me/src/a.cpp:12 (a == b && (c))",
      "assert text=<assert failed: bool Foo::bar(int, char*) /home/me/src/a.cpp:12 (a == b && (c))> function=<bool Foo::bar(int, char*)> file=</home/me/src/a.cpp>:12 expr=<a == b && (c)>" },
    { "assert failed: tcpip_send_msg_wait_sem /IDF/components/lwip/lwip/src/api/tcpip.c:455 (Required to lock TCPIP core functionality!)",
      "assert text=<assert failed: tcpip_send_msg_wait_sem /IDF/components/lwip/lwip/src/api/tcpip.c:455 (Required to lock TCPIP core functionality!)> function=<tcpip_send_msg_wait_sem> file=</IDF/components/lwip/lwip/src/api/tcpip.c>:455 expr=<Required to lock TCPIP core functionality!>" },
    { "assert failed: 0x40081234 <cached disabled>:247 (<cached disabled>)",
      "assert text=<assert failed: 0x40081234 <cached disabled>:247 (<cached disabled>)> file=<<cached disabled>>:247 expr=<<cached disabled>> value=40081234" },
    { "assert failed: 0x40081234 spi_flash.c:247 (x > 0)",
      "assert text=<assert failed: 0x40081234 spi_flash.c:247 (x > 0)> file=<spi_flash.c>:247 expr=<x > 0> value=40081234" },
    { "assert failed: 0x400d1234", "assert text=<assert failed: 0x400d1234> value=400d1234" },
    { "assert failed:  file.c:12 (x)", "assert text=<assert failed:  file.c:12 (x)> file=<file.c>:12 expr=<x>" },
    { "assert failed: block_trim_free tlsf.c:518 (block_is_free(block) && \"block must be fr",
      "assert text=<assert failed: block_trim_free tlsf.c:518 (block_is_free(block) && \"block must be fr> function=<block_trim_free> file=<tlsf.c>:518 expr=<block_is_free(block) && \"block must be fr>" },
    { "assert failed: heap_caps_free heap_caps.c:360 (heap != NULL && \"free() target pointer is outside heap areas\")",
      "assert text=<assert failed: heap_caps_free heap_caps.c:360 (heap != NULL && \"free() target pointer is outside heap areas\")> function=<heap_caps_free> file=<heap_caps.c>:360 expr=<heap != NULL && \"free() target pointer is outside heap areas\">" },
    { "E (123) app: assert failed: f a.c:1 (x)^[[0m",
      "assert text=<assert failed: f a.c:1 (x)> function=<f> file=<a.c>:1 expr=<x>" },
    { "assertion \"idx < N\" failed: file \"/path/a.c\", line 17, function: app_main",
      "assert text=<assertion \"idx < N\" failed: file \"/path/a.c\", line 17, function: app_main> function=<app_main> file=</path/a.c>:17 expr=<idx < N>" },
    { "assertion \"s == \"x\"\" failed: file \"/path/a.c\", line 17",
      "assert text=<assertion \"s == \"x\"\" failed: file \"/path/a.c\", line 17> file=</path/a.c>:17 expr=<s == \"x\">" },
    { "/path/queue.c:1450 (xQueueGenericReceive)- assert failed!",
      "assert text=</path/queue.c:1450 (xQueueGenericReceive)- assert failed!> function=<xQueueGenericReceive> file=</path/queue.c>:1450" },
    { "12:33:44.555 -> C:/my path/queue.c:1450 (xQueueGenericReceive)- assert failed!",
      "assert text=<path/queue.c:1450 (xQueueGenericReceive)- assert failed!> function=<xQueueGenericReceive> file=<path/queue.c>:1450" },
    { "assert failed: \x08 file.c:12 (x)",
      "assert text=<assert failed: \x08 file.c:12 (x)> file=<file.c>:12 expr=<x>" },
    { "abort() was called at PC 0x400d", "abort text=<abort() was called at PC 0x400d>" },
    { "abort() was called at PC 0x400d6 on core 0",
      "abort text=<abort() was called at PC 0x400d6 on core 0> value2=0" },
    { "assert failed: xQueueSemaphoreTake queue.c:15",
      "assert text=<assert failed: xQueueSemaphoreTake queue.c:15> function=<xQueueSemaphoreTake> file=<queue.c>" },
};
static const struct line_case error_check_rows[] = {
    { "ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234",
      "check text=<ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234> name=<ESP_ERR_NOT_FOUND> value=105 value2=400d1234" },
    { "ESP_ERROR_CHECK failed: esp_err_t 0x105 at 0x400d1234",
      "check text=<ESP_ERROR_CHECK failed: esp_err_t 0x105 at 0x400d1234> value=105 value2=400d1234" },
    { "ESP_ERROR_CHECK failed: esp_err_t 0xffffffff (UNKNOWN ERROR) at 0x400d1234",
      "check text=<ESP_ERROR_CHECK failed: esp_err_t 0xffffffff (UNKNOWN ERROR) at 0x400d1234> name=<UNKNOWN ERROR> value=ffffffff value2=400d1234" },
    { "ESP_ERROR_CHECK_WITHOUT_ABORT failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234", "" },
    { "file: \"./main/a.c\" line 33", "check file=<./main/a.c>:33" },
    { "func: app_main", "check function=<app_main>" },
    { "func: void f(int)", "check function=<void f(int)>" },
    { "expression: nvs_open(\"a\", 1, &h)", "check expr=<nvs_open(\"a\", 1, &h)>" },
    { "ESP_ERROR_CHECK failed: esp_err_t 0x10", "check text=<ESP_ERROR_CHECK failed: esp_err_t 0x10>" },
};
static const struct line_case other_ends_rows[] = {
    { "***ERROR*** A stack overflow in task Monitor has been detected.",
      "overflow text=<***ERROR*** A stack overflow in task Monitor has been detected.> name=<Monitor>" },
    { "***ERROR*** A stack overflow in task my task has been detected.",
      "overflow text=<***ERROR*** A stack overflow in task my task has been detected.> name=<my task>" },
    { "Stack smashing protect failure!", "smash text=<Stack smashing protect failure!>" },
    { "Undefined behavior of type out_of_bounds",
      "ubsan text=<Undefined behavior of type out_of_bounds> name=<out_of_bounds>" },
    { "KASAN error: WRITE of size 4 at 0x3fc91234",
      "kasan text=<KASAN error: WRITE of size 4 at 0x3fc91234> value=3fc91234" },
    { "  Bug type: heap-buffer-overflow (right redzone) (shadow nibble=0xd)",
      "kasan-type text=<heap-buffer-overflow (right redzone) (shadow nibble=0xd)> "
      "name=<heap-buffer-overflow (right redzone) (shadow nibble=0xd)>" },
    { "Mem alloc fail. size 0x00001000 caps 0x00001800",
      "alloc text=<Mem alloc fail. size 0x00001000 caps 0x00001800> value=1000 value2=1800" },
    { "FreeRTOS: FreeRTOS Task \"x\" should not return, Aborting now!",
      "returned text=<FreeRTOS Task \"x\" should not return, Aborting now!> name=<x>" },
    { "E (123) FreeRTOS: FreeRTOS Task \"my \"x\"\" should not return, Aborting now!",
      "returned text=<FreeRTOS Task \"my \"x\"\" should not return, Aborting now!> name=<my \"x\">" },
    { "port*_CRITICAL called from ISR context. Aborting!",
      "critical text=<port*_CRITICAL called from ISR context. Aborting!>" },
    { "ERROR: Coprocessors must not be used in ISRs!", "fpu text=<ERROR: Coprocessors must not be used in ISRs!>" },
    { "terminate called after throwing an instance of 'std::bad_alloc'",
      "terminate text=<terminate called after throwing an instance of 'std::bad_alloc'> name=<std::bad_alloc>" },
    { "  what():  std::bad_alloc", "what text=<std::bad_alloc>" },
    { "pure virtual method called", "terminate text=<pure virtual method called>" },
    { "memory allocation of 131072 bytes failed",
      "alloc text=<memory allocation of 131072 bytes failed> value=20000" },
    { "terminate called without an active exception",
      "terminate text=<terminate called without an active exception>" },
    { "terminate called recursively", "terminate text=<terminate called recursively>" },
    { "ASSERT_PARAM(512 0), in rwble.c at line 238",
      "controller text=<ASSERT_PARAM(512 0), in rwble.c at line 238> file=<rwble.c>:238" },
    { "ASSERT_ERR(64,0), in rwble.c at line 238",
      "controller text=<ASSERT_ERR(64,0), in rwble.c at line 238> file=<rwble.c>:238" },
    { "assert rwble.c 261, param 00020000 00000000",
      "controller text=<assert rwble.c 261, param 00020000 00000000> file=<rwble.c>:261" },
    { "BLE assert: line 1076 in function r_ble_lll_scan, param: 0x0, 0x0",
      "controller text=<BLE assert: line 1076 in function r_ble_lll_scan, param: 0x0, 0x0> function=<r_ble_lll_scan>:1076" },
    { "Assert failed in do_core_init, /path/cpu_start.c:12 (flash_ret == ESP_OK)",
      "assert text=<Assert failed in do_core_init, /path/cpu_start.c:12 (flash_ret == ESP_OK)> function=<do_core_init> file=</path/cpu_start.c>:12 expr=<flash_ret == ESP_OK>" },
};
static const struct line_case rust_and_python_rows[] = {
    { "thread 'main' panicked at src/main.rs:2:5:", "rust name=<main> file=<src/main.rs>:2" },
    { "thread 'main' panicked at 'index out of bounds: the len is 3', src/main.rs:2:5",
      "rust text=<index out of bounds: the len is 3> name=<main> file=<src/main.rs>:2" },
    { "thread 'main' (1) panicked at src/main.rs:2:5:", "rust name=<main> file=<src/main.rs>:2" },
    { "thread '<unnamed>' panicked at src/main.rs:2:5:", "rust name=<<unnamed>> file=<src/main.rs>:2" },
    { "MemoryError: memory allocation failed, heap is locked",
      "python text=<memory allocation failed, heap is locked> name=<MemoryError>" },
    { "MemoryError: memory allocation failed, allocating 1000 bytes",
      "python text=<memory allocation failed, allocating 1000 bytes> name=<MemoryError>" },
};
static const struct line_case heap_corruption_rows[] = {
    { "check(\"CORRUPT HEAP: Bad head at 0x3ffb1234. Expected 0xabba1234 got 0x3ffb4568\")",
      "heap text=<CORRUPT HEAP: Bad head at 0x3ffb1234. Expected 0xabba1234 got 0x3ffb4568> value=3ffb1234 value2=abba1234" },
    { "CORRUPT HEAP: Bad head at 0x3ffb1234. Expected 0xabba1234 got 0x3ffb4568",
      "heap text=<CORRUPT HEAP: Bad head at 0x3ffb1234. Expected 0xabba1234 got 0x3ffb4568> value=3ffb1234 value2=abba1234" },
    { "CORRUPT HEAP: Bad tail at 0x3ffb1300. Expected 0xbaad5678 got 0xbaad5600",
      "heap text=<CORRUPT HEAP: Bad tail at 0x3ffb1300. Expected 0xbaad5678 got 0xbaad5600> value=3ffb1300 value2=baad5678" },
    { "CORRUPT HEAP: Invalid data at 0x3ffb1240. Expected 0xfe got 0x01",
      "heap text=<CORRUPT HEAP: Invalid data at 0x3ffb1240. Expected 0xfe got 0x01> value=3ffb1240 value2=fe" },
    { "CORRUPT HEAP: multi_heap.c:432 detected at 0x3ffb1234",
      "heap text=<CORRUPT HEAP: multi_heap.c:432 detected at 0x3ffb1234> value=3ffb1234" },
    { "CORRUPT HEAP: Block 0x3ffb1234 points to itself",
      "heap text=<CORRUPT HEAP: Block 0x3ffb1234 points to itself> value=3ffb1234" },
};
static const struct line_case task_watchdog_rows[] = {
    { "E (15061) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:",
      "wdt text=<Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:>" },
    { "Task watchdog got triggered. The following tasks did not feed the watchdog in time:",
      "wdt text=<Task watchdog got triggered. The following tasks did not feed the watchdog in time:>" },
    { "[08:17:06]E (5906) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time: "
      "[08:17:06]E (5906) task_wdt: - sync (CPU 0) [08:17:06]E (5906) task_wdt: CPU 0: wifi [08:17:06]E (5906) task_wdt: CPU 1: IDLE1",
      "wdt text=<Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:> | "
      "late text=<CPU 0> name=<sync> | runs text=<CPU 0: wifi> name=<wifi> value=0 | runs text=<CPU 1: IDLE1> name=<IDLE1> value=1" },
    { "E (15061) task_wdt:  - IDLE0 (CPU 0)", "late text=<CPU 0> name=<IDLE0>" },
    { "E (15061) task_wdt:  - my task (CPU 0/1)", "late text=<CPU 0/1> name=<my task>" },
    { "E (15061) task_wdt:  - user", "late name=<user>" },
    { "E (15061) task_wdt:  - NAME (0x1)", "late text=<0x1> name=<NAME>" },
    { "E (15061) task_wdt:  - CPU 0", "late name=<CPU 0>" },
    { " - IDLE (CPU 0)", "late text=<CPU 0> name=<IDLE>" },
    { "E (15061) task_wdt: Tasks currently running:", "" },
    { "E (15061) task_wdt: CPU 0: main", "runs text=<CPU 0: main> name=<main> value=0" },
    { "E (15061) task_wdt: CPU 1: IDLE1^[[0m", "runs text=<CPU 1: IDLE1> name=<IDLE1> value=1" },
    { "CPU 0: main", "runs text=<CPU 0: main> name=<main> value=0" },
    { "E (15061) task_wdt: Aborting.", "" },
    { "E (15061) task_wdt: Print CPU 0 (current core) backtrace", "dump value=0" },
    { "Print CPU 0 (current core) backtrace", "dump value=0" },
};
/* clang-format on */

static void abort_and_assert(void **state)
{
    (void)state;
    assert_int_equal(check_lines(abort_and_assert_rows, WHY_COUNTOF(abort_and_assert_rows)), 0);
}

static void error_check(void **state)
{
    (void)state;
    assert_int_equal(check_lines(error_check_rows, WHY_COUNTOF(error_check_rows)), 0);
}

static void other_ends(void **state)
{
    (void)state;
    assert_int_equal(check_lines(other_ends_rows, WHY_COUNTOF(other_ends_rows)), 0);
}

static void rust_and_python(void **state)
{
    (void)state;
    assert_int_equal(check_lines(rust_and_python_rows, WHY_COUNTOF(rust_and_python_rows)), 0);
}

static void heap_corruption(void **state)
{
    (void)state;
    assert_int_equal(check_lines(heap_corruption_rows, WHY_COUNTOF(heap_corruption_rows)), 0);
}

static void task_watchdog(void **state)
{
    (void)state;
    assert_int_equal(check_lines(task_watchdog_rows, WHY_COUNTOF(task_watchdog_rows)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(abort_and_assert), cmocka_unit_test(error_check),
        cmocka_unit_test(other_ends),       cmocka_unit_test(rust_and_python),
        cmocka_unit_test(heap_corruption),  cmocka_unit_test(task_watchdog),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
