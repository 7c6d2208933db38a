/* Crashes made by hand, for the tests of the formats. */
#ifndef WHY_TESTS_SAMPLE_CRASH_H
#define WHY_TESTS_SAMPLE_CRASH_H

#include <string.h>

#include "espwhy/diagnosis.h"

#define KNOWN(number)                                                                              \
    {                                                                                              \
        .known = true, .value = (number)                                                           \
    }

/* Two rules of the tests' own, so that no text of the catalogue is repeated here. */
static const struct why_rule sample_rule = {
    .id = "null-deref",
    .title = "Null pointer dereference",
    .variants = "read,write",
    .at_most = WHY_CERTAIN,
    .supersedes = "wild-pointer,unknown",
    .means = "A pointer was NULL.",
    .shows = "The chip refused a store.",
    .check = "the pointer\nits <owner>",
    .reproduce = "*pointer = 1;",
    .read_more = "a manual\nanother manual",
    .source = "the ISA",
};
static const struct why_rule sample_general_rule = {
    .id = "wild-pointer",
    .title = "Wild pointer",
    .variants = "",
    .at_most = WHY_LIKELY,
    .supersedes = "",
    .means = "m",
    .shows = "s",
    .check = "c",
    .reproduce = "r",
    .read_more = "d",
    .source = "s",
};

static const struct why_region sample_region = {
    .lo = 0x42000000,
    .hi = 0x42800000,
    .bits = WHY_MEM_READ | WHY_MEM_EXEC | WHY_MEM_FLASH,
    .name = "IROM",
    .what = "code in flash",
};

static const struct why_function sample_chain[] = {
    { .name = "store", .file = "main/x.c", .line = 9, .inlined = true, .origin = WHY_ORIGIN_LOG },
    { .name = "fault", .args = "p=0x0, n=<optimized out>", .origin = WHY_ORIGIN_LOG },
};
static const struct why_function sample_rom_function = { .name = "ets_printf",
                                                         .origin = WHY_ORIGIN_ROM };

static struct why_frame sample_frames[] = {
    { .pc = KNOWN(0x42006960),
      .lookup = KNOWN(0x42006960),
      .sp = KNOWN(0x3fc8f7c0),
      .trust = WHY_TRUST_DEVICE,
      .region = &sample_region,
      .functions = sample_chain,
      .function_count = 2 },
    { .pc = KNOWN(0x42006984),
      .lookup = KNOWN(0x42006983),
      .trust = WHY_TRUST_CALL_SITE,
      .region = &sample_region },
    { .pc = KNOWN(0x40000040),
      .lookup = KNOWN(0x40000040),
      .trust = WHY_TRUST_DEVICE,
      .functions = &sample_rom_function,
      .function_count = 1 },
};

static const struct why_register sample_registers[] = {
    { "MEPC", KNOWN(0x42006960) },  { "RA", KNOWN(0x42006984) },
    { "SP", KNOWN(0x3fc8f7c0) },    { "A0", KNOWN(0) },
    { "A5", KNOWN(0x0000005f) },    { "MCAUSE", KNOWN(7) },
    { "MTVAL", KNOWN(0x0000000a) },
};

static struct why_core sample_cores[] = {
    { .number = KNOWN(0),
      .registers = sample_registers,
      .register_count = WHY_COUNTOF(sample_registers),
      .backtrace = { .source = WHY_BACKTRACE_DEVICE,
                     .frames = sample_frames,
                     .frame_count = WHY_COUNTOF(sample_frames),
                     .corrupted = true,
                     .line_no = 31 },
      .line_no = 14 },
};

static const struct why_evidence sample_evidence[] = {
    { .text = "A0 is NULL", .register_name = "A0", .line_no = 17 },
    { .text = "MTVAL 0x0000000a = NULL + 10",
      .register_name = "MTVAL",
      .address = KNOWN(10),
      .frame = KNOWN(0) },
};
static const char *const sample_next[] = { "find out why A0 is NULL" };

