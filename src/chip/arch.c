/* Which architecture there is, which of its causes a headline or a register names. */
#include "chip/arch.h"

#include <string.h>
#include <strings.h>

#include "base/span.h"

/* Xtensa return addresses carry the window increment in bits 31:30. Source: Xtensa ISA, CALLn. */
#define XTENSA_ADDRESS_MASK 0x3FFFFFFFu
#define XTENSA_CODE_BASE 0x40000000u

/* Status bits of the CLIC stand above the code, and bit 31 marks an interrupt, which is no cause of
 * a panic. Source: RISC-V CLIC specification, mcause; seen in dumps of the boot ROMs and ESP-TEE.
 */
#define RISCV_CODE_MASK 0xFFFu
#define RISCV_INTERRUPT_BIT 0x80000000u

/* A core dump counts the handler's own codes from here on. Source: ESP-IDF
 * components/espcoredump/src/port/xtensa/core_dump_port.c, XCHAL_EXCCAUSE_NUM. */
#define CORE_DUMP_CAUSE 64u

/* The handler's own codes that no exception of a program under ESP-IDF has, or none at that
 * interrupt level: SYSCALL is not used and MOVSP is served, while the interrupt watchdog and cache
 * errors come at level 4 or 5. Source: ESP-IDF esp_private/panic_reason.h, highint_hdl.S. */
static const struct {
    uint32_t code;
    uint32_t interrupt_level; /* at least */
} own_codes[] = { { 1, 0 }, { 5, 0 }, { 6, 4 }, { 7, 4 } };

/* The one reason that ends in a core number. */
static const char wdt_reason[] = "Interrupt wdt timeout on CPU";

static const struct why_arch *const archs[] = { &why_arch_xtensa, &why_arch_lx106,
                                                &why_arch_riscv };

const struct why_arch *why_arch_get(enum why_arch_id id)
{
    for (size_t i = 0; i < WHY_COUNTOF(archs); i++)
        if (archs[i]->id == id)
            return archs[i];
    return NULL;
}

static bool same_words(const char *words, why_span text)
{
    return strlen(words) == text.len && strncasecmp(words, text.ptr, text.len) == 0;
}

/* The watchdog's reason with its number lost or of a core that no row names: whatever the core, it
 * is the watchdog. */
static bool is_wdt_reason(why_span text)
{
    size_t fixed = strlen(wdt_reason);

    if (text.len < fixed || strncasecmp(wdt_reason, text.ptr, fixed) != 0)
        return false;
    text = why_span_skip(text, fixed);
    return text.len == 0 || (text.len == 1 && (why_is_digit(text.ptr[0]) || text.ptr[0] == '/'));
}

static const struct why_cause_row *find_cause(const struct why_arch *arch, enum why_cause cause)
{
    for (size_t i = 0; i < arch->cause_count; i++)
        if (arch->causes[i].cause == cause)
            return &arch->causes[i];
    return NULL;
}

static const struct why_cause_row *find_reason(const struct why_arch *arch, why_span reason)
{
    for (size_t i = 0; i < arch->cause_count; i++)
        if (same_words(arch->causes[i].reason, reason))
            return &arch->causes[i];
    return is_wdt_reason(reason) ? find_cause(arch, WHY_CAUSE_INTERRUPT_WDT) : NULL;
}

const struct why_cause_row *why_cause_by_reason(const struct why_arch *arch, why_span reason)
{
    const struct why_cause_row *found = NULL;

    reason = why_span_trim(reason);
    if (arch)
        return find_reason(arch, reason);
    for (size_t i = 0; i < WHY_COUNTOF(archs) && !found; i++)
        found = find_reason(archs[i], reason);
    return found;
}

/* The first row of a code, real or pseudo. */
static const struct why_cause_row *find_code(const struct why_arch *arch, uint32_t code,
                                             bool pseudo)
{
    for (size_t i = 0; i < arch->cause_count; i++) {
        const struct why_cause_row *row = &arch->causes[i];

        if (row->code == code && row->pseudo == pseudo && row->cause != WHY_CAUSE_UNKNOWN)
            return row;
    }
    return NULL;
}

const struct why_cause_row *why_cause_by_code(const struct why_arch *arch, uint32_t code)
{
    const struct why_cause_row *row;

    if (!arch)
        return NULL;
    row = find_code(arch, code, false);
    if (row || arch->id != WHY_ARCH_RISCV || find_code(arch, code, true))
        return row;
    if (code & RISCV_INTERRUPT_BIT)
        return NULL;
    return find_code(arch, code & RISCV_CODE_MASK, false);
}

const struct why_cause_row *why_cause_of_handler(const struct why_arch *arch, uint32_t code,
                                                 uint32_t interrupt_level)
{
    if (!arch || arch->id != WHY_ARCH_XTENSA)
        return NULL;
    if (code >= CORE_DUMP_CAUSE && code < 2 * CORE_DUMP_CAUSE)
        return find_code(arch, code - CORE_DUMP_CAUSE, true);
    for (size_t i = 0; i < WHY_COUNTOF(own_codes); i++)
        if (own_codes[i].code == code && interrupt_level >= own_codes[i].interrupt_level)
            return find_code(arch, code, true);
    return NULL;
}

uint32_t why_arch_code_address(const struct why_arch *arch, uint32_t return_address)
{
    if (!arch || arch->id != WHY_ARCH_XTENSA)
        return return_address;
    return (return_address & XTENSA_ADDRESS_MASK) | XTENSA_CODE_BASE;
}
