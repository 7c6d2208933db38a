/* Statements of the log as JSON, each with the word for its kind. */
#include "render/json_parts.h"

struct kind_row {
    enum why_statement_kind kind;
    const char *name;
};

/* clang-format off */
static const struct kind_row kinds[] = {
    { WHY_SAYS_HEADLINE,        "headline"           },
    { WHY_SAYS_OTHER_HEADLINE,  "other-headline"     },
    { WHY_SAYS_DEBUG_REASON,    "debug-reason"       },
    { WHY_SAYS_CACHE_DETAIL,    "cache-detail"       },
    { WHY_SAYS_PROTECTION,      "memory-protection"  },
    { WHY_SAYS_STACK_GUARD,     "stack-guard"        },
    { WHY_SAYS_STACK_POINTER,   "stack-pointer"      },
    { WHY_SAYS_STACK_BOUNDS,    "stack-bounds"       },
    { WHY_SAYS_FAULT_ORIGIN,    "fault-origin"       },
    { WHY_SAYS_ABORT,           "abort"              },
    { WHY_SAYS_ASSERT,          "assert"             },
    { WHY_SAYS_ERROR_CHECK,     "error-check"        },
    { WHY_SAYS_STACK_OVERFLOW,  "stack-overflow"     },
    { WHY_SAYS_STACK_SMASH,     "stack-smash"        },
    { WHY_SAYS_UBSAN,           "ubsan"              },
    { WHY_SAYS_KASAN,           "kasan"              },
    { WHY_SAYS_KASAN_TYPE,      "kasan-type"         },
    { WHY_SAYS_TERMINATE_WHAT,  "terminate-what"     },
    { WHY_SAYS_HEAP_CORRUPT,    "heap-corrupt"       },
    { WHY_SAYS_ALLOC_FAIL,      "allocation-failed"  },
    { WHY_SAYS_TASK_RETURNED,   "task-returned"      },
    { WHY_SAYS_CRITICAL_IN_ISR, "critical-in-isr"    },
    { WHY_SAYS_FPU_IN_ISR,      "fpu-in-isr"         },
    { WHY_SAYS_TERMINATE,       "terminate"          },
    { WHY_SAYS_CONTROLLER,      "controller"         },
    { WHY_SAYS_RUST_PANIC,      "rust-panic"         },
    { WHY_SAYS_PYTHON,          "python"             },
    { WHY_SAYS_TRACED,          "traced"             },
    { WHY_SAYS_TASK_WDT,        "task-wdt"           },
    { WHY_SAYS_TASK_WDT_LATE,   "task-wdt-late"      },
    { WHY_SAYS_TASK_WDT_RUNS,   "task-wdt-runs"      },
    { WHY_SAYS_REENTERED,       "reentered"          },
    { WHY_SAYS_PANIC_REASON,    "panic-reason"       },
    { WHY_SAYS_CRASHED_TASK,    "crashed-task"       },
    { WHY_SAYS_IN_ISR,          "in-isr"             },
    { WHY_SAYS_GDB_STUB,        "gdb-stub"           },
    { WHY_SAYS_FATAL_ERROR,     "fatal-error"        },
    { WHY_SAYS_THREAD,          "thread"             },
    { WHY_SAYS_STACK_OUTSIDE,   "stack-outside"      },
    { WHY_SAYS_PREVIOUS_RUN,    "previous-run"       },
    { WHY_SAYS_NLR,             "nlr"                },
    { WHY_SAYS_STRAY_INTERRUPT, "stray-interrupt"    },
    { WHY_SAYS_EXCEPTION,       "exception"          },
    { WHY_SAYS_EXCEPTION_ENTRY, "exception-entry"    },
    { WHY_SAYS_FATAL_EXCEPTION, "fatal-exception"    },
    { WHY_SAYS_SOFT_WDT,        "soft-wdt"           },
    { WHY_SAYS_HARD_WDT,        "hard-wdt"           },
    { WHY_SAYS_GENERIC_RESET,   "generic-reset"      },
    { WHY_SAYS_ISR_IN_FLASH,    "isr-in-flash"       },
    { WHY_SAYS_TASK_STACK,      "task-stack"         },
    { WHY_SAYS_STACK_CONTEXT,   "stack-context"      },
    { WHY_SAYS_STACK_SPAN,      "stack-span"         },
    { WHY_SAYS_FAILED_ALLOC,    "failed-alloc"       },
    { WHY_SAYS_RESET,           "reset"              },
    { WHY_SAYS_RESET_PC,        "reset-pc"           },
    { WHY_SAYS_BROWNOUT,        "brownout"           },
    { WHY_SAYS_BOOT_FAILURE,    "boot-failure"       },
    { WHY_SAYS_BOOT_DETAIL,     "boot-detail"        },
};
/* clang-format on */

static const char *kind_name(enum why_statement_kind kind)
{
    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (kinds[i].kind == kind)
            return kinds[i].name;
    return "other";
}

static void set_if_said(struct why_json *json, json_t *object, const char *key, const char *text)
{
    if (text)
        why_json_set(json, object, key, why_json_text(json, text));
}

/* Most members are set for few kinds: what a statement does not have is left out. */
static json_t *statement_of(struct why_json *json, const struct why_statement *says)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "kind", why_json_text(json, kind_name(says->kind)));
    why_json_set(json, object, "text", why_json_text(json, says->text ? says->text : ""));
    set_if_said(json, object, "name", says->name);
    set_if_said(json, object, "function", says->function);
    set_if_said(json, object, "file", says->file);
    if (says->line > 0)
        why_json_set(json, object, "line", why_json_ordinal(json, says->line));
    set_if_said(json, object, "expression", says->expression);
    if (says->value.known)
        why_json_set(json, object, "value", why_json_hex(json, says->value));
    if (says->value2.known)
        why_json_set(json, object, "value2", why_json_hex(json, says->value2));
    why_json_set(json, object, "log_line", why_json_ordinal(json, says->line_no));
    return object;
}

json_t *why_json_of_statements(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->statement_count; i++)
        why_json_push(json, array, statement_of(json, &crash->statements[i]));
    return array;
}
