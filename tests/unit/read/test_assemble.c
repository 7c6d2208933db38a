/* What reports become: registers, backtraces, memory, names, words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crash_text.h"

#define GURU "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n"
#define RISCV_GURU                                                                                 \
    "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.\n"
#define CELLS                                                                                      \
    "PC      : 0x400d8362  PS      : 0x00060130  A0      : 0x800d85b8  A1      : 0x3ffe3b20\n"     \
    "EXCCAUSE: 0x0000001c  EXCVADDR: 0x00000004\n"
#define RISCV_CELLS                                                                                \
    "Core  0 register dump:\n"                                                                     \
    "MEPC    : 0x42001234  RA      : 0x42005678  SP      : 0x3fc8ea70  MCAUSE  : 0x00000005\n"     \
    "MTVAL   : 0x00000000\n"
#define SOFT_CELLS                                                                                 \
    "Core  0 register dump:\n"                                                                     \
    "MEPC    : 0x40380698  RA      : 0x4038368e  SP      : 0x3fc8ea70  MCAUSE  : 0x00000007\n"     \
    "MTVAL   : 0x00000000\n"

/* clang-format off */
static const struct log_case registers[] = {
    { .name = "wrapped", .crashes = 1,
      .log = GURU "Core 0 register dump:\nPC      : 0x400d8362  PS      : \n0x00060130  A0      : 0x800d85b8\nA1      : 0x3ffe3b20\n",
      .has = { "PC=400d8362 PS=60130 A0=800d85b8 A1=3ffe3b20\n", "note <lines of the report were broken" } },
    { .name = "all on one line", .crashes = 1,
      .log = GURU "Core 0 register dump: PC : 0x400d8362 PS : 0x00060130 A0 : 0x800d85b8 Backtrace: 0x400d835f:0x3ffe3b20\n",
      .has = { "PC=400d8362 PS=60130 A0=800d85b8\n", "device: 400d835f@400d8362:3ffe3b20" } },
    { .name = "foreign lines between", .crashes = 1,
      .log = GURU "Core 0 register dump:\nPC      : 0x400d8362  PS      : 0x00060130\nI (1) wifi: connected\n"
             "A0      : 0x800d85b8  A1      : 0x3ffe3b20\n[out] 12 of 15\nEXCCAUSE: 0x0000001c\n",
      .has = { "PC=400d8362 PS=60130 A0=800d85b8 A1=3ffe3b20 EXCCAUSE=1c\n" } },
    { .name = "a cut cell is not known", .crashes = 1,
      .log = GURU "Core 0 register dump:\nPC      : 0x400d8362  PS      : 0x000601", .has = { "PC=400d8362\n" },
      .lacks = { "PS=" } },
    { .name = "the first value of a register stays", .crashes = 1,
      .log = GURU "Core 0 register dump:\n" CELLS "pc             0x40000000\nPC      : 0x400d0000\n",
      .has = { "PC=400d8362" }, .lacks = { "40000000", "400d0000" } },
    { .name = "what is missing is noted", .crashes = 1, .log = GURU "Core 0 register dump:\nPC      : 0x400d8362  PS      : 0x00060130\n",
      .has = { "note <the register dump is not whole: A1, A0, EXCCAUSE, EXCVADDR missing>" } },
    { .name = "without 0x, as v1.0 prints", .crashes = 1,
      .log = "Guru Meditation Error of type LoadProhibited occurred on core  0. Exception was unhandled.\nRegister dump:\n"
             "PC      : 400d8362  PS      : 00060130  A0      : 800d85b8  A1      : 3ffe3b20  \n",
      .has = { "PC=400d8362 PS=60130 A0=800d85b8 A1=3ffe3b20\n" } },
    { .name = "interrupt context", .crashes = 1,
      .log = GURU "Core 0 register dump:\n" CELLS "Core  0 was running in ISR context:\nEPC1    : 0x4000bff0  EPC2    : 0x00000000  EPC3    : 0x00000000  EPC4    : 0x4011c121\n",
      .has = { "dump 0 isr PC=", "EPC1=4000bff0 EPC2=0 EPC3=0 EPC4=4011c121" } },
    { .name = "the words around the program counter", .crashes = 1,
      .log = GURU "Memory dump at 0x4012995c: 00000000 00000000 ae2a0000\nCore 0 register dump:\n" CELLS,
      .has = { "code 4012995c+12" } },
};

