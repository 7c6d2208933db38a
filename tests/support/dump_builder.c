/* Writing core dumps as the chips do, for tests of reading them. */
#include "dump_builder.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define TCB_BYTES 64u
#define STACK_BYTES 0x200u
#define LINE_BYTES 48u
#define MARK 0xdeadbeefu

struct task {
    uint32_t tcb;
    uint32_t top;
    uint32_t stack[STACK_BYTES / 4];
    uint32_t status[129]; /* registers of its note */
    uint32_t stack_bytes;
};

static void write_bytes(struct dump_bytes *dump, const void *bytes, size_t n)
{
    why_strbuf_add(&dump->bytes, bytes, n);
    dump->writes[dump->write_count++] = (uint32_t)n;
}

static void write_words(struct dump_bytes *dump, const uint32_t *words, size_t count)
{
    write_bytes(dump, words, count * 4);
}

/* ---- the tasks ------------------------------------------------------------------------------- */

static void fill_xtensa(struct task *task, size_t index, const struct dump_spec *spec)
{
    const uint32_t sp = index == 0 ? DUMP_SP : task->top + 0xc0;
    uint32_t *frame = task->stack;

    frame[0] = index == 0 ? MARK : 0x40082758;
    frame[1] = DUMP_PC + 0x100 * (uint32_t)index;
    frame[2] = 0x60030;
    for (uint32_t i = 0; i < 16; i++)
        frame[3 + i] = 0x1000 * (uint32_t)index + i;
    frame[3] = 0x800d2345;
    frame[4] = sp;
    frame[19] = 7;
    frame[20] = index > 0 ? 0xffff : spec->pseudo ? 71 : 28;
    frame[21] = 0x10;
    task->status[0] = frame[1];
    task->status[1] = 0x60020;
    task->status[5] = frame[19];
    for (uint32_t i = 0; i < 16; i++)
        task->status[64 + i] = frame[3 + i];
    if (index != 2)
        return;
    /* The last one gave up the CPU itself. */
    memset(frame, 0, sizeof(uint32_t[32]));
    frame[1] = 0x800d1434;
    frame[2] = 0x60020;
    frame[4] = 0x800d3456;
    frame[5] = task->top + 0x60;
    task->status[0] = frame[1] & 0x3fffffff;
}

static void fill_riscv(struct task *task, size_t index)
{
    const uint32_t sp = index == 0 ? DUMP_SP_RISCV : task->top + 0xc0;

    for (uint32_t i = 0; i < 32; i++)
        task->stack[i] = 0x2000 * (uint32_t)index + i;
    task->stack[0] = DUMP_PC_RISCV + 0x100 * (uint32_t)index;
    task->stack[1] = 0x42002344;
    task->stack[2] = sp;
    task->stack[32] = 0x1881;
    task->stack[33] = 0x40380001;
    task->stack[34] = 5;
    task->stack[35] = 0x10;
    memcpy(task->status, task->stack, sizeof(uint32_t[32]));
}

static void fill_task(struct task *task, size_t index, const struct dump_spec *spec)
{
    const uint32_t ram = spec->riscv ? 0x3fc90000 : 0x3ffb4000;
    uint32_t word;

    *task = (struct task){ .tcb = ram + 0x100 * (uint32_t)index, .stack_bytes = STACK_BYTES };
    task->top = index == 0 ? (spec->riscv ? DUMP_SP_RISCV : DUMP_SP) - 0x80
                           : ram + 0x2000 + 0x1000 * (uint32_t)index;
    if (spec->riscv)
        fill_riscv(task, index);
    else
        fill_xtensa(task, index, spec);
    word = 0x80 + DUMP_WORD_OFFSET + (index == 0 ? 0 : 0x40);
    task->stack[word / 4] = task->top + word;
    if (!spec->fake || index != 2)
        return;
    task->top = 0x20000000;
    task->stack_bytes = 148;
    memset(task->stack, 0, sizeof(task->stack));
    memset(task->status, 0, sizeof(task->status));
    task->status[0] = 0x20000000;
    task->stack[spec->riscv ? 0 : 1] = 0x20000000;
}

static void get_tcb(const struct task *task, size_t index, uint32_t tcb[TCB_BYTES / 4])
{
    memset(tcb, 0, TCB_BYTES);
    /* The crashed task was not switched out: its control block has another place. */
    tcb[0] = index == 0 ? task->top + 0x100 : task->top;
}

