/* Which chip it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/limits.h"
#include "crash_text.h"
#include "match/identify.h"

#define XTENSA                                                                                     \
    "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n"
#define RISCV                                                                                      \
    "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.\n"
#define ESP32 "Backtrace: 0x400d835f:0x3ffb5e70 0x40085b5e:0x3ffb5e90\n"
#define ESP32S3 "Backtrace: 0x4200335f:0x3fc98510 0x4037b5a9:0x3fc98530\n"
#define C6_OR_H2                                                                                   \
    "Core  0 register dump:\n"                                                                     \
    "MEPC    : 0x42001234  RA      : 0x40801234  SP      : 0x4081ea70  MCAUSE  : 0x00000005\n"
#define RESET "\nRebooting...\n"

/* clang-format off */
static const struct log_case chips[] = {
    { .name = "told by the user", .crashes = 1, .chip = "esp32s2", .log = "ets Jul 29 2019 12:21:46\n" XTENSA ESP32,
      .has = { "chip esp32s2 by --chip" } },
    { .name = "named by the ROM's banner", .crashes = 1, .log = "ESP-ROM:esp32s3-20210327\n" XTENSA ESP32S3,
      .has = { "chip esp32s3 by boot banner" } },
    { .name = "named by an ESP32's banner", .crashes = 1, .log = "ets Jun  8 2016 00:22:57\n" XTENSA ESP32,
      .has = { "chip esp32 by boot banner" } },
    { .name = "the ESP32-C2's banner has another name", .crashes = 1, .log = "ESP-ROM:esp8684-api2-20220127\n" RISCV,
      .has = { "chip esp32c2 by boot banner" } },
    { .name = "named by the bootloader", .crashes = 1, .log = "I (33) boot.esp32c3: SPI Speed : 80MHz\n" RISCV,
      .has = { "chip esp32c3 by boot banner" } },
    { .name = "one family's longer name is not the shorter's", .crashes = 1, .log = "ESP-ROM:esp32c61-eco3-20250228\n" RISCV,
      .has = { "chip esp32c61 by boot banner" } },
    { .name = "the banner of the restart will do", .crashes = 1, .log = XTENSA ESP32 RESET "ets Jun  8 2016 00:22:57\n",
      .has = { "chip esp32 by boot banner" } },
    { .name = "a banner of the other architecture is of another log", .crashes = 1,
      .log = "ESP-ROM:esp32c3-api1-20210207\n" XTENSA "Core  0 register dump:\nPC      : 0x400d8362  PS      : 0x00060130  A0      : 0x800d85b8\n" ESP32,
      .has = { "chip esp32 by addresses" } },
    { .name = "by addresses", .crashes = 1, .log = XTENSA ESP32, .has = { "chip esp32 by addresses" } },
    { .name = "by other addresses", .crashes = 1, .log = XTENSA ESP32S3, .has = { "chip esp32s3 by addresses" } },
    { .name = "chips that look alike", .crashes = 1, .log = RISCV C6_OR_H2,
      .has = { " maybe esp32c6", " maybe esp32h2" }, .lacks = { "chip esp32", "maybe esp32c3" } },
    { .name = "a core that only some chips have", .crashes = 1,
      .log = "Guru Meditation Error: Core  1 panic'ed (Load access fault). Exception was unhandled.\n" C6_OR_H2,
      .lacks = { "maybe esp32c6", "maybe esp32h2 " } },
    { .name = "nothing to go by", .crashes = 1, .log = XTENSA, .lacks = { "chip " } },
    { .name = "garbage to go by", .crashes = 1, .log = XTENSA "Backtrace: 0x12345678:0x87654321\n", .lacks = { "chip " } },
};
/* clang-format on */

static void chips_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(check_logs(chips, WHY_COUNTOF(chips)), 0);
}

/* A core dump bears the number and the revision of its chip. */
static const struct {
    uint32_t number;
    uint32_t revision;
    const char *chip; /* NULL: not known */
    uint32_t rom;     /* revision of the boot ROM */
} dumps[] = {
    { 0, 0, "esp32", 0 },   { 0, 299, "esp32", 0 },     { 0, 301, "esp32", 300 },
    { 5, 4, "esp32c3", 3 }, { 5, 101, "esp32c3", 101 }, { 0xfff, 0, NULL, 0 },
};

static void a_core_dump_tells_chip_and_rom(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(dumps); i++) {
        const struct why_core_dump dump = {
            .chip_number = { .known = true, .value = dumps[i].number },
            .chip_revision = { .known = true, .value = dumps[i].revision },
        };
        struct why_crash crash = { .arena = why_arena_create(WHY_ARENA_BYTES), .dump = &dump };

        assert_int_equal(why_identify(&crash, NULL, NULL, NULL, NULL), WHY_OK);
        assert_int_equal(crash.chip != NULL, dumps[i].chip != NULL);
        if (crash.chip) {
            assert_string_equal(crash.chip->id, dumps[i].chip);
            assert_string_equal(crash.chip_reason, "core dump");
            assert_int_equal(crash.rom->revision, dumps[i].rom);
        }
        why_arena_destroy(crash.arena);
    }
}

/* What the log or the user says counts for more. */
static void a_banner_wins_over_a_core_dump(void **state)
{
    const struct why_core_dump dump = { .chip_number = { .known = true, .value = 5 },
                                        .chip_revision = { .known = true, .value = 3 } };
    struct why_crash crash = { .arena = why_arena_create(WHY_ARENA_BYTES), .dump = &dump };

    (void)state;
    assert_int_equal(why_identify(&crash, NULL, why_chip_find("esp32c6"), NULL, NULL), WHY_OK);
    assert_string_equal(crash.chip->id, "esp32c6");
    assert_null(crash.rom);
    why_arena_destroy(crash.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chips_are_told_apart),
        cmocka_unit_test(a_core_dump_tells_chip_and_rom),
        cmocka_unit_test(a_banner_wins_over_a_core_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
