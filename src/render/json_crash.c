/* A crash as a JSON object: the keys of the contract, in its order. */
#include <string.h>

#include "espwhy/strbuf.h"
#include "render/json_parts.h"

#define KIND_DUMPED "core-dump"

static json_t *lines_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *array;

    if (crash->first_line == 0)
        return json_null(); /* of a core dump alone */
    array = why_json_array(json);
    why_json_push(json, array, why_json_count(json, crash->first_line));
    why_json_push(json, array, why_json_count(json, crash->last_line));
    return array;
}

/* After an abort the cause register describes the panic's own trap: its value stands there without
 * a meaning. */
static json_t *cause_of(struct why_json *json, const struct why_crash *crash)
{
    const char *name = crash->arch ? crash->arch->cause : NULL;
    struct why_value value = why_core_register(why_crash_core(crash), name);
    json_t *object;

    if (!value.known && !crash->cause)
        return json_null();
    object = why_json_object(json);
    why_json_set(json, object, "register", why_json_text(json, value.known ? name : NULL));
    why_json_set(json, object, "value", why_json_hex(json, value));
    why_json_set(json, object, "meaning",
                 why_json_text(json, crash->cause ? crash->cause->meaning : NULL));
    return object;
}

static json_t *boot_of(struct why_json *json, const struct why_boot *boot)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "app", why_json_text(json, boot->app));
    why_json_set(json, object, "version", why_json_text(json, boot->app_version));
    why_json_set(json, object, "idf", why_json_text(json, boot->idf));
    why_json_set(json, object, "elf_sha256", why_json_text(json, boot->elf_sha256));
    why_json_set(json, object, "stage",
                 why_json_text(json, boot->bootloader    ? "bootloader"
                                     : boot->application ? "application"
                                                         : NULL));
    why_json_set(json, object, "boots", why_json_count(json, boot->boots));
    why_json_set(json, object, "uptime_ms", why_json_number(json, boot->uptime_ms));
    why_json_set(json, object, "clock_ms", why_json_number(json, boot->clock_ms));
    return object;
}

static json_t *notes_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->note_count; i++) {
        json_t *object = why_json_object(json);

        why_json_set(json, object, "text", why_json_text(json, crash->notes[i].text));
        why_json_set(json, object, "line", why_json_ordinal(json, crash->notes[i].line_no));
        why_json_push(json, array, object);
    }
    return array;
}

/* The bytes of a core dump would be most of the report, and whoever wants them has the dump. */
static void set_bytes(struct why_json *json, json_t *object, const struct why_memory *piece)
{
    struct why_strbuf bytes;

    why_strbuf_init(&bytes);
    for (uint32_t i = 0; i < piece->size; i++)
        why_strbuf_addf(&bytes, "%02x", piece->bytes[i]);
    json->failed = json->failed || bytes.failed;
    why_json_set(json, object, "bytes", why_json_text(json, bytes.text));
    why_strbuf_deinit(&bytes);
}

static json_t *piece_of(struct why_json *json, const char *kind, const struct why_memory *piece)
{
    struct why_value address = { .known = true, .value = piece->address };
    json_t *object = why_json_object(json);

    why_json_set(json, object, "kind", why_json_text(json, kind));
    why_json_set(json, object, "address", why_json_hex(json, address));
    why_json_set(json, object, "size", why_json_count(json, piece->size));
    if (strcmp(kind, KIND_DUMPED) != 0)
        set_bytes(json, object, piece);
    why_json_set(json, object, "log_line", why_json_ordinal(json, piece->line_no));
    return object;
}

static bool is_of_dump(const struct why_crash *crash, const struct why_memory *piece)
{
    const struct why_core_dump *dump = crash->dump;

    return dump && (piece->line_no == 0 ||
                    (piece->line_no >= dump->first_line && piece->line_no <= dump->last_line));
}

static json_t *memory_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->memory_count; i++)
        why_json_push(json, array,
                      piece_of(json, is_of_dump(crash, &crash->memory[i]) ? KIND_DUMPED : "stack",
                               &crash->memory[i]));
    if (crash->code)
        why_json_push(json, array, piece_of(json, "code", crash->code));
    return array;
}

static json_t *context_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->line_count; i++) {
        json_t *object;

        if (!crash->lines[i].context)
            continue;
        object = why_json_object(json);
        why_json_set(json, object, "text", why_json_text(json, crash->lines[i].text));
        why_json_set(json, object, "line", why_json_ordinal(json, crash->lines[i].line_no));
        why_json_push(json, array, object);
    }
    return array;
}

static json_t *instruction_of(struct why_json *json, const struct why_instruction *instruction)
{
    json_t *object;

    if (!instruction)
        return json_null();
    object = why_json_object(json);
    why_json_set(
        json, object, "address",
        why_json_hex(json, (struct why_value){ .known = true, .value = instruction->address }));
    why_json_set(json, object, "text", why_json_text(json, instruction->text));
    return object;
}

