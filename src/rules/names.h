/* Function names that give a pattern away. */
#ifndef WHY_RULES_NAMES_H
#define WHY_RULES_NAMES_H

#include "espwhy/base.h"

/* What a function is, as bits, so that several kinds can be asked for at once. */
enum why_name_kind {
    WHY_NAME_APPLICATION = 0,    /* nothing is known of it: taken for the user's */
    WHY_NAME_PANIC = 1u << 0,    /* machinery of abort, assert and panic */
    WHY_NAME_LIBRARY = 1u << 1,  /* libc, printf, string functions */
    WHY_NAME_KERNEL = 1u << 2,   /* FreeRTOS */
    WHY_NAME_LIST = 1u << 3,     /* FreeRTOS lists */
    WHY_NAME_LOCK = 1u << 4,     /* waits for a spinlock */
    WHY_NAME_CRITICAL = 1u << 5, /* masks interrupts */
    WHY_NAME_IDLE = 1u << 6,     /* an idle core */
    WHY_NAME_ISR = 1u << 7,      /* entry of interrupts */
    WHY_NAME_FLASH = 1u << 8,    /* flash operation: caches off */
    WHY_NAME_START = 1u << 9,    /* what calls a task's function */
    WHY_NAME_HEAP = 1u << 10,    /* the allocator */
    WHY_NAME_PYTHON = 1u << 11,  /* MicroPython's runtime */
    WHY_NAME_DIVIDE = 1u << 12,  /* libgcc's 64-bit division */
    WHY_NAME_WINDOW = 1u << 13,  /* Xtensa window handlers */
    WHY_NAME_TCB = 1u << 14,     /* FreeRTOS, on the control blocks of tasks */
    WHY_NAME_QUEUE = 1u << 15,   /* FreeRTOS, on the queue or semaphore that it is given */
};

/** The bits of enum why_name_kind for a function; WHY_NAME_APPLICATION (0) when no table has it. */
unsigned why_name_kinds(const char *name);

#endif
