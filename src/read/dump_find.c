/* Finding a core dump: as an ELF, at the start of a partition, as text, or anywhere in a flash. */
#include "read/dump_find.h"

#include <string.h>

#include "base/limits.h"

#define SECTOR_BYTES 0x1000u /* partitions begin at a sector of the flash */

/* A search through a flash image. */
struct search {
    struct why_dump_image best; /* so far; `size` 0: none */
    enum why_checksum checksum; /* of it */
    bool at_sector;             /* where it begins */
    unsigned candidates[2];     /* whose checksum was computed; those at sectors have their own */
};

/* A whole dump beats a damaged one, a damaged one that begins at a sector another one, and then the
 * first one stays. */
static void try_at(struct search *search, const uint8_t *bytes, size_t n, bool at_sector)
{
    struct why_dump_image image;
    enum why_checksum checksum;

    if (!why_dump_image_of(bytes, n, &image) ||
        search->candidates[at_sector] >= WHY_DUMP_CANDIDATES)
        return;
    search->candidates[at_sector]++;
    checksum = why_dump_checksum(&image);
    if (search->best.size > 0 && checksum != WHY_CHECKSUM_GOOD && (search->at_sector || !at_sector))
        return;
    search->best = image;
    search->checksum = checksum;
    search->at_sector = at_sector;
}

/* Dumps begin at a whole word. */
static bool find_binary(const uint8_t *bytes, size_t n, struct search *out)
{
    *out = (struct search){ .checksum = WHY_CHECKSUM_UNKNOWN };
    for (size_t at = 0; at + WHY_DUMP_HEADER_BYTES <= n; at += 4) {
        try_at(out, bytes + at, n - at, at % SECTOR_BYTES == 0);
        if (out->best.size > 0 && out->checksum == WHY_CHECKSUM_GOOD)
            break;
    }
    return out->best.size > 0;
}

bool why_dump_is_within(const uint8_t *bytes, size_t n)
{
    struct search search;

    return find_binary(bytes, n, &search) &&
           (search.best.elf || search.checksum == WHY_CHECKSUM_GOOD);
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
    const bool binary = n > 0 && memchr(bytes, '\0', n) != NULL;
    struct search search = { .candidates = { 0 } };

    if (why_dump_image_of_elf(bytes, n, &out->image) || why_dump_image_of(bytes, n, &out->image))
        return copy_image(parts, &out->image);
    if (!binary || !find_binary(bytes, n, &search))
        return why_dump_find_text(parts, bytes, n, out);
    out->image = search.best;
    return copy_image(parts, &out->image);
}
