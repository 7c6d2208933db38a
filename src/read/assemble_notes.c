/* What was imperfect about the text of a report, and what to do about it. */
#include "read/assemble_notes.h"

#include "read/assemble_damage.h"
#include "read/plain.h"

void why_assembly_note(struct why_assembly *assembly, const char *text, uint32_t line_no)
{
    struct why_note *notes =
        why_arena_extend(assembly->arena, assembly->notes, assembly->note_count, sizeof(*notes));

    if (!notes)
        return;
    notes[assembly->note_count] = (struct why_note){ text, line_no };
    assembly->notes = notes;
    assembly->note_count++;
}

static const char *rewriting_text(uint32_t rewriting)
{
    static const struct {
        uint32_t rewriting;
        const char *text;
    } texts[] = {
        { WHY_REWRITTEN_TYPOGRAPHY,
          "quotes, blanks or dashes of a word processor stand in the log; "
          "they were read as the plain characters of the console" },
        { WHY_REWRITTEN_MARKUP, "the log is written as HTML, with &lt; for < and the like; it was "
                                "read as what it stands for" },
        { WHY_REWRITTEN_ESCAPES,
          "the log is written as a quoted string, with \\n for line breaks; it "
          "was read as what it stands for" },
        { WHY_REWRITTEN_PADDING,
          "a terminal wrapped long lines and filled them up with blanks; what "
          "it parted was put together" },
        { WHY_REWRITTEN_NULS, "NUL bytes stand in the log, as of UTF-16; they were left out" },
    };

    for (size_t i = 0; i < WHY_COUNTOF(texts); i++)
        if (texts[i].rewriting == rewriting)
            return texts[i].text;
    return NULL; /* colours are no news */
}

void why_assemble_rewritten(struct why_assembly *assembly, const struct why_line *line)
{
    for (uint32_t bit = 1; bit <= WHY_REWRITTEN_PADDING; bit <<= 1) {
        const char *text = rewriting_text(bit);

        if (!(line->rewritten & bit) || (assembly->rewritten & bit) || !text)
            continue;
        assembly->rewritten |= bit;
        why_assembly_note(assembly, text, line->line_no);
    }
}

#define KEEPS_STACK                                                                                \
    "\"python -m esp_idf_monitor --decode-panic disable\", or any plain terminal program, keeps "  \
    "it"

static const char *muted_stack_text(const struct why_assembly *assembly)
{
    return assembly->muted
               ? "the monitor took the stack block out of the log, as idf.py monitor "
                 "does; " KEEPS_STACK
               : "frames of GDB stand where the chip prints its stack block: idf.py monitor puts "
                 "them there; " KEEPS_STACK;
}

/* What the core dump tool prints stands in the log without the dump itself; the monitor runs that
 * tool, but so may people. */
static void note_muted_core(struct why_assembly *assembly)
{
    if (assembly->dump)
        return;
    if (assembly->muted_core)
        why_assembly_note(assembly,
                          "the monitor took the core dump out of the log to decode it itself; "
                          "CONFIG_ESP_COREDUMP_DECODE_DISABLE=y in sdkconfig keeps it in idf.py "
                          "monitor, as --decode-coredumps disable does in esp_idf_monitor",
                          0);
    else if (why_assembly_says(assembly, WHY_SAYS_CRASHED_TASK))
        why_assembly_note(assembly,
                          "the log has a core dump in the words of esp-coredump only; if the "
                          "monitor decoded it, CONFIG_ESP_COREDUMP_DECODE_DISABLE=y in sdkconfig "
                          "keeps the dump itself, which tells more",
                          0);
}

void why_settle_notes(struct why_assembly *assembly, const struct why_collected *collected)
{
    struct why_crash *crash = assembly->crash;

    why_settle_damage(assembly);
    if (assembly->joined_line > 0)
        why_assembly_note(assembly,
                          "lines of the report were broken; those were put together again where "
                          "what stands across the break leaves no doubt",
                          assembly->joined_line);
    if (assembly->mixed_line > 0)
        why_assembly_note(assembly,
                          "rows of two register dumps are mixed: registers that they contradict "
                          "each other about are not known",
                          assembly->mixed_line);
    if (collected->block->overflow)
        why_assembly_note(assembly, "the report is longer than 1 MiB; what follows was left out",
                          crash->last_line);
    if (crash->core_count == 0 && !crash->log_backtrace && crash->statement_count > 0 &&
        crash->memory_count == 0 && !assembly->dump && !why_crash_is_reset(crash) &&
        !why_assembly_says(assembly, WHY_SAYS_HARD_WDT) &&
        !why_assembly_says(assembly, WHY_SAYS_TRACED))
        why_assembly_note(assembly, "the report stops here: no registers and no backtrace follow",
                          crash->last_line);
    if (why_crash_lacks_words(crash) && !assembly->dump)
        why_assembly_note(assembly,
                          "the line that says what happened is not in the log: the registers alone "
                          "tell it",
                          crash->first_line);
    if (why_crash_is_record(crash))
        why_assembly_note(assembly,
                          "this is a record of the run before, printed after the restart: the log "
                          "around it is of the run that came after the crash",
                          crash->first_line);
    if (crash->muted_stack)
        why_assembly_note(assembly, muted_stack_text(assembly), 0);
    note_muted_core(assembly);
    if (assembly->core_saved_line > 0)
        why_assembly_note(assembly,
                          "the chip saved a core dump to flash: \"idf.py coredump-info\" or "
                          "\"esptool.py read_flash\" of the coredump partition gets it, --core "
                          "reads it",
                          assembly->core_saved_line);
}