/* ---- formats --------------------------------------------------------------------------------- */

static uint32_t note_bytes(uint32_t name, uint32_t payload)
{
    return 12 + name + (payload + 3) / 4 * 4;
}

static void write_note(struct dump_bytes *dump, const char *name, uint32_t type,
                       const void *payload, uint32_t size)
{
    static const uint8_t padding[4];
    char buffer[32] = "";
    const uint32_t len = (uint32_t)(strlen(name) + 1 + 3) / 4 * 4;
    const uint32_t header[] = { len, size, type };

    (void)snprintf(buffer, sizeof(buffer), "%s", name);
    write_words(dump, header, 3);
    write_bytes(dump, buffer, len);
    write_bytes(dump, payload, size);
    if (size % 4 > 0)
        write_bytes(dump, padding, 4 - size % 4);
}

static void write_status(struct dump_bytes *dump, const struct task *task, bool riscv)
{
    uint32_t note[18 + 129] = { 0 };

    note[6] = task->tcb;
    memcpy(note + 18, task->status, sizeof(task->status));
    write_note(dump, "CORE", 1, note, riscv ? 204 : 588);
}

/* Xtensa tells the registers of the exception in a note. */
static uint32_t extra_words(const struct dump_spec *spec, const struct task *task, uint32_t *words)
{
    const uint32_t xtensa[] = { task->tcb, 232, task->stack[20], 238, 0x10, 177, 0x400d1111 };

    memset(words, 0, sizeof(uint32_t[38]));
    memcpy(words, xtensa, spec->riscv ? 4 : sizeof(xtensa));
    words[spec->riscv ? 1 : 37] = 1;
    return spec->riscv ? 2 : 38;
}

static void write_info_notes(struct dump_bytes *dump, const struct dump_spec *spec,
                             const struct task *task)
{
    uint32_t info[18] = { (spec->riscv ? 5u << 16 : 0) | spec->version };
    uint32_t extra[38];
    const uint32_t extra_count = extra_words(spec, task, extra);

    memcpy(info + 1, DUMP_SHA256, sizeof(DUMP_SHA256));
    write_note(dump, "ESP_CORE_DUMP_INFO", 8266, info, 72);
    write_note(dump, "ESP_EXTRA_INFO", 677, extra, extra_count * 4);
    if (spec->details)
        write_note(dump, "ESP_PANIC_DETAILS", 679, DUMP_REASON, sizeof(DUMP_REASON) - 1);
}

static void write_segment(struct dump_bytes *dump, uint32_t type, uint32_t address, uint32_t size,
                          uint32_t *at)
{
    const uint32_t header[8] = { type, *at, address, address, size, size, 6, 0 };

    write_words(dump, header, 8);
    *at += size;
}

static void write_elf(struct dump_bytes *dump, const struct dump_spec *spec,
                      const struct task *tasks)
{
    const uint32_t segments = 2 + 2 * DUMP_TASKS;
    const uint16_t tail[6] = { 52, 32, (uint16_t)segments, 40, 0, 0 };
    uint32_t header[13] = { 0x464c457f, 0x00010101, 0, 0, 4u | (spec->riscv ? 243u : 94u) << 16,
                            1,          0,          52 };
    const uint32_t info = note_bytes(20, 72) + note_bytes(16, spec->riscv ? 8 : 152) +
                          (spec->details ? note_bytes(20, sizeof(DUMP_REASON) - 1) : 0);
    uint32_t at = 52 + 32 * segments;
    uint32_t tcb[TCB_BYTES / 4];

    memcpy(header + 10, tail, sizeof(tail));
    write_words(dump, header, 13);
    write_segment(dump, 4, 0, DUMP_TASKS * note_bytes(8, spec->riscv ? 204 : 588), &at);
    for (size_t i = 0; i < DUMP_TASKS; i++) {
        write_segment(dump, 1, tasks[i].tcb, TCB_BYTES, &at);
        write_segment(dump, 1, tasks[i].top, tasks[i].stack_bytes, &at);
    }
    write_segment(dump, 4, 0, info, &at);
    for (size_t i = 0; i < DUMP_TASKS; i++)
        write_status(dump, &tasks[i], spec->riscv);
    for (size_t i = 0; i < DUMP_TASKS; i++) {
        get_tcb(&tasks[i], i, tcb);
        write_bytes(dump, tcb, TCB_BYTES);
        write_bytes(dump, tasks[i].stack, tasks[i].stack_bytes);
    }
    write_info_notes(dump, spec, &tasks[0]);
}

