/* From bytes to crashes. A session, because a pipe has no end.
 *
 *     why_session_create() ... why_session_open_log() ...
 *     loop: why_session_feed(), then why_session_next() until it has nothing;
 *           why_session_idle() when the input has been silent for a while
 *     why_session_finish(), why_session_next() ...
 *     after the last input: why_session_end(), why_session_next() ..., why_session_destroy()
 *
 * The result does not depend on how the bytes were cut into chunks. Memory stays bounded however
 * long the input. */
#ifndef ESPWHY_SESSION_H
#define ESPWHY_SESSION_H

#include "espwhy/base.h"
#include "espwhy/chip.h"
#include "espwhy/crash.h"
#include "espwhy/fault.h"
#include "espwhy/firmware.h"
#include "espwhy/sources.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_session;

/* Looks for ELF files that were not given. */
struct why_finder {
    /** The ELF whose SHA256 begins with these digits, 8 to 64 of either case; the session owns it.
     * Asked once per crash that no ELF of the session is for. @return NULL: there is none. */
    struct why_firmware *(*find)(void *user, const char *sha256);
    /** The boot ROM of a chip, "esp32c3", from this chip revision on; see struct why_rom. Asked
     * once per crash until it is there. @return As above. */
    struct why_firmware *(*find_rom)(void *user, const char *chip_id, uint32_t revision);
    void *user;
};

struct why_settings {
    struct why_finder finder;    /* zeroed: nobody looks */
    const struct why_chip *chip; /* told by the user; NULL: find out */
    bool hold; /* give a finished crash out only when the next one opens or the input ends, so that
                * frames and other words that stand after its tail are in it. For files; in live use
                * they come as an update */
    /* Where source files may be read; outlives the session. NULL: nowhere. */
    const struct why_sources *sources;
};

#define WHY_RESET_REASON_BYTES 32u

/* A reset line of the boot ROM, "rst:0xc (SW_CPU_RESET)". */
struct why_reset {
    uint32_t line_no;
    uint32_t code;
    const char *meaning;                 /* in plain words, lives for ever; NULL: not known */
    bool fault;                          /* nobody orders such a reset */
    char reason[WHY_RESET_REASON_BYTES]; /* letters, digits and '_' only; "" when not printed */
};

/* Boots of one input of which is remembered whether a crash ended them. */
#define WHY_BOOTS_TOLD 256u

/* One input, once it has been read. */
struct why_log_summary {
    const char *name; /* as given to why_session_open_log(); lives as long as the session */
    uint32_t lines;
    uint64_t bytes;
    uint32_t boots;           /* restarts seen */
    struct why_reset *resets; /* the first WHY_RESETS of them that told why; NULL: none */
    size_t reset_count;
    uint32_t crashes;
    bool boot_crashed[WHY_BOOTS_TOLD]; /* by number of the boot; 0: before the first restart */
};

/** Make a session. @p settings are copied. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_session_create(const struct why_settings *settings,
                                                  struct why_session **out, struct why_error *err);
/** Free a session; crashes already taken with why_session_next() stay with their owner. NULL does
 * nothing. */
void why_session_destroy(struct why_session *session);

/**
 * Give an ELF to resolve addresses with; the first one given has priority.
 * @param firmware  Owned by the session from now on, also when this fails.
 * @return WHY_OK; WHY_E_LIMIT when there are too many.
 */
WHY_MUST_CHECK enum why_status why_session_add_firmware(struct why_session *session,
                                                        struct why_firmware *firmware,
                                                        struct why_error *err);
/** As why_session_add_firmware(), for an ELF that nobody named for these logs: it is of no account
 * for a crash when anything speaks against it, or against another one that was offered. */
WHY_MUST_CHECK enum why_status why_session_offer_firmware(struct why_session *session,
                                                          struct why_firmware *firmware,
                                                          struct why_error *err);
/**
 * Give a core dump: base64 text, the raw partition, flash read with the dump somewhere inside, or
 * the ELF itself. It joins the crashes of the inputs that are of the same panic.
 * @param name   For reports, such as "coredump.elf"; copied.
 * @param bytes  Need not outlive the call.
 * @return WHY_OK also for a damaged one; WHY_E_DUMP when there is none; WHY_E_LIMIT when there are
 * too many; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_session_add_dump(struct why_session *session, const char *name,
                                                    const uint8_t *bytes, size_t n,
                                                    struct why_error *err);
/** True when a file that begins with these bytes is certainly a core dump and not a log. Base64
 * between markers is a log. @p len  Some KiB are enough. */
bool why_is_core_dump(const char *head, size_t len);
/** True when binary data, such as flash as read, certainly holds a core dump somewhere. @p len  Of
 * all that is to be searched. */
bool why_holds_core_dump(const char *bytes, size_t len);

/** The ELF files given, offered and found so far, by index; NULL behind the last one. */
const struct why_firmware_info *why_session_firmware(const struct why_session *session,
                                                     size_t index);

/**
 * Begin an input: what was open in the one before is finished first, line numbers start at 1.
 * @param name  For reports, such as "crash.log"; copied.
 */
WHY_MUST_CHECK enum why_status why_session_open_log(struct why_session *session, const char *name,
                                                    struct why_error *err);

/**
 * Read bytes, as far as the end of the line that completes a crash.
 * @param used  Receives how many bytes were read; less than @p len only when a crash is ready. Feed
 * the rest again.
 * @return WHY_OK or WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_session_feed(struct why_session *session, const char *bytes,
                                                size_t len, size_t *used, struct why_error *err);
/** The input has been silent: a crash that is open is given out as it stands. What comes later
 * makes an update. */
WHY_MUST_CHECK enum why_status why_session_idle(struct why_session *session, struct why_error *err);
/** The input has ended: give out what is open. */
WHY_MUST_CHECK enum why_status why_session_finish(struct why_session *session,
                                                  struct why_error *err);
/** There are no more inputs: finish the last one. A core dump that no crash was of makes a crash of
 * its own, which bears its name as that of its log. */
WHY_MUST_CHECK enum why_status why_session_end(struct why_session *session, struct why_error *err);
/** True while a crash is being read that has not been given out. */
bool why_session_is_open(const struct why_session *session);

/** Take the next finished crash, or NULL. The caller frees it with why_crash_destroy(). */
struct why_crash *why_session_next(struct why_session *session);

/** The inputs so far, @p count of them, the current one last. Valid until the next call on the
 * session. */
const struct why_log_summary *why_session_logs(const struct why_session *session, size_t *count);
/** Crashes given out so far, and how many different faults they were. */
uint32_t why_session_crash_count(const struct why_session *session);
uint32_t why_session_distinct_count(const struct why_session *session);
/** Those faults, @p count of them, in the order in which they were first seen; no more than
 * WHY_DISTINCT_FAULTS are remembered. Valid until the next call on the session. */
const struct why_fault *why_session_faults(const struct why_session *session, size_t *count);

#ifdef __cplusplus
}
#endif

#endif
