/* The machine's report: valid JSON whatever is known, keys of the contract, one object per line. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "espwhy/format.h"
#include "render/json_parts.h"
#include "sample_tasks.h"

static const struct why_format_options options = { .width = 100 };

static json_t *parse(const struct why_strbuf *out)
{
    json_error_t error;
    json_t *json = json_loadb(out->text, out->len, JSON_REJECT_DUPLICATES, &error);

    if (!json)
        fail_msg("line %d: %s in\n%s", error.line, error.text, out->text);
    return json;
}

static json_t *write_report(const struct why_crash *crashes, size_t count)
{
    const struct why_format *format = why_format_find("json");
    const struct why_log_summary log = { .name = "b\xff.log", .lines = 7, .bytes = 123 };
    struct why_run run = { .logs = &log, .log_count = 1 };
    struct why_strbuf out;
    json_t *json;

    why_strbuf_init(&out);
    format->begin(&out, &run, &options);
    for (size_t i = 0; i < count; i++) {
        format->crash(&out, &crashes[i], &run, &options);
        run.reports++;
        run.crashes++;
        run.distinct++;
    }
    format->end(&out, &run, &options);
    assert_false(out.failed);
    json = parse(&out);
    why_strbuf_deinit(&out);
    return json;
}

static void report_without_a_crash_is_valid(void **state)
{
    json_t *json = write_report(NULL, 0);
    json_t *log = json_array_get(json_object_get(json, "logs"), 0);
    json_t *summary = json_object_get(json, "summary");

    (void)state;
    assert_string_equal(json_string_value(json_object_get(json, "schema")), "espwhy-report/1");
    assert_string_equal(json_string_value(json_object_get(json, "version")), why_version());
    assert_int_equal(json_array_size(json_object_get(json, "crashes")), 0);
    assert_int_equal(json_integer_value(json_object_get(log, "bytes")), 123);
    assert_string_equal(json_string_value(json_object_get(log, "name")), "b\xEF\xBF\xBD.log");
    assert_true(json_is_false(json_object_get(json_object_get(summary, "gate"), "failed")));
    json_decref(json);
}

static void crashes_are_separated(void **state)
{
    const struct why_crash crashes[] = { sample_full_crash(), sample_bare_crash(),
                                         sample_full_crash() };
    json_t *json = write_report(crashes, WHY_COUNTOF(crashes));

    (void)state;
    assert_int_equal(json_array_size(json_object_get(json, "crashes")), 3);
    json_decref(json);
}

/* A value by its path, such as "cores.0.core". */
static json_t *find(json_t *json, const char *path)
{
    char key[64];

    while (*path != '\0' && json) {
        size_t len = strcspn(path, ".");

        assert_true(len < sizeof(key));
        memcpy(key, path, len);
        key[len] = '\0';
        json = json_is_array(json) ? json_array_get(json, (size_t)(key[0] - '0'))
                                   : json_object_get(json, key);
        path += len + (path[len] == '.' ? 1 : 0);
    }
    return json;
}

struct text_case {
    const char *path;
    const char *expected; /* compact JSON */
};

static const struct text_case full_cases[] = {
    { "id", "1" },
    { "lines", "[12,61]" },
    { "family", "\"esp-idf\"" },
    { "chip", "\"esp32c3\"" },
    { "arch", "\"riscv\"" },
    { "core", "0" },
    { "task", "\"main\"" },
    { "cause.register", "\"MCAUSE\"" },
    { "cause.value", "\"0x00000007\"" },
    { "pc", "\"0x42006960\"" },
    { "fault_address", "\"0x0000000a\"" },
    { "complete", "true" },
    { "boot.uptime_ms", "2130" },
    { "cores.0.registers.A0", "\"0x00000000\"" },
    { "cores.0.backtrace.source", "\"device\"" },
    { "cores.0.backtrace.corrupted", "true" },
    { "cores.0.backtrace.frames.0.trust", "\"device\"" },
    { "cores.0.backtrace.frames.0.region", "\"IROM\"" },
    { "cores.0.backtrace.frames.0.functions.0.inlined", "true" },
    { "cores.0.backtrace.frames.0.functions.1.args.1",
      "{\"name\":\"n\",\"value\":null,\"reason\":\"optimized out\"}" },
    { "cores.0.backtrace.frames.1.trust", "\"call-site\"" },
    { "cores.0.backtrace.frames.1.sp", "null" },
    { "cores.0.backtrace.frames.2.functions.0.origin", "\"rom\"" },
    { "memory.0.bytes", "\"007fff10\"" },
    { "names.0.functions.0.name", "\"app_main\"" },
    { "statements.0.kind", "\"headline\"" },
    { "findings.0.class", "\"null-deref\"" },
    { "findings.0.variant", "\"write\"" },
    { "findings.0.confidence", "\"certain\"" },
    { "findings.0.pointer.member_offset", "10" },
    { "findings.0.where.file", "\"main/x.c\"" },
    { "findings.0.evidence.0", "{\"text\":\"A0 is NULL\",\"register\":\"A0\",\"log_line\":17}" },
    { "findings.0.next", "[\"find out why A0 is NULL\"]" },
    { "findings.1.variant", "null" },
    { "fingerprint", "null" },
    { "fingerprint_weak", "false" },
    { "fingerprint_of", "[]" },
    { "same_as", "null" },
    { "notes.0", "{\"text\":\"a line is damaged\",\"line\":20}" },
    { "context.0.line", "11" },
    { "tasks", "[]" },
    { "dump", "null" },
};

