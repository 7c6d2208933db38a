/* Stacks that ended: stack-overflow, double-exception. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/esp8266.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"
#include "rules/stack_room.h"
#include "rules/stack_steps.h"
#include "rules/watched.h"

#define ZEPHYR_STACK_CHECK 2u  /* K_ERR_STACK_CHK_FAIL */
#define OVERFLOW_BYTES 0x4000u /* farther below a stack, a stack pointer is wild */

static bool match_watchpoint(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    const struct why_statement *reason = why_crash_says(facts->crash, WHY_SAYS_DEBUG_REASON);
    struct why_value sp;

    /* "Stack canary watchpoint triggered", of which a byte may be lost */
    if (!reason || !(strstr(reason->text, "canary") || strstr(reason->text, "tack c") ||
                     strstr(reason->text, "guard value")))
        return false;
    out->variant = "watchpoint";
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena,
                            "the stack%s overflowed (caught as its last bytes were written)",
                            why_stack_owner(facts, reason->name, arena));
    out->place = why_fault_place(facts);
    why_finding_add_line(out, arena, reason->line_no, "the chip says: %s", reason->text);
    if (facts->pc.known && facts->arch)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "the write was made at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    sp = facts->arch ? why_facts_register(facts, facts->arch->sp)
                     : (struct why_value){ .known = false };
    if (sp.known)
        why_finding_add_register(out, arena, facts->arch->sp, sp, "the stack pointer is 0x%08x",
                                 (unsigned)sp.value);
    why_add_stack_room(out, facts, arena);
    why_add_stack_steps(out, facts, reason->name, arena);
    return true;
}

/* RISC-V reports the same watchpoint as Breakpoint, without a word of what it watched. */
static bool match_watched(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena)
{
    const char *task = facts->crash->task;
    struct why_watched watched;

    if (!why_find_watched(facts, &watched) || !watched.near_sp)
        return false;
    out->variant = "watchpoint";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "the stack of %s probably overflowed: a watchpoint fired next to SP, "
                            "as that at the end of a stack does",
                            why_task_words(task, arena));
    out->place = why_fault_place(facts);
    why_add_watched(out, facts, &watched, arena);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                                 "the access was made at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    why_add_stack_room(out, facts, arena);
    why_add_stack_steps(out, facts, task, arena);
    why_finding_add_next(out, arena,
                         "if CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK is off, look for watchpoints "
                         "that the program sets itself");
    return true;
}

/* A named function of the application; the scheduler's own frames, named or not, say nothing. */
static struct why_place named_place(const struct why_facts *facts)
{
    struct why_spot spot;

    if (why_find_application(facts->backtrace, 0, &spot) && spot.function)
        return why_place_of_frame(spot.index, spot.frame, spot.function);
    return (struct why_place){ .line = 0 };
}

static bool match_canary(const struct why_facts *facts, struct why_finding *out,
                         struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_STACK_OVERFLOW);

    if (!said)
        return false;
    out->variant = "canary";
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena,
                            "the stack of %s overflowed (found when the task was switched out)",
                            why_task_words(said->name, arena));
    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    why_finding_add_line(out, arena, 0,
                         "the check runs at task switches, so the innermost frames are the "
                         "scheduler, not the culprit");
    out->place = named_place(facts);
    why_add_stack_room(out, facts, arena);
    why_add_stack_steps(out, facts, said->name, arena);
    why_finding_add_next(
        out, arena,
        "CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK catches the very write that overflows");
    return true;
}

/* How the stack pointer lies to the bounds that the chip printed; true when it is inside them. */
static bool add_bounds(struct why_finding *out, const struct why_facts *facts,
                       struct why_arena *arena)
{
    const struct why_statement *bounds = why_crash_says(facts->crash, WHY_SAYS_STACK_BOUNDS);
    const struct why_statement *pointer = why_crash_says(facts->crash, WHY_SAYS_STACK_POINTER);
    struct why_value sp = { .known = false };

    if (pointer)
        sp = pointer->value;
    else if (facts->arch)
        sp = why_facts_register(facts, facts->arch->sp);
    if (!bounds || !bounds->value.known || !bounds->value2.known || !sp.known)
        return false;
    if (sp.value < bounds->value.value)
        why_finding_add_address(out, arena, sp,
                                "SP 0x%08x is %u bytes below the stack, 0x%08x - 0x%08x (%u bytes)",
                                (unsigned)sp.value, (unsigned)(bounds->value.value - sp.value),
                                (unsigned)bounds->value.value, (unsigned)bounds->value2.value,
                                (unsigned)(bounds->value2.value - bounds->value.value));
    else
        why_finding_add_address(out, arena, sp, "SP 0x%08x against the stack 0x%08x - 0x%08x: %s",
                                (unsigned)sp.value, (unsigned)bounds->value.value,
                                (unsigned)bounds->value2.value,
                                sp.value >= bounds->value2.value ? "above it" : "inside it");
    return sp.value >= bounds->value.value;
}

