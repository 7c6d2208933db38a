/* Which of the ELF files given belong to a crash. */
#ifndef WHY_MATCH_ELF_H
#define WHY_MATCH_ELF_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/**
 * Let the ELF files tell the chip where the log left a choice.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status
why_narrow_chip(struct why_crash *crash, const struct why_image *image, struct why_error *err);

/** Judge the firmware at place @p i of the image; the reason is in the crash's arena. */
struct why_crash_elf why_judge_elf(const struct why_crash *crash, const struct why_image *image,
                                   size_t i);

/**
 * Judge every firmware of the image: the SHA256 that the log prints, else what the application's
 * description and the chip say. Sets crash->elfs.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_match_elfs(struct why_crash *crash,
                                              const struct why_image *image, struct why_error *err);

/** True for the only build of a run, of the crash's architecture, while its hash is being computed.
 * A log mostly has the ELF of its build beside it: the crash is understood with it, and
 * why_confirm_elfs() has the last word. */
bool why_elf_may_be_assumed(const struct why_crash *crash, const struct why_image *image, size_t i);

/**
 * Wait for the hashes that why_match_elfs() did not wait for, and compare them.
 * @return false when a crash was understood with the wrong ELF: it is to be made anew, and will not
 * be then.
 */
bool why_confirm_elfs(struct why_crash *crash, const struct why_image *image);
/** The firmware to ask about an address: never one of another architecture. NULL when none has it.
 */
struct why_firmware *why_elf_at(const struct why_crash *crash, const struct why_image *image,
                                uint32_t address);

/** The same, but NULL also when that firmware is known to be of another build: what it holds is no
 * proof. */
struct why_firmware *why_elf_of_build_at(const struct why_crash *crash,
                                         const struct why_image *image, uint32_t address);

#endif
