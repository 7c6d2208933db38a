/* Signature files: every rule of the format, and which signature a crash is of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "espwhy/strbuf.h"
#include "gate/fingerprint.h"
#include "gate/signatures.h"
#include "rules/engine.h"

#define CODE 0x400d1000u /* in flash */
#define LINE_198 "note = " TEXT_191
#define TEXT_10 "0123456789"
#define TEXT_50 TEXT_10 TEXT_10 TEXT_10 TEXT_10 TEXT_10
#define TEXT_191 TEXT_50 TEXT_50 TEXT_50 TEXT_10 TEXT_10 TEXT_10 TEXT_10 "1"

static struct why_signatures make_set(void)
{
    struct why_signatures set;

    assert_true(why_signatures_init(&set));
    return set;
}

/* ---- the format ------------------------------------------------------------------------------ */

struct sound_case {
    const char *name;
    const char *text;
    size_t count;
};

static const struct sound_case sound_cases[] = {
    { "empty", "", 0 },
    { "comments alone", "# one\n; two\n  # indented\n\n   \n", 0 },
    { "one", "[a]\nclass = null-deref\n", 1 },
    { "no line feed at the end", "[a]\nclass = null-deref", 1 },
    { "CR LF", "[a]\r\nclass = null-deref\r\n\r\n[b]\r\nfunction = x\r\n", 2 },
    { "byte order mark", "\xef\xbb\xbf[a]\nclass = null-deref\n", 1 },
    { "byte order mark and CR LF", "\xef\xbb\xbf# x\r\n[a]\r\nclass = null-deref\r\n", 1 },
    { "no blanks, colon, tabs", "[a]\nclass:null-deref\naction\t=\twarn\n", 1 },
    { "comments behind", "[a] # x\nclass = null-deref ; y\n[b];z\ntask = t\n", 2 },
    { "every key",
      "[a]\nclass = null-deref/write\nfunction = top:a*\nfile = main/*.c\nreason = *\ntask = t?\n"
      "chip = esp32\nfingerprint = 1w-0123456789abcdef\napp = x\nversion = >=1.2 <2.0\n"
      "action = ignore\nexpires = 2028-02-29\nnote = some words\nissue = https://x.example/1\n",
      1 },
    { "name of 49 characters", "[" TEXT_10 TEXT_10 TEXT_10 TEXT_10 "012345678]\ntask = t\n", 1 },
    { "characters of names", "[A.b_c-d/e#1+2]\ntask = t\n", 1 },
    { "line of 199 bytes", "[a]\ntask = t\n" LINE_198 "2\n", 1 },
    { "line of 199 bytes and CR LF", "[a]\r\ntask = t\r\n" LINE_198 "2\r\n", 1 },
    { "comment of any length, with what a second line would be",
      "# " TEXT_191 " [b]\n; " TEXT_191 "clas = x\n[a]\ntask = t\n", 1 },
    { "comment of any length", "# " TEXT_191 TEXT_191 "\n[a]\ntask = t\n", 1 },
    { "UTF-8",
      "[a]\nnote = Gr\xc3\xb6\xc3\x9f"
      "e\ntask = t\n",
      1 },
    { "equals sign in a value", "[a]\nissue = http://x/?a=b\ntask = t\n", 1 },
};

static void sound_files_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(sound_cases); i++) {
        const struct sound_case *each = &sound_cases[i];
        struct why_signatures set = make_set();
        struct why_error err = { .text = "" };

        if (why_signatures_read(&set, each->text, strlen(each->text), &err) != WHY_OK)
            fail_msg("%s: %s", each->name, err.text);
        if (set.count != each->count)
            fail_msg("%s: %zu signatures", each->name, set.count);
        why_signatures_deinit(&set);
    }
}

struct fault_case {
    const char *text;
    const char *says;
};

