/* The only place that knows the order of the stages. */
#include "session/stages.h"

#include "firmware/excerpt.h"
#include "gate/fingerprint.h"
#include "match/cause.h"
#include "match/data.h"
#include "match/elf.h"
#include "match/frames.h"
#include "match/identify.h"
#include "match/instruction.h"
#include "match/names.h"
#include "match/rom.h"
#include "match/select.h"
#include "rules/engine.h"
#include "unwind/unwind.h"
#include "values/values.h"

/* A session that can hold no more ELF files goes on without. */
static enum why_status find_elfs(const struct why_crash *crash, const struct why_finder *finder,
                                 struct why_image *image)
{
    struct why_firmware *app = NULL;
    struct why_firmware *rom = NULL;
    enum why_status status = WHY_OK;

    if (finder->find && !why_has_elf(crash, image))
        app = finder->find(finder->user, crash->boot.elf_sha256);
    if (app)
        status = why_image_add_claim(image, app, WHY_CLAIM_FOUND, NULL);
    if (finder->find_rom && !why_has_rom(crash, image))
        rom = finder->find_rom(finder->user, crash->chip->id, crash->rom->revision);
    if (rom)
        status = why_image_add_rom(image, rom, crash->rom, NULL);
    return status == WHY_E_LIMIT ? WHY_OK : status;
}

static enum why_status choose_elfs(struct why_crash *crash, const struct why_finder *finder,
                                   struct why_image *image, struct why_image *chosen)
{
    enum why_status status = find_elfs(crash, finder, image);

    if (status == WHY_OK)
        status = why_select_elfs(crash, image, chosen, NULL);
    if (status == WHY_OK)
        status = why_narrow_chip(crash, chosen, NULL);
    if (status == WHY_OK)
        status = why_match_elfs(crash, chosen, NULL);
    return status;
}

static enum why_status settle_backtraces(struct why_crash *crash, const struct why_image *image)
{
    enum why_status status = why_settle_frames(crash, NULL);

    if (status == WHY_OK)
        status = why_settle_tasks(crash, image, NULL);
    if (status == WHY_OK)
        status = why_unwind(crash, image, NULL);
    if (status == WHY_OK)
        why_settle_rom(crash, image);
    if (status == WHY_OK)
        status = why_name_frames(crash, image, NULL);
    return status;
}

enum why_status why_understand(struct why_crash *crash, const struct why_settings *settings,
                               struct why_image *image, const struct why_run_facts *run, bool *sure)
{
    struct why_image chosen;
    enum why_status status = why_identify(crash, settings->chip, run->chip, run->rom, NULL);

    if (status == WHY_OK)
        status = choose_elfs(crash, &settings->finder, image, &chosen);
    if (status != WHY_OK)
        return status;
    why_settle_cause(crash);
    status = settle_backtraces(crash, &chosen);
    if (status == WHY_OK)
        status = why_name_addresses(crash, &chosen, NULL);
    if (status == WHY_OK)
        status = why_settle_instruction(crash, &chosen, NULL);
    if (status == WHY_OK)
        status = why_settle_variables(crash, &chosen, NULL);
    if (status == WHY_OK)
        status = why_settle_access(crash, &chosen, NULL);
    if (status == WHY_OK)
        status = why_find_data(crash, &chosen, NULL);
    if (status == WHY_OK)
        status = why_diagnose(crash, NULL);
    if (status == WHY_OK)
        status = why_excerpt_source(crash, settings->sources, NULL);
    if (status == WHY_OK)
        status = why_fingerprint(crash, NULL);
    *sure = why_confirm_elfs(crash, &chosen);
    return status;
}
