/* Report formats: a crash with its findings becomes text. A formatter is three pure functions into
 * a buffer. */
#ifndef ESPWHY_FORMAT_H
#define ESPWHY_FORMAT_H

#include "espwhy/base.h"
#include "espwhy/crash.h"
#include "espwhy/diagnosis.h"
#include "espwhy/session.h"
#include "espwhy/sources.h"
#include "espwhy/strbuf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum why_detail {
    WHY_DETAIL_NORMAL,
    WHY_DETAIL_QUIET,   /* one line per crash */
    WHY_DETAIL_VERBOSE, /* every register, frame, note */
};

/* How to write; the same for a whole run. */
struct why_format_options {
    enum why_detail detail;
    bool color;     /* ANSI colours */
    bool ascii;     /* no glyphs beyond ASCII */
    uint32_t width; /* columns to wrap at; 0: 100 */
    /* Components of a log's path that tell it from the other logs of the run; 0: its name alone. */
    uint32_t log_parts;
    /* Of the workspace, absolute, without symbolic links: files below it are named relative to it,
     * and no others in formats that tools follow. NULL: relative paths alone are. */
    const char *root;
    /* The folder that relative paths are relative to, as above; NULL: the root. */
    const char *folder;
    /* Source files are named as its maps say before that; NULL: as the ELF names them. */
    const struct why_sources *sources;
};

/* What has been seen so far in the run; complete when `end` is called. */
struct why_run {
    bool batch; /* nobody waits for the report of a crash: repeats are left to the summary */
    const struct why_firmware_info *const *firmwares; /* ELF files, by priority */
    size_t firmware_count;
    const struct why_log_summary *logs;
    size_t log_count;
    uint32_t crashes;               /* given out before this call, updates not counted */
    uint32_t reports;               /* objects written before this call, updates counted */
    uint32_t distinct;              /* different faults */
    const struct why_fault *faults; /* in the order in which they were first seen */
    size_t fault_count;
    bool gate_set;                              /* --fail-on was given */
    bool signatures_set;                        /* signatures were given */
    const struct why_signature_met *signatures; /* all that were given, met or not */
    size_t signature_count;
    const char *const
        *gate_matched; /* conditions of --fail-on that were met, in order, each once */
    size_t gate_matched_count;
};

struct why_format {
    const char *name;
    const char *help;
    bool for_people; /* pass-through goes with it */
    void (*begin)(struct why_strbuf *out, const struct why_run *run,
                  const struct why_format_options *options);
    void (*crash)(struct why_strbuf *out, const struct why_crash *crash, const struct why_run *run,
                  const struct why_format_options *options);
    void (*end)(struct why_strbuf *out, const struct why_run *run,
                const struct why_format_options *options);
};

/** Every format, @p count of them; the first is the default. */
const struct why_format *why_formats(size_t *count);
/** The format of a name, or NULL. */
const struct why_format *why_format_find(const char *name);

/** The manual page of a fault class (`--explain`). */
void why_format_explain(struct why_strbuf *out, const struct why_rule *rule,
                        const struct why_format_options *options);
/** The list of fault classes (`--list-faults`). */
void why_format_fault_list(struct why_strbuf *out, const struct why_format_options *options);
/** docs/faults.md, the same rows as Markdown. */
void why_format_fault_manual(struct why_strbuf *out);

#ifdef __cplusplus
}
#endif

#endif
