/* The ELF in a core dump: segments of memory, and notes about tasks and the crash.
 *
 * Read by hand rather than with libelf, which refuses an ELF whose headers are cut and knows
 * nothing of bytes that were lost in between. Source: ESP-IDF components/espcoredump,
 * src/core_dump_elf.c and src/port/; System V ABI, "Note Section". */
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "read/dump_parts.h"

#define HEADER_BYTES 48u /* of 52: the rest says nothing that is wanted */
#define SEGMENT_BYTES 32u
#define NOTE_BYTES 12u
#define NOTE_NAME_BYTES 64u /* longer ones are none of ESP-IDF's */
#define DETAILS_BYTES                                                                              \
    4096u              /* of panic details that are kept: the chip's buffers are far smaller       \
                        */
#define STATUS_TCB 24u /* pr_pid of a prstatus note */
#define STATUS_REGISTERS 72u
#define TCB_UNKNOWN 0xdeadbeef /* the crashed task was not found */

enum segment_type { SEGMENT_LOAD = 1, SEGMENT_NOTE = 4 };

struct segment {
    uint32_t type;
    uint64_t at; /* offset in the image */
    uint32_t address;
    uint32_t size;
};

struct note {
    char name[NOTE_NAME_BYTES + 1];
    uint32_t type;
    uint64_t at; /* of its payload in the image */
    uint32_t size;
};

static uint32_t half(struct why_value word)
{
    return word.value & 0xffff;
}

static uint32_t segment_count(const struct why_dump_image *image)
{
    return half(why_dump_image_word(image, (uint64_t)image->header_size + 44));
}

/* Notes whose row is lost. */
static bool get_lost_notes(const struct why_dump_image *image, uint32_t index, struct segment *out)
{
    for (size_t i = 0; i < image->lost_notes_count; i++) {
        const struct why_dump_notes *notes = &image->lost_notes[i];

        if (notes->row != index)
            continue;
        *out = (struct segment){ .type = SEGMENT_NOTE,
                                 .at = (uint64_t)image->header_size + notes->at,
                                 .size = notes->size };
        return true;
    }
    return false;
}

/* Segment @p index; false when its header is not held, or says that the headers are its data. */
static bool get_segment(const struct why_dump_image *image, uint32_t index, struct segment *out)
{
    const uint64_t table = (uint64_t)image->header_size +
                           why_dump_image_word(image, (uint64_t)image->header_size + 28).value;
    const uint64_t table_end = table + (uint64_t)segment_count(image) * SEGMENT_BYTES;
    const uint64_t at = table + (uint64_t)index * SEGMENT_BYTES;

    if (!why_dump_holds(image, at, SEGMENT_BYTES))
        return get_lost_notes(image, index, out);
    out->type = why_dump_image_word(image, at).value;
    out->at = (uint64_t)image->header_size + why_dump_image_word(image, at + 4).value;
    out->address = why_dump_image_word(image, at + 8).value;
    out->size = why_dump_image_word(image, at + 16).value;
    return out->at >= table_end;
}

/* ---- notes ----------------------------------------------------------------------------------- */

/* Take the note at @p at, which ends at @p end at the latest. The chip counts four bytes too few
 * where a task watchdog left its words, so the payload of the last note may pass the end. */
static bool take_note(const struct why_dump_image *image, uint64_t *at, uint64_t end,
                      struct note *out)
{
    const uint64_t name_at = *at + NOTE_BYTES;
    uint64_t payload_at;
    uint64_t name_size;

    if (name_at > end || !why_dump_holds(image, *at, NOTE_BYTES))
        return false;
    *out = (struct note){ .type = why_dump_image_word(image, *at + 8).value };
    name_size = why_dump_image_word(image, *at).value;
    out->size = why_dump_image_word(image, *at + 4).value;
    payload_at = name_at + (name_size + 3) / 4 * 4;
    if (payload_at > end)
        return false;
    if (name_size <= NOTE_NAME_BYTES && why_dump_holds(image, name_at, name_size))
        memcpy(out->name, image->bytes + name_at, name_size);
    out->at = payload_at;
    *at = payload_at + ((uint64_t)out->size + 3) / 4 * 4;
    if (out->size > image->data_end - payload_at)
        out->size = (uint32_t)(image->data_end - payload_at);
    return true;
}

