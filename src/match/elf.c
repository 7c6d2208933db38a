/* The verdict on each ELF: this build, another one, or nothing to tell by. */
#include "match/elf.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "match/plausible.h"

/* One judgement; the first that is not WHY_ELF_UNKNOWN counts, else the last. */
struct verdict {
    enum why_elf_match match;
    const char *reason;
    bool assumed; /* the hash is still being computed */
};

static const struct verdict nothing_to_tell = { .match = WHY_ELF_UNKNOWN };

/* Only of applications is the hash printed. */
static bool is_hash_printed(const struct why_image *image, size_t i)
{
    const enum why_firmware_kind kind = why_firmware_kind_of(image->firmwares[i]);

    return kind != WHY_FIRMWARE_BOOTLOADER && kind != WHY_FIRMWARE_ROM;
}

static bool is_foreign(const struct why_crash *crash, const struct why_firmware_info *info)
{
    return crash->arch && info->arch && crash->arch != info->arch;
}

bool why_elf_may_be_assumed(const struct why_crash *crash, const struct why_image *image, size_t i)
{
    size_t builds = 0;

    if (!is_hash_printed(image, i) || is_foreign(crash, why_firmware_outline(image->firmwares[i])))
        return false;
    for (size_t n = 0; n < image->count; n++)
        builds += why_firmware_kind_of(image->firmwares[n]) != WHY_FIRMWARE_ROM;
    return builds == 1 && !why_firmware_is_hashed(image->firmwares[i]);
}

static struct verdict yes_by_sha256(const struct why_crash *crash, const char *digits, bool assumed)
{
    return (struct verdict){ WHY_ELF_YES, why_arena_printf(crash->arena, "SHA256 %.8s", digits),
                             assumed };
}

/* "abcdef123" is the start of the hash of the ELF file, however many digits were printed.
 * Source: ESP-IDF CONFIG_APP_RETRIEVE_LEN_ELF_SHA, esptool elf2image. */
static struct verdict by_sha256(const struct why_crash *crash, const struct why_image *image,
                                size_t i)
{
    const char *printed = crash->boot.elf_sha256;
    const char *hash;

    if (!printed || !is_hash_printed(image, i))
        return nothing_to_tell;
    if (why_elf_may_be_assumed(crash, image, i))
        return yes_by_sha256(crash, printed, true);
    hash = why_firmware_sha256(image->firmwares[i]);
    if (strncasecmp(hash, printed, strlen(printed)) == 0)
        return yes_by_sha256(crash, hash, false);
    return (struct verdict){ .match = WHY_ELF_NO,
                             .reason = why_arena_printf(crash->arena,
                                                        "its SHA256 is %.16s, the log says %.16s",
                                                        hash, printed) };
}

static struct verdict by_arch(const struct why_crash *crash, const struct why_firmware_info *info)
{
    if (!is_foreign(crash, info))
        return nothing_to_tell;
    if (strcmp(crash->arch->name, info->arch->name) == 0)
        return (struct verdict){ .match = WHY_ELF_NO,
                                 .reason = "its functions call in another way (windowed or not) "
                                           "than those of the log's chip" };
    return (struct verdict){ .match = WHY_ELF_NO,
                             .reason =
                                 why_arena_printf(crash->arena, "it is for %s, the log is of %s",
                                                  info->arch->name, crash->arch->name) };
}

static struct verdict by_chip(const struct why_crash *crash, const struct why_firmware_info *info)
{
    if (!crash->chip || info->chip_count == 0)
        return nothing_to_tell;
    for (size_t i = 0; i < info->chip_count; i++)
        if (info->chips[i] == crash->chip)
            return nothing_to_tell;
    return (struct verdict){ .match = WHY_ELF_NO,
                             .reason =
                                 why_arena_printf(crash->arena, "its sections do not fit the %s",
                                                  crash->chip->name) };
}

static struct verdict by_text(const struct why_crash *crash, const char *what, const char *in_log,
                              const char *in_elf)
{
    if (!in_log || !in_elf || strcmp(in_log, in_elf) == 0)
        return nothing_to_tell;
    return (struct verdict){ .match = WHY_ELF_NO,
                             .reason =
                                 why_arena_printf(crash->arena, "its %s is %s, the log says %s",
                                                  what, in_elf, in_log) };
}

/* Without a hash: the return addresses of another build seldom follow a call in this one, or lie
 * where it has no code, and its program counter may be inside of an instruction. One or two are
 * where an interrupt came in, or where a wild jump went. */
static struct verdict by_code(const struct why_crash *crash, const struct why_image *image,
                              size_t i)
{
    struct why_plausibility seen = why_elf_plausibility(crash, image, i);
    uint32_t wrong = seen.not_calls + seen.outside;
    uint32_t all = seen.calls + wrong;
    uint32_t against = wrong + seen.torn;

    if (wrong > 0 && against >= 2 && against > seen.calls)
        return (struct verdict){
            .match = WHY_ELF_NO,
            .reason = why_arena_printf(
                crash->arena, "%u of %u return addresses follow no call there%s", (unsigned)wrong,
                (unsigned)all,
                seen.torn > 0 ? ", and the program counter is inside an instruction" : "")
        };
    if (seen.calls >= 2 && against == 0)
        return (struct verdict){ .match = WHY_ELF_UNKNOWN,
                                 .reason = why_arena_printf(crash->arena,
                                                            "all %u return addresses follow a call",
                                                            (unsigned)all) };
    return nothing_to_tell;
}

