/* Weighing call-frame information before libdw executes it. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "firmware/frames.h"
#include "firmware/units.h"

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

/* The three instructions that carry an operand in their low six bits. */
#define PACKED_BITS 0xc0u

/* A section being weighed. */
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

/* A common entry: where it stands, and what it says of the entries that name it. */
struct common {
    Dwarf_Off offset;
    uint32_t address_bytes; /* of a code address in them */
    bool sized;             /* they have a block before their instructions */
};

/* Those met so far, ascending. */
struct commons {
    struct common *rows;
    size_t count;
};

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
static bool weigh_letter(char letter, struct weighing *data, struct common *out)
{
    uint8_t encoding;

    if (letter == 'S')
        return true;
    if (!strchr("PLR", letter) || data->at == data->end)
        return false;
    encoding = *data->at++;
    if (letter == 'R')
        out->address_bytes = pointer_bytes(encoding);
    if (letter == 'P')
        skip(data, pointer_bytes(encoding));
    return letter == 'L' || pointer_bytes(encoding) > 0;
}

/* What compilers write: none, or a block that "z" announces with what the letters stand for. libdw
 * takes any other as far as it goes, beyond the end too. Source: Linux Standard Base Core, 10.6.1.
 */
static bool weigh_augmentation(const Dwarf_CIE *entry, struct common *out)
{
    const char *letter = entry->augmentation;
    struct weighing data = { .at = entry->augmentation_data };

    out->address_bytes = sizeof(uint32_t);
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

static bool admit_common(struct why_firmware *firmware, struct commons *commons, Dwarf_Off offset,
                         const Dwarf_CIE *entry)
{
    struct common row = { .offset = offset };
    struct common *grown;

    if (!weigh_augmentation(entry, &row) ||
        !weigh(entry->initial_instructions, entry->initial_instructions_end))
        return false;
    grown = why_arena_extend(firmware->arena, commons->rows, commons->count, sizeof(*grown));
    if (!grown)
        return false;
    grown[commons->count++] = row;
    commons->rows = grown;
    return true;
}

static int compare_offsets(const void *left, const void *right)
{
    const struct common *a = left;
    const struct common *b = right;

    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* An entry that names anything but a common entry before it would have libdw execute what was not
 * weighed. */
static bool admit_entry(const struct commons *commons, const Dwarf_FDE *entry)
{
    struct common key = { .offset = entry->CIE_pointer };
    struct weighing head = { .at = entry->start, .end = entry->end };
    const struct common *common = NULL;

    if (commons->count > 0)
        common = bsearch(&key, commons->rows, commons->count, sizeof(key), compare_offsets);
    if (!common)
        return false;
    skip(&head, (uint64_t)2 * common->address_bytes); /* first address, length */
    if (common->sized)
        skip(&head, take_leb128(&head));
    return !head.refused && weigh(head.at, head.end);
}

static bool admit(struct why_firmware *firmware, struct commons *commons, Dwarf_Off offset,
                  const Dwarf_CFI_Entry *entry)
{
    return dwarf_cfi_cie_p(entry) ? admit_common(firmware, commons, offset, &entry->cie)
                                  : admit_entry(commons, &entry->fde);
}

static bool admit_all(struct why_firmware *firmware, Elf_Data *section, bool eh)
{
    const unsigned char *ident = (const unsigned char *)elf_getident(firmware->elf, NULL);
    struct commons commons = { .rows = NULL };
    Dwarf_Off offset = 0;

    while (why_steps_take(&firmware->scans)) {
        Dwarf_CFI_Entry entry;
        Dwarf_Off next = offset;
        int end = dwarf_next_cfi(ident, section, eh, offset, &next, &entry);

        if (end > 0 || (end < 0 && next <= offset))
            return true;
        if (end == 0 && !admit(firmware, &commons, offset, &entry))
            return false;
        offset = next;
    }
    return false;
}

bool why_frames_bearable(struct why_firmware *firmware, Elf_Data *section, bool eh)
{
    bool bearable;

    why_steps_resume(&firmware->scans);
    bearable = admit_all(firmware, section, eh);
    why_steps_pause(&firmware->scans);
    if (!bearable)
        why_firmware_note(firmware, "the call-frame information is damaged or too large");
    return bearable;
}
