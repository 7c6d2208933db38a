/* Walks over hand-made RISC-V stacks, with the functions of stack.S. */
#ifndef TESTS_UNIT_UNWIND_STACK_H
#define TESTS_UNIT_UNWIND_STACK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "crash_builder.h"
#include "espwhy/strbuf.h"
#include "unwind/steps.h"

#define STACK 0x3fc90000u
#define STACK_BYTES 1024u
#define WORDS_MOST 12u

/* A word: where a label of the ELF lies, or a number. */
struct cell {
    uint32_t at; /* bytes from STACK; of a register, its number */
    const char *label;
    uint32_t value;
};

#define LABEL(offset, name)                                                                        \
    {                                                                                              \
        (offset), name, 0                                                                          \
    }
#define NUMBER(offset, number)                                                                     \
    {                                                                                              \
        (offset), "", (number)                                                                     \
    }

struct stack_case {
    const char *name;
    struct cell pc;                    /* `at`: the stack pointer, from STACK */
    const char *ra;                    /* label; NULL: 0 */
    struct cell registers[WORDS_MOST]; /* more of them; a label of NULL ends the list */
    struct cell words[WORDS_MOST];     /* all others are 0 */
    uint32_t dumped;                   /* bytes from STACK on; 0: STACK_BYTES */
    const char *chip;                  /* NULL: esp32c3 */
    uint32_t rom;                      /* revision of its ROM; 0: not known */
    enum why_elf_match elf;            /* unknown counts as this build */
    uint32_t tcb;                      /* of the task that crashed, from STACK; 0: none */
    const char *frames;                /* as frames_text() tells them */
    const char *ended;                 /* part of the clause; NULL: none */
    enum why_backtrace_source source;
    const char *note; /* part of the crash's first note; NULL: none */
};

static inline struct why_image open_elf(const char *path)
{
    struct why_image image = { .count = 0 };
    struct why_firmware *firmware;
    struct why_error err = { .text = "" };

    if (why_firmware_open(path, &firmware, &err) != WHY_OK)
        fail_msg("%s", err.text);
    assert_int_equal(why_image_add(&image, firmware, &err), WHY_OK);
    return image;
}

static inline struct why_image open_stack_elf(void)
{
    return open_elf(WHY_TESTDATA "/elf/stack-riscv.elf");
}

static inline uint32_t resolve(const struct why_image *image, const struct cell *cell)
{
    struct why_symbol symbol = { .address = 0 };

    if (!cell->label || cell->label[0] == '\0')
        return cell->value;
    if (!why_firmware_symbol(image->firmwares[0], cell->label, &symbol))
        fail_msg("no symbol %s", cell->label);
    return symbol.address;
}

