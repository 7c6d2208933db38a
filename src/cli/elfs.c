/* The ELF files of a run: which ones, in what order, and what is said about that. */
#include "cli/elfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/builds.h"
#include "cli/message.h"
#include "cli/sources.h"

/* One ELF file, and what is known of it beside its path. */
struct elf {
    const char *path;
    bool asked;                            /* the user asked for this one */
    const struct why_revisions *revisions; /* NULL: not told */
};

static enum why_status add_elf(struct cli_run *run, const struct elf *elf, struct why_error *err)
{
    struct why_firmware *firmware = NULL;
    struct stat file = { 0 }; /* looked at first: what is written meanwhile counts as changed */
    bool there = stat(elf->path, &file) == 0;
    enum why_status status = why_firmware_open(elf->path, &firmware, err);

    if (status != WHY_OK)
        return status;
    if (elf->revisions)
        why_firmware_limit(firmware, *elf->revisions);
    if (elf->asked)
        status = why_session_add_firmware(run->session, firmware, err);
    else
        status = why_session_offer_firmware(run->session, firmware, err);
    if (status == WHY_OK && there)
        status = cli_archive_watch(&run->archive, elf->path, &file, err);
    return status;
}

static bool may_tell(const struct cli_run *run)
{
    return run->settings->detail != WHY_DETAIL_QUIET;
}

/* Failing is an error when the user asked for this ELF, and else worth a note. */
static bool try_elf(struct cli_run *run, const struct elf *elf)
{
    struct why_error err;

    if (add_elf(run, elf, &err) == WHY_OK)
        return true;
    if (elf->asked)
        cli_error("%s", err.text);
    else if (may_tell(run))
        cli_note("%s", err.text);
    run->io_failed = run->io_failed || elf->asked;
    return false;
}

static void add_list(struct cli_run *run, const struct cli_words *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        (void)try_elf(run, &(struct elf){ .path = paths->items[i], .asked = true });
}

/* Says so unless nothing but the report is wanted. */
static enum why_status take_build(struct cli_run *run, const struct cli_build *build, bool asked)
{
    const struct why_revisions *revisions = build->elfs.limited ? &build->elfs.revisions : NULL;
    const char *bootloader = build->elfs.bootloader;

    if (!try_elf(run, &(struct elf){ build->elfs.app, asked, revisions }))
        return WHY_OK;
    if (bootloader && !try_elf(run, &(struct elf){ bootloader, asked, revisions }))
        bootloader = NULL;
    if (may_tell(run))
        cli_tell("taking %s%s%s (%s)", build->elfs.app, bootloader ? " and " : "",
                 bootloader ? bootloader : "", build->reason);
    return cli_sources_add_build(run, build->elfs.app);
}

/* ---- folders that the user named ------------------------------------------------------------- */

/* "a.elf, b.elf" */
static void list_builds(const struct cli_builds *builds, struct why_strbuf *out)
{
    for (size_t i = 0; i < builds->count; i++)
        why_strbuf_addf(out, "%s%s", i > 0 ? ", " : "", builds->items[i].elfs.app);
    why_strbuf_adds(out, builds->more ? " and more" : "");
}

/* Why a folder has not given exactly one build. */
static void complain(const char *folder, const struct cli_builds *builds)
{
    struct why_strbuf list;
    struct stat file;

    if (stat(folder, &file) != 0) {
        cli_error("cannot open %s: %s", folder, strerror(errno));
    } else if (!S_ISDIR(file.st_mode)) {
        cli_error("cannot search %s: %s", folder, strerror(ENOTDIR));
    } else if (builds->count > 1) {
        why_strbuf_init(&list);
        list_builds(builds, &list);
        cli_error("%s holds several builds, none is taken: %s", folder, list.text);
        why_strbuf_deinit(&list);
    } else if (builds->obstacle.status != WHY_OK) {
        cli_error("%s", builds->obstacle.text);
    } else {
        cli_error("%s holds no build: neither " CLI_DESCRIPTION_NAME " nor firmware.elf", folder);
    }
}

static enum why_status add_folder(struct cli_run *run, const char *folder)
{
    struct cli_builds builds;
    enum why_status status = cli_builds_find(folder, true, &builds);

    if (status == WHY_OK && builds.count == 1) {
        status = take_build(run, &builds.items[0], true);
    } else if (status == WHY_OK) {
        complain(folder, &builds);
        run->io_failed = true;
    }
    cli_builds_deinit(&builds);
    return status;
}

static enum why_status add_archive(struct cli_run *run, const char *folder)
{
    struct why_error err;
    enum why_status status = cli_archive_add(&run->archive, folder, &err);

    if (status == WHY_OK || status == WHY_E_NOMEM)
        return status;
    cli_error("%s", err.text);
    run->io_failed = true;
    return WHY_OK;
}

/* ---- nothing was named ----------------------------------------------------------------------- */

static void tell_several(const struct cli_run *run, const struct cli_builds *builds)
{
    struct why_strbuf list;

    if (!may_tell(run))
        return;
    why_strbuf_init(&list);
    list_builds(builds, &list);
    cli_note("several builds could be meant, none is taken (-e or -b chooses): %s", list.text);
    why_strbuf_deinit(&list);
}

static enum why_status discover(struct cli_run *run)
{
    struct cli_builds builds;
    enum why_status status = cli_builds_find("", false, &builds);

    if (status == WHY_OK && builds.count == 1)
        status = take_build(run, &builds.items[0], false);
    else if (status == WHY_OK && builds.count > 1)
        tell_several(run, &builds);
    cli_builds_deinit(&builds);
    return status;
}

enum why_status cli_elfs_open(struct cli_run *run)
{
    const struct cli_settings *settings = run->settings;
    enum why_status status = WHY_OK;

    add_list(run, &settings->elfs);
    for (size_t i = 0; status == WHY_OK && i < settings->builds.count; i++)
        status = add_folder(run, settings->builds.items[i]);
    for (size_t i = 0; status == WHY_OK && i < settings->elf_dirs.count; i++)
        status = add_archive(run, settings->elf_dirs.items[i]);
    if (settings->elfs.count == 0 && settings->builds.count == 0 && settings->elf_dirs.count == 0)
        status = discover(run);
    add_list(run, &settings->rom_elfs);
    return status;
}

enum why_status cli_elfs_list(struct cli_run *run)
{
    const struct why_firmware_info *info;

    while ((info = why_session_firmware(run->session, run->firmware_count)) != NULL) {
        const struct why_firmware_info **firmwares = reallocarray(
            run->firmwares, run->firmware_count + 1, sizeof(const struct why_firmware_info *));

        if (!firmwares)
            return WHY_E_NOMEM;
        firmwares[run->firmware_count++] = info;
        run->firmwares = firmwares;
    }
    return WHY_OK;
}
