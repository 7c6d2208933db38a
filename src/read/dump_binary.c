/* The binary formats: per task a header, its control block and its stack, then other memory.
 *
 * Source: ESP-IDF components/espcoredump, src/core_dump_binary.c; esp-coredump,
 * corefile/loader.py. */
#include "read/dump_parts.h"

#define TASK_BYTES 12u /* control block, where the stack begins, where it ends */
#define SEGMENT_BYTES 8u

static uint64_t whole_words(uint64_t bytes)
{
    return (bytes + 3) / 4 * 4;
}

/* Control blocks and stacks lie in RAM, or where the chip puts stacks that it made up. */
static bool is_ram(const struct why_dump_parts *parts, uint32_t address)
{
    const struct why_region *region = why_chip_region(parts->dump->chip, address);

    return region && (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM));
}

/* Read the task at @p at and move behind it; false when its header is not there. */
static bool take_task(struct why_dump_parts *parts, uint64_t *at)
{
    const struct why_dump_image *image = parts->image;
    const struct why_value tcb = why_dump_image_word(image, *at);
    const struct why_value start = why_dump_image_word(image, *at + 4);
    const struct why_value end = why_dump_image_word(image, *at + 8);
    struct why_task *task;
    uint32_t lo;
    uint32_t size;

    if (!tcb.known || !start.known || !end.known || *at + TASK_BYTES > image->data_end)
        return false;
    lo = start.value < end.value ? start.value : end.value;
    size = start.value < end.value ? end.value - lo : start.value - lo;
    if (!is_ram(parts, tcb.value) || (!is_ram(parts, lo) && !why_dump_is_fake(lo))) {
        why_dump_note(parts, 0,
                      "the header of a task in the core dump is damaged; the tasks from "
                      "there on are left out");
        return false;
    }
    *at += TASK_BYTES;
    why_dump_add_region(parts, tcb.value, image->tcb_size, *at);
    *at += whole_words(image->tcb_size);
    why_dump_add_region(parts, lo, size, *at);
    *at += whole_words(size);
    task = why_dump_add_task(parts, tcb.value);
    if (task)
        why_dump_take_frame(parts, task, lo);
    return task != NULL;
}

static bool take_segment(struct why_dump_parts *parts, uint64_t *at)
{
    const struct why_value address = why_dump_image_word(parts->image, *at);
    const struct why_value size = why_dump_image_word(parts->image, *at + 4);

    if (!address.known || !size.known || *at + SEGMENT_BYTES > parts->image->data_end)
        return false;
    *at += SEGMENT_BYTES;
    why_dump_add_region(parts, address.value, size.value, *at);
    *at += whole_words(size.value);
    return true;
}

void why_dump_read_binary(struct why_dump_parts *parts)
{
    const struct why_dump_image *image = parts->image;
    uint64_t at = image->header_size;
    bool more = true;

    why_dump_set_target(parts, WHY_ARCH_UNKNOWN, parts->dump->info.chip_number);
    for (uint32_t i = 0; i < image->task_count && more; i++)
        more = take_task(parts, &at);
    for (uint32_t i = 0; i < image->segment_count && more && !parts->overfull; i++)
        more = take_segment(parts, &at);
}
