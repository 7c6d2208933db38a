/* Which ELF belongs to a crash: by hash, by chip, by the calls behind return addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/session.h"
#include "report.h"

#define LAB WHY_TESTDATA "/lab/"

struct elf_case {
    const char *name;
    const char *log;
    const char *without; /* text that is taken out of the log; NULL: none */
    const char *elf;
    enum why_elf_match match;
    const char *reason; /* part of it; NULL: none */
};

static const struct elf_case elf_cases[] = {
    { "the hash agrees", LAB "esp32-og/null-read.log", NULL, LAB "esp32-og.elf", WHY_ELF_YES,
      "SHA256" },
    { "the hash disagrees", LAB "esp32-og/null-read.log", NULL, LAB "esp32-o2.elf", WHY_ELF_NO,
      "SHA256" },
    { "another architecture", LAB "esp32-og/null-read.log", NULL, LAB "esp32c3-og.elf", WHY_ELF_NO,
      "riscv" },
    { "no hash, calls agree", LAB "esp32-og/null-read.log", "SHA256", LAB "esp32-og.elf",
      WHY_ELF_UNKNOWN, "follow a call" },
    { "no hash, calls disagree", LAB "esp32-og/null-read.log", "SHA256", LAB "esp32-o2.elf",
      WHY_ELF_NO, "follow no call" },
    { "no hash, no backtrace", LAB "esp32c3-og/null-read.log", "SHA256", LAB "esp32c3-og.elf",
      WHY_ELF_UNKNOWN, NULL },
};

/* Spoil every occurrence of a word, so that the log says nothing of the kind. */
static void take_out(struct why_strbuf *log, const char *word)
{
    for (char *at = word ? strstr(log->text, word) : NULL; at; at = strstr(at, word))
        at[0] = '?';
}

static struct why_session *open_session(const char *elf)
{
    const struct why_settings settings = { .hold = true };
    struct why_session *session;
    struct why_firmware *firmware;

    assert_int_equal(why_session_create(&settings, &session, NULL), WHY_OK);
    assert_int_equal(why_firmware_open(elf, &firmware, NULL), WHY_OK);
    assert_int_equal(why_session_add_firmware(session, firmware, NULL), WHY_OK);
    assert_int_equal(why_session_open_log(session, "log", NULL), WHY_OK);
    return session;
}

static struct why_crash *first_crash(struct why_session *session, const struct why_strbuf *log)
{
    size_t used = 0;

    assert_int_equal(why_session_feed(session, log->text, log->len, &used, NULL), WHY_OK);
    assert_int_equal(why_session_finish(session, NULL), WHY_OK);
    return why_session_next(session);
}

static void check_case(const struct elf_case *row)
{
    struct why_session *session = open_session(row->elf);
    struct why_strbuf log;
    struct why_crash *crash;

    why_strbuf_init(&log);
    assert_true(report_read_file(row->log, &log));
    take_out(&log, row->without);
    crash = first_crash(session, &log);
    assert_non_null(crash);
    assert_int_equal(crash->elf_count, 1);
    if (crash->elfs[0].match != row->match)
        fail_msg("%s: verdict %s", row->name, why_elf_match_name(crash->elfs[0].match));
    if (row->reason ? !crash->elfs[0].reason || !strstr(crash->elfs[0].reason, row->reason)
                    : crash->elfs[0].reason != NULL)
        fail_msg("%s: reason %s", row->name,
                 crash->elfs[0].reason ? crash->elfs[0].reason : "none");
    why_crash_destroy(crash);
    why_strbuf_deinit(&log);
    why_session_destroy(session);
}

static void elf_is_judged_by_what_the_log_tells(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(elf_cases); i++)
        check_case(&elf_cases[i]);
}

/* Bootloader and application use the same RAM, one after the other. */
static void boot_phase_tells_overlapping_elfs_apart(void **state)
{
    static const struct {
        const char *said; /* between the restart and the crash */
        const char *name; /* of what lies at 0x40380000 */
    } phases[] = {
        { "I (23) boot: ESP-IDF v5.3.1 2nd stage bootloader\n", "call_start_cpu0" },
        { "I (23) boot: ESP-IDF v5.3.1 2nd stage bootloader\nI (99) cpu_start: Project name: x\n",
          "blink" },
        { "", "blink" }, /* nothing tells: the first one given has priority */
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(phases); i++) {
        struct why_session *session = open_session(WHY_TESTDATA "/elf/app-riscv.elf");
        struct why_firmware *boot;
        struct why_strbuf log;
        struct why_crash *crash;

        assert_int_equal(why_firmware_open(WHY_TESTDATA "/elf/boot-riscv.elf", &boot, NULL),
                         WHY_OK);
        assert_int_equal(why_session_add_firmware(session, boot, NULL), WHY_OK);
        why_strbuf_init(&log);
        why_strbuf_addf(&log,
                        "ESP-ROM:esp32c3-api1-20210207\n%s"
                        "Guru Meditation Error: Core  0 panic'ed (Illegal instruction)\n"
                        "Core  0 register dump:\nMEPC    : 0x40380000  RA      : 0x00000000\n",
                        phases[i].said);
        crash = first_crash(session, &log);
        assert_non_null(crash);
        assert_int_equal(crash->cores[0].backtrace.frames[0].function_count, 1);
        assert_string_equal(crash->cores[0].backtrace.frames[0].functions[0].name, phases[i].name);
        why_crash_destroy(crash);
        why_strbuf_deinit(&log);
        why_session_destroy(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boot_phase_tells_overlapping_elfs_apart),
        cmocka_unit_test(elf_is_judged_by_what_the_log_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
