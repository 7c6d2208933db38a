/* Return addresses and program counters against the code of an ELF. */
#include "match/plausible.h"

#include "isa/call.h"

#define ABORT_ADJUST 3u
#define WALK_BYTES 16384u /* longer functions are not walked through: they hold tables as well */

static bool read_code(const void *context, uint32_t address, uint8_t *bytes, size_t n)
{
    return why_firmware_read(context, WHY_READ_CODE, address, bytes, (uint32_t)n);
}

/* Some RISC-V chips print return addresses less two. */
static enum why_isa_call_before find_call(const struct why_isa *isa,
                                          const struct why_isa_code *code, uint32_t return_address)
{
    struct why_insn call;
    const enum why_isa_call_before answer = why_isa_call_before(isa, code, return_address, &call);

    if (answer != WHY_CALL_NONE || isa->arch != WHY_ARCH_RISCV)
        return answer;
    return why_isa_call_before(isa, code, return_address + 2, &call);
}

/* One ELF and what is counted of it. */
struct check {
    const struct why_crash *crash;
    const struct why_image *image;
    struct why_firmware *firmware;
    struct why_isa isa;
    struct why_isa_code code;
    struct why_plausibility seen;
};

/* An application has all of its code in its ELF, but for that of the boot ROM. */
static bool is_outside(const struct check *check, uint32_t address)
{
    const struct why_region *region = why_crash_region(check->crash, address);
    const enum why_firmware_kind kind = why_firmware_kind_of(check->firmware);

    if (!region || !(region->bits & WHY_MEM_EXEC) || (region->bits & WHY_MEM_ROM) ||
        kind == WHY_FIRMWARE_BOOTLOADER || kind == WHY_FIRMWARE_ROM ||
        check->crash->boot.bootloader)
        return false;
    for (size_t i = 0; i < check->image->count; i++)
        if (why_firmware_section(check->image->firmwares[i], address))
            return false;
    return true;
}

static void check_address(struct check *check, uint32_t return_address)
{
    switch (find_call(&check->isa, &check->code, return_address)) {
    case WHY_CALL_UNREADABLE:
        check->seen.outside += is_outside(check, return_address - 1);
        break;
    case WHY_CALL_NONE:
        check->seen.not_calls++;
        break;
    case WHY_CALL_FOUND:
        check->seen.calls++;
        break;
    }
}

static void check_backtrace(struct check *check, const struct why_backtrace *backtrace)
{
    size_t count =
        backtrace->frame_count - (backtrace->corrupted && backtrace->frame_count > 0 ? 1 : 0);

    if (backtrace->source != WHY_BACKTRACE_DEVICE)
        return;
    for (size_t i = 1; i < count; i++)
        check_address(check, backtrace->frames[i].pc.value +
                                 why_backtrace_reduction(backtrace, check->crash->arch));
}

/* Of RISC-V the register is all that a log without a backtrace has. */
static void check_link(struct check *check, const struct why_core *core)
{
    struct why_value link = why_core_register(core, check->crash->arch->return_address);
    const struct why_region *region =
        link.known ? why_crash_region(check->crash, link.value) : NULL;

    if (check->crash->arch->id == WHY_ARCH_RISCV && region && (region->bits & WHY_MEM_EXEC) &&
        core->backtrace.frame_count == 0)
        check_address(check, link.value);
}

/* abort() prints its return address less three. Source: ESP-IDF components/newlib/abort.c. */
static void check_abort(struct check *check)
{
    const struct why_statement *said = why_crash_says(check->crash, WHY_SAYS_ABORT);

    if (said && said->value.known)
        check_address(check, said->value.value + ABORT_ADJUST);
}

/* Decodes from the start of the function on. What is no instruction may be data: no answer. */
static bool is_inside_instruction(const struct why_isa *isa, struct why_firmware *firmware,
                                  uint32_t pc)
{
    const struct why_symbol *function = why_function_symbol(firmware, pc);
    uint32_t address = function ? function->address : pc;

    if (pc - address > WALK_BYTES)
        return false;
    while (address < pc) {
        uint8_t bytes[4] = { 0 };
        struct why_insn insn;

        if (!why_firmware_read(firmware, WHY_READ_CODE, address, bytes, sizeof(bytes)) ||
            !why_isa_decode(isa, bytes, sizeof(bytes), address, &insn) ||
            insn.legality == WHY_INSN_ILLEGAL || insn.legality == WHY_INSN_UNKNOWN)
            return false;
        address += insn.length;
    }
    return address != pc;
}

struct why_plausibility why_elf_plausibility(const struct why_crash *crash,
                                             const struct why_image *image, size_t i)
{
    struct check check = {
        .crash = crash,
        .image = image,
        .firmware = image->firmwares[i],
        .isa = why_isa_of(crash->arch, crash->chip),
        .code = { .read = read_code, .context = image->firmwares[i] },
    };

    for (size_t c = 0; crash->arch && c < crash->core_count; c++) {
        const struct why_core *core = &crash->cores[c];
        struct why_value pc = why_core_register(core, crash->arch->pc);

        check_backtrace(&check, &core->backtrace);
        check_link(&check, core);
        if (pc.known && is_inside_instruction(&check.isa, check.firmware, pc.value))
            check.seen.torn++;
    }
    if (crash->arch)
        check_abort(&check);
    return check.seen;
}