static const struct fault_case fault_cases[] = {
    { "[a]\nclas = null-deref\n", "2: unknown key 'clas', did you mean 'class'?" },
    { "[a]\nthere-is-no-such = x\n", "2: unknown key 'there-is-no-such'" },
    { "[a]\nClass = null-deref\n", "2: unknown key 'Class', did you mean 'class'?" },
    { "[a]\nclass = nul-deref\n",
      "2: unknown fault class 'nul-deref', did you mean 'null-deref'?" },
    { "[a]\nclass = null-deref/jump\n",
      "2: unknown variant 'jump' of 'null-deref', it has: read,write" },
    { "[a]\nfunction = a[b\n",
      "2: bad glob 'a[b': a '[' is not closed; \\[ is the character itself" },
    { "[a]\nfunction = top:a[b\n",
      "2: bad glob 'a[b': a '[' is not closed; \\[ is the character itself" },
    { "[a]\nfile = x\\\n", "2: bad glob 'x\\': nothing follows the last '\\'" },
    { "[a]\nreason = [[:alfa:]]\n",
      "2: bad glob '[[:alfa:]]': no such character class behind '[:'" },
    { "[a]\nfunction = [z-a]\n", "2: bad glob '[z-a]': a range in [] ends before it begins" },
    { "[a]\nversion = >=2 <1\n", "2: no version is in '>=2 <1'" },
    { "[a]\nfunction = top:\n", "2: no function behind 'top:'" },
    { "[a]\nchip = esp32c33\n", "2: unknown chip 'esp32c33', did you mean 'esp32c3'?" },
    { "[a]\nfingerprint = 5d0c8a1e93b7f240\n",
      "2: bad fingerprint '5d0c8a1e93b7f240', they are such as 1-5d0c8a1e93b7f240" },
    { "[a]\nversion = new\n", "2: bad range of versions 'new', they are such as >=1.2 <2.0" },
    { "[a]\naction = Ignore\n", "2: action is one of fail, warn, ignore, not 'Ignore'" },
    { "[a]\nexpires = 2026-02-29\n", "2: expires is a day such as 2026-12-31, not '2026-02-29'" },
    { "[a]\nexpires = 31.12.2026\n", "2: expires is a day such as 2026-12-31, not '31.12.2026'" },
    { "[a]\nexpires = 2026-1-05\n", "2: expires is a day such as 2026-12-31, not '2026-1-05'" },
    { "[a]\nexpires = 2026-00-10\n", "2: expires is a day such as 2026-12-31, not '2026-00-10'" },
    { "[a]\nclass =\n", "2: nothing behind class =" },
    { "[a]\nclass = ; comment\n", "2: nothing behind class =" },
    { "[a]\ntask = t\ntask = u\n", "3: task is given twice" },
    { "[a]\ntask = t\n\n[a]\ntask = u\n", "4: signature 'a' is in line 1 already" },
    { "[a]\n[b]\ntask = t\n",
      "1: signature 'a' is empty: it needs a key such as class or function" },
    { "\n[a]\naction = ignore\nnote = x\n",
      "2: signature 'a' is empty: it needs a key such as class or function" },
    { "task = t\n[a]\n", "1: key before the first [NAME]" },
    { "[a\ntask = t\n", "1: ']' is missing" },
    { "[a] x\ntask = t\n", "1: something stands behind ']'" },
    { "[]\ntask = t\n", "1: bad name '': a signature needs a name" },
    { "[a b]\ntask = t\n", "1: bad name 'a b': a name is of letters, digits and . _ - / # +" },
    { "[a,b]\ntask = t\n", "1: bad name 'a,b': a name is of letters, digits and . _ - / # +" },
    { "[" TEXT_50 "]\ntask = t\n", "1: bad name '" TEXT_50 "': a name has at most 49 characters" },
    { "[a]\ntask = t\n" LINE_198 "23\n", "3: line of more than 199 bytes" },
    { "[a]\ntask = t\n  note = x\n", "3: line begins with a blank" },
    { "[a]\ntask = t\n\tnote = x\n", "3: line begins with a blank" },
    { "[a]\ntask = t\nnonsense\nclas = x\n", "3: neither [NAME] nor KEY = VALUE" },
    { "[a]\ntask = t\nnonsense ; = x\n", "3: neither [NAME] nor KEY = VALUE" },
    { "[a]\ntask = t\x01\n", "2: bytes that are no UTF-8 or no characters" },
    { "[a]\ntask = t\xff\n", "2: bytes that are no UTF-8 or no characters" },
    { "[a]\ntask = t\x1b[31m\n", "2: bytes that are no UTF-8 or no characters" },
    { "[a]\r\nclas = x\r\n", "2: unknown key 'clas', did you mean 'class'?" },
};

