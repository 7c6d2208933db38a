/* Texts before an abort, and assertions of ESP-IDF, with their meaning. */
#include "rules/abort_texts.h"

#include <string.h>

/* clang-format off */
/* Most telling first. Source: ESP-IDF components/esp_system, esp_common/src/esp_err.c, freertos, heap; libsupc++; Rust std. */
static const struct why_abort_text abort_texts[] = {
    { .kind = WHY_SAYS_ERROR_CHECK,
      .what = "ESP_ERROR_CHECK found an error and aborted",
      .why = "ESP_ERROR_CHECK() stops the program on any result but ESP_OK",
      .next = "find out why that call fails: resources (NO_MEM), arguments and order of calls (INVALID_ARG, INVALID_STATE), or hardware",
      .then = "if the failure can happen in the field, handle the error code instead of ESP_ERROR_CHECK()" },
    { .kind = WHY_SAYS_STACK_SMASH,
      .what = "a local buffer was overrun (stack smashing)",
      .why = "the guard value behind a function's local buffers was overwritten; it is checked when the function returns",
      .next = "look at the local arrays of the function that called __stack_chk_fail(), and at what fills them",
      .then = "compile with -Wstringop-overflow, or replace sprintf() and strcpy() by their bounded forms" },
    { .kind = WHY_SAYS_UBSAN,
      .what = "the undefined behaviour sanitizer stopped the program",
      .why = "the expression in the application frame has undefined behaviour of the kind that is printed",
      .next = "look at the expression on the line of the application frame",
      .then = "check index ranges, shift widths and overflows there" },
    { .kind = WHY_SAYS_KASAN,
      .what = "the address sanitizer stopped the program",
      .why = "memory was used that is freed, beyond its block, or not initialised",
      .next = "look at the access on the line of the application frame and at who owns the block",
      .then = "find where the block was allocated and freed" },
    { .kind = WHY_SAYS_TERMINATE,
      .what = "an exception of C++ was not caught",
      .why = "std::terminate() runs when no handler takes an exception, when a joinable thread is destroyed, or when a pure virtual method is called",
      .next = "catch the exception in the task that throws it, or remove its reason",
      .then = "for std::bad_alloc look at the free heap and at the size that was asked for" },
    { .kind = WHY_SAYS_RUST_PANIC,
      .what = "Rust code panicked",
      .why = "the panic message names its reason and source line",
      .next = "look at the source line of the panic; if it is in the standard library, at the first frame of your crate",
      .then = "for unwrap() and expect() handle the error instead" },
    { .kind = WHY_SAYS_ALLOC_FAIL,
      .what = "an allocation failed, and the program is configured to abort then",
      .why = "CONFIG_HEAP_ABORT_WHEN_ALLOCATION_FAILS turns every failed allocation into an abort",
      .next = "compare the size with the free heap and its largest free block, for the capabilities that were asked for",
      .then = "look for leaks: log the free heap over time" },
    { .kind = WHY_SAYS_TASK_RETURNED,
      .what = "a task's function returned",
      .why = "FreeRTOS tasks must not return",
      .next = "end the task's function with vTaskDelete(NULL), or loop for ever",
      .then = NULL },
    { .kind = WHY_SAYS_CRITICAL_IN_ISR,
      .what = "a critical section for tasks was entered in an interrupt handler",
      .why = "an interrupt handler called something that is meant for tasks",
      .next = "use the ..._ISR and ...FromISR forms in interrupt handlers, or defer the work to a task",
      .then = NULL },
    { .kind = WHY_SAYS_FPU_IN_ISR,
      .what = "an interrupt handler used floating point",
      .why = "the coprocessor's registers are not saved for interrupt handlers",
      .next = "remove every float from the handler and all that it calls, printf() and logging included",
      .then = NULL },
    { .kind = WHY_SAYS_HEAP_CORRUPT,
      .what = "the heap was found corrupted",
      .why = "a block's guard words or the allocator's own data were overwritten: the victim is known, the culprit is whoever wrote there",
      .next = "look for writes past the end of the block before that address, double frees, and use after free",
      .then = "turn on CONFIG_HEAP_POISONING_COMPREHENSIVE and sprinkle heap_caps_check_integrity_all(true)" },
    { .kind = WHY_SAYS_ABORT,
      .what = "the program called abort()",
      .why = "abort() was called on purpose, by the application or by a library that found something wrong",
      .next = "look at the caller of abort(), and at the lines of the log right before it",
      .then = NULL },
    { .kind = WHY_SAYS_PANIC_REASON,
      .what = "the program gave up on its own",
      .why = "the core dump keeps the words that the program gave for it",
      .next = "look at the first frame of the application",
      .then = NULL },
};

#define KERNEL "freertos-api-misuse"
#define HEAP   "allocator"
#define HANDLE "check that the object was created before, that creation succeeded, and that it was not deleted"

