/* Memory, code and frames for the walks. */
#include "unwind/walk.h"

#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "match/elf.h"
#include "model/note.h"

#define FIRST_FRAMES 16u
#define GAP_BYTES 4096u /* longer ones are between two stacks, not in one */

/* Code is read as linked, also where it lies in RAM. */
static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    const struct why_walk *walk = context;
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, address);

    return firmware && why_firmware_read(firmware, WHY_READ_CODE, address, bytes, (uint32_t)n);
}

struct why_walk why_walk_of(struct why_crash *crash, const struct why_image *image,
                            struct why_backtrace *backtrace)
{
    return (struct why_walk){
        .crash = crash,
        .image = image,
        .isa = why_isa_of(crash->arch, crash->chip),
        .abi = why_abi_of(crash->arch),
        .backtrace = backtrace,
    };
}

static bool make_room(struct why_walk *walk)
{
    struct why_backtrace *backtrace = walk->backtrace;
    size_t capacity = walk->capacity ? 2 * walk->capacity : FIRST_FRAMES;
    struct why_frame *frames;

    if (backtrace->frame_count < walk->capacity)
        return true;
    frames = why_arena_alloc(walk->crash->arena, capacity * sizeof(*frames));
    if (!frames)
        return false;
    if (backtrace->frame_count > 0)
        memcpy(frames, backtrace->frames, backtrace->frame_count * sizeof(*frames));
    backtrace->frames = frames;
    walk->capacity = capacity;
    return true;
}

struct why_frame *why_walk_add(struct why_walk *walk, const struct why_frame *frame,
                               const struct why_registers *registers)
{
    struct why_backtrace *backtrace = walk->backtrace;
    struct why_registers *kept = NULL;
    struct why_frame *added;

    if (backtrace->frame_count == WHY_FRAMES) {
        backtrace->continues = true;
        return NULL;
    }
    if (registers)
        kept = why_arena_alloc(walk->crash->arena, sizeof(*kept));
    if ((registers && !kept) || !make_room(walk)) {
        walk->out_of_memory = true;
        return NULL;
    }
    if (kept)
        *kept = *registers;
    added = &backtrace->frames[backtrace->frame_count++];
    *added = *frame;
    added->registers = kept;
    return added;
}

/* Bytes of what was dumped; pieces may meet, and a later one never hides an earlier one. */
static bool read_dumped(const struct why_crash *crash, uint32_t address, uint8_t *bytes, uint32_t n)
{
    while (n > 0) {
        uint32_t got = 0;

        for (size_t i = 0; i < crash->memory_count && got == 0; i++) {
            const struct why_memory *piece = &crash->memory[i];
            uint32_t offset = address - piece->address;

            if (offset >= piece->size)
                continue;
            got = piece->size - offset < n ? piece->size - offset : n;
            memcpy(bytes, piece->bytes + offset, got);
        }
        if (got == 0)
            return false;
        address += got;
        bytes += got;
        n -= got;
    }
    return true;
}

bool why_walk_read(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    const struct why_walk *walk = context;
    struct why_firmware *firmware;

    if (read_dumped(walk->crash, address, bytes, n))
        return true;
    firmware = why_elf_of_build_at(walk->crash, walk->image, address);
    return firmware && why_firmware_read(firmware, WHY_READ_FIXED, address, bytes, n);
}

bool why_walk_dumped_behind(const struct why_walk *walk, uint32_t address)
{
    const struct why_crash *crash = walk->crash;

    for (size_t i = 0; i < crash->memory_count; i++)
        if (crash->memory[i].address - address < GAP_BYTES)
            return true;
    return false;
}

struct why_value why_walk_word(const struct why_walk *walk, uint32_t address)
{
    uint8_t bytes[4];

    if (!why_walk_read(walk, address, bytes, sizeof(bytes)))
        return (struct why_value){ .known = false };
    return (struct why_value){ .known = true, .value = why_word(bytes) };
}

enum why_isa_call_before why_walk_call_before(const struct why_walk *walk, uint32_t return_address,
                                              struct why_insn *call)
{
    const struct why_isa_code code = { .read = read_code, .context = walk };

    return why_isa_call_before(&walk->isa, &code, return_address, call);
}

bool why_walk_code(const struct why_walk *walk, uint32_t address, struct why_insn *insn)
{
    uint8_t bytes[4];
    size_t n = sizeof(bytes);

    if (!read_code(walk, address, bytes, n)) {
        n = 2;
        if (!read_code(walk, address, bytes, n))
            return false;
    }
    return why_isa_decode(&walk->isa, bytes, n, address, insn);
}

bool why_walk_spend(const struct why_walk *walk, uint32_t instructions)
{
    if (!walk->code_budget || *walk->code_budget < instructions)
        return false;
    *walk->code_budget -= instructions;
    return true;
}

static const struct why_register *find_register(const struct why_register *registers, size_t count,
                                                const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(registers[i].name, name) == 0)
            return &registers[i];
    return NULL;
}

struct why_value why_walk_register(const struct why_register *registers, size_t count,
                                   const char *name)
{
    const struct why_register *found = find_register(registers, count, name);

    return found ? found->value : (struct why_value){ .known = false };
}

struct why_registers why_walk_registers(const struct why_walk *walk,
                                        const struct why_register *registers, size_t count,
                                        struct why_value *pc)
{
    const struct why_arch *arch = walk->crash->arch;
    struct why_registers out = { .known = 0 };

    *pc = why_walk_register(registers, count, arch->pc);
    for (unsigned i = 0; i < WHY_ARCH_REGISTERS; i++) {
        const struct why_register *cell =
            arch->numbered[i] ? find_register(registers, count, arch->numbered[i]) : NULL;

        if (!cell || !cell->value.known)
            continue;
        out.known |= 1u << i;
        out.value[i] = cell->value.value;
    }
    out.known |= arch->id == WHY_ARCH_XTENSA ? 0 : walk->abi->zero;
    return out;
}

bool why_walk_has_build(const struct why_walk *walk)
{
    const struct why_crash *crash = walk->crash;

    for (size_t i = 0; i < crash->elf_count; i++)
        if (crash->elfs[i].match != WHY_ELF_NO && !crash->elfs[i].rom)
            return true;
    return false;
}

enum why_backtrace_source why_walk_source(const struct why_walk *walk)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    enum why_backtrace_source source = WHY_BACKTRACE_NONE;

    for (size_t i = 0; i < backtrace->frame_count; i++) {
        const enum why_trust trust = backtrace->frames[i].trust;

        if (trust == WHY_TRUST_CFI)
            return WHY_BACKTRACE_CFI;
        if (trust == WHY_TRUST_SCAN || trust == WHY_TRUST_PROLOGUE)
            source = WHY_BACKTRACE_SCAN;
    }
    return source;
}

void why_walk_note(struct why_walk *walk, uint32_t line_no, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (!why_crash_vnote(walk->crash, line_no, format, args))
        walk->out_of_memory = true;
    va_end(args);
}
