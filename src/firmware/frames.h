/* Rows of call-frame information: how the frame at an address finds its caller's registers. */
#ifndef WHY_FIRMWARE_FRAMES_H
#define WHY_FIRMWARE_FRAMES_H

#include "firmware/state.h"

/**
 * The row for an address of an ELF whose calls have no windows, of .debug_frame or else of
 * .eh_frame.
 * @return NULL when nothing describes the address; free() it, before the firmware is closed.
 */
Dwarf_Frame *why_frame_row(struct why_firmware *firmware, uint32_t address);

/** Give up the entries. */
void why_frames_close(struct why_firmware *firmware);

#endif
