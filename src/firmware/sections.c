/* Sections: what lies where in the target's memory, and what the file has of it. */
#include <gelf.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/state.h"

/* What an old-style .zdebug section begins with: "ZLIB" and the unpacked size, 64-bit big-endian.
 */
#define ZDEBUG_HEADER_BYTES 12u

static bool takes_room(const GElf_Shdr *header)
{
    return (header->sh_flags & SHF_ALLOC) && header->sh_size > 0 && header->sh_addr <= UINT32_MAX &&
           header->sh_size <= UINT32_MAX - header->sh_addr;
}

static bool is_in_file(const struct why_firmware *firmware, const GElf_Shdr *header)
{
    return header->sh_type != SHT_NOBITS && !(header->sh_flags & SHF_COMPRESSED) &&
           header->sh_offset <= firmware->file.size &&
           header->sh_size <= firmware->file.size - header->sh_offset;
}

static void add_section(struct why_firmware *firmware, uint32_t number, const GElf_Shdr *header,
                        const char *name)
{
    size_t count = firmware->section_count;

    if (count == WHY_ELF_SECTIONS) {
        why_firmware_note(firmware, "the ELF has more than %u sections; the rest are ignored",
                          WHY_ELF_SECTIONS);
        return;
    }
    firmware->sections[count] = (struct why_section){
        .name = why_text_clean(firmware->arena, why_span_of(name)),
        .lo = (uint32_t)header->sh_addr,
        .hi = (uint32_t)(header->sh_addr + header->sh_size),
        .code = header->sh_flags & SHF_EXECINSTR,
        .fixed = !(header->sh_flags & SHF_WRITE),
        .loaded = is_in_file(firmware, header),
    };
    if (header->sh_type != SHT_NOBITS && !firmware->sections[count].loaded)
        why_firmware_note(firmware, "the ELF is cut short: section %s is missing",
                          firmware->sections[count].name);
    firmware->section_bytes[count] =
        firmware->sections[count].loaded ? firmware->file.bytes + header->sh_offset : NULL;
    firmware->section_numbers[count] = number;
    firmware->section_count++;
}

/* Bytes that a compressed section claims to unpack to; 0 for one that is not compressed. */
static uint64_t unpacked_size(const struct why_firmware *firmware, const GElf_Shdr *header,
                              const char *name)
{
    const uint8_t *bytes = firmware->file.bytes + header->sh_offset;
    uint64_t size = 0;
    Elf32_Chdr compression;

    if (header->sh_type == SHT_NOBITS || header->sh_offset > firmware->file.size ||
        firmware->file.size - header->sh_offset < ZDEBUG_HEADER_BYTES)
        return 0;
    if (header->sh_flags & SHF_COMPRESSED) {
        memcpy(&compression, bytes, sizeof(compression));
        return compression.ch_size;
    }
    if (strncmp(name, ".zdebug", strlen(".zdebug")) != 0)
        return 0;
    for (size_t i = 4; i < ZDEBUG_HEADER_BYTES; i++)
        size = size << 8 | bytes[i];
    return size;
}

static void look_at(struct why_firmware *firmware, Elf_Scn *handle, size_t names,
                    uint64_t *unpacked)
{
    GElf_Shdr header;
    const char *name;
    uint64_t size;

    if (!gelf_getshdr(handle, &header))
        return;
    name = elf_strptr(firmware->elf, names, header.sh_name);
    if (!name)
        name = "";
    size = unpacked_size(firmware, &header, name);
    *unpacked = size > UINT64_MAX - *unpacked ? UINT64_MAX : *unpacked + size;
    if (strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0)
        firmware->info.has_dwarf = header.sh_type != SHT_NOBITS && header.sh_size > 0;
    if (header.sh_type == SHT_SYMTAB && header.sh_size > sizeof(Elf32_Sym))
        firmware->info.has_symbols = true;
    if (takes_room(&header))
        add_section(firmware, (uint32_t)elf_ndxscn(handle), &header, name);
}