static const struct log_case memory[] = {
    { .name = "a row of the stack that is missing is noted", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "Stack memory:\n3fc8ea70: 0x00000001 0x00000002\n3fc8ea80: 0x00000005 0x00000006\n",
      .has = { "note <the stack memory is not whole: nothing tells what stood from 0x3fc8ea78 to 0x3fc8ea80>" } },
    { .name = "and one that stands twice", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "Stack memory:\n3fc8ea70: 0x00000001 0x00000002\n3fc8ea70: 0x00000001 0x00000002\n",
      .has = { "note <rows of the stack memory are doubled or out of order: behind 0x3fc8ea78 follows 0x3fc8ea70>" } },
    { .name = "rows in order are one piece", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "Stack memory:\n3fc8ea70: 0x00000001 0x00000002 0x00000003 0x00000004\n"
             "3fc8ea80: 0x00000005 0x00000006\n",
      .has = { "memory 3fc8ea70+24\n" } },
    { .name = "a lost row makes two", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "Stack memory:\n3fc8ea70: 0x00000001 0x00000002\n3fc8eab0: 0x00000005 0x000000\n",
      .has = { "memory 3fc8ea70+8\nmemory 3fc8eab0+4\n" } },
    { .name = "a monitor took it away", .crashes = 1, .log = RISCV_GURU RISCV_CELLS "--- Stack dump detected\n",
      .has = { " muted\n", "note <the monitor took the stack block" } },
    { .name = "a core dump in flash", .crashes = 1,
      .log = "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n"
             "PC      : 0x400d8362  PS      : 0x00060130\n"
             "I (1321) esp_core_dump_flash: Save core dump to flash...\n"
             "I (1321) esp_core_dump_flash: Core dump has been saved to flash.\nRebooting...\n",
      .has = { "note <the chip saved a core dump to flash" } },
};

static const struct log_case backtraces[] = {
    { .name = "wrapped", .crashes = 1, .log = GURU "Backtrace: 0x400d835f:0x3ffe3b20\n0x400d85b5:0x3ffe3b40 |<-CORRUPTED\n",
      .has = { "device: 400d835f:3ffe3b20/device() 400d85b5:3ffe3b40/device() corrupted\n" } },
    { .name = "continued at the depth limit", .crashes = 1, .log = GURU "Backtrace: 0x400d835f:0x3ffe3b20 |<-CONTINUES\n",
      .has = { " continues\n" } },
    { .name = "empty", .crashes = 1, .log = GURU "Backtrace:\n", .has = { "backtrace device:\n" } },
    { .name = "program counters alone", .crashes = 1, .log = GURU "Backtrace: 0x400d835f 0x400d85b5\n",
      .has = { "device: 400d835f/device() 400d85b5/device()\n" } },
    { .name = "one address per line: return addresses", .crashes = 1,
      .log = RISCV_GURU "Backtrace:\n\n0x42001234\n0x42005678\n", .has = { "device: 42001234/device() 42005678@42005677/device()\n" } },
    { .name = "one address per line, as Rust prints: calls", .crashes = 1,
      .log = "====================== PANIC ======================\npanicked at src/main.rs:24:9:\nno\n\nBacktrace:\n\n0x42001234\n0x42005678\n",
      .has = { "device: 42001234/device() 42005678/device()\n" } },
    { .name = "an address of the program's is no entry", .crashes = 1,
      .log = GURU "Backtrace: 0x400d835f:0x3ffe3b20\n\n\n\n0x40001111\n", .has = { "device: 400d835f:3ffe3b20/device()\n" } },
    { .name = "nor where no backtrace is", .crashes = 1, .log = RISCV_GURU RISCV_CELLS "0x40001111\n", .lacks = { "40001111" } },
    { .name = "names glued in", .crashes = 1,
      .log = GURU "Backtrace: 0x4008251a [panic_abort:/x/panic.c:402]:0x3ffb6010\n",
      .has = { "4008251a:3ffb6010/device(panic_abort /x/panic.c:402)" } },
    { .name = "why the walk ended", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70\nBacktrace ended abruptly: maximum iterations reached\n",
      .has = { "ended <Backtrace ended abruptly: maximum iterations reached>" } },
};

