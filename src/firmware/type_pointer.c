/* Pointers as text: what they point at, where that has a name or is a text. */
#include <dwarf.h>
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "firmware/demangle.h"
#include "firmware/type_printer.h"

#define TEXT_BYTES 60u     /* of a text that are shown */
#define BYTE_TEXT_LEAST 4u /* letters that make bytes a text which need not be one */

static bool read_memory(const struct why_printer *printer, uint32_t address, void *bytes,
                        uint32_t n)
{
    const struct why_target *target = printer->target;

    if (!target)
        return false;
    return (target->read && target->read(target->context, address, bytes, n)) ||
           why_firmware_read(printer->firmware, WHY_READ_FIXED, address, bytes, n);
}

bool why_is_letter_type(Dwarf_Die *type)
{
    const char *name = dwarf_diename(type);

    return name && (strcmp(name, "char") == 0 || strcmp(name, "char8_t") == 0);
}

static const char *escape_of(char c)
{
    switch (c) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\x1b': /* colours of a log */
        return "\\e";
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && !escape_of(c)) || c == 0x7f;
}

/* What is no UTF-8 turns into U+FFFD when it is cleaned. */
bool why_is_text(struct why_printer *printer, const char *bytes, size_t len)
{
    bool plain = true;

    for (size_t i = 0; i < len; i++) {
        if (is_control(bytes[i]))
            return false;
        plain = plain && (unsigned char)bytes[i] < 0x80;
    }
    return plain ||
           !strstr(why_text_clean(printer->arena, (why_span){ bytes, len }), "\xef\xbf\xbd");
}

void why_print_text(struct why_printer *printer, const char *bytes, size_t len, bool more)
{
    why_strbuf_addc(&printer->out, '"');
    for (size_t i = 0; i < len; i++) {
        const char *escape = escape_of(bytes[i]);

        if (escape)
            why_strbuf_adds(&printer->out, escape);
        else if (is_control(bytes[i]))
            why_strbuf_addf(&printer->out, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
        else
            why_strbuf_addc(&printer->out, bytes[i]);
    }
    why_strbuf_adds(&printer->out, more ? "\"..." : "\"");
}

/* A cut must not go through a letter of several bytes. */
static size_t whole_letters(const char *bytes, size_t len)
{
    while (len > 0 && ((unsigned char)bytes[len - 1] & 0xc0) == 0x80)
        len--;
    return len > 0 && (unsigned char)bytes[len - 1] >= 0xc0 ? len - 1 : len;
}

/* The text at an address, as far as memory is known: " \"text\"". */
static bool print_text_at(struct why_printer *printer, uint32_t address, bool letters)
{
    char bytes[TEXT_BYTES];
    size_t len = 0;
    bool ended = false;
    char next;

    while (read_memory(printer, address + (uint32_t)len, &next, 1)) {
        ended = next == '\0';
        if (ended || len == TEXT_BYTES)
            break;
        bytes[len++] = next;
    }
    if (!ended)
        len = whole_letters(bytes, len);
    if ((len == 0 && !ended) || (!letters && (!ended || len < BYTE_TEXT_LEAST)) ||
        !why_is_text(printer, bytes, len))
        return false;
    why_strbuf_addf(&printer->out, "0x%08x ", address);
    why_print_text(printer, bytes, len, !ended);
    return true;
}

/* "0x4200abcd <worker_cb>" */
static bool print_function(struct why_printer *printer, uint32_t address)
{
    const struct why_symbol *symbol = why_function_symbol(printer->firmware, address);

    if (!symbol || symbol->address != address)
        return false;
    why_strbuf_addf(&printer->out, "0x%08x <%s>", address,
                    why_demangle(printer->arena, symbol->name));
    return true;
}

/* "&g_queue", "&g_queue+8", "&samples[3]" */
static bool print_global(struct why_printer *printer, uint32_t address)
{
    struct why_global global;
    struct why_type type;
    uint32_t offset;
    uint32_t element;

    if (!why_firmware_global(printer->firmware, address, &global, printer->arena))
        return false;
    offset = address - global.address;
    type = why_type_of(printer->firmware, global.type);
    element = type.kind == WHY_TYPE_ARRAY ? why_type_of(printer->firmware, type.target).size : 0;
    why_strbuf_addf(&printer->out, "&%s", global.name);
    if (element > 0) {
        why_strbuf_addf(&printer->out, "[%u]", offset / element);
        offset %= element;
    }
    if (offset > 0)
        why_strbuf_addf(&printer->out, "+%u", offset);
    return true;
}

static bool print_target(struct why_printer *printer, Dwarf_Die *type, uint32_t value)
{
    Dwarf_Die pointee;
    bool known = why_die_type(type, &pointee) && why_die_strip(&pointee, &pointee);
    bool byte = known && dwarf_tag(&pointee) == DW_TAG_base_type &&
                why_die_size(printer->firmware, &pointee) == 1;

    if (known && dwarf_tag(&pointee) == DW_TAG_subroutine_type)
        return print_function(printer, value);
    if (byte && print_text_at(printer, value, why_is_letter_type(&pointee)))
        return true;
    return print_global(printer, value) || (!known && print_function(printer, value));
}

void why_print_pointer(struct why_printer *printer, Dwarf_Die *type, uint32_t value)
{
    if (value == 0)
        why_strbuf_adds(&printer->out, "NULL");
    else if (!print_target(printer, type, value))
        why_strbuf_addf(&printer->out, "0x%08x", value);
}
