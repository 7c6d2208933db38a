/* Compressed logs: told by how they begin; gzip is unpacked as it is read. */
#include "cli/packed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* Sources: RFC 1952; The .xz File Format; RFC 8878; bzip2's decompress.c; PKWARE's APPNOTE.TXT. */
static const struct {
    const char *kind;
    const char *head;
    size_t len;
} kinds[] = {
    { CLI_GZIP, "\x1f\x8b\x08", 3 },   { "xz", "\xfd\x37zXZ\0", 6 },
    { "zstd", "\x28\xb5\x2f\xfd", 4 }, { "bzip2", "BZh", 3 },
    { "zip", "PK\x03\x04", 4 },
};

/* bzip2's level is a digit, and a block begins with the digits of pi. */
static bool is_certain(const char *kind, const char *head, size_t len)
{
    return strcmp(kind, "bzip2") != 0 || (len >= 8 && memcmp(head + 4, "\x31\x41\x59\x26", 4) == 0);
}

const char *cli_packed_kind(const char *head, size_t len)
{
    for (size_t i = 0; i < WHY_COUNTOF(kinds); i++)
        if (len >= kinds[i].len && memcmp(head, kinds[i].head, kinds[i].len) == 0 &&
            is_certain(kinds[i].kind, head, len))
            return kinds[i].kind;
    return NULL;
}

struct gzFile_s *cli_gzip_open(int fd)
{
    int own = dup(fd);
    gzFile file = own >= 0 ? gzdopen(own, "rb") : NULL;

    if (!file && own >= 0) {
        (void)close(own);
        errno = ENOMEM;
    }
    return file;
}

void cli_gzip_close(struct gzFile_s *gzip)
{
    if (gzip)
        (void)gzclose_r(gzip);
}

ptrdiff_t cli_gzip_read(struct gzFile_s *gzip, char *bytes, size_t len)
{
    ptrdiff_t got = gzread(gzip, bytes, (unsigned)len);
    int fault = Z_OK;

    (void)gzerror(gzip, &fault);
    return got == 0 && fault != Z_OK && fault != Z_STREAM_END ? -1 : got;
}

const char *cli_gzip_fault(struct gzFile_s *gzip)
{
    int fault = Z_OK;

    (void)gzerror(gzip, &fault);
    if (fault == Z_BUF_ERROR)
        return "the end of the gzip file is missing";
    if (fault == Z_DATA_ERROR)
        return "the gzip file is damaged";
    return strerror(fault == Z_MEM_ERROR ? ENOMEM : errno);
}
