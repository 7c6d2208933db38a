/* Prints the instructions of a file of code bytes, one per line: for comparison with other tools.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "isa/isa.h"

static const char *const legality[] = { "unknown", "legal", "illegal", "trap" };
static const char *const kinds[] = {
    "other",  "call", "call-indirect", "jump",   "jump-indirect", "branch",
    "return", "load", "store",         "atomic", "divide",
};

static const char *name(const struct why_insn *insn, int number)
{
    return why_isa_register(insn->arch, number);
}

static void print_set(const struct why_insn *insn, uint64_t set)
{
    const char *separator = "";

    putchar('\t');
    for (int i = 0; i < 64; i++)
        if (set >> i & 1u) {
            printf("%s%s", separator, name(insn, i));
            separator = " ";
        }
}

/* "u1[a0+10]", "u4[a2+a3+0]", "s2[s0-4]" */
static void print_access(const struct why_insn *insn)
{
    printf("%c%u[%s%s%s%+" PRId32 "]", insn->access_signed ? 's' : 'u', insn->access_bytes,
           name(insn, insn->base), insn->index == WHY_ISA_NO_REGISTER ? "" : "+",
           name(insn, insn->index), insn->offset);
}

/* What `dest` gets, in the words of effects.py. */
static void print_operation(const struct why_insn *insn)
{
    const char *first = name(insn, insn->source[0]);
    const char *second = name(insn, insn->source[1]);

    if (insn->operation == WHY_OP_NONE)
        return;
    printf("%s = ", name(insn, insn->dest));
    switch (insn->operation) {
    case WHY_OP_NONE:
        break;
    case WHY_OP_OPAQUE:
        printf("?");
        break;
    case WHY_OP_CONSTANT:
        printf("0x%" PRIx32, insn->value);
        break;
    case WHY_OP_ADDRESS:
        printf("@0x%" PRIx32, insn->value);
        break;
    case WHY_OP_LITERAL:
        printf("[0x%" PRIx32 "]", insn->target);
        break;
    case WHY_OP_LOAD:
        print_access(insn);
        break;
    case WHY_OP_MOVE:
        printf("%s", first);
        break;
    case WHY_OP_MOVE_PAIR:
        printf("%s, %s = %s", first, name(insn, insn->dest2), second);
        break;
    case WHY_OP_MOVE_IF:
        printf("%s, or not", first);
        break;
    case WHY_OP_ADD_CONSTANT:
    case WHY_OP_ENTER:
        printf("%s%+" PRId32, first, (int32_t)insn->value);
        break;
    case WHY_OP_ADD:
        printf("(%s << %u) + %s", first, insn->shift, second);
        break;
    case WHY_OP_SUBTRACT:
        printf("(%s << %u) - %s", first, insn->shift, second);
        break;
    case WHY_OP_SHIFT_LEFT:
        printf("%s << %u", first, insn->shift);
        break;
    case WHY_OP_MULTIPLY:
        printf("%s * %s", first, second);
        break;
    case WHY_OP_MASK:
        printf("(%s >> %u) & 0x%" PRIx32, first, insn->shift, insn->value);
        break;
    case WHY_OP_AND:
        printf("%s & %s", first, second);
        break;
    case WHY_OP_OR:
        if (insn->source[1] >= 0)
            printf("%s | %s", first, second);
        else
            printf("%s | 0x%" PRIx32, first, insn->value);
        break;
    }
}

/* Everything that the instruction does to registers and memory, in the words of effects.py. */
static void print_effect(const struct why_insn *insn)
{
    putchar('\t');
    print_operation(insn);
    if (insn->kind == WHY_INSN_STORE || insn->kind == WHY_INSN_ATOMIC) {
        printf("; ");
        print_access(insn);
        printf(" = %s", name(insn, insn->source[0]));
    }
    if (insn->updates_base)
        printf("; %s %+" PRId32, name(insn, insn->base), insn->base_change);
    if (insn->repeats)
        printf("; repeats");
    if (insn->clobbers_unknown)
        printf("; unknown");
}

static void print(const struct why_insn *insn)
{
    char text[WHY_INSN_TEXT_BYTES];

    why_isa_text(insn, text, sizeof text);
    printf("%08x\t%u\t%s\t%s\t", insn->address, insn->length, legality[insn->legality],
           kinds[insn->kind]);
    if (insn->direct)
        printf("%08x", insn->target);
    printf("\t%s", text);
    print_set(insn, insn->reads);
    print_set(insn, insn->writes);
    print_effect(insn);
    putchar('\t');
    for (unsigned i = 0; i < insn->length; i++)
        printf("%02" PRIx32, insn->bits >> 8 * i & 0xffu);
    putchar('\n');
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
