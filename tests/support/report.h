/* Bytes to report in one call: what the session and the formats make of a log. */
#ifndef WHY_TESTS_REPORT_H
#define WHY_TESTS_REPORT_H

#include "espwhy/format.h"
#include "espwhy/session.h"
#include "espwhy/strbuf.h"

/**
 * Read bytes in pieces of @p chunk and write all crashes in one format.
 * @param chunk  Bytes per piece; 0: everything at once.
 * @param out    Initialised; receives the report. Look at its `failed` too.
 */
enum why_status report_bytes(why_span bytes, size_t chunk, const struct why_format *format,
                             struct why_strbuf *out);

/** The same with an ELF, which is closed in the end; NULL: without. */
enum why_status report_with_elf(struct why_firmware *firmware, why_span bytes, size_t chunk,
                                const struct why_format *format, struct why_strbuf *out);

/** Append a file's bytes to an initialised buffer; false when it cannot be read. */
bool report_read_file(const char *path, struct why_strbuf *out);

#endif
