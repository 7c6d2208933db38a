/* Bytes at the program counter, told by the chip, compared with the ELF. */
#include "rules/code_bytes.h"

#include <string.h>

#include "isa/isa.h"
#include "rules/address.h"
#include "rules/registers.h"

#define ZEROED_BYTES 8u /* a trap has three, and up to three that fill the word up behind it */

#define CACHE_OFF_WORD 0xbad00badu /* what the ESP32 reads from flash while the cache is off */

bool why_runs_from_flash(const struct why_facts *facts)
{
    const struct why_region *region =
        facts->pc.known ? why_crash_region(facts->crash, facts->pc.value) : NULL;

    return region && (region->bits & WHY_MEM_FLASH) != 0 && why_region_runs(region);
}

bool why_shows_cache_off_words(const struct why_facts *facts)
{
    const struct why_memory *code = facts->crash->code;

    if (!code || code->size < 4)
        return false;
    for (uint32_t i = 0; i < code->size; i++)
        if (code->bytes[i] != (uint8_t)(CACHE_OFF_WORD >> (8 * (i % 4))))
            return false;
    return true;
}

static bool covers_pc(const struct why_facts *facts, const struct why_memory *code)
{
    return code && facts->pc.known && facts->pc.value - code->address < code->size;
}

/* Zero bytes in a row, the one at the program counter among them. */
static uint32_t zeros_around(const struct why_memory *code, uint32_t at)
{
    uint32_t first = at;
    uint32_t end = at;

    while (first > 0 && code->bytes[first - 1] == 0)
        first--;
    while (end < code->size && code->bytes[end] == 0)
        end++;
    return end > at ? end - first : 0;
}

static void look_at_dump(const struct why_facts *facts, struct why_code_bytes *out)
{
    const struct why_memory *code = facts->crash->code;

    if (!covers_pc(facts, code))
        return;
    out->zero = out->all_ones = true;
    out->all_zero = zeros_around(code, facts->pc.value - code->address) >= ZEROED_BYTES;
    for (uint32_t i = 0; i < code->size; i++) {
        uint32_t behind = code->address + i - facts->pc.value;

        out->all_ones = out->all_ones && (behind >= code->size || code->bytes[i] == 0xff);
        if (behind >= WHY_ILL_BYTES)
            continue;
        out->count++;
        out->zero = out->zero && code->bytes[i] == 0x00;
    }
}

/* The fault address register holds the instruction's bits (RISC-V); 0 there means "not told". */
static struct why_value told_bits(const struct why_facts *facts)
{
    struct why_value bits = { .known = false };

    if (facts->crash->cause && facts->crash->cause->fault_addr == WHY_FAULT_ADDR_INSTRUCTION)
        bits = why_facts_register(facts, facts->arch->fault_addr);
    if (bits.value == 0)
        bits.known = false;
    return bits;
}

/* The first `length` bytes at the program counter as the chip tells them; false when it does not
 * tell them all. */
static bool take_told(const struct why_facts *facts, struct why_value bits, uint8_t length,
                      uint32_t *out)
{
    const struct why_memory *code = facts->crash->code;
    uint32_t mask = length >= 4 ? 0xffffffffu : (1u << (8u * length)) - 1;
    uint32_t told = 0;

    if (bits.known) {
        *out = bits.value & mask;
        return true;
    }
    if (!covers_pc(facts, code) || facts->pc.value - code->address + length > code->size)
        return false;
    memcpy(&told, code->bytes + (facts->pc.value - code->address), length);
    *out = told & mask;
    return true;
}

/* True when no byte that differs is anything but 0xff. */
static bool differs_by_erasure(const uint8_t *told, const uint8_t *elf, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (told[i] != elf[i] && told[i] != 0xff)
            return false;
    return true;
}

static void compare_words(const struct why_crash *crash, struct why_code_bytes *out)
{
    const struct why_memory *code = crash->code;
    const struct why_memory *elf = crash->elf_code;

    if (!code || !elf || elf->size != code->size)
        return;
    for (uint32_t i = 0; i + 4 <= code->size; i += 4) {
        out->words++;
        out->words_equal += memcmp(code->bytes + i, elf->bytes + i, 4) == 0;
    }
    out->erased = out->erased && differs_by_erasure(code->bytes, elf->bytes, code->size);
}

static void compare_instruction(const struct why_insn *insn, struct why_code_bytes *out)
{
    uint8_t told[4];
    uint8_t elf[4];

    for (size_t i = 0; i < sizeof(told); i++) {
        told[i] = (uint8_t)(out->told >> (8 * i));
        elf[i] = (uint8_t)(insn->bits >> (8 * i));
    }
    out->compared = true;
    out->differs = memcmp(told, elf, insn->length) != 0;
    out->erased = out->differs && differs_by_erasure(told, elf, insn->length);
    out->ones = true;
    for (size_t i = 0; i < insn->length; i++)
        out->ones = out->ones && told[i] == 0xff;
}

/* Most random bytes are some instruction; few are one that compilers use all the time. */
static bool is_usual(const struct why_insn *insn)
{
    return insn->kind != WHY_INSN_OTHER || insn->operation > WHY_OP_OPAQUE;
}

/* Up to where the program may go elsewhere; what the dump's end cuts is not judged. */
static bool is_sound(const struct why_isa *isa, const struct why_memory *code, uint32_t pc)
{
    uint32_t at = pc - code->address;
    struct why_insn insn;

    for (bool first = true; at < code->size; first = false) {
        if (!why_isa_decode(isa, code->bytes + at, code->size - at, code->address + at, &insn))
            return !first;
        if (insn.legality != WHY_INSN_LEGAL || (first && !is_usual(&insn)))
            return false;
        if (!why_insn_goes_on(&insn))
            return true;
        at += insn.length;
    }
    return true;
}

/* What the chip tells, as an instruction. */
static void decode_told(const struct why_facts *facts, struct why_code_bytes *out)
{
    const struct why_isa isa = why_isa_of(facts->arch, facts->crash->chip);
    const struct why_memory *code = facts->crash->code;
    uint8_t bytes[4];

    if (out->bits.known) {
        for (size_t i = 0; i < sizeof(bytes); i++)
            bytes[i] = (uint8_t)(out->bits.value >> (8 * i));
        out->decoded = why_isa_decode(&isa, bytes, sizeof(bytes), facts->pc.value, &out->insn);
    } else if (covers_pc(facts, code) && !why_shows_cache_off_words(facts)) {
        const uint32_t at = facts->pc.value - code->address;

        out->decoded =
            why_isa_decode(&isa, code->bytes + at, code->size - at, facts->pc.value, &out->insn);
        out->sound = is_sound(&isa, code, facts->pc.value);
    }
}

struct why_code_bytes why_code_bytes_of(const struct why_facts *facts)
{
    const struct why_instruction *instruction = facts->crash->instruction;
    struct why_code_bytes out = { .bits = told_bits(facts) };

    look_at_dump(facts, &out);
    decode_told(facts, &out);
    if (instruction && take_told(facts, out.bits, instruction->insn->length, &out.told))
        compare_instruction(instruction->insn, &out);
    compare_words(facts->crash, &out);
    return out;
}
