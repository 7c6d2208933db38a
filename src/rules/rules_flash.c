/* Code that was read wrongly from flash: flash-read-failure. */
#include <string.h>

#include "isa/isa.h"
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/code_bytes.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/refused.h"

/* The ELF is of this build: its SHA256 says so, or the words around are the same. */
static bool is_this_build(const struct why_facts *facts, const struct why_code_bytes *seen)
{
    return why_crash_elf_confirmed(facts->crash) || seen->words_equal > 0;
}

static void add_difference(struct why_finding *out, const struct why_facts *facts,
                           const struct why_code_bytes *seen, struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    int digits = 2 * instruction->insn->length;

    why_finding_add_address(out, arena, facts->pc,
                            "the ELF has %s at 0x%08x (0x%0*x); the processor got 0x%0*x",
                            instruction->text, (unsigned)instruction->address, digits,
                            (unsigned)instruction->insn->bits, digits, (unsigned)seen->told);
    if (seen->count > 0)
        why_finding_add_line(out, arena, facts->crash->code->line_no,
                             "of the %u words that the memory dump shows, %u are as in the ELF",
                             (unsigned)seen->words, (unsigned)seen->words_equal);
}

static void add_flash_steps(struct why_finding *out, struct why_arena *arena)
{
    why_finding_add_next(out, arena,
                         "write the firmware again and verify it (esptool verify_flash): if the "
                         "flash holds it, reading is what fails");
    why_finding_add_next(out, arena,
                         "lower the flash frequency (CONFIG_ESPTOOLPY_FLASHFREQ) and use DIO mode, "
                         "then see whether it still happens");
    why_finding_add_next(out, arena,
                         "check the supply under load, the wiring of the flash and the module's "
                         "temperature");
    why_finding_add_next(out, arena,
                         "look for code that erases or writes flash at raw addresses, and for an "
                         "update that was interrupted");
}

static void add_pc(struct why_finding *out, const struct why_facts *facts, struct why_arena *arena)
{
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s", facts->arch->pc,
                             why_code_words(facts, facts->pc.value, arena));
}

/* The ELF has a good instruction, and the processor got other bytes. */
static bool match_difference(const struct why_facts *facts, const struct why_code_bytes *seen,
                             struct why_finding *out, struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;

    if (!instruction || instruction->insn->legality != WHY_INSN_LEGAL || !seen->differs ||
        (!seen->ones && !is_this_build(facts, seen)))
        return false;
    out->variant = seen->erased ? "erased" : "differs-from-elf";
    out->confidence = is_this_build(facts, seen) ? WHY_CERTAIN : WHY_LIKELY;
    why_finding_set_summary(out, arena, "flash gave the processor %s where the firmware has code",
                            seen->erased ? "ones only, as if erased," : "other bytes");
    add_difference(out, facts, seen, arena);
    return true;
}

/* Without an ELF, ones are what erased flash and a read that nothing answers give. */
static bool match_ones(const struct why_facts *facts, const struct why_code_bytes *seen,
                       struct why_finding *out, struct why_arena *arena)
{
    if (facts->crash->instruction || seen->count == 0 || !seen->all_ones)
        return false;
    out->variant = "erased";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "flash gave the processor ones only: it is erased there, or reading it "
                            "failed");
    why_finding_add_line(out, arena, facts->crash->code->line_no,
                         "the memory dump at 0x%08x shows ones only from the program counter on",
                         (unsigned)facts->crash->code->address);
    why_finding_add_next(out, arena,
                         "give the ELF (-e): does the firmware have code at 0x%08x? If it ends "
                         "before, the program jumped there by a bad pointer",
                         (unsigned)facts->pc.value);
    return true;
}

/* What is dumped was read again, by the panic handler. */
static bool match_second_read(const struct why_facts *facts, const struct why_code_bytes *seen,
                              struct why_finding *out, struct why_arena *arena)
{
    struct why_refused refused;

    if (!seen->sound || seen->bits.known || !why_find_refused(facts, seen, &refused) ||
        refused.register_name)
        return false;
    out->variant = "good-when-read-again";
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "the processor was given something else than what flash has there, %s: "
                            "a read of the flash failed at that moment",
                            refused.text);
    why_finding_add_line(out, arena, facts->crash->code->line_no,
                         "the memory dump, which the panic handler read later, has a good "
                         "instruction at 0x%08x: %s (0x%0*x)",
                         (unsigned)facts->pc.value, refused.text, 2 * refused.insn.length,
                         (unsigned)refused.insn.bits);
    why_finding_add_next(out, arena,
                         "look for flash writes, erases and NVS commits at that time: code in "
                         "flash that runs while the cache is off can show so");
    if (strncmp(refused.text, "retw", 4) == 0) {
        out->confidence = WHY_POSSIBLE;
        why_finding_add_line(out, arena, 0,
                             "or its register window was destroyed: a return is refused as well "
                             "when the caller's window is not where A0 says");
    }
    return true;
}

static bool match_flash_read_failure(const struct why_facts *facts, struct why_finding *out,
                                     struct why_arena *arena)
{
    struct why_code_bytes seen;

    if (!facts->arch || !why_runs_from_flash(facts) ||
        why_facts_cause(facts) != WHY_CAUSE_ILLEGAL_INSTRUCTION || why_shows_cache_off_words(facts))
        return false;
    seen = why_code_bytes_of(facts);
    if (!match_difference(facts, &seen, out, arena) && !match_ones(facts, &seen, out, arena) &&
        !match_second_read(facts, &seen, out, arena))
        return false;
    out->place = why_fault_place(facts);
    add_pc(out, facts, arena);
    add_flash_steps(out, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "flash-read-failure",
      .title = "Code read wrongly from flash",
      .variants = "erased,differs-from-elf,good-when-read-again",
      .at_most = WHY_CERTAIN,
      .supersedes = "illegal-instruction",
      .means = "The processor met an illegal instruction in flash, but the firmware has a good one "
               "there: what was read is not what was built. Either the flash does not hold the "
               "firmware any more (erased, overwritten, half updated), or it does and reading it "
               "fails.",
      .shows =
          "IllegalInstruction with a \"Memory dump at\" line whose words differ from the ELF "
          "(Xtensa), Illegal instruction with other bits in MTVAL than the ELF has (RISC-V). "
          "ffffffff is erased flash. The words are read by the panic handler, after the fault: "
          "a good instruction among them was something else when the processor read it. What "
          "differs can only be told with the ELF of the build.",
      .check = "Does verifying the flash succeed?\n"
               "Is the flash mode or frequency beyond what the module and the wiring bear?\n"
               "Does the supply dip when the radio starts?\n"
               "Does anything write to flash at raw addresses, or was an update interrupted?\n"
               "Does it happen at one address on one board, or anywhere on many?",
      .reproduce = "/* erases the code that runs next: never on a board that is needed */\n"
                   "esp_flash_erase_region(NULL, 0x10000, 0x10000);",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, IllegalInstruction\n"
                   "ESP-IDF Programming Guide, SPI Flash API\n"
                   "esptool documentation, SPI Flash Modes",
      .source = "ESP-IDF components/esp_system/port/arch/xtensa/panic_arch.c, dump of the words at "
                "the program counter; RISC-V Privileged ISA, mtval of an illegal instruction",
      .match = match_flash_read_failure },
};

const struct why_rule_family why_family_flash = { rules, WHY_COUNTOF(rules) };
