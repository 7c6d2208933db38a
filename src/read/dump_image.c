/* Headers of core dumps, and the checksums behind their data. */
#include "read/dump_image.h"

#include <nettle/sha2.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "espwhy/chip.h"

#define CRC_BYTES 4u
/* Bytes of a task control block: some 340; a header that says otherwise is none. */
#define TCB_BYTES_MIN 32u
#define TCB_BYTES_MAX 4096u
/* Bytes of the ELF header up to the number of its machine, and all of it. */
#define ELF_IDENT_BYTES 20u
#define ELF_HEADER_BYTES 52u
#define ELF_SEGMENT_BYTES 32u

struct format {
    uint16_t version;
    bool elf;
    bool sha256;
    uint32_t header_size;
};

/* Source: ESP-IDF components/espcoredump, include_core_dump/esp_core_dump_types.h and its history;
 * esp-coredump, corefile/loader.py. */
/* clang-format off */
static const struct format formats[] = {
    { 0x0001, false, false, 16 },
    { 0x0002, false, false, 20 },
    { 0x0003, false, false, 24 },
    { 0x0100, true,  false, 20 },
    { 0x0101, true,  true,  20 },
    { 0x0102, true,  false, 24 },
    { 0x0103, true,  true,  24 },
    { 0x0104, true,  true,  12 },
};
/* clang-format on */

static const struct format *find_format(uint32_t version)
{
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++)
        if (formats[i].version == (version & 0xffff))
            return &formats[i];
    return NULL;
}

static uint32_t checksum_bytes(const struct format *format)
{
    return format->sha256 ? SHA256_DIGEST_SIZE : CRC_BYTES;
}

/* The first bytes of an ELF, as many of them as there are. */
static bool begins_elf(const uint8_t *bytes, size_t n)
{
    static const uint8_t magic[] = { 0x7f, 'E', 'L', 'F', 1, 1 };

    return n > 0 && memcmp(bytes, magic, n < sizeof(magic) ? n : sizeof(magic)) == 0;
}

static void take_header(const uint8_t *bytes, const struct format *format,
                        struct why_dump_image *image)
{
    const uint32_t revision_at = format->header_size == WHY_DUMP_HEADER_BYTES_MIN ? 8 : 20;

    image->elf = format->elf;
    image->header_size = format->header_size;
    image->version = why_word(bytes + 4) & 0xffff;
    image->chip_number = why_word(bytes + 4) >> 16;
    image->data_end = image->size - checksum_bytes(format);
    if (format->header_size > revision_at)
        image->chip_revision =
            (struct why_value){ .known = true, .value = why_word(bytes + revision_at) };
    if (format->elf)
        return;
    image->task_count = why_word(bytes + 8);
    image->tcb_size = why_word(bytes + 12);
    if (format->header_size > 16)
        image->segment_count = why_word(bytes + 16);
}

/* Binary dumps begin with the control block of a task, which lies in RAM. */
static bool is_plausible_binary(const struct why_dump_image *image)
{
    const struct why_chip *chip = why_chip_by_number(image->chip_number);
    const struct why_region *region;

    if (image->task_count == 0 || image->task_count > WHY_DUMP_TASKS ||
        image->tcb_size < TCB_BYTES_MIN || image->tcb_size > TCB_BYTES_MAX || !chip)
        return false;
    if (image->held < image->header_size + 4)
        return true;
    region = why_chip_region(chip, why_word(image->bytes + image->header_size));
    return region && (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM));
}

static bool is_plausible(const struct why_dump_image *image)
{
    if (!image->elf)
        return is_plausible_binary(image);
    if (image->held > image->header_size)
        return begins_elf(image->bytes + image->header_size, image->held - image->header_size);
    return why_chip_by_number(image->chip_number) != NULL;
}

