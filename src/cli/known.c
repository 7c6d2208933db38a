/* Files of the gate: read before the run, and the one that learns written behind it. */
#include "cli/known.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/path.h"
#include "espwhy/strbuf.h"

#define FILE_BYTES ((size_t)64 * 1024 * 1024) /* a report with thousands of crashes stays below */
#define PATH_SHOWN 120                        /* bytes, so that what is wrong fits behind it */
#define SIGNATURE_START "signature:"          /* of a condition */
#define HEAD                                                                                       \
    "# Signatures of espwhy, tried from the top: the first that a crash fits decides.\n"           \
    "# action is fail, warn or ignore; delete the keys that fit too narrowly.\n"

typedef enum why_status (*take_bytes)(struct why_gate *gate, const char *bytes, size_t len,
                                      struct why_error *err);

/* The local day, as people write it into the files: 20261231. */
static uint32_t today(void)
{
    time_t now = time(NULL);
    struct tm day;

    if (!localtime_r(&now, &day))
        return 0;
    return (uint32_t)(day.tm_year + 1900) * 10000 + (uint32_t)(day.tm_mon + 1) * 100 +
           (uint32_t)day.tm_mday;
}

static enum why_status read_all(int fd, struct why_strbuf *out)
{
    char bytes[4096];
    ssize_t got;

    do {
        got = read(fd, bytes, sizeof(bytes));
        if (got > 0)
            why_strbuf_add(out, bytes, (size_t)got);
    } while (!out->failed && out->len <= FILE_BYTES && (got > 0 || (got < 0 && errno == EINTR)));
    if (out->failed)
        return WHY_E_NOMEM;
    if (got > 0)
        errno = EFBIG;
    return got == 0 ? WHY_OK : WHY_E_IO;
}

