/* What the user asked for: the words as given, and what they turned out to mean. */
#ifndef WHY_CLI_SETTINGS_H
#define WHY_CLI_SETTINGS_H

#include "espwhy/base.h"
#include "espwhy/chip.h"
#include "espwhy/diagnosis.h"
#include "espwhy/format.h"
#include "espwhy/gate.h"

/* Exit statuses; their meaning stands in a table of options.c. */
enum cli_exit {
    CLI_EXIT_DONE = 0,
    CLI_EXIT_GATE = 1,
    CLI_EXIT_USAGE = 2,
    CLI_EXIT_IO = 3,
    CLI_EXIT_BUG = 70, /* EX_SOFTWARE of sysexits.h */
};

enum cli_copy { CLI_COPY_AUTO, CLI_COPY_ON, CLI_COPY_OFF };

/* In the order of the words that --color takes. */
enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

/* A text that is asked for instead of a report. */
enum cli_page {
    CLI_PAGE_NONE,
    CLI_PAGE_HELP, /* --help or --usage */
    CLI_PAGE_VERSION,
    CLI_PAGE_FAULTS,
    CLI_PAGE_EXPLAIN,
};

/* Words of the command line, which own nothing but the array. */
struct cli_words {
    const char **items;
    size_t count;
};

/* One report that is wanted. */
struct cli_report {
    const struct why_format *format;
    const char *path; /* NULL: standard output */
};

/* The numbers are of the enums above and of enum why_detail: the option table sets them by offset.
 */
struct cli_settings {
    struct cli_words logs;        /* empty: standard input, unless there are core dumps */
    struct cli_words elfs;        /* the first has priority */
    struct cli_words builds;      /* folders */
    struct cli_words elf_dirs;    /* searched by the SHA256 that a log names */
    struct cli_words cores;       /* core dumps */
    struct cli_words rom_elfs;    /* below all others */
    struct cli_words path_maps;   /* OLD=NEW */
    struct cli_words source_dirs; /* folders */
    struct cli_words formats;     /* FMT[:FILE] */
    struct cli_words fail_on;
    struct cli_words signatures; /* files */
    struct cli_words baselines;  /* JSON reports */
    const char *output;          /* NULL or "-": standard output */
    const char *chip_id;         /* NULL: not given */
    const char *learn;           /* file to append signatures to; NULL: not asked for */
    const char *explain;         /* CLASS[/VARIANT]; NULL: not asked for */
    int copy;
    int detail;
    int color;
    int page;
    char *help; /* text of CLI_PAGE_HELP; NULL: not asked for */
    int redact; /* not 0: secrets are masked in reports */

    /* Set by cli_names_resolve(). */
    struct cli_report *reports;
    size_t report_count;
    const struct why_chip *chip;
    const struct why_rule *rule; /* to explain */
    struct why_gate *gate;
    bool file_at_fault; /* what is wrong stands in a file, and nothing on the command line helps */
};

/** Free what the settings own. */
void cli_settings_deinit(struct cli_settings *settings);

/**
 * Find the formats, the chip, the fault class and the gate that the words name.
 * @return WHY_OK; WHY_E_USAGE with a text for the user; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status cli_names_resolve(struct cli_settings *settings,
                                                 struct why_error *err);

#endif
