/* Which pointer was bad, for crashes of the lab with their ELF. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "espwhy/session.h"
#include "espwhy/strbuf.h"

#define LAB WHY_TESTDATA "/lab/"

/* What is told is: kind text, its value, where it came from; "=> target", or "calls" it; what it
 * was passed to. "-" is nothing. */
struct access_case {
    const char *elf;
    const char *scene;
    const char *access;
    const char *argument;
};

/* clang-format off */
static const struct access_case cases[] = {
    { "esp32c3-og", "null-write", "parameter probe 0x0 (calibrate_zone: zone->probes[which]) => probe->calibration.gain", "-" },
    { "esp32-og", "null-write", "parameter probe 0x0 (calibrate_zone: zone->probes[which]) => probe->calibration.gain", "-" },
    { "esp32c3-og", "null-call", "loaded command->handler 0x0 calls", "-" },
    { "esp32-og", "null-call", "loaded command->handler 0x0 calls", "-" },
    { "esp32c3-o2", "use-after-free", "loaded session->connection 0xfefefefe => session->connection->retries", "-" },
    { "esp32-o2", "uninitialized", "loaded session->connection 0xcececece => session->connection->retries", "-" },
    { "esp32c3-o2", "wild-integer", "parameter packet 0x2625a0 (queue_message: 0x002625a0) => packet->length", "-" },
    { "esp32c3-og", "index-null", "parameter history 0x0 (scene_index_null: NULL) => history->samples[1200]", "-" },
    { "esp32c3-o2", "index-wild", "address rx_buf 0x3fc8bd44 => rx_buf[67108864]", "-" },
    { "esp32-o2", "chain-drv-null", "loaded ctx->drv 0x0 => ctx->drv->ops", "-" },
    { "esp32c3-og", "strcmp-right-null", "variable right 0x0 => *right", "strcmp 2 right = parameter wanted" },
    { "esp32-og", "memcpy-to-null", "unknown", "memcpy 1 to = loaded item->icon" },
    { "esp32c3-og", "result-null", "variable found 0x0 (reset_errors: find_driver()) => found->errors", "-" },
    { "esp32c3-o2", "list-freed", "variable node 0xfefefefe (sum_of: node->next) => node->kind", "-" },
    { "esp32-o2", "inlined-null", "parameter sink 0x0 (report_level: output->sink) => sink->level", "-" },
    { "esp32-og", "bitfield-write", "parameter lamp 0x0 (scene_bitfield_write: NULL) => lamp->mode", "-" },
    { "esp32-og", "abort", "-", "-" },
};
/* clang-format on */

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    long size = 0;

    if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0)
        bytes = malloc((size_t)size);
    if (bytes && (fseek(file, 0, SEEK_SET) != 0 || fread(bytes, 1, (size_t)size, file) == 0))
        size = 0;
    if (file)
        (void)fclose(file);
    *len = (size_t)size;
    return bytes;
}

static struct why_crash *first_crash(struct why_session *session, const char *log, size_t len)
{
    struct why_crash *crash = NULL;
    size_t used = 0;

    assert_int_equal(why_session_open_log(session, "log", NULL), WHY_OK);
    while (len > 0 && !crash) {
        assert_int_equal(why_session_feed(session, log, len, &used, NULL), WHY_OK);
        log += used;
        len -= used;
        crash = why_session_next(session);
    }
    assert_int_equal(why_session_finish(session, NULL), WHY_OK);
    return crash ? crash : why_session_next(session);
}

static struct why_crash *explain(const char *elf, const char *scene)
{
    const struct why_settings settings = { .hold = true };
    struct why_firmware *firmware;
    struct why_session *session;
    struct why_crash *crash;
    char path[512];
    char *log;
    size_t len;

