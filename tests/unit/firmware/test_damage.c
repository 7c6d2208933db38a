/* Damaged ELFs: no crash, no hang, no endless memory, and what is sound still answers. */
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

#define FILE_BYTES ((size_t)16 * 1024)

struct copy {
    unsigned char bytes[FILE_BYTES];
    size_t size;
    char path[64];
};

static void load(struct copy *copy, const char *path)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    copy->size = fread(copy->bytes, 1, sizeof(copy->bytes), file);
    (void)fclose(file);
    assert_in_range(copy->size, 1, FILE_BYTES - 1);
    (void)snprintf(copy->path, sizeof(copy->path), "/tmp/espwhy-damage-%d", (int)getpid());
}

static void save(const struct copy *copy)
{
    FILE *file = fopen(copy->path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(copy->bytes, 1, copy->size, file), copy->size);
    assert_int_equal(fclose(file), 0);
}

/* Ask everything there is to ask; true when the ELF could be opened. */
static bool ask_all(const char *path)
{
    static const uint32_t addresses[] = { 0x42000020, 0x4200002a, 0x42000048, 0x42000080,
                                          0x40380004, 0x3c020120, 0x3fc89e10, 0 };
    struct why_firmware *firmware = NULL;
    struct why_arena *arena;
    unsigned char bytes[4];

    if (why_firmware_open(path, &firmware, NULL) != WHY_OK)
        return false;
    arena = why_arena_create((size_t)16 * 1024 * 1024);
    assert_non_null(arena);
    for (size_t i = 0; i < WHY_COUNTOF(addresses); i++) {
        const struct why_function *functions;
        struct why_object object;
        size_t count;

        assert_int_equal(
            why_firmware_lookup(firmware, addresses[i], &functions, &count, arena, NULL), WHY_OK);
        (void)why_firmware_object(firmware, addresses[i], &object, arena);
        (void)why_firmware_read(firmware, WHY_READ_CODE, addresses[i], bytes, sizeof(bytes));
    }
    assert_int_equal(strlen(why_firmware_info(firmware)->sha256), 64);
    why_arena_destroy(arena);
    why_firmware_close(firmware);
    return true;
}

static void any_byte_may_be_wrong(void **state)
{
    static const char *const paths[] = { FIXTURE("app-riscv.elf"), FIXTURE("app-riscv-zdebug.elf"),
                                         FIXTURE("app-riscv-compressed.elf") };
    static const unsigned char values[] = { 0x00, 0xff, 0x7f, 0x80 };
    struct copy copy;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(paths); i++) {
        load(&copy, paths[i]);
        for (size_t at = i; at < copy.size; at += 11) {
            unsigned char was = copy.bytes[at];

            copy.bytes[at] = values[at % WHY_COUNTOF(values)];
            save(&copy);
            (void)ask_all(copy.path);
            copy.bytes[at] = was;
        }
        (void)unlink(copy.path);
    }
}

static void file_may_end_anywhere(void **state)
{
    struct copy copy;
    size_t whole;

    (void)state;
    load(&copy, FIXTURE("app-riscv.elf"));
    whole = copy.size;
    for (copy.size = 0; copy.size < whole; copy.size += 97) {
        save(&copy);
        if (ask_all(copy.path))
            fail_msg("%zu bytes of %zu were taken", copy.size, whole);
    }
    (void)unlink(copy.path);
}

/* The place of a section's header in the file. */
static size_t header_of(const struct copy *copy, const char *name)
{
    uint32_t table, names, offset;
    uint16_t count, names_at;

    memcpy(&table, copy->bytes + 32, 4);
    memcpy(&count, copy->bytes + 48, 2);
    memcpy(&names_at, copy->bytes + 50, 2);
    memcpy(&names, copy->bytes + table + names_at * (size_t)40 + 16, 4);
    for (size_t i = 0; i < count; i++) {
        memcpy(&offset, copy->bytes + table + i * 40, 4);
        if (strcmp((const char *)copy->bytes + names + offset, name) == 0)
            return table + i * 40;
    }
    fail_msg("no section %s", name);
    return 0;
}

static void check_note(const struct copy *copy, const char *text)
{
    struct why_firmware *firmware;
    struct answer answer;
    const struct why_firmware_info *info;

    save(copy);
    firmware = open_fixture(copy->path);
    answer = ask(firmware, address_of(firmware, "blink"));
    info = why_firmware_info(firmware);
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.functions[0].name, "blink");
    if (!info->note || !strstr(info->note, text))
        fail_msg("note: %s", info->note ? info->note : "none");
    why_arena_destroy(answer.arena);
    why_firmware_close(firmware);
    (void)unlink(copy->path);
}

static void symbols_serve_where_dwarf_is_damaged(void **state)
{
    static const uint32_t beyond = 0x00ffffff;
    struct copy copy;
    size_t header;

    (void)state;
    load(&copy, FIXTURE("app-riscv.elf"));
    header = header_of(&copy, ".debug_abbrev");
    memcpy(copy.bytes + header + 16, &beyond, 4); /* sh_offset */
    check_note(&copy, "damaged");
}

static void size_that_a_compressed_section_claims_is_not_believed(void **state)
{
    static const uint32_t huge = 0xf0000000;
    struct copy copy;
    uint32_t offset;

    (void)state;
    load(&copy, FIXTURE("app-riscv-compressed.elf"));
    memcpy(&offset, copy.bytes + header_of(&copy, ".debug_info") + 16, 4);
    memcpy(copy.bytes + offset + 4, &huge, 4); /* ch_size */
    check_note(&copy, "claims to be larger");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_byte_may_be_wrong),
        cmocka_unit_test(file_may_end_anywhere),
        cmocka_unit_test(symbols_serve_where_dwarf_is_damaged),
        cmocka_unit_test(size_that_a_compressed_section_claims_is_not_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