static bool match_guard(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_STACK_GUARD);
    bool not_below;
    struct why_value at = { .known = false };

    if (!said && why_facts_cause(facts) != WHY_CAUSE_STACK_PROTECTION)
        return false;
    if (said)
        at = said->value;
    out->variant = "guard";
    why_finding_set_summary(out, arena, "the stack pointer%s left its stack (hardware guard)",
                            why_stack_owner(facts, said ? said->name : NULL, arena));
    out->place = why_fault_place(facts);
    if (said)
        why_finding_add_line(out, arena, said->line_no, "the chip says: %s", said->text);
    if (at.known)
        why_finding_add_address(out, arena, at, "it happened at %s",
                                why_code_words(facts, at.value, arena));
    not_below = add_bounds(out, facts, arena);
    why_add_stack_room(out, facts, arena);
    out->confidence = not_below || !said ? WHY_LIKELY : WHY_CERTAIN;
    why_add_stack_steps(out, facts, said ? said->name : NULL, arena);
    if (not_below)
        why_finding_add_next(out, arena,
                             "SP is not below this stack: look for setjmp()/longjmp() across "
                             "tasks, or code that switches stacks");
    return true;
}

/* Zephyr: "Stack overflow" is what its stack guard, its sentinel and the compiler's stack protector
 * all end in. Source: Zephyr K_ERR_STACK_CHK_FAIL. */
static bool match_kernel_check(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    const struct why_statement *fatal = why_crash_says(facts->crash, WHY_SAYS_FATAL_ERROR);

    if (!fatal || fatal->value.value != ZEPHYR_STACK_CHECK)
        return false;
    out->variant = "checked";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "the stack of %s overflowed, or a local buffer on it was overrun",
                            why_task_words(facts->crash->task, arena));
    why_finding_add_line(out, arena, fatal->line_no, "the kernel says: %s", fatal->text);
    out->place = why_fault_place(facts);
    add_bounds(out, facts, arena);
    why_add_thread_steps(out, facts->crash->task, arena);
    return true;
}

/* NuttX prints the bounds, and finds the stack pointer in none of the stacks. */
static bool match_outside(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_STACK_OUTSIDE);
    const struct why_statement *bounds = why_crash_says(facts->crash, WHY_SAYS_STACK_BOUNDS);
    const struct why_value sp = facts->arch ? why_facts_register(facts, facts->arch->sp)
                                            : (struct why_value){ .known = false };
    bool below;

    if (!said)
        return false;
    below = bounds && bounds->value.known && sp.known && sp.value < bounds->value.value &&
            bounds->value.value - sp.value < OVERFLOW_BYTES;
    out->variant = "checked";
    out->confidence = below ? WHY_CERTAIN : WHY_POSSIBLE;
    why_finding_set_summary(out, arena,
                            below ? "the stack of %s overflowed"
                                  : "the stack pointer of %s is in no stack: it was destroyed, or "
                                    "the stack overflowed by far",
                            why_task_words(facts->crash->task, arena));
    why_finding_add_line(out, arena, said->line_no, "the kernel says: %s", said->text);
    out->place = why_fault_place(facts);
    add_bounds(out, facts, arena);
    why_add_thread_steps(out, facts->crash->task, arena);
    return true;
}

static bool match_silent(const struct why_facts *facts, struct why_finding *out,
                         struct why_arena *arena)
{
    const char *task;

    if (!why_find_silent_overflow(facts, out, &task, arena))
        return false;
    why_add_stack_steps(out, facts, task, arena);
    why_finding_add_next(
        out, arena,
        "CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK catches the very write that overflows");
    return true;
}

static bool match_stack_overflow(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    return match_watchpoint(facts, out, arena) || match_watched(facts, out, arena) ||
           match_guard(facts, out, arena) || match_canary(facts, out, arena) ||
           match_kernel_check(facts, out, arena) || match_outside(facts, out, arena) ||
           why_match_loop_stack(facts, out, arena) || match_silent(facts, out, arena);
}

/* ---- double-exception ------------------------------------------------------------------------ */

static bool match_double_exception(const struct why_facts *facts, struct why_finding *out,
                                   struct why_arena *arena)
{
    struct why_value sp;
    const struct why_region *region;
    struct why_spot window;

