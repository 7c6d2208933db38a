/* Writing an ELF with debug information around a DWARF expression. */
#include "expression_elf.h"

#include <dwarf.h>
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "require.h"

#define ROOM 4096u
#define CODE_BYTES 16u

struct output {
    uint8_t bytes[ROOM];
    size_t size;
};

static void put(struct output *out, const void *bytes, size_t n)
{
    require(out->size + n <= ROOM);
    memcpy(out->bytes + out->size, bytes, n);
    out->size += n;
}

static void put_byte(struct output *out, unsigned byte)
{
    const uint8_t one = (uint8_t)byte;

    put(out, &one, 1);
}

static void put_number(struct output *out, uint32_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        put_byte(out, value >> 8 * i & 0xff);
}

static void put_text(struct output *out, const char *text)
{
    put(out, text, strlen(text) + 1);
}

/* ---- debug information ----------------------------------------------------------------------- */

/* What the entries are, by number: tag, children, attributes and forms. */
enum { UNIT = 1, BASE, STRUCTURE, POINTER, FUNCTION, PARAMETER, VARIABLE };

/* clang-format off */
static const uint8_t abbreviations[] = {
    UNIT, DW_TAG_compile_unit, 1, DW_AT_name, DW_FORM_string, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, 0, 0,
    BASE, DW_TAG_base_type, 0, DW_AT_name, DW_FORM_string, DW_AT_encoding, DW_FORM_data1, DW_AT_byte_size, DW_FORM_data1, 0, 0,
    STRUCTURE, DW_TAG_structure_type, 0, DW_AT_name, DW_FORM_string, DW_AT_byte_size, DW_FORM_data1, 0, 0,
    POINTER, DW_TAG_pointer_type, 0, DW_AT_type, DW_FORM_ref4, DW_AT_byte_size, DW_FORM_data1, 0, 0,
    FUNCTION, DW_TAG_subprogram, 1, DW_AT_name, DW_FORM_string, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, DW_AT_frame_base, DW_FORM_exprloc, 0, 0,
    PARAMETER, DW_TAG_formal_parameter, 0, DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location, DW_FORM_exprloc, 0, 0,
    VARIABLE, DW_TAG_variable, 0, DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location, DW_FORM_exprloc, 0, 0,
    0,
};
/* clang-format on */

static void put_base(struct output *out, const char *name, unsigned encoding, unsigned bytes)
{
    put_byte(out, BASE);
    put_text(out, name);
    put_byte(out, encoding);
    put_byte(out, bytes);
}

static void put_range(struct output *out)
{
    put_number(out, EXPRESSION_CODE, 4);
    put_number(out, CODE_BYTES, 4);
}

static void put_variable(struct output *out, unsigned entry, const char *name, size_t type,
                         const uint8_t *expression, size_t size)
{
    put_byte(out, entry);
    put_text(out, name);
    put_number(out, (uint32_t)type, 4);
    put_byte(out, (size & 0x7f) | 0x80); /* a number in two groups of seven bits */
    put_byte(out, (unsigned)(size >> 7));
    put(out, expression, size);
}

/* The types stand first: low offsets, which short expressions can name. */
static void put_entries(struct output *out, const uint8_t *expression, size_t size)
{
    size_t wide;
    size_t structure;
    size_t pointer;
    const size_t word = out->size + sizeof("unit") + 1 + 8;

    put_byte(out, UNIT);
    put_text(out, "unit");
    put_range(out);
    require(out->size == word);
    put_base(out, "int", DW_ATE_signed, 4);
    wide = out->size;
    put_base(out, "unsigned long long", DW_ATE_unsigned, 8);
    put_base(out, "float", DW_ATE_float, 4);
    put_base(out, "short", DW_ATE_signed, 2);
    structure = out->size;
    put_byte(out, STRUCTURE);
    put_text(out, "record");
    put_byte(out, 16);
    pointer = out->size;
    put_byte(out, POINTER);
    put_number(out, (uint32_t)word, 4);
    put_byte(out, 4);
    put_byte(out, FUNCTION);
    put_text(out, "function");
    put_range(out);
    put_byte(out, 1);
    put_byte(out, DW_OP_call_frame_cfa);
    put_variable(out, PARAMETER, "p", pointer, expression, size);
    put_variable(out, VARIABLE, "i", word, expression, size);
    put_variable(out, VARIABLE, "w", wide, expression, size);
    put_variable(out, VARIABLE, "r", structure, expression, size);
    put_byte(out, 0);
    put_byte(out, 0);
}

