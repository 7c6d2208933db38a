/* Layout of structure types. */
#include "firmware/types.h"

bool why_firmware_member(struct why_firmware *firmware, const char *function, const char *type,
                         const char *path, struct why_member *out)
{
    (void)firmware;
    (void)function;
    (void)type;
    (void)path;
    (void)out;
    return false;
}