static inline void put_word(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

static inline const struct why_rom *rom_of(const struct why_chip *chip, uint32_t revision)
{
    for (size_t i = 0; revision > 0 && i < chip->rom_count; i++)
        if (chip->roms[i].revision == revision)
            return &chip->roms[i];
    return NULL;
}

static inline struct why_crash *make_crash(const struct stack_case *c,
                                           const struct why_image *image, uint8_t *bytes)
{
    const struct crash_recipe recipe = { .chip = c->chip ? c->chip : "esp32c3" };
    struct why_crash *crash = crash_build(&recipe);
    struct why_crash_elf *elf;
    struct why_memory *memory;
    struct why_task *task;

    assert_non_null(crash);
    elf = why_arena_alloc(crash->arena, sizeof(*elf));
    memory = why_arena_alloc(crash->arena, sizeof(*memory));
    task = why_arena_alloc(crash->arena, sizeof(*task));
    assert_true(elf && memory && task);
    *elf = (struct why_crash_elf){ .path = "stack-riscv.elf", .match = c->elf };
    *memory = (struct why_memory){ STACK, c->dumped ? c->dumped : STACK_BYTES, bytes, 1 };
    *task = (struct why_task){ .tcb = { c->tcb != 0, STACK + c->tcb, 0 }, .crashed = true };
    memset(bytes, 0, STACK_BYTES);
    for (const struct cell *word = c->words; word->label; word++)
        put_word(bytes + word->at, resolve(image, word));
    crash->elfs = elf;
    crash->elf_count = 1;
    crash->memory = memory;
    crash->memory_count = 1;
    crash->tasks = task;
    crash->task_count = c->tcb ? 1 : 0;
    crash->rom = rom_of(crash->chip, c->rom);
    return crash;
}

static inline struct why_start make_start(const struct stack_case *c, const struct why_image *image)
{
    const struct cell ra = { 0, c->ra, 0 };
    struct why_start start = { .pc = { true, resolve(image, &c->pc), 1 },
                               .registers = { .known = 0x7 } };

    start.registers.value[1] = resolve(image, &ra);
    start.registers.value[2] = STACK + c->pc.at;
    for (const struct cell *cell = c->registers; cell->label; cell++) {
        start.registers.known |= 1u << cell->at;
        start.registers.value[cell->at] = resolve(image, cell);
    }
    return start;
}

/* The label that ends in _ret or _body, or the start of a function, at an address. */
static inline void label_text(const struct why_image *image, uint32_t address,
                              struct why_strbuf *out)
{
    static const char *const labels[] = {
        "task_entry_ret",
        "main_middle_ret",
        "main_bare_ret",
        "main_opaque_ret",
        "main_leaf_ret",
        "main_pointer_ret",
        "main_printf_ret",
        "main_fails_ret",
        "middle",
        "middle_bare_ret",
        "middle_opaque_ret",
        "middle_leaf_ret",
        "middle_pointer_ret",
        "fails_ret",
        "never_returns_body",
        "leaf_body",
        "bare",
        "bare_ret",
        "bare_late_ret",
        "bare_end",
        "opaque_ret",
        "opaque_body",
        "pointed_ret",
        "wrapped_ret",
        "wrapped_early",
        "switches_ret",
        "outlined_ret",
        "pushes_ret",
        "interrupt_ret",
        "handler_body",
        "wrapper_ret",
        "main_tails_ret",
        "main_twice_ret",
        "main_tails_pointer_ret",
        "main_switches_ret",
        "main_pointed_ret",
        "pointed_bare_ret",
        "by_pointer_ret",
        "main_by_pointer_ret",
    };

    for (size_t i = 0; i < WHY_COUNTOF(labels); i++) {
        const struct cell cell = { 0, labels[i], 0 };

        if (resolve(image, &cell) != address)
            continue;
        why_strbuf_addf(out, "%s", labels[i]);
        return;
    }
    why_strbuf_addf(out, "0x%08x", (unsigned)address);
}

/* "leaf_body/register main_leaf_ret/call-site@3fc90010 ...": program counter, trust, stack pointer
 * where it is known. */
static inline void frames_text(const struct why_image *image, const struct why_backtrace *backtrace,
                               struct why_strbuf *out)
{
    for (size_t i = 0; i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        why_strbuf_addf(out, "%s", i > 0 ? " " : "");
        label_text(image, frame->pc.value, out);
        why_strbuf_addf(out, "/%s", why_trust_name(frame->trust));
        if (frame->sp.known)
            why_strbuf_addf(out, "@%x", (unsigned)(frame->sp.value - STACK));
    }
}

static inline bool same_clause(const char *part, const char *ended)
{
    return part ? ended && strstr(ended, part) : !ended;
}

/* The labels are of one ELF, the walk is by another: the same, or the same without symbols. */
static inline bool check_stack(const struct stack_case *c, const struct why_image *image,
                               const struct why_image *walked)
{
    static uint8_t bytes[STACK_BYTES];
    struct why_crash *crash = make_crash(c, image, bytes);
    const struct why_start start = make_start(c, image);
    struct why_backtrace backtrace = { .frame_count = 0 };
    struct why_walk walk = why_walk_of(crash, walked, &backtrace);
    struct why_strbuf text;
    bool same;

    why_strbuf_init(&text);
    why_walk_linked(&walk, &start);
    frames_text(image, &backtrace, &text);
    same = text.len == strlen(c->frames) && memcmp(text.text, c->frames, text.len) == 0 &&
           same_clause(c->ended, backtrace.ended) &&
           same_clause(c->note, crash->note_count > 0 ? crash->notes[0].text : NULL) &&
           backtrace.source == c->source && !walk.out_of_memory;
    if (!same)
        print_error("%s: got %.*s, ended %s, source %d, note %s\n", c->name, (int)text.len,
                    text.text, backtrace.ended ? backtrace.ended : "-", (int)backtrace.source,
                    crash->note_count > 0 ? crash->notes[0].text : "-");
    why_strbuf_deinit(&text);
    why_crash_destroy(crash);
    return same;
}

static inline int check_stacks(const struct stack_case *cases, size_t count)
{
    struct why_image image = open_stack_elf();
    int failed = 0;

    for (size_t i = 0; i < count; i++)
        failed += check_stack(&cases[i], &image, &image) ? 0 : 1;
    why_image_deinit(&image);
    return failed;
}

#endif