static void put_information(struct output *out, const uint8_t *expression, size_t size)
{
    struct output unit = { .size = 0 };
    uint32_t length;

    put_number(&unit, 0, 4);
    put_number(&unit, 5, 2);
    put_byte(&unit, DW_UT_compile);
    put_byte(&unit, 4);
    put_number(&unit, 0, 4);
    put_entries(&unit, expression, size);
    length = (uint32_t)(unit.size - 4);
    for (size_t i = 0; i < 4; i++)
        unit.bytes[i] = (uint8_t)(length >> 8 * i);
    put(out, unit.bytes, unit.size);
}

/* ---- the file -------------------------------------------------------------------------------- */

static const char names[] = "\0.text\0.debug_abbrev\0.debug_info\0.shstrtab";
enum { NAME_TEXT = 1, NAME_ABBREVIATIONS = 7, NAME_INFORMATION = 21, NAME_NAMES = 33 };
enum { SECTIONS = 5 };

static Elf32_Shdr section_of(uint32_t name, uint32_t type, size_t offset, size_t size)
{
    return (Elf32_Shdr){ .sh_name = name,
                         .sh_type = type,
                         .sh_offset = (uint32_t)offset,
                         .sh_size = (uint32_t)size,
                         .sh_addralign = 1 };
}

static void put_file(struct output *out, const uint8_t *expression, size_t size)
{
    Elf32_Ehdr header = {
        .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
        .e_type = ET_EXEC,
        .e_machine = EM_RISCV,
        .e_version = EV_CURRENT,
        .e_entry = EXPRESSION_CODE,
        .e_ehsize = sizeof(header),
        .e_shentsize = sizeof(Elf32_Shdr),
        .e_shnum = SECTIONS,
        .e_shstrndx = SECTIONS - 1,
    };
    Elf32_Shdr sections[SECTIONS] = { { .sh_type = SHT_NULL } };
    const uint8_t code[CODE_BYTES] = { 0 };
    size_t at;

    put(out, &header, sizeof(header));
    sections[1] = section_of(NAME_TEXT, SHT_PROGBITS, out->size, sizeof(code));
    sections[1].sh_addr = EXPRESSION_CODE;
    sections[1].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
    put(out, code, sizeof(code));
    sections[2] = section_of(NAME_ABBREVIATIONS, SHT_PROGBITS, out->size, sizeof(abbreviations));
    put(out, abbreviations, sizeof(abbreviations));
    at = out->size;
    put_information(out, expression, size);
    sections[3] = section_of(NAME_INFORMATION, SHT_PROGBITS, at, out->size - at);
    sections[4] = section_of(NAME_NAMES, SHT_STRTAB, out->size, sizeof(names));
    put(out, names, sizeof(names));
    while (out->size % 4 != 0)
        put_byte(out, 0);
    header.e_shoff = (uint32_t)out->size;
    put(out, sections, sizeof(sections));
    memcpy(out->bytes, &header, sizeof(header));
}

struct why_firmware *expression_elf_open(const uint8_t *expression, size_t size)
{
    struct output out = { .size = 0 };
    struct why_firmware *firmware = NULL;
    char path[64];
    int fd = memfd_create("firmware", MFD_CLOEXEC);

    put_file(&out, expression, size < EXPRESSION_BYTES ? size : EXPRESSION_BYTES);
    require(fd >= 0 && write(fd, out.bytes, out.size) == (ssize_t)out.size);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (why_firmware_open(path, &firmware, NULL) != WHY_OK)
        firmware = NULL;
    (void)close(fd);
    return firmware;
}
