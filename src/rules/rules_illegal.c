/* Bits that are no instruction: illegal-instruction. */
#include <string.h>

#include "isa/isa.h"
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/code_bytes.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/named.h"
#include "rules/names.h"
#include "rules/refused.h"
#include "rules/registers.h"

#define RISCV_UNIMP 0xc0001073u /* csrrw x0, cycle, x0: what assemblers emit for "unimp" */

/* A place in ROM that no function of any revision covers: constants, or beyond the ROM's code. */
static bool is_rom_data(const struct why_facts *facts, const struct why_region *region)
{
    const struct why_chip *chip = facts->crash->chip;
    struct why_rom_symbol symbol;

    if (!region || (region->bits & WHY_MEM_ROM) == 0 || !chip || chip->rom_count == 0 ||
        chip->rom_names_partial)
        return false;
    for (size_t i = 0; i < chip->rom_count; i++)
        if (why_rom_lookup(chip, &chip->roms[i], facts->pc.value, &symbol))
            return false;
    return true;
}

/* The data object of the ELF that the program counter is in, or NULL. */
static const char *object_at_pc(const struct why_facts *facts)
{
    const struct why_held_data *data =
        facts->pc.known ? why_crash_data(facts->crash, facts->pc.value) : NULL;

    return data ? data->object : NULL;
}

/* What the chip tells of its bytes; "undefined" only without an ELF, which knows better. */
static const char *told_variant(const struct why_code_bytes *seen, bool has_elf)
{
    if (seen->count > 0 && seen->all_zero)
        return "zeroed-memory";
    if ((seen->count == WHY_ILL_BYTES && seen->zero) ||
        (seen->bits.known && seen->bits.value == RISCV_UNIMP))
        return "trap";
    if (has_elf || (!seen->bits.known && seen->count == 0) ||
        (seen->decoded && seen->insn.legality == WHY_INSN_LEGAL))
        return NULL;
    return "undefined";
}

/* The ELF has bits there that are no instruction; where nobody here knows, the processor does: it
 * got just these and refused them. */
static bool is_undefined_in_elf(const struct why_instruction *instruction,
                                const struct why_code_bytes *seen)
{
    if (!instruction || seen->differs)
        return false;
    return instruction->insn->legality == WHY_INSN_ILLEGAL ||
           (instruction->insn->legality == WHY_INSN_UNKNOWN && seen->compared);
}

static const char *illegal_variant(const struct why_facts *facts, const struct why_code_bytes *seen)
{
    const struct why_region *region =
        facts->pc.known ? why_crash_region(facts->crash, facts->pc.value) : NULL;
    const struct why_instruction *instruction = facts->crash->instruction;
    const char *told = told_variant(seen, instruction != NULL);
    struct why_refused refused;

    if (object_at_pc(facts))
        return "data";
    if (instruction && !seen->differs && why_insn_is_compiler_trap(instruction->insn))
        return "trap";
    if (is_undefined_in_elf(instruction, seen))
        return "undefined";
    if (told && strcmp(told, "undefined") != 0)
        return told;
    if ((region && !why_region_runs(region)) || is_rom_data(facts, region))
        return "data";
    return why_find_refused(facts, seen, &refused) ? "refused" : told;
}

/* What the instruction that the ELF has there tells. */
static void add_elf_evidence(struct why_finding *out, const struct why_facts *facts,
                             const struct why_code_bytes *seen, struct why_arena *arena)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    const char *object = object_at_pc(facts);
    const char *what = seen->compared ? "it refused" : "may be no instruction of this processor";

    if (object) {
        why_finding_add_address(out, arena, facts->pc, "the ELF has data there: \"%s\"", object);
        return;
    }
    if (!instruction)
        return;
    if (seen->differs) {
        why_finding_add_address(
            out, arena, facts->pc,
            "the ELF has %s there, not what the processor got (0x%08x): the memory was "
            "overwritten, or the ELF is of another build",
            instruction->text, (unsigned)seen->told);
        return;
    }
    switch (instruction->insn->legality) {
    case WHY_INSN_TRAP:
        what = "is a trap, put there on purpose";
        break;
    case WHY_INSN_ILLEGAL:
        what = "is no instruction of this processor";
        break;
    case WHY_INSN_LEGAL:
        what = seen->compared ? "is an instruction that the processor has"
                              : "is a good instruction: what the processor got was another one, or "
                                "the ELF is of another build";
        break;
    case WHY_INSN_UNKNOWN:
        break;
    }
    why_finding_add_address(out, arena, facts->pc, "the ELF has %s at 0x%08x%s, which %s",
                            instruction->text, (unsigned)instruction->address,
                            seen->compared ? ", as the processor got it" : "", what);
}

