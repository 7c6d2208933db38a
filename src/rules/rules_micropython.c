/* Faults of MicroPython's runtime: gc-heap-locked. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"

#define LINES_BETWEEN 3u /* blank ones, between a traceback and the panic it led to */
#define LOCKED_TEXT "heap is locked"
#define ERROR_TYPE "mp_type_MemoryError" /* py/objexcept.c */
#define CHAIN_FRAMES 8u /* frames between the raise and the application that are named */

/* A frame whose arguments, as a debugger printed them, hold the message; its index in @p at. */
static bool find_message(const struct why_backtrace *backtrace, size_t *at)
{
    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        for (size_t f = 0; f < frame->function_count; f++)
            if (frame->functions[f].args && strstr(frame->functions[f].args, LOCKED_TEXT)) {
                *at = i;
                return true;
            }
    }
    return false;
}

/* The Python exception that says so, or NULL. */
/* A traceback with more of the log behind it was printed by whoever caught the exception. */
static bool is_right_before(const struct why_crash *crash, const struct why_statement *python)
{
    const struct why_statement *headline = why_crash_says(crash, WHY_SAYS_HEADLINE);

    return !headline || headline->line_no <= python->line_no + LINES_BETWEEN;
}

static const struct why_statement *find_python_text(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_PYTHON && crash->statements[i].text &&
            strstr(crash->statements[i].text, LOCKED_TEXT) &&
            is_right_before(crash, &crash->statements[i]))
            return &crash->statements[i];
    return NULL;
}

/* A register of the panicked core that points at the message, or else at the type of the exception,
 * in the ELF. */
static const struct why_register *find_in_registers(const struct why_facts *facts, bool message)
{
    const struct why_crash *crash = facts->crash;

    for (size_t i = 0; i < crash->data_count; i++) {
        const struct why_held_data *data = &crash->data[i];
        bool is_it = message ? data->text && strstr(data->text, LOCKED_TEXT)
                             : data->object && strcmp(data->object, ERROR_TYPE) == 0;

        if (is_it && why_find_holding(facts, data->address))
            return why_find_holding(facts, data->address);
    }
    return NULL;
}

/* The innermost function that begins so, or NULL. */
static const char *find_name(const struct why_backtrace *backtrace, const char *prefix)
{
    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        for (size_t f = 0; f < frame->function_count; f++)
            if (frame->functions[f].name &&
                strncmp(frame->functions[f].name, prefix, strlen(prefix)) == 0)
                return frame->functions[f].name;
    }
    return NULL;
}

/* The function of the task: the outermost name that does not merely start tasks. */
static const char *task_function(const struct why_backtrace *backtrace)
{
    for (size_t i = backtrace->frame_count; i-- > 0;) {
        const struct why_frame *frame = &backtrace->frames[i];

        for (size_t f = frame->function_count; f-- > 0;)
            if (frame->functions[f].name && frame->functions[f].name[0] != '?' &&
                (why_name_kinds(frame->functions[f].name) & WHY_NAME_START) == 0)
                return why_name_kinds(frame->functions[f].name) & WHY_NAME_PYTHON
                           ? NULL /* the backtrace ends before the task */
                           : frame->functions[f].name;
    }
    return NULL;
}

/* "f_readdir_helper -> m_malloc -> ... -> nlr_jump": from the application's frame inwards. */
static const char *chain_words(const struct why_backtrace *backtrace, size_t from,
                               struct why_arena *arena)
{
    const char *words = NULL;
    size_t first = from < CHAIN_FRAMES ? from : CHAIN_FRAMES;

    for (size_t i = first + 1; i-- > 0;) {
        const struct why_frame *frame = &backtrace->frames[i];

        if (frame->function_count == 0 || !frame->functions[0].name)
            continue;
        words = words ? why_arena_printf(arena, "%s -> %s", words, frame->functions[0].name)
                      : frame->functions[0].name;
    }
    return words;
}

static void add_names(struct why_finding *out, const struct why_facts *facts, size_t message_frame,
                      bool has_message, struct why_arena *arena)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    struct why_spot raised;
    struct why_spot caller;

    if (has_message)
        why_finding_add_frame(out, arena, message_frame, &backtrace->frames[message_frame],
                              "the message being raised: \"memory allocation failed, %s\"",
                              LOCKED_TEXT);
    if (!why_find_kind(backtrace, WHY_NAME_PYTHON, &raised))
        return;
    if (why_find_application(backtrace, raised.index, &caller) && caller.function) {
        const char *chain = chain_words(backtrace, caller.index, arena);

        out->place = why_place_of_frame(caller.index, caller.frame, caller.function);
        if (chain)
            why_finding_add_frame(out, arena, raised.index, raised.frame, "the way there: %s",
                                  chain);
    }
}

/* What the log shows of a raise. */
struct raise {
    const struct why_statement *python; /* NULL: no traceback says so */
    bool from_c;                        /* the raise stands in the backtrace */
    bool has_message;                   /* with its message, in frame `message_frame` */
    size_t message_frame;
    const struct why_register *message; /* points at the message in the ELF; NULL: none does */
    const struct why_register *type;    /* points at MemoryError in the ELF; NULL: none does */
    const char *task;                   /* its function; NULL: not known */
};

