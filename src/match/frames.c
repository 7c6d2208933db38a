/* Lookup addresses of frames, and the frames that registers and other tools hold. */
#include "match/frames.h"

#include "base/arena.h"
#include "base/span.h"
#include "model/note.h"

static bool is_code(const struct why_crash *crash, uint32_t address)
{
    const struct why_region *region = why_crash_region(crash, address);

    return region && (region->bits & WHY_MEM_EXEC);
}

/* What others than ESP-IDF take off the return addresses that they print. Source: NuttX
 * sched_backtrace(); Zephyr arch/riscv/core/stacktrace.c; esp-backtrace RA_OFFSET; ESPHome
 * crash_handler.cpp; Tasmota support_crash_recorder.ino. */
static struct why_value reduction_of(const struct why_crash *crash)
{
    static const struct {
        enum why_family family;
        enum why_arch_id arch;
        uint32_t bytes;
    } rows[] = {
        { WHY_FAMILY_NUTTX, WHY_ARCH_XTENSA, 0 },   { WHY_FAMILY_NUTTX, WHY_ARCH_RISCV, 0 },
        { WHY_FAMILY_ZEPHYR, WHY_ARCH_RISCV, 0 },   { WHY_FAMILY_ESP_HAL, WHY_ARCH_RISCV, 4 },
        { WHY_FAMILY_ESP_HAL, WHY_ARCH_XTENSA, 3 }, { WHY_FAMILY_ESPHOME, WHY_ARCH_RISCV, 0 },
        { WHY_FAMILY_ESPHOME, WHY_ARCH_LX106, 0 },  { WHY_FAMILY_TASMOTA, WHY_ARCH_RISCV, 0 },
        { WHY_FAMILY_TASMOTA, WHY_ARCH_LX106, 0 },
    };

    if (crash->family == WHY_FAMILY_ESP_HAL && crash->arch && crash->arch->id == WHY_ARCH_XTENSA &&
        why_crash_says(crash, WHY_SAYS_HEADLINE) && !why_crash_says(crash, WHY_SAYS_RUST_PANIC))
        return (struct why_value){ .known = true }; /* of its own exception handler, once */
    for (size_t i = 0; crash->arch && i < WHY_COUNTOF(rows); i++)
        if (rows[i].family == crash->family && rows[i].arch == crash->arch->id)
            return (struct why_value){ .known = true, .value = rows[i].bytes };
    return (struct why_value){ .known = false };
}

/* Entries that are return addresses are looked up in the call before; the one that the program
 * counter explains is no return address. */
static void look_up_printed(struct why_backtrace *backtrace, struct why_value pc,
                            const struct why_arch *arch)
{
    for (size_t i = 0; i < backtrace->frame_count; i++) {
        struct why_frame *frame = &backtrace->frames[i];
        const bool exact = pc.known && frame->pc.value == pc.value;

        frame->lookup = frame->pc;
        if (!exact && backtrace->reduction.value < arch->call_bytes_min)
            frame->lookup.value -= arch->call_bytes_min - backtrace->reduction.value;
    }
}

/* The handler's own frames come first where it prints the backtrace of itself. */
static void note_own_frames(struct why_crash *crash, const struct why_backtrace *backtrace,
                            struct why_value pc)
{
    size_t index = 0;

    while (index < backtrace->frame_count && backtrace->frames[index].pc.value != pc.value)
        index++;
    if (!pc.known || index == 0 || index == backtrace->frame_count)
        return;
    why_crash_note(crash, backtrace->line_no,
                   "the backtrace begins with the panic handler's own frames: the fault is at #%zu",
                   index);
}

/* Xtensa prints entries that already lie in the call; the first is the program counter, itself
 * before v3.3.6 and less the same three bytes since. What a RISC-V chip prints is settled where the
 * ELF can be asked. A first entry that the register does not explain is of another walk. Source:
 * ESP-IDF esp_cpu_process_stack_pc(). */
