/* The index of call-frame information, and the one entry of it that an address needs. */
#include "firmware/frames.h"

#include <elf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/frames_weigh.h"
#include "firmware/units.h"

/* Missing in older elf.h. */
#ifndef EM_RISCV
#define EM_RISCV 243
#endif

#define WORD_BYTES 4u
#define HEAD_BYTES                                                                                 \
    ((size_t)2 * WORD_BYTES) /* of an entry: its length, and what names its common entry */

/* What libdw reads an entry from. */
struct opened {
    Elf *elf;
    Dwarf_CFI *cfi; /* NULL: it was refused */
};

/* The entry of a function. */
struct why_frame_entry {
    uint32_t lo;
    uint32_t hi;
    const struct why_frame_common *common;
    const uint8_t *bytes; /* the whole of it */
    uint32_t size;
    uint32_t address;      /* of its bytes in the target's memory; no matter in .debug_frame */
    struct opened *opened; /* NULL: not asked for yet */
};

/* ---- index ----------------------------------------------------------------------------------- */

/* Where a common entry stands in its section. */
struct common_row {
    uint64_t offset;
    const struct why_frame_common *common;
};

/* A section being read. */
struct reading {
    struct why_firmware *firmware;
    Elf_Data *section;
    uint32_t address;           /* of the section */
    bool eh;                    /* .eh_frame, else .debug_frame */
    struct common_row *commons; /* met so far, ascending */
    size_t common_count;
};

static bool add_common(struct reading *reading, uint64_t offset,
                       const struct why_frame_common *found)
{
    struct why_arena *arena = reading->firmware->arena;
    struct why_frame_common *common = why_arena_alloc(arena, sizeof(*common));
    struct common_row *grown =
        why_arena_extend(arena, reading->commons, reading->common_count, sizeof(*grown));

    if (!common || !grown)
        return false;
    *common = *found;
    grown[reading->common_count++] = (struct common_row){ .offset = offset, .common = common };
    reading->commons = grown;
    return true;
}

static bool add_entry(struct reading *reading, const struct why_frame_entry *entry)
{
    struct why_frames *frames = &reading->firmware->frames;
    struct why_frame_entry *grown =
        why_arena_extend(reading->firmware->arena, frames->entries, frames->count, sizeof(*grown));

    if (!grown)
        return false;
    grown[frames->count++] = *entry;
    frames->entries = grown;
    return true;
}

