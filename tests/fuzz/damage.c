/* Gives a fuzz target each file whole, cut off at many lengths, and with one byte changed at a
 * time. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

#ifndef CUTS         /* fewer for targets that take longer */
#define CUTS 100u    /* lengths per file, evenly apart */
#define CHANGES 200u /* bytes changed per file, evenly apart */
#endif
#define ENDS 64u            /* bytes at either end, where the headers are, that are all changed */
#define PATIENCE_SECONDS 60 /* after which one input is taken for stuck; none needs a second */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t masks[] = { 0xff, 0x01, 0x80, 0x40 }; /* bits that are turned over */

/* A block of its own size, so that the sanitizer sees a read past the end. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size + !size);

    if (!exact)
        abort();
    if (size > 0)
        memcpy(exact, data, size);
    (void)alarm(PATIENCE_SECONDS);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static size_t cut_off(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < CUTS; i++)
        run(data, size * i / CUTS);
    return CUTS;
}

static void change(uint8_t *data, size_t size, size_t at, size_t turn)
{
    const uint8_t kept = data[at];

    data[at] ^= masks[turn % (sizeof(masks) / sizeof(*masks))];
    run(data, size);
    data[at] = kept;
}

static size_t change_bytes(uint8_t *data, size_t size)
{
    size_t runs = 0;

    for (size_t i = 0; i < size && i < ENDS; i++, runs += 2) {
        change(data, size, i, i);
        change(data, size, size - 1 - i, i);
    }
    for (size_t i = 0; i < CHANGES && size > 0; i++, runs++)
        change(data, size, size * i / CHANGES, i);
    return runs;
}

int main(int argc, char **argv)
{
    size_t runs = 0;

    for (int i = 1; i < argc; i++) {
        struct why_strbuf bytes;

        why_strbuf_init(&bytes);
        if (!report_read_file(argv[i], &bytes)) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            return EXIT_FAILURE;
        }
        run((const uint8_t *)bytes.text, bytes.len);
        runs += 1 + cut_off((const uint8_t *)bytes.text, bytes.len);
        runs += change_bytes((uint8_t *)bytes.text, bytes.len);
        why_strbuf_deinit(&bytes);
    }
    printf("%zu inputs\n", runs);
    return runs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
