/* The words of the reports for what a backtrace, a task and a core dump may be. */
#include "espwhy/backtrace.h"
#include "espwhy/dump.h"
#include "espwhy/task.h"
#include "espwhy/variable.h"

uint32_t why_backtrace_reduction(const struct why_backtrace *backtrace, const struct why_arch *arch)
{
    return backtrace->reduction.known ? backtrace->reduction.value : arch->backtrace_adjust;
}

const char *why_trust_name(enum why_trust trust)
{
    switch (trust) {
    case WHY_TRUST_UNKNOWN:
        break;
    case WHY_TRUST_REGISTER:
        return "register";
    case WHY_TRUST_DEVICE:
        return "device";
    case WHY_TRUST_LOG:
        return "log";
    case WHY_TRUST_CFI:
        return "cfi";
    case WHY_TRUST_SAVE_AREA:
        return "save-area";
    case WHY_TRUST_CALL_SITE:
        return "call-site";
    case WHY_TRUST_PROLOGUE:
        return "prologue";
    case WHY_TRUST_SCAN:
        return "scan";
    }
    return NULL;
}

const char *why_origin_name(enum why_origin origin)
{
    switch (origin) {
    case WHY_ORIGIN_UNKNOWN:
        break;
    case WHY_ORIGIN_ROM:
        return "rom";
    case WHY_ORIGIN_LOG:
        return "log";
    case WHY_ORIGIN_DWARF:
        return "dwarf";
    case WHY_ORIGIN_SYMTAB:
        return "symtab";
    }
    return NULL;
}

const char *why_backtrace_source_name(enum why_backtrace_source source)
{
    switch (source) {
    case WHY_BACKTRACE_NONE:
        break;
    case WHY_BACKTRACE_DEVICE:
        return "device";
    case WHY_BACKTRACE_LOG:
        return "log";
    case WHY_BACKTRACE_CFI:
        return "cfi";
    case WHY_BACKTRACE_SAVE_AREA:
        return "save-area";
    case WHY_BACKTRACE_SCAN:
        return "scan";
    }
    return NULL;
}

const char *why_task_state_name(enum why_task_state state)
{
    switch (state) {
    case WHY_TASK_UNKNOWN:
        break;
    case WHY_TASK_RUNNING:
        return "running";
    case WHY_TASK_READY:
        return "ready";
    case WHY_TASK_BLOCKED:
        return "blocked";
    case WHY_TASK_SUSPENDED:
        return "suspended";
    case WHY_TASK_DELETED:
        return "deleted";
    }
    return NULL;
}

const char *why_context_name(enum why_context context)
{
    switch (context) {
    case WHY_CONTEXT_UNKNOWN:
        break;
    case WHY_CONTEXT_EXCEPTION:
        return "exception";
    case WHY_CONTEXT_INTERRUPTED:
        return "interrupted";
    case WHY_CONTEXT_YIELDED:
        return "yielded";
    }
    return NULL;
}

const char *why_checksum_name(enum why_checksum checksum)
{
    switch (checksum) {
    case WHY_CHECKSUM_UNKNOWN:
        break;
    case WHY_CHECKSUM_GOOD:
        return "good";
    case WHY_CHECKSUM_BAD:
        return "bad";
    }
    return "unknown";
}

const char *why_came_from_kind_name(enum why_came_from_kind kind)
{
    switch (kind) {
    case WHY_CAME_FROM_CALL:
        break;
    case WHY_CAME_FROM_RESULT:
        return "returned";
    case WHY_CAME_FROM_MEMORY:
        return "read";
    case WHY_CAME_FROM_CODE:
        return "set";
    }
    return "passed";
}

const char *why_expression_kind_name(enum why_expression_kind kind)
{
    switch (kind) {
    case WHY_EXPRESSION_UNKNOWN:
        break;
    case WHY_EXPRESSION_PARAMETER:
        return "parameter";
    case WHY_EXPRESSION_VARIABLE:
        return "variable";
    case WHY_EXPRESSION_LOADED:
        return "loaded";
    case WHY_EXPRESSION_RESULT:
        return "result";
    case WHY_EXPRESSION_ADDRESS:
        return "address";
    case WHY_EXPRESSION_CONSTANT:
        return "constant";
    }
    return NULL;
}
