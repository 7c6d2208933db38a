/* Two crashes of a run are the same fault when their verdict and the way to it are the same. */
#include "gate/faults.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "espwhy/diagnosis.h"

bool why_faults_init(struct why_faults *faults)
{
    *faults = (struct why_faults){ .faults = calloc(WHY_DISTINCT_FAULTS, sizeof(*faults->faults)),
                                   .keys = calloc(WHY_DISTINCT_FAULTS, sizeof(*faults->keys)) };
    return faults->faults && faults->keys;
}

void why_faults_deinit(struct why_faults *faults)
{
    free(faults->faults);
    free(faults->keys);
    *faults = (struct why_faults){ .faults = NULL };
}

#define DAY_MS 86400000u

/* ---- what is the same ------------------------------------------------------------------------ */

/* A watchdog stops the program wherever it is, each time somewhere else. */
static bool is_stopped_anywhere(const struct why_crash *crash)
{
    return why_crash_says(crash, WHY_SAYS_TASK_WDT) ||
           (crash->cause && crash->cause->cause == WHY_CAUSE_INTERRUPT_WDT);
}

/* Where it happened: the line, which is the same in every build, as the chip's words are not. */
static void add_spot(struct why_digest *digest, const struct why_crash *crash)
{
    const struct why_place *place = &crash->findings[0].place;

    if (is_stopped_anywhere(crash)) {
        why_digest_add(digest, crash->reason);
    } else if (place->line > 0) {
        why_digest_add(digest, why_base_name(place->file));
        why_digest_add_value(digest, (struct why_value){ .known = true, .value = place->line });
    } else {
        why_digest_add(digest, crash->reason);
        why_digest_add_value(digest, why_crash_pc(crash));
    }
}

/* Without names nothing but the addresses tells one way from another. */
static void add_addresses(struct why_digest *digest, const struct why_crash *crash)
{
    const struct why_core *core = why_crash_core(crash);

    why_digest_add(digest, crash->reason);
    why_digest_add_value(digest, why_crash_pc(crash));
    for (size_t i = 0; core && i < core->backtrace.frame_count; i++)
        why_digest_add_value(digest, core->backtrace.frames[i].pc);
}

static struct why_fault_key key_of(const struct why_crash *crash)
{
    const struct why_finding *verdict = &crash->findings[0];
    struct why_digest digest;
    struct why_fault_key key;

    why_digest_begin(&digest);
    why_digest_add(&digest, verdict->rule->id);
    why_digest_add(&digest, verdict->variant);
    why_digest_add(&digest, crash->fingerprint);
    if (crash->fingerprint && !crash->fingerprint_weak)
        add_spot(&digest, crash);
    else
        add_addresses(&digest, crash);
    why_digest_end(&digest, key.bytes);
    return key;
}

/* ---- what is remembered ---------------------------------------------------------------------- */

/* Cut where a character begins: what is kept stays valid UTF-8. */
static void keep_text(char *out, size_t size, const char *text)
{
    size_t len = text ? strnlen(text, size) : 0;

    if (len == size) {
        len--;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    if (len > 0)
        memcpy(out, text, len);
    out[len] = '\0';
}

static struct why_fault_crash remember(const struct why_crash *crash, const char *log_name)
{
    return (struct why_fault_crash){
        .id = crash->id, .log_name = log_name, .line = crash->first_line, .boot = crash->boot.boots
    };
}

static void keep_place(struct why_fault *fault, const struct why_place *place)
{
    fault->line = place->line;
    fault->address = place->address;
    keep_text(fault->function, sizeof(fault->function), place->function);
    keep_text(fault->file, sizeof(fault->file), place->file);
}

static void begin_fault(struct why_fault *fault, const struct why_crash *crash,
                        const char *log_name)
{
    const struct why_finding *verdict = &crash->findings[0];

    *fault = (struct why_fault){ .rule = verdict->rule,
                                 .fingerprint_weak = crash->fingerprint_weak,
                                 .first = remember(crash, log_name) };
    keep_text(fault->variant, sizeof(fault->variant), verdict->variant);
    keep_text(fault->fingerprint, sizeof(fault->fingerprint), crash->fingerprint);
    keep_place(fault, &verdict->place);
}

static void widen(struct why_value *least, struct why_value *most, struct why_value value)
{
    if (!value.known)
        return;
    if (!least->known || value.value < least->value)
        *least = value;
    if (!most->known || value.value > most->value)
        *most = value;
}

static void note_times(struct why_fault *fault, const struct why_boot *boot)
{
    struct why_value between = { .known = fault->clock_ms.known && boot->clock_ms.known };

    widen(&fault->uptime_min_ms, &fault->uptime_max_ms, boot->uptime_ms);
    if (between.known)
        between.value = (boot->clock_ms.value + DAY_MS - fault->clock_ms.value) % DAY_MS;
    widen(&fault->between_min_ms, &fault->between_max_ms, between);
    fault->clock_ms = boot->clock_ms;
}

/* Program counters that the bootloader found out may stand behind one reset and not behind the
 * next. */
static void note_told(struct why_fault *fault, struct why_crash *crash)
{
    const bool lone = crash->statement_count > 0 && crash->statements[0].kind == WHY_SAYS_RESET;
    const uint32_t told = lone ? (uint32_t)crash->statement_count : 0;

    crash->richer = fault->count > 0 && told > fault->told;
    if (told > fault->told)
        fault->told = told;
    if (crash->richer)
        keep_place(fault, &crash->findings[0].place);
}

static size_t find_fault(const struct why_faults *faults, const struct why_fault_key *key)
{
    size_t i = 0;

    while (i < faults->count && memcmp(faults->keys[i].bytes, key->bytes, sizeof(key->bytes)) != 0)
        i++;
    return i;
}

static void take_back(struct why_faults *faults)
{
    if (faults->last >= faults->count)
        return;
    faults->faults[faults->last] = faults->before;
    faults->count = faults->count_before;
}

void why_faults_count(struct why_faults *faults, struct why_crash *crash, const char *log_name)
{
    struct why_fault_key key = key_of(crash);
    struct why_fault *fault;

    if (crash->update && faults->last < faults->count &&
        faults->faults[faults->last].last.id == crash->id)
        take_back(faults);
    faults->last = find_fault(faults, &key);
    if (faults->last == WHY_DISTINCT_FAULTS)
        return;
    fault = &faults->faults[faults->last];
    faults->before = *fault;
    faults->count_before = faults->count;
    if (faults->last == faults->count) {
        faults->keys[faults->count++] = key;
        begin_fault(fault, crash, log_name);
    } else {
        crash->same_as = fault->first.id;
        crash->repeat = fault->count;
    }
    note_told(fault, crash);
    fault->count++;
    fault->last = remember(crash, log_name);
    note_times(fault, &crash->boot);
}