/* How the program got there, for places that are no code of the program. */
static void add_way_there(struct why_finding *out, const struct why_facts *facts,
                          struct why_arena *arena)
{
    struct why_value caller = why_caller_address(facts);
    struct why_named named = why_named_call(facts);
    struct why_register left;
    struct why_place place;
    struct why_base base;

    if (facts->pc.value != 0 && why_find_base(facts, facts->pc.value, 3, &base))
        why_finding_add_register(out, arena, base.name, base.value,
                                 "%s holds 0x%08x%s: the jump went through it", base.name,
                                 (unsigned)base.value.value,
                                 base.offset ? ", the start of what was run" : "");
    if (why_find_lost_caller(facts, &place, &left))
        why_add_lost_caller(out, facts, &left, arena);
    else if (caller.known)
        why_finding_add_register(out, arena, facts->arch->return_address, caller,
                                 "%s leads back to %s", facts->arch->return_address,
                                 why_caller_words(facts, caller, arena));
    why_set_named(out, &named, arena);
    why_add_named(out, &named, arena);
}

/* Without an ELF, what the bytes that the chip tells are. */
static void add_decoded(struct why_finding *out, const struct why_facts *facts,
                        const struct why_insn *insn, struct why_arena *arena)
{
    char text[WHY_INSN_TEXT_BYTES];

    why_isa_text(insn, text, sizeof(text));
    if (insn->legality == WHY_INSN_LEGAL)
        why_finding_add_address(out, arena, facts->pc, "its bytes 0x%0*x are %s", 2 * insn->length,
                                (unsigned)insn->bits, text);
    else if (insn->legality == WHY_INSN_ILLEGAL)
        why_finding_add_address(out, arena, facts->pc,
                                "its bytes 0x%0*x are no instruction of this processor",
                                2 * insn->length, (unsigned)insn->bits);
}

static const char *shown_words(const struct why_facts *facts, const struct why_code_bytes *seen)
{
    if (seen->all_zero)
        return why_runs_from_flash(facts)
                   ? "zeros, more than a trap has: nothing was ever loaded there, "
                     "it was cleared, or flash is read wrongly"
                   : "zeros only: nothing was ever loaded there, or it was cleared";
    if (seen->all_ones)
        return "ones only from the program counter on: erased or unmapped flash";
    return seen->zero && seen->count == WHY_ILL_BYTES
               ? "three zero bytes at the program counter, the instruction ILL"
               : "what the processor was to run";
}

static void add_code_evidence(struct why_finding *out, const struct why_facts *facts,
                              const struct why_code_bytes *seen, struct why_arena *arena)
{
    struct why_value bits = seen->bits;
    const struct why_memory *code = facts->crash->code;

    if (seen->count > 0)
        why_finding_add_line(out, arena, code->line_no, "the memory dump at 0x%08x shows %s",
                             (unsigned)code->address, shown_words(facts, seen));
    if (seen->decoded && !facts->crash->instruction && !seen->zero && !seen->all_ones)
        add_decoded(out, facts, &seen->insn, arena);
    if (bits.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, bits,
                                 "%s holds the instruction's bits, 0x%08x%s",
                                 facts->arch->fault_addr, (unsigned)bits.value,
                                 bits.value == RISCV_UNIMP ? ", the instruction UNIMP" : "");
}

static const char *illegal_summary(const char *variant, bool all_ones)
{
    if (all_ones)
        return "the processor ran memory that reads as all ones: erased or unmapped flash";
    if (!variant)
        return "an instruction that the processor does not know";
    if (strcmp(variant, "zeroed-memory") == 0)
        return "the processor ran memory that holds only zeros";
    if (strcmp(variant, "trap") == 0)
        return "the program ran into a trap instruction that the compiler or library put there";
    if (strcmp(variant, "data") == 0)
        return "the processor ran data, not code";
    return "an instruction that does not exist";
}

