/* Exceptions and panics of languages that nobody caught: uncaught-exception. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"
#include "rules/python_end.h"

#define RUST_LIBRARY "/rustlib/" /* in the path of a panic that the standard library raised */

/* What a method that has no body was called by. */
static const struct why_function *find_pure_virtual(const struct why_facts *facts)
{
    static const char *const names[] = { "__cxa_pure_virtual", "__cxa_deleted_virtual" };
    const struct why_function *function;
    const struct why_frame *frame;

    for (size_t i = 0; i < WHY_COUNTOF(names); i++)
        if (why_find_named(facts->backtrace, names[i], &frame, &function))
            return function;
    return NULL;
}

static void add_pure_virtual(struct why_finding *out, struct why_arena *arena)
{
    why_finding_set_summary(out, arena, "a pure virtual method was called");
    why_finding_add_line(out, arena, 0,
                         "the object's table has no such method yet or any more: it is being "
                         "constructed or destroyed, or is gone");
    why_finding_add_next(out, arena,
                         "look for virtual calls in constructors and destructors, and for tasks or "
                         "callbacks that use the object while it is created or deleted");
}

/* ---- C++ ------------------------------------------------------------------------------------- */

static void describe_terminate(struct why_finding *out, const struct why_facts *facts,
                               const struct why_statement *said, struct why_arena *arena)
{
    const struct why_statement *what = why_crash_says(facts->crash, WHY_SAYS_TERMINATE_WHAT);

    if (what)
        why_finding_add_line(out, arena, what->line_no, "the exception says: %s", what->text);
    if (said->name) {
        why_finding_set_summary(out, arena, "an exception of type %s was not caught%s%s",
                                said->name, what ? ": " : "", what ? what->text : "");
        why_finding_add_next(out, arena,
                             "catch %s where it can be handled, at the latest in the function of "
                             "the task, or remove its reason",
                             said->name);
        return;
    }
    if (strstr(said->text, "recursively")) {
        why_finding_set_summary(out, arena,
                                "std::terminate() was called while it was running: an exception "
                                "inside the handling of another");
        why_finding_add_next(out, arena,
                             "look for destructors that throw, and for a terminate handler that "
                             "does");
        return;
    }
    why_finding_set_summary(out, arena, "std::terminate() was called without an exception");
    why_finding_add_line(out, arena, said->line_no,
                         "that happens when a std::thread is destroyed that was neither joined "
                         "nor detached, or when `throw;` stands outside a handler");
    why_finding_add_next(out, arena, "look at the std::thread objects that end there");
}

static bool match_cxx(const struct why_facts *facts, struct why_finding *out,
                      struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_TERMINATE);
    const struct why_statement *called = why_crash_says(facts->crash, WHY_SAYS_ABORT);
    const struct why_function *pure = find_pure_virtual(facts);
    bool pure_text = said && strstr(said->text, "pure virtual");

    if (!said && !(pure && called))
        return false;
    out->variant = "cxx";
    out->confidence = WHY_CERTAIN;
    why_describe_gave_up(out, facts, said ? said : called, arena);
    if (pure || pure_text)
        add_pure_virtual(out, arena);
    else
        describe_terminate(out, facts, said, arena);
    return true;
}

/* ---- Rust ------------------------------------------------------------------------------------ */

/* esp-hal panics for an exception of the CPU, which it tells of in words of its own. */
static bool is_exception_handler(const struct why_statement *said)
{
    return said->file && strstr(said->file, "/exception_handler/");
}

static bool match_rust(const struct why_facts *facts, struct why_finding *out,
                       struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_RUST_PANIC);

    if (!said)
        return false;
    out->variant = "rust-panic";
    out->confidence = is_exception_handler(said) ? WHY_POSSIBLE : WHY_CERTAIN;
    why_finding_set_summary(out, arena, "Rust code panicked%s%s", said->text[0] ? ": " : "",
                            said->text);
    why_describe_gave_up(out, facts, said, arena);
    if (said->name)
        why_finding_add_line(out, arena, said->line_no, "in the thread '%s'", said->name);
    if (said->file && strstr(said->file, RUST_LIBRARY)) {
        why_finding_add_line(out, arena, said->line_no,
                             "the standard library raised it, at %s:%u: its caller is to blame",
                             said->file, (unsigned)said->line);
    } else if (said->file) {
        struct why_place frame = out->place;

        out->place = why_place_of_source(said->function, said->file, said->line);
        out->place.frame = frame.frame;
    }
    why_finding_add_next(out, arena,
                         "look at the line that the panic names; if it is in the standard "
                         "library, at the first frame of your crate");
    why_finding_add_next(out, arena,
                         "for unwrap() and expect(), handle the error; for an index, use get()");
    return true;
}