/* A file that is not there is empty where `may_lack`. */
static enum why_status read_file(const char *path, bool may_lack, struct why_strbuf *out,
                                 struct why_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    enum why_status status = WHY_E_IO;

    if (fd < 0 && may_lack && errno == ENOENT)
        return WHY_OK;
    if (fd >= 0)
        status = read_all(fd, out);
    if (status == WHY_E_IO)
        (void)why_fail(err, status, "cannot read %.*s: %s", PATH_SHOWN, path, strerror(errno));
    if (status == WHY_E_NOMEM)
        (void)why_oom(err);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

static enum why_status name_file(const char *path, const struct why_error *wrong,
                                 struct why_error *err)
{
    return why_fail(err, wrong->status, "%.*s:%s%s", PATH_SHOWN, path,
                    wrong->text[0] >= '0' && wrong->text[0] <= '9' ? "" : " ", wrong->text);
}

static enum why_status take_file(struct why_gate *gate, const char *path, bool may_lack,
                                 take_bytes take, struct why_error *err)
{
    struct why_strbuf bytes;
    struct why_error wrong;
    enum why_status status;

    why_strbuf_init(&bytes);
    status = read_file(path, may_lack, &bytes, err);
    if (status == WHY_OK && take(gate, bytes.text, bytes.len, &wrong) != WHY_OK)
        status = name_file(path, &wrong, err);
    why_strbuf_deinit(&bytes);
    return status;
}

/* What is wrong wins over a file that cannot be read, the first of a kind over those behind it.
 * @return false when nothing may win over it. */
static bool keep_worse(struct why_error *worst, enum why_status status,
                       const struct why_error *wrong)
{
    if (status == WHY_OK)
        return true;
    if (status != WHY_E_IO || worst->status == WHY_OK)
        *worst = *wrong;
    return status == WHY_E_IO;
}

/* What is read twice tells nothing more, and its signatures would be in each other's way. */
static bool was_named_before(const struct cli_words *paths, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (cli_path_is_same(paths->items[i], paths->items[which]))
            return true;
    return false;
}

static bool take_files(struct why_gate *gate, const struct cli_words *paths, take_bytes take,
                       struct why_error *worst)
{
    struct why_error wrong;
    bool sound = true;

    for (size_t i = 0; sound && i < paths->count; i++)
        sound = was_named_before(paths, i) ||
                keep_worse(worst, take_file(gate, paths->items[i], false, take, &wrong), &wrong);
    return sound;
}

static bool take_all_files(struct cli_settings *settings, struct why_error *worst)
{
    struct why_gate *gate = settings->gate;
    struct why_error wrong;

    if (!take_files(gate, &settings->signatures, why_gate_add_signatures, worst) ||
        !take_files(gate, &settings->baselines, why_gate_add_baseline, worst))
        return false;
    return !settings->learn ||
           keep_worse(worst, take_file(gate, settings->learn, true, why_gate_learn, &wrong),
                      &wrong);
}

/* Where a file could not be read: the signature that a condition names may stand there. */
static enum why_status check_conditions(struct why_gate *gate, const char *list,
                                        struct why_error *err)
{
    enum why_status status = WHY_OK;
    bool more = true;

    while (status == WHY_OK && more) {
        size_t len = strcspn(list, ",");
        const char *name = list + strspn(list, " \t");

        if (strncmp(name, SIGNATURE_START, strlen(SIGNATURE_START)) != 0) {
            char *item = strndup(list, len);

            status = item ? why_gate_add(gate, item, err) : why_oom(err);
            free(item);
        }
        more = list[len] == ',';
        list += len + 1;
    }
    return status;
}

static bool take_conditions(struct cli_settings *settings, struct why_error *worst)
{
    enum why_status (*const take)(struct why_gate *, const char *, struct why_error *) =
        worst->status == WHY_OK ? why_gate_add : check_conditions;
    struct why_error wrong;
    bool sound = true;

    for (size_t i = 0; sound && i < settings->fail_on.count; i++)
        sound = keep_worse(worst, take(settings->gate, settings->fail_on.items[i], &wrong), &wrong);
    return sound;
}

/* A condition that cannot be met looks like one that was not. */
static void warn_of_nothing(const struct cli_settings *settings)
{
    for (size_t i = 0; i < settings->fail_on.count; i++)
        if (strstr(settings->fail_on.items[i], "any-signature") &&
            !why_gate_has_signatures(settings->gate))
            cli_note("--fail-on any-signature is never met: %s",
                     settings->signatures.count > 0 ? "the files of --signatures hold none"
                                                    : "there are no --signatures");
}

enum why_status cli_known_resolve(struct cli_settings *settings, struct why_error *err)
{
    enum why_status status = why_gate_create(today(), &settings->gate, err);

    if (status != WHY_OK)
        return status;
    *err = (struct why_error){ .status = WHY_OK };
    settings->file_at_fault = !take_all_files(settings, err);
    if (!settings->file_at_fault && take_conditions(settings, err) && err->status == WHY_OK)
        warn_of_nothing(settings);
    return err->status;
}

/* ---- learning -------------------------------------------------------------------------------- */

/* What must stand between the file as it is and a section: a head, the end of a line. */
static const char *find_joint(int fd)
{
    struct stat file;
    char last;

    if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode))
        return "";
    if (file.st_size == 0)
        return HEAD;
    return pread(fd, &last, 1, file.st_size - 1) == 1 && last != '\n' ? "\n" : "";
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);

        if (done < 0 && errno != EINTR)
            return false;
        bytes += done > 0 ? done : 0;
        len -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static bool append(const char *path, const char *text)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    const char *joint = fd >= 0 ? find_joint(fd) : "";
    bool written = fd >= 0 && write_all(fd, joint, text[0] ? strlen(joint) : 0) &&
                   write_all(fd, text, strlen(text));
    int wrong = errno;

    if (fd >= 0 && close(fd) != 0 && written) {
        wrong = errno;
        written = false;
    }
    errno = wrong;
    return written;
}

bool cli_known_learn(const struct cli_settings *settings)
{
    const char *text;

    if (!settings->learn)
        return true;
    text = why_gate_learned(settings->gate);
    if (!text)
        cli_error("out of memory: nothing is written to %s", settings->learn);
    else if (append(settings->learn, text))
        return true;
    else
        cli_error("cannot write %s: %s", settings->learn, strerror(errno));
    return false;
}
