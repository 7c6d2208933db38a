/* Where reports begin and where they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crash_text.h"

#define GURU(core, reason)                                                                         \
    "Guru Meditation Error: Core  " #core " panic'ed (" reason "). Exception was unhandled.\r\n"
#define DUMP(core) "\r\nCore  " #core " register dump:\r\n" CELLS
#define CELLS                                                                                      \
    "PC      : 0x400d8362  PS      : 0x00060130  A0      : 0x800d85b8  A1      : 0x3ffe3b20  \r\n" \
    "A2      : 0x0000002e  A3      : 0x00000002  EXCCAUSE: 0x0000001d  EXCVADDR: 0x00000000  \r\n"
#define BACKTRACE "\r\nBacktrace: 0x400d835f:0x3ffe3b20 0x400d85b5:0x3ffe3b40\r\n\r\n"
#define TAIL "ELF file SHA256: 864e5fdcc73d910e\r\n\r\nRebooting...\r\n"
#define BOOT                                                                                       \
    "ets Jul 29 2019 12:21:46\r\n\r\nrst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n"   \
    "I (29) boot: ESP-IDF v4.4 2nd stage bootloader\r\n"
#define APP "I (300) app: working\r\nI (310) app: still working\r\n"
#define APP_20 "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\n"
#define APP_200 APP_20 APP_20 APP_20 APP_20 APP_20 APP_20 APP_20 APP_20 APP_20 APP_20
#define PANIC GURU(0, "StoreProhibited") DUMP(0) BACKTRACE TAIL

#define IDF_CUT GURU(0, "StoreProhibited") DUMP(0) BACKTRACE /* before "Rebooting..." */
#define NUTTX                                                                                      \
    "xtensa_user_panic: User Exception: EXCCAUSE=001c task: nsh_main\r\n"                          \
    "dump_assert_info: Assertion failed panic: at file: :0 task: nsh_main process: nsh_main\r\n"
#define ZEPHYR                                                                                     \
    "[00:00:01.234,000] <err> os:  mcause: 5, Load access fault\r\n"                               \
    "[00:00:01.234,000] <err> os: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0\r\n"
#define ESP8266                                                                                    \
    "Exception (28):\r\nepc1=0x40201e10 epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000004 "      \
    "depc=0x00000000\r\n"
#define RUST                                                                                       \
    "====================== PANIC ======================\r\npanicked at src/main.rs:2:5:\r\n"
#define RECORD                                                                                     \
    "[E][esp32.crash:322]: *** CRASH DETECTED ON PREVIOUS BOOT ***\r\n"                            \
    "[E][esp32.crash:327]:   Reason: Fault - StoreProhibited\r\n"
#define RST(code) "ets Jul 29 2019 12:21:46\r\n\r\nrst:" code ",boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n"

