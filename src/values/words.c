/* What the registers of a spot hold, in the words of the source. */
#include "values/words.h"

#include <string.h>

#include "base/arena.h"
#include "isa/convention.h"
#include "values/words_load.h"

#define GP_RISCV 3u /* never changes: small objects are addressed from it */
#define PARAMETERS 8u

static const char *const computed = "the code computes it";

/* ---- variables ------------------------------------------------------------------------------- */

static struct why_phrase phrase_of(const struct why_spot *spot, const struct why_found_local *found)
{
    struct why_phrase phrase = why_phrase_value(spot->view.firmware,
                                                found->local->parameter ? WHY_EXPRESSION_PARAMETER
                                                                        : WHY_EXPRESSION_VARIABLE,
                                                found->local->name, found->local->type);

    phrase.variable = found->local->name;
    phrase.level = found->level;
    return phrase;
}

/* Another address of the function may be in another chain of inlined functions: levels are told
 * from the outermost on. */
static size_t level_at_spot(const struct why_spot *spot, const struct why_found_local *found)
{
    const size_t levels = why_spot_levels(spot, spot->at);
    const size_t from_outside = found->levels - found->level;

    return levels >= from_outside ? levels - from_outside : 0;
}

bool why_words_variable(const struct why_spot *spot, uint32_t address,
                        const struct why_wanted *wanted, struct why_phrase *out)
{
    struct why_found_local found;

    if (!why_spot_variable(spot, address, wanted, &found))
        return false;
    *out = phrase_of(spot, &found);
    if (address != spot->at)
        out->level = level_at_spot(spot, &found);
    return true;
}

/* ---- constants ------------------------------------------------------------------------------- */

static const char *function_name(const struct why_spot *spot, uint32_t address)
{
    const struct why_symbol *symbol = why_function_symbol(spot->view.firmware, address);
    const struct why_function *functions;
    size_t count = 0;

    if (!symbol || symbol->address != (address & ~1u) ||
        why_firmware_lookup(spot->view.firmware, symbol->address, &functions, &count, spot->arena,
                            NULL) != WHY_OK ||
        count == 0)
        return NULL;
    return functions[count - 1].name;
}

struct why_phrase why_words_address(const struct why_spot *spot, uint32_t address)
{
    struct why_global global;
    struct why_phrase phrase;

    if (!why_firmware_global(spot->view.firmware, address, &global, spot->arena))
        return why_phrase_unknown("no object of the program is there");
    phrase = why_phrase_address(spot->view.firmware, global.name, global.type, spot->arena);
    phrase.displaced = address - global.address;
    phrase.variable = global.name;
    return phrase;
}

/* A place inside of an object: an array in it. Whether anything else is meant as a whole or as its
 * first member, or is a base class, the address does not tell. */
static struct why_phrase inside_of(const struct why_spot *spot, const struct why_phrase *object)
{
    struct why_part part;
    const char *text;
    size_t len;

    if (object->displaced == 0)
        return *object;
    if (!why_phrase_part(spot->view.firmware, object, 0, 0, &part, spot->arena) || part.count != 1)
        return why_phrase_unknown(computed);
    text = part.target;
    len = strlen(text);
    if (len > 3 && strcmp(text + len - 3, "[0]") == 0) /* an array is the address of its first */
        return (struct why_phrase){
            .kind = WHY_EXPRESSION_ADDRESS,
            .text = why_arena_printf(spot->arena, "%.*s", (int)(len - 3), text),
            .pointee = part.type,
            .variable = object->variable,
            .level = object->level,
        };
    return why_phrase_unknown("it is an address inside of an object");
}

static struct why_phrase words_constant(const struct why_spot *spot, uint32_t value)
{
    struct why_phrase phrase = { .kind = WHY_EXPRESSION_CONSTANT };
    const char *function;

    if (value == 0) {
        phrase.text = "NULL";
        return phrase;
    }
    function = function_name(spot, value);
    if (function) {
        phrase.kind = WHY_EXPRESSION_ADDRESS;
        phrase.text = function;
        return phrase;
    }
    phrase = why_words_address(spot, value);
    if (phrase.kind == WHY_EXPRESSION_UNKNOWN) {
        phrase = (struct why_phrase){ .kind = WHY_EXPRESSION_CONSTANT };
        phrase.text = why_arena_printf(spot->arena, "0x%08x", (unsigned)value);
    }
    return phrase;
}

/* ---- parameters and results ------------------------------------------------------------------ */

static int word_of(enum why_arch_id arch, unsigned number)
{
    for (unsigned i = 0; i < PARAMETERS; i++)
        if (why_parameter_register(arch, i) == (int)number)
            return (int)i;
    return -1;
}

/* The parameter may have got another value since, and what is told is what it was at first. */
static bool is_unchanged(const struct why_spot *spot, size_t level, const char *name,
                         const struct why_term *entry)
{
    const struct why_local *now = why_spot_named(spot, spot->at, level, name);

    if (!now || now->holder == WHY_HELD_NOWHERE)
        return true;
    return now->holder == WHY_HELD_IN_REGISTER && now->place < WHY_ARCH_REGISTERS &&
           why_term_equals(spot->flow.registers[now->place], entry);
}

/* The parameter that debug information has in a register where the function begins; that tells of
 * clones, too, which are called as their compiler likes. */
static bool find_first_holder(const struct why_spot *spot, unsigned number,
                              struct why_parameter *out)
{
    const size_t levels = why_spot_levels(spot, spot->start);
    const struct why_wanted wanted = {
        .where = WHY_WANTED_REGISTER,
        .place = number,
        .level = levels > 0 ? levels - 1 : 0,
    };
    struct why_found_local found;

