/* Replays a corpus through a fuzz target without a fuzzer: every file below the folders given. */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replayed; /* nftw() passes nothing along */

static int replay_file(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    struct why_strbuf bytes;
    uint8_t *exact; /* a block of its own size, so that the sanitizer sees a read past the end */

    (void)info;
    (void)where;
    if (kind != FTW_F)
        return 0;
    why_strbuf_init(&bytes);
    if (!report_read_file(path, &bytes)) {
        fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    exact = malloc(bytes.len + !bytes.len);
    if (!exact)
        return 1;
    for (size_t i = 0; i < bytes.len; i++)
        exact[i] = (uint8_t)bytes.text[i];
    LLVMFuzzerTestOneInput(exact, bytes.len);
    free(exact);
    why_strbuf_deinit(&bytes);
    replayed++;
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (nftw(argv[i], replay_file, 16, FTW_PHYS) != 0)
            return EXIT_FAILURE;
    }
    printf("%zu inputs replayed\n", replayed);
    return replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