/* clang-format off */
static const struct log_case plain[] = {
    { .name = "nothing", .log = "", .crashes = 0 },
    { .name = "no crash", .log = BOOT APP_200, .crashes = 0 },
    { .name = "one panic between two runs", .log = BOOT APP PANIC BOOT APP, .crashes = 1,
      .has = { "crash 7-17 complete\n", "reason <StoreProhibited>", "core 0", "chip esp32 by boot banner" } },
    { .name = "deep in a log", .log = BOOT APP_200 APP_200 PANIC BOOT APP, .crashes = 1,
      .has = { " complete\n", "PC=400d8362" } },
    { .name = "the end of the input ends it", .log = APP GURU(0, "StoreProhibited") DUMP(0) BACKTRACE, .crashes = 1,
      .has = { "crash 3-9\n" }, .lacks = { "complete" } },
    { .name = "a boot banner ends it", .log = GURU(0, "StoreProhibited") DUMP(0) BACKTRACE BOOT, .crashes = 1,
      .has = { " complete\n" } },
    { .name = "a halt ends it", .log = GURU(0, "StoreProhibited") DUMP(0) BACKTRACE "CPU halted.\r\n" APP, .crashes = 1,
      .has = { "crash 1-9 complete\n" } },
    { .name = "the GDB stub ends it", .log = GURU(0, "StoreProhibited") DUMP(0) BACKTRACE "Entering gdb stub now.\r\n$T0b#e6",
      .crashes = 1, .has = { "crash 1-9 complete\n" } },
    { .name = "a debugger ends it",
      .log = GURU(0, "Unhandled debug exception") "Setting breakpoint at 0x400d1234 and returning...\r\n" APP_200,
      .crashes = 1, .has = { "crash 1-2 complete\n" } },
    { .name = "silence ends it", .log = GURU(0, "StoreProhibited") DUMP(0) BACKTRACE APP_200 APP_200, .crashes = 1,
      .has = { "crash 1-7\n" } },
    { .name = "several crashes in one log", .log = PANIC BOOT APP PANIC BOOT APP_200 PANIC BOOT, .crashes = 3 },
    { .name = "a boot loop", .log = PANIC BOOT PANIC BOOT PANIC BOOT PANIC BOOT PANIC BOOT PANIC BOOT, .crashes = 6,
      .lacks = { "follows" } },
    { .name = "two that each say that they restart", .log = PANIC PANIC, .crashes = 2, .lacks = { "follows" } }, /* each says "Rebooting..." */
};

