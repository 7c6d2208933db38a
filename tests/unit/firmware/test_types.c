/* Offsets of members, by the debug information of the unit that a function is in. */
#include "firmware/types.h"
#include "fixture.h"

struct case_row {
    const char *type;
    const char *path;
    bool known;
    struct why_member member;
};

static const struct case_row cases[] = {
    { "record", "head", true, { 0, 4 } },
    { "record", "links.owner", true, { 8, 4 } },
    { "record", "number", true, { 12, 4 } }, /* of a union without a name */
    { "record", "low", true, { 12, 2 } },    /* of a structure in it */
    { "record", "high", true, { 14, 2 } },
    { "record", "second.next", true, { 16, 4 } },
    { "record", "name", true, { 25, 16 } },
    { "record", "other", true, { 44, 4 } },
    { "record_t", "name", true, { 25, 16 } },
    { "link_t", "owner", true, { 4, 4 } },
    { "record", "flag", false, { 0, 0 } },       /* bits have no place in bytes */
    { "record", "other.head", false, { 0, 0 } }, /* not of this structure, but behind a pointer */
    { "record", "links.nothing", false, { 0, 0 } },
    { "record", "links.", false, { 0, 0 } },
    { "record", "", false, { 0, 0 } },
    { "record", ".", false, { 0, 0 } },
    { "record", "hea", false, { 0, 0 } },
    { "opaque", "head", false, { 0, 0 } }, /* only declared */
    { "nothing", "head", false, { 0, 0 } },
};

static void check_cases(struct why_firmware *firmware, const char *function)
{
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const struct case_row *row = &cases[i];
        struct why_member member = { 0, 0 };
        bool known = why_firmware_member(firmware, function, row->type, row->path, &member);

        if (known != row->known || member.offset != row->member.offset ||
            member.size != row->member.size)
            fail_msg("%s: %s.%s: %d, at %u, %u bytes", function, row->type, row->path, known,
                     member.offset, member.size);
    }
}

static void members_are_found_in_either_spelling_of_their_place(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("types-riscv.elf"));

    (void)state;
    check_cases(firmware, "dwarf2"); /* an expression */
    check_cases(firmware, "dwarf5"); /* a number */
    why_firmware_close(firmware);
}

static void nothing_is_known_without_the_function_or_its_unit(void **state)
{
    struct why_firmware *firmware = open_fixture(FIXTURE("types-riscv.elf"));
    struct why_firmware *bare = open_fixture(FIXTURE("app-riscv-symbols.elf"));
    struct why_member member = { 1, 2 };

    (void)state;
    assert_false(why_firmware_member(firmware, "nobody", "record", "head", &member));
    assert_false(why_firmware_member(bare, "app_main", "record", "head", &member));
    assert_int_equal(member.offset, 1);
    assert_int_equal(member.size, 2);
    why_firmware_close(bare);
    why_firmware_close(firmware);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found_in_either_spelling_of_their_place),
        cmocka_unit_test(nothing_is_known_without_the_function_or_its_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