/* What to do about bits that the ELF tells of. */
static void add_elf_steps(struct why_finding *out, const struct why_insn *insn,
                          const struct why_code_bytes *seen, struct why_arena *arena)
{
    if (seen->differs) {
        why_finding_add_next(out, arena,
                             "find out what writes there: that code was good when it was loaded");
    } else if (insn->legality == WHY_INSN_TRAP) {
        why_finding_add_next(out, arena,
                             "build with -Wreturn-type: a C++ function without return ends so, and "
                             "so does what the compiler takes for unreachable or undefined");
        why_finding_add_next(out, arena, "look for __builtin_trap() and __builtin_unreachable()");
    } else if (insn->legality != WHY_INSN_LEGAL) {
        why_finding_add_next(out, arena,
                             "look for what puts these bits into code: assembly, or code compiled "
                             "for a processor with more instructions (-march, -mcpu)");
    } else {
        why_finding_add_next(out, arena,
                             "suspect flash wiring, flash mode or supply, or an image other than "
                             "the ELF: the ELF has a good instruction there");
    }
}

static void add_illegal_steps(struct why_finding *out, const struct why_facts *facts,
                              bool elsewhere, struct why_arena *arena)
{
    if (!facts->pc.known) {
        why_finding_add_line(out, arena, facts->crash->first_line,
                             "%s: %s; the program counter is missing", facts->crash->cause->reason,
                             facts->crash->cause->meaning);
        why_finding_add_next(out, arena,
                             "copy the line with the program counter: it tells what was run, and "
                             "whether that was code");
        return;
    }
    if (elsewhere) {
        why_finding_add_next(
            out, arena,
            "find out who jumped there: a function pointer, an overwritten return address");
        if (why_runs_from_flash(facts))
            why_finding_add_next(
                out, arena,
                "where the ELF has code there, write the image again; if only this "
                "board fails, suspect its flash: wiring, mode, supply");
        return;
    }
    why_finding_add_next(out, arena,
                         "disassemble the ELF at the program counter: a trap that the compiler put "
                         "there, or damage?");
    why_finding_add_next(
        out, arena,
        "build with -Wreturn-type: a C++ function without return runs on into whatever follows");
    why_finding_add_next(out, arena,
                         "if the ELF has a good instruction there, suspect flash wiring, flash "
                         "mode or supply, or an image other than the ELF");
}

/* Where the processor was, and whether anything of the program can be there. */
static void add_where(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena)
{
    if (!facts->pc.known)
        return;
    why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s", facts->arch->pc,
                             why_code_words(facts, facts->pc.value, arena));
    if (is_rom_data(facts, why_crash_region(facts->crash, facts->pc.value)))
        why_finding_add_address(out, arena, facts->pc, "no function of the boot ROM of %s is there",
                                facts->crash->chip->name);
    add_way_there(out, facts, arena);
}

static enum why_confidence illegal_confidence(const struct why_facts *facts,
                                              const struct why_code_bytes *seen,
                                              const char *variant)
{
    bool data = variant && strcmp(variant, "data") == 0;

    if (!facts->pc.known && !seen->bits.known)
        return WHY_POSSIBLE; /* neither what was run nor where: the boot ROM of the ESP8266 divides
                                by zero so, too */
    if (seen->count > 0 && seen->all_ones && !facts->crash->instruction)
        return WHY_LIKELY; /* erased flash, or a bad read */
    if (!facts->crash->instruction && seen->count == 0 && !seen->bits.known)
        return WHY_LIKELY; /* nothing shows what was run: a bad read is not excluded */
    /* Without the ELF, the bits may be data that was run, or a bad read from flash. */
    if (variant && strcmp(variant, "undefined") == 0 && !facts->crash->instruction)
        return WHY_LIKELY;
    if (!data || !facts->pc.known ||
        !why_region_runs(why_crash_region(facts->crash, facts->pc.value)))
        return WHY_CERTAIN;
    return object_at_pc(facts) && why_crash_elf_confirmed(facts->crash) ? WHY_CERTAIN : WHY_LIKELY;
}

