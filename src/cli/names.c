/* The names that the user gave become the things they mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/known.h"
#include "cli/path.h"
#include "cli/settings.h"
#include "espwhy/strbuf.h"

#define NAME_BYTES 64u /* longer than any name that is known */

void cli_settings_deinit(struct cli_settings *settings)
{
    why_gate_destroy(settings->gate);
    free(settings->reports);
    free(settings->help);
    free(settings->logs.items);
    free(settings->elfs.items);
    free(settings->builds.items);
    free(settings->elf_dirs.items);
    free(settings->cores.items);
    free(settings->rom_elfs.items);
    free(settings->path_maps.items);
    free(settings->source_dirs.items);
    free(settings->formats.items);
    free(settings->fail_on.items);
    free(settings->signatures.items);
    free(settings->baselines.items);
    *settings = (struct cli_settings){ 0 };
}

static bool is_standard(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

/* The first bytes of a word; one that is cut is no name. */
static void copy_name(char name[NAME_BYTES], const char *word, size_t len)
{
    (void)snprintf(name, NAME_BYTES, "%.*s", (int)(len < NAME_BYTES ? len : NAME_BYTES), word);
}

static enum why_status fail_format(const char *name, struct why_error *err)
{
    struct why_strbuf known;
    size_t count;
    const struct why_format *formats = why_formats(&count);
    enum why_status status;

    why_strbuf_init(&known);
    for (size_t i = 0; i < count; i++)
        why_strbuf_addf(&known, "%s%s", i > 0 ? ", " : "", formats[i].name);
    status = why_fail(err, WHY_E_USAGE, "unknown format '%.60s', known are: %s", name, known.text);
    why_strbuf_deinit(&known);
    return status;
}

/* "json:report.json" */
static enum why_status read_format(const char *word, struct cli_report *out, struct why_error *err)
{
    const char *colon = strchr(word, ':');
    size_t len = colon ? (size_t)(colon - word) : strlen(word);
    char name[NAME_BYTES];

    copy_name(name, word, len);
    out->format = why_format_find(name);
    if (!out->format)
        return fail_format(word, err);
    if (colon && colon[1] == '\0')
        return why_fail(err, WHY_E_USAGE, "no file name after '%s'", word);
    out->path = colon ? colon + 1 : NULL;
    return WHY_OK;
}

/* Reports without a file of their own share standard output, or the file of -o: there can be one.
 */
static enum why_status place_reports(struct cli_settings *settings, struct why_error *err)
{
    const struct why_format *placed = NULL;

    for (size_t i = 0; i < settings->report_count; i++) {
        struct cli_report *report = &settings->reports[i];

        if (report->path && !is_standard(report->path))
            continue;
        if (placed)
            return why_fail(err, WHY_E_USAGE,
                            "formats %s and %s would go to the same place: give one a file, as in "
                            "%s:FILE",
                            placed->name, report->format->name, report->format->name);
        placed = report->format;
        if (!report->path)
            report->path = settings->output;
        if (is_standard(report->path))
            report->path = NULL;
    }
    if (!placed && settings->output)
        return why_fail(err, WHY_E_USAGE, "nothing to write to '%.100s': every format has a file",
                        settings->output);
    return WHY_OK;
}

/* Two reports in one file would destroy each other. */
static enum why_status check_places(struct cli_settings *settings, struct why_error *err)
{
    for (size_t i = 0; i < settings->report_count; i++) {
        const char *path = settings->reports[i].path;

        for (size_t other = 0; path && other < i; other++)
            if (settings->reports[other].path &&
                cli_path_is_same(settings->reports[other].path, path))
                return why_fail(err, WHY_E_USAGE, "two reports cannot both go to %.100s", path);
    }
    return WHY_OK;
}

static enum why_status resolve_formats(struct cli_settings *settings, struct why_error *err)
{
    static const char *const implied[] = { "text" };
    const char *const *words = settings->formats.count > 0 ? settings->formats.items : implied;
    size_t count = settings->formats.count > 0 ? settings->formats.count : WHY_COUNTOF(implied);

    settings->reports = calloc(count, sizeof(*settings->reports));
    if (!settings->reports)
        return why_oom(err);
    settings->report_count = count;
    for (size_t i = 0; i < count; i++) {
        enum why_status status = read_format(words[i], &settings->reports[i], err);

        if (status != WHY_OK)
            return status;
    }
    return WHY_OK;
}

static enum why_status resolve_chip(struct cli_settings *settings, struct why_error *err)
{
    struct why_strbuf known;
    const struct why_chip *const *chips;
    size_t count;
    enum why_status status;

    if (!settings->chip_id)
        return WHY_OK;
    settings->chip = why_chip_find(settings->chip_id);
    if (settings->chip)
        return WHY_OK;
    chips = why_chips(&count);
    why_strbuf_init(&known);
    for (size_t i = 0; i < count; i++)
        why_strbuf_addf(&known, "%s%s", i > 0 ? ", " : "", chips[i]->id);
    status = why_fail(err, WHY_E_USAGE, "unknown chip '%.40s', known are: %s", settings->chip_id,
                      known.text);
    why_strbuf_deinit(&known);
    return status;
}

static enum why_status fail_class(const char *name, struct why_error *err)
{
    const char *near = why_rule_suggest(name);

    if (near)
        return why_fail(err, WHY_E_USAGE, "unknown fault class '%.60s', did you mean '%s'?", name,
                        near);
    return why_fail(err, WHY_E_USAGE, "unknown fault class '%.60s', --list-faults names them all",
                    name);
}

static enum why_status check_variant(const struct why_rule *rule, const char *variant,
                                     struct why_error *err)
{
    if (why_rule_has_variant(rule, (why_span){ variant, strlen(variant) }))
        return WHY_OK;
    if (rule->variants[0] == '\0')
        return why_fail(err, WHY_E_USAGE, "fault class '%s' has no variants, so not '%.60s'",
                        rule->id, variant);
    return why_fail(err, WHY_E_USAGE, "unknown variant '%.60s' of '%s', it has: %s", variant,
                    rule->id, rule->variants);
}

/* "null-deref" or "null-deref/write" */
static enum why_status resolve_class(struct cli_settings *settings, struct why_error *err)
{
    const char *word = settings->explain;
    size_t len = word ? strcspn(word, "/") : 0;
    char name[NAME_BYTES];

    if (!word)
        return WHY_OK;
    copy_name(name, word, len);
    settings->rule = why_rule_find(name);
    if (!settings->rule)
        return fail_class(name, err);
    settings->page = CLI_PAGE_EXPLAIN;
    return word[len] == '/' ? check_variant(settings->rule, word + len + 1, err) : WHY_OK;
}

static enum why_status check_path_maps(struct cli_settings *settings, struct why_error *err)
{
    for (size_t i = 0; i < settings->path_maps.count; i++) {
        const char *word = settings->path_maps.items[i];
        const char *equals = strchr(word, '=');

        if (!equals || equals == word || equals[1] == '\0')
            return why_fail(err, WHY_E_USAGE, "--path-map takes OLD=NEW, not '%.60s'", word);
    }
    return WHY_OK;
}

enum why_status cli_names_resolve(struct cli_settings *settings, struct why_error *err)
{
    static enum why_status (*const steps[])(struct cli_settings *, struct why_error *) = {
        resolve_formats, place_reports,   check_places,      resolve_chip,
        resolve_class,   check_path_maps, cli_known_resolve,
    };

    for (size_t i = 0; i < WHY_COUNTOF(steps); i++) {
        enum why_status status = steps[i](settings, err);

        if (status != WHY_OK)
            return status;
    }
    return WHY_OK;
}