static const struct log_case headlines[] = {
    { .name = "what grep leaves of a log", .crashes = 3,
      .log = GURU(0, "StoreProhibited") GURU(0, "LoadProhibited") GURU(1, "StoreProhibited"),
      .has = { "crash 1-1\n", "crash 2-2 follows=1\n", "crash 3-3 follows=2\n" } },
    { .name = "what grep leaves of a log, live", .crashes = 2, .live = true,
      .log = GURU(0, "StoreProhibited") GURU(0, "LoadProhibited"), .has = { "<LoadProhibited>" } },
    { .name = "a second headline is another panic", .crashes = 2,
      .log = GURU(0, "IllegalInstruction") GURU(0, "Double exception") DUMP(0) BACKTRACE TAIL,
      .has = { "crash 1-1\n", "crash 2-12 complete follows=1\n", "<Double exception>" } },
    { .name = "a panic in the middle of a dump", .crashes = 2,
      .log = GURU(0, "StoreProhibited") "Core  0 register dump:\r\nPC      : 0x400d8362  PS      : 0x00060130  \r\nA0   "
             GURU(0, "IllegalInstruction") DUMP(0) BACKTRACE TAIL,
      .has = { "crash 1-3\n", "crash 4-14 complete follows=1\n", "dump 0 PC=400d8362 PS=60130\n" } },
    { .name = "the line behind a lost headline", .crashes = 1,
      .log = "Debug exception reason: Stack canary watchpoint triggered (lamp) \r\n" DUMP(0) BACKTRACE TAIL,
      .has = { "crash 1-11 complete\n", "task <lamp>" } },
    { .name = "the same, in the middle of a sentence", .crashes = 0,
      .log = "it ends in Debug exception reason: Stack canary watchpoint triggered (lamp)\n" },
    { .name = "a headline with its next line behind it", .crashes = 1,
      .log = "Guru Meditation Error: Core  1 panic'ed (Unhandled debug exception). Debug exception reason: BREAK instr\n",
      .has = { "reason <Unhandled debug exception> core 1" } },
    { .name = "the same, quoted in a sentence", .crashes = 0,
      .log = "it keeps giving me panic errors: \"Guru Meditation Error: Core  1 panic'ed (Unhandled debug exception). Debug exception reason: BREAK instr\"\n" },
    { .name = "a bracket that went lost", .crashes = 1,
      .log = "Guru Meditation Error: Core 1 panic'ed - Debug exception reason: BREAK instr\n", .has = { "reason <BREAK instr> core 1" } },
    { .name = "the texts of a firmware", .crashes = 0,
      .log = "@0/Guru Meditation Error: Core      panic'ed ( ).  Setting breakpoint at 0x     and returning...\n" },
    { .name = "interleaved headlines", .crashes = 1,
      .log = "Guru Meditation Error: Core  1 panic'ed (IllegalInstructi" GURU(0, "StoreProhibited") DUMP(0) BACKTRACE TAIL,
      .has = { "reason <StoreProhibited> core 0" } },
    { .name = "two cores at once, registers of the first", .crashes = 1,
      .log = GURU(0, "StoreProhibited") GURU(1, "LoadProhibited") DUMP(0) BACKTRACE TAIL,
      .has = { "reason <StoreProhibited> core 0", "says <LoadProhibited> value 1", "note <two cores panicked at once: core 1 reports \"LoadProhibited\" besides, and its registers" } },
    { .name = "two cores at once, registers of the second", .crashes = 1,
      .log = GURU(0, "LoadProhibited") "\r\n" GURU(1, "StoreProhibited") DUMP(1) BACKTRACE TAIL,
      .has = { "reason <StoreProhibited> core 1", "core 0 reports \"LoadProhibited\" besides" } },
    { .name = "two cores at once, the number of the dump lost", .crashes = 1,
      .log = GURU(1, "LoadProhibited") GURU(0, "StoreProhibited") "egister dump:\r\n" CELLS BACKTRACE TAIL,
      .has = { "reason <StoreProhibited> core 0" }, .lacks = { "contradict" } },
    { .name = "two cores at once, registers of both", .crashes = 1,
      .log = GURU(1, "StoreProhibited") GURU(0, "StoreProhibited") DUMP(1) BACKTRACE DUMP(0) BACKTRACE TAIL,
      .has = { "reason <StoreProhibited> core 1", "dump 0 PC", "core 0 reports \"StoreProhibited\" besides>" } },
    { .name = "two cores at once and no registers are two reports", .crashes = 2,
      .log = GURU(0, "StoreProhibited") GURU(1, "LoadProhibited") BOOT,
      .has = { "crash 1-1\n", "crash 2-2 complete follows=1\n" }, .lacks = { "at once" } },
    { .name = "a headline and the registers of another core and cause", .crashes = 1,
      .log = GURU(1, "LoadProhibited") DUMP(0) BACKTRACE TAIL,
      .has = { "reason <StoreProhibited> core 0 cause <StoreProhibited>", "the dump's own headline is lost" } },
    { .name = "a headline and the registers of another cause", .crashes = 1,
      .log = GURU(0, "LoadProhibited") DUMP(0) BACKTRACE TAIL,
      .has = { "reason <LoadProhibited> core 0 cause <LoadProhibited>", "note <headline and registers contradict each other: \"LoadProhibited\" has another EXCCAUSE than 29 (StoreProhibited)" } },
    { .name = "the chip's own word for a panic in the panic handler", .crashes = 1,
      .log = GURU(0, "StoreProhibited") DUMP(0) BACKTRACE
             "Panic handler entered multiple times. Abort panic handling. Rebooting ...\r\n" BOOT,
      .has = { "says <Panic handler entered multiple times." } },
};

