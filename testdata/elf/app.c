/* An application with everything that a lookup may meet. */
#include <stdint.h>

typedef struct {
    uint32_t magic, secure_version, reserved[2];
    char version[32], project[32], time[16], date[16], idf[32];
    uint8_t sha256[32];
    uint32_t reserved2[20];
} app_desc_t;

__attribute__((section(".flash.appdesc"), used)) const app_desc_t esp_app_desc = {
    .magic = 0xABCD5432, .version = "1.2.3", .project = "fixture",
    .time = "12:34:56", .date = "Nov  1 2026", .idf = "v5.4",
};

const char greeting[16] = "hello, fixture";
int counters[8];
extern int ring_push(int value);
extern void fault_now(void);

static inline __attribute__((always_inline)) int read_sample(volatile int *from)
{
    return *from * 3;
}

static inline __attribute__((always_inline)) int sum_samples(int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += read_sample(&counters[i]);
    return sum;
}

__attribute__((noinline)) int never_called(int x)
{
    return x / 7;
}

__attribute__((section(".iram0.text.blink"), noinline)) void blink(void)
{
    counters[1] = ring_push(counters[0]);
}

void app_main(void)
{
    counters[0] = sum_samples(8);
    blink();
    fault_now();
}
