/* Frames that are not invented: each rests on a word that was saved, and returns behind a call. */
#ifndef WHY_TESTS_HELD_H
#define WHY_TESTS_HELD_H

#include "espwhy/crash.h"
#include "espwhy/firmware.h"

/**
 * Abort when a frame of a walk rests on nothing. What the chip or another tool printed is not
 * looked at.
 * @param crash      Whose memory the walk went through.
 * @param registers  That the walk began with, @p count of them.
 * @param firmware   That the walk was made with.
 */
void require_frames(const struct why_crash *crash, const struct why_backtrace *backtrace,
                    const struct why_register *registers, size_t count,
                    const struct why_firmware *firmware);

#endif
