/* The cause of a crash: by its headline, or by the cause register where that alone tells. */
#include "match/cause.h"

#include "base/span.h"
#include "chip/arch.h"
#include "model/note.h"

#define EXCEPTION_CODES 16u   /* RISC-V: mcause of exceptions; interrupts are above */
#define EXCEPTION_MASK 0xfffu /* what is above are status bits of the interrupt controller */
#define PRINT_ONLY 0xdeadc0deu
#define PSEUDO_CODES 8u     /* Xtensa: those are below */
#define DUMPED_PSEUDO 64u   /* core dumps add this to pseudo causes */
#define DUMPED_NONE 0xffffu /* and write this where there is none */

/* ESP-IDF's handlers put numbers of their own into the cause register. */
static bool has_pseudo_causes(enum why_family family)
{
    return family == WHY_FAMILY_UNKNOWN || family == WHY_FAMILY_ESP_IDF ||
           family == WHY_FAMILY_ESP8266_RTOS;
}

/* A RISC-V pseudo cause may stand beside the exception that the hardware told, or beside the
 * number of its interrupt; a watchdog and the stack guard are no exceptions. */
static bool contradicts_riscv(const struct why_cause_row *row, uint32_t code)
{
    if (code == PRINT_ONLY)
        return false;
    if (!row->pseudo)
        return code != row->code && (code & EXCEPTION_MASK) != row->code;
    return (row->cause == WHY_CAUSE_INTERRUPT_WDT || row->cause == WHY_CAUSE_STACK_PROTECTION) &&
           code < EXCEPTION_CODES;
}

/* Pseudo causes are numbers of real ones; of several that come at once, the headline tells one. */
static bool contradicts_xtensa(const struct why_cause_row *row, uint32_t code)
{
    if (code == DUMPED_NONE || (code >= DUMPED_PSEUDO && code < 2 * DUMPED_PSEUDO))
        return false;
    return row->pseudo ? code >= PSEUDO_CODES : code != row->code;
}

/* True when the cause register cannot hold `code` under a headline of that row. */
static bool contradicts(const struct why_arch *arch, const struct why_cause_row *row, uint32_t code)
{
    if (row->cause == WHY_CAUSE_UNKNOWN)
        return false;
    return arch->id == WHY_ARCH_RISCV ? contradicts_riscv(row, code)
                                      : contradicts_xtensa(row, code);
}

static const char *reason_of(const struct why_cause_row *row)
{
    return row ? row->reason : "no cause that is known";
}

/* The dump is of another core than the headline, and of another cause: its own headline is lost. */
static void take_register(struct why_crash *crash, const struct why_statement *headline,
                          const struct why_cause_row *told, uint32_t code)
{
    const struct why_core *core = why_crash_core(crash);

    why_crash_note(crash, core->line_no,
                   "the register dump is of core %u with %s %u (%s), the headline is of core %u: "
                   "%s; the dump's own headline is lost, and its register tells the cause",
                   (unsigned)core->number.value, crash->arch->cause, (unsigned)code, told->reason,
                   (unsigned)headline->value.value, headline->text);
    crash->cause = told;
    crash->reason = told->reason;
    crash->core = core->number;
}

/* What headline and dump tell of the cause, where they do not agree. */
static void compare(struct why_crash *crash, const struct why_statement *headline)
{
    const struct why_core *core = why_crash_core(crash);
    const struct why_value code = why_core_register(core, crash->arch ? crash->arch->cause : NULL);
    const struct why_cause_row *told = why_cause_by_code(crash->arch, code.value);

    const bool apart = headline->value.known && core && core->number.known &&
                       headline->value.value != core->number.value;

    /* A core that another one reports of did not trap. */
    if (!crash->cause || !crash->arch || !core || !code.known || core->not_an_exception ||
        (apart && crash->cause->pseudo) || !contradicts(crash->arch, crash->cause, code.value))
        return;
    crash->contradicted = true;
    if (told && apart) {
        take_register(crash, headline, told, code.value);
        return;
    }
    why_crash_note(crash, code.line_no,
                   "headline and registers contradict each other: \"%s\" has another %s than %u "
                   "(%s); one of them is damaged, or of another panic",
                   headline->text, crash->arch->cause, (unsigned)code.value, reason_of(told));
}

static bool has_headline(const struct why_crash *crash, struct why_value core)
{
    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_OTHER_HEADLINE && core.known &&
            crash->statements[i].value.value == core.value)
            return true;
    return false;
}

/* Cores that were stopped, and those that a watchdog looked at, did not trap. */
static void settle_traps(struct why_crash *crash, bool watched)
{
    for (size_t i = 0; i < crash->core_count; i++)
        crash->cores[i].not_an_exception |=
            watched || (i > 0 && !has_headline(crash, crash->cores[i].number));
}

/* Of Xtensa; 0 where it is not known. Source: Xtensa ISA, PS.INTLEVEL. */
static uint32_t interrupt_level(const struct why_core *core)
{
    return why_core_register(core, "PS").value & 0xfu;
}

/* Told by the line behind a headline that is lost, or that lost its reason. */
static bool is_debug_exception(const struct why_crash *crash, const struct why_statement *headline)
{
    return has_pseudo_causes(crash->family) && why_crash_says(crash, WHY_SAYS_DEBUG_REASON) &&
           (!headline || headline->text[0] == '\0');
}

/* By the register alone, which holds a real cause or a number of the handler's. */
static const struct why_cause_row *registered(const struct why_crash *crash,
                                              const struct why_core *core)
{
    const struct why_value code = why_core_register(core, crash->arch->cause);
    const struct why_cause_row *own = NULL;

    if (!code.known)
        return NULL;
    if (has_pseudo_causes(crash->family))
        own = why_cause_of_handler(crash->arch, code.value, interrupt_level(core));
    return own ? own : why_cause_by_code(crash->arch, code.value);
}

void why_settle_cause(struct why_crash *crash)
{
    const struct why_statement *headline = why_crash_says(crash, WHY_SAYS_HEADLINE);
    const struct why_core *core = why_crash_core(crash);

    settle_traps(crash, !headline && why_crash_says(crash, WHY_SAYS_TASK_WDT));
    if (is_debug_exception(crash, headline)) {
        crash->cause = why_cause_by_reason(crash->arch, why_span_of("Unhandled debug exception"));
        return;
    }
    if (headline) {
        crash->cause = why_cause_by_reason(crash->arch, why_span_of(headline->text));
        compare(crash, headline);
        if (crash->cause || has_pseudo_causes(crash->family))
            return;
    }
    if (crash->software || !crash->arch || !core || core->not_an_exception)
        return;
    crash->cause = registered(crash, core);
}
