/* How the bad pointer got where it was used, in the text report. */
#include <ctype.h>
#include <string.h>

#include "render/text.h"

/* True when the caller passed on what it had been given, under the same name. */
static bool is_passed_on(const struct why_came_from *step)
{
    return step->kind == WHY_CAME_FROM_CALL && step->expression && step->parameter &&
           strcmp(step->expression, step->parameter) == 0;
}

/* A constant, which is its own value. */
static bool is_value(const char *expression)
{
    return expression && (strcmp(expression, "NULL") == 0 || isdigit((unsigned char)*expression));
}

/* "NULL" behind an expression that is another's name for it. */
static void add_value(struct why_flow *flow, const struct why_came_from *step)
{
    const char *end = step->file ? "," : "";

    if (!step->value.known || is_value(step->expression))
        return;
    if (step->value.value == 0)
        why_flow_addf(flow, WHY_STYLE_PLAIN, ", NULL%s", end);
    else if (step->expression)
        why_flow_addf(flow, WHY_STYLE_PLAIN, ", 0x%08x%s", step->value.value, end);
}

/* "got found from find_driver()", "read node from node->next", "set best = NULL" */
static void add_set(struct why_flow *flow, const struct why_came_from *step)
{
    const bool code = step->kind == WHY_CAME_FROM_CODE;

    why_flow_addf(flow, WHY_STYLE_PLAIN, " %s %s %s %s",
                  step->kind == WHY_CAME_FROM_RESULT ? "got"
                  : code                             ? "set"
                                                     : "read",
                  step->parameter, code ? "=" : "from", step->expression);
}

static void add_passed(struct why_flow *flow, const struct why_came_from *step)
{
    if (step->kind != WHY_CAME_FROM_CALL) {
        add_set(flow, step);
        return;
    }
    if (is_passed_on(step)) {
        why_flow_add(flow, WHY_STYLE_PLAIN, " passed on ");
        why_flow_add(flow, WHY_STYLE_PLAIN, step->parameter);
        return;
    }
    why_flow_add(flow, WHY_STYLE_PLAIN, " passed ");
    if (step->parameter) {
        why_flow_add(flow, WHY_STYLE_PLAIN, step->parameter);
        why_flow_add(flow, WHY_STYLE_PLAIN, " = ");
    }
    if (step->expression)
        why_flow_add(flow, WHY_STYLE_PLAIN, step->expression);
    else if (step->value.known)
        why_flow_addf(flow, WHY_STYLE_PLAIN, "0x%08x", step->value.value);
    else
        why_flow_add(flow, WHY_STYLE_PLAIN, "it");
}

static void add_site(struct why_flow *flow, const struct why_came_from *step)
{
    if (!step->file)
        return;
    why_flow_add(flow, WHY_STYLE_PLAIN, " at ");
    why_flow_add_source(flow, WHY_STYLE_PLAIN, step->file, step->line);
}

static void write_step(const struct why_page *page, const struct why_came_from *step)
{
    struct why_flow flow = why_flow_begin(page, "    · ", NULL);

    why_text_name(&flow, step->function);
    add_passed(&flow, step);
    add_value(&flow, step);
    add_site(&flow, step);
    why_flow_end(&flow);
}

/* Callers that only passed it on share a line; the outermost one always has its own. */
static size_t write_passed_on(const struct why_page *page, const struct why_came_from *steps,
                              size_t count)
{
    struct why_flow flow = why_flow_begin(page, "    · ", NULL);

    why_flow_add(&flow, WHY_STYLE_PLAIN, "passed on as ");
    why_flow_add(&flow, WHY_STYLE_PLAIN, steps[0].parameter);
    why_flow_add(&flow, WHY_STYLE_PLAIN, " by ");
    for (size_t i = 0; i < count; i++) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, i == 0 ? "" : ", ");
        why_text_name(&flow, steps[i].function);
        add_site(&flow, &steps[i]);
    }
    why_flow_end(&flow);
    return count;
}

static size_t count_passed_on(const struct why_came_from *steps, size_t count)
{
    size_t same = 0;

    while (same + 1 < count && is_passed_on(&steps[same]) &&
           strcmp(steps[same].parameter, steps[0].parameter) == 0)
        same++;
    return same;
}

void why_text_came_from(const struct why_page *page, const struct why_finding *finding)
{
    size_t i = 0;

    if (finding->came_from_count == 0)
        return;
    why_page_title(page, 2, "came from", NULL);
    while (i < finding->came_from_count) {
        const struct why_came_from *step = &finding->came_from[i];
        size_t same = count_passed_on(step, finding->came_from_count - i);

        if (same > 1) {
            i += write_passed_on(page, step, same);
        } else {
            write_step(page, step);
            i++;
        }
    }
}