static const struct text_case dumped_cases[] = {
    { "tasks.0.name", "\"main\"" },
    { "tasks.0.crashed", "true" },
    { "tasks.0.context", "\"exception\"" },
    { "tasks.0.core", "null" },
    { "tasks.1.state", "\"blocked\"" },
    { "tasks.1.tcb", "\"0x3fc8a100\"" },
    { "tasks.1.base_priority", "5" },
    { "tasks.1.stack",
      "{\"lo\":\"0x3fc89000\",\"hi\":null,\"used\":448,\"free\":96,\"below\":0,\"saved\":true}" },
    { "tasks.1.registers", "{\"MEPC\":\"0x4000bff0\"}" },
    { "tasks.1.backtrace.source", "\"cfi\"" },
    { "tasks.1.backtrace.frames.0.cfa", "\"0x3fc8a020\"" },
    { "tasks.1.backtrace.frames.3.trust", "\"scan\"" },
    { "tasks.2.name", "null" },
    { "tasks.2.state", "null" },
    { "tasks.2.priority", "null" },
    { "tasks.2.backtrace", "null" },
    { "dump",
      "{\"name\":null,\"format\":\"ELF 1.2\",\"checksum\":\"good\",\"chip_revision\":3,"
      "\"elf_sha256\":\"eadf3892aabbccdd\",\"reason\":\"Store access fault\",\"in_isr\":null,"
      "\"size\":4096,\"held\":4096,\"lines\":[62,90]}" },
    { "memory.0.kind", "\"stack\"" },
    { "memory.1", "{\"kind\":\"core-dump\",\"address\":\"0x3fc89000\",\"size\":4,"
                  "\"log_line\":null}" },
};

static const struct text_case lone_cases[] = {
    { "lines", "null" },
    { "dump.lines", "null" },
    { "dump.in_isr", "true" },
    { "log", "\"out/coredump.bin\"" },
};

static const struct text_case bare_cases[] = {
    { "log", "null" },    { "family", "null" },
    { "chip", "null" },   { "arch", "null" },
    { "core", "null" },   { "cause", "null" },
    { "pc", "null" },     { "fault_address", "null" },
    { "cores", "[]" },    { "log_backtrace", "null" },
    { "findings", "[]" }, { "boot.app", "null" },
};

static void check_cases(const struct why_crash *crash, const struct text_case *cases, size_t count)
{
    json_t *json = write_report(crash, 1);

    for (size_t i = 0; i < count; i++) {
        json_t *value = find(find(json, "crashes.0"), cases[i].path);
        char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

        if (!text || strcmp(text, cases[i].expected) != 0)
            fail_msg("%s: got %s", cases[i].path, text ? text : "nothing");
        free(text);
    }
    json_decref(json);
}

static void what_is_known_stands_under_its_key(void **state)
{
    const struct why_crash crash = sample_full_crash();

    (void)state;
    check_cases(&crash, full_cases, WHY_COUNTOF(full_cases));
}

static void what_is_not_known_is_null(void **state)
{
    const struct why_crash crash = sample_bare_crash();

    (void)state;
    check_cases(&crash, bare_cases, WHY_COUNTOF(bare_cases));
}

static void core_dump_and_tasks_stand_under_their_keys(void **state)
{
    const struct why_memory memory[] = {
        sample_memory[0],
        { .address = 0x3fc89000, .size = 4, .bytes = sample_bytes },
    };
    struct why_crash crash = sample_dumped_crash();

    (void)state;
    crash.memory = memory;
    crash.memory_count = WHY_COUNTOF(memory);
    check_cases(&crash, dumped_cases, WHY_COUNTOF(dumped_cases));
}

static void core_dump_alone_has_no_lines(void **state)
{
    const struct why_core_dump dump = { .in_isr = KNOWN(1) };
    const struct why_crash crash = sample_lone_dump(&dump);

    (void)state;
    check_cases(&crash, lone_cases, WHY_COUNTOF(lone_cases));
}

