/* Crashes of an ESP32 with an ELF whose calls are put where a test wants them. */
#ifndef TESTS_UNIT_UNWIND_WINDOWS_H
#define TESTS_UNIT_UNWIND_WINDOWS_H

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "crash_builder.h"
#include "unwind/steps.h"

#define FIXTURE_ELF WHY_TESTDATA "/elf/app-xtensa.elf"
#define TEXT 0x400d0020u /* of its code in flash */
#define TEXT_OFFSET 0x1f0u
#define TEXT_BYTES 0x80u

/* Return addresses; what stands before each is in `calls`. All lie in functions of the fixture. */
#define BEHIND_CALLX8 0x400d0040u       /* callx8 a8, in app_main() */
#define BEHIND_CALLX8_2 0x400d0070u     /* callx8 a8, in ring_push() */
#define BEHIND_CALLX4 0x400d0084u       /* callx4 a4 */
#define BEHIND_CALLX12 0x400d0098u      /* callx12 a12 */
#define BEHIND_CALLX0 0x400d0058u       /* callx0 a8 */
#define BEHIND_CALLX8_OF_A5 0x400d005cu /* callx8 a5 */
#define BEHIND_CALL8_UP 0x400d0054u     /* call8 to the ENTRY below */
#define AT_ENTRY 0x400d0088u            /* entry a1, 32 */
#define BEHIND_NOTHING 0x400d0050u
#define IN_DISPATCHER 0x400d0024u /* behind a callx4 of the code that takes interrupts */
#define IN_LITERALS 0x40080400u   /* runs; before the first function of its section */
#define IN_ROM 0x4000c2e0u        /* of which there is no ELF */

/* A return address as a call leaves it. */
#define WINDOW(registers, address) (((address)&0x3fffffffu) | (uint32_t)(registers) / 4 << 30)
/* A processor status, as far as it matters. */
#define STATUS(registers) (0x00040030u | (uint32_t)(registers) / 4 << 16)

struct word {
    uint32_t address; /* 0 ends the list */
    uint32_t value;
};

#define WORDS_MOST 40u

/* a0 to a3 of a caller, saved below a stack pointer. */
#define SAVED(sp, a0, a1)                                                                          \
    { (sp)-16, (a0) }, { (sp)-12, (a1) }, { (sp)-8, 2 },                                           \
    {                                                                                              \
        (sp) - 4, 3                                                                                \
    }

static inline void put_code(uint8_t *text, uint32_t end, uint32_t bits)
{
    for (unsigned i = 0; i < 3; i++)
        text[end - 3 - TEXT + i] = (uint8_t)(bits >> (8 * i));
}

/* Source of the encodings: Xtensa ISA manual, CALLX0/4/8/12, CALL8, ENTRY. */
static inline void put_calls(uint8_t *text)
{
    static const struct {
        uint32_t end;
        uint32_t bits;
    } calls[] = {
        { BEHIND_CALLX8, 0x0008e0 }, { BEHIND_CALLX8_2, 0x0008e0 },
        { BEHIND_CALLX4, 0x0004d0 }, { BEHIND_CALLX12, 0x000cf0 },
        { BEHIND_CALLX0, 0x0008c0 }, { BEHIND_CALLX8_OF_A5, 0x0005e0 },
        { AT_ENTRY + 3, 0x004136 },  { IN_DISPATCHER, 0x0004d0 },
    };
    const uint32_t call = BEHIND_CALL8_UP - 3;
    const uint32_t distance = (AT_ENTRY - (call & ~3u) - 4) >> 2;

    memset(text, 0, TEXT_BYTES);
    for (size_t i = 0; i < WHY_COUNTOF(calls); i++)
        put_code(text, calls[i].end, calls[i].bits);
    put_code(text, BEHIND_CALL8_UP, distance << 6 | 0x25);
}

/* A function of the fixture becomes one that takes interrupts. */
static inline void rename_function(uint8_t *bytes, size_t size)
{
    static const char from[] = "fault_now";
    static const char to[] = "_xt_fault";
    uint8_t *found = memmem(bytes, size, from, sizeof(from));

    assert_non_null(found);
    for (; found; found = memmem(found, size - (size_t)(found - bytes), from, sizeof(from)))
        memcpy(found, to, sizeof(to));
}

static inline struct why_firmware *open_calls(void)
{
    static uint8_t bytes[(size_t)64 * 1024];
    char path[] = "/tmp/espwhy-windows-XXXXXX";
    int fd = mkstemp(path);
    FILE *from = fopen(FIXTURE_ELF, "rb");
    FILE *to = fd >= 0 ? fdopen(fd, "wb") : NULL;
    struct why_firmware *firmware = NULL;
    struct why_error err = { .text = "" };
    enum why_status status;
    size_t size;

    assert_non_null(from);
    assert_non_null(to);
    size = fread(bytes, 1, sizeof(bytes), from);
    assert_in_range(size, TEXT_OFFSET + TEXT_BYTES, sizeof(bytes) - 1);
    put_calls(bytes + TEXT_OFFSET);
    rename_function(bytes, size);
    assert_int_equal(fwrite(bytes, 1, size, to), size);
    assert_int_equal(fclose(to), 0);
    assert_int_equal(fclose(from), 0);
    status = why_firmware_open(path, &firmware, &err);
    (void)unlink(path);
    if (status != WHY_OK)
        fail_msg("%s", err.text);
    return firmware;
}

/* A crash on the chip with these registers, and the ELF. */
static inline struct why_crash *build_crash(struct why_image *image, const char *reason, bool elf)
{
    static const struct why_crash_elf verdict = { .path = FIXTURE_ELF, .match = WHY_ELF_YES };
    const struct crash_recipe recipe = { .chip = "esp32", .reason = reason };
    struct why_crash *crash = crash_build(&recipe);

    assert_non_null(crash);
    if (elf) {
        assert_int_equal(why_image_add(image, open_calls(), NULL), WHY_OK);
        crash->elfs = &verdict;
        crash->elf_count = 1;
    }
    return crash;
}

/* Every word is a piece of memory of its own. */
static inline void add_words(struct why_crash *crash, const struct word *words)
{
    struct why_memory *pieces = why_arena_alloc(crash->arena, WORDS_MOST * sizeof(*pieces));
    uint8_t *bytes = why_arena_alloc(crash->arena, (size_t)WORDS_MOST * 4);
    size_t count = 0;

    assert_non_null(pieces);
    assert_non_null(bytes);
    for (; words[count].address != 0; count++) {
        for (unsigned i = 0; i < 4; i++)
            bytes[4 * count + i] = (uint8_t)(words[count].value >> (8 * i));
        pieces[count] = (struct why_memory){ .address = words[count].address,
                                             .size = 4,
                                             .bytes = bytes + 4 * count };
    }
    crash->memory = pieces;
    crash->memory_count = count;
}

static inline struct why_value given(uint32_t value)
{
    return (struct why_value){ .known = true, .value = value };
}

#endif