static void look_up_device(struct why_crash *crash, struct why_core *core)
{
    struct why_backtrace *backtrace = &core->backtrace;
    const struct why_value pc = why_core_register(core, crash->arch ? crash->arch->pc : NULL);
    const uint32_t before = crash->arch ? crash->arch->backtrace_adjust : 0;

    if (!backtrace->reduction.known)
        backtrace->reduction = reduction_of(crash);
    if (backtrace->reduction.known && crash->arch) {
        look_up_printed(backtrace, pc, crash->arch);
        note_own_frames(crash, backtrace, pc);
        return;
    }
    for (size_t i = 0; i < backtrace->frame_count; i++) {
        struct why_frame *frame = &backtrace->frames[i];

        frame->lookup = frame->pc;
        if (i == 0 && pc.known && frame->pc.value == pc.value - before)
            frame->lookup.value = pc.value;
    }
}

/* What the registers alone tell: where the core was, and where its last call returns to. */
static bool add_register_frames(struct why_crash *crash, struct why_core *core)
{
    const struct why_arch *arch = crash->arch;
    struct why_value pc;
    struct why_value caller;
    struct why_frame *frames;

    if (!arch)
        return true;
    pc = why_core_register(core, arch->pc);
    caller = why_core_register(core, arch->return_address);
    if (!pc.known)
        return true;
    frames = why_arena_alloc(crash->arena, 2 * sizeof(*frames));
    if (!frames)
        return false;
    core->backtrace.frames = frames;
    core->backtrace.frame_count = 1;
    frames[0] = (struct why_frame){
        .pc = pc, .lookup = pc, .sp = why_core_register(core, arch->sp), .trust = WHY_TRUST_REGISTER
    };
    if (why_arch_code_address(arch, caller.value) == why_arch_code_address(arch, 0))
        caller.known = false; /* the outermost frame of a task returns to nowhere */
    caller.value = why_arch_code_address(arch, caller.value);
    if (!caller.known || caller.value == pc.value || !is_code(crash, caller.value) ||
        crash->software)
        return true;
    frames[1] = (struct why_frame){ .pc = caller, .lookup = caller, .trust = WHY_TRUST_CALL_SITE };
    frames[1].lookup.value -= arch->call_bytes_min;
    core->backtrace.frame_count = 2;
    return true;
}

static void settle_log_frames(struct why_backtrace *backtrace)
{
    for (size_t i = 0; i < backtrace->frame_count; i++)
        backtrace->frames[i].lookup = backtrace->frames[i].pc;
}

static bool settle_core(struct why_crash *crash, struct why_core *core)
{
    if (core->backtrace.frame_count == 0)
        return add_register_frames(crash, core);
    if (core->backtrace.source == WHY_BACKTRACE_LOG)
        settle_log_frames(&core->backtrace);
    else
        look_up_device(crash, core);
    return true;
}

/* Another tool's frames stand in for the backtrace that the chip did not print. */
static bool adopt_log_backtrace(struct why_crash *crash)
{
    if (!crash->log_backtrace)
        return true;
    settle_log_frames(crash->log_backtrace);
    if (crash->core_count == 0) {
        crash->cores = why_arena_alloc(crash->arena, sizeof(*crash->cores));
        if (!crash->cores)
            return false;
        crash->cores[0] = (struct why_core){ .number = crash->core };
        crash->core_count = 1;
    }
    if (crash->cores[0].backtrace.frame_count == 0) {
        crash->cores[0].backtrace = *crash->log_backtrace;
        crash->log_backtrace = NULL;
    }
    return true;
}

enum why_status why_settle_frames(struct why_crash *crash, struct why_error *err)
{
    bool done = adopt_log_backtrace(crash);

    for (size_t i = 0; i < crash->core_count && done; i++)
        done = settle_core(crash, &crash->cores[i]);
    return done && !why_arena_failed(crash->arena) ? WHY_OK : why_oom(err);
}
