/* Finding a core dump: as an ELF, at the start of a partition, as text, or anywhere in a flash. */
#include "read/dump_find.h"

#include <string.h>

#include "base/limits.h"

#define SECTOR_BYTES 0x1000u /* partitions begin at a sector of the flash */

/* A search through a flash image. */
struct search {
    struct why_dump_image best; /* so far; `size` 0: none */
    enum why_checksum checksum; /* of it */
    unsigned candidates;        /* whose checksum was computed */
};

/* A whole dump beats a damaged one, and among those the first one stays. */
static void try_at(struct search *search, const uint8_t *bytes, size_t n)
{
    struct why_dump_image image;
    enum why_checksum checksum;

    if (!why_dump_image_of(bytes, n, &image) || search->candidates >= WHY_DUMP_CANDIDATES)
        return;
    search->candidates++;
    checksum = why_dump_checksum(&image);
    if (search->best.size > 0 && checksum != WHY_CHECKSUM_GOOD)
        return;
    search->best = image;
    search->checksum = checksum;
}

static void search_flash(struct search *search, const uint8_t *bytes, size_t n, size_t step)
{
    for (size_t at = 0; at + WHY_DUMP_HEADER_BYTES <= n; at += step) {
        if (search->best.size > 0 && search->checksum == WHY_CHECKSUM_GOOD)
            return;
        try_at(search, bytes + at, n - at);
    }
}

static bool find_binary(const uint8_t *bytes, size_t n, struct why_dump_image *out)
{
    struct search search = { .candidates = 0 };

    search_flash(&search, bytes, n, SECTOR_BYTES);
    search.candidates = 0;
    search_flash(&search, bytes, n, 4);
    if (search.best.size == 0)
        return false;
    *out = search.best;
    return true;
}

/* The dump outlives the caller's bytes. */
static bool copy_image(struct why_dump_parts *parts, struct why_dump_image *image)
{
    uint8_t *copy = why_arena_alloc(parts->arena, image->held);

    if (!copy)
        return false;
    memcpy(copy, image->bytes, image->held);
    image->bytes = copy;
    return true;
}

bool why_dump_find(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                   struct why_dump_found *out)
{
    if (why_dump_image_of_elf(bytes, n, &out->image) || why_dump_image_of(bytes, n, &out->image))
        return copy_image(parts, &out->image);
    if (why_dump_find_text(parts, bytes, n, out))
        return true;
    return find_binary(bytes, n, &out->image) && copy_image(parts, &out->image);
}
