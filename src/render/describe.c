/* Short clauses about addresses, register values and numbers. */
#include "render/describe.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"

#define NULL_PAGE_BYTES 4096u /* member offsets from NULL rarely exceed one page */
#define SMALL_NUMBER 10u      /* below, hexadecimal reads as well as decimal */

static struct why_phrase phrase(const char *format, ...) WHY_PRINTF(1, 2);

static struct why_phrase phrase(const char *format, ...)
{
    struct why_phrase out;
    va_list args;

    va_start(args, format);
    if (vsnprintf(out.text, sizeof(out.text), format, args) < 0)
        out.text[0] = '\0';
    va_end(args);
    return out;
}

static bool is_listed(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static bool is_named(const char *name, const char *other)
{
    return other && strcmp(name, other) == 0;
}

/* "code in flash (IROM)"; names that explain themselves already have their brackets. */
static struct why_phrase describe_region(const struct why_region *region)
{
    return strchr(region->what, '(') ? phrase("%s, %s", region->name, region->what)
                                     : phrase("%s (%s)", region->what, region->name);
}

/* The name that another tool gave an address in the log. */
static const struct why_function *find_name(const struct why_crash *crash, uint32_t address)
{
    const struct why_named_address *named = why_crash_named(crash, address);

    return named && named->function_count > 0 ? &named->functions[0] : NULL;
}

/* A C++ name may bring its parameters. */
static const char *brackets(const char *name)
{
    return strchr(name, '(') ? "" : "()";
}

struct why_phrase why_describe_code(const struct why_crash *crash, uint32_t address)
{
    const struct why_region *region = why_crash_region(crash, address);
    const struct why_function *function = find_name(crash, address);
    struct why_rom_symbol symbol;

    if (address < NULL_PAGE_BYTES)
        return phrase("not code: near NULL");
    if (function && function->file)
        return phrase("%s%s at %s:%u", function->name, brackets(function->name),
                      why_base_name(function->file), function->line);
    if (function)
        return phrase("%s%s", function->name, brackets(function->name));
    if (!region)
        return phrase("%s", why_crash_unmapped(crash, address) ? "not code: nothing is mapped there"
                                                               : "");
    if (crash->chip && why_rom_lookup(crash->chip, crash->rom, address, &symbol))
        return phrase("%.*s in ROM", (int)symbol.name_len, symbol.name);
    if (region->bits & WHY_MEM_EXEC)
        return describe_region(region);
    return phrase("not code: %s", describe_region(region).text);
}

/* Four printable characters in memory order; a NUL may end them. */
static bool take_letters(uint32_t value, char out[5])
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned char byte = (unsigned char)(value >> (8 * i) & 0xFFu);

        if (byte > 0x7Eu || !(isprint(byte) || (i == 3 && byte == 0)))
            return false;
        out[i] = (char)byte;
    }
    out[4] = '\0';
    return true;
}

static struct why_phrase describe_return(const struct why_crash *crash, uint32_t value)
{
    uint32_t address = why_arch_code_address(crash->arch, value);
    const struct why_region *region = why_crash_region(crash, address);
    struct why_phrase code = why_describe_code(crash, address);

    if (value == 0)
        return phrase("no return address");
    if (code.text[0] == '\0')
        return phrase("return address 0x%08x", address);
    if (!region || !(region->bits & WHY_MEM_EXEC))
        return phrase("no return address, %s", code.text);
    if (address == value)
        return phrase("returns to %s", code.text);
    return phrase("returns to 0x%08x, %s", address, code.text);
}

static struct why_phrase describe_pointer(const struct why_crash *crash, uint32_t value)
{
    const struct why_region *region = why_crash_region(crash, value);
    const struct why_pattern *pattern = why_pattern_of(value);
    char letters[5];

