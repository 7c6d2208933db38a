/* The chip: told, named by a banner or a core dump, or the ones whose memory map fits the
 * addresses.
 */
#include "match/identify.h"

#include "base/arena.h"

/* How well a chip's memory map explains what the crash shows. */
struct fit {
    uint32_t total;  /* addresses looked at */
    uint32_t good;   /* code addresses that can be executed, stack pointers in RAM */
    uint32_t mapped; /* other registers that point at something */
    bool
        ram_code; /* some of the code is in RAM, as the panic's own and the scheduler's always is */
    bool flash_code;
};

static void fit_code(struct fit *fit, const struct why_chip *chip, struct why_value address)
{
    const struct why_region *region = why_chip_region(chip, address.value);

    if (!address.known)
        return;
    fit->total++;
    if (!region || !(region->bits & WHY_MEM_EXEC))
        return;
    fit->good++;
    fit->ram_code |= (region->bits & WHY_MEM_RAM) != 0;
    fit->flash_code |= (region->bits & WHY_MEM_FLASH) != 0;
}

static void fit_stack(struct fit *fit, const struct why_chip *chip, struct why_value sp)
{
    const struct why_region *region = why_chip_region(chip, sp.value);

    if (!sp.known)
        return;
    fit->total++;
    if (region && (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM)))
        fit->good++;
}

/* Registers that hold a pointer more often than not: one alone proves nothing, many do. */
static void fit_registers(struct fit *fit, const struct why_chip *chip, const struct why_core *core)
{
    for (size_t i = 0; chip->arch->general[i]; i++) {
        struct why_value value = why_core_register(core, chip->arch->general[i]);

        if (value.known && why_chip_region(chip, value.value))
            fit->mapped++;
    }
}

static void fit_core(struct fit *fit, const struct why_chip *chip, const struct why_core *core)
{
    const struct why_arch *arch = chip->arch;
    struct why_value pc = why_core_register(core, arch->pc);
    struct why_value caller = why_core_register(core, arch->return_address);

    caller.value = why_arch_code_address(arch, caller.value);
    caller.known = caller.known && caller.value >= 0x1000;
    fit_code(fit, chip, pc);
    fit_code(fit, chip, caller);
    fit_stack(fit, chip, why_core_register(core, arch->sp));
    fit_registers(fit, chip, core);
    for (size_t i = pc.known ? 1 : 0; i < core->backtrace.frame_count; i++) {
        fit_code(fit, chip, core->backtrace.frames[i].pc);
        fit_stack(fit, chip, core->backtrace.frames[i].sp);
    }
}

static struct fit fit_chip(const struct why_crash *crash, const struct why_chip *chip)
{
    struct fit fit = { .total = 0 };

    for (size_t i = 0; i < crash->core_count; i++)
        fit_core(&fit, chip, &crash->cores[i]);
    for (size_t i = 0; crash->log_backtrace && i < crash->log_backtrace->frame_count; i++)
        fit_code(&fit, chip, crash->log_backtrace->frames[i].pc);
    return fit;
}

/* One number to compare by. Code in RAM and code in flash, both of them, are seen in nearly every
 * report: a map that puts all of it into one of the two fits worse. */
static uint32_t score(const struct fit *fit)
{
    return fit->good * 2 + fit->mapped + (fit->ram_code && fit->flash_code ? 4 : 0);
}

/* A memory map that explains less than two thirds of what is seen explains nothing. */
static bool is_plausible(const struct fit *fit)
{
    return fit->good > 0 && fit->good * 3 >= fit->total * 2;
}

static bool is_possible(const struct why_crash *crash, const struct why_chip *chip)
{
    if (crash->arch && crash->arch != chip->arch)
        return false;
    for (size_t i = 0; i < crash->core_count; i++)
        if (crash->cores[i].number.known && crash->cores[i].number.value >= chip->core_count)
            return false;
    return !crash->core.known || crash->core.value < chip->core_count;
}

static bool add_candidate(struct why_crash *crash, const struct why_chip *chip)
{
    const struct why_chip **candidates = why_arena_extend(
        crash->arena, crash->candidates, crash->candidate_count, sizeof(const struct why_chip *));

    if (!candidates)
        return false;
    candidates[crash->candidate_count] = chip;
    crash->candidates = candidates;
    crash->candidate_count++;
    return true;
}

