/* The tables of call-frame information, opened when the first frame is asked for. */
#include "firmware/frames.h"

#include <elf.h>
#include <gelf.h>
#include <string.h>

#include "firmware/units.h"

/* Missing in older elf.h. */
#ifndef EM_RISCV
#define EM_RISCV 243
#endif

/* The section of that name, unpacked where it was compressed; NULL when there is none. */
static Elf_Data *find_section(const struct why_firmware *firmware, const char *name,
                              GElf_Shdr *header)
{
    Elf_Scn *handle = NULL;
    size_t names;

    if (elf_getshdrstrndx(firmware->elf, &names) != 0)
        return NULL;
    while ((handle = elf_nextscn(firmware->elf, handle))) {
        const char *found;
        Elf_Data *data;

        if (!gelf_getshdr(handle, header) || header->sh_type != SHT_PROGBITS ||
            (header->sh_flags & SHF_COMPRESSED))
            continue;
        found = elf_strptr(firmware->elf, names, header->sh_name);
        if (!found || strcmp(found, name) != 0)
            continue;
        data = elf_getdata(handle, NULL);
        return data && data->d_buf && data->d_size > 0 ? data : NULL;
    }
    return NULL;
}

static Dwarf_CFI *open_debug_frame(struct why_firmware *firmware)
{
    GElf_Shdr header;
    Elf_Data *data;

    if (!firmware->dwarf)
        firmware->dwarf = dwarf_begin_elf(firmware->elf, DWARF_C_READ, NULL);
    if (!firmware->dwarf)
        return NULL;
    data = find_section(firmware, ".debug_frame", &header); /* libdw has unpacked it */
    if (!data)
        data = find_section(firmware, ".zdebug_frame", &header);
    if (!data || !why_frames_bearable(firmware, data, false))
        return NULL;
    return dwarf_getcfi(firmware->dwarf);
}

/* An ELF that has nothing but .eh_frame. */
struct small_elf {
    Elf32_Ehdr header;
    Elf32_Shdr sections[3]; /* none, .eh_frame, names */
    char names[32];
};

static void fill_small_elf(struct small_elf *small, const GElf_Shdr *section, uint32_t size)
{
    static const char names[] = "\0.eh_frame\0.shstrtab";

    *small = (struct small_elf){
        .header = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB,
                                 EV_CURRENT },
                    .e_type = ET_EXEC,
                    .e_machine = EM_RISCV,
                    .e_version = EV_CURRENT,
                    .e_shoff = offsetof(struct small_elf, sections),
                    .e_ehsize = sizeof(Elf32_Ehdr),
                    .e_shentsize = sizeof(Elf32_Shdr),
                    .e_shnum = WHY_COUNTOF(small->sections),
                    .e_shstrndx = 2 },
        .sections[1] = { .sh_name = 1,
                         .sh_type = SHT_PROGBITS,
                         .sh_flags = SHF_ALLOC,
                         .sh_addr = (Elf32_Addr)section->sh_addr,
                         .sh_offset = sizeof(*small),
                         .sh_size = size,
                         .sh_addralign = 4 },
        .sections[2] = { .sh_name = sizeof("\0.eh_frame"),
                         .sh_type = SHT_STRTAB,
                         .sh_offset = offsetof(struct small_elf, names),
                         .sh_size = sizeof(names),
                         .sh_addralign = 1 },
    };
    memcpy(small->names, names, sizeof(names));
}

/* Where a program header names .eh_frame_hdr, libdw reads from wherever that points to. So it is
 * given an ELF without one. */
static Elf *isolate(struct why_firmware *firmware, const GElf_Shdr *section, const Elf_Data *data)
{
    struct small_elf *small;

    if (section->sh_addr > UINT32_MAX || data->d_size > UINT32_MAX - sizeof(*small))
        return NULL;
    small = why_arena_alloc(firmware->arena, sizeof(*small) + data->d_size);
    if (!small)
        return NULL;
    fill_small_elf(small, section, (uint32_t)data->d_size);
    memcpy(small + 1, data->d_buf, data->d_size);
    return elf_memory((char *)small, sizeof(*small) + data->d_size);
}

static Dwarf_CFI *open_eh_frame(struct why_firmware *firmware)
{
    GElf_Shdr header;
    Elf_Data *data = find_section(firmware, ".eh_frame", &header);

    if (!data || !why_frames_bearable(firmware, data, true))
        return NULL;
    firmware->frames.eh_elf = isolate(firmware, &header, data);
    return firmware->frames.eh_elf ? dwarf_getcfi_elf(firmware->frames.eh_elf) : NULL;
}

static void load(struct why_firmware *firmware)
{
    struct why_frames *frames = &firmware->frames;

    if (frames->loaded)
        return;
    frames->loaded = true;
    if (firmware->info.arch->id != WHY_ARCH_RISCV)
        return;
    why_units_load(firmware);
    frames->debug = open_debug_frame(firmware);
    frames->eh = open_eh_frame(firmware);
}

Dwarf_Frame *why_frame_row(struct why_firmware *firmware, uint32_t address)
{
    Dwarf_Frame *row = NULL;

    load(firmware);
    /* What the linker has dropped is described at 0 and above, where no code lies. */
    if (!why_is_code(firmware, address))
        return NULL;
    if (firmware->frames.debug && dwarf_cfi_addrframe(firmware->frames.debug, address, &row) == 0)
        return row;
    if (firmware->frames.eh && dwarf_cfi_addrframe(firmware->frames.eh, address, &row) == 0)
        return row;
    return NULL;
}

void why_frames_close(struct why_firmware *firmware)
{
    struct why_frames *frames = &firmware->frames;

    if (frames->eh)
        (void)dwarf_cfi_end(frames->eh);
    if (frames->eh_elf)
        (void)elf_end(frames->eh_elf);
    *frames = (struct why_frames){ .loaded = false };
}
