/* The display: drawing, scaling, instructions that do not belong there. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "main/scenes.h"

struct frame_buffer {
    uint16_t width, height;
    uint8_t pixels[32];
};

enum rotation { ROTATE_0, ROTATE_90, ROTATE_180 };

static struct frame_buffer screen = { .width = 8, .height = 4 };
static volatile int refreshed;

int fast_blend(const uint8_t *pixels, int count); /* blend.S */

/* Flash reads back wrong in the middle of this function: its code there is patched when it is
 * loaded. */
__attribute__((noinline, aligned(32))) int refresh_display(struct frame_buffer *buffer, int level)
{
    int sum = 0;

    refreshed = level;
    for (int i = 0; i < 32; i++) {
        buffer->pixels[i] = (uint8_t)(level * i + (i >> 2));
        sum += buffer->pixels[i] ^ (sum << 1);
        refreshed = sum + i;
    }
    refreshed = sum;
    for (int i = 31; i > 0; i--) {
        sum -= buffer->pixels[i] & level;
        refreshed = sum ^ buffer->width;
    }
    return sum + buffer->height;
}

static __attribute__((noinline)) int stride_of(const struct frame_buffer *buffer,
                                               enum rotation rotation)
{
    switch (rotation) {
    case ROTATE_0:
    case ROTATE_180:
        return buffer->width;
    case ROTATE_90:
        return buffer->height;
    default:
        __builtin_trap(); /* LAB compiler-trap */
    }
}

static __attribute__((noinline)) void rotate_display(struct frame_buffer *buffer, int quarter_turns)
{
    int stride = stride_of(buffer, (enum rotation)quarter_turns);

    refreshed = stride;
    ESP_LOGI("display", "stride %d", stride);
}

static __attribute__((noinline)) void wait_for_debugger(int line)
{
    refreshed = line;
#ifdef __XTENSA__
    __asm__ volatile("break 1, 1"); /* LAB breakpoint:esp32 */
#else
    __asm__ volatile("ebreak"); /* LAB breakpoint:esp32c3 */
#endif
    refreshed = 0;
}

#ifdef __XTENSA__
/* The compiler for another core knows no division: this is what one for the ESP32 puts here. */
static inline __attribute__((always_inline)) int divide(int dividend, int by)
{
    __asm__("quos %0, %0, %1" : "+a"(dividend) : "a"(by)); /* LAB divide-by-zero */
    return dividend;
}
#else
static inline __attribute__((always_inline)) int divide(int dividend, int by)
{
    return dividend / by; /* gives -1, and no exception */
}
#endif

static __attribute__((noinline)) int scale_to(const struct frame_buffer *buffer, int columns)
{
    int factor = divide(buffer->width * 16, columns);

    refreshed = factor;
    return factor + 1;
}

void scene_flash_erased(void)
{
    ESP_LOGI("display", "sum %d", refresh_display(&screen, 3));
}

void scene_flash_differs(void)
{
    ESP_LOGI("display", "sum %d", refresh_display(&screen, 5));
}

void scene_compiler_trap(void)
{
    rotate_display(&screen, 5);
    refreshed = 0;
}

void scene_undefined_opcode(void)
{
    ESP_LOGI("display", "blend %d", fast_blend(screen.pixels, 32));
}

void scene_breakpoint(void)
{
    wait_for_debugger(__LINE__);
    refreshed = 0;
}

void scene_divide_by_zero(void)
{
    ESP_LOGI("display", "factor %d", scale_to(&screen, refreshed));
}
