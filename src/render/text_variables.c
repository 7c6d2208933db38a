/* Functions with their arguments, and locals, in the text report. */
#include <string.h>

#include "render/text.h"

/* Of a whole frame; see firmware/variables.h. */
static const char not_saved[] = "register not saved";

/* Where the parameter types begin that a C++ name ends with, "Ring::push(int) const"; its end when
 * it has none. */
static size_t find_types(const char *name)
{
    static const char constant[] = " const";
    size_t len = strlen(name);
    size_t end = len;
    int depth = 0;

    if (end > sizeof(constant) && strcmp(name + end - (sizeof(constant) - 1), constant) == 0)
        end -= sizeof(constant) - 1;
    if (end == 0 || name[end - 1] != ')')
        return len;
    for (size_t i = end; i-- > 0;) {
        depth += name[i] == ')' ? 1 : name[i] == '(' ? -1 : 0;
        if (depth == 0)
            return i > 0 ? i : len;
    }
    return len;
}

static void add_bare_name(struct why_flow *flow, const char *name)
{
    struct why_strbuf bare;

    why_strbuf_init(&bare);
    why_strbuf_add(&bare, name, find_types(name));
    why_flow_add(flow, WHY_STYLE_NAME, bare.failed ? name : bare.text);
    why_strbuf_deinit(&bare);
}

static void add_value(struct why_flow *flow, const struct why_variable *variable)
{
    why_flow_add(flow, WHY_STYLE_PLAIN, variable->name);
    why_flow_add(flow, WHY_STYLE_PLAIN, "=");
    if (variable->value) {
        why_flow_add(flow, WHY_STYLE_PLAIN, variable->value);
        return;
    }
    why_flow_add(flow, WHY_STYLE_FAINT, "<");
    why_flow_add(flow, WHY_STYLE_FAINT, variable->reason ? variable->reason : "not known");
    why_flow_add(flow, WHY_STYLE_FAINT, ">");
}

/* A dump that has the registers of one frame only says so once, not at every argument. */
static bool is_all_unsaved(const struct why_function *function)
{
    for (size_t i = 0; i < function->variable_count; i++) {
        const struct why_variable *variable = &function->variables[i];

        if (variable->parameter && (!variable->reason || strcmp(variable->reason, not_saved) != 0))
            return false;
    }
    return true;
}

static bool has_arguments(const struct why_function *function)
{
    for (size_t i = 0; i < function->variable_count; i++)
        if (function->variables[i].parameter)
            return true;
    return false;
}

static void add_arguments(struct why_flow *flow, const struct why_function *function)
{
    bool first = true;

    for (size_t i = 0; i < function->variable_count; i++) {
        if (!function->variables[i].parameter)
            continue;
        if (!first)
            why_flow_add(flow, WHY_STYLE_PLAIN, ", ");
        first = false;
        add_value(flow, &function->variables[i]);
    }
}

void why_text_call(struct why_flow *flow, const struct why_function *function, bool verbose)
{
    const char *name = function->name ? function->name : "?"; /* only the line is known */

    if (function->args) {
        why_flow_add(flow, WHY_STYLE_NAME, name);
        why_flow_add(flow, WHY_STYLE_PLAIN, "(");
        why_flow_add(flow, WHY_STYLE_PLAIN, function->args);
        why_flow_add(flow, WHY_STYLE_PLAIN, ")");
    } else if (has_arguments(function)) {
        add_bare_name(flow, name);
        why_flow_add(flow, WHY_STYLE_PLAIN, "(");
        if (!verbose && is_all_unsaved(function))
            why_flow_add(flow, WHY_STYLE_PLAIN, "…");
        else
            add_arguments(flow, function);
        why_flow_add(flow, WHY_STYLE_PLAIN, ")");
    } else {
        why_flow_add(flow, WHY_STYLE_NAME, name);
        if (function->origin != WHY_ORIGIN_ROM && function->name && !strchr(name, '('))
            why_flow_add(flow, WHY_STYLE_NAME, "()");
    }
}

void why_text_locals(const struct why_page *page, const struct why_function *function)
{
    for (size_t i = 0; i < function->variable_count; i++) {
        struct why_flow flow;

        if (function->variables[i].parameter)
            continue;
        flow = why_flow_begin(page, "        ", NULL);
        add_value(&flow, &function->variables[i]);
        why_flow_end(&flow);
    }
}
