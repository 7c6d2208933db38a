/* Options, environment variables and exit statuses as tables, and argp over them. */
#include "cli/options.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/input.h"
#include "espwhy/strbuf.h"

enum option_kind {
    OPTION_HEADING, /* no option: the title of those below it */
    OPTION_TEXT,    /* const char *: the argument */
    OPTION_WORDS,   /* struct cli_words: the argument joins them */
    OPTION_NUMBER,  /* int: `number` of the row */
    OPTION_CHOICE,  /* int: place of the argument among `choices` */
    OPTION_PAGE,    /* as OPTION_NUMBER, and nothing after it is looked at */
    OPTION_HELP,    /* a page that argp makes: `number` are its flags */
};

struct option_row {
    int letter; /* 0: none */
    enum option_kind kind;
    const char *name;
    const char *arg; /* NULL: takes none */
    size_t offset;   /* of the setting in struct cli_settings */
    int number;
    const char *help;
};

static const char *const color_choices[] = { "auto", "always", "never" };

#define HELP_FLAGS (ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC)
#define AT(member) offsetof(struct cli_settings, member)

/* clang-format off */
static const struct option_row options[] = {
    { 0,   OPTION_HEADING, NULL,             NULL,         0,            0,                  "What to report:" },
    { 'f', OPTION_WORDS,   "format",         "FMT[:FILE]", AT(formats),  0,
      "text (default), json, jsonl, sarif, junit, github, gitlab, gcc or markdown; with :FILE the report goes there. May be repeated, one of them without a file" },
    { 'o', OPTION_TEXT,    "output",         "FILE",       AT(output),   0,
      "Write the report, and nothing else, to FILE instead of standard output" },
    { 'v', OPTION_NUMBER,  "verbose",        NULL,         AT(detail),   WHY_DETAIL_VERBOSE, "Every register, frame and note" },
    { 'q', OPTION_NUMBER,  "quiet",          NULL,         AT(detail),   WHY_DETAIL_QUIET,   "One line per crash" },
    { 0,   OPTION_NUMBER,  "redact",         NULL,         AT(redact),   1,
      "Mask MAC and IP addresses, SSIDs, passwords, keys and tokens in reports; a log that is passed through keeps them" },
    { 0,   OPTION_CHOICE,  "color",          "WHEN",       AT(color),    0,                  "auto (default), always or never" },
    { 0,   OPTION_HEADING, NULL,             NULL,         0,            0,                  "How to read the log:" },
    { 'p', OPTION_NUMBER,  "passthrough",    NULL,         AT(copy),     CLI_COPY_ON,
      "Copy the log to standard output; the default when standard input is a pipe and the format is text" },
    { 0,   OPTION_NUMBER,  "no-passthrough", NULL,         AT(copy),     CLI_COPY_OFF,       "Do not copy the log" },
    { 'c', OPTION_WORDS,   "core",           "FILE",       AT(cores),    0,
      "Core dump, beside a log or instead of one: base64 text, the partition or the whole flash as read, or ELF; - for one on standard input. May be repeated" },
    { 0,   OPTION_TEXT,    "chip",           "NAME",       AT(chip_id),  0,
      "The chip, such as esp32s3, when the log does not tell" },
    { 0,   OPTION_HEADING, NULL,             NULL,         0,            0,                  "What names addresses:" },
    { 'e', OPTION_WORDS,   "elf",            "FILE",       AT(elfs),     0,
      "Firmware ELF of the build that crashed; may be repeated (bootloader, boot ROM), the first has priority" },
    { 'b', OPTION_WORDS,   "build-dir",      "DIR",        AT(builds),   0,
      "Take the ELF files of the build in DIR, as ESP-IDF or PlatformIO left it. Without -e, -b and --elf-dir, a build "
      "in the current directory is taken if there is exactly one" },
    { 0,   OPTION_WORDS,   "elf-dir",        "DIR",        AT(elf_dirs), 0,
      "ELF files of many builds, below DIR: the one whose SHA256 the log names is taken. May be repeated" },
    { 0,   OPTION_WORDS,   "rom-elf",        "FILE",       AT(rom_elfs), 0,
      "ELF of the chip's boot ROM, asked after all others; may be repeated" },
    { 0,   OPTION_WORDS,   "path-map",       "OLD=NEW",    AT(path_maps), 0,
      "Source files that the ELF names below OLD lie below NEW; may be repeated, the longest OLD wins" },
    { 0,   OPTION_WORDS,   "source-dir",     "DIR",        AT(source_dirs), 0,
      "Look for source files in DIR, by the end of their path. Without either option only those below the current "
      "directory are read. May be repeated" },
    { 0,   OPTION_HEADING, NULL,             NULL,         0,            0,                  "For continuous integration:" },
    { 0,   OPTION_WORDS,   "fail-on",        "LIST",       AT(fail_on),  0,
      "Exit with 1 when a crash is one of LIST, comma separated: crash (any), CLASS, CLASS/VARIANT; with :certain "
      "appended, only when that is certain; signature:NAME, any-signature (that is to fail), new (of no signature and "
      "no baseline), reset, mismatch (the ELF is of another build). May be repeated" },
    { 0,   OPTION_WORDS,   "signatures",     "FILE",       AT(signatures), 0,
      "What is known of crashes, and whether they fail, warn or are ignored. May be repeated" },
    { 0,   OPTION_TEXT,    "learn",          "FILE",       AT(learn),    0,
      "Append a signature of every crash that none is of" },
    { 0,   OPTION_WORDS,   "baseline",       "JSON",       AT(baselines), 0,
      "Earlier report, json or jsonl: its crashes are not new. May be repeated" },
    { 0,   OPTION_HEADING, NULL,             NULL,         0,            0,                  "To learn:" },
    { 0,   OPTION_TEXT,    "explain",        "CLASS",      AT(explain),  0,                  "The manual page of a fault class" },
    { 0,   OPTION_NUMBER,  "list-faults",    NULL,         AT(page),     CLI_PAGE_FAULTS,    "List the fault classes" },
    { 0,   OPTION_HELP,    "help",           NULL,         AT(page),     HELP_FLAGS,         "Print this text" },
    { 0,   OPTION_HELP,    "usage",          NULL,         AT(page),     ARGP_HELP_USAGE,    "Print the options alone" },
    { 0,   OPTION_PAGE,    "version",        NULL,         AT(page),     CLI_PAGE_VERSION,   "Print the version" },
};