    assert_int_equal(why_session_create(&settings, &session, NULL), WHY_OK);
    (void)snprintf(path, sizeof(path), LAB "%s.elf", elf);
    assert_int_equal(why_firmware_open(path, &firmware, NULL), WHY_OK);
    assert_int_equal(why_session_add_firmware(session, firmware, NULL), WHY_OK);
    (void)snprintf(path, sizeof(path), LAB "%s/%s.log", elf, scene);
    log = read_file(path, &len);
    assert_non_null(log);
    crash = first_crash(session, log, len);
    free(log);
    why_session_destroy(session);
    return crash;
}

static void print_expression(struct why_strbuf *out, const struct why_expression *expression)
{
    if (!expression->text) {
        why_strbuf_adds(out, expression->reason ? "unknown" : "no reason");
        return;
    }
    why_strbuf_addf(out, "%s %s", why_expression_kind_name(expression->kind), expression->text);
    if (expression->value.known)
        why_strbuf_addf(out, " 0x%x", (unsigned)expression->value.value);
}

static void print_access(struct why_strbuf *out, const struct why_access *access)
{
    if (!access) {
        why_strbuf_adds(out, "-");
        return;
    }
    print_expression(out, &access->pointer);
    for (size_t i = 0; i < access->pointer.came_from_count; i++)
        why_strbuf_addf(out, " (%s: %s)", access->pointer.came_from[i].function,
                        access->pointer.came_from[i].expression);
    if (access->call)
        why_strbuf_adds(out, " calls");
    else if (access->target)
        why_strbuf_addf(out, " => %s", access->target);
}

static void print_argument(struct why_strbuf *out, const struct why_argument *argument)
{
    if (!argument)
        why_strbuf_adds(out, "-");
    else
        why_strbuf_addf(out, "%s %u %s = %s %s", argument->function, (unsigned)argument->number,
                        argument->name, why_expression_kind_name(argument->value.kind),
                        argument->value.text ? argument->value.text : "");
}

static bool same(const struct access_case *c, const char *got, const char *wanted)
{
    if (strcmp(got, wanted) == 0)
        return true;
    print_error("%s/%s: %s\n  not %s\n", c->elf, c->scene, got, wanted);
    return false;
}

static bool check(const struct access_case *c)
{
    struct why_crash *crash = explain(c->elf, c->scene);
    struct why_strbuf access;
    struct why_strbuf argument;
    bool right;

    assert_non_null(crash);
    why_strbuf_init(&access);
    why_strbuf_init(&argument);
    print_access(&access, crash->access);
    print_argument(&argument, crash->argument);
    right = same(c, access.text, c->access);
    right = same(c, argument.text, c->argument) && right;
    why_strbuf_deinit(&access);
    why_strbuf_deinit(&argument);
    why_crash_destroy(crash);
    return right;
}

static void the_pointer_is_told_in_words_of_the_source(void **state)
{
    int failed = 0;

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++)
        failed += !check(&cases[i]);
    assert_int_equal(failed, 0);
}

/* CALLX8 A8 leaves its return address in A8; JALR A5 leaves A5 alone. */
static void a_register_that_the_call_overwrote_is_not_told(void **state)
{
    struct why_crash *xtensa = explain("esp32-og", "null-call");
    struct why_crash *riscv = explain("esp32c3-og", "null-call");

    (void)state;
    assert_non_null(xtensa->access);
    assert_null(xtensa->access->pointer.register_name);
    assert_true(xtensa->access->pointer.value.known);
    assert_non_null(riscv->access);
    assert_string_equal(riscv->access->pointer.register_name, "A5");
    why_crash_destroy(xtensa);
    why_crash_destroy(riscv);
}

static void an_argument_that_can_only_be_null_has_that_value(void **state)
{
    struct why_crash *crash = explain("esp32-o2", "strcpy-null");

    (void)state;
    assert_non_null(crash->argument);
    assert_true(crash->argument->value.value.known);
    assert_int_equal(crash->argument->value.value.value, 0);
    why_crash_destroy(crash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pointer_is_told_in_words_of_the_source),
        cmocka_unit_test(a_register_that_the_call_overwrote_is_not_told),
        cmocka_unit_test(an_argument_that_can_only_be_null_has_that_value),
    };

    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
