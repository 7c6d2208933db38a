/* The grammar of crash text: tables of rows, one table per family, each row with the line that
 * proves it.
 *
 * A row is found by its anchor, a literal that stands anywhere in the line; its taker then reads
 * the construct. */
#ifndef WHY_READ_GRAMMAR_H
#define WHY_READ_GRAMMAR_H

#include "read/item.h"

/* What a construct does to the report that it stands in. Where no report is open, only the roles
 * that say so begin one. */
enum why_role {
    WHY_ROLE_OPENS, /* begins a report wherever it stands */
    WHY_ROLE_JOINS, /* belongs to the report that is open, unless that has said the same before;
                       else begins one */
    WHY_ROLE_BODY, /* registers, backtraces. A backtrace with entries begins a report; a dump header
                      or an empty backtrace does once cells or entries follow; loose cells, entries
                      and addresses do near the start of the input, where they were pasted */
    WHY_ROLE_HINT, /* begins a report that a body, a restart of the chip or the end of the input
                      must confirm */
    WHY_ROLE_CLUE, /* begins a report that a body must confirm */
    WHY_ROLE_DETAIL, /* belongs to a report that is open; means nothing elsewhere */
    WHY_ROLE_LATE,   /* another tool's words: belongs to the report before, open or not */
    WHY_ROLE_TAIL,   /* ends a report */
    WHY_ROLE_BOOT,   /* the chip starts: ends a report, begins a run */
    WHY_ROLE_RUN,    /* tells about the run, inside a report or not */
};

/**
 * Read one construct.
 * @param before  The line up to the anchor.
 * @param rest    The line from the anchor on; moved past the construct when true is returned.
 * @param out     Cleared beforehand; kind, spans and values are to be set.
 */
typedef bool (*why_take)(why_span before, why_span *rest, struct why_item *out);

struct why_line_rule {
    const char *anchor;
    enum why_role role;
    why_take take;
    enum why_statement_kind says; /* of a statement; put into the item before the taker runs */
    const char *example;          /* a line that this row takes */
};

struct why_grammar {
    const struct why_line_rule *rules;
    size_t count;
    enum why_family family; /* whose reports have such lines; unknown: those of several, and those
                               of ESP-IDF; WHY_FAMILY_ESP8266_NONOS: those of any on an ESP8266.
                               Details mean nothing in the reports of others */
};

extern const struct why_grammar why_grammar_panic;
extern const struct why_grammar why_grammar_dump;
extern const struct why_grammar why_grammar_backtrace;
extern const struct why_grammar why_grammar_software;
extern const struct why_grammar why_grammar_runtime;
extern const struct why_grammar why_grammar_rust;
extern const struct why_grammar why_grammar_esp_hal;
extern const struct why_grammar why_grammar_nuttx;
extern const struct why_grammar why_grammar_zephyr;
extern const struct why_grammar why_grammar_esphome;
extern const struct why_grammar why_grammar_tasmota;
extern const struct why_grammar why_grammar_rom;
extern const struct why_grammar why_grammar_heap_trace;
extern const struct why_grammar why_grammar_watchdog;
extern const struct why_grammar why_grammar_boot;
extern const struct why_grammar why_grammar_reset;
extern const struct why_grammar why_grammar_host;
extern const struct why_grammar why_grammar_decoder;
extern const struct why_grammar why_grammar_core_tool;
extern const struct why_grammar why_grammar_core_dump;
extern const struct why_grammar why_grammar_esp8266;
extern const struct why_grammar why_grammar_esp8266_dump;
extern const struct why_grammar why_grammar_esp8266_heap;

/** All of them, in the order in which rows that stand at the same place are tried. */
const struct why_grammar *const *why_grammars(size_t *count);

/** True when a row tells whose report it stands in. Details, bodies and tails do not: those of
 * others may stand in the same log. */
bool why_row_tells_family(const struct why_line_rule *row);

/* ---- takers that several families share ------------------------------------------------------ */

/** The rest of the line, of which no more is to be said. */
bool why_take_mark(why_span before, why_span *rest, struct why_item *out);

/** A statement whose text is the rest of the line. */
bool why_take_statement(why_span before, why_span *rest, struct why_item *out);

/** The same, from the start of the word in which the anchor stands: "Dcache reject error". */
bool why_take_statement_from_word(why_span before, why_span *rest, struct why_item *out);

/**
 * Take "0x" and digits. A number of less than eight digits that ends the line may have been cut: it
 * is taken, but not known.
 */
bool why_take_number(why_span *rest, struct why_value *out);
/** The same for an address: with less than eight digits it is damaged, taken, and not known. */
bool why_take_address(why_span *rest, struct why_value *out);

/** Take eight hexadecimal digits without "0x". */
bool why_take_word(why_span *rest, uint32_t *value);
/** True when nothing but marks and digits, as of a timestamp, stands before a text: it begins its
 * line. */
bool why_begins_line(why_span before);

/** "Core  0 " at the end of @p before: the core; not known when it is "/" or absent. */
struct why_value why_core_before(why_span before);
/** FILE:LINE at the end of a span; @p file receives what stands before the colon. */
bool why_split_place(why_span text, why_span *file, uint32_t *line);
/** FILE:LINE at the start of a span; marks of a quote, a table or a suffix may follow. */
bool why_split_place_before(why_span text, why_span *file, uint32_t *line);
/** What a console line says from here on: without blanks, and the closing quote of a
 * quoted line. */
why_span why_line_rest(why_span rest);

#endif
