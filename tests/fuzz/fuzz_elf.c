/* Any bytes taken for an ELF explain a log of two crashes, and answer for frames, types and
 * variables: no crash, no hang, no leak; JSON parses. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "firmware/caller.h"
#include "firmware/type.h"
#include "firmware/types.h"
#include "firmware/variables.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A crash for each architecture. Their addresses are code and data of the seeds, big and small. */
static const char xtensa_log[] =
    "ESP-ROM:esp32\n"
    "Guru Meditation Error: Core  0 panic'ed (IllegalInstruction). Exception was unhandled.\n"
    "Memory dump at 0x400d0020: 20c02136 41000020 ffffffff\n"
    "\n"
    "Core  0 register dump:\n"
    "PC      : 0x400d0024  PS      : 0x00060330  A0      : 0x800d17f7  A1      : 0x3ffb9e30\n"
    "A2      : 0x3f400120  A3      : 0x3ffb0020  A4      : 0x3ffb0000  A5      : 0x3ffb42b0\n"
    "A6      : 0x3ffb0170  A7      : 0x400d0a24  A8      : 0x800d0b10  A9      : 0x400d0088\n"
    "A10     : 0x400d1bfb  A11     : 0x40080404  A12     : 0x3f4006c8  A13     : 0x3ffb4290\n"
    "A14     : 0x400815f8  A15     : 0x0000000c  SAR     : 0x00000000  EXCCAUSE: 0x00000000\n"
    "EXCVADDR: 0x00000008  LBEG    : 0x4000c2e0  LEND    : 0x4000c2f6  LCOUNT  : 0x00000000\n"
    "\n"
    "Backtrace: 0x400d0021:0x3ffb9e30 0x400d0037:0x3ffb9e40 0x400d0069:0x3ffb9e48 "
    "0x400d1bf8:0x3ffb9e50 0x400d17f4:0x3ffb9e60 0x400d1865:0x3ffb9e70 0x400d0caf:0x3ffb9e90 "
    "0x4008160e:0x3ffb9ed0 0x40081556:0x3ffb9ee0\n"
    "\n"
    "Rebooting...\n";
static const char riscv_log[] =
    "ESP-ROM:esp32c3-api1-20210207\n"
    "Guru Meditation Error: Core  0 panic'ed (Store access fault). Exception was unhandled.\n"
    "\n"
    "Core  0 register dump:\n"
    "MEPC    : 0x42000024  RA      : 0x4200002e  SP      : 0x3fc96ed0  GP      : 0x3fc8a198\n"
    "TP      : 0x3fc97000  T0      : 0x40380c3a  T1      : 0x3c020120  T2      : 0x42001742\n"
    "S0/FP   : 0x00000001  S1      : 0x42001794  A0      : 0x00000000  A1      : 0x3fc89e20\n"
    "A2      : 0xfffffffb  A3      : 0x4200006e  A4      : 0x42000078  A5      : 0x00000004\n"
    "A6      : 0x4200097e  A7      : 0x42000882  S2      : 0x3fc8a06c  S3      : 0x403809a2\n"
    "S4      : 0x40380004  S5      : 0x3fc89e00  S6      : 0x00000000  S7      : 0x00000000\n"
    "MSTATUS : 0x00001881  MTVEC   : 0x40380001  MCAUSE  : 0x00000007  MTVAL   : 0x0000000a\n"
    "MHARTID : 0x00000000\n"
    "\n"
    "Stack memory:\n"
    "3fc96ed0: 0x4200043c 0x3c010000 0x3c010b48 0x4200184e 0x60000000 0x3fc8a000 0x42000094 "
    "0x42000804\n"
    "3fc96ef0: 0xffffffff 0x3fc8a000 0x42000030 0x42000472 0xa5a5a5a5 0x3c010b48 0x3fc8a0b4 "
    "0x40380c58\n"
    "\n"
    "Rebooting...\n";

/* EM_XTENSA, as it stands in byte 18 of the file; anything else goes with the other log. */
#define XTENSA_MACHINE 94

static why_span log_for(const uint8_t *data, size_t size)
{
    const bool xtensa = size > 18 && data[18] == XTENSA_MACHINE;

    return xtensa ? (why_span){ xtensa_log, sizeof(xtensa_log) - 1 }
                  : (why_span){ riscv_log, sizeof(riscv_log) - 1 };
}

/* The firmware is opened by its path, and never writes. */
static struct why_firmware *open_bytes(const uint8_t *data, size_t size)
{
    struct why_firmware *firmware = NULL;
    char path[64];
    int fd = memfd_create("firmware", MFD_CLOEXEC);

