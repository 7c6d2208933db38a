/* Compressed logs. */
#ifndef WHY_CLI_PACKED_H
#define WHY_CLI_PACKED_H

#include "espwhy/base.h"

#define CLI_PACKED_HEAD 8u /* bytes that tell */
#define CLI_GZIP "gzip"    /* the kind that can be read */

/** How a file is compressed, by its first bytes, "gzip" or another word for people; NULL: it is
 * not. */
const char *cli_packed_kind(const char *head, size_t len);

struct gzFile_s; /* zlib's: what a gzFile points at */

/** Read gzip from where @p fd stands, which stays open. @return NULL with errno. */
struct gzFile_s *cli_gzip_open(int fd);
/** NULL does nothing. */
void cli_gzip_close(struct gzFile_s *gzip);
/** Up to @p len bytes unpacked. @return How many; 0 at the end; -1, see cli_gzip_fault(). */
ptrdiff_t cli_gzip_read(struct gzFile_s *gzip, char *bytes, size_t len);
/** Why the last read failed. */
const char *cli_gzip_fault(struct gzFile_s *gzip);

#endif