static const struct log_case names[] = {
    { .name = "of a monitor", .crashes = 1,
      .log = GURU "Backtrace: 0x400d835f:0x3ffe3b20 0x400d85b5:0x3ffe3b40\n--- 0x400d835f: inner at /x/a.c:1\n"
             "---  (inlined by) outer(int) at /x/a.c:2 (discriminator 3)\n0x400d85b5: memcpy in ROM\n0x400d0000: ?? ??:0\n",
      .has = { "400d835f:3ffe3b20/device(inner /x/a.c:1<outer /x/a.c:2) 400d85b5:3ffe3b40/device(memcpy)" } },
    { .name = "of Rust monitors", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "0x42001234 - app::run\n    at /x/main.rs:12\n0x42005678 - main\n    at ??:??\n",
      .has = { "name 42001234 app::run /x/main.rs:12\n", "name 42005678 main\n" } },
    { .name = "of PlatformIO", .crashes = 1,
      .log = GURU "Backtrace: 0x400d835f:0x3ffe3b20\n  #0  0x400d835f in Foo::bar(int) at src/main.cpp:36\n"
             "      (inlined by) loop() at src/main.cpp:40\n",
      .has = { "device(Foo::bar src/main.cpp:36<loop src/main.cpp:40)" } },
    { .name = "a debugger's frame without an address", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "#0  f (x=1) at a.c:1\n#1  0x42005678 in g () at a.c:2\n#2  <signal handler called>\n"
             "#3  0x42000010 in h ()\n    at a.c:3\n",
      .has = { "backtrace log: /log(f a.c:1) 42005678/log(g a.c:2) /log(<signal handler called>) 42000010/log(h a.c:3)" } },
    { .name = "a wrapped frame", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "#0  0x42001234 in mp_raise_msg (exc_type=0x3f40ea14, \n    msg=0x3f400000 \"x\") at ../py/runtime.c:1465\n",
      .has = { "42001234/log(mp_raise_msg ../py/runtime.c:1465)" } },
    { .name = "frames of other threads stay out", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "#0  0x42001234 in f () at a.c:1\n#1  0x42005678 in g () at a.c:2\n\nThread 2\n"
             "#0  0x42000000 in idle () at i.c:1\n#1  0x42000004 in task () at i.c:2\n",
      .has = { "log: 42001234/log(f a.c:1) 42005678/log(g a.c:2)\n" } },
    { .name = "a debugger knows the call, a monitor the return address", .crashes = 1,
      .log = RISCV_GURU RISCV_CELLS "--- 0x42005678: next_function at n.c:1\n#0  0x42001234 in f () at a.c:1\n#1  0x42005678 in g () at a.c:2\n",
      .has = { "name 42005678 g a.c:2" }, .lacks = { "next_function" } },
};

