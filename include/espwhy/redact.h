/* Reports to give away: without names of networks, addresses of devices, passwords and tokens. */
#ifndef ESPWHY_REDACT_H
#define ESPWHY_REDACT_H

#include "espwhy/base.h"
#include "espwhy/crash.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Mask what a crash quotes from its log and its memory: MAC and IP addresses, SSIDs, passwords,
 * keys, tokens. Memory addresses, registers, SHA256 sums and the fingerprint stay; so does source
 * code. What has no form that tells it from other text cannot be found. To be called once all is
 * known of the crash.
 * @return WHY_OK or WHY_E_NOMEM; then the crash must not be shown.
 */
WHY_MUST_CHECK enum why_status why_crash_redact(struct why_crash *crash, struct why_error *err);

#ifdef __cplusplus
}
#endif

#endif
