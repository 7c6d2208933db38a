/* Base64 on the console: every write gives lines of its own, each padded. */
#include "espcoredump/base64.h"

#include "esp_system/machine.h"

#define LINE_BYTES 48
#define LINE_CHARS (LINE_BYTES / 3 * 4)

static void encode_three(const uint8_t *in, uint32_t n, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = (uint32_t)in[0] << 16;

    if (n > 1)
        bits |= (uint32_t)in[1] << 8;
    if (n > 2)
        bits |= in[2];
    out[0] = digits[bits >> 18];
    out[1] = digits[bits >> 12 & 63];
    out[2] = n > 1 ? digits[bits >> 6 & 63] : '=';
    out[3] = n > 2 ? digits[bits & 63] : '=';
}

void base64_print(const void *data, uint32_t n)
{
    const uint8_t *at = data;
    char line[LINE_CHARS + 2];

    while (n) {
        uint32_t taken = n < LINE_BYTES ? n : LINE_BYTES, length = 0;

        for (uint32_t i = 0; i < taken; i += 3, length += 4)
            encode_three(at + i, taken - i, line + length);
        line[length] = '\r';
        line[length + 1] = '\n';
        machine_write(line, length + 2);
        at += taken;
        n -= taken;
    }
}