static const struct log_case cores[] = {
    { .name = "two cores", .crashes = 1,
      .log = GURU(1, "Interrupt wdt timeout on CPU1") DUMP(1) BACKTRACE DUMP(0) BACKTRACE TAIL,
      .has = { "about: reason <Interrupt wdt timeout on CPU1> core 1", "dump 1 PC=400d8362", "dump 0 quiet PC=400d8362" } },
    { .name = "the panicked core comes first", .crashes = 1,
      .log = GURU(1, "Interrupt wdt timeout on CPU1") DUMP(0) BACKTRACE DUMP(1) BACKTRACE TAIL,
      .has = { "dump 1 PC=400d8362 PS=60130 A0=800d85b8 A1=3ffe3b20 A2=2e A3=2 EXCCAUSE=1d EXCVADDR=0\nbacktrace device: "
               "400d835f@400d8362:3ffe3b20/device() 400d85b5:3ffe3b40/device()\ndump 0 quiet" } },
    { .name = "the same core again is another report", .crashes = 2, .log = DUMP(0) BACKTRACE DUMP(0) BACKTRACE },
    { .name = "the core that hangs is not the one that reports", .crashes = 1,
      .log = GURU(0, "Interrupt wdt timeout on CPU1") DUMP(0) BACKTRACE DUMP(1) BACKTRACE TAIL,
      .has = { "about: reason <Interrupt wdt timeout on CPU1> core 1 cause <Interrupt wdt timeout on CPU1>" }, .lacks = { "note <" } },
    { .name = "the hash stands between registers and backtrace", .crashes = 1,
      .log = GURU(0, "StoreProhibited") DUMP(0) "ELF file SHA256: 864e5fdcc73d910e\r\n" BACKTRACE "Rebooting...\r\n",
      .has = { "boot: sha <864e5fdcc73d910e>", "PC=400d8362", "device: 400d835f" } },
};

static const struct log_case software[] = {
    { .name = "abort with a backtrace", .crashes = 1,
      .log = "\r\nabort() was called at PC 0x400d66b9 on core 1\r\n" BACKTRACE TAIL,
      .has = { "complete software\n", "core 1", "device: 400d835f:3ffe3b20" } },
    { .name = "abort and nothing else", .crashes = 1, .log = APP "abort() was called at PC 0x400d66b9 on core 0\r\n" APP,
      .has = { "crash 3-3 software\n", "note <the report stops here" } },
    { .name = "an assert and its abort are one", .crashes = 1,
      .log = "assertion \"a\" failed: file \"/x/a.c\", line 17, function: f\r\n"
             "abort() was called at PC 0x400d66b9 on core 0\r\n" BACKTRACE TAIL,
      .has = { "crash 1-8 complete software\n", "function <f>", "value 400d66b9" } },
    { .name = "an error check and its abort are one", .crashes = 1,
      .log = "ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234\nfile: \"./main/a.c\" line 33\n"
             "func: app_main\nexpression: nvs_open()\n\nabort() was called at PC 0x400d66b9 on core 0\n" BACKTRACE TAIL,
      .has = { "name <ESP_ERR_NOT_FOUND> function <app_main> file <./main/a.c>:33 expr <nvs_open()> value 105 value2 400d1234" } },
    { .name = "a check that does not abort is no crash", .crashes = 0,
      .log = "ESP_ERROR_CHECK_WITHOUT_ABORT failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234\n"
             "file: \"./main/a.c\" line 33\nfunc: app_main\nexpression: nvs_open()\n" APP_200 },
    { .name = "a restart confirms an error check", .crashes = 1,
      .log = "ESP_ERROR_CHECK failed: esp_err_t 0x105 (ESP_ERR_NOT_FOUND) at 0x400d1234\r\n" BOOT,
      .has = { "crash 1-1 complete software\n" } },
    { .name = "an error that the program lives with is no crash", .crashes = 0,
      .log = "CORRUPT HEAP: Bad tail at 0x3ffb1300. Expected 0xbaad5678 got 0xbaad5600\r\n" APP_200 },
    { .name = "abort, then a double exception", .crashes = 1,
      .log = "abort() was called at PC 0x400d66b9 on core 0\r\n" GURU(0, "Double exception") "Backtrace:\r\n" BOOT,
      .has = { "reason <Double exception>", "says <abort() was called" } },
    { .name = "a stack overflow names its task", .crashes = 1,
      .log = "***ERROR*** A stack overflow in task my task has been detected.\r\n" BACKTRACE TAIL,
      .has = { "task <my task>" } },
    { .name = "a bootloader's assert", .crashes = 1,
      .log = "Assert failed in do_core_init, /x/cpu_start.c:12 (flash_ret == ESP_OK)\r\n" BOOT,
      .has = { "function <do_core_init> file </x/cpu_start.c>:12 expr <flash_ret == ESP_OK>" } },
};