    if (value == 0)
        return phrase("NULL");
    if (pattern)
        return phrase("pattern: %s", pattern->name);
    if (value < NULL_PAGE_BYTES)
        return phrase("%u", value);
    if (value > UINT32_MAX - NULL_PAGE_BYTES)
        return phrase("-%u", UINT32_MAX - value + 1);
    if (region)
        return describe_region(region);
    pattern = why_pattern_near(value);
    if (pattern)
        return phrase("pattern: %s, plus %u", pattern->name, value - pattern->value);
    if (take_letters(value, letters))
        return phrase("text \"%s\"", letters);
    return phrase("%s", why_crash_unmapped(crash, value) ? "no memory at this address" : "");
}

static bool is_text(const struct why_crash *crash, uint32_t value)
{
    char letters[5];

    return value >= NULL_PAGE_BYTES && !why_crash_region(crash, value) && !why_pattern_of(value) &&
           !why_pattern_near(value) && take_letters(value, letters);
}

/* The text is what the pointer held, before the offset of a member was added. */
static struct why_phrase describe_text_fault(const struct why_crash *crash, uint32_t value)
{
    const struct why_access *access = crash->access;
    char letters[5];

    if (access && !access->call && access->offset.known && access->offset.value > 0 &&
        access->pointer.value.known &&
        access->pointer.value.value + access->offset.value == value &&
        is_text(crash, access->pointer.value.value) &&
        take_letters(access->pointer.value.value, letters))
        return phrase("text \"%s\", plus %u", letters, access->offset.value);
    if (access && !access->call && access->offset.known && access->offset.value == 0)
        return describe_pointer(crash, value);
    return phrase("%s", why_crash_unmapped(crash, value) ? "no memory at this address" : "");
}

static struct why_phrase describe_fault_address(const struct why_crash *crash, uint32_t value)
{
    if (crash->cause && crash->cause->cause == WHY_CAUSE_BREAKPOINT)
        return value == 0 || value == why_crash_pc(crash).value ? phrase("of the instruction")
                                                                : describe_pointer(crash, value);
    if (!crash->cause || crash->cause->fault_addr == WHY_FAULT_ADDR_STALE)
        return phrase("says nothing here");
    if (crash->cause->fault_addr == WHY_FAULT_ADDR_INSTRUCTION)
        return phrase("bits of the instruction");
    if (value > 0 && value < NULL_PAGE_BYTES)
        return phrase("NULL + %u", value);
    if (is_text(crash, value))
        return describe_text_fault(crash, value);
    return describe_pointer(crash, value);
}

static struct why_phrase describe_cause(const struct why_crash *crash)
{
    if (!crash->cause)
        return phrase("%s", "");
    return phrase("%s: %s", crash->cause->reason, crash->cause->meaning);
}

/* CALL4, CALL8 and CALL12 leave the return address in A4, A8 and A12, marked 1, 2 and 3. */
static bool takes_return(const char *name, uint32_t value)
{
    uint32_t mark = value >> 30;

    return strcmp(name, "A0") == 0 || (strcmp(name, "A4") == 0 && mark == 1) ||
           (strcmp(name, "A8") == 0 && mark == 2) || (strcmp(name, "A12") == 0 && mark == 3);
}

/* Xtensa marks return addresses with the size of the register window: as plain addresses they lead
 * nowhere. */
static bool is_marked_return(const struct why_crash *crash, const char *name, uint32_t value)
{
    uint32_t address = why_arch_code_address(crash->arch, value);
    const struct why_region *region = why_crash_region(crash, address);

    if (!takes_return(name, value))
        return false;
    return address != value && !why_crash_region(crash, value) && region &&
           (region->bits & WHY_MEM_EXEC) && !(region->bits & WHY_MEM_ROM);
}

static struct why_phrase describe_general(const struct why_crash *crash, const char *register_name,
                                          uint32_t value)
{
    uint32_t address = why_arch_code_address(crash->arch, value);

    if (is_marked_return(crash, register_name, value))
        return phrase("no memory there; as a return address 0x%08x, %s", address,
                      why_describe_code(crash, address).text);
    return describe_pointer(crash, value);
}

/* "g_queue+8", "\"heap is locked\" in .flash.rodata": of the ELF; empty where it has nothing. */
static struct why_phrase describe_object(const struct why_crash *crash, uint32_t value)
{
    const struct why_held_data *data = why_crash_data(crash, value);

