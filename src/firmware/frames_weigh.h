/* Entries of call-frame information, read before libdw may execute them: it keeps a table as long
 * as the highest register number that an instruction names, and copies it at each remembered state,
 * without a bound of its own. */
#ifndef WHY_FIRMWARE_FRAMES_WEIGH_H
#define WHY_FIRMWARE_FRAMES_WEIGH_H

#include <elfutils/libdw.h>

#include "espwhy/base.h"

/* What a common entry says of the entries that name it. */
struct why_frame_common {
    const uint8_t *bytes; /* the whole of it */
    uint32_t size;
    uint8_t encoding; /* of code addresses: DW_EH_PE_ */
    bool sized;       /* they have a block before their instructions */
};

/** True when libdw may execute a common entry; then its encoding and blocks are told. */
bool why_frame_common_bearable(const Dwarf_CIE *entry, struct why_frame_common *out);

/**
 * The code that an entry describes.
 * @param address  Where its first field lies in the target's memory.
 * @return false for encodings that compilers do not use for code.
 */
bool why_frame_code(const struct why_frame_common *common, const Dwarf_FDE *entry, uint32_t address,
                    uint32_t *lo, uint32_t *hi);

/** True when libdw may execute the entry of which the fields from @p start on are given. */
bool why_frame_bearable(const struct why_frame_common *common, const uint8_t *start,
                        const uint8_t *end);

#endif
