/* Any bytes taken for a DWARF expression: no crash, no hang, the same answer twice; a value is
 * known, or it has a named reason. */
#include <string.h>

#include "base/arena.h"
#include "expression_elf.h"
#include "firmware/variables.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY 0x3fc80000u /* that is known */
#define MEMORY_BYTES 64u
#define CFA (MEMORY + 32u)
#define EVEN 0x55555555u /* every second register is known */
#define READS 65536u     /* of memory, for a few variables */
#define ARENA_BYTES ((size_t)4 * 1024 * 1024)

struct memory {
    size_t reads;
};

static bool read_memory(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    struct memory *memory = (struct memory *)(uintptr_t)context;

    require(++memory->reads < READS);
    if (address < MEMORY || address - MEMORY > MEMORY_BYTES ||
        n > MEMORY_BYTES - (address - MEMORY))
        return false;
    for (uint32_t i = 0; i < n; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)(3u * (address + i));
    return true;
}

/* The caller passed its own number in the lower registers. */
static bool find_entry(const void *context, unsigned number, uint32_t *out)
{
    (void)context;
    *out = number;
    return number < 12;
}

static bool find_removed(const void *context, uint64_t parameter, uint32_t *out)
{
    (void)context;
    *out = (uint32_t)parameter;
    return (parameter & 1) != 0;
}

static bool same_local(const struct why_local *a, const struct why_local *b)
{
    return a->known == b->known && a->holder == b->holder && a->place == b->place &&
           a->byte_count == b->byte_count &&
           (a->known != WHY_KNOWN || memcmp(a->bytes, b->bytes, a->byte_count) == 0);
}

static void require_local(struct why_firmware *firmware, const struct why_local *local,
                          const struct why_target *target, struct why_arena *arena)
{
    const uint32_t size = why_type_of(firmware, local->type).size;

    require(local->name && local->name[0] != '\0');
    require((local->known == WHY_KNOWN) == (local->reason == NULL));
    require(!local->reason || local->reason[0] != '\0');
    require(local->holder != WHY_HELD_IN_REGISTER || local->place < UINT32_MAX);
    if (local->known != WHY_KNOWN)
        return;
    require(local->bytes && local->byte_count > 0 && local->byte_count <= size);
    (void)why_type_format(firmware, local->type, local->bytes, local->byte_count, target, arena);
}

static size_t list(struct why_firmware *firmware, const struct why_target *target,
                   const struct why_local **locals, struct why_arena *arena)
{
    size_t count = 0;

    require(why_firmware_locals(firmware, EXPRESSION_CODE, 0, target, locals, &count, arena) ==
            WHY_OK);
    return count;
}

/* With the registers, and once more without any. */
static void try_frame(struct why_firmware *firmware, const struct why_registers *registers,
                      const struct why_entry_values *entry)
{
    struct memory memory = { .reads = 0 };
    const struct why_target target = {
        .registers = registers,
        .cfa = { .known = true, .value = CFA },
        .read = read_memory,
        .context = &memory,
        .entry = entry,
    };
    struct why_arena *arena = why_arena_create(ARENA_BYTES);
    const struct why_local *first;
    const struct why_local *second;
    const size_t count = list(firmware, &target, &first, arena);

    require(count == EXPRESSION_VARIABLES);
    require(list(firmware, &target, &second, arena) == count);
    for (size_t i = 0; i < count; i++) {
        require_local(firmware, &first[i], &target, arena);
        require(same_local(&first[i], &second[i]));
    }
    why_arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct why_entry_values entry = { .find = find_entry, .find_removed = find_removed };
    struct why_registers registers = { .known = EVEN };
    struct why_firmware *firmware;

    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++)
        registers.value[i] = i % 4 == 0 ? MEMORY + i : i;
    firmware = expression_elf_open(data, size);
    if (!firmware)
        return 0;
    try_frame(firmware, &registers, &entry);
    try_frame(firmware, NULL, NULL);
    why_firmware_close(firmware);
    return 0;
}