/* Ids of the chips that fit; one when the chip is known. */
static json_t *candidates_of(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->candidate_count; i++)
        why_json_push(json, array, why_json_text(json, crash->candidates[i]->id));
    return array;
}

static json_t *revision_of(struct why_json *json, const struct why_rom *rom)
{
    return rom && rom->revision != UINT32_MAX ? why_json_count(json, rom->revision) : json_null();
}

static void set_identity(struct why_json *json, json_t *object, const struct why_crash *crash)
{
    why_json_set(json, object, "id", why_json_count(json, crash->id));
    why_json_set(json, object, "update", why_json_bool(crash->update));
    why_json_set(json, object, "log", why_json_text(json, crash->log_name));
    why_json_set(json, object, "lines", lines_of(json, crash));
    why_json_set(json, object, "family", why_json_text(json, why_family_name(crash->family)));
    why_json_set(json, object, "chip", why_json_text(json, crash->chip ? crash->chip->id : NULL));
    why_json_set(json, object, "chip_reason", why_json_text(json, crash->chip_reason));
    why_json_set(json, object, "chip_candidates", candidates_of(json, crash));
    why_json_set(json, object, "rom_revision", revision_of(json, crash->rom));
    why_json_set(json, object, "arch", why_json_text(json, crash->arch ? crash->arch->name : NULL));
    why_json_set(json, object, "core", why_json_number(json, crash->core));
    why_json_set(json, object, "task", why_json_text(json, crash->task));
    why_json_set(json, object, "reason", why_json_text(json, crash->reason));
    why_json_set(json, object, "software", why_json_bool(crash->software));
    why_json_set(json, object, "cause", cause_of(json, crash));
    why_json_set(json, object, "pc", why_json_hex(json, why_crash_pc(crash)));
    why_json_set(json, object, "fault_address", why_json_hex(json, why_crash_fault_address(crash)));
    why_json_set(json, object, "complete", why_json_bool(crash->complete));
    why_json_set(json, object, "muted_stack", why_json_bool(crash->muted_stack));
    why_json_set(json, object, "firmware", why_json_of_elfs(json, crash));
    why_json_set(json, object, "boot", boot_of(json, &crash->boot));
    why_json_set(json, object, "instruction", instruction_of(json, crash->instruction));
    why_json_set(json, object, "access", why_json_of_access(json, crash->access));
    why_json_set(json, object, "argument", why_json_of_argument(json, crash->argument));
}

static void set_fingerprint(struct why_json *json, json_t *object, const struct why_crash *crash)
{
    json_t *parts = why_json_array(json);

    for (size_t i = 0; i < crash->fingerprint_part_count; i++)
        why_json_push(json, parts, why_json_text(json, crash->fingerprint_parts[i]));
    why_json_set(json, object, "fingerprint", why_json_text(json, crash->fingerprint));
    why_json_set(json, object, "fingerprint_weak", why_json_bool(crash->fingerprint_weak));
    why_json_set(json, object, "fingerprint_of", parts);
}

json_t *why_json_of_judgement(struct why_json *json, const struct why_judgement *judgement)
{
    json_t *object = why_json_object(json);

    why_json_set(json, object, "action", why_json_text(json, why_action_name(judgement->action)));
    why_json_set(json, object, "note", why_json_text(json, judgement->note));
    why_json_set(json, object, "issue", why_json_text(json, judgement->issue));
    why_json_set(json, object, "expired", why_json_text(json, judgement->expired));
    return object;
}

/* Left out where no signature is of the crash. */
static void set_judgement(struct why_json *json, json_t *object, const struct why_crash *crash)
{
    if (!crash->judgement.signature)
        return;
    why_json_set(json, object, "signature", why_json_text(json, crash->judgement.signature));
    why_json_set(json, object, "judgement", why_json_of_judgement(json, &crash->judgement));
}

json_t *why_json_of_crash(struct why_json *json, const struct why_crash *crash)
{
    json_t *object = why_json_object(json);

    set_identity(json, object, crash);
    why_json_set(json, object, "cores", why_json_of_cores(json, crash));
    why_json_set(json, object, "log_backtrace",
                 crash->log_backtrace ? why_json_of_backtrace(json, crash->log_backtrace)
                                      : json_null());
    why_json_set(json, object, "names", why_json_of_names(json, crash));
    why_json_set(json, object, "tasks", why_json_of_tasks(json, crash));
    why_json_set(json, object, "dump", why_json_of_dump(json, crash->dump));
    why_json_set(json, object, "memory", memory_of(json, crash));
    why_json_set(json, object, "statements", why_json_of_statements(json, crash));
    why_json_set(json, object, "findings", why_json_of_findings(json, crash));
    set_fingerprint(json, object, crash);
    set_judgement(json, object, crash);
    why_json_set(json, object, "same_as", why_json_ordinal(json, crash->same_as));
    why_json_set(json, object, "repeat", why_json_count(json, crash->repeat));
    why_json_set(json, object, "follows", why_json_ordinal(json, crash->follows));
    why_json_set(json, object, "notes", notes_of(json, crash));
    why_json_set(json, object, "context", context_of(json, crash));
    return object;
}
