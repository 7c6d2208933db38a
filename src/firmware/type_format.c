/* Values as a C programmer writes them, whole objects cut to a line. */
#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/type_printer.h"

#define LINE_BYTES 100u /* after which no further part of an object is begun */

bool why_printer_is_full(struct why_printer *printer)
{
    return printer->out.len >= LINE_BYTES || !why_steps_take(&printer->steps);
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_PRINT_NESTING */
static bool print_whole(struct why_printer *printer, Dwarf_Die *type, enum why_type_kind kind,
                        const uint8_t *bytes, size_t n, unsigned depth)
{
    if (depth >= WHY_PRINT_NESTING) {
        why_strbuf_adds(&printer->out, "{...}");
        return true;
    }
    if (kind == WHY_TYPE_ARRAY)
        return why_print_array(printer, type, bytes, n, depth);
    why_print_structure(printer, type, bytes, n, depth);
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): ends at WHY_PRINT_NESTING */
bool why_print_value(struct why_printer *printer, Dwarf_Die *type, const uint8_t *bytes, size_t n,
                     unsigned depth)
{
    struct why_type plain =
        why_type_of(printer->firmware, why_type_ref_of(printer->firmware, type));
    uint64_t value = 0;
    Dwarf_Die peeled;

    if (plain.size == 0 || plain.size > n || !why_die_peel(printer->firmware, type, &peeled))
        return false;
    n = plain.size;
    if (plain.kind == WHY_TYPE_ARRAY || plain.kind == WHY_TYPE_STRUCT ||
        plain.kind == WHY_TYPE_UNION)
        return print_whole(printer, &peeled, plain.kind, bytes, n, depth);
    if (plain.kind == WHY_TYPE_FLOAT)
        return why_print_float(printer, bytes, n);
    if (!why_load_number(bytes, n, &value))
        return false;
    switch (plain.kind) {
    case WHY_TYPE_BOOL:
    case WHY_TYPE_CHARACTER:
    case WHY_TYPE_SIGNED:
    case WHY_TYPE_UNSIGNED:
        return why_print_number(printer, &peeled, plain.kind, value, n);
    case WHY_TYPE_ENUM:
        return why_print_enum(printer, &peeled, value, n);
    case WHY_TYPE_POINTER:
        why_print_pointer(printer, &peeled, (uint32_t)value);
        return true;
    case WHY_TYPE_UNKNOWN:
    case WHY_TYPE_VOID:
    case WHY_TYPE_FLOAT:
    case WHY_TYPE_ARRAY:
    case WHY_TYPE_STRUCT:
    case WHY_TYPE_UNION:
    case WHY_TYPE_FUNCTION:
        break;
    }
    return false;
}

const char *why_type_format(struct why_firmware *firmware, why_type_ref ref, const uint8_t *bytes,
                            size_t n, const struct why_target *target, struct why_arena *arena)
{
    struct why_printer printer = { .firmware = firmware,
                                   .target = target,
                                   .arena = arena,
                                   .steps = { .left = WHY_DWARF_LOOKUP_STEPS,
                                              .ms_left = WHY_DWARF_LOOKUP_MS } };
    const char *text = NULL;
    Dwarf_Die type;

    if (!why_type_die(firmware, ref, &type))
        return NULL;
    why_steps_resume(&printer.steps);
    why_strbuf_init(&printer.out);
    if (why_print_value(&printer, &type, bytes, n, 0))
        text = why_text_clean(arena, (why_span){ printer.out.text, printer.out.len });
    why_strbuf_deinit(&printer.out);
    return text;
}
