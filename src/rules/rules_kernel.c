/* FreeRTOS whose data was written over, and tasks that end as they must not: kernel-corruption,
 * task-returned. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/code_bytes.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/jump.h"
#include "rules/named.h"
#include "rules/names.h"
#include "rules/refused.h"
#include "rules/registers.h"

/* ---- kernel-corruption ----------------------------------------------------------------------- */

/* What the kernel was walking when it faulted. */
struct kernel_text {
    unsigned kind; /* of enum why_name_kind */
    const char *variant;
    const char *what;
};

/* clang-format off */
static const struct kernel_text kernel_texts[] = {
    { WHY_NAME_LIST,  "list",  "a damaged list of tasks" },
    { WHY_NAME_TCB,   "tcb",   "the damaged control block of a task" },
    { WHY_NAME_QUEUE, "queue", "a damaged queue, semaphore or mutex" },
};
/* clang-format on */

static const struct kernel_text *find_kernel(const struct why_facts *facts, struct why_spot *spot)
{
    for (size_t i = 0; i < WHY_COUNTOF(kernel_texts); i++)
        if (why_find_kind(facts->backtrace, kernel_texts[i].kind, spot) && spot->index == 0)
            return &kernel_texts[i];
    return NULL;
}

/* A register of the fault holds a value that tells what was written over the kernel's data. */
static void add_telling_register(struct why_finding *out, const struct why_facts *facts,
                                 struct why_arena *arena)
{
    struct why_base base;
    struct why_address pointer;

    if (!facts->fault_address.known ||
        !why_find_base(facts, facts->fault_address.value, WHY_NULL_BYTES - 1, &base))
        return;
    pointer = why_address_of(facts->crash, base.value.value);
    why_finding_add_register(
        out, arena, base.name, base.value, "%s, from which it was computed, holds 0x%08x, which %s",
        base.name, (unsigned)base.value.value, why_address_words(facts->crash, &pointer, arena));
    if (pointer.kind == WHY_ADDRESS_TEXT)
        why_finding_add_next(out, arena,
                             "find the buffer whose text holds %s: it ran over the kernel's data",
                             why_value_as_text(base.value.value, arena));
}

static void add_kernel_steps(struct why_finding *out, const struct kernel_text *text,
                             struct why_arena *arena)
{
    why_finding_add_next(out, arena,
                         "suspect a stack overflow first: enlarge the stacks of the tasks, or turn "
                         "on CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK and see which one is caught");
    if (strcmp(text->variant, "queue") == 0)
        why_finding_add_next(out, arena,
                             "check the handle: created, not deleted while in use, and not "
                             "overwritten by its neighbour in memory");
    else
        why_finding_add_next(out, arena,
                             "look for calls of the kernel in interrupt handlers without their "
                             "...FromISR form, and for queues, timers or tasks deleted while in "
                             "use");
    why_finding_add_next(out, arena,
                         "turn on CONFIG_HEAP_POISONING_COMPREHENSIVE: control blocks and queues "
                         "live in the heap, where an overrun of a neighbour reaches them");
}

static bool match_kernel_corruption(const struct why_facts *facts, struct why_finding *out,
                                    struct why_arena *arena)
{
    const struct kernel_text *text;
    const char *access;
    struct why_spot spot;
    struct why_accessed accessed;
    struct why_named named;

    if (!why_is_data_fault(facts, &access))
        return false;
    text = find_kernel(facts, &spot);
    if (!text || (text->kind == WHY_NAME_QUEUE && facts->fault_address.known &&
                  why_is_near_null(facts->fault_address.value)))
        return false; /* a handle that is NULL: the caller's mistake, nothing was overwritten */
    out->variant = text->variant;
    out->confidence = WHY_LIKELY;
    accessed = why_accessed_of(facts);
    named = why_named_of(facts, &accessed);
    out->pointer.access = access ? access : accessed.access;
    why_set_named(out, &named, arena);
    why_finding_set_summary(out, arena, "%s met %s", why_call_name(spot.function->name, arena),
                            text->what);
    out->place = why_fault_place(facts);
    why_finding_add_frame(out, arena, spot.index, spot.frame,
                          "%s follows only pointers that the kernel itself keeps",
                          why_spot_words(&spot, arena));
    if (facts->fault_address.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                                 "%s 0x%08x is where they led", facts->arch->fault_addr,
                                 (unsigned)facts->fault_address.value);
    why_add_named(out, &named, arena);
    add_telling_register(out, facts, arena);
    why_finding_add_line(out, arena, 0,
                         "whoever wrote over the kernel's data did so before: the functions of the "
                         "backtrace are victims, not culprits");
    add_kernel_steps(out, text, arena);
    return true;
}

/* ---- task-returned --------------------------------------------------------------------------- */

/* Kernels without a wrapper around tasks: a task that returns goes to address 0, with nothing to
 * return to. */
static bool went_to_zero(const struct why_facts *facts)
{
    struct why_value back;

    if (!facts->arch || !facts->pc.known || facts->pc.value != 0 || !why_is_fetch_fault(facts))
        return false;
    back = why_facts_register(facts, facts->arch->return_address);
    return back.known && (back.value & 0x3fffffffu) == 0 &&
           (!facts->backtrace || facts->backtrace->frame_count <= 1);
}

/* Xtensa refuses the return of a function that nobody called: A0 of a new task is 0. Source: Xtensa
 * ISA, RETW; ESP-IDF components/freertos, port.c, pxPortInitialiseStack(). */