    if (levels == 0 || !why_spot_variable(spot, spot->start, &wanted, &found) ||
        !found.local->parameter)
        return false;
    *out = (struct why_parameter){ found.local->name, found.local->type };
    return true;
}

static bool find_by_convention(const struct why_spot *spot, unsigned number,
                               struct why_parameter *out)
{
    struct why_parameter parameters[PARAMETERS];
    const int word = word_of(spot->stack->walk->isa.arch, number);
    const size_t count = word >= 0 && spot->whole
                             ? why_word_parameters(spot->view.firmware, spot->start, parameters,
                                                   PARAMETERS, spot->arena)
                             : 0;

    if (word < 0 || (size_t)word >= count || !parameters[word].name)
        return false;
    *out = parameters[word];
    return true;
}

bool why_words_entered(const struct why_spot *spot, unsigned number, struct why_parameter *out)
{
    return find_first_holder(spot, number, out) || find_by_convention(spot, number, out);
}

static struct why_phrase words_entry(const struct why_spot *spot, const struct why_term *term)
{
    const size_t levels = why_spot_levels(spot, spot->at);
    struct why_parameter parameter;
    struct why_phrase phrase;

    if (spot->stack->walk->isa.arch == WHY_ARCH_RISCV && term->number == GP_RISCV) {
        const struct why_value gp = why_spot_register(spot, GP_RISCV);

        return gp.known ? words_constant(spot, gp.value) : why_phrase_unknown(computed);
    }
    if (levels == 0 || !why_words_entered(spot, term->number, &parameter))
        return why_phrase_unknown("the function's caller left it in a register");
    if (!is_unchanged(spot, levels - 1, parameter.name, term))
        return why_phrase_unknown("the parameter has another value by now");
    phrase = why_phrase_value(spot->view.firmware, WHY_EXPRESSION_PARAMETER, parameter.name,
                              parameter.type);
    phrase.variable = parameter.name;
    phrase.level = levels - 1;
    return phrase;
}

static const char *without_parameters(const char *name, struct why_arena *arena)
{
    const char *bracket = strchr(name, '(');

    return bracket && bracket != name ? why_arena_printf(arena, "%.*s", (int)(bracket - name), name)
                                      : name;
}

/* Functions of the compiler's own stand for arithmetic. */
static struct why_phrase words_result(const struct why_spot *spot, const struct why_term *term)
{
    const char *name = term->target ? function_name(spot, term->target) : NULL;
    struct why_phrase phrase;
    why_type_ref type;

    if (!name)
        return why_phrase_unknown("a function that is not known returned it");
    if (strncmp(name, "__", 2) == 0)
        return why_phrase_unknown(computed);
    name = without_parameters(name, spot->arena);
    type = why_firmware_result(spot->view.firmware, term->target);
    phrase = why_phrase_value(spot->view.firmware, WHY_EXPRESSION_RESULT,
                              why_arena_printf(spot->arena, "%s()", name), type);
    phrase.callee = name;
    return phrase;
}

/* Different values that meet have no words, but the variable that has them may still be there. */
static struct why_phrase words_met(const struct why_spot *spot, const struct why_term *met)
{
    struct why_wanted wanted = { .where = WHY_WANTED_REGISTER };
    struct why_phrase phrase;

    for (wanted.place = 0; wanted.place < WHY_ARCH_REGISTERS; wanted.place++) {
        if (!why_term_equals(spot->flow.registers[wanted.place], met) ||
            !why_words_variable(spot, spot->at, &wanted, &phrase))
            continue;
        phrase.kind = WHY_EXPRESSION_VARIABLE;
        return phrase;
    }
    return why_phrase_unknown("two ways lead here with different values");
}

/* ---- terms ----------------------------------------------------------------------------------- */

/* NOLINTNEXTLINE(misc-no-recursion): ends at `depth` */
static struct why_phrase words_sum(const struct why_spot *spot, const struct why_term *term,
                                   unsigned depth)
{
    struct why_phrase phrase = why_words_part(spot, term->a, depth - 1);

    if (phrase.kind != WHY_EXPRESSION_UNKNOWN)
        phrase.displaced += term->constant;
    return phrase;
}

struct why_phrase why_words_part(const struct why_spot *spot, const struct why_term *term,
                                 unsigned depth)
{
    if (depth == 0)
        return why_phrase_unknown("it came a long way");
    switch (term->kind) {
    case WHY_TERM_UNKNOWN:
        return words_met(spot, term);
    case WHY_TERM_ENTRY:
        return words_entry(spot, term);
    case WHY_TERM_STACK:
        return why_words_stack(spot, term);
    case WHY_TERM_CONSTANT:
        return words_constant(spot, term->constant);
    case WHY_TERM_LOAD:
        return why_words_load(spot, term, depth);
    case WHY_TERM_ADD:
        return words_sum(spot, term, depth);
    case WHY_TERM_INDEX:
        return why_words_element(spot, term, depth);
    case WHY_TERM_RESULT:
        return words_result(spot, term);
    case WHY_TERM_OTHER:
        break;
    }
    return why_phrase_unknown(computed);
}

struct why_phrase why_words_term(const struct why_spot *spot, const struct why_term *term)
{
    struct why_phrase phrase;

    if (!spot->followed)
        return why_phrase_unknown("the code of the function could not be followed");
    phrase = why_words_part(spot, term, WHY_WORDS_DEPTH);
    return phrase.displaced ? inside_of(spot, &phrase) : phrase;
}