static struct raise find_raise(const struct why_facts *facts)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    struct raise raise = { .python = find_python_text(facts->crash) };

    if (!backtrace)
        return raise;
    raise.has_message = find_message(backtrace, &raise.message_frame);
    if (find_name(backtrace, "nlr_")) {
        raise.message = find_in_registers(facts, true);
        raise.type = find_in_registers(facts, false);
    }
    raise.from_c = raise.has_message || raise.message || raise.type ||
                   (find_name(backtrace, "m_malloc_fail") && find_name(backtrace, "nlr_jump"));
    raise.task = task_function(backtrace);
    return raise;
}

static enum why_confidence raise_confidence(const struct why_facts *facts,
                                            const struct raise *raise)
{
    if (raise->has_message && find_name(facts->backtrace, "nlr_"))
        return WHY_CERTAIN;
    if (raise->message && why_crash_elf_confirmed(facts->crash))
        return WHY_CERTAIN;
    return raise->has_message || raise->message || raise->python ? WHY_LIKELY : WHY_POSSIBLE;
}

static void describe_raise(struct why_finding *out, const struct why_facts *facts,
                           const struct raise *raise, struct why_arena *arena)
{
    bool locked = raise->has_message || raise->message || raise->python;

    why_finding_set_summary(out, arena,
                            "MicroPython could not allocate%s; the C task%s%s has no exception "
                            "handler, so raising MemoryError jumped through NULL",
                            locked ? " while its garbage collector had the heap locked" : "",
                            raise->task ? " " : "", raise->task ? raise->task : "");
    if (raise->message)
        why_finding_add_register(out, arena, raise->message->name, raise->message->value,
                                 "%s points at the message being raised: \"%s\"",
                                 raise->message->name,
                                 why_crash_data(facts->crash, raise->message->value.value)->text);
    if (raise->type)
        why_finding_add_register(out, arena, raise->type->name, raise->type->value,
                                 "%s points at %s", raise->type->name, ERROR_TYPE);
    add_names(out, facts, raise->message_frame, raise->has_message, arena);
    why_finding_add_line(out, arena, 0,
                         "exceptions of MicroPython jump to the innermost nlr_push(); had %s made "
                         "one, nlr_jump() would not have ended here",
                         raise->task ? raise->task : "this task");
    if (!locked)
        why_finding_add_line(out, arena, 0,
                             "the message is not in the log: the heap may simply have been full");
    if (raise->task)
        why_finding_add_next(out, arena,
                             "in %s, wrap what calls into MicroPython in nlr_push() and nlr_pop()",
                             raise->task);
    if (out->place.function && (why_name_kinds(out->place.function) & WHY_NAME_PYTHON) == 0)
        why_finding_add_next(out, arena,
                             "or let %s() allocate with malloc() instead of MicroPython's heap",
                             out->place.function);
}

static bool match_gc_heap_locked(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    struct raise raise = find_raise(facts);

    if (!raise.python && !raise.from_c)
        return false;
    out->confidence = raise_confidence(facts, &raise);
    out->place = why_fault_place(facts);
    if (raise.python)
        why_finding_add_line(out, arena, raise.python->line_no, "the Python traceback ends in: %s",
                             raise.python->text);
    if (raise.from_c)
        describe_raise(out, facts, &raise, arena);
    else
        why_finding_set_summary(
            out, arena,
            "MicroPython could not allocate while its garbage collector had the heap locked");
    why_finding_add_next(out, arena,
                         "find what else runs the collector at that time: gc.collect() in another "
                         "thread, an interrupt handler, a finaliser");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "gc-heap-locked",
      .title = "MicroPython's heap was locked",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "null-deref,wild-pointer,null-call,wild-jump,illegal-instruction,abort",
      .means = "Something asked MicroPython for memory while its garbage collector had the heap "
               "locked: another thread, an interrupt "
               "handler, or a finaliser. MicroPython then raises MemoryError. An exception is a "
               "jump to the last nlr_push() of the "
               "thread; a task written in C that never called nlr_push() has none, and the jump "
               "goes through NULL.",
      .shows = "A fault near NULL in nlr_jump() below m_malloc_fail() and mp_raise_msg(); with "
               "names from a debugger, or with the ELF of the build when a register points at it, "
               "the text \"memory "
               "allocation failed, heap is locked\". Without names it looks like an ordinary "
               "null-deref.",
      .check =
          "Which task made the allocation, and was it made by MicroPython or by C code?\n"
          "Does that task set up an exception handler (nlr_push) before it calls MicroPython?\n"
          "What ran the collector at that moment?\n"
          "Does an interrupt handler allocate?",
      .reproduce = "static void c_task(void *arg)\n"
                   "{\n"
                   "    gc_lock();\n"
                   "    m_malloc(28); /* raises MemoryError; nothing catches it */\n"
                   "}",
      .read_more = "MicroPython documentation, Writing interrupt handlers\n"
                   "MicroPython documentation, Memory management, gc.collect()\n"
                   "MicroPython source, py/nlr.h and py/malloc.c",
      .source = "MicroPython py/malloc.c, py/gc.c, py/nlrsetjmp.c",
      .match = match_gc_heap_locked },
};

const struct why_rule_family why_family_micropython = { rules, WHY_COUNTOF(rules) };
