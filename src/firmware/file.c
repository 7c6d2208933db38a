/* Reading a regular file into memory. */
#include "firmware/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Between two reports of progress; of the first, so that whoever waits for it can begin. */
#define CHUNK_BYTES ((size_t)256 * 1024)
#define FIRST_BYTES ((size_t)128 * 1024)

/* Of the processor's large pages, where it has such; no harm elsewhere. */
#define LARGE_PAGE_BYTES ((size_t)2 * 1024 * 1024)

static void close_file(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static enum why_status open_regular(const char *path, size_t limit_bytes, int *fd, size_t *size,
                                    struct why_error *err)
{
    struct stat status;

    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0 || fstat(*fd, &status) != 0)
        return why_fail(err, WHY_E_IO, "cannot open '%s': %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return why_fail(err, WHY_E_IO, "'%s' is not a regular file", path);
    if (status.st_size < 0 || (uintmax_t)status.st_size > limit_bytes)
        return why_fail(err, WHY_E_LIMIT, "'%s' is larger than %zu MiB", path, limit_bytes >> 20);
    *size = (size_t)status.st_size;
    return WHY_OK;
}

/* Page by page the kernel takes longer to give the memory than to read the file. */
static uint8_t *allocate(size_t size)
{
    uint8_t *bytes;

    if (size < LARGE_PAGE_BYTES / 2)
        return malloc(size + 1);
    size += LARGE_PAGE_BYTES - size % LARGE_PAGE_BYTES;
    bytes = aligned_alloc(LARGE_PAGE_BYTES, size);
#ifdef MADV_HUGEPAGE
    if (bytes)
        (void)madvise(bytes, size, MADV_HUGEPAGE);
#endif
    return bytes;
}

/* A file that shrinks while it is read gives what is left of it. */
static enum why_status read_all(int fd, const char *path, why_file_progress progress, void *user,
                                struct why_file *out, struct why_error *err)
{
    size_t size = out->size;

    out->size = 0;
    while (out->size < size) {
        uint8_t *to = out->bytes + out->size;
        size_t chunk = out->size == 0 ? FIRST_BYTES : CHUNK_BYTES;
        ssize_t got;

        if (chunk > size - out->size)
            chunk = size - out->size;
        got = read(fd, to, chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return why_fail(err, WHY_E_IO, "cannot read '%s': %s", path, strerror(errno));
        if (got == 0)
            break;
        out->size += (size_t)got;
        if (progress)
            progress(user, out->bytes, out->size);
    }
    return WHY_OK;
}

enum why_status why_file_read(const char *path, size_t limit_bytes, why_file_progress progress,
                              void *user, struct why_file *out, struct why_error *err)
{
    WHY_CLEANUP(close_file) int fd = -1;
    size_t size = 0;
    uint8_t *bytes;
    enum why_status status = open_regular(path, limit_bytes, &fd, &size, err);

    if (status != WHY_OK)
        return status;
    bytes = allocate(size);
    if (!bytes)
        return why_oom(err);
    *out = (struct why_file){ .bytes = bytes, .size = size };
    return read_all(fd, path, progress, user, out, err);
}
