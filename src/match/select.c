/* The choice among the ELF files of a run, for one crash. */
#include "match/select.h"

#include <string.h>
#include <strings.h>

#include "match/elf.h"
#include "model/note.h"

bool why_has_elf(const struct why_crash *crash, const struct why_image *image)
{
    const char *printed = crash->boot.elf_sha256;

    for (size_t i = 0; printed && i < image->count; i++)
        if (why_elf_may_be_assumed(crash, image, i) ||
            strncasecmp(why_firmware_sha256(image->firmwares[i]), printed, strlen(printed)) == 0)
            return true;
    return !printed;
}

bool why_has_rom(const struct why_crash *crash, const struct why_image *image)
{
    const struct why_rom *rom = crash->chip ? crash->rom : NULL;

    for (size_t i = 0; rom && i < image->count; i++)
        if (image->roms[i] == rom)
            return true;
    return !rom;
}

/* What is known before the choice. */
struct outlook {
    struct why_crash_elf elfs[WHY_FIRMWARES];
    bool confirmed; /* one is of this build */
    const struct why_rom *rom;
    bool unwanted; /* one that was offered is not; they are of one build, and so none is */
};

static void look_over(const struct why_crash *crash, const struct why_image *all,
                      struct outlook *out)
{
    *out = (struct outlook){ .rom = crash->rom };
    for (size_t i = 0; i < all->count; i++) {
        struct why_crash_elf elf = why_judge_elf(crash, all, i);

        out->elfs[i] = elf;
        out->confirmed = out->confirmed || elf.match == WHY_ELF_YES;
        if (elf.match == WHY_ELF_NO && all->claims[i] == WHY_CLAIM_OFFERED)
            out->unwanted = true;
    }
}

static bool is_of_account(const struct outlook *outlook, const struct why_image *all, size_t i)
{
    enum why_elf_match match = outlook->elfs[i].match;

    switch (all->claims[i]) {
    case WHY_CLAIM_NAMED:
        return match != WHY_ELF_NO || !outlook->confirmed;
    case WHY_CLAIM_OFFERED:
        return !outlook->unwanted;
    case WHY_CLAIM_FOUND:
        return match == WHY_ELF_YES;
    case WHY_CLAIM_ROM:
        return outlook->rom == all->roms[i] && match != WHY_ELF_NO;
    }
    return false;
}

static void borrow(struct why_image *out, const struct why_image *all, size_t i)
{
    out->firmwares[out->count] = all->firmwares[i];
    out->claims[out->count] = all->claims[i];
    out->indexes[out->count] = all->indexes[i];
    out->roms[out->count] = all->roms[i];
    out->count++;
}

/* A build has put the right ELF in its place while we ran. */
static bool is_replaced(const struct outlook *outlook, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++)
        if (outlook->elfs[k].match == WHY_ELF_YES &&
            strcmp(outlook->elfs[k].path, outlook->elfs[i].path) == 0)
            return true;
    return false;
}

enum why_status why_select_elfs(struct why_crash *crash, const struct why_image *all,
                                struct why_image *out, struct why_error *err)
{
    struct outlook outlook;
    enum why_status status = WHY_OK;

    look_over(crash, all, &outlook);
    *out = (struct why_image){ .count = 0 };
    for (size_t i = 0; status == WHY_OK && i < all->count; i++) {
        const struct why_crash_elf *elf = &outlook.elfs[i];

        if (is_of_account(&outlook, all, i))
            borrow(out, all, i);
        else if (all->claims[i] == WHY_CLAIM_OFFERED && elf->match == WHY_ELF_NO &&
                 !is_replaced(&outlook, all->count, i))
            status = why_crash_note(crash, 0, "%s is not used: %s", elf->path, elf->reason)
                         ? WHY_OK
                         : why_oom(err);
    }
    return status;
}
