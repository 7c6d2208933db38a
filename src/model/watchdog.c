/* The task watchdog's block: late tasks against those that were running. */
#include "model/watchdog.h"

#include <string.h>

#include "base/span.h"

bool why_is_idle_task(const char *name)
{
    return strncmp(name, "IDLE", 4) == 0;
}

/* An idle task, or what stands for one: SMP kernels print its user, "CPU 0". */
static bool is_idle(const struct why_statement *late)
{
    return why_is_idle_task(late->name) ||
           (strlen(late->name) == 5 && strncmp(late->name, "CPU ", 4) == 0);
}

static bool has_digit(const char *text, uint32_t *digit)
{
    for (; text && *text; text++)
        if (why_is_digit(*text)) {
            *digit = (uint32_t)(*text - '0');
            return true;
        }
    return false;
}

/* True when the CPU that the log gives for a late task ("0", "CPU 1", "0/1") may be this one; of an
 * idle task the name tells it, too. */
static bool is_on_cpu(const struct why_statement *late, uint32_t cpu)
{
    uint32_t first;

    if (!has_digit(late->text, &first))
        return !is_idle(late) || !has_digit(late->name, &first) || first == cpu;
    for (const char *c = late->text; *c; c++)
        if (why_is_digit(*c) && (uint32_t)(*c - '0') == cpu)
            return true;
    return false;
}

/* The first task, idle ones left out, that ran where a late one may; by its name, if one is given.
 */
static const struct why_statement *find_running(const struct why_statement *statements,
                                                size_t count, const struct why_statement *late,
                                                const char *name)
{
    for (size_t i = 0; i < count; i++) {
        const struct why_statement *runs = &statements[i];

        if (runs->kind != WHY_SAYS_TASK_WDT_RUNS || !runs->name || why_is_idle_task(runs->name) ||
            (name && strcmp(runs->name, name) != 0))
            continue;
        if (!runs->value.known || is_on_cpu(late, runs->value.value))
            return runs;
    }
    return NULL;
}

/* A task of the user's is late: it was running itself, or another one was. */
static void look_at_user(const struct why_statement *statements, size_t count,
                         struct why_watchdog *out)
{
    out->ran = find_running(statements, count, out->late, out->late->name);
    if (!out->ran)
        out->beside = find_running(statements, count, out->late, NULL);
}

/* An idle task is late: the one whose core another task kept tells most. */
static void look_at_idle(const struct why_statement *statements, size_t count,
                         const struct why_statement *late, struct why_watchdog *out)
{
    if (!out->late)
        out->late = late;
    if (out->hog)
        return;
    out->hog = find_running(statements, count, late, NULL);
    if (out->hog)
        out->late = late;
}

struct why_watchdog why_watchdog_of(const struct why_statement *statements, size_t count)
{
    struct why_watchdog out = { .late = NULL };
    const struct why_statement *user = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct why_statement *said = &statements[i];

        out.told |= said->kind == WHY_SAYS_TASK_WDT_RUNS && said->name;
        if (said->kind != WHY_SAYS_TASK_WDT_LATE || !said->name)
            continue;
        if (is_idle(said))
            look_at_idle(statements, count, said, &out);
        else if (!user)
            user = said;
    }
    if (user && !out.hog) { /* a starved idle task tells more: the same task may starve both */
        out.late = user;
        look_at_user(statements, count, &out);
    }
    return out;
}
