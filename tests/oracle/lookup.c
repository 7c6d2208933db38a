/* Answers as addr2line -fia does: addresses from standard input, names and lines to standard
 * output. */
#include <stdio.h>
#include <stdlib.h>

#include "firmware/firmware.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)

static void print_chain(uint32_t address, const struct why_function *functions, size_t count)
{
    (void)printf("0x%08x\n", address);
    if (count == 0)
        (void)printf("??\n??:0\n");
    for (size_t i = 0; i < count; i++)
        (void)printf("%s\n%s:%u\n", functions[i].name ? functions[i].name : "??",
                     functions[i].file ? functions[i].file : "??", functions[i].line);
}

/* An arena for each: the answers to thousands of addresses need not pile up. */
static enum why_status answer(struct why_firmware *firmware, uint32_t address,
                              struct why_error *err)
{
    struct why_arena *arena = why_arena_create(ARENA_BYTES);
    const struct why_function *functions;
    size_t count;
    enum why_status status;

    if (!arena)
        return why_oom(err);
    status = why_firmware_lookup(firmware, address, &functions, &count, arena, err);
    if (status == WHY_OK)
        print_chain(address, functions, count);
    why_arena_destroy(arena);
    return status;
}

int main(int argc, char **argv)
{
    struct why_firmware *firmware = NULL;
    struct why_error err;
    char line[64];
    enum why_status status;

    if (argc != 2)
        return 2;
    status = why_firmware_open(argv[1], &firmware, &err);
    while (status == WHY_OK && fgets(line, sizeof(line), stdin))
        status = answer(firmware, (uint32_t)strtoul(line, NULL, 16), &err);
    if (status != WHY_OK)
        (void)fprintf(stderr, "%s\n", err.text);
    else if (why_firmware_info(firmware)->note)
        (void)fprintf(stderr, "note: %s\n", why_firmware_info(firmware)->note);
    why_firmware_close(firmware);
    return status == WHY_OK ? 0 : 1;
}
