/* Statements: what a log says in words about a crash. */
#ifndef ESPWHY_STATEMENT_H
#define ESPWHY_STATEMENT_H

#include "espwhy/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The kinds of thing that a log says in words about a crash. */
enum why_statement_kind {
    WHY_SAYS_NOTHING,
    WHY_SAYS_HEADLINE,       /* text: the reason; value: core, where printed */
    WHY_SAYS_OTHER_HEADLINE, /* of another core, which panicked at the same time; as above */
    WHY_SAYS_DEBUG_REASON,   /* text: all of it; name: the task of a stack canary watchpoint */
    WHY_SAYS_CACHE_DETAIL,   /* text */
    WHY_SAYS_PROTECTION,  /* text: one line of a memory protection fault; value: the address, where
                             printed */
    WHY_SAYS_STACK_GUARD, /* name: task; value: pc. One per "Detected in task" line */
    WHY_SAYS_STACK_POINTER, /* value */
    WHY_SAYS_STACK_BOUNDS,  /* value: low; value2: high */
    WHY_SAYS_FAULT_ORIGIN,  /* ESP-TEE; value: fault address; name: "U-mode", "M-mode" */
    WHY_SAYS_ABORT,         /* "abort() was called": value: pc (call site); value2: core */
    WHY_SAYS_ASSERT, /* name: function; file, line; expression; value: pc, when only an address was
                        printed */
    WHY_SAYS_ERROR_CHECK,    /* ESP_ERROR_CHECK: name: "ESP_ERR_NOT_FOUND"; value: code; value2: pc;
                                file, line, function, expression */
    WHY_SAYS_STACK_OVERFLOW, /* FreeRTOS hook; name: task */
    WHY_SAYS_STACK_SMASH,
    WHY_SAYS_UBSAN,         /* name: the type of undefined behaviour */
    WHY_SAYS_KASAN,         /* text; value: address */
    WHY_SAYS_KASAN_TYPE,    /* text: what kind of access it was; name: the same */
    WHY_SAYS_HEAP_CORRUPT,  /* text; value: address, where printed */
    WHY_SAYS_ALLOC_FAIL,    /* value: size; value2: caps */
    WHY_SAYS_TASK_RETURNED, /* name: task */
    WHY_SAYS_CRITICAL_IN_ISR,
    WHY_SAYS_FPU_IN_ISR,
    WHY_SAYS_TERMINATE,     /* C++ terminate; name: the exception's type, where printed; text */
    WHY_SAYS_CONTROLLER,    /* Bluetooth controller assert; text; file, line */
    WHY_SAYS_RUST_PANIC,    /* file, line; text: the message, where printed; name: thread */
    WHY_SAYS_PYTHON,        /* last line of a Python traceback: name: exception; text: message */
    WHY_SAYS_TRACED,        /* a line of that traceback: function, file, line; the last one is where
                               the exception was raised */
    WHY_SAYS_TASK_WDT,      /* text: the headline of the block */
    WHY_SAYS_TASK_WDT_LATE, /* name: a task or user that did not reset the watchdog; text: its CPU
                             */
    WHY_SAYS_TASK_WDT_RUNS, /* name: the task running; value: its core */
    WHY_SAYS_REENTERED,     /* a panic within the panic handler or the core dump; text */
    WHY_SAYS_PANIC_REASON,  /* espcoredump: text */
    WHY_SAYS_CRASHED_TASK,  /* espcoredump: name; value: TCB address */
    WHY_SAYS_IN_ISR,        /* a core without a dump, or the crash as espcoredump tells it, was in
                               interrupt context; value: core, where printed */
    WHY_SAYS_GDB_STUB,      /* the console ends in GDB's remote protocol */
    WHY_SAYS_FATAL_ERROR,   /* Zephyr; name: the reason; value: its number; value2: core */
    WHY_SAYS_THREAD, /* the handler names what ran; name: task or thread; value: address of its
                        control block, where printed */
    WHY_SAYS_STACK_OUTSIDE,   /* NuttX: the stack pointer is in none of the stacks */
    WHY_SAYS_PREVIOUS_RUN,    /* the report is of the run before, kept over the restart */
    WHY_SAYS_NLR,             /* MicroPython: nobody handles the exception at `value` */
    WHY_SAYS_TERMINATE_WHAT,  /* what an exception of C++ says of itself: text */
    WHY_SAYS_STRAY_INTERRUPT, /* nothing handles it, and the program goes on; value: its number;
                                 value2: core */
    WHY_SAYS_EXCEPTION,       /* ESP8266 core for Arduino; value: EXCCAUSE */
    WHY_SAYS_EXCEPTION_ENTRY, /* likewise, of a vector that nothing handles: text: which one;
                                 value: EPC1; value2: A0 */
    WHY_SAYS_FATAL_EXCEPTION, /* ESP8266 NonOS SDK; value: EXCCAUSE; name: its name, where printed
                               */
    WHY_SAYS_SOFT_WDT,        /* ESP8266: the software watchdog */
    WHY_SAYS_HARD_WDT,        /* ESP8266: the hardware watchdog, as the boot ROM tells it */
    WHY_SAYS_GENERIC_RESET, /* ESP8266 core for Arduino: a restart whose reason it does not know */
    WHY_SAYS_ISR_IN_FLASH, /* ESP8266 core for Arduino: an interrupt handler was not marked for IRAM
                            */
    WHY_SAYS_TASK_STACK,   /* ESP8266 RTOS SDK; name: the task; value: low; value2: high */
    WHY_SAYS_STACK_CONTEXT, /* name: "cont" (loop), "sys" (SDK), "bearssl" */
    WHY_SAYS_STACK_SPAN,    /* value: where the rows of the stack begin; value2: its end */
    WHY_SAYS_FAILED_ALLOC,  /* the last one; value: who asked; value2: bytes; file, line */
    WHY_SAYS_RESET,         /* the boot ROM's reset line: value: code; name; value2: boot mode */
    WHY_SAYS_RESET_PC,      /* where a core was when the chip was reset: value; value2: core; name:
                               "waiti" when it idled there */
    WHY_SAYS_BROWNOUT,      /* the brownout detector fired */
    WHY_SAYS_BOOT_FAILURE,  /* why a boot cannot go on; text */
    WHY_SAYS_BOOT_DETAIL,   /* what is wrong with an image, the flash or the external RAM; text */
};

/* One such thing. Which members are set is written beside each kind; `text` always is. */
struct why_statement {
    enum why_statement_kind kind;
    const char *text;
    const char *name;
    const char *function;
    const char *file;
    const char *expression;
    uint32_t line; /* of `file`; 0: not known */
    struct why_value value;
    struct why_value value2;
    uint32_t line_no; /* of the log */
};

/* A line of the log that the crash keeps. */
struct why_log_line {
    uint32_t line_no;
    bool context; /* stood before the crash */
    const char *text;
};

#ifdef __cplusplus
}
#endif

#endif
