/* The core dump that a panic prints on the console: header, ELF with the tasks, checksum. */
#include "espcoredump/core_dump.h"

#include <stddef.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "espcoredump/base64.h"
#include "espcoredump/checksum.h"
#include "espcoredump/port.h"

#define TASKS_MAX 4
#define HEADER_BYTES 24
#define ELF_HEADER_BYTES 52
#define SEGMENT_HEADER_BYTES 32
#define NOTE_STATUS 1
#define NOTE_INFO 8266
#define NOTE_EXTRA 677
#define NOTE_PANIC_DETAILS 679

enum segment_type { SEGMENT_LOAD = 1, SEGMENT_NOTE = 4 };

struct writer {
    struct checksum sum;
    uint32_t offset; /* of the data of the next segment in the ELF */
};

struct dumped_task {
    TCB_t *tcb;
    const uint32_t *context;
};

struct dump {
    struct dumped_task tasks[TASKS_MAX]; /* the crashed one first */
    uint32_t task_count;
    uint32_t extra[CORE_EXTRA_WORDS];
    struct {
        uint32_t version;
        char sha256[68];
    } info;
    const char *reason;
};

static void write_data(struct writer *out, const void *data, uint32_t n)
{
    checksum_add(&out->sum, data, n);
    base64_print(data, n);
}

static uint32_t padded(uint32_t n)
{
    return (n + 3) & ~3u;
}

static uint32_t note_bytes(const char *name, uint32_t n)
{
    return 12 + padded(strlen(name) + 1) + padded(n);
}

static void write_note(struct writer *out, const char *name, uint32_t type, const void *data,
                       uint32_t n)
{
    static const char zeros[4];
    char owner[20] = "";
    const uint32_t head[3] = { padded(strlen(name) + 1), n, type };

    strcpy(owner, name);
    write_data(out, head, sizeof(head));
    write_data(out, owner, head[0]);
    write_data(out, data, n);
    if (padded(n) != n)
        write_data(out, zeros, padded(n) - n);
}

static void write_segment_header(struct writer *out, enum segment_type type, const void *address,
                                 uint32_t n)
{
    const uint32_t head[8] = { type, out->offset, (uint32_t)address, (uint32_t)address, n, n,
                               6 /* RW */ };

    write_data(out, head, sizeof(head));
    out->offset += n;
}

static uint32_t stack_bytes(const struct dumped_task *task)
{
    return (uint32_t)task->tcb->pxEndOfStack - (uint32_t)task->context;
}

static uint32_t segment_count(const struct dump *dump)
{
    return 2 + 2 * dump->task_count;
}

static uint32_t status_notes_bytes(const struct dump *dump)
{
    return dump->task_count * note_bytes("CORE", CORE_STATUS_WORDS * sizeof(uint32_t));
}

static uint32_t info_notes_bytes(const struct dump *dump)
{
    return note_bytes("ESP_CORE_DUMP_INFO", sizeof(dump->info)) +
           note_bytes("ESP_EXTRA_INFO", sizeof(dump->extra)) +
           note_bytes("ESP_PANIC_DETAILS", strlen(dump->reason));
}

static uint32_t dump_bytes(const struct dump *dump)
{
    uint32_t n = HEADER_BYTES + ELF_HEADER_BYTES + segment_count(dump) * SEGMENT_HEADER_BYTES;

    for (uint32_t i = 0; i < dump->task_count; i++)
        n += sizeof(TCB_t) + stack_bytes(&dump->tasks[i]);
    return n + status_notes_bytes(dump) + info_notes_bytes(dump) + CHECKSUM_BYTES;
}

