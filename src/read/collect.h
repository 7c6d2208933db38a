/* Where a report begins and where it ends: lines in, blocks of lines out. */
#ifndef WHY_READ_COLLECT_H
#define WHY_READ_COLLECT_H

#include "base/limits.h"
#include "chip/resets.h"
#include "read/block.h"
#include "read/core_text.h"
#include "read/filter.h"
#include "read/plain.h"
#include "read/run.h"
#include "read/scan.h"

enum why_collect_state {
    WHY_COLLECT_IDLE,    /* no report is open */
    WHY_COLLECT_PENDING, /* a hint was seen; what follows must confirm it */
    WHY_COLLECT_OPEN,
    WHY_COLLECT_CLOSED, /* the report has ended; late words of other tools may still join it */
};

/* What a finished block is. */
struct why_collected {
    const struct why_block *block;
    const struct why_core_text *core; /* NULL or nothing in it: no core dump */
    const struct why_run_facts *run;  /* as it was when the report began */
    bool complete;                    /* its end was seen */
    bool update;                      /* the same report was given out before, with less in it */
    bool loose;                       /* only bare addresses */
    bool follows;                     /* no restart was seen since the report before */
};

/* Called with each reset line. */
typedef void (*why_reset_fn)(void *context, const struct why_item *reset);

/* Called with each report; what it points at is valid during the call. */
typedef void (*why_collect_fn)(void *context, const struct why_collected *collected);

struct why_collector {
    struct why_scanner scanner;
    struct why_filter filter;
    struct why_plain plain; /* the line that is taken in */
    enum why_collect_state state;
    bool hold; /* give a report out when the next one opens */
    why_collect_fn give;
    why_reset_fn tell_reset; /* NULL: nobody wants to know */
    void *context;

    struct why_block block;    /* the report */
    struct why_block recent;   /* lines before it, at most WHY_CONTEXT_LINES */
    struct why_block loose;    /* lines of bare addresses near the start of the input */
    struct why_core_text core; /* of the report */
    struct why_run_facts run;
    struct why_run_facts run_at_open;
    struct why_run_facts run_before;       /* of the run that the last restart ended */
    const struct why_reset_meaning *reset; /* of the line just taken in; NULL: it tells of none */
    enum why_family family;                /* of the block, as far as its rows tell */
    bool idf;                              /* rows that ESP-IDF has stood in it first */
    bool quoted;                           /* it began with words about crashes */
    uint64_t seen;                         /* statement kinds in the block, as bits */
    uint32_t dumped; /* cores with a dump in the block, as bits; bit 31: a core without a number */
    bool told;       /* the report has more than a backtrace and registers */
    bool registers;  /* it has those */
    bool print;      /* and they are such as a program prints of itself */
    bool goes_on;    /* and the program went on behind it */
    uint32_t headed; /* cores with a headline in it, as bits */
    size_t twin_at;  /* where in the block a second headline stands, before any body; 0: nowhere */
    bool has_body;   /* registers or a backtrace */
    bool confirm_by_boot; /* a hint that a restart confirms */
    bool complete;
    bool given;            /* given out as it was */
    bool dirty;            /* something was added since */
    bool by_reset;         /* a reset began the report */
    bool locked_up;        /* that reset tells of a lock-up */
    bool ends;             /* the report says that it ends: "Rebooting..." */
    bool reset_explained;  /* as `explained` was before the line just taken in */
    bool explained;        /* a report since the last reset line: the next reset is its end */
    bool explained_before; /* as it was when the report began */
    bool any_since_boot;   /* a report has begun since the last restart */
    bool follows;
    uint32_t quiet_lines; /* since anything of the report was recognised */
    uint32_t reports;     /* given out of this input */
};

void why_collector_init(struct why_collector *collector, bool hold, why_collect_fn give,
                        void *context);
void why_collector_deinit(struct why_collector *collector);
/** Begin another input; the one before has been finished. */
void why_collector_reset(struct why_collector *collector);

/** Take in a line. */
void why_collect_line(struct why_collector *collector, const struct why_line *line);
/** Remember a line that was passed over unread, as context of what may follow. */
void why_collect_context(struct why_collector *collector, const struct why_line *line);
/** True when lines without a literal of the filter need not be seen. */
bool why_collect_may_skip(const struct why_collector *collector, uint32_t line_no);
/** Give out what is open, as it stands; @p rest is the unfinished line or NULL. The report stays
 * open. */
void why_collect_idle(struct why_collector *collector, const struct why_line *rest);
/** The input has ended. */
void why_collect_finish(struct why_collector *collector);

/* ---- between collect.c and collect_line.c ---------------------------------------------------- */

/** Take in a line in plain characters. */
void why_collect_plain(struct why_collector *collector, const struct why_line *line);

#endif
