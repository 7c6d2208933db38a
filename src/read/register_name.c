/* The names of registers, as panic handlers spell them. */
#include "read/register_name.h"

#include <string.h>
#include <strings.h>

#include "base/span.h"

/* @p word is in capitals; most words differ from the name in their first letter. */
static bool same_name(why_span name, const char *word)
{
    return (name.ptr[0] & ~0x20) == word[0] && name.len == strlen(word) &&
           strncasecmp(name.ptr, word, name.len) == 0;
}

/* "A10" behind "A": one or two digits. */
static bool is_number_of(why_span name, const char *letters)
{
    const size_t len = strlen(letters);
    uint32_t number;

    if (name.len <= len || name.len > len + 2 || strncasecmp(name.ptr, letters, len) != 0)
        return false;
    name = why_span_skip(name, len);
    return why_span_take_decimal(&name, &number) && name.len == 0 && number <= 15;
}

/* Every register name begins like one of these and goes on in digits or stands here whole.
 * Source: XCHAL register names in panic_arch.c (Xtensa); riscv/rvruntime-frames.h; ESP-TEE panic;
 * last row: NuttX, Zephyr, boot ROM.
 */
bool why_is_register_name(why_span name)
{
    /* clang-format off */
    static const char *const whole[] = {
        "PC",       "PS",        "SAR",        "EXCCAUSE",   "EXCVADDR",   "LBEG",
        "LEND",     "LCOUNT",    "MEPC",       "RA",         "SP",         "GP",
        "TP",       "S0/FP",     "MSTATUS",    "MTVEC",      "MCAUSE",     "MTVAL",
        "MHARTID",  "INTLEVEL",  "MSCRATCH",   "UEPC",       "USTATUS",    "UTVEC",
        "UCAUSE",   "UTVAL",     "MIE",        "MIP",        "UIE",        "UIP",
        "USCRATCH", "MEXSTATUS", "MINTSTATUS", "MINTTHRESH", "UINTSTATUS", "UINTTHRESH",
        "EPC",      "CAUSE",     "VADDR",      "LCNT",       "FP",         "XEPC",
        "XSTATUS",  "XTVAL",     "DEPC",       "THREADPTR",
    };
    /* clang-format on */
    static const char *const numbered[] = { "A", "T", "S", "EPC", "EPS" };

    if (name.len == 0)
        return false;
    for (size_t i = 0; i < WHY_COUNTOF(whole); i++)
        if (same_name(name, whole[i]))
            return true;
    for (size_t i = 0; i < WHY_COUNTOF(numbered); i++)
        if (is_number_of(name, numbered[i]))
            return true;
    return false;
}