/* ---- MicroPython ----------------------------------------------------------------------------- */

static bool match_python(const struct why_facts *facts, struct why_finding *out,
                         struct why_arena *arena)
{
    const struct why_statement *said = why_crash_says(facts->crash, WHY_SAYS_NLR);
    const struct why_statement *python = why_crash_says(facts->crash, WHY_SAYS_PYTHON);
    const struct why_named_address *named;

    if (!said)
        return false;
    out->variant = "micropython";
    out->confidence = WHY_CERTAIN;
    why_finding_set_summary(out, arena,
                            "an exception of MicroPython was raised where nothing catches it%s%s",
                            python ? ": " : "", python ? python->text : "");
    why_finding_add_line(out, arena, said->line_no, "%s says: %s", why_witness_words(facts->crash),
                         said->text);
    out->place = why_fault_place(facts);
    if (said->value.known) {
        named = why_crash_named(facts->crash, said->value.value);
        why_finding_add_address(out, arena, said->value,
                                "the exception object is at 0x%08x%s%s; its first word points at "
                                "its type",
                                (unsigned)said->value.value,
                                named && named->function_count > 0 ? ", " : "",
                                named && named->function_count > 0 ? named->functions[0].name : "");
    }
    why_finding_add_next(out, arena,
                         "find the C code that calls into MicroPython from a task or interrupt of "
                         "its own: it must set up nlr_push() before");
    why_finding_add_next(out, arena,
                         "callbacks of interrupts must not raise or allocate: use "
                         "micropython.schedule()");
    return true;
}

/* An exception that ended the program, and left the chip at its prompt. */
static bool match_python_end(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    const struct why_statement *said = why_python_ended(facts->crash);

    if (!said)
        return false;
    out->variant = "micropython";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena, "the Python program ended in %s: %s",
                            said->name ? said->name : "an exception", said->text);
    why_add_python_end(out, facts, arena);
    return true;
}

static bool match_uncaught_exception(const struct why_facts *facts, struct why_finding *out,
                                     struct why_arena *arena)
{
    return match_cxx(facts, out, arena) || match_rust(facts, out, arena) ||
           match_python(facts, out, arena) || match_python_end(facts, out, arena);
}

static const struct why_rule rules[] = {
    { .id = "uncaught-exception",
      .title = "Exception or panic that nobody caught",
      .variants = "cxx,micropython,rust-panic",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "Code in C++, Rust or MicroPython signalled an error in its language's own way, "
               "and nothing up the call chain took it. The language's runtime then ends the "
               "program. Each FreeRTOS task is a call chain of its own: a handler in main() "
               "catches nothing of other tasks.",
      .shows = "\"terminate called after throwing an instance of 'TYPE'\" and a line \"what():\" "
               "(C++), \"pure virtual method called\", \"thread 'NAME' panicked at FILE:LINE\" "
               "(Rust), \"NLR jump failed\" (MicroPython); mostly abort() behind it. A Traceback "
               "of MicroPython that ends in a RuntimeError of its own is the end of the program "
               "in Python, not of the chip.",
      .check = "Which type or message is printed?\n"
               "Who threw it: the first frame behind __cxa_throw(), or the printed line?\n"
               "Is there a handler in the function of this very task?\n"
               "std::bad_alloc: that is a want of memory, see out-of-memory.\n"
               "Without active exception: is a std::thread destroyed unjoined?",
      .reproduce = "/* with CONFIG_COMPILER_CXX_EXCEPTIONS */\n"
                   "throw std::runtime_error(\"sensor lost\");",
      .read_more = "ESP-IDF Programming Guide, C++ Support\n"
                   "The Rust on ESP Book\n"
                   "MicroPython source, py/nlr.h",
      .source = "libstdc++ vterminate.cc, pure.cc; Rust std::panicking; MicroPython "
                "ports/esp32/main.c, nlr_jump_fail()",
      .match = match_uncaught_exception },
};

const struct why_rule_family why_family_exception = { rules, WHY_COUNTOF(rules) };