    if (why_match_told_double_exception(facts, out, arena))
        return true;
    if (why_facts_cause(facts) != WHY_CAUSE_DOUBLE_EXCEPTION || !facts->arch)
        return false;
    sp = why_facts_register(facts, facts->arch->sp);
    region = sp.known ? why_crash_region(facts->crash, sp.value) : NULL;
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(
        out, arena,
        "a second exception while the first was being handled: usually the stack is unusable");
    out->place = why_fault_place(facts);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc,
                                 "%s, %s, is where the first exception happened", facts->arch->pc,
                                 why_code_words(facts, facts->pc.value, arena));
    if (sp.known && (region || why_crash_unmapped(facts->crash, sp.value)))
        why_finding_add_register(
            out, arena, facts->arch->sp, sp, "the stack pointer 0x%08x %s", (unsigned)sp.value,
            !region || (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM)) == 0
                ? "is not in RAM: it was destroyed"
            : sp.value % 16 != 0 ? "is not a multiple of 16: it was destroyed"
                                 : "is in RAM; whether it is inside the task's stack only the ELF "
                                   "or a core dump tells");
    if (why_find_kind(facts->backtrace, WHY_NAME_WINDOW, &window))
        why_finding_add_frame(out, arena, window.index, window.frame,
                              "%s() saves registers on the stack: the saved stack pointer is bad",
                              window.function->name);
    why_finding_add_next(
        out, arena,
        "suspect a stack overflow first: enlarge the stack of the task that was running");
    why_finding_add_next(
        out, arena,
        "turn on CONFIG_FREERTOS_WATCHPOINT_END_OF_STACK to catch the write that does it");
    why_finding_add_next(out, arena, "look for local arrays that are written past their end");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "stack-overflow",
      .title = "Stack overflow",
      .variants = "watchpoint,canary,guard,checked,silent",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort,breakpoint,double-exception,null-deref,wild-pointer,"
                    "misaligned-access,kernel-corruption",
      .means = "A task used more stack than it was given. Depending on the configuration this is "
               "caught by a hardware watchpoint on the "
               "last bytes (exactly, at the write), by a hardware guard on the stack pointer "
               "(RISC-V), or by a check of a "
               "known pattern at the next task switch (late: memory below may be damaged already).",
      .shows =
          "\"Stack canary watchpoint triggered (TASK)\", of which RISC-V chips say only "
          "\"Breakpoint\", with an address next to SP in MTVAL; \"Stack protection fault\" with "
          "bounds, or \"A stack overflow in task "
          "TASK has been detected\"; \"ZEPHYR FATAL ERROR 2: Stack overflow\"; NuttX: \"Stack "
          "pointer is not within the stack\"; esp-hal: \"Detected a write to the stack guard "
          "value\". Without any of these checks nothing says it: a double exception, a fault "
          "in _WindowOverflow8() and its kin, an access right below the stack, or damage in "
          "what lies there. A core dump has the bounds of every stack.",
      .check = "How large is the stack of that task, and what is its high water mark?\n"
               "Are there large local arrays or structs passed by value?\n"
               "Does anything recurse?\n"
               "Are printf(), logging, TLS, JSON or file system calls made in a small task?",
      .reproduce = "static int deep(int n)\n"
                   "{\n"
                   "    volatile char room[256];\n"
                   "    room[0] = (char)n;\n"
                   "    return deep(n + 1) + room[0];\n"
                   "}",
      .read_more =
          "ESP-IDF Programming Guide, FreeRTOS, task stack\n"
          "ESP-IDF Programming Guide, Fatal Errors, Stack overflow and Hardware Stack Guard",
      .source = "ESP-IDF components/esp_system/port/arch, panic texts; freertos port.c, "
                "vApplicationStackOverflowHook",
      .match = match_stack_overflow },
    { .id = "double-exception",
      .title = "Double exception",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "null-deref,wild-pointer,misaligned-access",
      .means = "An exception happened while the processor was entering the handler of another one. "
               "On Xtensa the handler first saves "
               "registers on the stack, so a destroyed stack pointer or an exhausted stack makes "
               "the first exception fatal twice.",
      .shows = "\"Double exception\" (Xtensa). The program counter is that of the first exception; "
               "the cause register was overwritten.",
      .check = "Is the stack pointer inside the task's stack and a multiple of 16?\n"
               "Was a stack overflow or an abort reported just before?\n"
               "Is a local buffer written past its end?",
      .reproduce = "__asm__ volatile(\"movi a1, 0\\n l32i a2, a1, 0\"); /* Xtensa: no stack, then "
                   "a fault */",
      .read_more = "Xtensa Instruction Set Architecture Reference Manual, double exceptions\n"
                   "ESP-IDF Programming Guide, Fatal Errors",
      .source = "ESP-IDF components/esp_system/port/arch/xtensa/panic_handler_asm.S, "
                "_DoubleExceptionVector",
      .match = match_double_exception },
};

const struct why_rule_family why_family_stack = { rules, WHY_COUNTOF(rules) };