    if (!data)
        return phrase("%s", "");
    if (!data->object)
        return phrase("\"%s\" in %s", data->text, data->section);
    if (data->offset > 0)
        return phrase("%s+%u", data->object, data->offset);
    return phrase("%s", data->object);
}

/* Names of the ELF first; a return address among the general registers is told as one. */
static struct why_phrase describe_named(const struct why_crash *crash, uint32_t value)
{
    const struct why_region *region = why_crash_region(crash, value);
    struct why_phrase object = describe_object(crash, value);

    if (object.text[0] != '\0')
        return object;
    if (region && (region->bits & WHY_MEM_EXEC) && find_name(crash, value))
        return why_describe_code(crash, value);
    return phrase("%s", "");
}

static struct why_phrase describe_value(const struct why_crash *crash, const char *register_name,
                                        uint32_t value)
{
    struct why_phrase name = describe_named(crash, value);

    return name.text[0] != '\0' ? name : describe_general(crash, register_name, value);
}

bool why_register_has_name(const struct why_crash *crash, const struct why_register *reg)
{
    const struct why_arch *arch = crash->arch;
    const struct why_pattern *pattern = why_pattern_of(reg->value.value);

    if (!arch || !reg->value.known || !is_listed(arch->general, reg->name) ||
        is_named(reg->name, arch->return_address))
        return false;
    return (pattern && pattern->slack > 0) ||
           describe_named(crash, reg->value.value).text[0] != '\0';
}

struct why_phrase why_describe_register(const struct why_crash *crash, const struct why_core *core,
                                        const struct why_register *reg)
{
    const struct why_arch *arch = crash->arch;
    bool own_trap = crash->software || (core && core->not_an_exception);

    if (!arch || !reg->value.known)
        return phrase("%s", "");
    if (is_named(reg->name, arch->cause) || is_named(reg->name, arch->fault_addr)) {
        if (own_trap)
            return phrase("says nothing here");
        return is_named(reg->name, arch->cause) ? describe_cause(crash)
                                                : describe_fault_address(crash, reg->value.value);
    }
    if (is_named(reg->name, arch->pc))
        return why_describe_code(crash, reg->value.value);
    if (is_named(reg->name, arch->return_address))
        return describe_return(crash, reg->value.value);
    if (is_named(reg->name, arch->sp))
        return describe_general(crash, reg->name, reg->value.value);
    if (is_listed(arch->general, reg->name))
        return describe_value(crash, reg->name, reg->value.value);
    return phrase("%s", "");
}

bool why_register_is_dull(const struct why_crash *crash, const struct why_register *reg)
{
    uint32_t value = reg->value.value;

    if (!crash->arch || !reg->value.known || !is_listed(crash->arch->general, reg->name))
        return false;
    if (value < NULL_PAGE_BYTES)
        return value < SMALL_NUMBER;
    return why_crash_unmapped(crash, value) && value < UINT32_MAX - NULL_PAGE_BYTES &&
           !is_marked_return(crash, reg->name, value) && !why_pattern_of(value) &&
           !why_pattern_near(value);
}

struct why_phrase why_ordinal(uint32_t number)
{
    uint32_t tens = number % 100;
    const char *end = "th";

    if (tens < 11 || tens > 13)
        end = number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
    return phrase("%u%s", number, end);
}

struct why_phrase why_duration(uint32_t ms)
{
    uint32_t seconds = ms / 1000;

    if (seconds < 60)
        return phrase("%u.%u s", seconds, ms % 1000 / 100);
    if (seconds < 3600)
        return phrase("%u min %u s", seconds / 60, seconds % 60);
    return phrase("%u h %u min", seconds / 3600, seconds % 3600 / 60);
}

struct why_phrase why_plural(uint32_t count, const char *one, const char *many)
{
    return phrase("%u %s", count, count == 1 ? one : many);
}

uint32_t why_boot_count(const struct why_run *run)
{
    uint32_t boots = 0;

    for (size_t i = 0; i < run->log_count; i++)
        boots += run->logs[i].boots;
    return boots;
}