/* First fit wins; narrow rows before wide ones. Source: ESP-IDF components/freertos, heap (tlsf), lwip. */
static const struct why_assert_text assert_texts[] = {
    { NULL, "xQueueGenericSend", "pvItemToQueue", KERNEL, "a NULL item was sent to a queue whose items have a size", "check the pointer to the item" },
    { "queue.c", NULL, "uxItemSize == 0", KERNEL, "the handle is no semaphore or mutex: a wrong handle, or its memory was overwritten or freed", HANDLE },
    { "queue.c", NULL, "uxSchedulerSuspended", KERNEL, "a blocking call was made while the scheduler is suspended", "do not block between vTaskSuspendAll() and xTaskResumeAll(), nor in critical sections" },
    { NULL, NULL, "xTaskGetSchedulerState", KERNEL, "a blocking call was made while the scheduler is suspended or not yet running", "do not block between vTaskSuspendAll() and xTaskResumeAll(), nor in critical sections" },
    { NULL, NULL, "SCHEDULER_SUSPENDED", KERNEL, "a blocking call was made while the scheduler is suspended", "do not block between vTaskSuspendAll() and xTaskResumeAll(), nor in critical sections" },
    { "queue.c", NULL, "pxQueue", KERNEL, "the queue, semaphore or mutex handle is NULL or not set up", HANDLE },
    { NULL, NULL, "InIsrContext", KERNEL, "a function for tasks was called in an interrupt handler", "use the ...FromISR form there" },
    { NULL, NULL, "INTERRUPT_PRIORITY", KERNEL, "a kernel function was called from an interrupt of too high a level", "lower the level of that interrupt" },
    { NULL, "PriorityDisinherit", NULL, KERNEL, "a mutex was given back by a task that does not hold it", "give a mutex only in the task that took it; use a binary semaphore to signal from elsewhere" },
    { NULL, NULL, "xTaskToNotify", KERNEL, "a task handle is NULL", HANDLE },
    { NULL, NULL, "pxTCB", KERNEL, "a task handle is NULL, or the task was deleted", HANDLE },
    { NULL, NULL, "xEventGroup", KERNEL, "the event group's handle is NULL", HANDLE },
    { NULL, NULL, "xTimer", KERNEL, "the timer's handle is NULL", HANDLE },
    { "spinlock.h", NULL, NULL, KERNEL, "a spinlock is NULL, not initialised, or its memory was overwritten", "check that the lock (portMUX_TYPE) is initialised and still alive" },
    { NULL, NULL, "already marked as free", HEAP, "a block was freed twice", "find both owners of the block" },
    { NULL, NULL, "outside heap areas", HEAP, "free() or realloc() was given a pointer that does not come from the heap", "look for a pointer to a local, a constant, or into the middle of an array" },
    { NULL, "multi_heap_free", "head != NULL", HEAP, "a guard word of the block that is freed is damaged: the block, or the one before it, was written past its end, or it was freed twice", "a \"CORRUPT HEAP\" line before says which: Bad tail, this block was overrun; Bad head, the one before it was, or this one is free already" },
    { NULL, NULL, "TCPIP core", "application", "lwIP was called without holding its core lock", "call lwIP's raw API from the TCP/IP task (tcpip_callback()), or lock it with LOCK_TCPIP_CORE()" },
    { "queue.c", NULL, NULL, KERNEL, "a queue, semaphore or mutex was used wrongly", HANDLE },
    { "tasks.c", NULL, NULL, KERNEL, "a task function of FreeRTOS was used wrongly, or its data was overwritten", HANDLE },
    { "timers.c", NULL, NULL, KERNEL, "a software timer was used wrongly", HANDLE },
    { "event_groups.c", NULL, NULL, KERNEL, "an event group was used wrongly", HANDLE },
    { "stream_buffer.c", NULL, NULL, KERNEL, "a stream or message buffer was used wrongly", HANDLE },
    { "ringbuf.c", NULL, NULL, KERNEL, "a ring buffer was used wrongly", HANDLE },
    { "list.c", NULL, NULL, KERNEL, "a list of the kernel is damaged", "suspect a stack overflow or a write over the memory of a queue or task" },
    { "port.c", NULL, NULL, KERNEL, "a function for tasks was called where it is not allowed", "use the ...FromISR form in interrupt handlers" },
    { "portmacro.h", NULL, NULL, KERNEL, "a function for tasks was called where it is not allowed", "use the ...FromISR form in interrupt handlers" },
    { "tlsf.c", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "tlsf_control_functions.h", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "tlsf_block_functions.h", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "multi_heap.c", NULL, NULL, HEAP, "the allocator's own data is damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "multi_heap_poisoning.c", NULL, NULL, HEAP, "the guard words of a block are damaged", "look for writes past the end of a block, double frees, and use after free" },
    { "heap_caps.c", NULL, NULL, HEAP, "the heap was given something that is not its own", "look at the pointer or size that was passed" },
    { "heap_caps_base.c", NULL, NULL, HEAP, "the heap was given something that is not its own", "look at the pointer or size that was passed" },
};
/* clang-format on */

const struct why_abort_text *why_abort_text_of(const struct why_crash *crash,
                                               const struct why_statement **said)
{
    for (size_t i = 0; i < WHY_COUNTOF(abort_texts); i++) {
        *said = why_crash_says(crash, abort_texts[i].kind);
        if (*said)
            return &abort_texts[i];
    }
    return NULL;
}

static bool is_file(const char *path, const char *name)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *base = slash ? slash + 1 : path;

    return base && strcmp(base, name) == 0;
}

static bool has_part(const char *text, const char *part)
{
    return !part || (text && strstr(text, part));
}

const char *why_assert_function(const struct why_statement *assertion)
{
    return assertion->function ? assertion->function : assertion->name;
}

const struct why_assert_text *why_assert_text_of(const struct why_statement *assertion)
{
    for (size_t i = 0; i < WHY_COUNTOF(assert_texts); i++) {
        const struct why_assert_text *row = &assert_texts[i];

        if ((!row->file || is_file(assertion->file, row->file)) &&
            has_part(why_assert_function(assertion), row->function) &&
            has_part(assertion->expression, row->expression))
            return row;
    }
    return NULL;
}