static void jsonl_is_one_line_per_crash(void **state)
{
    const struct why_format *format = why_format_find("jsonl");
    const struct why_crash crash = sample_full_crash();
    const struct why_run run = { .crashes = 1 };
    struct why_strbuf out;
    json_t *json;

    (void)state;
    why_strbuf_init(&out);
    format->begin(&out, &run, &options);
    assert_int_equal(out.len, 0);
    format->crash(&out, &crash, &run, &options);
    assert_ptr_equal(strchr(out.text, '\n'), out.text + out.len - 1);
    json = parse(&out);
    assert_int_equal(json_integer_value(json_object_get(json, "id")), 1);
    json_decref(json);
    why_strbuf_clear(&out);
    format->end(&out, &run, &options);
    assert_int_equal(out.len, 0);
    why_strbuf_deinit(&out);
}

struct args_case {
    const char *args;
    const char *expected;
};

static const struct args_case args_cases[] = {
    { "", "[]" },
    { "a=1", "[{\"name\":\"a\",\"value\":\"1\"}]" },
    { "a=1, b=<optimized out>", "[{\"name\":\"a\",\"value\":\"1\"},{\"name\":\"b\",\"value\":null,"
                                "\"reason\":\"optimized out\"}]" },
    { "s=0x1 \"x, \\\"y\", t={a = 1, b = 2}",
      "[{\"name\":\"s\",\"value\":\"0x1 \\\"x, \\\\\\\"y\\\"\"},"
      "{\"name\":\"t\",\"value\":\"{a = 1, b = 2}\"}]" },
    { "int, std::map<int, char>", "[{\"type\":\"int\"},{\"type\":\"std::map<int, char>\"}]" },
    { "s=\"open", "[{\"name\":\"s\",\"value\":\"\\\"open\"}]" },
};

static void arguments_are_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(args_cases); i++) {
        struct why_json json = { .failed = false };
        json_t *array = why_json_of_args(&json, args_cases[i].args);
        char *text = json_dumps(array, JSON_COMPACT);

        assert_false(json.failed);
        assert_string_equal(text, args_cases[i].expected);
        free(text);
        json_decref(array);
    }
}

static const struct why_came_from passed = {
    .frame = 1,
    .function = "app_main",
    .file = "main/x.c",
    .line = 16,
    .parameter = "store_test",
    .expression = "NULL",
    .value = KNOWN(0),
};

static void access_is_told_with_its_callers(void **state)
{
    const struct why_access access = {
        .pointer = { .register_name = "A0",
                     .value = KNOWN(0),
                     .kind = WHY_EXPRESSION_PARAMETER,
                     .text = "store_test",
                     .proven = true,
                     .came_from = &passed,
                     .came_from_count = 1 },
        .target = "store_test->data",
        .offset = KNOWN(10),
        .bytes = 1,
        .store = true,
    };
    struct why_crash crash = sample_full_crash();
    json_t *json;
    json_t *told;

    (void)state;
    crash.access = &access;
    json = write_report(&crash, 1);
    told = json_object_get(json_array_get(json_object_get(json, "crashes"), 0), "access");
    assert_string_equal(json_string_value(find(told, "expression")), "store_test");
    assert_string_equal(json_string_value(find(told, "kind")), "parameter");
    assert_string_equal(json_string_value(find(told, "value")), "0x00000000");
    assert_string_equal(json_string_value(find(told, "came_from.0.function")), "app_main");
    assert_int_equal(json_integer_value(find(told, "offset")), 10);
    assert_true(json_is_true(find(told, "proven")));
    assert_true(json_is_null(find(told, "member")));
    json_decref(json);
}

static void argument_and_access_are_null_when_not_known(void **state)
{
    const struct why_crash crash = sample_full_crash();
    json_t *json = write_report(&crash, 1);
    json_t *first = json_array_get(json_object_get(json, "crashes"), 0);

    (void)state;
    assert_true(json_is_null(json_object_get(first, "access")));
    assert_true(json_is_null(json_object_get(first, "argument")));
    assert_int_equal(json_array_size(find(first, "findings.0.came_from")), 0);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_without_a_crash_is_valid),
        cmocka_unit_test(crashes_are_separated),
        cmocka_unit_test(access_is_told_with_its_callers),
        cmocka_unit_test(argument_and_access_are_null_when_not_known),
        cmocka_unit_test(what_is_known_stands_under_its_key),
        cmocka_unit_test(what_is_not_known_is_null),
        cmocka_unit_test(core_dump_and_tasks_stand_under_their_keys),
        cmocka_unit_test(core_dump_alone_has_no_lines),
        cmocka_unit_test(jsonl_is_one_line_per_crash),
        cmocka_unit_test(arguments_are_taken_apart),
    };

    return cmocka_run_group_tests_name("render/json", tests, NULL, NULL);
}