static void faults_are_told_with_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(fault_cases); i++) {
        struct why_signatures set = make_set();
        struct why_error err = { .text = "" };
        const char *text = fault_cases[i].text;

        if (why_signatures_read(&set, text, strlen(text), &err) != WHY_E_USAGE)
            fail_msg("taken: %s", text);
        assert_string_equal(err.text, fault_cases[i].says);
        why_signatures_deinit(&set);
    }
}

static void a_nul_is_told(void **state)
{
    static const char text[] = "[a]\ntask = t\0u\n";
    struct why_signatures set = make_set();
    struct why_error err = { .text = "" };

    (void)state;
    assert_int_equal(why_signatures_read(&set, text, sizeof(text) - 1, &err), WHY_E_USAGE);
    assert_string_equal(err.text, "2: bytes that are no UTF-8 or no characters");
    why_signatures_deinit(&set);
}

static void names_are_unique_over_files(void **state)
{
    static const char text[] = "[a]\ntask = t\n";
    struct why_signatures set = make_set();
    struct why_error err = { .text = "" };

    (void)state;
    assert_int_equal(why_signatures_read(&set, text, strlen(text), &err), WHY_OK);
    assert_int_equal(why_signatures_read(&set, text, strlen(text), &err), WHY_E_USAGE);
    assert_string_equal(err.text, "1: signature 'a' is in another file already");
    why_signatures_deinit(&set);
}

/* ---- what fits ------------------------------------------------------------------------------- */

/* A read through NULL in Ring::push(int), called by a handler that app_main() calls. */
static struct why_crash *make_crash(void)
{
    static const struct crash_recipe recipe = {
        .chip = "esp32",
        .reason = "LoadProhibited",
        .core = { .given = true,
                  .registers = { { "PC", CODE }, { "EXCCAUSE", 28 }, { "EXCVADDR", 8 } },
                  .frames = { { .pc = CODE, .name = "memcpy" },
                              { .pc = CODE, .name = "Ring::push(int)" },
                              { .pc = CODE, .name = "handle" },
                              { .pc = CODE, .name = "app_main" } } },
    };
    struct why_crash *crash = crash_build(&recipe);

    crash->task = "worker";
    crash->boot.app = "sensor-hub";
    crash->boot.app_version = "v1.4.2-3-gabc";
    assert_int_equal(why_diagnose(crash, NULL), WHY_OK);
    assert_int_equal(why_fingerprint(crash, NULL), WHY_OK);
    return crash;
}

struct fit_case {
    const char *keys;
    bool fits;
};

static const struct fit_case fit_cases[] = {
    { "class = null-deref", true },
    { "class = null-deref/read", true },
    { "class = null-deref/write", false },
    { "class = abort", false },
    { "function = handle", true },
    { "function = hand*", true },
    { "function = hand", false },
    { "function = memcpy", true },
    { "function = app_main", true },
    { "function = Ring::push", true },
    { "function = Ring::push(int)", true },
    { "function = Ring::*", true },
    { "function = top:Ring::push", true },
    { "function = top:*push*", true },
    { "function = top:memcpy", false },
    { "function = top:handle", false },
    { "reason = LoadProhibited", true },
    { "reason = Load*", true },
    { "reason = Store*", false },
    { "task = worker", true },
    { "task = wor*", true },
    { "task = main", false },
    { "chip = esp32", true },
    { "chip = ESP32", true },
    { "chip = esp32c3", false },
    { "app = sensor-*", true },
    { "app = other", false },
    { "version = >=1.4 <2", true },
    { "version = <1.4", false },
    { "file = *", false }, /* no frame has a file */
    { "fingerprint = 1-0123456789abcdef", false },
    { "class = null-deref\nfunction = handle\ntask = worker", true }, /* all of them must fit */
    { "class = null-deref\nfunction = handle\ntask = main", false },
};

