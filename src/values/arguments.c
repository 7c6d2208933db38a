/* Which argument of a library function was bad. */
#include <string.h>

#include "base/arena.h"
#include "isa/convention.h"
#include "values/culprit.h"
#include "values/library.h"
#include "values/print_format.h"
#include "values/terms.h"

#define NESTING 8u /* that call one another */
#define PARAMETERS 8u
#define STRINGS 8u /* that one format prints, as far as they are looked at */
#define WORD 4u
#define REACH 0x10000u /* bytes behind a pointer that a function may have got to */

/* The call of an application to a library. */
struct failing {
    const struct why_stack *stack;
    const struct why_library_function *callee;
    const struct why_print_function *print; /* `callee` worked for it; NULL: for none */
    size_t frame;                           /* of the caller */
    const char *function;                   /* that was called */
    struct why_spot spot;                   /* of the call */
    struct why_insn call;
};

static const char *name_of(const struct why_stack *stack, size_t index)
{
    const struct why_frame *frame = &stack->backtrace->frames[index];

    return frame->function_count > 0 ? frame->functions[frame->function_count - 1].name : NULL;
}

/* The last one of the functions of libraries that the backtrace begins with; those that print call
 * others for the strings. */
static bool find_call(const struct why_stack *stack, struct failing *out)
{
    *out = (struct failing){ .stack = stack };
    for (size_t i = 0; i < NESTING && i + 1 < stack->backtrace->frame_count; i++) {
        const char *name = name_of(stack, i);
        const struct why_library_function *callee =
            name && !out->print ? why_library_find(name) : NULL;
        const struct why_print_function *print = name && !callee ? why_print_find(name) : NULL;

        if (!callee && !(print && out->callee))
            break;
        out->callee = callee ? callee : out->callee;
        out->print = print;
        out->function = name;
        out->frame = i + 1;
    }
    return out->callee && why_calling_spot(stack, out->frame, &out->spot, &out->call);
}

/* The function called is the one that the frame is in: nothing jumped on. */
static bool is_called(const struct failing *failing)
{
    const struct why_frame *callee = &failing->stack->backtrace->frames[failing->frame - 1];
    const struct why_symbol *symbol =
        callee->lookup.known
            ? why_function_symbol(failing->spot.view.firmware, callee->lookup.value)
            : NULL;

    return !failing->call.direct || !symbol || symbol->address == failing->call.target;
}

/* ---- which one ------------------------------------------------------------------------------- */

/* The parameter by which the function itself calls the pointer it followed. */
static unsigned followed_parameter(const struct failing *failing, const struct why_access *access)
{
    struct why_parameter parameters[PARAMETERS];
    struct why_frame_view view;
    size_t count;

    if (failing->frame != 1 || !access || access->call || access->frame != 0 ||
        !access->pointer.text || !why_frame_view_of(failing->stack, 0, &view))
        return 0;
    count = why_firmware_parameters(view.firmware, view.address, parameters, PARAMETERS,
                                    failing->spot.arena);
    for (size_t i = 0; i < count; i++)
        if (parameters[i].name && strcmp(parameters[i].name, access->pointer.text) == 0)
            return (unsigned)i + 1;
    return 0;
}

static bool stores(const struct why_crash *crash)
{
    return crash->instruction ? crash->instruction->insn->kind == WHY_INSN_STORE
                              : crash->cause && (crash->cause->cause == WHY_CAUSE_STORE_FAULT ||
                                                 crash->cause->cause == WHY_CAUSE_STORE_MISALIGNED);
}

/* What an argument was at the call. */
static struct why_value argument_of(const struct failing *failing, unsigned number)
{
    const int of = why_call_argument(&failing->call, number - 1);

    return of >= 0 && failing->spot.followed
               ? why_spot_value(&failing->spot, failing->spot.flow.registers[of])
               : (struct why_value){ .known = false };
}

/* Bytes behind a pointer that the function may get to; whole words are read, too. */
static uint32_t reach_of(const struct failing *failing)
{
    const unsigned number = why_library_count(failing->callee->name);
    const struct why_value count =
        number > 0 ? argument_of(failing, number) : (struct why_value){ .known = false };

    return count.known && count.value < REACH ? count.value + WORD - 1 : REACH;
}

/* True when a pointer is known to lead elsewhere. */
static bool is_elsewhere(const struct failing *failing, unsigned number, struct why_value fault)
{
    const struct why_value value = argument_of(failing, number);

    return value.known && fault.known && fault.value - value.value >= reach_of(failing);
}

/* The only pointer that is used in this way, and that may lead there. */
static unsigned only_pointer(const struct failing *failing, bool store, struct why_value fault)
{
    unsigned number = 0;

    for (unsigned i = 0; i < WHY_LIBRARY_POINTERS; i++) {
        const struct why_library_pointer *pointer = &failing->callee->pointers[i];

        if (!pointer->name || (store ? !pointer->written : !pointer->read) ||
            is_elsewhere(failing, pointer->number, fault))
            continue;
        if (number != 0)
            return 0;
        number = pointer->number;
    }
    return number;
}

static bool is_pointer(const struct why_library_function *callee, unsigned number)
{
    for (unsigned i = 0; i < WHY_LIBRARY_POINTERS; i++)
        if (callee->pointers[i].name && callee->pointers[i].number == number)
            return true;
    return false;
}

/* ---- strings that are printed ---------------------------------------------------------------- */

