/* Numbers, letters and enumerators as text. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "firmware/type_printer.h"
#include "firmware/type_scope.h"

#define ENUMERATORS 4096u  /* of one type that are looked at */
#define FLAGS_LEAST 3u     /* single bits that make an enumeration one of flags */
#define FLOAT_DIGITS_MAX 9 /* with which every float, and every double, survives being written */
#define DOUBLE_DIGITS_MAX 17
#define DIGITS_MIN 6
#define WHOLE_MAX 1e15 /* below, every digit of a whole number counts */

bool why_load_number(const uint8_t *bytes, size_t n, uint64_t *out)
{
    uint64_t value = 0;

    if (n != 1 && n != 2 && n != 4 && n != 8)
        return false;
    for (size_t i = n; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    *out = value;
    return true;
}

static uint64_t mask_of(size_t n)
{
    return n >= 8 ? UINT64_MAX : ((uint64_t)1 << n * 8) - 1;
}

static int64_t sign_extend(uint64_t value, size_t n)
{
    uint64_t sign = (mask_of(n) >> 1) + 1;

    return (int64_t)((value ^ sign) - sign);
}

static void print_integer(struct why_printer *printer, uint64_t value, size_t n, bool is_signed)
{
    if (is_signed)
        why_strbuf_addf(&printer->out, "%lld", (long long)sign_extend(value & mask_of(n), n));
    else
        why_strbuf_addf(&printer->out, "%llu", (unsigned long long)(value & mask_of(n)));
}

static bool is_encoded(Dwarf_Die *type, Dwarf_Word encoding)
{
    Dwarf_Attribute attribute;
    Dwarf_Word found;

    return dwarf_attr(type, DW_AT_encoding, &attribute) &&
           dwarf_formudata(&attribute, &found) == 0 && found == encoding;
}

static void print_letter(struct why_printer *printer, Dwarf_Die *type, uint64_t value)
{
    static const char escaped[] = "\t\n\r\\'";
    static const char letters[] = "tnr\\'";
    const char *escape = value != 0 && value < 0x80 ? strchr(escaped, (int)value) : NULL;

    print_integer(printer, value, 1, is_encoded(type, DW_ATE_signed_char));
    if (escape)
        why_strbuf_addf(&printer->out, " '\\%c'", letters[escape - escaped]);
    else if (value >= 0x20 && value < 0x7f)
        why_strbuf_addf(&printer->out, " '%c'", (char)value);
}

bool why_print_number(struct why_printer *printer, Dwarf_Die *type, enum why_type_kind kind,
                      uint64_t value, size_t n)
{
    if (kind == WHY_TYPE_BOOL && value <= 1)
        why_strbuf_adds(&printer->out, value ? "true" : "false");
    else if (kind == WHY_TYPE_CHARACTER && n == 1)
        print_letter(printer, type, value);
    else
        print_integer(printer, value, n, kind == WHY_TYPE_SIGNED);
    return true;
}

/* The fewest digits that are read back as the same number; whole numbers without exponent. */
static void print_shortest(struct why_printer *printer, double value, bool is_float)
{
    int most = is_float ? FLOAT_DIGITS_MAX : DOUBLE_DIGITS_MAX;
    const char *text = "";

    if (value > -WHOLE_MAX && value < WHOLE_MAX && (double)(int64_t)value == value) {
        why_strbuf_addf(&printer->out, "%.0f", value);
        return;
    }
    for (int digits = DIGITS_MIN; digits <= most; digits++) {
        text = why_arena_printf(printer->arena, "%.*g", digits, value);
        if (is_float ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value)
            break;
    }
    why_strbuf_adds(&printer->out, text);
}

bool why_print_float(struct why_printer *printer, const uint8_t *bytes, size_t n)
{
    double wide;
    float narrow;

    if (n == sizeof(narrow)) {
        memcpy(&narrow, bytes, sizeof(narrow));
        print_shortest(printer, (double)narrow, true);
    } else if (n == sizeof(wide)) {
        memcpy(&wide, bytes, sizeof(wide));
        print_shortest(printer, wide, false);
    } else {
        return false;
    }
    return true;
}

/* What an enumeration says of a value. */
struct enumeration {
    Dwarf_Die exact;
    bool found;
    bool is_signed;
    uint64_t singles; /* all enumerators of one bit */
    unsigned single_count;
    uint64_t others; /* one of several bits; UINT64_MAX: several such */
};

static bool value_of(Dwarf_Die *enumerator, size_t n, uint64_t *out, bool *is_signed)
{
    Dwarf_Attribute attribute;
    Dwarf_Sword value;

    if (dwarf_tag(enumerator) != DW_TAG_enumerator ||
        !dwarf_attr(enumerator, DW_AT_const_value, &attribute) ||
        dwarf_formsdata(&attribute, &value) != 0)
        return false;
    if (value < 0 && dwarf_whatform(&attribute) == DW_FORM_sdata)
        *is_signed = true;
    *out = (uint64_t)value & mask_of(n);
    return true;
}

static bool is_single(uint64_t value)
{
    return value != 0 && (value & (value - 1)) == 0;
}

static void note_enumerator(struct enumeration *all, Dwarf_Die *enumerator, uint64_t value,
                            uint64_t wanted)
{
    if (value == wanted && !all->found) {
        all->found = true;
        all->exact = *enumerator;
    }
    if (is_single(value)) {
        all->single_count += (all->singles & value) == 0;
        all->singles |= value;
    } else if (value != 0) {
        all->others = all->others == 0 || all->others == value ? value : UINT64_MAX;
    }
}

static void add_enumerator(struct why_printer *printer, const char *scope, Dwarf_Die *enumerator)
{
    const char *name = dwarf_diename(enumerator);

    why_strbuf_addf(&printer->out, "%s%.256s", scope, name ? name : "?");
}

/* "READ | WRITE" */
static void print_flags(struct why_printer *printer, Dwarf_Die *type, uint64_t value, size_t n,
                        const char *scope)
{
    const char *joint = "";
    bool is_signed;
    uint64_t flag;
    Dwarf_Die child;

    if (dwarf_child(type, &child) != 0)
        return;
    do {
        if (!value_of(&child, n, &flag, &is_signed) || !is_single(flag) || (value & flag) == 0)
            continue;
        why_strbuf_adds(&printer->out, joint);
        add_enumerator(printer, scope, &child);
        joint = " | ";
        value &= ~flag;
    } while (why_steps_take(&printer->steps) && dwarf_siblingof(&child, &child) == 0);
}

/* In C++ enumerators belong to a scope, in C to none. */
static const char *scope_of(struct why_printer *printer, Dwarf_Die *type)
{
    const char *name = dwarf_diename(type);
    const char *prefix;

    if (why_die_is_c(type))
        return "";
    prefix = why_scope_prefix(type, &printer->steps, printer->arena);
    return dwarf_hasattr(type, DW_AT_enum_class) && name
               ? why_arena_printf(printer->arena, "%s%.256s::", prefix, name)
               : prefix;
}

/* Numbers in a row have enumerators of one bit too: only where nothing but single bits is named,
 * and perhaps all of them together, is the enumeration surely one of flags. */
static bool is_flags(const struct enumeration *all, uint64_t value)
{
    return all->single_count >= FLAGS_LEAST && (all->others == 0 || all->others == all->singles) &&
           value != 0 && (value & ~all->singles) == 0;
}

bool why_print_enum(struct why_printer *printer, Dwarf_Die *type, uint64_t value, size_t n)
{
    struct enumeration all = { .found = false };
    unsigned looked_at = 0;
    uint64_t named;
    Dwarf_Die child;

    value &= mask_of(n);
    if (dwarf_child(type, &child) == 0)
        do
            if (value_of(&child, n, &named, &all.is_signed))
                note_enumerator(&all, &child, named, value);
        while (++looked_at < ENUMERATORS && why_steps_take(&printer->steps) &&
               dwarf_siblingof(&child, &child) == 0);
    if (all.found)
        add_enumerator(printer, scope_of(printer, type), &all.exact);
    else if (is_flags(&all, value))
        print_flags(printer, type, value, n, scope_of(printer, type));
    else
        print_integer(printer, value, n, all.is_signed);
    return true;
}
