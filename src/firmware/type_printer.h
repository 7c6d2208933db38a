/* Values on their way to text; seen by the files that write them only. */
#ifndef WHY_FIRMWARE_TYPE_PRINTER_H
#define WHY_FIRMWARE_TYPE_PRINTER_H

#include "espwhy/strbuf.h"
#include "firmware/type_dies.h"

#define WHY_PRINT_NESTING 4u /* of parts that are shown */
#define WHY_NO_TEXT "..."    /* a part that is not known, or is of a kind that has no text */

struct why_printer {
    struct why_firmware *firmware;
    const struct why_target *target; /* NULL: no pointer is followed */
    struct why_arena *arena;
    struct why_steps steps;
    struct why_strbuf out; /* not clean yet */
};

/** A number of 1, 2, 4 or 8 bytes; false for other sizes. */
bool why_load_number(const uint8_t *bytes, size_t n, uint64_t *out);

/* Each writes a value of @p n bytes, and returns false, with nothing written, when it cannot. @p
 * type is without typedefs and qualifiers. */
bool why_print_number(struct why_printer *printer, Dwarf_Die *type, enum why_type_kind kind,
                      uint64_t value, size_t n);
bool why_print_float(struct why_printer *printer, const uint8_t *bytes, size_t n);
bool why_print_enum(struct why_printer *printer, Dwarf_Die *type, uint64_t value, size_t n);
bool why_print_array(struct why_printer *printer, Dwarf_Die *type, const uint8_t *bytes, size_t n,
                     unsigned depth);
void why_print_structure(struct why_printer *printer, Dwarf_Die *type, const uint8_t *bytes,
                         size_t n, unsigned depth);
void why_print_pointer(struct why_printer *printer, Dwarf_Die *type, uint32_t value);

/** A value of any type, inside of @p depth others. */
bool why_print_value(struct why_printer *printer, Dwarf_Die *type, const uint8_t *bytes, size_t n,
                     unsigned depth);
/** True when the line is long enough. */
bool why_printer_is_full(struct why_printer *printer);

/** True for plain char, which holds texts; unsigned char is a number more often. */
bool why_is_letter_type(Dwarf_Die *type);
/** True when bytes up to a NUL, or all of them, may be shown as text. */
bool why_is_text(struct why_printer *printer, const char *bytes, size_t len);
/** In quotes, with escapes; @p more: it goes on. */
void why_print_text(struct why_printer *printer, const char *bytes, size_t len, bool more);

#endif
