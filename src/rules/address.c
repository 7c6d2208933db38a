/* Addresses in words. */
#include "rules/address.h"

#include <string.h>

#include "rules/error_codes.h"

#define XTENSA_KEPT_RETURN 0x80000000u /* of CALL8 and CALL12. Source: Xtensa ISA, CALLn */
#define SMALL_NUMBER_END 0x00100000u   /* lengths, ticks and counters stay below */

const char *why_error_code_name(uint32_t code)
{
    const struct why_error_family *family = why_error_family_find(code);
    const struct why_error_code *row = why_error_code_find(code);

    return family && family->common && row ? row->name : NULL;
}

bool why_is_near_null(uint32_t value)
{
    return value < WHY_NULL_BYTES || value >= 0u - WHY_NULL_BYTES;
}

const char *why_null_words(uint32_t value, struct why_arena *arena)
{
    if (value == 0)
        return "NULL";
    if (value >= WHY_NULL_BYTES)
        return why_arena_printf(arena, "NULL - %u", (unsigned)(0u - value));
    if (value < 10)
        return why_arena_printf(arena, "NULL + %u", (unsigned)value);
    return why_arena_printf(arena, "NULL + %u (0x%x)", (unsigned)value, (unsigned)value);
}

const char *why_value_as_text(uint32_t value, struct why_arena *arena)
{
    char bytes[5] = "";

    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (char)(value >> (8 * i) & 0xff);
        if (bytes[i] < 0x20 || bytes[i] > 0x7e)
            return NULL;
    }
    return why_arena_printf(arena, "\"%s\"", bytes);
}

static bool is_text(uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        if ((value >> (8 * i) & 0xff) < 0x20 || (value >> (8 * i) & 0xff) > 0x7e)
            return false;
    return true;
}

const char *why_chip_words(const struct why_crash *crash)
{
    return crash->chip ? crash->chip->name : "this chip";
}

static enum why_address_kind kind_of(const struct why_crash *crash,
                                     const struct why_address *address)
{
    if (why_is_near_null(address->value))
        return address->value < WHY_NULL_BYTES ? WHY_ADDRESS_NEAR_NULL : WHY_ADDRESS_BELOW_NULL;
    if (address->pattern && !address->region)
        return WHY_ADDRESS_PATTERN;
    if (address->region)
        return WHY_ADDRESS_MAPPED;
    if (crash->candidate_count > 0 && !why_crash_unmapped(crash, address->value))
        return WHY_ADDRESS_UNJUDGED; /* some of the chips that it may be have memory there */
    if (address->error_name)
        return WHY_ADDRESS_ERROR_CODE;
    if (address->value < SMALL_NUMBER_END)
        return WHY_ADDRESS_SMALL;
    if (is_text(address->value))
        return WHY_ADDRESS_TEXT;
    return why_crash_unmapped(crash, address->value) ? WHY_ADDRESS_UNMAPPED : WHY_ADDRESS_UNJUDGED;
}

struct why_address why_address_of(const struct why_crash *crash, uint32_t value)
{
    struct why_address address = {
        .value = value,
        .region = why_crash_region(crash, value),
        .pattern = why_pattern_near(value),
        .error_name = why_error_code_name(value),
    };

    address.kind = kind_of(crash, &address);
    return address;
}

static const char *mapped_words(const struct why_crash *crash, const struct why_region *region,
                                struct why_arena *arena)
{
    const char *tail = "";

    if (region->bits & WHY_MEM_PSRAM)
        tail = ": perhaps beyond the PSRAM that is fitted, or PSRAM was never started";
    else if (region->bits & WHY_MEM_PERIPHERAL)
        tail = ": registers of the hardware, not memory";
    return why_arena_printf(arena, "lies in %s of %s (%s)%s", region->name, why_chip_words(crash),
                            region->what, tail);
}

/* A number of C's float that was stored where a pointer belongs: 1/8 to 512, in eighths. Others are
 * too near to addresses, which begin with the same digits. */
static bool is_round_float(uint32_t value, float *number)
{
    memcpy(number, &value, sizeof(*number));
    return *number >= 0.125F && *number < 512.0F && *number * 8 == (float)(int)(*number * 8);
}

