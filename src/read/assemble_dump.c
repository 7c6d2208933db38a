/* The core dump of a crash: read, compared with what the log says, joined. */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/span.h"
#include "base/text.h"
#include "model/note.h"
#include "read/assemble.h"
#include "read/assembly.h"

static struct why_dump *read_text(struct why_assembly *assembly, const struct why_core_text *core)
{
    struct why_dump *dump = NULL;
    struct why_error err;
    enum why_status status = why_dump_read((const uint8_t *)core->text.text, core->text.len, NULL,
                                           assembly->dump_arena, &dump, &err);

    if (status == WHY_OK)
        return dump;
    assembly->out_of_memory |= status == WHY_E_NOMEM;
    if (status != WHY_E_NOMEM)
        why_assembly_note(assembly,
                          core->phase == WHY_CORE_WHOLE
                              ? "the core dump in the log cannot be read: none of it is recognised"
                              : "the core dump in the log is cut off before anything of it can be "
                                "read",
                          core->first_line);
    return NULL;
}

/* Lines of the text become lines of the log. */
static void shift_lines(struct why_assembly *assembly, struct why_dump *dump, uint32_t by)
{
    struct why_note *notes =
        why_arena_alloc(assembly->dump_arena, (dump->note_count + 1) * sizeof(*notes));

    dump->info.first_line += dump->info.first_line > 0 ? by : 0;
    dump->info.last_line += dump->info.last_line > 0 ? by : 0;
    for (size_t i = 0; notes && i < dump->note_count; i++) {
        notes[i] = dump->notes[i];
        notes[i].line_no += notes[i].line_no > 0 ? by : 0;
    }
    if (notes)
        dump->notes = notes;
    assembly->out_of_memory |= !notes;
}

/* The panic's own words, where the log has none; on which line of the dump they stand is not told.
 */
static void take_reason(struct why_assembly *assembly, const struct why_dump *dump)
{
    struct why_item item = { .kind = WHY_ITEM_STATEMENT, .says = WHY_SAYS_PANIC_REASON };

    if (!dump->info.reason)
        return;
    item.text = why_span_of(dump->info.reason);
    why_assemble_statement(assembly, &item);
    for (size_t i = 1; i < dump->detail_count; i++)
        why_assemble_again(assembly, why_span_of(dump->details[i]), item.line_no);
}

static bool has_registers(const struct why_assembly *assembly)
{
    for (size_t i = 0; i < assembly->core_count; i++)
        if (assembly->cores[i].register_count > 0)
            return true;
    return false;
}

void why_assemble_core_text(struct why_assembly *assembly, const struct why_core_text *core)
{
    struct why_crash *crash = assembly->crash;
    struct why_dump *dump;

    if (!core || !why_core_text_is_there(core)) {
        if (assembly->core_end_line > 0)
            why_assembly_note(assembly, "a core dump ends here; its beginning is missing",
                              assembly->core_end_line);
        return;
    }
    crash->first_line = crash->first_line > 0 ? crash->first_line : core->first_line;
    crash->last_line = crash->last_line > core->last_line ? crash->last_line : core->last_line;
    if (core->overflow)
        why_assembly_note(assembly,
                          "the core dump's text is longer than 16 MiB; the rest was left out",
                          core->last_line);
    dump = read_text(assembly, core);
    if (!dump)
        return;
    if (core->phase != WHY_CORE_WHOLE && dump->info.checksum != WHY_CHECKSUM_GOOD &&
        dump->info.held >= dump->info.size) /* else a note of the dump tells how much is missing */
        why_assembly_note(assembly, "the core dump breaks off: its end is missing from the log",
                          core->last_line);
    shift_lines(assembly, dump, core->first_line - 1);
    assembly->dump = dump;
    if (!has_registers(assembly) && assembly->statement_count == 0)
        take_reason(assembly, dump);
}

/* Either may have been printed in part. */
static bool same_elf(const struct why_crash *crash, const struct why_dump *dump)
{
    const char *printed = crash->boot.elf_sha256;
    const char *dumped = dump->info.elf_sha256;
    size_t len = printed && dumped ? strlen(printed) : 0;

    if (len > 0 && strlen(dumped) < len)
        len = strlen(dumped);
    return len == 0 || strncasecmp(printed, dumped, len) == 0;
}

enum why_status why_join_dump(struct why_crash *crash, const struct why_dump *dump,
                              struct why_error *err)
{
    const char *printed = crash->boot.elf_sha256;
    bool same = same_elf(crash, dump);
    enum why_status status = why_dump_join(crash, dump, err);

    if (status != WHY_OK || same)
        return status;
    return why_crash_note(
               crash, 0,
               "the core dump names another ELF (SHA256 %.16s) than the log (%.16s); the "
               "log is believed",
               dump->info.elf_sha256, printed)
               ? WHY_OK
               : why_oom(err);
}

/* False only where something speaks against it: it was printed within the report. */
static bool is_of_this_panic(const struct why_assembly *assembly)
{
    const struct why_dump *dump = assembly->dump;
    bool comparable =
        has_registers(assembly) && dump->task_count > 0 && dump->tasks[0].register_count > 0;

    if (comparable)
        return why_dump_fits(dump, assembly->crash);
    return same_elf(assembly->crash, dump);
}

enum why_status why_assemble_join(struct why_assembly *assembly, struct why_error *err)
{
    struct why_crash *crash = assembly->crash;

    if (!assembly->dump)
        return WHY_OK;
    if (is_of_this_panic(assembly))
        return why_join_dump(crash, assembly->dump, err);
    why_assembly_note(assembly,
                      "the core dump is of another panic: its registers, or its ELF, are not those "
                      "of the report; it is not used",
                      assembly->dump->info.first_line);
    crash->notes = assembly->notes;
    crash->note_count = assembly->note_count;
    return WHY_OK;
}

enum why_status why_assemble_dump(const struct why_scanner *scanner, const struct why_dump *dump,
                                  struct why_crash **out, struct why_error *err)
{
    struct why_assembly assembly = { .arena = why_arena_create(WHY_ARENA_BYTES),
                                     .scanner = scanner };
    enum why_status status;

    assembly.crash =
        assembly.arena ? why_arena_alloc(assembly.arena, sizeof(*assembly.crash)) : NULL;
    if (!assembly.crash) {
        why_arena_destroy(assembly.arena);
        return why_oom(err);
    }
    assembly.crash->arena = assembly.arena;
    assembly.crash->family = WHY_FAMILY_ESP_IDF;
    assembly.crash->complete = true; /* there is no log that could go on */
    assembly.crash->log_name =
        why_text_clean(assembly.arena, why_span_of(dump->info.name ? dump->info.name : ""));
    assembly.crash->first_line = dump->info.first_line;
    assembly.crash->last_line = dump->info.last_line;
    take_reason(&assembly, dump);
    why_settle_words(&assembly);
    why_settle_task(&assembly);
    status = why_dump_join(assembly.crash, dump, err);
    if (status == WHY_OK && why_arena_failed(assembly.arena))
        status = why_oom(err);
    if (status == WHY_OK)
        *out = assembly.crash;
    else
        why_crash_destroy(assembly.crash);
    return status;
}