    require(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (why_firmware_open(path, &firmware, NULL) != WHY_OK)
        firmware = NULL;
    (void)close(fd);
    return firmware;
}

static bool read_anything(const void *context, uint32_t address, void *bytes, uint32_t n)
{
    (void)context;
    memset(bytes, (int)(address & 0xff), n);
    return address % 64 != 0;
}

/* From any frame of code on, as far as it goes. */
static void walk(struct why_firmware *firmware, uint32_t lookup)
{
    struct why_registers registers = { .known = ~0u };
    struct why_target target = { .registers = &registers, .read = read_anything };
    struct why_caller caller = { .pc = lookup + 1 };

    for (unsigned i = 0; i < 8; i++) {
        if (why_firmware_caller(firmware, caller.pc - 1, &target, &caller) != WHY_CFI_FOUND)
            break;
        registers = caller.registers;
    }
}

/* A type, its parts and those of its target, as far as a pointer is followed here. */
static void take_apart(struct why_firmware *firmware, why_type_ref ref, struct why_arena *arena)
{
    static const uint32_t offsets[] = { 0, 4, 13, 66, UINT32_MAX };
    static const uint8_t bytes[64] = { 1, 0, 0, 0, 0x40, 1, 0xc9, 0x3f, 'a', 'b', 0, 0xff };
    struct why_target target = { .read = read_anything };
    struct why_inside found[4];

    (void)why_type_name(firmware, ref, arena);
    (void)why_type_format(firmware, ref, bytes, sizeof(bytes), &target, arena);
    for (size_t i = 0; i < WHY_COUNTOF(offsets); i++) {
        size_t count = why_type_inside(firmware, ref, offsets[i], (uint32_t)i, found,
                                       WHY_COUNTOF(found), arena);

        for (size_t k = 0; k < count; k++)
            (void)why_type_name(firmware, found[k].type, arena);
    }
}

/* Objects of the seeds, and entries wherever they are. */
static void ask_types(struct why_firmware *firmware)
{
    static const uint32_t addresses[] = { 0x3fc90000, 0x3fc90010, 0x3fc9001c, 0x3fc90048,
                                          0x3fc90060, 0x3fc90140, 0x3fc90180, 0x3fc901e0,
                                          0x3fc90250, 0x3fc902b0, 0x3fc902f4, 0x3fc90318,
                                          0x3fc89e20, 0x3ffb0020, 0x3c020020 };
    static const why_type_ref refs[] = { 0, 11, 0x2d, 0x100, 0x275, 0x619, 0x1528, UINT64_MAX };
    struct why_arena *arena = why_arena_create((size_t)64 * 1024 * 1024);
    struct why_global global;

    require(arena != NULL);
    for (size_t i = 0; i < WHY_COUNTOF(addresses); i++) {
        if (!why_firmware_global(firmware, addresses[i], &global, arena))
            continue;
        take_apart(firmware, global.type, arena);
        take_apart(firmware, why_type_of(firmware, global.type).target, arena);
    }
    for (size_t i = 0; i < WHY_COUNTOF(refs); i++)
        take_apart(firmware, refs[i], arena);
    why_arena_destroy(arena);
}

static bool find_anything(const void *context, unsigned number, uint32_t *out)
{
    (void)context;
    *out = number;
    return number % 2 == 0;
}

static bool find_removed(const void *context, uint64_t parameter, uint32_t *out)
{
    (void)context;
    *out = (uint32_t)parameter;
    return parameter % 2 == 0;
}

/* What is in scope, and what a call there passes. */
static void ask_variables(struct why_firmware *firmware, uint32_t lookup)
{
    const struct why_registers registers = { .known = 0x5555fffeu };
    const struct why_entry_values entry = { .find = find_anything, .find_removed = find_removed };
    const struct why_target target = { .registers = &registers,
                                       .cfa = { .known = true, .value = 0x3fc90000 },
                                       .read = read_anything,
                                       .entry = &entry };
    struct why_arena *arena = why_arena_create((size_t)16 * 1024 * 1024);
    struct why_parameter parameters[4];
    const struct why_local *locals;
    uint32_t value;
    size_t count;

    require(arena);
    for (size_t level = 0; level < 3; level++) {
        if (why_firmware_locals(firmware, lookup, level, &target, &locals, &count, arena) != WHY_OK)
            break;
        for (size_t i = 0; i < count; i++)
            require(locals[i].name && (locals[i].known == WHY_KNOWN) == !locals[i].reason &&
                    (locals[i].bytes != NULL) == (locals[i].known == WHY_KNOWN));
    }
    (void)why_firmware_parameters(firmware, lookup, parameters, WHY_COUNTOF(parameters), arena);
    (void)why_firmware_result(firmware, lookup);
    (void)why_firmware_passed(firmware, lookup, 10, &target, &value, NULL, arena);
    (void)why_firmware_passed_removed(firmware, lookup, lookup % 4096, &target, &value, NULL,
                                      arena);
    (void)why_firmware_reenters(firmware, lookup);
    why_arena_destroy(arena);
}

static void ask(struct why_firmware *firmware)
{
    static const uint32_t lookups[] = { 0,          0x40380000, 0x40380010, 0x42000020, 0x4200002a,
                                        0x42000036, 0x42000040, 0x42000042, 0x42000094, 0x4200009e,
                                        0x420000b4, 0x42000070, 0x400d0024 };
    static const char *const functions[] = { "vTaskSwitchContext", "dwarf2", "dwarf5", "app_main" };
    static const char *const types[] = { "tskTaskControlBlock", "record", "record_t" };
    static const char *const paths[] = { "pcTaskName", "xStateListItem.pxContainer", "high",
                                         "links.owner" };
    struct why_member member;

    ask_types(firmware);
    for (size_t i = 0; i < WHY_COUNTOF(lookups); i++) {
        walk(firmware, lookups[i]);
        ask_variables(firmware, lookups[i]);
    }
    for (size_t i = 0; i < WHY_COUNTOF(functions) * WHY_COUNTOF(types) * WHY_COUNTOF(paths); i++)
        (void)why_firmware_member(firmware, functions[i / WHY_COUNTOF(paths) / WHY_COUNTOF(types)],
                                  types[i / WHY_COUNTOF(paths) % WHY_COUNTOF(types)],
                                  paths[i % WHY_COUNTOF(paths)], &member);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = { "json", "text" };
    struct why_strbuf out;

    why_strbuf_init(&out);
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++) {
        const struct why_format *format = why_format_find(formats[i]);
        struct why_firmware *firmware = open_bytes(data, size);

        if (!firmware)
            break;
        ask(firmware);
        why_strbuf_clear(&out);
        require(report_with_elf(firmware, log_for(data, size), 0, format, &out) == WHY_OK);
        require(!out.failed && out.len > 0);
        require_json(format, &out);
    }
    why_strbuf_deinit(&out);
    return 0;
}
