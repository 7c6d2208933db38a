/* The instruction at the program counter, read from the ELF. */
#include "match/instruction.h"

#include "base/arena.h"
#include "isa/isa.h"
#include "match/elf.h"

#define INSTRUCTION_BYTES 4u /* of the longest one */

/* Reads as much of an instruction as its section has: it may be the last one there. */
static uint32_t read_instruction(const struct why_firmware *firmware, uint32_t address,
                                 uint8_t bytes[INSTRUCTION_BYTES])
{
    uint32_t size = INSTRUCTION_BYTES;

    while (size > 0 && !why_firmware_read(firmware, WHY_READ_CODE, address, bytes, size))
        size--;
    return size;
}

static enum why_status settle_instruction(struct why_crash *crash,
                                          const struct why_firmware *firmware, uint32_t address)
{
    struct why_isa isa = why_isa_of(crash->arch, crash->chip);
    uint8_t bytes[INSTRUCTION_BYTES];
    uint32_t size = read_instruction(firmware, address, bytes);
    char text[WHY_INSN_TEXT_BYTES];
    struct why_instruction *instruction;
    struct why_insn *insn;
    struct why_insn decoded;

    if (!why_isa_decode(&isa, bytes, size, address, &decoded))
        return WHY_OK;
    instruction = why_arena_alloc(crash->arena, sizeof(*instruction));
    insn = why_arena_alloc(crash->arena, sizeof(*insn));
    if (!instruction || !insn)
        return WHY_E_NOMEM;
    why_isa_text(&decoded, text, sizeof(text));
    *insn = decoded;
    *instruction = (struct why_instruction){
        .address = address,
        .text = why_arena_printf(crash->arena, "%s", text),
        .insn = insn,
    };
    crash->instruction = instruction;
    return WHY_OK;
}

static enum why_status settle_code(struct why_crash *crash, const struct why_firmware *firmware)
{
    const struct why_memory *code = crash->code;
    struct why_memory *memory;
    uint8_t *bytes;

    if (!code || code->size == 0)
        return WHY_OK;
    memory = why_arena_alloc(crash->arena, sizeof(*memory));
    bytes = why_arena_alloc(crash->arena, code->size);
    if (!memory || !bytes)
        return WHY_E_NOMEM;
    if (!why_firmware_read(firmware, WHY_READ_CODE, code->address, bytes, code->size))
        return WHY_OK;
    *memory = (struct why_memory){ .address = code->address, .size = code->size, .bytes = bytes };
    crash->elf_code = memory;
    return WHY_OK;
}

enum why_status why_settle_instruction(struct why_crash *crash, const struct why_image *image,
                                       struct why_error *err)
{
    struct why_value pc = why_crash_pc(crash);
    const struct why_firmware *firmware =
        pc.known ? why_elf_of_build_at(crash, image, pc.value) : NULL;
    enum why_status status = WHY_OK;

    if (!firmware || !crash->arch)
        return WHY_OK;
    status = settle_instruction(crash, firmware, pc.value);
    if (status == WHY_OK)
        status = settle_code(crash, firmware);
    return status == WHY_OK ? WHY_OK : why_oom(err);
}