/* All chips that fit equally well and best. */
static bool find_candidates(struct why_crash *crash)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);
    uint32_t best = 0;

    for (size_t i = 0; i < count; i++) {
        struct fit fit = fit_chip(crash, chips[i]);

        if (!is_possible(crash, chips[i]) || !is_plausible(&fit) || score(&fit) < best)
            continue;
        if (score(&fit) > best)
            crash->candidate_count = 0;
        best = score(&fit);
        if (!add_candidate(crash, chips[i]))
            return false;
    }
    return true;
}

/* The chip that is alone in its architecture, which the form of a report may tell: other chips may
 * have the same addresses. */
static const struct why_chip *only_chip(const struct why_arch *arch)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);
    const struct why_chip *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if (chips[i]->arch != arch)
            continue;
        if (found)
            return NULL;
        found = chips[i];
    }
    return found;
}

static bool set_chip(struct why_crash *crash, const struct why_chip *chip, const char *reason)
{
    crash->chip = chip;
    crash->chip_reason = reason;
    crash->candidate_count = 0;
    if (!crash->arch)
        crash->arch = chip->arch;
    return add_candidate(crash, chip);
}

/* The architecture that all candidates share. */
static void settle_arch(struct why_crash *crash)
{
    for (size_t i = 0; i < crash->candidate_count && !crash->arch; i++)
        if (crash->candidates[i]->arch != crash->candidates[0]->arch)
            return;
    if (crash->candidate_count > 0 && !crash->arch)
        crash->arch = crash->candidates[0]->arch;
}

/* A program counter alone, by the name that both architectures have for it. */
static void settle_pc(struct why_crash *crash)
{
    for (size_t i = 0; i < crash->core_count && crash->arch; i++) {
        struct why_core *core = &crash->cores[i];
        struct why_register *only = why_arena_alloc(crash->arena, sizeof(*only));

        if (!only || core->register_count != 1 || why_core_register(core, crash->arch->pc).known ||
            !why_core_register(core, "PC").known)
            continue;
        *only = core->registers[0];
        only->name = crash->arch->pc;
        core->registers = only;
    }
}

/* The chip that made the core dump. */
static const struct why_chip *dumped_chip(const struct why_crash *crash)
{
    const struct why_core_dump *dump = crash->dump;
    const struct why_chip *chip =
        dump && dump->chip_number.known ? why_chip_by_number(dump->chip_number.value) : NULL;

    return chip && (!crash->arch || crash->arch == chip->arch) ? chip : NULL;
}

/* The boot ROM of the revision that the core dump tells: the last one that is not newer. A chip
 * whose ROMs are not all known here may have one in between. */
static const struct why_rom *dumped_rom(const struct why_crash *crash)
{
    const struct why_rom *rom = NULL;

    if (!crash->chip || crash->chip != dumped_chip(crash) || !crash->dump->chip_revision.known)
        return NULL;
    for (size_t i = 0; i < crash->chip->rom_count; i++) {
        const struct why_rom *candidate = &crash->chip->roms[i];
        const uint32_t revision = crash->dump->chip_revision.value;

        if (candidate->revision <= revision && (!rom || candidate->revision > rom->revision) &&
            (crash->chip->roms_complete || candidate->revision == revision))
            rom = candidate;
    }
    return rom;
}

enum why_status why_identify(struct why_crash *crash, const struct why_chip *told,
                             const struct why_chip *banner, const struct why_rom *rom,
                             struct why_error *err)
{
    bool done;

    if (told) {
        done = set_chip(crash, told, "--chip");
    } else if (banner && (!crash->arch || crash->arch == banner->arch)) {
        done = set_chip(crash, banner, "boot banner");
    } else if (only_chip(crash->arch)) {
        done = set_chip(crash, only_chip(crash->arch), "form of the report");
    } else if (dumped_chip(crash)) {
        done = set_chip(crash, dumped_chip(crash), "core dump");
    } else {
        done = find_candidates(crash);
        if (done && crash->candidate_count == 1)
            done = set_chip(crash, crash->candidates[0], "addresses");
        settle_arch(crash);
    }
    settle_pc(crash);
    if (crash->chip && crash->chip == banner)
        crash->rom = rom;
    if (!crash->rom)
        crash->rom = dumped_rom(crash);
    return done ? WHY_OK : why_oom(err);
}