/* The format, when the call has it from a part of the ELF that the chip cannot have changed. */
static bool read_format(const struct failing *failing, char format[WHY_FORMAT_BYTES])
{
    const int of = why_call_argument(&failing->call, failing->print->format - 1);
    struct why_value at = { .known = false };

    if (of >= 0 && failing->spot.followed)
        at = why_spot_value(&failing->spot, failing->spot.flow.registers[of]);
    for (uint32_t i = 0; at.known && i < WHY_FORMAT_BYTES; i++) {
        if (!why_firmware_read(failing->spot.view.firmware, WHY_READ_FIXED, at.value + i,
                               &format[i], 1))
            return false;
        if (format[i] == '\0')
            return true;
    }
    return false;
}

/* The only %s whose string may be what was followed; 0 when there is none, or several. */
static unsigned printed_string(const struct failing *failing, struct why_value fault)
{
    unsigned words[STRINGS];
    char format[WHY_FORMAT_BYTES];
    unsigned number = 0;
    unsigned count;

    if (failing->print->format == 0 || !read_format(failing, format))
        return 0;
    count = why_format_strings(format, failing->print->format, words, STRINGS);
    for (unsigned i = 0; i < count; i++) {
        if (is_elsewhere(failing, words[i] + 1, fault))
            continue;
        if (number != 0)
            return 0;
        number = words[i] + 1;
    }
    return number;
}

/* ---- what is told of it ---------------------------------------------------------------------- */

static unsigned bad_argument(const struct failing *failing, const struct why_crash *crash)
{
    const struct why_value fault = why_crash_fault_address(crash);
    unsigned number;

    if (failing->print)
        return printed_string(failing, fault);
    number = followed_parameter(failing, crash->access);
    return number != 0 && is_pointer(failing->callee, number)
               ? number
               : only_pointer(failing, stores(crash), fault);
}

/* As the function's own source calls it, else the manual. */
static const char *parameter_name(const struct failing *failing, unsigned number)
{
    struct why_parameter parameters[PARAMETERS];
    size_t count = 0;

    if (failing->print)
        return "%s";
    if (failing->call.direct)
        count = why_firmware_parameters(failing->spot.view.firmware, failing->call.target,
                                        parameters, PARAMETERS, failing->spot.arena);
    if (number <= count && parameters[number - 1].name)
        return parameters[number - 1].name;
    for (unsigned i = 0; i < WHY_LIBRARY_POINTERS; i++)
        if (failing->callee->pointers[i].number == number)
            return failing->callee->pointers[i].name;
    return NULL;
}

/* A pointer that was read or written a byte at a time, upwards, and got no further than address 0
 * was NULL; words may be read from before where it points. */
static bool is_proven_null(const struct why_crash *crash, const struct why_phrase *phrase)
{
    const struct why_insn *insn = crash->instruction ? crash->instruction->insn : NULL;

    if (phrase->kind == WHY_EXPRESSION_CONSTANT && phrase->text &&
        strcmp(phrase->text, "NULL") == 0)
        return true;
    return insn && insn->access_bytes == 1 && why_insn_accesses_memory(insn) &&
           why_crash_fault_address(crash).value == 0;
}

/* What the innermost function was called with, by its own code and the dumped registers: that is
 * the argument, or the string that the function that prints has taken from its own ones. */
static struct why_value entered_value(const struct failing *failing, unsigned number)
{
    const struct why_stack *stack = failing->stack;
    const struct why_value unknown = { .known = false };
    const bool single = !failing->callee->pointers[1].name;
    const unsigned word = failing->print ? failing->callee->pointers[0].number : number;
    const int of = why_parameter_register(stack->walk->isa.arch, word - 1);
    const struct why_term *term;
    struct why_spot spot;

    if ((failing->print ? !single : failing->frame != 1) || of < 0 || !stack->pc.known ||
        !why_spot_of(&spot, stack, 0, stack->pc.value) || !spot.followed)
        return unknown;
    term = why_term_entry(spot.arena, (unsigned)of);
    return term ? why_spot_value(&spot, term) : unknown;
}

static bool is_fault(const struct why_crash *crash)
{
    return !crash->software && crash->cause && why_crash_fault_address(crash).known;
}

void why_find_argument(struct why_crash *crash, const struct why_stack *stack)
{
    struct failing failing;
    struct why_argument *argument;
    struct why_phrase phrase;
    unsigned number;
    int holder;

    if (!is_fault(crash) || !find_call(stack, &failing) || !is_called(&failing))
        return;
    number = bad_argument(&failing, crash);
    argument = number > 0 ? why_arena_alloc(crash->arena, sizeof(*argument)) : NULL;
    if (!argument)
        return;
    holder = why_call_argument(&failing.call, number - 1);
    phrase = why_words_argument(&failing.spot, &failing.call, number - 1);
    *argument = (struct why_argument){
        .frame = failing.frame,
        .function = failing.function,
        .name = parameter_name(&failing, number),
        .number = number,
        .value = why_words_expression(&failing.spot, &phrase, WHY_ISA_NO_REGISTER,
                                      (struct why_value){ .known = false }),
    };
    argument->value.value = argument_of(&failing, number);
    if (!argument->value.value.known)
        argument->value.value = entered_value(&failing, number);
    if (!argument->value.value.known && is_proven_null(crash, &phrase))
        argument->value.value = (struct why_value){ .known = true, .value = 0 };
    why_came_from(&failing.spot, phrase.level, holder, &argument->value);
    crash->argument = argument;
}
