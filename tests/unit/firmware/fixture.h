/* ELFs of testdata/elf and answers about them, for the tests of this folder. */
#ifndef TESTS_UNIT_FIRMWARE_FIXTURE_H
#define TESTS_UNIT_FIRMWARE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/firmware.h"

#define FIXTURE(name) WHY_TESTDATA "/elf/" name

struct answer {
    struct why_arena *arena;
    const struct why_function *functions;
    size_t count;
};

static inline struct why_firmware *open_fixture(const char *path)
{
    struct why_firmware *firmware = NULL;
    struct why_error err = { .text = "" };

    if (why_firmware_open(path, &firmware, &err) != WHY_OK)
        fail_msg("%s", err.text);
    return firmware;
}

static inline struct answer ask(struct why_firmware *firmware, uint32_t address)
{
    struct answer answer = { .arena = why_arena_create((size_t)1024 * 1024) };

    assert_non_null(answer.arena);
    assert_int_equal(why_firmware_lookup(firmware, address, &answer.functions, &answer.count,
                                         answer.arena, NULL),
                     WHY_OK);
    return answer;
}

static inline uint32_t address_of(struct why_firmware *firmware, const char *name)
{
    struct why_symbol symbol = { .address = 0 };

    if (!why_firmware_symbol(firmware, name, &symbol))
        fail_msg("no symbol %s", name);
    return symbol.address;
}

#endif
