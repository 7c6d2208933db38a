/* Weighing one entry of call-frame information before libdw executes it. */
#include "firmware/frames_weigh.h"

#include <dwarf.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits_elf.h"

/* Operands of the instructions by their code: r register, u unsigned and s signed LEB128, 1 2 4
 * bytes, b block, + remembers and - restores a state, . has none, ! is refused; NULL: not known.
 * Source: DWARF 5, section 7.24, table 7.29. */
/* clang-format off */
static const char *const operands_of[] = {
    [DW_CFA_nop]                          = ".",
    [DW_CFA_set_loc]                      = "!", /* its length depends on the augmentation */
    [DW_CFA_advance_loc1]                 = "1",
    [DW_CFA_advance_loc2]                 = "2",
    [DW_CFA_advance_loc4]                 = "4",
    [DW_CFA_offset_extended]              = "ru",
    [DW_CFA_restore_extended]             = "r",
    [DW_CFA_undefined]                    = "r",
    [DW_CFA_same_value]                   = "r",
    [DW_CFA_register]                     = "rr",
    [DW_CFA_remember_state]               = "+",
    [DW_CFA_restore_state]                = "-",
    [DW_CFA_def_cfa]                      = "ru",
    [DW_CFA_def_cfa_register]             = "r",
    [DW_CFA_def_cfa_offset]               = "u",
    [DW_CFA_def_cfa_expression]           = "b",
    [DW_CFA_expression]                   = "rb",
    [DW_CFA_offset_extended_sf]           = "rs",
    [DW_CFA_def_cfa_sf]                   = "rs",
    [DW_CFA_def_cfa_offset_sf]            = "s",
    [DW_CFA_val_offset]                   = "ru",
    [DW_CFA_val_offset_sf]                = "rs",
    [DW_CFA_val_expression]               = "rb",
    [DW_CFA_GNU_args_size]                = "u",
    [DW_CFA_GNU_negative_offset_extended] = "ru",
};
/* clang-format on */

#define LEB128_BITS 70u /* in the ten bytes that libdw reads at most */

/* Of a common entry; compilers write some 10. */
#define AUGMENTATION_BYTES 64u

/* Of an entry: the first address of its code, and how long that is. */
#define CODE_BYTES 8u

/* The three instructions that carry an operand in their low six bits. */
#define PACKED_BITS 0xc0u

/* Instructions or operands being weighed. */
struct weighing {
    const uint8_t *at;
    const uint8_t *end;
    uint32_t depth; /* states remembered and not restored */
    bool refused;
};

/* One longer than 64 bits need is refused: libdw stops in its midst, and goes on from there. */
static uint64_t take_leb128(struct weighing *weighing)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte = 0x80;

    while (weighing->at < weighing->end && (byte & 0x80)) {
        byte = *weighing->at++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    }
    if (shift > LEB128_BITS)
        weighing->refused = true;
    return value;
}

static void skip(struct weighing *weighing, uint64_t bytes)
{
    if (bytes > (uint64_t)(weighing->end - weighing->at))
        weighing->at = weighing->end; /* libdw stops here as well */
    else
        weighing->at += bytes;
}

static void weigh_operand(struct weighing *weighing, char kind)
{
    switch (kind) {
    case 'r':
        if (take_leb128(weighing) >= WHY_DWARF_REGISTERS)
            weighing->refused = true;
        break;
    case 'b':
        skip(weighing, take_leb128(weighing));
        break;
    case 'u':
    case 's':
        (void)take_leb128(weighing);
        break;
    case '+':
        if (++weighing->depth > WHY_DWARF_FRAME_STATES)
            weighing->refused = true;
        break;
    case '-':
        weighing->depth -= weighing->depth > 0;
        break;
    case '!':
        weighing->refused = true;
        break;
    case '.':
        break;
    default:
        skip(weighing, (uint64_t)(kind - '0'));
        break;
    }
}