static const struct log_case ordinary[] = {
    { .name = "a program that says Backtrace", .crashes = 0,
      .log = APP "I (320) app: Backtrace: none\r\nBacktrace:\r\n" APP_200 APP_200 },
    { .name = "a program that says Rebooting", .crashes = 0, .log = APP "Rebooting...\r\n" BOOT APP_200 },
    { .name = "a register dump in name only", .crashes = 0, .log = APP "I (1) app: register dump: see below\r\n" APP_200 },
    { .name = "the saved PC of a boot", .crashes = 0,
      .log = "ESP-ROM:esp32s3-20210327\nBuild:Mar 27 2021\nrst:0x3 (RTC_SW_SYS_RST),boot:0x8 (SPI_FAST_FLASH_BOOT)\n"
             "Saved PC:0x40376c31\nSPIWP:0xee\nmode:DIO, clock div:1\nload:0x3fce3810,len:0x178c\nentry 0x403c98d0\n" APP },
    { .name = "frames of nobody's crash", .crashes = 0, .log = APP_200 "#0  0x400d1234 in f () at a.c:1\n" APP_200 },
    { .name = "a task watchdog in a sentence", .crashes = 0, .log = APP "task_wdt: CPU 0: main\n" APP_200 },
};

static const struct log_case watchdog[] = {
    { .name = "print only", .crashes = 1,
      .log = APP "E (15061) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:\r\n"
             "E (15061) task_wdt:  - IDLE0 (CPU 0)\r\nE (15061) task_wdt: Tasks currently running:\r\n"
             "E (15061) task_wdt: CPU 0: main\r\nE (15061) task_wdt: CPU 1: IDLE1\r\n"
             "E (15061) task_wdt: Print CPU 0 (current core) backtrace\r\n\r\n\r\n"
             "Backtrace: 0x400D1234:0x3FFB1230 0x400D1235:0x3FFB1250\r\n\r\n" APP_200,
      .has = { "crash 3-11\n", "says <CPU 0> name <IDLE0>", "says <CPU 0: main> name <main> value 0", "dump 0 quiet\n" } },
    { .name = "twice", .crashes = 2,
      .log = "Task watchdog got triggered. The following tasks did not feed the watchdog in time:\n - IDLE (CPU 0)\n"
             "Tasks currently running:\nCPU 0: main\n" BACKTRACE APP
             "Task watchdog got triggered. The following tasks did not feed the watchdog in time:\n - IDLE (CPU 0)\n"
             "Tasks currently running:\nCPU 0: busy loop\n" BACKTRACE APP,
      .has = { "task <main>", "task <busy loop>", "says <CPU 0> name <IDLE>" } },
    { .name = "the task of the core that was dumped", .crashes = 1,
      .log = "E (1) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:\n"
             "E (1) task_wdt:  - IDLE1 (CPU 1)\nE (1) task_wdt: Tasks currently running:\nE (1) task_wdt: CPU 0: IDLE0\n"
             "E (1) task_wdt: CPU 1: worker\nE (1) task_wdt: Aborting.\n" DUMP(1) BACKTRACE TAIL,
      .has = { "task <worker> core 1" } },
    { .name = "two tasks and no core known", .crashes = 1,
      .log = "E (1) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:\n"
             "E (1) task_wdt: CPU 0: IDLE0\nE (1) task_wdt: CPU 1: worker\n" BACKTRACE, .lacks = { "task <" } },
};

