/* The stages that make a crash understood, in their order. */
#ifndef WHY_SESSION_STAGES_H
#define WHY_SESSION_STAGES_H

#include "espwhy/session.h"
#include "firmware/image.h"
#include "read/run.h"

/**
 * Take a crash from what the text says to a diagnosis.
 * @param image  All ELF files of the session; those that are looked for and found join it.
 * @param run    What the log has said of the chip's life so far.
 * @param sure   Receives false when it was understood with an ELF that turned out to be of another
 *               build: make it anew, once.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_understand(struct why_crash *crash,
                                              const struct why_settings *settings,
                                              struct why_image *image,
                                              const struct why_run_facts *run, bool *sure);

#endif
