/* A summary of the zones: what is printed, sent and copied by functions of libraries. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "esp_system/libc.h"
#include "pointers/scenes.h"
#include "pointers/send.h"
#include "pointers/stdio.h"

#ifdef __XTENSA__
#define RAM_END 0x40000000u
#else
#define RAM_END 0x3fce0000u
#endif
#define FRAME_BYTES 64u
#define HEADER_BYTES 8u

struct zone {
    uint32_t number;
    const char *unit;
};

struct frame {
    uint8_t *bytes; /* FRAME_BYTES of them, the last ones of RAM */
    uint32_t used;
};

struct packet {
    uint32_t length; /* with the header */
    uint8_t bytes[2 * FRAME_BYTES];
};

struct line {
    uint32_t column;
    const char *label;
};

struct mailbox {
    Queue_t *inbox;
    Queue_t *outbox;
};

struct mailbox g_mailbox; /* nobody created its queues */

static volatile uint32_t summed;

static __attribute__((noipa)) void print_zone(const struct zone *zone, const char *name)
{
    int count = printf("%s %u %s\n", "zone", (unsigned)zone->number, name); /* LAB printf-wild */

    summed = zone->number + (uint32_t)count;
}

static __attribute__((noipa)) void print_line(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    summed = (uint32_t)vprintf(format, arguments); /* LAB vprintf-wild */
    va_end(arguments);
    summed += 1;
}

static __attribute__((noipa)) void print_unit(const struct zone *zone)
{
    print_line("unit %s\n", zone->unit);
    summed += 1;
}

static __attribute__((noipa)) void report_zone(struct mailbox *mailbox, uint32_t number)
{
    summed = number;
    summed = xQueueGenericSend(mailbox->outbox, &number, 10, 1); /* LAB queue-send-null */
    summed += number;
}

static __attribute__((noipa)) uint32_t next_order(struct mailbox *mailbox)
{
    uint32_t order = 0;

    if (!xQueueReceive(mailbox->inbox, &order, 10)) /* LAB queue-receive-null */
        summed = 1;
    return order + 1;
}

static __attribute__((noipa)) void show_frame(struct frame *frame, const uint8_t *picture,
                                              uint32_t size)
{
    memcpy(frame->bytes, picture, size); /* LAB memcpy-past-ram */
    frame->used = size;
}

static __attribute__((noipa)) void take_payload(struct frame *frame, const struct packet *packet)
{
    uint32_t length = packet->length - HEADER_BYTES;

    memcpy(frame->bytes, packet->bytes, length); /* LAB memcpy-negative */
    frame->used = length;
}

static __attribute__((noipa)) uint32_t width_of(const char *text)
{
    uint32_t width = (uint32_t)strlen(text); /* LAB strlen-member */

    summed = width;
    return 8 * width;
}

static __attribute__((noipa)) uint32_t width_of_line(const struct line *line)
{
    uint32_t width = width_of(line->label);

    summed = width;
    return line->column + width;
}

static __attribute__((noipa)) uint32_t width_of_lines(const struct line *lines, unsigned count)
{
    uint32_t width = 0;

    while (count-- > 0)
        width += width_of_line(&lines[count]);
    summed = width;
    return width + 1;
}

static const struct packet packet = { .length = 4 };
static struct frame last_frame = { .bytes = (uint8_t *)(RAM_END - FRAME_BYTES) };

void scene_printf_wild(void)
{
    static const struct zone zone = { .number = 2 };

    print_zone(&zone, (const char *)69000);
    summed = 0;
}

void scene_vprintf_wild(void)
{
    static const struct zone zone = { .number = 2, .unit = (const char *)0x656e6f7a };

    print_unit(&zone);
    summed = 0;
}

void scene_queue_send_null(void)
{
    report_zone(&g_mailbox, 2);
    summed = 0;
}

void scene_queue_receive_null(void)
{
    summed = next_order(&g_mailbox);
}

void scene_memcpy_past_ram(void)
{
    show_frame(&last_frame, packet.bytes, 2 * FRAME_BYTES);
    summed = 0;
}

void scene_memcpy_negative(void)
{
    take_payload(&last_frame, &packet);
    summed = 0;
}

void scene_strlen_member(void)
{
    static const struct line lines[2] = { { .column = 1, .label = NULL }, { .label = "zone" } };

    summed = width_of_lines(lines, 2);
}
