/* Types of the program: what they are called, what lies where in them, how a value of theirs reads.
 *
 * Damage and types that are not told give "not known", never a failure. Every walk is bounded. */
#ifndef WHY_FIRMWARE_TYPE_H
#define WHY_FIRMWARE_TYPE_H

#include "base/arena.h"
#include "espwhy/firmware.h"
#include "model/target.h"

/* A type, by the place of its entry in the debug information; 0: void, or not known. */
typedef uint64_t why_type_ref;

enum why_type_kind {
    WHY_TYPE_UNKNOWN,
    WHY_TYPE_VOID,
    WHY_TYPE_BOOL,
    WHY_TYPE_CHARACTER, /* one byte, a letter */
    WHY_TYPE_SIGNED,
    WHY_TYPE_UNSIGNED,
    WHY_TYPE_FLOAT,
    WHY_TYPE_ENUM,
    WHY_TYPE_POINTER, /* C++ references too */
    WHY_TYPE_ARRAY,
    WHY_TYPE_STRUCT, /* classes too */
    WHY_TYPE_UNION,
    WHY_TYPE_FUNCTION,
};

/* A type without its typedefs and qualifiers. */
struct why_type {
    enum why_type_kind kind;
    uint32_t size;       /* bytes; 0: not known */
    why_type_ref target; /* what a pointer points at, an array consists of, a function returns */
    uint32_t count;      /* elements of an array; 0: not told */
};

struct why_type why_type_of(struct why_firmware *firmware, why_type_ref ref);

/** As a C programmer declares it: "const struct node *", "store_test_t *", "void (*)(int)",
 * "uint8_t[64]"; NULL when not known. */
const char *why_type_name(struct why_firmware *firmware, why_type_ref ref, struct why_arena *arena);

/* Something inside of an object. */
struct why_inside {
    const char *path;  /* from the object on: ".data", ".hdr.len", "[3].next", ""; of a base class
                          without its name */
    why_type_ref type; /* of what lies there */
    uint32_t offset;   /* bytes of the object that lie before it */
    bool bit_field;
    uint64_t bit; /* of the object, the lowest of it */
    uint64_t bits;
};

/**
 * What lies at an offset of an object: the innermost members that an access of @p bytes there
 * touches. Bit fields share a container, members of a union a place: there may be several.
 * @param bytes  0: whatever begins or lies there.
 * @return How many were written to @p out, at most @p room. 0: padding, behind the end, not known.
 */
size_t why_type_inside(struct why_firmware *firmware, why_type_ref ref, uint32_t offset,
                       uint32_t bytes, struct why_inside *out, size_t room,
                       struct why_arena *arena);

/**
 * A value as a C programmer writes it: 97 'a', -3, true, GPIO_NUM_2, 0x3fc8ea9c "text" (texts that
 * memory has), 0x4200abcd <worker_cb>, &g_queue+8, NULL, { a = 1, ... } cut to a line.
 * @param bytes   Of the value, little-endian, @p n of them.
 * @param target  For what pointers point at; NULL: nothing is followed.
 */
const char *why_type_format(struct why_firmware *firmware, why_type_ref ref, const uint8_t *bytes,
                            size_t n, const struct why_target *target, struct why_arena *arena);

/* A global or static object of the program. */
struct why_global {
    const char *name; /* clean */
    uint32_t address;
    why_type_ref type; /* 0: only the symbol table tells of it */
    uint32_t size;
};

/** The global object that holds an address; @p out untouched unless true is returned. */
bool why_firmware_global(struct why_firmware *firmware, uint32_t address, struct why_global *out,
                         struct why_arena *arena);

#endif
