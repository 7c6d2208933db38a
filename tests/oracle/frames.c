/* What call-frame information says: addresses from standard input; the answer, the CFA, the return
 * address and the caller's registers to standard output. Register n holds n << 24, and each word of
 * memory its address with the highest bit flipped, so that values tell where they come from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/caller.h"

static bool read_word(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    uint32_t word = address ^ 0x80000000u;

    (void)context;
    if (n != sizeof(word))
        return false;
    memcpy(bytes, &word, sizeof(word)); /* both little-endian */
    return true;
}

static void answer(struct why_firmware *firmware, uint32_t address)
{
    static const char *const answers[] = { "none", "found", "end", "missing" };
    struct why_registers registers = { .known = ~1u };
    struct why_target target = { .registers = &registers, .read = read_word };
    struct why_caller caller;

    for (uint32_t n = 1; n < WHY_ARCH_REGISTERS; n++)
        registers.value[n] = n << 24;
    (void)printf("%08x %s", address,
                 answers[why_firmware_caller(firmware, address, &target, &caller)]);
    (void)printf(" cfa=%08x pc=%08x%s", caller.cfa, caller.pc, caller.interrupted ? " S" : "");
    for (uint32_t n = 1; n < WHY_ARCH_REGISTERS; n++)
        if (caller.registers.known >> n & 1)
            (void)printf(" %u=%08x", n, caller.registers.value[n]);
    (void)printf("\n");
}

int main(int argc, char **argv)
{
    struct why_firmware *firmware = NULL;
    struct why_error err;
    char line[64];

    if (argc != 2)
        return 2;
    if (why_firmware_open(argv[1], &firmware, &err) != WHY_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    while (fgets(line, sizeof(line), stdin))
        answer(firmware, (uint32_t)strtoul(line, NULL, 16));
    why_firmware_close(firmware);
    return 0;
}