static size_t decide(const char *text, const struct why_crash *crash)
{
    struct why_signatures set = make_set();
    struct why_error err = { .text = "" };
    struct why_traits traits;
    size_t which;

    if (why_signatures_read(&set, text, strlen(text), &err) != WHY_OK)
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(why_traits_find(crash, &traits, NULL), WHY_OK);
    which = why_signatures_decide(&set, &traits);
    why_signatures_deinit(&set);
    return which;
}

static bool fits(const char *keys, const struct why_crash *crash)
{
    struct why_strbuf text;
    bool fits;

    why_strbuf_init(&text);
    why_strbuf_addf(&text, "[a]\n%s\n", keys);
    fits = decide(text.text, crash) == 0;
    why_strbuf_deinit(&text);
    return fits;
}

static void every_key_narrows(void **state)
{
    struct why_crash *crash = make_crash();

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(fit_cases); i++)
        if (fits(fit_cases[i].keys, crash) != fit_cases[i].fits)
            fail_msg("not %d: %s", fit_cases[i].fits, fit_cases[i].keys);
    why_crash_destroy(crash);
}

static void the_fingerprint_fits_as_it_is_printed(void **state)
{
    struct why_crash *crash = make_crash();
    struct why_strbuf keys;

    (void)state;
    why_strbuf_init(&keys);
    why_strbuf_addf(&keys, "fingerprint = %s", crash->fingerprint);
    assert_true(fits(keys.text, crash));
    for (size_t at = strlen("fingerprint = "); at < keys.len; at++)
        if (keys.text[at] >= 'a' && keys.text[at] <= 'f')
            keys.text[at] = (char)(keys.text[at] - 'a' + 'A');
    assert_true(fits(keys.text, crash)); /* typed in capitals */
    why_strbuf_deinit(&keys);
    why_crash_destroy(crash);
}

static void files_fit_from_any_folder_on(void **state)
{
    struct why_crash *crash = make_crash();
    struct why_function *function =
        (struct why_function *)why_crash_main_backtrace(crash)->frames[1].functions;

    (void)state;
    function->file = "/home/me/project/main/ring.cpp";
    assert_true(fits("file = main/ring.cpp", crash));
    assert_true(fits("file = *.cpp", crash));
    assert_true(fits("file = ring.*", crash));
    assert_false(fits("file = main", crash));
    why_crash_destroy(crash);
}

static void what_is_not_known_fits_nothing(void **state)
{
    struct why_crash *crash = make_crash();

    (void)state;
    crash->task = NULL;
    crash->boot.app = NULL;
    crash->boot.app_version = NULL;
    crash->chip = NULL;
    assert_false(fits("task = *", crash));
    assert_false(fits("app = *", crash));
    assert_false(fits("version = >=0", crash));
    assert_false(fits("chip = esp32", crash));
    why_crash_destroy(crash);
}

static void the_first_that_fits_decides(void **state)
{
    struct why_crash *crash = make_crash();

    (void)state;
    assert_int_equal(decide("[a]\ntask = x\n[b]\ntask = w*\n[c]\ntask = worker\n", crash), 1);
    assert_int_equal(decide("[a]\ntask = x\n", crash), 1);
    assert_int_equal(decide("", crash), 0);
    why_crash_destroy(crash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_files_are_read),
        cmocka_unit_test(faults_are_told_with_their_line),
        cmocka_unit_test(a_nul_is_told),
        cmocka_unit_test(names_are_unique_over_files),
        cmocka_unit_test(every_key_narrows),
        cmocka_unit_test(the_fingerprint_fits_as_it_is_printed),
        cmocka_unit_test(files_fit_from_any_folder_on),
        cmocka_unit_test(what_is_not_known_fits_nothing),
        cmocka_unit_test(the_first_that_fits_decides),
    };

    return cmocka_run_group_tests_name("gate/signatures", tests, NULL, NULL);
}