static const struct log_case words[] = {
    { .name = "a Rust panic and its message", .crashes = 1,
      .log = "thread 'main' panicked at src/main.rs:2:5:\nindex out of bounds\nabort() was called at PC 0x400d66b9 on core 0\n"
             "Backtrace: 0x400d66b6:0x3ffe3b20\n",
      .has = { "says <index out of bounds> name <main> file <src/main.rs>:2" } },
    { .name = "a debugger's argument holds the text", .crashes = 1,
      .log = SOFT_CELLS "#0  panic_abort (details=0x3ffb4f0b \"assert failed: f a.c:12 (x > 0)\") at /x/panic.c:466\n",
      .has = { " software muted\n", "function <f> file <a.c>:12 expr <x > 0>" } },
    { .name = "the core dump's reason holds the text", .crashes = 1,
      .log = SOFT_CELLS "Panic reason: abort() was called at PC 0x42009351 on core 0\n",
      .has = { " software\n", "core 0", "says <abort() was called at PC 0x42009351 on core 0> value 42009351 value2 0" } },
    { .name = "a cut number is not known", .crashes = 1, .log = "abort() was called at PC 0x400d", .lacks = { "value" } },
    { .name = "lines that follow an error check do not change it", .crashes = 1,
      .log = "ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234\nfile: \"./a.c\" line 3\nfunc: app_main\n"
             "expression: f()\nabort() was called at PC 0x400d1237 on core 0\nI (5) app: func: other\nBacktrace: 0x400d66b6:0x3ffe3b20\n",
      .has = { "function <app_main>" } },
};

static const struct log_case recovered[] = {
    { .name = "abort from the stack block", .crashes = 1,
      /* "abort() was called at PC 0x42009351 on core 0" */
      .log = SOFT_CELLS "Stack memory:\n3fc8ea70: 0xa5a5a5a5 0x3fc8ead0 0x00000000 0x726f6261 0x20292874 0x20736177 0x6c6c6163 0x61206465\n"
             "3fc8ea90: 0x43502074 0x34783020 0x39303032 0x20313533 0x63206e6f 0x2065726f 0x00000030 0xa5a5a5a5\n",
      .has = { " software\n", "reason <abort() was called at PC 0x42009351 on core 0>",
               "says <abort() was called at PC 0x42009351 on core 0> value 42009351 value2 0",
               "note <the panic's text is lost from the log; it was recovered from the words of the stack block>" } },
    { .name = "a headline needs no recovery", .crashes = 1,
      .log = RISCV_GURU SOFT_CELLS "Stack memory:\n3fc8ea70: 0xa5a5a5a5 0x3fc8ead0 0x00000000 0x726f6261 0x20292874 0x20736177 0x6c6c6163 0x61206465\n"
             "3fc8ea90: 0x43502074 0x34783020 0x39303032 0x20313533 0x63206e6f 0x2065726f 0x00000030 0xa5a5a5a5\n",
      .lacks = { "software", "abort()", "recovered" } },
    { .name = "an ordinary stack tells nothing", .crashes = 1,
      .log = SOFT_CELLS "Stack memory:\n3fc8ea70: 0xa5a5a5a5 0x3fc8ead0 0x00000000 0x726f6261\n", .lacks = { "software", "recovered" } },
    { .name = "panic_abort by name", .crashes = 1, .log = SOFT_CELLS "0x40380698: panic_abort at /x/panic.c:466\n",
      .has = { " software\n", "note <the panic's text is lost from the log; panic_abort() shows that software called for it>" } },
    { .name = "invoke_abort at the top of a lone backtrace", .crashes = 1,
      .log = "Backtrace: 0x4008f1a1:0x3ffd2b10 0x4008f3c9:0x3ffd2b30\n0x4008f1a1: invoke_abort at /x/panic.c:155\n0x4008f3c9: abort at /x/panic.c:172\n",
      .has = { " software\n", "note <the panic's text is lost from the log; invoke_abort() shows" } },
    { .name = "abort further out is of another panic", .crashes = 1,
      .log = "Backtrace: 0x400d1a21:0x3ffd2b10 0x4008f1a1:0x3ffd2b30\n0x400d1a21: probe at /x/main.c:12\n0x4008f1a1: panic_abort at /x/panic.c:466\n",
      .lacks = { "software" } },
    { .name = "panic_abort behind a headline is not what it was about", .crashes = 1,
      .log = RISCV_GURU SOFT_CELLS "0x40380698: panic_abort at /x/panic.c:466\n", .lacks = { "software", "lost" } },
};