static void write_binary(struct dump_bytes *dump, const struct task *tasks)
{
    uint32_t tcb[TCB_BYTES / 4];

    for (size_t i = 0; i < DUMP_TASKS; i++) {
        const uint32_t header[] = { tasks[i].tcb, tasks[i].top,
                                    tasks[i].top + tasks[i].stack_bytes };

        write_words(dump, header, 3);
        get_tcb(&tasks[i], i, tcb);
        write_bytes(dump, tcb, TCB_BYTES);
        write_bytes(dump, tasks[i].stack, tasks[i].stack_bytes);
    }
}

static void write_header(struct dump_bytes *dump, const struct dump_spec *spec)
{
    const bool binary = spec->version < 0x0100;
    const uint32_t chip = spec->riscv ? 5u << 16 : 0;
    uint32_t header[6] = { 0, chip | spec->version, binary ? DUMP_TASKS : 0, binary ? TCB_BYTES : 0,
                           0, DUMP_REVISION };
    static const struct {
        uint32_t version;
        size_t words;
    } sizes[] = { { 0x0001, 4 }, { 0x0002, 5 }, { 0x0003, 6 }, { 0x0100, 5 },
                  { 0x0101, 5 }, { 0x0102, 6 }, { 0x0103, 6 }, { 0x0104, 3 } };

    if (spec->version == 0x0104)
        header[2] = DUMP_REVISION;
    for (size_t i = 0; i < WHY_COUNTOF(sizes); i++)
        if (sizes[i].version == spec->version)
            write_words(dump, header, sizes[i].words);
}

static void write_checksum(struct dump_bytes *dump, bool sha256)
{
    const uint32_t size = (uint32_t)dump->bytes.len + (sha256 ? SHA256_DIGEST_SIZE : 4);
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    uint32_t crc;

    memcpy(dump->bytes.text, &size, sizeof(size));
    crc = (uint32_t)crc32(0, (const uint8_t *)dump->bytes.text, (uInt)dump->bytes.len);
    sha256_init(&context);
    sha256_update(&context, dump->bytes.len, (const uint8_t *)dump->bytes.text);
    sha256_digest(&context, sizeof(digest), digest);
    write_bytes(dump, sha256 ? (const void *)digest : &crc, sha256 ? sizeof(digest) : sizeof(crc));
}

void dump_build(const struct dump_spec *spec, struct dump_bytes *out)
{
    struct task tasks[DUMP_TASKS];

    *out = (struct dump_bytes){ .write_count = 0 };
    why_strbuf_init(&out->bytes);
    for (size_t i = 0; i < DUMP_TASKS; i++)
        fill_task(&tasks[i], i, spec);
    write_header(out, spec);
    if (spec->version > 0 && spec->version < 0x0100)
        write_binary(out, tasks);
    else
        write_elf(out, spec, tasks);
    if (spec->version > 0)
        write_checksum(out, spec->version == 0x0101 || spec->version >= 0x0103);
}

void dump_free(struct dump_bytes *dump)
{
    why_strbuf_deinit(&dump->bytes);
}

void dump_print(const struct dump_bytes *dump, struct why_strbuf *out)
{
    size_t at = 0;

    why_strbuf_adds(out, "================= CORE DUMP START =================\r\n");
    for (size_t i = 0; i < dump->write_count; i++) {
        const size_t end = at + dump->writes[i];

        while (at < end) {
            const size_t len = end - at < LINE_BYTES ? end - at : LINE_BYTES;
            char line[BASE64_ENCODE_RAW_LENGTH(LINE_BYTES)];

            base64_encode_raw(line, len, (const uint8_t *)dump->bytes.text + at);
            why_strbuf_add(out, line, BASE64_ENCODE_RAW_LENGTH(len));
            why_strbuf_adds(out, "\r\n");
            at += len;
        }
    }
    why_strbuf_adds(out, "================= CORE DUMP END =================\r\n");
}
