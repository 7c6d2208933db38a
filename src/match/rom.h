/* The boot ROM's revision, from the calls into it. */
#ifndef WHY_MATCH_ROM_H
#define WHY_MATCH_ROM_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Set the ROM revision of a crash whose log does not tell it: the only one of those that the build
 * runs on in which every frame in ROM lies in the function that the next frame's call goes to, as
 * the ELF has that call. A call that no revision explains tells nothing.
 * @param image  The ELF files, judged by why_match_elfs(); may be empty.
 */
void why_settle_rom(struct why_crash *crash, const struct why_image *image);

#endif