static const struct log_case tasks[] = {
    { .name = "of a stack canary", .crashes = 1,
      .log = "Guru Meditation Error: Core  0 panic'ed (Unhandled debug exception)\nDebug exception reason: Stack canary watchpoint triggered (Tmr Svc) \n"
             "Core 0 register dump:\n" CELLS, .has = { "task <Tmr Svc>" } },
    { .name = "of a stack guard", .crashes = 1,
      .log = "Guru Meditation Error: Core  0 panic'ed (Stack protection fault). \n\nDetected in task \"HWSG0\" at 0x4200a1b2\n"
             "Stack pointer: 0x3fc95a10\nStack bounds: 0x3fc95b2c - 0x3fc95f20\n" RISCV_CELLS,
      .has = { "task <HWSG0>", "value 3fc95b2c value2 3fc95f20" } },
    { .name = "a log line's tag is no task", .crashes = 1, .log = "I (1) wifi_task: task main runs\n" GURU CELLS, .lacks = { "task <" } },
};

static const struct log_case dressed[] = {
    { .name = "quoted, fenced, escaped, by a browser's apostrophe", .crashes = 1,
      .log = "> ```\n> Guru Meditation Error: Core 0 panic&#39;ed (LoadProhibited). Exception was unhandled.\n> Core 0 register dump:\n"
             "> PC : 0x400d8362 PS : 0x00060130 A0 : 0x800d85b8 A1 : 0x3ffe3b20\n> Backtrace: 0x400d835f:0x3ffe3b20 |&lt;-CORRUPTED\n> ```\n",
      .has = { "reason <LoadProhibited> core 0", "PC=400d8362 PS=60130", "corrupted" } },
    { .name = "escapes as a pager shows them", .crashes = 1,
      .log = "^[[0;31mabort() was called at PC 0x400d66b9 on core 0^[[0m\n^[[0;31mBacktrace: 0x400d66b6:0x3ffe3b20^[[0m\n",
      .has = { "reason <abort() was called at PC 0x400d66b9 on core 0>", "device: 400d66b6:3ffe3b20" } },
    { .name = "timestamps that touch the text", .crashes = 1,
      .log = "11-23 02:40:18.696Guru Meditation Error: Core  0 panic'ed (LoadProhibited)\n11-23 02:40:18.696Core 0 register dump:\n"
             "11-23 02:40:18.701PC      : 0x400d8362  PS      : 0x00060130\n11-23 02:40:18.711Backtrace: 0x400d835f:0x3ffe3b20\n",
      .has = { "reason <LoadProhibited>", "dump 0 PC=400d8362 PS=60130", "device: 400d835f" } },
    { .name = "bytes that are no text", .crashes = 1,
      .log = "abort() was called at PC 0x400d66b9 on core 0\nassert failed: f\xff\x01 a.c:1 (x\xe2\x80\xae)\n",
      .has = { "function <f\xef\xbf\xbd\\x01>", "expr <x\xef\xbf\xbd>" } },
};
/* clang-format on */

#define ASSEMBLE_TEST(rows)                                                                        \
    static void rows##_are_read(void **state)                                                      \
    {                                                                                              \
        (void)state;                                                                               \
        assert_int_equal(check_logs(rows, WHY_COUNTOF(rows)), 0);                                  \
    }

ASSEMBLE_TEST(registers)
ASSEMBLE_TEST(memory)
ASSEMBLE_TEST(backtraces)
ASSEMBLE_TEST(names)
ASSEMBLE_TEST(words)
ASSEMBLE_TEST(recovered)
ASSEMBLE_TEST(tasks)
ASSEMBLE_TEST(dressed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers_are_read),  cmocka_unit_test(memory_are_read),
        cmocka_unit_test(backtraces_are_read), cmocka_unit_test(names_are_read),
        cmocka_unit_test(words_are_read),      cmocka_unit_test(recovered_are_read),
        cmocka_unit_test(tasks_are_read),      cmocka_unit_test(dressed_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