static const struct log_case late[] = {
    { .name = "frames behind the tail", .crashes = 1,
      .log = PANIC "\r\n#0  0x400d8362 in f (x=1) at a.c:1\r\n#1  0x400d85b8 in g () at a.c:2\r\n" BOOT,
      .has = { "crash 1-14 complete\n", "tool-backtrace log: 400d8362/log(f a.c:1) 400d85b8/log(g a.c:2)" } },
    { .name = "frames behind the restart", .crashes = 1,
      .log = PANIC BOOT "#0  0x400d8362 in f (x=1) at a.c:1\r\n", .has = { "400d8362/log(f a.c:1)" } },
    { .name = "frames behind the tail, live", .crashes = 1, .live = true,
      .log = PANIC "\r\n#0  0x400d8362 in f (x=1) at a.c:1\r\n" BOOT, .has = { "complete update\n" } },
    { .name = "the core dump's words", .crashes = 1,
      .log = PANIC "==================== ESP32 CORE DUMP START ====================\n"
             "Crashed task handle: 0x3fc8ec30, name: 'main', GDB name: 'process 1070132272'\n"
             "================== CURRENT THREAD REGISTERS ===================\nexccause       0x1d (StoreProhibitedCause)\n"
             "sar            0x1f\n==================== CURRENT THREAD STACK =====================\n"
             "#0  0x400d8362 in f (x=1) at a.c:1\n#1  0x400d85b8 in g () at a.c:2\n"
             "======================== THREADS INFO =========================\n#0  0x400d0000 in idle () at i.c:1\n",
      .has = { "task <main>", "SAR=1f", "400d8362/log(f a.c:1) 400d85b8/log(g a.c:2)\n" } },
};

static const struct log_case pasted[] = {
    { .name = "a program that prints its own stack and goes on", .crashes = 0,
      .log = "I (300) app: printing backtrace for debugging\n\n\nBacktrace: 0x400D1234:0x3FFB1230 0x400D1240:0x3FFB1250\n\nI (310) app: continuing\n" },
    { .name = "so it does live", .crashes = 0, .live = true,
      .log = "I (300) app: printing\n\nBacktrace:0x400d1234:0x3ffb1230 0x400d1240:0x3ffb1250 \n\nW (310) app: continuing\n" APP_200 },
    { .name = "and when it is restarted later", .crashes = 0,
      .log = "Backtrace: 0x400D1234:0x3FFB1230 0x400D1240:0x3FFB1250\nI (310) app: continuing\n" APP "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n" },
    { .name = "registers that a RISC-V program prints of itself", .crashes = 0,
      .log = "I (300) app: dump\nesp_backtrace_print: Print CPU 0 (current core) registers\nCore  0 register dump:\n"
             "MEPC    : 0x42008a32  RA      : 0x42008a20  SP      : 0x3fc9a010  GP      : 0x3fc8a600  \n"
             "MSTATUS : 0x00001881  MTVEC   : 0x40380001  MCAUSE  : 0xdeadc0de  MTVAL   : 0xdeadc0de  \nMHARTID : 0x00000000  \n"
             "Please enable CONFIG_ESP_SYSTEM_USE_FRAME_POINTER option to have a full backtrace.\nI (310) app: continuing\n" },
    { .name = "registers of a panic without its headline", .crashes = 1,
      .log = "I (300) app: x\nCore  0 register dump:\n"
             "MEPC    : 0x42008a32  RA      : 0x42008a20  SP      : 0x3fc9a010  GP      : 0x3fc8a600  \n"
             "MSTATUS : 0x00001881  MTVEC   : 0x40380001  MCAUSE  : 0x00000005  MTVAL   : 0x00000004  \nMHARTID : 0x00000000  \nI (310) app: continuing\n" },
    { .name = "without its headline a panic ends the run", .crashes = 1,
      .log = "I (300) app: working\n" BACKTRACE TAIL BOOT "I (300) app: working\n", .has = { "complete" } },
    { .name = "or the next lines are of another run", .crashes = 1,
      .log = "I (5000) app: working\n" BACKTRACE "I (30) app: working\n" },
    { .name = "a hash stands behind the backtraces of panics", .crashes = 1,
      .log = BACKTRACE "ELF file SHA256: 864e5fdcc73d910e\nI (310) app: working\n" },
    { .name = "a lone backtrace", .crashes = 1, .log = "Backtrace: 0x400d835f:0x3ffe3b20 0x400d85b5:0x3ffe3b40\n",
      .has = { "device: 400d835f:3ffe3b20/device() 400d85b5:3ffe3b40/device()" } },
    { .name = "loose cells", .crashes = 1, .log = "PC      : 0x400d8362  PS      : 0x00060130\n",
      .has = { "PC=400d8362 PS=60130" } },
    { .name = "one telling cell", .crashes = 1, .log = "> EXCVADDR: 0x00000004\n", .has = { "EXCVADDR=4" } },
    { .name = "bare addresses", .crashes = 1, .log = "0x400d8362\n0x400d85b8 0x40081234\n",
      .has = { "backtrace log: 400d8362/device() 400d85b8/device() 40081234/device()" } },
    { .name = "addresses beside a report are not its frames", .crashes = 1, .log = "0x40001111\n" PANIC,
      .lacks = { "40001111" } },
};

