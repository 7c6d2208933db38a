/* SGR sequences, "ESC [ 1 ; 31 m", followed to what they leave switched on. Source:
 * ECMA-48, 8.3.117 SGR; ITU-T T.416 for colors with several parameters, as xterm reads them with
 * semicolons. */
#include "cli/rendition.h"

#include <string.h>

#define ESCAPE '\033'
#define PARAMETER_MAX 9999u /* none has a meaning beyond 107 */

static uint32_t bit(unsigned style)
{
    return UINT32_C(1) << style;
}

/* What a parameter switches off; the styles 1 to 9 and 21 switch their own bit on. */
static const struct {
    uint16_t parameter;
    uint16_t styles[2];
} offs[] = {
    { 22, { 1, 2 } }, { 23, { 3, 3 } }, { 24, { 4, 21 } }, { 25, { 5, 6 } },
    { 27, { 7, 7 } }, { 28, { 8, 8 } }, { 29, { 9, 9 } },
};

static void switch_style(struct cli_rendition *rendition, unsigned parameter)
{
    if ((parameter >= 1 && parameter <= 9) || parameter == 21)
        rendition->styles |= bit(parameter);
    for (size_t i = 0; i < WHY_COUNTOF(offs); i++)
        if (offs[i].parameter == parameter)
            rendition->styles &= ~(bit(offs[i].styles[0]) | bit(offs[i].styles[1]));
}

/* How many parameters a color takes, itself included: 38;5;N and 38;2;R;G;B. */
static size_t color_length(const uint16_t *parameters, size_t count)
{
    size_t length = 1;

    if (parameters[0] != 38 && parameters[0] != 48)
        return 1;
    if (count > 1 && parameters[1] == 5)
        length = 3;
    else if (count > 1 && parameters[1] == 2)
        length = 5;
    return length <= count ? length : count;
}

static struct cli_rendition_color *color_of(struct cli_rendition *rendition, unsigned parameter)
{
    if ((parameter >= 30 && parameter <= 39) || (parameter >= 90 && parameter <= 97))
        return &rendition->foreground;
    if ((parameter >= 40 && parameter <= 49) || (parameter >= 100 && parameter <= 107))
        return &rendition->background;
    return NULL;
}

static void apply(struct cli_rendition *rendition)
{
    const uint16_t *parameters = rendition->parameters;
    size_t count = rendition->parameter_count;

    for (size_t i = 0; i < count;) {
        size_t length = color_length(&parameters[i], count - i);
        struct cli_rendition_color *color = color_of(rendition, parameters[i]);

        if (parameters[i] == 0) {
            rendition->styles = 0;
            rendition->foreground.count = 0;
            rendition->background.count = 0;
        } else if (color) {
            bool off = parameters[i] == 39 || parameters[i] == 49;

            memcpy(color->parameters, &parameters[i], length * sizeof(*parameters));
            color->count = off ? 0 : (uint8_t)length;
        } else {
            switch_style(rendition, parameters[i]);
        }
        i += length;
    }
}

static void begin_sequence(struct cli_rendition *rendition)
{
    rendition->reading = CLI_RENDITION_CSI;
    rendition->parameters[0] = 0; /* ESC [ m is ESC [ 0 m */
    rendition->parameter_count = 1;
    rendition->foreign = false;
}

static void take_parameter_byte(struct cli_rendition *rendition, char c)
{
    uint16_t *last = &rendition->parameters[rendition->parameter_count - 1];

    if (c >= '0' && c <= '9') {
        *last = (uint16_t)(*last * 10 + (c - '0'));
        if (*last > PARAMETER_MAX)
            *last = PARAMETER_MAX / 10;
    } else if (c == ';' && rendition->parameter_count < CLI_RENDITION_PARAMETERS) {
        rendition->parameters[rendition->parameter_count++] = 0;
    } else {
        rendition->foreign = true;
    }
}

/* A byte behind ESC [. A control byte, a line's end above all, stands for a sequence that was cut.
 */
static void take_csi_byte(struct cli_rendition *rendition, char c)
{
    if (c >= ' ' && c < '@') {
        take_parameter_byte(rendition, c);
        return;
    }
    if (c == 'm' && !rendition->foreign)
        apply(rendition);
    rendition->reading = c == ESCAPE ? CLI_RENDITION_ESCAPE : CLI_RENDITION_TEXT;
}

void cli_rendition_follow(struct cli_rendition *rendition, const char *bytes, size_t len)
{
    const char *end = bytes + len;

    while (bytes < end) {
        if (rendition->reading == CLI_RENDITION_TEXT) {
            const char *escape = memchr(bytes, ESCAPE, (size_t)(end - bytes));

            if (!escape)
                return;
            bytes = escape;
            rendition->reading = CLI_RENDITION_ESCAPE;
        } else if (rendition->reading == CLI_RENDITION_CSI) {
            take_csi_byte(rendition, *bytes);
        } else if (*bytes == '[') {
            begin_sequence(rendition);
        } else if (*bytes != ESCAPE) {
            rendition->reading = CLI_RENDITION_TEXT;
        }
        bytes++;
    }
}

bool cli_rendition_is_plain(const struct cli_rendition *rendition)
{
    return rendition->styles == 0 && rendition->foreground.count == 0 &&
           rendition->background.count == 0;
}

static void add_color(const struct cli_rendition_color *color, struct why_strbuf *out)
{
    for (size_t i = 0; i < color->count; i++)
        why_strbuf_addf(out, ";%u", color->parameters[i]);
}

void cli_rendition_restore(const struct cli_rendition *rendition, struct why_strbuf *out)
{
    why_strbuf_adds(out, "\033[0");
    for (unsigned style = 1; style < 32; style++)
        if (rendition->styles & bit(style))
            why_strbuf_addf(out, ";%u", style);
    add_color(&rendition->foreground, out);
    add_color(&rendition->background, out);
    why_strbuf_adds(out, "m");
}
