/* Prints the instructions of a file of code bytes, one per line: for comparison with other tools.
 */
#include <stdio.h>
#include <stdlib.h>

#include "isa/isa.h"

static const char *const legality[] = { "unknown", "legal", "illegal", "trap" };
static const char *const kinds[] = {
    "other",  "call", "call-indirect", "jump",   "jump-indirect", "branch",
    "return", "load", "store",         "atomic", "divide",
};

static void print(const struct why_insn *insn)
{
    char text[WHY_INSN_TEXT_BYTES];

    why_isa_text(insn, text, sizeof text);
    printf("%08x\t%u\t%s\t%s\t", insn->address, insn->length, legality[insn->legality],
           kinds[insn->kind]);
    if (insn->direct)
        printf("%08x", insn->target);
    printf("\t%s\n", text);
}

/* The code of [address, address + size); what is cut off at the end is told by its bytes. */
static void dump(const struct why_isa *isa, const uint8_t *bytes, size_t size, uint32_t address)
{
    struct why_insn insn;

    for (size_t at = 0; at < size; at += insn.length) {
        if (!why_isa_decode(isa, bytes + at, size - at, address + (uint32_t)at, &insn)) {
            printf("%08x\t%zu\tcut\n", address + (uint32_t)at, size - at);
            return;
        }
        print(&insn);
    }
}

/* Lines of standard input: hexadecimal address, offset into the file and size. */
static int dump_ranges(const struct why_isa *isa, const uint8_t *bytes, size_t size)
{
    char line[64];

    while (fgets(line, sizeof line, stdin)) {
        char *rest = line;
        const unsigned long address = strtoul(rest, &rest, 16);
        const unsigned long offset = strtoul(rest, &rest, 16);
        const unsigned long count = strtoul(rest, &rest, 16);

        if (*rest != '\n' || offset > size || count > size - offset)
            return EXIT_FAILURE;
        dump(isa, bytes + offset, count, (uint32_t)address);
    }
    return EXIT_SUCCESS;
}

static uint8_t *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long length;

    if (!file)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) > 0 &&
        fseek(file, 0, SEEK_SET) == 0 && (bytes = malloc((size_t)length)) != NULL)
        *size = fread(bytes, 1, (size_t)length, file);
    (void)fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    const struct why_chip *chip = argc == 3 ? why_chip_find(argv[1]) : NULL;
    struct why_isa isa;
    uint8_t *bytes;
    size_t size = 0;
    int status;

    if (!chip) {
        (void)fprintf(stderr, "usage: dump_insns CHIP FILE <RANGES\n");
        return 2;
    }
    bytes = read_all(argv[2], &size);
    if (!bytes) {
        (void)fprintf(stderr, "dump_insns: error: cannot read %s\n", argv[2]);
        return EXIT_FAILURE;
    }
    isa = why_isa_of(chip->arch, chip);
    status = dump_ranges(&isa, bytes, size);
    free(bytes);
    return status;
}
