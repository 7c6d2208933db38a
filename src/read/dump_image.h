/* The image of a core dump: its header, its checksum, and which of its bytes are known. */
#ifndef WHY_READ_DUMP_IMAGE_H
#define WHY_READ_DUMP_IMAGE_H

#include "base/arena.h"
#include "espwhy/dump.h"

/* Bytes [lo, hi) of an image that stand there but are not the dump's. */
struct why_dump_hole {
    uint32_t lo;
    uint32_t hi;
};

/* A segment of notes, which has no address: all that its row says follows from the others. */
struct why_dump_notes {
    uint32_t row; /* of the ELF's table */
    uint32_t at;  /* offset in the ELF */
    uint32_t size;
};

#define WHY_DUMP_LOST_NOTES 2u

struct why_dump_image {
    const uint8_t *bytes;
    uint32_t held;   /* bytes that are there, and the place of which is known */
    uint32_t given;  /* bytes that are there */
    bool loss_noted; /* which of them are missing */
    uint32_t size;   /* as the header tells; of an ELF without one, as its own headers do */

    bool elf;             /* the data is an ELF */
    uint32_t header_size; /* 0: an ELF without the header of the flash */
    uint32_t data_end;    /* where the checksum begins; the end, where there is none */
    uint32_t version;     /* of the format, such as 0x0102 */
    uint32_t chip_number;
    struct why_value chip_revision;
    uint32_t task_count; /* of the binary formats, as are the next two */
    uint32_t tcb_size;
    uint32_t segment_count;

    const struct why_dump_hole *holes; /* ordered */
    size_t hole_count;

    struct why_dump_notes lost_notes[WHY_DUMP_LOST_NOTES]; /* segments whose row is in a hole */
    size_t lost_notes_count;
};

/* Bytes of the largest header, and of the smallest. */
#define WHY_DUMP_HEADER_BYTES 24u
#define WHY_DUMP_HEADER_BYTES_MIN 12u

/**
 * Read the header of a dump.
 * @param n    Bytes that are there: at least those of the header are wanted, and what follows it is
 * looked at when it is there.
 * @param out  Untouched unless true is returned; holds bytes up to the end of the dump, or @p n.
 * @return false when no dump begins here.
 */
bool why_dump_image_of(const uint8_t *bytes, size_t n, struct why_dump_image *out);
/** The same for the ELF of a dump without a header. */
bool why_dump_image_of_elf(const uint8_t *bytes, size_t n, struct why_dump_image *out);

/** Compare the checksum. */
enum why_checksum why_dump_checksum(const struct why_dump_image *image);
/** "ELF 1.2", "binary 0.3", "ELF". */
const char *why_dump_format(const struct why_dump_image *image, struct why_arena *arena);
/** True when all bytes [at, at + n) are there and the dump's own. */
bool why_dump_holds(const struct why_dump_image *image, uint64_t at, uint64_t n);
/** The word at an offset of the image; not known where why_dump_holds() is false. */
struct why_value why_dump_image_word(const struct why_dump_image *image, uint64_t at);

#endif