static struct verdict judge(const struct why_crash *crash, const struct why_image *image, size_t i)
{
    struct why_firmware *firmware = image->firmwares[i];
    const struct why_firmware_info *info = why_firmware_outline(firmware);
    const struct verdict verdicts[] = {
        by_arch(crash, info),
        by_sha256(crash, image, i),
        by_chip(crash, info),
        by_text(crash, "project", crash->boot.app, info->app.project),
        by_text(crash, "version", crash->boot.app_version, info->app.version),
        by_text(crash, "ESP-IDF", crash->boot.idf, info->app.idf),
        by_code(crash, image, i),
    };

    for (size_t v = 0; v < WHY_COUNTOF(verdicts); v++)
        if (verdicts[v].match != WHY_ELF_UNKNOWN)
            return verdicts[v];
    return verdicts[WHY_COUNTOF(verdicts) - 1];
}

struct why_crash_elf why_judge_elf(const struct why_crash *crash, const struct why_image *image,
                                   size_t i)
{
    struct verdict verdict = judge(crash, image, i);

    return (struct why_crash_elf){
        .path = why_firmware_outline(image->firmwares[i])->path,
        .index = image->indexes[i],
        .rom = why_firmware_kind_of(image->firmwares[i]) == WHY_FIRMWARE_ROM,
        .foreign = is_foreign(crash, why_firmware_outline(image->firmwares[i])),
        .match = verdict.match,
        .reason = verdict.reason,
        .assumed = verdict.assumed,
    };
}

enum why_status why_match_elfs(struct why_crash *crash, const struct why_image *image,
                               struct why_error *err)
{
    struct why_crash_elf *elfs;

    if (image->count == 0)
        return WHY_OK;
    elfs = why_arena_alloc(crash->arena, image->count * sizeof(*elfs));
    if (!elfs)
        return why_oom(err);
    for (size_t i = 0; i < image->count; i++)
        elfs[i] = why_judge_elf(crash, image, i);
    crash->elfs = elfs;
    crash->elf_count = image->count;
    return WHY_OK;
}

/* A hash behind a panic and a description at start are what only an application prints. */
static enum why_boot_phase boot_phase(const struct why_boot *boot)
{
    if (boot->app || boot->app_version || boot->idf || boot->elf_sha256)
        return WHY_PHASE_APP;
    return boot->bootloader ? WHY_PHASE_BOOTLOADER : WHY_PHASE_UNKNOWN;
}

struct why_firmware *why_elf_at(const struct why_crash *crash, const struct why_image *image,
                                uint32_t address)
{
    struct why_firmware *firmware = why_image_at(image, address, boot_phase(&crash->boot));

    if (!firmware || (crash->arch && why_firmware_outline(firmware)->arch != crash->arch))
        return NULL;
    return firmware;
}

struct why_firmware *why_elf_of_build_at(const struct why_crash *crash,
                                         const struct why_image *image, uint32_t address)
{
    struct why_firmware *firmware = why_elf_at(crash, image, address);

    for (size_t i = 0; i < crash->elf_count; i++)
        if (image->firmwares[i] == firmware && crash->elfs[i].match == WHY_ELF_NO)
            return NULL;
    return firmware;
}

bool why_confirm_elfs(struct why_crash *crash, const struct why_image *image)
{
    struct why_crash_elf *elfs = (struct why_crash_elf *)(uintptr_t)crash->elfs;

    for (size_t i = 0; i < crash->elf_count; i++) {
        if (!elfs[i].assumed)
            continue;
        (void)why_firmware_sha256(image->firmwares[i]);
        if (by_sha256(crash, image, i).match != WHY_ELF_YES)
            return false;
        elfs[i].assumed = false;
    }
    return true;
}

/* ---- the chip -------------------------------------------------------------------------------- */

static bool is_among(const struct why_chip *chip, const struct why_chip *const *chips, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (chips[i] == chip)
            return true;
    return false;
}

/* Chips of the ELF that the log leaves open; all of them when the log tells nothing. */
static const struct why_chip **common_chips(const struct why_crash *crash,
                                            const struct why_firmware_info *info, size_t *count)
{
    const struct why_chip **chips =
        why_arena_alloc(crash->arena, (info->chip_count + 1) * sizeof(const struct why_chip *));

    *count = 0;
    for (size_t i = 0; chips && i < info->chip_count; i++)
        if (crash->candidate_count == 0 ||
            is_among(info->chips[i], crash->candidates, crash->candidate_count))
            chips[(*count)++] = info->chips[i];
    return chips;
}

enum why_status why_narrow_chip(struct why_crash *crash, const struct why_image *image,
                                struct why_error *err)
{
    for (size_t i = 0; i < image->count && !crash->chip; i++) {
        const struct why_firmware_info *info = why_firmware_outline(image->firmwares[i]);
        const struct why_chip **chips;
        size_t count;

        if (crash->arch && info->arch != crash->arch)
            continue;
        chips = common_chips(crash, info, &count);
        if (!chips)
            return why_oom(err);
        if (count == 0)
            continue;
        crash->arch = info->arch;
        crash->candidates = chips;
        crash->candidate_count = count;
        if (count == 1) {
            crash->chip = chips[0];
            crash->chip_reason = "ELF";
        }
    }
    return WHY_OK;
}
