/* Errors that a program did not want to handle: esp-error-check. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/error_codes.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"

/* The name: as printed, or from the table where the firmware has no names. */
static const char *error_name(const struct why_statement *said)
{
    const struct why_error_code *known =
        said->value.known ? why_error_code_find(said->value.value) : NULL;

    if (said->name && !strstr(said->name, "ERROR"))
        return said->name;
    return known ? known->name : NULL;
}

/* "ESP_ERR_NOT_FOUND (0x105)", "the error 0x12345". */
static const char *error_words(const struct why_statement *said, struct why_arena *arena)
{
    const char *name = error_name(said);

    if (!said->value.known)
        return name ? name : "an error";
    if (!name)
        return why_arena_printf(arena, "the error 0x%x", (unsigned)said->value.value);
    return why_arena_printf(arena, "%s (0x%x)", name, (unsigned)said->value.value);
}

/* Not merely a variable that keeps the result of an earlier call. */
static bool is_call(const char *expression)
{
    return strchr(expression, '(') != NULL;
}

static void summarize(struct why_finding *out, const struct why_statement *said,
                      struct why_arena *arena)
{
    const char *error = error_words(said, arena);

    if (said->expression && !is_call(said->expression))
        why_finding_set_summary(out, arena, "`%s` is %s: ESP_ERROR_CHECK ended the program",
                                said->expression, error);
    else if (said->expression)
        why_finding_set_summary(out, arena, "%s came from `%s`: ESP_ERROR_CHECK ended the program",
                                error, said->expression);
    else if (said->function)
        why_finding_set_summary(out, arena,
                                "%s came from a call in %s: ESP_ERROR_CHECK ended the program",
                                error, why_call_name(said->function, arena));
    else
        why_finding_set_summary(out, arena, "ESP_ERROR_CHECK ended the program: %s", error);
}

/* A number without a row of its own. */
static void add_foreign(struct why_finding *out, const struct why_statement *said,
                        const struct why_error_family *family, struct why_arena *arena)
{
    const uint32_t code = said->value.value;

    if (family)
        why_finding_add_line(out, arena, said->line_no, "0x%x is in the range of %s",
                             (unsigned)code, family->name);
    else if ((int32_t)code < 0)
        why_finding_add_line(out, arena, said->line_no,
                             "0x%x is -0x%x, no number of ESP-IDF: a library such as mbedTLS "
                             "returned it, or the call returns no esp_err_t",
                             (unsigned)code, (unsigned)(0u - code));
    else
        why_finding_add_line(out, arena, said->line_no,
                             "0x%x is in no range of ESP-IDF: a component of the application "
                             "returned it, or the call returns no esp_err_t",
                             (unsigned)code);
}

static void add_meaning(struct why_finding *out, const struct why_statement *said,
                        struct why_arena *arena)
{
    const struct why_error_family *family;
    const struct why_error_code *known;

    if (!said->value.known)
        return;
    family = why_error_family_find(said->value.value);
    known = why_error_code_find(said->value.value);
    if (!known)
        add_foreign(out, said, family, arena);
    else if (known->meaning)
        why_finding_add_line(out, arena, said->line_no, "%s%s%s%s means: %s", known->name,
                             family ? ", of " : "", family ? family->name : "", family ? "," : "",
                             known->meaning);
    if (known && known->advice)
        why_finding_add_next(out, arena, "%s", known->advice);
    else if (family)
        why_finding_add_next(out, arena, "%s", family->advice);
}

/* The line of the check, and the frame that is in the same function. */
static struct why_place check_place(const struct why_facts *facts, const struct why_statement *said)
{
    const struct why_statement *called = why_crash_says(facts->crash, WHY_SAYS_ABORT);
    struct why_value none = { .known = false };
    struct why_place frame = why_gave_up_place(facts, called ? called->value : none);
    struct why_place source;

    if (!frame.function && said->value2.known)
        frame =
            why_place_of_address(said->value2, why_function_at(facts->crash, said->value2.value));
    if (!said->file)
        return frame;
    source = why_place_of_source(said->function, said->file, said->line);
    if (frame.function && said->function && strcmp(frame.function, said->function) == 0) {
        source.frame = frame.frame;
        source.address = frame.address;
    }
    return source;
}

static bool match_error_check(const struct why_facts *facts, struct why_finding *out,
                              struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_ERROR_CHECK);

    if (!said)
        return false;
    out->confidence = WHY_CERTAIN;
    summarize(out, said, arena);
    why_add_words(out, facts, said, arena);
    if (said->expression)
        why_finding_add_line(out, arena, said->line_no, "%s: %s",
                             is_call(said->expression) ? "the call that failed"
                                                       : "the value that was checked",
                             said->expression);
    if (said->value2.known)
        why_finding_add_address(out, arena, said->value2, "the check stands at %s",
                                why_code_words(facts, said->value2.value, arena));
    out->place = check_place(facts, said);
    add_meaning(out, said, arena);
    why_add_own_trap(out, facts, arena);
    why_finding_add_next(out, arena,
                         "if this can happen in the field, handle the error instead of checking it "
                         "with ESP_ERROR_CHECK()");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "esp-error-check",
      .title = "ESP_ERROR_CHECK met an error",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "ESP_ERROR_CHECK() ends the program on any result but ESP_OK. The fault is not "
               "there but in the call inside its brackets: something was not initialised, was "
               "initialised twice, was given a bad argument, or the hardware did not answer.",
      .shows = "\"ESP_ERROR_CHECK failed: esp_err_t 0x... (NAME) at 0x...\" with file, line, "
               "function and expression, then abort(). Firmware built without error names prints "
               "only the number, or UNKNOWN ERROR; the number still tells the component. "
               "ESP_ERROR_CHECK_WITHOUT_ABORT prints the same and goes on: that is no crash.",
      .check = "What does the number mean, and of which component is it?\n"
               "What did that component print right before?\n"
               "INVALID_STATE: is something initialised twice, or not yet?\n"
               "NO_MEM: how much heap is free, and in which kind of memory?\n"
               "Can it fail in the field (network, storage, a missing device)? Then handle it.",
      .reproduce = "nvs_handle_t handle;\n"
                   "ESP_ERROR_CHECK(nvs_open(\"never-written\", NVS_READONLY, &handle));",
      .read_more = "ESP-IDF Programming Guide, Error Handling\n"
                   "ESP-IDF Programming Guide, Error Codes Reference",
      .source = "ESP-IDF components/esp_common/include/esp_err.h, esp_err_to_name.c; "
                "esp_system/esp_err.c",
      .match = match_error_check },
};

const struct why_rule_family why_family_error_check = { rules, WHY_COUNTOF(rules) };