static const struct {
    enum cli_exit status;
    const char *meaning;
} exit_rows[] = {
    { CLI_EXIT_DONE,  "done, with or without a crash" },
    { CLI_EXIT_GATE,  "a crash met a condition of --fail-on" },
    { CLI_EXIT_USAGE, "the command line or a file of signatures was wrong" },
    { CLI_EXIT_IO,    "an input or output could not be read or written (wins over 1)" },
    { CLI_EXIT_BUG,   "a bug of espwhy" },
};

static const struct {
    const char *name;
    const char *meaning;
} environment_rows[] = {
    { "ESP_ROM_ELF_DIR",     "folder of boot ROM ELF files, esp32c3_rev3_rom.elf etc." },
    { "GITHUB_WORKSPACE",    "what paths in reports for tools are relative to" },
    { "CI_PROJECT_DIR",      "the same; without either, the current directory" },
    { "GITHUB_STEP_SUMMARY", "file that -f github appends a report in Markdown to" },
    { "NO_COLOR",            "not empty: no colors" },
    { "CLICOLOR_FORCE",      "not empty nor 0: colors on standard output" },
    { "FORCE_COLOR",         "the same" },
    { "TERM",                "dumb: no colors" },
    { "LC_CTYPE",            "(LC_ALL, LANG) with no UTF-8: plain ASCII" },
};
/* clang-format on */

#define KEY_BASE 0x100 /* keys of options without a letter lie above every letter */

#define GROUP_LAST (-1) /* argp prints it below all others */

static int key_of(size_t row)
{
    return options[row].letter ? options[row].letter : KEY_BASE + (int)row;
}

static const struct option_row *find_row(int key)
{
    for (size_t i = 0; i < WHY_COUNTOF(options); i++) {
        if (options[i].name && key_of(i) == key)
            return &options[i];
    }
    return NULL;
}

static error_t add_word(struct cli_words *words, const char *word)
{
    const char **items =
        reallocarray(words->items, words->count + 1, sizeof(*items)); /* few: argc bounds it */

    if (!items)
        return ENOMEM;
    items[words->count++] = word;
    words->items = items;
    return 0;
}

/* The place of a word among the choices; a usage error when it is none of them. */
static int choose(const struct option_row *row, const char *word, const struct argp_state *state)
{
    for (size_t i = 0; i < WHY_COUNTOF(color_choices); i++) {
        if (strcmp(word, color_choices[i]) == 0)
            return (int)i;
    }
    argp_error(state, "--%s is one of auto, always, never, not '%s'", row->name, word);
    return 0;
}

/* A page like the others: argp would write it to standard output and not say whether it arrived. */
static error_t keep_help(struct cli_settings *settings, unsigned flags,
                         const struct argp_state *state)
{
    size_t size;
    FILE *page = open_memstream(&settings->help, &size);

    if (!page)
        return ENOMEM;
    argp_state_help(state, page, flags);
    if (fclose(page) != 0)
        return ENOMEM;
    settings->page = CLI_PAGE_HELP;
    return ECANCELED;
}