enum why_status why_sections_load(struct why_firmware *firmware, struct why_error *err)
{
    Elf_Scn *handle = NULL;
    uint64_t unpacked = 0;
    size_t names = 0;

    firmware->sections =
        why_arena_alloc(firmware->arena, WHY_ELF_SECTIONS * sizeof(*firmware->sections));
    firmware->section_bytes =
        why_arena_alloc(firmware->arena, WHY_ELF_SECTIONS * sizeof(*firmware->section_bytes));
    firmware->section_numbers =
        why_arena_alloc(firmware->arena, WHY_ELF_SECTIONS * sizeof(*firmware->section_numbers));
    if (why_arena_failed(firmware->arena))
        return why_oom(err);
    if (elf_getshdrstrndx(firmware->elf, &names) != 0)
        why_firmware_note(firmware, "the ELF is damaged: its sections have no names");
    while ((handle = elf_nextscn(firmware->elf, handle)))
        look_at(firmware, handle, names, &unpacked);
    if (unpacked > WHY_ELF_UNPACKED_BYTES) {
        firmware->info.has_dwarf = false;
        why_firmware_note(
            firmware, "the compressed debug information claims to be larger than %zu MiB: unused",
            WHY_ELF_UNPACKED_BYTES >> 20);
    }
    return why_arena_failed(firmware->arena) ? why_oom(err) : WHY_OK;
}

const struct why_section *why_firmware_section(const struct why_firmware *firmware,
                                               uint32_t address)
{
    const struct why_section *found = NULL;

    for (size_t i = 0; i < firmware->section_count; i++) {
        const struct why_section *section = &firmware->sections[i];

        if (address < section->lo || address >= section->hi)
            continue;
        if (section->loaded)
            return section;
        if (!found)
            found = section; /* a placeholder may lie over what it keeps room for */
    }
    return found;
}

const struct why_section *why_section_by_number(const struct why_firmware *firmware,
                                                uint32_t number)
{
    for (size_t i = 0; i < firmware->section_count; i++)
        if (firmware->section_numbers[i] == number)
            return &firmware->sections[i];
    return NULL;
}

const uint8_t *why_section_bytes(const struct why_firmware *firmware,
                                 const struct why_section *section, uint32_t address,
                                 uint32_t *left)
{
    const uint8_t *bytes = firmware->section_bytes[section - firmware->sections];

    if (!bytes || address < section->lo || address >= section->hi)
        return NULL;
    *left = section->hi - address;
    return bytes + (address - section->lo);
}

bool why_is_code(const struct why_firmware *firmware, uint32_t address)
{
    const struct why_section *section = why_firmware_section(firmware, address);

    return section && section->code;
}

bool why_firmware_read(const struct why_firmware *firmware, enum why_read_kind kind,
                       uint32_t address, void *bytes, uint32_t size)
{
    const struct why_section *section = why_firmware_section(firmware, address);
    const uint8_t *from;
    uint32_t left;

    if (!section || (kind == WHY_READ_FIXED ? !section->fixed : !section->code))
        return false;
    from = why_section_bytes(firmware, section, address, &left);
    if (!from || left < size)
        return false;
    memcpy(bytes, from, size);
    return true;
}

/* GNU tools once renamed the sections that they packed: ".zdebug_line". */
static bool is_debug_name(const char *found, const char *name)
{
    return strcmp(found, name) == 0 ||
           (strncmp(found, ".z", 2) == 0 && strcmp(found + 2, name + 1) == 0);
}

const Elf_Data *why_debug_section(const struct why_firmware *firmware, const char *name)
{
    Elf_Scn *handle = NULL;
    GElf_Shdr header;
    size_t names;

    if (elf_getshdrstrndx(firmware->elf, &names) != 0)
        return NULL;
    while ((handle = elf_nextscn(firmware->elf, handle))) {
        const char *found;

        if (!gelf_getshdr(handle, &header))
            continue;
        found = elf_strptr(firmware->elf, names, header.sh_name);
        if (found && is_debug_name(found, name))
            return elf_getdata(handle, NULL);
    }
    return NULL;
}
