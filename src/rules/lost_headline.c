/* What the cause register tells of an interrupt watchdog whose headline is lost. */
#include "rules/lost_headline.h"

#include <string.h>

#include "model/diagnosis.h"

/* The core whose watchdog fired, as the reason of the cause names it. */
static uint32_t named_core(const struct why_crash *crash)
{
    const char *reason = crash->cause->reason;
    const size_t len = strlen(reason);

    return len > 0 && reason[len - 1] == '1' ? 1 : 0;
}

/* Without the headline, the number in the cause register tells. The dump that is left may be of the
 * core that was only stopped. */
static bool is_of_other_core(const struct why_crash *crash)
{
    const struct why_value number = crash->core_count > 0 ? crash->cores[0].number : crash->core;

    return !crash->reason && crash->core_count == 1 && number.known &&
           number.value != named_core(crash);
}

void why_add_watchdog_reason(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;
    const struct why_value code =
        facts->arch ? why_core_register(facts->core, facts->arch->cause) : (struct why_value){ 0 };

    if (crash->reason)
        why_finding_add_line(out, arena, crash->first_line, "the chip says: %s", crash->reason);
    else if (code.known)
        why_finding_add_register(out, arena, facts->arch->cause, code,
                                 "%s is 0x%x, the panic handler's number for: %s",
                                 facts->arch->cause, (unsigned)code.value, crash->cause->reason);
}

bool why_match_other_core(const struct why_facts *facts, struct why_finding *out,
                          struct why_arena *arena)
{
    const unsigned core = named_core(facts->crash);

    if (!is_of_other_core(facts->crash))
        return false;
    out->confidence = WHY_LIKELY;
    why_finding_set_summary(out, arena,
                            "core %u took no interrupts for too long; the log has only what the "
                            "other core did meanwhile",
                            core);
    why_finding_add_next(
        out, arena,
        "copy the log from the line \"Guru Meditation Error\" on: the dump of core "
        "%u stands there",
        core);
    return true;
}
