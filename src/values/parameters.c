/* Which register passes which parameter. */
#include "values/words.h"

#define RESULT_BYTES 8u /* of a structure that is returned in registers everywhere */

/* Passed in one register of its own, by all of the ABIs. */
static bool is_one_word(struct why_firmware *firmware, why_type_ref ref)
{
    const struct why_type type = why_type_of(firmware, ref);

    switch (type.kind) {
    case WHY_TYPE_POINTER:
        return true;
    case WHY_TYPE_BOOL:
    case WHY_TYPE_CHARACTER:
    case WHY_TYPE_SIGNED:
    case WHY_TYPE_UNSIGNED:
    case WHY_TYPE_ENUM:
        return type.size > 0 && type.size <= sizeof(uint32_t);
    case WHY_TYPE_UNKNOWN:
    case WHY_TYPE_VOID:
    case WHY_TYPE_FLOAT:
    case WHY_TYPE_ARRAY:
    case WHY_TYPE_STRUCT:
    case WHY_TYPE_UNION:
    case WHY_TYPE_FUNCTION:
        break;
    }
    return false;
}

/* A large result goes to an address that is passed before all else. */
static bool has_small_result(struct why_firmware *firmware, uint32_t function)
{
    const struct why_type type = why_type_of(firmware, why_firmware_result(firmware, function));

    return (type.kind != WHY_TYPE_STRUCT && type.kind != WHY_TYPE_UNION) ||
           (type.size > 0 && type.size <= RESULT_BYTES);
}

size_t why_word_parameters(struct why_firmware *firmware, uint32_t function,
                           struct why_parameter *out, size_t room, struct why_arena *arena)
{
    const size_t count = why_firmware_parameters(firmware, function, out, room, arena);
    size_t words = 0;

    if (!has_small_result(firmware, function))
        return 0;
    while (words < count && is_one_word(firmware, out[words].type))
        words++;
    return words;
}
