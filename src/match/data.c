/* Objects and texts of the ELF at and near the addresses of a crash. */
#include "match/data.h"

#include "base/arena.h"
#include "match/elf.h"

#define TEXT_BYTES 64u    /* of a text that are kept */
#define TEXT_BYTES_MIN 4u /* fewer printable bytes may be a number */

/* The text at an address that cannot have changed, or NULL. */
static const char *text_at(const struct why_firmware *firmware, uint32_t address,
                           struct why_arena *arena)
{
    char text[TEXT_BYTES + 1] = "";
    uint32_t size = 0;

    while (size < TEXT_BYTES &&
           why_firmware_read(firmware, WHY_READ_FIXED, address + size, &text[size], 1) &&
           text[size] >= 0x20 && text[size] <= 0x7e)
        size++;
    if (size < TEXT_BYTES_MIN || (size < TEXT_BYTES && text[size] != '\0'))
        return NULL;
    text[size] = '\0';
    return why_arena_printf(arena, "%s", text);
}

static enum why_status add_data(struct why_crash *crash, const struct why_image *image,
                                uint32_t address)
{
    struct why_firmware *firmware = why_elf_of_build_at(crash, image, address);
    const struct why_section *section = firmware ? why_firmware_section(firmware, address) : NULL;
    struct why_held_data data = { .address = address };
    struct why_held_data *items;
    struct why_object object;

    if (!section || why_crash_data(crash, address))
        return WHY_OK;
    data.section = why_arena_printf(crash->arena, "%s", section->name);
    if (!section->code)
        data.text = text_at(firmware, address, crash->arena);
    if (why_firmware_object(firmware, address, &object, crash->arena)) {
        data.object = object.name;
        data.offset = address - object.address;
        data.size = object.size;
    }
    if (!data.object && !data.text)
        return WHY_OK;
    items = why_arena_extend(crash->arena, crash->data, crash->data_count, sizeof(*items));
    if (!items)
        return WHY_E_NOMEM;
    items[crash->data_count] = data;
    crash->data = items;
    crash->data_count++;
    return WHY_OK;
}

/* The object that an address misses, of the ELF that the object's own address belongs to. */
static bool find_near(const struct why_crash *crash, const struct why_image *image,
                      uint32_t address, struct why_object *out)
{
    for (size_t i = 0; i < image->count; i++) {
        struct why_firmware *firmware = image->firmwares[i];

        if (why_firmware_kind_of(firmware) != WHY_FIRMWARE_ROM &&
            why_firmware_object_near(firmware, address, out, crash->arena) &&
            why_elf_of_build_at(crash, image, out->address) == firmware)
            return true;
    }
    return false;
}

static enum why_status add_near_data(struct why_crash *crash, const struct why_image *image,
                                     uint32_t address)
{
    const struct why_held_data *held = why_crash_data(crash, address);
    struct why_near_data *items;
    struct why_object object;

    if ((held && held->object) || why_crash_near_data(crash, address) ||
        !find_near(crash, image, address, &object))
        return WHY_OK;
    items =
        why_arena_extend(crash->arena, crash->near_data, crash->near_data_count, sizeof(*items));
    if (!items)
        return WHY_E_NOMEM;
    items[crash->near_data_count] = (struct why_near_data){
        .address = address,
        .object = object.name,
        .start = object.address,
        .size = object.size,
        .section = why_arena_printf(crash->arena, "%s", object.section->name),
    };
    crash->near_data = items;
    crash->near_data_count++;
    return WHY_OK;
}

/* What an address that data may be accessed at points into, or misses. */
static enum why_status add_both(struct why_crash *crash, const struct why_image *image,
                                uint32_t address)
{
    enum why_status status = add_data(crash, image, address);

    return status == WHY_OK ? add_near_data(crash, image, address) : status;
}

enum why_status why_find_data(struct why_crash *crash, const struct why_image *image,
                              struct why_error *err)
{
    const struct why_core *core = why_crash_core(crash);
    struct why_value fault = why_crash_fault_address(crash);
    struct why_value pc = why_crash_pc(crash);
    enum why_status status = WHY_OK;

    if (!crash->arch || !core)
        return WHY_OK;
    if (fault.known)
        status = add_both(crash, image, fault.value);
    if (pc.known && status == WHY_OK)
        status = add_data(crash, image, pc.value);
    for (size_t i = 0; crash->arch->general[i] && status == WHY_OK; i++) {
        struct why_value value = why_core_register(core, crash->arch->general[i]);

        if (value.known)
            status = add_both(crash, image, value.value);
    }
    return status == WHY_OK ? WHY_OK : why_oom(err);
}
