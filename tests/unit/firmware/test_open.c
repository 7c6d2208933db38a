/* Which files are firmware, and what they say of themselves. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

static void application_describes_itself(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv.elf"));
    const struct why_firmware_info *info = why_firmware_info(firmware);

    (void)state;
    assert_string_equal(info->path, FIXTURE("app-riscv.elf"));
    assert_int_equal(info->kind, WHY_FIRMWARE_APP);
    assert_int_equal(info->arch->id, WHY_ARCH_RISCV);
    assert_int_equal(info->elf_flags, 1);
    assert_true(info->has_app);
    assert_string_equal(info->app.project, "fixture");
    assert_string_equal(info->app.version, "1.2.3");
    assert_string_equal(info->app.time, "12:34:56");
    assert_string_equal(info->app.date, "Nov  1 2026");
    assert_string_equal(info->app.idf, "v5.4");
    assert_null(info->app.elf_sha256);
    assert_true(info->has_dwarf);
    assert_true(info->has_symbols);
    assert_null(info->note);
    why_firmware_close(firmware);
}

static void chip_is_told_by_where_sections_lie(void **state)
{
    static const struct {
        const char *path;
        const char *chip;
    } cases[] = { { FIXTURE("app-riscv.elf"), "esp32c3" }, { FIXTURE("app-xtensa.elf"), "esp32" } };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        struct why_firmware *firmware = open_fixture(cases[i].path);
        const struct why_firmware_info *info = why_firmware_info(firmware);

        assert_int_equal(info->chip_count, 1);
        assert_string_equal(info->chips[0]->id, cases[i].chip);
        why_firmware_close(firmware);
    }
}

static void stripped_application_is_still_described(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("app-riscv-stripped.elf"));
    const struct why_firmware_info *info = why_firmware_info(firmware);

    (void)state;
    assert_false(info->has_dwarf);
    assert_false(info->has_symbols);
    assert_string_equal(info->app.project, "fixture");
    why_firmware_close(firmware);
}

static void bootloader_is_told_from_application(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("boot-riscv.elf"));

    (void)state;
    assert_int_equal(why_firmware_kind_of(firmware), WHY_FIRMWARE_BOOTLOADER);
    assert_string_equal(why_firmware_kind_name(WHY_FIRMWARE_BOOTLOADER), "bootloader");
    assert_false(why_firmware_info(firmware)->has_app);
    why_firmware_close(firmware);
}

/* A file with these bytes; the path is static. */
static const char *write_file(const void *bytes, size_t size)
{
    static char path[] = "/tmp/espwhy-firmware-XXXXXX";
    int fd;

    strcpy(path, "/tmp/espwhy-firmware-XXXXXX");
    fd = mkstemp(path);
    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd) != 0)
        fail_msg("cannot write %s", path);
    return path;
}

/* An ELF header with nothing behind it. */
/* NOLINTBEGIN(bugprone-macro-parentheses): initialisers */
#define HEADER(class, data, type, machine)                                                         \
    {                                                                                              \
        0x7f, 'E', 'L', 'F', class, data, 1, [16] = type, [18] = machine, [20] = 1                 \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define HEADER_BYTES 52u

struct refusal_case {
    const char *name;
    unsigned char bytes[HEADER_BYTES];
    size_t size;
    const char *text; /* of the message */
};

static const struct refusal_case refusals[] = {
    { "empty", { 0 }, 0, "is empty" },
    { "text", "Guru Meditation Error", 21, "is not an ELF file" },
    { "64 bits", HEADER(2, 1, 2, 62), HEADER_BYTES, "is not a 32-bit little-endian ELF file" },
    { "big endian", HEADER(1, 2, 2, 94), HEADER_BYTES, "is not a 32-bit little-endian ELF file" },
    { "ARM", HEADER(1, 1, 2, 40), HEADER_BYTES, "is an ELF file for neither Xtensa nor RISC-V" },
    { "object file", HEADER(1, 1, 1, 94), HEADER_BYTES, "not a linked executable" },
    { "half a header", HEADER(1, 1, 2, 94), 30, "is cut short" },
    { "magic only", HEADER(1, 1, 2, 94), 4, "is not an ELF file" },
};

static void other_files_are_refused_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(refusals); i++) {
        const char *path = write_file(refusals[i].bytes, refusals[i].size);
        struct why_firmware *firmware = NULL;
        struct why_error err = { .text = "" };

        if (why_firmware_open(path, &firmware, &err) != WHY_E_ELF)
            fail_msg("%s was taken", refusals[i].name);
        assert_null(firmware);
        if (!strstr(err.text, path) || !strstr(err.text, refusals[i].text))
            fail_msg("%s: %s", refusals[i].name, err.text);
        (void)unlink(path);
    }
}

static void only_regular_files_are_read(void **state)
{
    static const char *const paths[] = { "/dev/zero", "/dev/null", "/tmp", "/nonexistent/app.elf" };
    struct why_firmware *firmware = NULL;
    struct why_error err;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(paths); i++) {
        assert_int_equal(why_firmware_open(paths[i], &firmware, &err), WHY_E_IO);
        assert_non_null(strstr(err.text, paths[i]));
    }
}

static void pipe_without_writer_does_not_block(void **state)
{
    char path[] = "/tmp/espwhy-fifo-XXXXXX";
    char fifo[64];
    struct why_firmware *firmware = NULL;

    (void)state;
    assert_non_null(mkdtemp(path));
    (void)snprintf(fifo, sizeof(fifo), "%s/fifo", path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(why_firmware_open(fifo, &firmware, NULL), WHY_E_IO);
    (void)unlink(fifo);
    (void)rmdir(path);
}

/* An executable without any section is one about which nothing is known. The digits are
 * sha256sum's.
 */
static void hash_is_that_of_the_file(void **state)
{
    static const unsigned char bytes[HEADER_BYTES] = HEADER(1, 1, 2, 94);
    const char *path = write_file(bytes, sizeof(bytes));
    struct why_firmware *firmware = open_fixture(path);

    (void)state;
    assert_string_equal(why_firmware_sha256(firmware),
                        "205f5c8f63c80b8ebfa138a0b3035818071a703a0e87dac6f2ec3b772e4894c7");
    assert_int_equal(why_firmware_info(firmware)->kind, WHY_FIRMWARE_UNKNOWN);
    assert_int_equal(why_firmware_info(firmware)->chip_count, 0);
    why_firmware_close(firmware);
    (void)unlink(path);
}

static void closing_nothing_does_nothing(void **state)
{
    (void)state;
    why_firmware_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(application_describes_itself),
        cmocka_unit_test(chip_is_told_by_where_sections_lie),
        cmocka_unit_test(stripped_application_is_still_described),
        cmocka_unit_test(bootloader_is_told_from_application),
        cmocka_unit_test(other_files_are_refused_by_name),
        cmocka_unit_test(only_regular_files_are_read),
        cmocka_unit_test(pipe_without_writer_does_not_block),
        cmocka_unit_test(hash_is_that_of_the_file),
        cmocka_unit_test(closing_nothing_does_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