/* Where the processor was led to what is no code. */
static struct why_place place_of(const struct why_facts *facts, bool elsewhere)
{
    const struct why_backtrace *backtrace = facts->backtrace;
    struct why_place place;
    struct why_register left;
    struct why_spot spot;

    if (elsewhere && why_find_lost_caller(facts, &place, &left))
        return place;
    if (backtrace && backtrace->frame_count > 1 &&
        (elsewhere || backtrace->frames[0].function_count == 0) &&
        backtrace->frames[1].trust == WHY_TRUST_CALL_SITE &&
        why_find_application(backtrace, 1, &spot) && spot.function)
        return why_place_of_frame(spot.index, spot.frame, spot.function);
    return why_fault_place(facts);
}

static bool match_illegal_instruction(const struct why_facts *facts, struct why_finding *out,
                                      struct why_arena *arena)
{
    struct why_code_bytes seen;
    struct why_refused refused;
    struct why_spot spot;
    bool elsewhere;

    if (!facts->arch || why_facts_cause(facts) != WHY_CAUSE_ILLEGAL_INSTRUCTION ||
        (why_find_kind(facts->backtrace, WHY_NAME_PANIC, &spot) && spot.index == 0))
        return false;
    seen = why_code_bytes_of(facts);
    out->variant = illegal_variant(facts, &seen);
    out->confidence = illegal_confidence(facts, &seen, out->variant);
    elsewhere = out->variant &&
                (strcmp(out->variant, "data") == 0 || strcmp(out->variant, "zeroed-memory") == 0);
    why_finding_set_summary(
        out, arena, "%s%s%s", illegal_summary(out->variant, seen.count > 0 && seen.all_ones),
        elsewhere ? ", at " : "", elsewhere ? why_code_brief(facts, facts->pc.value, arena) : "");
    out->place = place_of(facts, elsewhere);
    add_code_evidence(out, facts, &seen, arena);
    add_elf_evidence(out, facts, &seen, arena);
    add_where(out, facts, arena);
    if (facts->backtrace && facts->backtrace->corrupted)
        why_finding_add_line(
            out, arena, facts->backtrace->line_no,
            "the backtrace is marked CORRUPTED: the stack does not fit what was run");
    if (out->variant && strcmp(out->variant, "refused") == 0 &&
        why_find_refused(facts, &seen, &refused))
        why_describe_refused(out, facts, &refused, arena);
    else if (facts->crash->instruction && !elsewhere)
        add_elf_steps(out, facts->crash->instruction->insn, &seen, arena);
    else
        add_illegal_steps(out, facts, elsewhere, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "illegal-instruction",
      .title = "Illegal instruction",
      .variants = "trap,undefined,zeroed-memory,data,refused",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The processor was told to run bits that are no instruction. Either the program "
               "counter is not in code any more "
               "(zeroed memory, data), or the compiler put a trap there on purpose, or the "
               "instruction was read wrongly from flash. Xtensa refuses good ones, too: a windowed "
               "return is illegal when A0 was overwritten with what no windowed call leaves.",
      .shows = "IllegalInstruction with a \"Memory dump at\" line (Xtensa), Illegal instruction "
               "with the bits in MTVAL when the chip "
               "tells them (RISC-V).",
      .check = "Is the program counter inside a function of the ELF?\n"
               "Does the dumped memory equal the ELF at that address?\n"
               "Zeros: who jumped there? Ones: erased or unmapped flash.\n"
               "bad00bad: the flash cache was off, which is another fault.\n"
               "Does a non-void C++ function end without return?",
      .reproduce = "__asm__ volatile(\"unimp\"); /* RISC-V; \"ill\" on Xtensa */",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, IllegalInstruction\n"
                   "Xtensa Instruction Set Architecture Reference Manual, EXCCAUSE\n"
                   "RISC-V Privileged Architecture, mcause and mtval",
      .source = "Xtensa ISA manual, EXCCAUSE 0; RISC-V Privileged ISA, mcause 2",
      .match = match_illegal_instruction },
};

const struct why_rule_family why_family_illegal = { rules, WHY_COUNTOF(rules) };