static void write_headers(struct writer *out, const struct dump *dump)
{
    const uint32_t header[HEADER_BYTES / 4] = { dump_bytes(dump),  dump->info.version, 0, 0, 0,
                                                CORE_CHIP_REVISION };
    const uint16_t elf[ELF_HEADER_BYTES / 2] = {
        0x457f, 0x464c,    0x0101,    1,  [8] = 4 /* ET_CORE */,         CORE_ELF_MACHINE,
        1,      [14] = 52, [20] = 52, 32, (uint16_t)segment_count(dump), 40,
    };

    write_data(out, header, sizeof(header));
    write_data(out, elf, sizeof(elf));
    out->offset = ELF_HEADER_BYTES + segment_count(dump) * SEGMENT_HEADER_BYTES;
    write_segment_header(out, SEGMENT_NOTE, NULL, status_notes_bytes(dump));
    for (uint32_t i = 0; i < dump->task_count; i++) {
        const struct dumped_task *task = &dump->tasks[i];

        write_segment_header(out, SEGMENT_LOAD, task->tcb, sizeof(TCB_t));
        write_segment_header(out, SEGMENT_LOAD, task->context, stack_bytes(task));
    }
    write_segment_header(out, SEGMENT_NOTE, NULL, info_notes_bytes(dump));
}

static void write_status(struct writer *out, const struct dumped_task *task)
{
    uint32_t status[CORE_STATUS_WORDS] = { [6] = (uint32_t)task->tcb /* pr_pid */ };

    core_port_registers(task->context, status + CORE_REGISTERS_AT);
    write_note(out, "CORE", NOTE_STATUS, status, sizeof(status));
}

static void write_segments(struct writer *out, const struct dump *dump)
{
    for (uint32_t i = 0; i < dump->task_count; i++)
        write_status(out, &dump->tasks[i]);
    for (uint32_t i = 0; i < dump->task_count; i++) {
        write_data(out, dump->tasks[i].tcb, sizeof(TCB_t));
        write_data(out, dump->tasks[i].context, stack_bytes(&dump->tasks[i]));
    }
    write_note(out, "ESP_CORE_DUMP_INFO", NOTE_INFO, &dump->info, sizeof(dump->info));
    write_note(out, "ESP_EXTRA_INFO", NOTE_EXTRA, dump->extra, sizeof(dump->extra));
    write_note(out, "ESP_PANIC_DETAILS", NOTE_PANIC_DETAILS, dump->reason, strlen(dump->reason));
}

static void print_dump(const struct dump *dump)
{
    struct writer out;
    uint8_t checksum[CHECKSUM_BYTES];

    checksum_begin(&out.sum);
    esp_rom_printf("================= CORE DUMP START =================\n");
    write_headers(&out, dump);
    write_segments(&out, dump);
    checksum_end(&out.sum, checksum);
    base64_print(checksum, CHECKSUM_BYTES);
    esp_rom_printf("================= CORE DUMP END =================\n");
    esp_rom_printf("Coredump checksum='");
    for (unsigned i = 0; i < CHECKSUM_BYTES; i++)
        esp_rom_printf("%02x", checksum[i]);
    esp_rom_printf("'\n");
}

void esp_core_dump_to_uart(const uint32_t *frame, enum panic_kind kind, const char *reason,
                           const char *sha256)
{
    struct dump dump = { .info.version = CORE_CHIP_ID << 16 | CHECKSUM_VERSION, .reason = reason };
    TCB_t *task;

    strcpy(dump.info.sha256, sha256);
    while (dump.task_count < TASKS_MAX && (task = task_at(dump.task_count))) {
        const uint32_t *context = (const uint32_t *)task->pxTopOfStack;

        if (!dump.task_count)
            context = core_port_push_context(frame, kind);
        dump.tasks[dump.task_count++] = (struct dumped_task){ task, context };
    }
    core_port_extra(frame, dump.tasks[0].context, (uint32_t)dump.tasks[0].tcb, dump.extra);
    ESP_LOGI("esp_core_dump_uart", "Print core dump to uart...");
    print_dump(&dump);
    ESP_LOGI("esp_core_dump_uart", "Core dump has been written to uart.");
}