static int compare_offsets(const void *left, const void *right)
{
    const struct common_row *a = left;
    const struct common_row *b = right;

    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static const struct why_frame_common *find_common(const struct reading *reading, uint64_t offset)
{
    struct common_row key = { .offset = offset };
    const struct common_row *found = NULL;

    if (reading->common_count > 0)
        found =
            bsearch(&key, reading->commons, reading->common_count, sizeof(key), compare_offsets);
    return found ? found->common : NULL;
}

/* False when it is not to be had. */
static bool take_entry(struct reading *reading, uint32_t offset, uint32_t size,
                       const Dwarf_CFI_Entry *entry)
{
    const uint8_t *bytes = (const uint8_t *)reading->section->d_buf + offset;
    struct why_frame_common common = { .bytes = bytes, .size = size };
    struct why_frame_entry row = { .bytes = bytes, .size = size };

    if (dwarf_cfi_cie_p(entry))
        return why_frame_common_bearable(&entry->cie, &common) &&
               add_common(reading, offset, &common);
    row.common = find_common(reading, entry->fde.CIE_pointer);
    row.address = reading->address + offset;
    if (!row.common || entry->fde.start != bytes + HEAD_BYTES ||
        !why_frame_code(row.common, &entry->fde, row.address + (uint32_t)HEAD_BYTES, &row.lo,
                        &row.hi))
        return false;
    return row.lo == 0 || add_entry(reading, &row); /* the linker leaves at 0 what it drops */
}

/* False when something of it had to be left out. */
static bool read_section(struct reading *reading)
{
    struct why_firmware *firmware = reading->firmware;
    const unsigned char *ident = (const unsigned char *)elf_getident(firmware->elf, NULL);
    Dwarf_Off offset = 0;
    bool whole = true;

    while (why_steps_take(&firmware->scans)) {
        Dwarf_CFI_Entry entry;
        Dwarf_Off next = offset;
        int end = dwarf_next_cfi(ident, reading->section, reading->eh, offset, &next, &entry);

        if (end > 0 || (end < 0 && next <= offset))
            return whole;
        if (end == 0 && !take_entry(reading, (uint32_t)offset, (uint32_t)(next - offset), &entry))
            whole = false;
        offset = next;
    }
    return false;
}

/* The section of that name, unpacked where it was compressed; NULL when there is none. */
static Elf_Data *find_section(const struct why_firmware *firmware, const char *name,
                              uint32_t *address)
{
    Elf_Scn *handle = NULL;
    GElf_Shdr header;
    size_t names;

    if (elf_getshdrstrndx(firmware->elf, &names) != 0)
        return NULL;
    while ((handle = elf_nextscn(firmware->elf, handle))) {
        const char *found;
        Elf_Data *data;

        if (!gelf_getshdr(handle, &header) || header.sh_type != SHT_PROGBITS ||
            (header.sh_flags & SHF_COMPRESSED))
            continue;
        found = elf_strptr(firmware->elf, names, header.sh_name);
        if (!found || strcmp(found, name) != 0)
            continue;
        *address = (uint32_t)header.sh_addr;
        data = elf_getdata(handle, NULL);
        return data && data->d_buf && data->d_size > 0 ? data : NULL;
    }
    return NULL;
}

static void note_damage(struct why_firmware *firmware)
{
    why_firmware_note(firmware, "the call-frame information is damaged or too large");
}

static void load_section(struct why_firmware *firmware, const char *name, bool eh)
{
    struct reading reading = { .firmware = firmware, .eh = eh };

    reading.section = find_section(firmware, name, &reading.address);
    if (!reading.section)
        return;
    why_steps_resume(&firmware->scans);
    if (!read_section(&reading))
        note_damage(firmware);
    why_steps_pause(&firmware->scans);
}

static void load(struct why_firmware *firmware)
{
    struct why_frames *frames = &firmware->frames;

    if (frames->loaded)
        return;
    frames->loaded = true;
    if (firmware->info.arch->id == WHY_ARCH_XTENSA)
        return;
    why_units_load(firmware); /* libdw unpacks what is compressed */
    load_section(firmware, ".debug_frame", false);
    load_section(firmware, ".zdebug_frame", false);
    load_section(firmware, ".eh_frame", true);
}

/* ---- one entry ------------------------------------------------------------------------------- */

/* An ELF that has nothing but an .eh_frame of one entry and its common entry. */
struct small_elf {
    Elf32_Ehdr header;
    Elf32_Shdr sections[3]; /* none, .eh_frame, names */
    char names[32];
};

static void fill_small_elf(struct small_elf *small, uint32_t address, uint32_t size)
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
                         .sh_addr = address,
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

/* libdw searches a section from its start, and reads from wherever a program header says that
 * .eh_frame_hdr lies. So it is given an ELF with one entry, which stands at its own address for
 * what is relative to that. The form of .eh_frame says all that .debug_frame does; there a common
 * entry is named by 0, and others count back to theirs. That ELF calls itself RISC-V's, of an
 * ESP8266's frames too: libdw has no Xtensa, and what it adds of its own for RISC-V is known to
 * those who ask (caller.c). */
static Elf *isolate(struct why_firmware *firmware, const struct why_frame_entry *entry)
{
    const struct why_frame_common *common = entry->common;
    const uint32_t is_common = 0;
    const uint32_t back = common->size + WORD_BYTES;
    size_t size = sizeof(struct small_elf) + common->size + entry->size;
    struct small_elf *small = why_arena_alloc(firmware->arena, size);
    uint8_t *bytes = (uint8_t *)(small + 1);

    if (!small)
        return NULL;
    fill_small_elf(small, entry->address - common->size, common->size + entry->size);
    memcpy(bytes, common->bytes, common->size);
    memcpy(bytes + WORD_BYTES, &is_common, sizeof(is_common));
    memcpy(bytes + common->size, entry->bytes, entry->size);
    memcpy(bytes + common->size + WORD_BYTES, &back, sizeof(back));
    return elf_memory((char *)small, size);
}

/* NULL when libdw must not execute the entry. */
static Dwarf_CFI *open_entry(struct why_firmware *firmware, struct why_frame_entry *entry)
{
    const uint8_t *fields = entry->bytes + HEAD_BYTES;

    if (entry->opened)
        return entry->opened->cfi;
    entry->opened = why_arena_alloc(firmware->arena, sizeof(*entry->opened));
    if (!entry->opened)
        return NULL;
    if (!why_frame_bearable(entry->common, fields, entry->bytes + entry->size)) {
        note_damage(firmware);
        return NULL;
    }
    entry->opened->elf = isolate(firmware, entry);
    if (entry->opened->elf)
        entry->opened->cfi = dwarf_getcfi_elf(entry->opened->elf);
    return entry->opened->cfi;
}

Dwarf_Frame *why_frame_row(struct why_firmware *firmware, uint32_t address)
{
    struct why_frames *frames = &firmware->frames;
    Dwarf_Frame *row = NULL;

    load(firmware);
    if (!why_is_code(firmware, address))
        return NULL;
    for (size_t i = 0; i < frames->count; i++) {
        struct why_frame_entry *entry = &frames->entries[i];
        Dwarf_CFI *cfi;

        if (address < entry->lo || address >= entry->hi)
            continue;
        cfi = open_entry(firmware, entry);
        if (cfi && dwarf_cfi_addrframe(cfi, address, &row) == 0)
            return row;
    }
    return NULL;
}

static void close_entry(const struct opened *opened)
{
    if (opened->cfi)
        (void)dwarf_cfi_end(opened->cfi);
    if (opened->elf)
        (void)elf_end(opened->elf);
}

void why_frames_close(struct why_firmware *firmware)
{
    struct why_frames *frames = &firmware->frames;

    for (size_t i = 0; i < frames->count; i++)
        if (frames->entries[i].opened)
            close_entry(frames->entries[i].opened);
    *frames = (struct why_frames){ .loaded = false };
}