static void take_status(struct why_dump_parts *parts, const struct note *note)
{
    const struct why_value tcb = why_dump_image_word(parts->image, note->at + STATUS_TCB);
    struct why_task *task;

    if (note->size <= STATUS_REGISTERS || !tcb.known)
        return;
    task = why_dump_add_task(parts, tcb.value);
    if (task)
        why_dump_take_status(parts, task, note->at + STATUS_REGISTERS,
                             note->size - STATUS_REGISTERS);
}

/* The text of a note as far as it is held; it may lack a terminator. */
static why_span text_of(const struct why_dump_image *image, uint64_t at, uint64_t size)
{
    while (size > 0 && !why_dump_holds(image, at, size))
        size--;
    if (size == 0)
        return (why_span){ "", 0 };
    return (why_span){ (const char *)image->bytes + at,
                       strnlen((const char *)image->bytes + at, size) };
}

static void take_info(struct why_dump_parts *parts, const struct note *note)
{
    const uint32_t digits_min = 8;
    struct why_core_dump *info = &parts->dump->info;
    const struct why_value version = why_dump_image_word(parts->image, note->at);
    why_span sha256;
    bool good = true;

    if (note->size < 4)
        return;
    if (version.known && !info->chip_number.known)
        info->chip_number = (struct why_value){ .known = true, .value = version.value >> 16 };
    sha256 = text_of(parts->image, note->at + 4, note->size - 4 < 64 ? note->size - 4 : 64);
    for (size_t i = 0; i < sha256.len; i++)
        good &= why_is_hex_digit(sha256.ptr[i]);
    if (good && sha256.len >= digits_min)
        info->elf_sha256 = why_text_clean(parts->arena, sha256);
}

/* Xtensa: the crashed task, 18 pairs of the number of a special register and its value, and
 * whether an interrupt was being handled. Source: Xtensa ISA, special registers. */
static void take_pairs(struct why_dump_parts *parts, const struct note *note)
{
    static const char *const epc[] = { "EPC1", "EPC2", "EPC3", "EPC4", "EPC5", "EPC6", "EPC7" };
    static const char *const eps[] = { "EPS2", "EPS3", "EPS4", "EPS5", "EPS6", "EPS7" };
    const uint32_t exccause = 232;
    const uint32_t excvaddr = 238;
    const uint32_t first_epc = 177;
    const uint32_t first_eps = 194;
    const uint32_t unusable = 0xffff; /* EXCCAUSE of a crashed task that could not be saved */

    for (uint32_t at = 4; at + 8 <= note->size && at < 148; at += 8) {
        const struct why_value number = why_dump_image_word(parts->image, note->at + at);
        const struct why_value value = why_dump_image_word(parts->image, note->at + at + 4);

        if (!number.known)
            continue;
        if (number.value == exccause && value.value != unusable)
            why_dump_add_exception(parts, "EXCCAUSE", value);
        else if (number.value == excvaddr)
            why_dump_add_exception(parts, "EXCVADDR", value);
        else if (number.value - first_epc < WHY_COUNTOF(epc))
            why_dump_add_exception(parts, epc[number.value - first_epc], value);
        else if (number.value - first_eps < WHY_COUNTOF(eps))
            why_dump_add_exception(parts, eps[number.value - first_eps], value);
    }
}