static void weigh_instruction(struct weighing *weighing)
{
    uint8_t code = *weighing->at++;
    const char *operands = ".";

    if ((code & PACKED_BITS) == DW_CFA_offset)
        operands = "u";
    else if ((code & PACKED_BITS) == 0)
        operands = code < WHY_COUNTOF(operands_of) ? operands_of[code] : NULL;
    if (!operands)
        weighing->at = weighing->end; /* libdw stops here as well */
    else
        for (; *operands; operands++)
            weigh_operand(weighing, *operands);
}

static bool weigh(const uint8_t *instructions, const uint8_t *end)
{
    struct weighing weighing = { .at = instructions, .end = end };

    while (weighing.at < weighing.end && !weighing.refused)
        weigh_instruction(&weighing);
    return !weighing.refused;
}

/* Bytes of a pointer; 0 for the encodings that code addresses never have. */
static uint32_t pointer_bytes(uint8_t encoding)
{
    switch (encoding & 0x0f) {
    case DW_EH_PE_absptr:
    case DW_EH_PE_udata4:
    case DW_EH_PE_sdata4:
        return 4;
    case DW_EH_PE_udata2:
    case DW_EH_PE_sdata2:
        return 2;
    case DW_EH_PE_udata8:
    case DW_EH_PE_sdata8:
        return 8;
    default:
        return 0;
    }
}

/* One letter of an augmentation: a byte that says how pointers are written, of the personality
 * routine with the pointer behind it. */
static bool weigh_letter(char letter, struct weighing *data, struct why_frame_common *out)
{
    uint8_t encoding;

    if (letter == 'S')
        return true;
    if (!strchr("PLR", letter) || data->at == data->end)
        return false;
    encoding = *data->at++;
    if (letter == 'R')
        out->encoding = encoding;
    if (letter == 'P')
        skip(data, pointer_bytes(encoding));
    return letter == 'L' || pointer_bytes(encoding) > 0;
}

/* What compilers write: none, or a block that "z" announces with what the letters stand for. libdw
 * takes any other as far as it goes, beyond the end too. Source: Linux Standard Base Core, 10.6.1.
 */
static bool weigh_augmentation(const Dwarf_CIE *entry, struct why_frame_common *out)
{
    const char *letter = entry->augmentation;
    struct weighing data = { .at = entry->augmentation_data };

    out->sized = *letter == 'z';
    if (!out->sized)
        return *letter == '\0';
    if (!data.at || entry->augmentation_data_size > AUGMENTATION_BYTES)
        return false;
    data.end = data.at + entry->augmentation_data_size;
    for (letter++; *letter; letter++)
        if (!weigh_letter(*letter, &data, out))
            return false;
    return true;
}

bool why_frame_common_bearable(const Dwarf_CIE *entry, struct why_frame_common *out)
{
    out->encoding = DW_EH_PE_absptr;
    return weigh_augmentation(entry, out) &&
           weigh(entry->initial_instructions, entry->initial_instructions_end);
}

bool why_frame_code(const struct why_frame_common *common, const Dwarf_FDE *entry, uint32_t address,
                    uint32_t *lo, uint32_t *hi)
{
    if ((size_t)(entry->end - entry->start) < CODE_BYTES)
        return false;
    switch (common->encoding) {
    case DW_EH_PE_absptr:
    case DW_EH_PE_udata4:
    case DW_EH_PE_sdata4:
        *lo = why_word(entry->start);
        break;
    case DW_EH_PE_pcrel | DW_EH_PE_absptr:
    case DW_EH_PE_pcrel | DW_EH_PE_udata4:
    case DW_EH_PE_pcrel | DW_EH_PE_sdata4:
        *lo = address + why_word(entry->start);
        break;
    default:
        return false;
    }
    *hi = *lo + why_word(entry->start + CODE_BYTES / 2);
    return true;
}

bool why_frame_bearable(const struct why_frame_common *common, const uint8_t *start,
                        const uint8_t *end)
{
    struct weighing head = { .at = start, .end = end };

    skip(&head, CODE_BYTES);
    if (common->sized)
        skip(&head, take_leb128(&head));
    return !head.refused && weigh(head.at, head.end);
}