static bool returned_to_nobody(const struct why_facts *facts)
{
    const struct why_value back = why_core_register(facts->core, "A0");
    struct why_code_bytes seen;
    struct why_refused refused;

    if (!facts->arch || facts->arch->id != WHY_ARCH_XTENSA || !back.known || back.value != 0 ||
        why_facts_cause(facts) != WHY_CAUSE_ILLEGAL_INSTRUCTION ||
        (facts->backtrace && facts->backtrace->frame_count > 1))
        return false;
    seen = why_code_bytes_of(facts);
    return why_find_refused(facts, &seen, &refused) && strncmp(refused.text, "retw", 4) == 0;
}

static void describe_returned(struct why_finding *out, const char *task, struct why_arena *arena)
{
    why_finding_set_summary(out, arena, "the function of %s%s%s returned",
                            task ? "task \"" : "a task", task ? task : "", task ? "\"" : "");
    why_finding_add_next(out, arena,
                         "end the function of %s%s%s with vTaskDelete(NULL), or let it loop for "
                         "ever",
                         task ? "task \"" : "every task", task ? task : "", task ? "\"" : "");
    why_finding_add_next(out, arena,
                         "look at how its loop can end: a break, a return on an error path");
}

static bool match_task_returned(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_TASK_RETURNED);

    if (said) {
        out->confidence = WHY_CERTAIN;
        describe_returned(out, said->name, arena);
        why_describe_gave_up(out, facts, said, arena);
        why_finding_add_line(out, arena, 0,
                             "the backtrace holds nothing of the function: it had ended");
        return true;
    }
    if (returned_to_nobody(facts)) {
        out->confidence = WHY_LIKELY;
        out->place = why_fault_place(facts);
        describe_returned(out, facts->crash->task, arena);
        why_finding_add_register(out, arena, "A0", why_core_register(facts->core, "A0"),
                                 "a return with A0 = 0, as only the outermost function of a task "
                                 "has it: there is nothing to return to");
        return true;
    }
    if (!went_to_zero(facts))
        return false;
    out->confidence = WHY_POSSIBLE;
    describe_returned(out, facts->crash->task, arena);
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                             "%s and %s are both 0: what ran last had nothing to return to, as the "
                             "function of a task has",
                             facts->arch->pc, facts->arch->return_address);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "kernel-corruption",
      .title = "Corrupted data of FreeRTOS",
      .variants = "list,tcb,queue",
      .at_most = WHY_LIKELY,
      .supersedes = "null-deref,wild-pointer,misaligned-access,narrow-access",
      .means = "FreeRTOS followed one of its own pointers (of a list, of a task's control block, "
               "of a queue) and it led nowhere. The kernel's code is sound: something else wrote "
               "over that data, most often a stack that overflowed into the control block below "
               "it, a buffer next to a queue, or an object that was deleted while in use.",
      .shows = "A Load or Store fault whose innermost function is vListInsert(), uxListRemove(), "
               "xTaskRemoveFromEventList(), vTaskSwitchContext(), xTaskIncrementTick(), "
               "vTaskGetSnapshot() or a queue function; often in an interrupt, in a task that has "
               "nothing to do with the culprit. Needs names: without ELF it reads as a wild "
               "pointer in IRAM.",
      .check = "Did any task overflow its stack? Compare high water marks and stack sizes.\n"
               "What is the value that was followed: text, a fill pattern, an old pointer?\n"
               "Was a queue, timer, event group or task deleted while someone used it?\n"
               "Is a kernel function called in an interrupt handler without FromISR?\n"
               "What lies in front of that object in memory?",
      .reproduce = "static StaticTask_t control; /* of a task that is ready */\n"
                   "memset(&control, 'x', sizeof(control));",
      .read_more = "ESP-IDF Programming Guide, FreeRTOS (IDF)\n"
                   "FreeRTOS documentation, My application does not run: what could be wrong?",
      .source = "ESP-IDF components/freertos list.c, tasks.c, queue.c; tools/test_apps/system, "
                "test_tcb_corrupted",
      .match = match_kernel_corruption },
    { .id = "task-returned",
      .title = "A task's function returned",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "The function of a FreeRTOS task came to its end. There is nothing to return to: a "
               "task must delete itself or run for ever.",
      .shows = "\"FreeRTOS Task \"NAME\" should not return, Aborting now!\", then abort() in "
               "vPortTaskWrapper(). Kernels without that wrapper go to address 0: PC and the "
               "return address are both 0; or an Xtensa chip refuses the return, an "
               "IllegalInstruction at RETW with A0 = 0 and a backtrace of one entry.",
      .check = "Does the function end in vTaskDelete(NULL)?\n"
               "Which break or return leaves its loop?\n"
               "Is an error handled with return, as in an ordinary function?",
      .reproduce = "static void blink(void *arg)\n"
                   "{\n"
                   "    gpio_set_level(2, 1);\n"
                   "} /* no vTaskDelete(NULL) */",
      .read_more = "FreeRTOS documentation, Implementing a task\n"
                   "ESP-IDF Programming Guide, FreeRTOS, task functions",
      .source = "ESP-IDF components/freertos portable, vPortTaskWrapper()",
      .match = match_task_returned },
};

const struct why_rule_family why_family_kernel = { rules, WHY_COUNTOF(rules) };