static const struct log_case systems[] = {
    { .name = "NuttX behind ESP-IDF", .log = IDF_CUT NUTTX, .crashes = 2, .has = { "<StoreProhibited>", "task <nsh_main>" } },
    { .name = "Zephyr behind ESP-IDF", .log = IDF_CUT ZEPHYR, .crashes = 2, .has = { "<StoreProhibited>", "<Load access fault>" } },
    { .name = "an ESP8266 behind ESP-IDF", .log = IDF_CUT ESP8266, .crashes = 2, .has = { "<StoreProhibited>", "says <Exception (28)>" } },
    { .name = "all of them, and back", .log = IDF_CUT ZEPHYR NUTTX ESP8266 RECORD RUST IDF_CUT, .crashes = 7 },
    { .name = "ESPHome behind Rust", .log = RUST RECORD, .crashes = 2 },
    { .name = "a record, then a brownout", .log = RECORD "Brownout detector was triggered\r\n" BOOT, .crashes = 2 },
    { .name = "a second exception of an ESP8266", .log = ESP8266 ESP8266, .crashes = 2 },
    { .name = "the SDK and the core for Arduino tell of one", .crashes = 1,
      .log = "Fatal exception 28(LoadProhibitedCause):\r\nepc1=0x40201e10, epc2=0x00000000, epc3=0x00000000, "
             "excvaddr=0x00000004, depc=0x00000000\r\n\r\n" ESP8266 },
    { .name = "a hardware watchdog, and what the program did next", .crashes = 2,
      .log = " ets Jan  8 2013,rst cause:4, boot mode:(3,6)\r\n\r\nwdt reset\r\nload 0x4010f000, len 3424, room 16 \r\n~ld\r\n"
             "Abort called\r\n\r\n>>>stack>>>\r\n" },
    { .name = "a boot that failed once", .log = "invalid header: 0xffffffff\r\n" IDF_CUT, .crashes = 2 },
    { .name = "a boot that ends in abort()", .crashes = 1,
      .log = "E (1) cpu_start: Failed to init external RAM!\r\nabort() was called at PC 0x400d66b9 on core 0\r\n" BACKTRACE TAIL },
    { .name = "words about a report, then one", .crashes = 1, .log = "the docs say \"User Exception: EXCCAUSE=\" is rare\r\n" RECORD,
      .has = { "crash 2-3" } },
    { .name = "words about a report within one", .crashes = 1, .log = ESP8266 "> \"User Exception: EXCCAUSE= is what the docs show\r\n",
      .lacks = { "says <User" } },
};

