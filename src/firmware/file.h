/* Whole files in memory. */
#ifndef WHY_FIRMWARE_FILE_H
#define WHY_FIRMWARE_FILE_H

#include "espwhy/base.h"

struct why_file {
    uint8_t *bytes; /* to be freed with free() */
    size_t size;
};

/** Called while a file is read: @p have bytes are there, and stay. */
typedef void (*why_file_progress)(void *user, const uint8_t *bytes, size_t have);

/**
 * Read a regular file.
 * @param progress  NULL: nobody wants to know.
 * @param out       To be freed also on failure; untouched before any progress was reported.
 * @return WHY_OK; WHY_E_IO when it is no regular file or cannot be read; WHY_E_LIMIT when it is
 * longer than @p limit_bytes; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_file_read(const char *path, size_t limit_bytes,
                                             why_file_progress progress, void *user,
                                             struct why_file *out, struct why_error *err);

#endif
