/* Several ELFs: priority, and who was running. */
#include "firmware/image.h"
#include "fixture.h"

static struct why_image image_of(const char *first, const char *second)
{
    struct why_image image = { .count = 0 };

    assert_int_equal(why_image_add(&image, open_fixture(first), NULL), WHY_OK);
    assert_int_equal(why_image_add(&image, open_fixture(second), NULL), WHY_OK);
    return image;
}

/* Both lie at 0x40380000. */
static void boot_phase_tells_bootloader_and_application_apart(void **state)
{
    struct why_image image = image_of(FIXTURE("app-riscv.elf"), FIXTURE("boot-riscv.elf"));

    (void)state;
    assert_ptr_equal(why_image_at(&image, 0x40380000, WHY_PHASE_UNKNOWN), image.firmwares[0]);
    assert_ptr_equal(why_image_at(&image, 0x40380000, WHY_PHASE_APP), image.firmwares[0]);
    assert_ptr_equal(why_image_at(&image, 0x40380000, WHY_PHASE_BOOTLOADER), image.firmwares[1]);
    assert_null(why_image_at(&image, 0x42000020, WHY_PHASE_BOOTLOADER));
    assert_null(why_image_at(&image, 0x50000000, WHY_PHASE_UNKNOWN));
    why_image_deinit(&image);
    assert_int_equal(image.count, 0);
}

static void first_one_has_priority(void **state)
{
    struct why_image image = image_of(FIXTURE("boot-riscv.elf"), FIXTURE("app-riscv.elf"));

    (void)state;
    assert_ptr_equal(why_image_at(&image, 0x40380000, WHY_PHASE_UNKNOWN), image.firmwares[0]);
    assert_ptr_equal(why_image_at(&image, 0x42000020, WHY_PHASE_UNKNOWN), image.firmwares[1]);
    why_image_deinit(&image);
}

static void full_image_takes_no_more_and_leaks_nothing(void **state)
{
    struct why_image image = { .count = 0 };
    struct why_error err;

    (void)state;
    for (size_t i = 0; i < WHY_FIRMWARES; i++)
        assert_int_equal(why_image_add(&image, open_fixture(FIXTURE("boot-riscv.elf")), NULL),
                         WHY_OK);
    assert_int_equal(why_image_add(&image, open_fixture(FIXTURE("boot-riscv.elf")), &err),
                     WHY_E_LIMIT);
    assert_int_equal(image.count, WHY_FIRMWARES);
    why_image_deinit(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boot_phase_tells_bootloader_and_application_apart),
        cmocka_unit_test(first_one_has_priority),
        cmocka_unit_test(full_image_takes_no_more_and_leaks_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
