/* Searching the registers of the panicked core. */
#include "rules/registers.h"

#include <string.h>

#define NAMES_SHOWN 4u /* more register names than this do not help anybody */

bool why_is_general(const struct why_arch *arch, const char *name)
{
    if (!arch)
        return false;
    for (const char *const *general = arch->general; *general; general++)
        if (strcmp(*general, name) == 0)
            return true;
    return false;
}

struct why_value why_facts_register(const struct why_facts *facts, const char *name)
{
    return why_core_register(facts->core, name);
}

/* The i-th register of the core if it may hold a pointer, else NULL. */
static const struct why_register *general_at(const struct why_facts *facts, size_t i)
{
    const struct why_register *reg = &facts->core->registers[i];

    return reg->value.known && why_is_general(facts->arch, reg->name) ? reg : NULL;
}

static size_t register_count(const struct why_facts *facts)
{
    return facts->core ? facts->core->register_count : 0;
}

bool why_find_base(const struct why_facts *facts, uint32_t address, uint32_t reach,
                   struct why_base *out)
{
    bool found = false;

    for (size_t i = 0; i < register_count(facts); i++) {
        const struct why_register *reg = general_at(facts, i);
        uint32_t offset = reg ? address - reg->value.value : 0;

        if (!reg || offset > reach || (found && offset >= out->offset))
            continue;
        *out = (struct why_base){ .name = reg->name, .value = reg->value, .offset = offset };
        found = true;
    }
    return found;
}

const struct why_register *why_find_holding(const struct why_facts *facts, uint32_t value)
{
    for (size_t i = 0; i < register_count(facts); i++) {
        const struct why_register *reg = general_at(facts, i);

        if (reg && reg->value.value == value)
            return reg;
    }
    return NULL;
}

size_t why_count_holding(const struct why_facts *facts, uint32_t value)
{
    size_t count = 0;

    for (size_t i = 0; i < register_count(facts); i++) {
        const struct why_register *reg = general_at(facts, i);

        if (reg && reg->value.value == value)
            count++;
    }
    return count;
}

/* Names gathered one by one. */
struct name_list {
    const char *names[NAMES_SHOWN];
    size_t count;
};

static void add_name(struct name_list *list, const char *name)
{
    if (list->count < NAMES_SHOWN)
        list->names[list->count] = name;
    list->count++;
}

static const char *join_names(const struct name_list *list, struct why_arena *arena)
{
    size_t shown = list->count < NAMES_SHOWN ? list->count : NAMES_SHOWN;
    size_t more = list->count - shown;
    const char *words = shown > 0 ? list->names[0] : NULL;

    for (size_t i = 1; i < shown; i++)
        words = why_arena_printf(arena, "%s%s%s", words,
                                 i + 1 == shown && more == 0 ? " and " : ", ", list->names[i]);
    return more > 0 ? why_arena_printf(arena, "%s and %zu more", words, more) : words;
}

static bool is_argument(const struct why_arch *arch, const char *name)
{
    for (const char *const *argument = arch->arguments; *argument; argument++)
        if (strcmp(*argument, name) == 0)
            return true;
    return false;
}

const char *why_registers_where(const struct why_facts *facts,
                                bool (*test)(const struct why_facts *facts, uint32_t value),
                                struct why_arena *arena)
{
    struct name_list list = { .count = 0 };

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < register_count(facts); i++) {
            const struct why_register *reg = general_at(facts, i);

            if (reg && is_argument(facts->arch, reg->name) == (pass == 0) &&
                test(facts, reg->value.value))
                add_name(&list, reg->name);
        }
    return join_names(&list, arena);
}

static bool is_zero(const struct why_facts *facts, uint32_t value)
{
    (void)facts;
    return value == 0;
}

static bool is_pc(const struct why_facts *facts, uint32_t value)
{
    return facts->pc.known && value == facts->pc.value;
}

const char *why_registers_null(const struct why_facts *facts, struct why_arena *arena)
{
    return why_registers_where(facts, is_zero, arena);
}

const char *why_registers_target(const struct why_facts *facts, struct why_arena *arena)
{
    return why_registers_where(facts, is_pc, arena);
}