/* A return address as Xtensa keeps it on the stack, with the window's marks. */
static bool is_kept_return(const struct why_crash *crash, uint32_t value)
{
    const uint32_t address = why_arch_code_address(crash->arch, value);
    const struct why_region *region = why_crash_region(crash, address);

    return address != value && value >= XTENSA_KEPT_RETURN && region &&
           (region->bits & WHY_MEM_EXEC) != 0 && (region->bits & WHY_MEM_ROM) == 0;
}

static const char *unmapped_words(const struct why_crash *crash, uint32_t value,
                                  struct why_arena *arena)
{
    float number;

    if (is_kept_return(crash, value))
        return why_arena_printf(
            arena, "is mapped to nothing on %s; as a return address of a stack it reads 0x%08x",
            why_chip_words(crash), (unsigned)why_arch_code_address(crash->arch, value));
    if (!is_round_float(value, &number))
        return why_arena_printf(arena, "is mapped to nothing on %s", why_chip_words(crash));
    return why_arena_printf(arena, "is mapped to nothing on %s; as a float it reads %g",
                            why_chip_words(crash), (double)number);
}

const char *why_address_words(const struct why_crash *crash, const struct why_address *address,
                              struct why_arena *arena)
{
    switch (address->kind) {
    case WHY_ADDRESS_NEAR_NULL:
    case WHY_ADDRESS_BELOW_NULL:
        return why_arena_printf(arena, "is %s", why_null_words(address->value, arena));
    case WHY_ADDRESS_PATTERN:
        return why_arena_printf(arena, "comes from the fill pattern 0x%08x, %s",
                                (unsigned)address->pattern->value, address->pattern->name);
    case WHY_ADDRESS_MAPPED:
        return mapped_words(crash, address->region, arena);
    case WHY_ADDRESS_ERROR_CODE:
        return why_arena_printf(arena, "is the number of an error code, %s", address->error_name);
    case WHY_ADDRESS_SMALL:
        return why_arena_printf(arena, "is the small number %u, no address of memory",
                                (unsigned)address->value);
    case WHY_ADDRESS_TEXT:
        return why_arena_printf(arena, "is no memory; its bytes are the characters %s",
                                why_value_as_text(address->value, arena));
    case WHY_ADDRESS_UNMAPPED:
        return unmapped_words(crash, address->value, arena);
    case WHY_ADDRESS_UNJUDGED:
        return "could not be judged, the chip is not known for certain";
    }
    return "";
}

const char *why_data_words(const struct why_crash *crash, uint32_t address, struct why_arena *arena)
{
    const struct why_held_data *data = why_crash_data(crash, address);

    if (!data)
        return NULL;
    if (!data->object)
        return why_arena_printf(arena, "the text \"%s\" in %s", data->text, data->section);
    if (data->offset > 0)
        return why_arena_printf(arena, "%s (%u bytes in %s), %u behind its start", data->object,
                                (unsigned)data->size, data->section, (unsigned)data->offset);
    return why_arena_printf(arena, "%s (%u bytes in %s)", data->object, (unsigned)data->size,
                            data->section);
}

/* "16 bytes past the end of", of the address of @p data. */
static const char *miss_words(const struct why_near_data *data, struct why_arena *arena)
{
    bool before = data->address < data->start;
    uint32_t bytes =
        before ? data->start - data->address : data->address - (data->start + data->size);

    if (bytes == 0)
        return "right behind the end of";
    return why_arena_printf(arena, "%u byte%s %s", (unsigned)bytes, bytes == 1 ? "" : "s",
                            before ? "before the start of" : "past the end of");
}

const char *why_near_data_words(const struct why_crash *crash, uint32_t address,
                                struct why_arena *arena)
{
    const struct why_near_data *data = why_crash_near_data(crash, address);

    if (!data)
        return NULL;
    return why_arena_printf(arena, "%s %s (%u byte%s at 0x%08x in %s)", miss_words(data, arena),
                            data->object, (unsigned)data->size, data->size == 1 ? "" : "s",
                            (unsigned)data->start, data->section);
}

bool why_region_runs(const struct why_region *region)
{
    return region && (region->bits & WHY_MEM_EXEC) != 0;
}

bool why_region_refuses_stores(const struct why_region *region)
{
    if (!region)
        return false;
    return (region->bits & (WHY_MEM_FLASH | WHY_MEM_ROM)) != 0 ||
           ((region->bits & WHY_MEM_RAM) != 0 && why_region_runs(region));
}

bool why_region_is_cached(const struct why_region *region)
{
    return region && (region->bits & (WHY_MEM_FLASH | WHY_MEM_PSRAM)) != 0;
}
