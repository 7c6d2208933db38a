/* Which boot ROM a crash was on, by the calls into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "match/names.h"
#include "match/rom.h"

#define FIXTURE WHY_TESTDATA "/elf/app-riscv.elf"
#define CALL 0x42000020u  /* first bytes of the fixture's code */
#define CALL_OFFSET 0x200 /* where the file has them */
#define RETURN_ADDRESS (CALL + 8)
#define SLOT 0x42000030u /* of an absolute symbol of the fixture */
#define SLOT_NAME "some_absolute_symbol"
#define FUNCTION "r_co_list_pool_init"
#define FUNCTION_START 0x40003a70u /* in revision 0.3; inside of others in 0.0 and 1.1 */
#define FRAME (FUNCTION_START + 8)

struct rom_case {
    const char *name;
    uint32_t target;       /* of the call */
    const char *slot_name; /* what the linker calls SLOT; NULL: SLOT_NAME */
    uint32_t return_address;
    enum why_elf_match elf;
    bool corrupted;
    struct why_revisions limits; /* of the build; max 0: not told */
    bool known;                  /* the revision, afterwards */
};

static const struct rom_case cases[] = {
    { .name = "call of the function", .target = FUNCTION_START, .known = true },
    { .name = "call of its slot", .target = SLOT, .slot_name = FUNCTION, .known = true },
    { .name = "call of a slot of another name", .target = SLOT },
    { .name = "call of another function", .target = FUNCTION_START + 2 },
    { .name = "no call", .target = FUNCTION_START, .return_address = CALL + 4 },
    { .name = "return to nowhere", .target = FUNCTION_START, .return_address = 0x42010000 },
    { .name = "ELF of another build", .target = FUNCTION_START, .elf = WHY_ELF_NO },
    { .name = "corrupted backtrace", .target = FUNCTION_START, .corrupted = true },
    { .name = "build for one ROM", .target = SLOT, .limits = { 3, 100 }, .known = true },
    { .name = "build for two ROMs", .target = SLOT, .limits = { 3, 199 } },
    { .name = "build for later chips, by its earliest",
      .target = SLOT,
      .limits = { 4, 100 },
      .known = true },
    { .name = "build for other chips than the call",
      .target = FUNCTION_START,
      .limits = { 101, 199 } },
    { .name = "another build for one ROM",
      .target = SLOT,
      .limits = { 3, 100 },
      .elf = WHY_ELF_NO },
};

static void put_word(uint8_t *bytes, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(word >> (8 * i));
}

/* AUIPC ra and JALR ra, ra. */
static void put_call(uint8_t *bytes, uint32_t target)
{
    uint32_t distance = target - CALL;

    put_word(bytes, ((distance + 0x800) & 0xfffff000u) | 0x97);
    put_word(bytes + 4, distance << 20 | 0x80e7);
}

static void rename_slot(uint8_t *bytes, size_t size, const char *name)
{
    char *found = memmem(bytes, size, SLOT_NAME, sizeof(SLOT_NAME));

    assert_non_null(found);
    (void)snprintf(found, sizeof(SLOT_NAME), "%s", name);
}

/* The fixture with another call in it. */
static void write_elf(const struct rom_case *c, const char *path)
{
    static uint8_t bytes[(size_t)256 * 1024];
    FILE *from = fopen(FIXTURE, "rb");
    FILE *to = fopen(path, "wb");
    size_t size;

    assert_non_null(from);
    assert_non_null(to);
    size = fread(bytes, 1, sizeof(bytes), from);
    assert_in_range(size, CALL_OFFSET + 8, sizeof(bytes) - 1);
    put_call(bytes + CALL_OFFSET, c->target);
    if (c->slot_name)
        rename_slot(bytes, size, c->slot_name);
    assert_int_equal(fwrite(bytes, 1, size, to), size);
    assert_int_equal(fclose(to), 0);
    assert_int_equal(fclose(from), 0);
}

static void open_elf(const struct rom_case *c, struct why_image *image)
{
    char path[] = "/tmp/espwhy-rom-XXXXXX";
    int fd = mkstemp(path);
    struct why_firmware *firmware = NULL;
    struct why_error err = { .text = "" };
    enum why_status status;

    assert_true(fd >= 0);
    (void)close(fd);
    write_elf(c, path);
    status = why_firmware_open(path, &firmware, &err);
    (void)unlink(path);
    if (status == WHY_OK && c->limits.max > 0)
        why_firmware_limit(firmware, c->limits);
    if (status != WHY_OK || why_image_add(image, firmware, &err) != WHY_OK)
        fail_msg("%s", err.text);
}

static struct why_crash *build(const struct rom_case *c)
{
    const uint32_t caller = c->return_address ? c->return_address : RETURN_ADDRESS;
    const struct crash_recipe recipe = {
        .chip = "esp32c3",
        .core = { .given = true,
                  .corrupted = c->corrupted,
                  .frames = { { .pc = FRAME }, { .pc = caller } } },
    };

    return crash_build(&recipe);
}

static void check(const struct rom_case *c)
{
    struct why_crash_elf verdict = { .path = FIXTURE, .match = c->elf };
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build(c);
    const struct why_frame *frame = &crash->cores[0].backtrace.frames[0];

    open_elf(c, &image);
    crash->elfs = &verdict;
    crash->elf_count = 1;
    why_settle_rom(crash, &image);
    assert_int_equal(why_name_frames(crash, &image, NULL), WHY_OK);
    if (c->known != (crash->rom != NULL) || c->known != (frame->function_count == 1))
        fail_msg("%s", c->name);
    if (c->known) {
        assert_int_equal(crash->rom->revision, 3);
        assert_string_equal(frame->functions[0].name, FUNCTION);
        assert_int_equal(frame->functions[0].origin, WHY_ORIGIN_ROM);
    }
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

static void revision_is_the_one_that_the_call_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        check(&cases[i]);
}

static void revision_that_the_log_tells_stays(void **state)
{
    const struct rom_case c = { .target = FUNCTION_START };
    struct why_image image = { .count = 0 };
    struct why_crash *crash = build(&c);
    const struct why_rom *told = &crash->chip->roms[0];

    (void)state;
    open_elf(&c, &image);
    crash->rom = told;
    why_settle_rom(crash, &image);
    assert_ptr_equal(crash->rom, told);
    why_crash_destroy(crash);
    why_image_deinit(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(revision_is_the_one_that_the_call_fits),
        cmocka_unit_test(revision_that_the_log_tells_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
