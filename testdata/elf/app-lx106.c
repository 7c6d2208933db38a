/* A small ESP8266 application for stacks without windows: setup() reads sensors, one of which was
 * never set up. Built by rebuild.sh; nothing of it ever runs. */
typedef unsigned int uint32_t;

struct sensor {
    uint32_t id;
    int offset;
    int (*read)(struct sensor *sensor, int channel);
    int history[8];
};

struct bus {
    struct sensor *sensors[4];
    int errors;
};

extern void *memcpy(void *to, const void *from, uint32_t bytes); /* of the boot ROM */
extern uint32_t strlen(const char *text);

struct bus the_bus;
volatile int sink;

/* Writes through its argument. */
__attribute__((noinline)) int store_reading(struct sensor *sensor, int value)
{
    sensor->history[value & 7] = value;
    sink++;
    return sensor->offset + value;
}

/* Has a frame of its own, and calls store_reading() directly. */
__attribute__((noinline)) int read_sensor(struct bus *bus, int index)
{
    int samples[6];
    int sum = 0;

    for (int i = 0; i < 6; i++)
        samples[i] = store_reading(bus->sensors[index], i + sink);
    for (int i = 0; i < 6; i++)
        sum += samples[i];
    return sum;
}

/* Calls through a pointer. */
__attribute__((noinline)) int poll(struct sensor *sensor, int channel)
{
    int got = sensor->read(sensor, channel);

    sink = got;
    return got + 1;
}

__attribute__((noinline)) int average(int sum, int count)
{
    return sum / count;
}

__attribute__((noinline)) uint32_t copy_name(char *to, const char *name)
{
    uint32_t bytes = strlen(name);

    memcpy(to, name, bytes + 1);
    return bytes;
}

__attribute__((noinline)) int busy(int turns)
{
    int sum = 0;

    while (turns != 0)
        sum += average(turns, 3) + sink;
    return sum;
}

__attribute__((noinline)) void setup(void)
{
    char name[24];

    sink = read_sensor(&the_bus, 2);
    sink += poll(the_bus.sensors[0], 3);
    sink += (int)copy_name(name, (const char *)the_bus.sensors[1]);
    sink += average(sink, the_bus.errors);
}

__attribute__((noinline)) void loop(void)
{
    sink += busy(sink);
}

__attribute__((noinline)) void loop_wrapper(void)
{
    setup();
    for (;;)
        loop();
}

__attribute__((section(".iram.text"))) void app_entry(void)
{
    loop_wrapper();
}
