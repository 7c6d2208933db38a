/* The graphic rendition of a terminal: the color and style that a log has switched on. */
#ifndef WHY_CLI_RENDITION_H
#define WHY_CLI_RENDITION_H

#include "espwhy/base.h"
#include "espwhy/strbuf.h"

#define CLI_RENDITION_PARAMETERS 16u /* of one sequence; "38;2;R;G;B;48;2;R;G;B" has ten */

/* A color as its parameters, such as 31, or 38;5;208; none: the terminal's own. */
struct cli_rendition_color {
    uint16_t parameters[5];
    uint8_t count;
};

/* Zeroed: what a terminal begins with. */
struct cli_rendition {
    uint32_t styles; /* bit N: parameter N is on, such as 1 (bold) or 4 (underlined) */
    struct cli_rendition_color foreground;
    struct cli_rendition_color background;

    /* The sequence that is being read. */
    enum { CLI_RENDITION_TEXT, CLI_RENDITION_ESCAPE, CLI_RENDITION_CSI } reading;
    uint16_t parameters[CLI_RENDITION_PARAMETERS];
    uint8_t parameter_count;
    bool foreign; /* it is none of those that are understood */
};

/** Follow the bytes of a log, in chunks of any size. */
void cli_rendition_follow(struct cli_rendition *rendition, const char *bytes, size_t len);

/** True when nothing is switched on. */
bool cli_rendition_is_plain(const struct cli_rendition *rendition);

/** Append the sequence that switches on, from a plain terminal, what is on. */
void cli_rendition_restore(const struct cli_rendition *rendition, struct why_strbuf *out);

#endif
