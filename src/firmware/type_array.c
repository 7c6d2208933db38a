/* Arrays as text: letters in quotes, else elements in braces. */
#include <dwarf.h>
#include <string.h>

#include "firmware/type_printer.h"

#define REPEATS_LEAST 4u /* equal elements in a row that are counted instead */
#define TEXT_LEAST 4u    /* letters that make bytes a text which need not be one */
#define TEXT_BYTES 60u   /* of a text that are shown */

/* Letters up to the NULs at their end. */
static bool print_letters(struct why_printer *printer, Dwarf_Die *element, const uint8_t *bytes,
                          size_t n)
{
    const char *letters = (const char *)bytes;
    size_t shown;

    if (dwarf_tag(element) != DW_TAG_base_type || why_die_size(printer->firmware, element) != 1)
        return false;
    while (n > 0 && letters[n - 1] == '\0')
        n--;
    shown = n > TEXT_BYTES ? TEXT_BYTES : n;
    if (!why_is_text(printer, letters, shown) ||
        (shown < TEXT_LEAST && !why_is_letter_type(element)))
        return false;
    why_print_text(printer, letters, shown, n > shown);
    return true;
}

/* One dimension of an array, and those inside of it. */
struct row {
    Dwarf_Die element;
    size_t element_bytes;
    const struct why_dimensions *dimensions;
    size_t dimension;
    unsigned depth;
};

static size_t row_bytes(const struct row *row)
{
    size_t bytes = row->element_bytes;

    for (size_t i = row->dimension + 1; i < row->dimensions->count; i++)
        bytes *= row->dimensions->counts[i];
    return bytes;
}

/* How many parts from @p bytes on are equal. */
static size_t repeats(const uint8_t *bytes, size_t n, size_t part)
{
    size_t count = 1;

    while ((count + 1) * part <= n && memcmp(bytes, bytes + count * part, part) == 0)
        count++;
    return count;
}

static void print_row(struct why_printer *printer, const struct row *row, const uint8_t *bytes,
                      size_t n);

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_TYPE_DIMENSIONS */
static void print_part(struct why_printer *printer, const struct row *row, const uint8_t *bytes,
                       size_t n)
{
    struct row inner = *row;

    inner.dimension++;
    if (inner.dimension < row->dimensions->count)
        print_row(printer, &inner, bytes, n);
    else if (!why_print_value(printer, &inner.element, bytes, n, row->depth + 1))
        why_strbuf_adds(&printer->out, WHY_NO_TEXT);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_TYPE_DIMENSIONS */
static void print_row(struct why_printer *printer, const struct row *row, const uint8_t *bytes,
                      size_t n)
{
    size_t part = row_bytes(row);
    const char *joint = "";
    Dwarf_Die element = row->element;

    if (row->dimension + 1 == row->dimensions->count && why_die_strip(&element, &element) &&
        print_letters(printer, &element, bytes, n))
        return;
    why_strbuf_addc(&printer->out, '{');
    for (size_t at = 0; at + part <= n;) {
        size_t count = repeats(bytes + at, n - at, part);

        why_strbuf_adds(&printer->out, joint);
        joint = ", ";
        if (why_printer_is_full(printer)) {
            why_strbuf_adds(&printer->out, "...");
            break;
        }
        print_part(printer, row, bytes + at, part);
        if (count >= REPEATS_LEAST)
            why_strbuf_addf(&printer->out, " <%zu times>", count);
        at += (count >= REPEATS_LEAST ? count : 1) * part;
    }
    why_strbuf_addc(&printer->out, '}');
}

bool why_print_array(struct why_printer *printer, Dwarf_Die *type, const uint8_t *bytes, size_t n,
                     unsigned depth)
{
    struct why_dimensions dimensions;
    struct row row = { .dimensions = &dimensions, .depth = depth };

    if (!why_die_dimensions(type, &dimensions) || !why_die_type(type, &row.element))
        return false;
    row.element_bytes = why_die_size(printer->firmware, &row.element);
    if (row.element_bytes == 0 || row_bytes(&row) == 0)
        return false;
    print_row(printer, &row, bytes, n);
    return true;
}