static const struct log_case runs[] = {
    { .name = "Arduino's chip report", .crashes = 1, .log = BOOT "  ESP-IDF Version   : v5.1.4\r\n" PANIC, .has = { "idf <v5.1.4>" } },
    { .name = "Zephyr", .crashes = 1, .log = BOOT "*** Booting Zephyr OS build v3.7.0 ***\r\n" ZEPHYR, .has = { "<Zephyr OS build v3.7.0>" } },
};

static const struct log_case quoted[] = {
    { .name = "a comment", .crashes = 0, .log = "// Guru Meditation Error: Core  1 panic'ed (IllegalInstruction). Exception was unhandled.\n" },
    { .name = "a comment of a shell", .crashes = 0, .log = "# abort() was called at PC 0x40081234 on core 1\n" APP },
    { .name = "what grep finds in source code", .crashes = 0,
      .log = "tools/matcher.py:12:Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n" },
    { .name = "what grep finds in a log", .crashes = 1,
      .log = "crash.log:12:Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n" },
    { .name = "a string with line breaks", .crashes = 0, .log = "a.cpp:180:    ets_printf_P(PSTR(\"\\nSoft WDT reset\\n\"));\n" },
    { .name = "a macro of Rust", .crashes = 0, .log = "        println!(\"Exception occurred on {:?} '{}'\", cpu, cause);\n" },
    { .name = "a title of markdown, and names by a decoder", .crashes = 1,
      .log = "# My box: abort() was called at PC 0x40081234 on core 1\n\nsaid\n\nDecoding stack results\n"
             "0x40081234: panic_abort at /idf/panic.c line 402\n" },
    { .name = "a report within a comment", .crashes = 1, .log = "# " GURU(0, "StoreProhibited") DUMP(0) BACKTRACE },
};

static const struct log_case resets[] = {
    { .name = "a glitch behind a panic is of its own", .log = PANIC RST("0x13 (GLITCH_RTC_RST)") APP, .chip = "esp32s3",
      .crashes = 2 },
    { .name = "a brownout behind a panic, too", .log = PANIC RST("0xf (RTCWDT_BROWN_OUT_RESET)") APP, .crashes = 2 },
    { .name = "but not one that was announced", .crashes = 1,
      .log = "Brownout detector was triggered\r\n" RST("0xf (RTCWDT_BROWN_OUT_RESET)") APP },
    { .name = "a watchdog may end a panic", .log = PANIC RST("0x10 (RTCWDT_RTC_RESET)") APP, .crashes = 1 },
    { .name = "a register that the next run prints", .crashes = 1, .log = RST("0x10 (RTCWDT_RTC_RESET)") "regs PC=0x40081234\r\n",
      .lacks = { "PC=" } },
};
/* clang-format on */

#define COLLECT_TEST(rows)                                                                         \
    static void rows##_reports(void **state)                                                       \
    {                                                                                              \
        (void)state;                                                                               \
        assert_int_equal(check_logs(rows, WHY_COUNTOF(rows)), 0);                                  \
    }

COLLECT_TEST(plain)
COLLECT_TEST(headlines)
COLLECT_TEST(cores)
COLLECT_TEST(software)
COLLECT_TEST(ordinary)
COLLECT_TEST(watchdog)
COLLECT_TEST(late)
COLLECT_TEST(pasted)
COLLECT_TEST(systems)
COLLECT_TEST(resets)
COLLECT_TEST(quoted)
COLLECT_TEST(runs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_reports),    cmocka_unit_test(headlines_reports),
        cmocka_unit_test(cores_reports),    cmocka_unit_test(software_reports),
        cmocka_unit_test(ordinary_reports), cmocka_unit_test(watchdog_reports),
        cmocka_unit_test(late_reports),     cmocka_unit_test(pasted_reports),
        cmocka_unit_test(systems_reports),  cmocka_unit_test(resets_reports),
        cmocka_unit_test(quoted_reports),   cmocka_unit_test(runs_reports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