static error_t set_value(const struct option_row *row, const char *arg,
                         const struct argp_state *state)
{
    void *setting = (char *)state->input + row->offset;

    switch (row->kind) {
    case OPTION_HEADING:
        return ARGP_ERR_UNKNOWN;
    case OPTION_TEXT:
        *(const char **)setting = arg;
        return 0;
    case OPTION_WORDS:
        return add_word(setting, arg);
    case OPTION_NUMBER:
        *(int *)setting = row->number;
        return 0;
    case OPTION_CHOICE:
        *(int *)setting = choose(row, arg, state);
        return 0;
    case OPTION_PAGE:
        *(int *)setting = row->number;
        return ECANCELED;
    case OPTION_HELP:
        return keep_help(state->input, (unsigned)row->number, state);
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t check_names(struct cli_settings *settings, const struct argp_state *state)
{
    struct why_error err;

    switch (cli_names_resolve(settings, &err)) {
    case WHY_OK:
        return 0;
    case WHY_E_NOMEM:
        return ENOMEM;
    case WHY_E_IO:
        argp_failure(state, CLI_EXIT_IO, 0, "error: %s", err.text);
        return EIO;
    case WHY_E_LIMIT:
    case WHY_E_ELF:
    case WHY_E_DUMP:
    case WHY_E_USAGE:
        break;
    }
    if (settings->file_at_fault)
        argp_failure(state, CLI_EXIT_USAGE, 0, "%s", err.text);
    else
        argp_error(state, "%s", err.text);
    return EINVAL;
}

/* A word that is no option. */
static error_t add_argument(struct cli_settings *settings, const char *word)
{
    switch (cli_input_kind(word)) {
    case CLI_INPUT_ELF:
        return add_word(&settings->elfs, word);
    case CLI_INPUT_CORE:
        return add_word(&settings->cores, word);
    case CLI_INPUT_LOG:
        break;
    }
    return add_word(&settings->logs, word);
}

/* A core dump may also be what standard input was redirected from. */
static error_t end_arguments(struct cli_settings *settings, const struct argp_state *state)
{
    const bool about = settings->page != CLI_PAGE_NONE;

    if (!about && settings->logs.count == 0 && settings->cores.count == 0 &&
        cli_input_kind("-") == CLI_INPUT_CORE && add_word(&settings->cores, "-") != 0)
        return ENOMEM;
    return check_names(settings, state);
}

static error_t take_argument(int key, char *arg, struct argp_state *state)
{
    struct cli_settings *settings = state->input;
    const struct option_row *row;

    if (key == ARGP_KEY_ARG)
        return add_argument(settings, arg);
    if (key == ARGP_KEY_END)
        return end_arguments(settings, state);
    row = find_row(key);
    return row ? set_value(row, arg, state) : ARGP_ERR_UNKNOWN;
}

/* The part of --help below the options; argp frees it. */
static char *write_tables(int key, const char *text, void *input)
{
    struct why_strbuf sb;
    char *copy;

    (void)input;
    if (key == ARGP_KEY_HELP_DUP_ARGS_NOTE)
        return NULL;
    if (key != ARGP_KEY_HELP_POST_DOC)
        return (char *)text;
    why_strbuf_init(&sb);
    why_strbuf_adds(&sb, "Exit status:\n");
    for (size_t i = 0; i < WHY_COUNTOF(exit_rows); i++)
        why_strbuf_addf(&sb, "  %-3d %s\n", (int)exit_rows[i].status, exit_rows[i].meaning);
    why_strbuf_adds(&sb, "\nEnvironment:\n");
    for (size_t i = 0; i < WHY_COUNTOF(environment_rows); i++)
        why_strbuf_addf(&sb, "  %-19s %s\n", environment_rows[i].name, environment_rows[i].meaning);
    copy = strdup(sb.text);
    why_strbuf_deinit(&sb);
    return copy;
}

/* About the program itself. */
static bool is_about(enum option_kind kind)
{
    return kind == OPTION_PAGE || kind == OPTION_HELP;
}

enum why_status cli_options_parse(int argc, char **argv, struct cli_settings *out)
{
    struct argp_option rows[WHY_COUNTOF(options) + 1] = {
        0
    }; /* argp wants a zeroed one at the end */
    const struct argp argp = {
        .options = rows,
        .parser = take_argument,
        .args_doc = "[LOG...]",
        .doc =
            "Explain why an ESP32-family chip crashed, from what it printed on its console.\n\n"
            "LOG is a saved log; without one, or for -, standard input is read. ELF files and core "
            "dumps may stand beside it, or a core dump alone.",
        .help_filter = write_tables,
    };

    for (size_t i = 0; i < WHY_COUNTOF(options); i++)
        rows[i] = (struct argp_option){ .name = options[i].name,
                                        .key = options[i].name ? key_of(i) : 0,
                                        .arg = options[i].arg,
                                        .doc = options[i].help,
                                        .group = is_about(options[i].kind) ? GROUP_LAST : 0 };
    argp_err_exit_status = CLI_EXIT_USAGE;
    return argp_parse(&argp, argc, argv, ARGP_NO_HELP, NULL, out) == ENOMEM ? WHY_E_NOMEM : WHY_OK;
}
