/* Names of addresses, from the best witness that has one. */
#include "match/names.h"

#include "base/arena.h"
#include "match/elf.h"

static enum why_status ask_elf(const struct why_crash *crash, const struct why_image *image,
                               struct why_frame *frame)
{
    struct why_firmware *firmware = why_elf_at(crash, image, frame->lookup.value);

    if (!firmware)
        return WHY_OK;
    return why_firmware_lookup(firmware, frame->lookup.value, &frame->functions,
                               &frame->function_count, crash->arena, NULL);
}

static void ask_log(const struct why_crash *crash, struct why_frame *frame)
{
    const struct why_named_address *named = why_crash_named(crash, frame->lookup.value);

    if (!named && frame->pc.known)
        named = why_crash_named(crash, frame->pc.value);
    if (!named || !named->functions[0].name)
        return;
    frame->functions = named->functions;
    frame->function_count = named->function_count;
}

static enum why_status ask_rom(const struct why_crash *crash, struct why_frame *frame)
{
    struct why_rom_symbol symbol;
    struct why_function *function;

    if (!crash->chip || !why_rom_lookup(crash->chip, crash->rom, frame->lookup.value, &symbol))
        return WHY_OK;
    function = why_arena_alloc(crash->arena, sizeof(*function));
    if (!function)
        return WHY_E_NOMEM;
    *function = (struct why_function){
        .name = why_arena_printf(crash->arena, "%.*s", (int)symbol.name_len, symbol.name),
        .origin = WHY_ORIGIN_ROM,
    };
    frame->functions = function;
    frame->function_count = 1;
    return WHY_OK;
}

/* The ELF of this build knows most. One of another build is asked only where the log, written
 * beside the right one, is silent; the report is headed by that. */
static enum why_status name_frame(const struct why_crash *crash, const struct why_image *image,
                                  struct why_frame *frame)
{
    uint32_t address = frame->lookup.value;
    bool log_first = why_crash_elf_mismatch(crash);
    enum why_status status = WHY_OK;

    if (!frame->lookup.known)
        return WHY_OK;
    frame->region = why_crash_region(crash, address);
    if (frame->function_count == 0 && log_first)
        ask_log(crash, frame);
    if (frame->function_count == 0)
        status = ask_elf(crash, image, frame);
    if (status == WHY_OK && frame->function_count == 0 && !log_first)
        ask_log(crash, frame);
    if (status == WHY_OK && frame->function_count == 0)
        status = ask_rom(crash, frame);
    return status;
}

static enum why_status name_backtrace(const struct why_crash *crash, const struct why_image *image,
                                      struct why_backtrace *backtrace)
{
    enum why_status status = WHY_OK;

    for (size_t i = 0; i < backtrace->frame_count && status == WHY_OK; i++)
        status = name_frame(crash, image, &backtrace->frames[i]);
    return status;
}

enum why_status why_name_frames(struct why_crash *crash, const struct why_image *image,
                                struct why_error *err)
{
    enum why_status status = WHY_OK;

    for (size_t i = 0; i < crash->core_count && status == WHY_OK; i++)
        status = name_backtrace(crash, image, &crash->cores[i].backtrace);
    for (size_t i = 0; i < crash->task_count && status == WHY_OK; i++)
        status = name_backtrace(crash, image, &crash->tasks[i].backtrace);
    if (status == WHY_OK && crash->log_backtrace)
        status = name_backtrace(crash, image, crash->log_backtrace);
    return status == WHY_OK ? WHY_OK : why_oom(err);
}

/* ---- addresses that are no frames ------------------------------------------------------------ */

/* Name `address` by what lies at `lookup`: for a return address, the call before it. */
static enum why_status add_name(struct why_crash *crash, const struct why_image *image,
                                uint32_t address, uint32_t lookup, uint32_t line_no)
{
    struct why_firmware *firmware = why_elf_at(crash, image, lookup);
    struct why_named_address named = { .address = address, .line_no = line_no };
    struct why_named_address *names;
    enum why_status status;

    if (!firmware || why_crash_named(crash, address))
        return WHY_OK;
    status = why_firmware_lookup(firmware, lookup, &named.functions, &named.function_count,
                                 crash->arena, NULL);
    if (status != WHY_OK || named.function_count == 0 || !named.functions[0].name)
        return status;
    names = why_arena_extend(crash->arena, crash->names, crash->name_count, sizeof(*names));
    if (!names)
        return WHY_E_NOMEM;
    names[crash->name_count] = named;
    crash->names = names;
    crash->name_count++;
    return WHY_OK;
}

static enum why_status name_registers(struct why_crash *crash, const struct why_image *image,
                                      const struct why_core *core)
{
    const struct why_arch *arch = crash->arch;
    struct why_value pc = why_core_register(core, arch->pc);
    struct why_value caller = why_core_register(core, arch->return_address);
    uint32_t caller_address = why_arch_code_address(arch, caller.value);
    enum why_status status = WHY_OK;

    if (pc.known)
        status = add_name(crash, image, pc.value, pc.value, pc.line_no);
    if (caller.known && status == WHY_OK)
        status = add_name(crash, image, caller_address, caller_address - arch->call_bytes_min,
                          caller.line_no);
    for (size_t i = 0; arch->general[i] && status == WHY_OK; i++) {
        struct why_value value = why_core_register(core, arch->general[i]);

        if (value.known)
            status = add_name(crash, image, value.value, value.value, value.line_no);
    }
    return status;
}

enum why_status why_name_addresses(struct why_crash *crash, const struct why_image *image,
                                   struct why_error *err)
{
    enum why_status status = WHY_OK;

    for (size_t i = 0; i < crash->statement_count && status == WHY_OK; i++) {
        const struct why_value *const values[] = { &crash->statements[i].value,
                                                   &crash->statements[i].value2 };

        for (size_t v = 0; v < WHY_COUNTOF(values) && status == WHY_OK; v++)
            if (values[v]->known)
                status =
                    add_name(crash, image, values[v]->value, values[v]->value, values[v]->line_no);
    }
    for (size_t i = 0; crash->arch && i < crash->core_count && status == WHY_OK; i++)
        status = name_registers(crash, image, &crash->cores[i]);
    return status == WHY_OK ? WHY_OK : why_oom(err);
}
