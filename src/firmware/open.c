/* Opening, closing and describing a firmware. */
#include <elf.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/frames.h"
#include "firmware/units.h"

/* Missing in older elf.h. */
#ifndef EM_RISCV
#define EM_RISCV 243
#endif

static const struct why_arch *arch_of(const Elf32_Ehdr *header)
{
    if (header->e_machine == EM_XTENSA)
        return why_arch_get(WHY_ARCH_XTENSA);
    if (header->e_machine == EM_RISCV)
        return why_arch_get(WHY_ARCH_RISCV);
    return NULL;
}

/* What of the header is not as it must be, or NULL. */
static const char *complaint(const uint8_t *bytes, size_t size, Elf32_Ehdr *header)
{
    if (size == 0)
        return "is empty";
    if (size < EI_NIDENT || memcmp(bytes, ELFMAG, SELFMAG) != 0)
        return "is not an ELF file";
    if (bytes[EI_CLASS] != ELFCLASS32 || bytes[EI_DATA] != ELFDATA2LSB)
        return "is not a 32-bit little-endian ELF file";
    if (size < sizeof(*header))
        return "is cut short";
    memcpy(header, bytes, sizeof(*header));
    if (!arch_of(header))
        return "is an ELF file for neither Xtensa nor RISC-V";
    if (header->e_type != ET_EXEC)
        return "is an ELF file, but not a linked executable";
    if (header->e_shoff > size ||
        size - header->e_shoff < (size_t)header->e_shnum * header->e_shentsize)
        return "is cut short: its section headers are missing";
    return NULL;
}

static enum why_status open_elf(struct why_firmware *firmware, struct why_error *err)
{
    Elf32_Ehdr header;
    const char *wrong = complaint(firmware->file.bytes, firmware->file.size, &header);

    if (wrong)
        return why_fail(err, WHY_E_ELF, "'%s' %s", firmware->info.path, wrong);
    firmware->info.arch = arch_of(&header);
    firmware->info.elf_flags = header.e_flags;
    firmware->info.entry = header.e_entry;
    (void)elf_version(EV_CURRENT);
    firmware->elf = elf_memory((char *)firmware->file.bytes, firmware->file.size);
    if (!firmware->elf)
        return why_fail(err, WHY_E_ELF, "'%s' is damaged: %s", firmware->info.path, elf_errmsg(-1));
    return why_sections_load(firmware, err);
}

static void hash_what_is_there(void *user, const uint8_t *bytes, size_t have)
{
    why_hash_feed(user, bytes, have);
}

static enum why_status fill(struct why_firmware *firmware, const char *path, struct why_error *err)
{
    enum why_status status;

    firmware->arena = why_arena_create(WHY_ELF_ARENA_BYTES);
    firmware->hash = why_hash_create();
    if (!firmware->arena || !firmware->hash)
        return why_oom(err);
    firmware->info.path = why_arena_printf(firmware->arena, "%s", path);
    firmware->info.revisions.max = UINT32_MAX;
    status = why_file_read(path, WHY_ELF_BYTES, hash_what_is_there, firmware->hash, &firmware->file,
                           err);
    why_hash_end(firmware->hash);
    if (status == WHY_OK)
        status = open_elf(firmware, err);
    if (status != WHY_OK)
        return status;
    why_describe(firmware);
    why_units_load(firmware); /* meanwhile the file is being hashed */
    return why_arena_failed(firmware->arena) ? why_oom(err) : WHY_OK;
}

enum why_status why_firmware_open(const char *path, struct why_firmware **out,
                                  struct why_error *err)
{
    struct why_firmware *firmware = calloc(1, sizeof(*firmware));
    enum why_status status = firmware ? fill(firmware, path, err) : why_oom(err);

    if (status == WHY_OK)
        *out = firmware;
    else
        why_firmware_close(firmware);
    return status;
}

void why_firmware_close(struct why_firmware *firmware)
{
    if (!firmware)
        return;
    why_hash_destroy(firmware->hash);
    why_frames_close(firmware);
    if (firmware->dwarf)
        (void)dwarf_end(firmware->dwarf);
    if (firmware->elf)
        (void)elf_end(firmware->elf);
    why_arena_destroy(firmware->arena);
    free(firmware->file.bytes);
    free(firmware);
}

const char *why_firmware_sha256(struct why_firmware *firmware)
{
    return why_hash_text(firmware->hash);
}

bool why_firmware_is_hashed(const struct why_firmware *firmware)
{
    return why_hash_is_ready(firmware->hash);
}

const struct why_firmware_info *why_firmware_info(struct why_firmware *firmware)
{
    firmware->info.sha256 = why_firmware_sha256(firmware);
    return &firmware->info;
}

void why_firmware_limit(struct why_firmware *firmware, struct why_revisions revisions)
{
    firmware->info.revisions = revisions;
}

struct why_revisions why_firmware_revisions(const struct why_firmware *firmware)
{
    return firmware->info.revisions;
}

const struct why_firmware_info *why_firmware_outline(const struct why_firmware *firmware)
{
    return &firmware->info;
}

enum why_firmware_kind why_firmware_kind_of(const struct why_firmware *firmware)
{
    return firmware->info.kind;
}

const char *why_firmware_kind_name(enum why_firmware_kind kind)
{
    switch (kind) {
    case WHY_FIRMWARE_UNKNOWN:
        break;
    case WHY_FIRMWARE_APP:
        return "app";
    case WHY_FIRMWARE_BOOTLOADER:
        return "bootloader";
    case WHY_FIRMWARE_ROM:
        return "rom";
    }
    return NULL;
}

void why_firmware_note(struct why_firmware *firmware, const char *format, ...)
{
    va_list args;

    if (firmware->info.note)
        return;
    va_start(args, format);
    firmware->info.note = why_arena_vprintf(firmware->arena, format, args);
    va_end(args);
}
