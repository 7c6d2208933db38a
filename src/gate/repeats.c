/* Two crashes of a run are the same fault when their verdict and the code they ran through are the
 * same. */
#include "gate/repeats.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "espwhy/diagnosis.h"

bool why_repeats_init(struct why_repeats *repeats)
{
    *repeats =
        (struct why_repeats){ .faults = calloc(WHY_DISTINCT_FAULTS, sizeof(*repeats->faults)) };
    return repeats->faults != NULL;
}

void why_repeats_deinit(struct why_repeats *repeats)
{
    free(repeats->faults);
    *repeats = (struct why_repeats){ .faults = NULL };
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 1099511628211u; /* FNV-1a, 64 bits */
    return hash;
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
    return text ? mix(hash, text, strlen(text) + 1) : mix(hash, "", 1);
}

static uint64_t hash_fault(const struct why_crash *crash)
{
    const struct why_finding *verdict = &crash->findings[0];
    const struct why_core *core = why_crash_core(crash);
    struct why_value pc = why_crash_pc(crash);
    uint64_t hash = mix_text(14695981039346656037u, verdict->rule->id);

    hash = mix_text(hash, verdict->variant);
    hash = mix_text(hash, crash->reason);
    hash = mix(hash, &pc.value, sizeof(pc.value));
    for (size_t i = 0; core && i < core->backtrace.frame_count; i++)
        hash = mix(hash, &core->backtrace.frames[i].pc.value, sizeof(uint32_t));
    return hash;
}

void why_repeats_count(struct why_repeats *repeats, struct why_crash *crash)
{
    uint64_t hash = hash_fault(crash);

    for (uint32_t i = 0; i < repeats->count; i++) {
        struct why_seen_fault *fault = &repeats->faults[i];

        if (fault->hash != hash)
            continue;
        if (fault->id != crash->id) {
            crash->same_as = fault->id;
            crash->repeat = fault->count;
            fault->count += crash->update ? 0 : 1;
        }
        return;
    }
    if (repeats->count < WHY_DISTINCT_FAULTS) {
        repeats->faults[repeats->count] = (struct why_seen_fault){ hash, crash->id, 1 };
        repeats->count++;
    }
}
