/* Any bytes taken for a core dump, or else for a log, are unwound with an ELF: no crash, no hang,
 * no leak; nothing is known of a task that the bytes do not say, and no frame is invented; JSON
 * parses. */
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "espwhy/firmware.h"
#include "held.h"
#include "read/dump.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The ELF of the lab, whose dumps and logs are among the seeds. */
static struct why_firmware *open_elf(bool riscv)
{
    struct why_firmware *firmware = NULL;

    require(why_firmware_open(riscv ? WHY_TESTDATA "/lab/esp32c3-og.elf"
                                    : WHY_TESTDATA "/lab/esp32-og.elf",
                              &firmware, NULL) == WHY_OK);
    return firmware;
}

static bool holds_word(const uint8_t *data, size_t size, uint32_t word)
{
    const uint8_t bytes[] = { (uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16),
                              (uint8_t)(word >> 24) };

    return memmem(data, size, bytes, sizeof(bytes)) != NULL;
}

/* Registers stand in the dump as they are, but for a task that gave up the CPU: where its stack
 * pointer was follows from where its registers are. */
static void require_registers(const struct why_task *task, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < task->register_count; i++)
        require(task->registers[i].value.known && task->registers[i].name &&
                (task->context == WHY_CONTEXT_YIELDED ||
                 holds_word(data, size, task->registers[i].value.value)));
}

static void require_dump(const struct why_dump *dump, const uint8_t *data, size_t size)
{
    const bool text = dump->info.first_line > 0;
    size_t bytes = 0;

    require(dump->info.held <= dump->info.size && dump->info.format);
    require(dump->task_count == 0 || dump->tasks[0].crashed);
    require(dump->arch || (dump->task_count == 0 && dump->memory_count == 0));
    for (size_t i = 0; i < dump->task_count; i++) {
        const struct why_task *task = &dump->tasks[i];

        require(task->tcb.known && (i == 0 || !task->crashed));
        require(!task->fake_stack || task->register_count == 0);
        if (!text)
            require_registers(task, data, size);
    }
    for (size_t i = 0; i < dump->memory_count; i++) {
        const struct why_memory *piece = &dump->memory[i];

        require(piece->size > 0 && piece->size - 1 <= UINT32_MAX - piece->address);
        require(text || memmem(data, size, piece->bytes, piece->size) != NULL);
        bytes += piece->size;
    }
    require(bytes <= dump->info.held);
}

/* The caller of a function that gave up the CPU has no address: only its stack pointer was saved.
 */
static void require_backtrace(const struct why_backtrace *backtrace, enum why_context context)
{
    require(backtrace->frame_count <= WHY_FRAMES);
    for (size_t i = 0; i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        require(frame->pc.known || (context == WHY_CONTEXT_YIELDED && i == 1 && frame->sp.known));
        require(frame->trust != WHY_TRUST_UNKNOWN);
    }
}

static void require_crash(const struct why_crash *crash, const struct why_firmware *firmware)
{
    const enum why_context context =
        crash->task_count > 0 ? crash->tasks[0].context : WHY_CONTEXT_UNKNOWN;

    for (size_t i = 0; i < crash->core_count; i++) {
        const struct why_core *core = &crash->cores[i];

        require_backtrace(&core->backtrace, context);
        require_frames(crash, &core->backtrace, core->registers, core->register_count, firmware);
    }
    for (size_t i = 0; i < crash->task_count; i++) {
        const struct why_task *task = &crash->tasks[i];

        require_backtrace(&task->backtrace, task->context);
        require_frames(crash, &task->backtrace, task->registers, task->register_count, firmware);
    }
}

/* The report of the dump alone, in JSON. */
static void report(struct why_session *session, const struct why_firmware *firmware,
                   struct why_strbuf *out)
{
    static const struct why_format_options options = { .detail = WHY_DETAIL_VERBOSE };
    const struct why_format *format = why_format_find("json");
    const struct why_run run = { .logs = NULL };
    struct why_crash *crash;

    format->begin(out, &run, &options);
    while ((crash = why_session_next(session)) != NULL) {
        require_crash(crash, firmware);
        format->crash(out, crash, &run, &options);
        why_crash_destroy(crash);
    }
    format->end(out, &run, &options);
    require(!out->failed);
    require_json(format, out);
}

static struct why_session *make_session(struct why_firmware *firmware)
{
    const struct why_settings settings = { .hold = true };
    struct why_session *session = NULL;

    require(why_session_create(&settings, &session, NULL) == WHY_OK);
    require(why_session_add_firmware(session, firmware, NULL) == WHY_OK);
    return session;
}

/* As far as the first crash. */
static void feed_log(struct why_session *session, const uint8_t *data, size_t size)
{
    size_t used = 0;

    require(why_session_open_log(session, "log", NULL) == WHY_OK);
    require(why_session_feed(session, (const char *)data, size, &used, NULL) == WHY_OK);
    require(why_session_finish(session, NULL) == WHY_OK);
}

/* @p dump  NULL: the bytes are a log. */
static void unwind(const struct why_dump *dump, const uint8_t *data, size_t size)
{
    const bool riscv = dump ? dump->arch && dump->arch->id == WHY_ARCH_RISCV
                            : memmem(data, size, "MEPC", 4) != NULL;
    struct why_firmware *firmware = open_elf(riscv); /* the session owns it */
    struct why_session *session = make_session(firmware);
    struct why_strbuf out;

    why_strbuf_init(&out);
    if (dump)
        require(why_session_add_dump(session, "core", data, size, NULL) == WHY_OK);
    else
        feed_log(session, data, size);
    require(why_session_end(session, NULL) == WHY_OK);
    report(session, firmware, &out);
    why_session_destroy(session);
    why_strbuf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct why_arena *arena = why_arena_create(WHY_ARENA_BYTES);
    struct why_dump *dump = NULL;
    enum why_status status;

    require(arena != NULL);
    status = why_dump_read(data, size, "core", arena, &dump, NULL);
    require(status == WHY_OK || status == WHY_E_DUMP);
    if (status == WHY_OK)
        require_dump(dump, data, size);
    unwind(status == WHY_OK ? dump : NULL, data, size);
    why_arena_destroy(arena);
    return 0;
}