static void take_extra(struct why_dump_parts *parts, const struct note *note)
{
    const bool xtensa = parts->dump->arch->id == WHY_ARCH_XTENSA;
    const uint32_t isr_at = xtensa ? 148 : 4;
    struct why_core_dump *info = &parts->dump->info;
    const struct why_value tcb = why_dump_image_word(parts->image, note->at);

    if (note->size >= 4 && tcb.value != TCB_UNKNOWN)
        info->crashed_tcb = tcb;
    if (note->size >= isr_at + 4)
        info->in_isr = why_dump_image_word(parts->image, note->at + isr_at);
    if (xtensa)
        take_pairs(parts, note);
}

static void take_revision(struct why_dump_parts *parts, const struct note *note)
{
    struct why_core_dump *info = &parts->dump->info;

    if (note->size >= 4 && !info->chip_revision.known)
        info->chip_revision = why_dump_image_word(parts->image, note->at);
}

static void take_details(struct why_dump_parts *parts, const struct note *note)
{
    why_dump_add_details(parts, text_of(parts->image, note->at,
                                        note->size < DETAILS_BYTES ? note->size : DETAILS_BYTES));
}

/* Other notes are of the tools that took the ELF out of the dump, and say nothing new. */
static const struct {
    const char *name;
    uint32_t type;
    void (*take)(struct why_dump_parts *parts, const struct note *note);
} note_rows[] = {
    { "CORE", 1, take_status },
    { "ESP_CORE_DUMP_INFO", 8266, take_info },
    { "ESP_EXTRA_INFO", 677, take_extra },
    { "EXTRA_INFO", 677, take_extra },
    { "ESP_PANIC_DETAILS", 679, take_details },
    { "ESP_CHIP_REV", 0, take_revision }, /* 0: of any type */
};

static void take_notes(struct why_dump_parts *parts, const struct segment *segment)
{
    const struct why_dump_image *image = parts->image;
    uint64_t at = segment->at;
    uint64_t end = segment->at + segment->size;
    struct note note;

    end = end < image->data_end ? end : image->data_end;
    while (take_note(image, &at, end, &note))
        for (size_t i = 0; i < WHY_COUNTOF(note_rows); i++)
            if (strcmp(note.name, note_rows[i].name) == 0 &&
                (note_rows[i].type == note.type || note_rows[i].type == 0))
                note_rows[i].take(parts, &note);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void take_segments(struct why_dump_parts *parts, enum segment_type type)
{
    const uint32_t count = segment_count(parts->image);
    struct segment segment;

    for (uint32_t i = 0; i < count && !parts->overfull; i++) {
        if (!get_segment(parts->image, i, &segment) || segment.type != (uint32_t)type)
            continue;
        if (type == SEGMENT_LOAD)
            why_dump_add_region(parts, segment.address, segment.size, segment.at);
        else
            take_notes(parts, &segment);
    }
}

static enum why_arch_id arch_of(const struct why_dump_image *image)
{
    static const struct {
        uint32_t machine; /* e_machine */
        enum why_arch_id arch;
    } machines[] = { { 94, WHY_ARCH_XTENSA }, { 243, WHY_ARCH_RISCV } };
    const uint32_t machine =
        why_dump_image_word(image, (uint64_t)image->header_size + 16).value >> 16;

    for (size_t i = 0; i < WHY_COUNTOF(machines); i++)
        if (machines[i].machine == machine)
            return machines[i].arch;
    return WHY_ARCH_UNKNOWN;
}

void why_dump_read_elf(struct why_dump_parts *parts)
{
    const struct why_dump_image *image = parts->image;

    why_dump_set_target(parts, arch_of(image), parts->dump->info.chip_number);
    if (!parts->dump->arch || !why_dump_holds(image, image->header_size, HEADER_BYTES)) {
        why_dump_note(parts, 0, "the header of the core dump's ELF is damaged or missing");
        return;
    }
    take_segments(parts, SEGMENT_LOAD);
    take_segments(parts, SEGMENT_NOTE);
    if (!parts->dump->chip)
        why_dump_set_target(parts, parts->dump->arch->id, parts->dump->info.chip_number);
}