static const struct why_finding sample_findings[] = {
    { .rule = &sample_rule,
      .variant = "write",
      .confidence = WHY_CERTAIN,
      .summary = "store through a NULL pointer",
      .pointer = { .access = "write", .member_offset = KNOWN(10) },
      .place = { .frame = KNOWN(0),
                 .address = KNOWN(0x42006960),
                 .function = "store",
                 .file = "main/x.c",
                 .line = 9 },
      .evidence = sample_evidence,
      .evidence_count = WHY_COUNTOF(sample_evidence),
      .next = sample_next,
      .next_count = WHY_COUNTOF(sample_next) },
    { .rule = &sample_general_rule,
      .confidence = WHY_POSSIBLE,
      .superseded = true,
      .summary = "an address that is not mapped" },
};

static const struct why_function sample_named[] = {
    { .name = "app_main", .file = "main/x.c", .line = 16, .origin = WHY_ORIGIN_LOG },
};
static const struct why_named_address sample_names[] = {
    { .address = 0x42006984, .functions = sample_named, .function_count = 1, .line_no = 15 },
};

static const struct why_statement sample_statements[] = {
    { .kind = WHY_SAYS_HEADLINE, .text = "Store access fault", .value = KNOWN(0), .line_no = 12 },
};
static const struct why_log_line sample_lines[] = {
    { .line_no = 11, .context = true, .text = "I (100) main: about to fail" },
    { .line_no = 12, .text = "Guru Meditation Error: Core  0 panic'ed (Store access fault)." },
};
static const struct why_note sample_notes[] = { { .text = "a line is damaged", .line_no = 20 } };
static const uint8_t sample_bytes[] = { 0x00, 0x7f, 0xff, 0x10 };
static const struct why_memory sample_memory[] = {
    { .address = 0x3fc8f7c0, .size = 4, .bytes = sample_bytes, .line_no = 40 },
};

/* Where the table of chips has this one. */
static inline const struct why_chip *const *sample_chip(const char *id)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(chips[i]->id, id) == 0)
            return &chips[i];
    return NULL;
}

/* A crash with something of everything. */
static inline struct why_crash sample_full_crash(void)
{
    return (struct why_crash){
        .id = 1,
        .log_name = "log.txt",
        .first_line = 12,
        .last_line = 61,
        .complete = true,
        .family = WHY_FAMILY_ESP_IDF,
        .chip = why_chip_find("esp32c3"),
        .candidates = sample_chip("esp32c3"),
        .candidate_count = 1,
        .chip_reason = "boot banner",
        .arch = why_arch_get(WHY_ARCH_RISCV),
        .core = KNOWN(0),
        .task = "main",
        .reason = "Store access fault",
        .cause = why_cause_by_code(why_arch_get(WHY_ARCH_RISCV), 7),
        .cores = sample_cores,
        .core_count = WHY_COUNTOF(sample_cores),
        .memory = sample_memory,
        .memory_count = WHY_COUNTOF(sample_memory),
        .names = sample_names,
        .name_count = WHY_COUNTOF(sample_names),
        .statements = sample_statements,
        .statement_count = WHY_COUNTOF(sample_statements),
        .lines = sample_lines,
        .line_count = WHY_COUNTOF(sample_lines),
        .notes = sample_notes,
        .note_count = WHY_COUNTOF(sample_notes),
        .boot = { .app = "hello_world",
                  .app_version = "1.2",
                  .idf = "v5.1",
                  .elf_sha256 = "eadf3892aabbccdd",
                  .uptime_ms = KNOWN(2130) },
        .findings = sample_findings,
        .finding_count = WHY_COUNTOF(sample_findings),
    };
}

/* A crash of which next to nothing is known. */
static inline struct why_crash sample_bare_crash(void)
{
    return (struct why_crash){ .id = 2, .first_line = 3, .last_line = 3 };
}

#endif