bool why_dump_image_of(const uint8_t *bytes, size_t n, struct why_dump_image *out)
{
    struct why_dump_image image = { .bytes = bytes };
    const struct format *format =
        n >= WHY_DUMP_HEADER_BYTES_MIN ? find_format(why_word(bytes + 4)) : NULL;

    if (!format || n < format->header_size)
        return false;
    image.size = why_word(bytes);
    if (image.size <= format->header_size + checksum_bytes(format) || image.size > WHY_DUMP_BYTES)
        return false;
    image.held = n < image.size ? (uint32_t)n : image.size;
    image.given = image.held;
    take_header(bytes, format, &image);
    if (!is_plausible(&image))
        return false;
    *out = image;
    return true;
}

/* Where the last of the segments ends that the headers of an ELF tell of. */
static uint64_t elf_end(const uint8_t *bytes, size_t n)
{
    const uint32_t at = why_word(bytes + 28);
    const uint32_t count = why_word(bytes + 44) & 0xffff;
    uint64_t end = (uint64_t)at + (uint64_t)count * ELF_SEGMENT_BYTES;

    for (uint32_t i = 0; i < count; i++) {
        const uint64_t header = at + (uint64_t)i * ELF_SEGMENT_BYTES;
        uint64_t segment_end;

        if (header + ELF_SEGMENT_BYTES > n)
            break;
        segment_end = (uint64_t)why_word(bytes + header + 4) + why_word(bytes + header + 16);
        end = segment_end > end ? segment_end : end;
    }
    return end;
}

bool why_dump_image_of_elf(const uint8_t *bytes, size_t n, struct why_dump_image *out)
{
    const uint32_t core_file = 4; /* ET_CORE */
    struct why_dump_image image = { .bytes = bytes, .elf = true };
    uint64_t end;

    if (n < ELF_IDENT_BYTES || !begins_elf(bytes, n) ||
        (why_word(bytes + 16) & 0xffff) != core_file)
        return false;
    end = n < ELF_HEADER_BYTES ? ELF_HEADER_BYTES : elf_end(bytes, n);
    end = end < ELF_HEADER_BYTES ? ELF_HEADER_BYTES : end;
    image.size = end > WHY_DUMP_BYTES ? (uint32_t)WHY_DUMP_BYTES : (uint32_t)end;
    image.held = n < image.size ? (uint32_t)n : image.size;
    image.given = image.held;
    image.data_end = image.size;
    *out = image;
    return true;
}

enum why_checksum why_dump_checksum(const struct why_dump_image *image)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    const uint8_t *dumped = image->bytes + image->data_end;

    if (image->data_end == image->size || image->held < image->size || image->hole_count > 0)
        return WHY_CHECKSUM_UNKNOWN;
    if (image->size - image->data_end == CRC_BYTES)
        return crc32(0, image->bytes, image->data_end) == why_word(dumped) ? WHY_CHECKSUM_GOOD
                                                                           : WHY_CHECKSUM_BAD;
    struct sha256_ctx context;

    sha256_init(&context);
    sha256_update(&context, image->data_end, image->bytes);
    sha256_digest(&context, sizeof(digest), digest);
    return memcmp(digest, dumped, sizeof(digest)) == 0 ? WHY_CHECKSUM_GOOD : WHY_CHECKSUM_BAD;
}

const char *why_dump_format(const struct why_dump_image *image, struct why_arena *arena)
{
    if (image->header_size == 0)
        return "ELF";
    return why_arena_printf(arena, "%s %u.%u", image->elf ? "ELF" : "binary",
                            (unsigned)(image->version >> 8), (unsigned)(image->version & 0xff));
}

bool why_dump_holds(const struct why_dump_image *image, uint64_t at, uint64_t n)
{
    if (at > image->held || n > image->held - at)
        return false;
    for (size_t i = 0; i < image->hole_count; i++)
        if (image->holes[i].lo < at + n && image->holes[i].hi > at)
            return false;
    return true;
}

struct why_value why_dump_image_word(const struct why_dump_image *image, uint64_t at)
{
    if (!why_dump_holds(image, at, 4))
        return (struct why_value){ .known = false };
    return (struct why_value){ .known = true, .value = why_word(image->bytes + at) };
}
