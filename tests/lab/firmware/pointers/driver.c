/* The field bus: ports, their drivers and the operations of these, reached through chains. */
#include <stddef.h>
#include <stdint.h>

#include "pointers/scenes.h"

struct driver;

struct driver_ops {
    int (*open)(struct driver *driver);
    int (*read)(struct driver *driver, uint8_t *to, unsigned count);
};

struct driver {
    uint32_t speed;
    const struct driver_ops *ops;
    uint16_t errors;
    uint8_t address;
};

struct port {
    uint32_t id;
    struct driver *drv;
    uint8_t state;
};

struct driver *g_driver; /* NULL until one is attached */

static volatile unsigned taken;
static uint8_t received[8];

static __attribute__((noipa)) int open_rs485(struct driver *driver)
{
    taken = driver->speed;
    return 0;
}

static struct driver_ops rs485_ops = { .open = open_rs485 };
static struct driver_ops lost_ops;
static struct driver drivers[] = {
    { .speed = 9600, .ops = &rs485_ops, .address = 7 },
    { .speed = 4800, .ops = NULL, .address = 9 },
    { .speed = 4800, .ops = &lost_ops, .address = 11 },
};

static __attribute__((noipa)) void set_address(struct driver *driver, uint8_t address)
{
    driver->address = address; /* LAB null-parameter */
    taken = address;
}

static __attribute__((noipa)) unsigned errors_of(const struct port *ctx)
{
    unsigned errors = ctx->drv->errors; /* LAB member-null */

    taken = errors;
    return errors + 1;
}

static __attribute__((noipa)) int poll_port(struct port *ctx)
{
    /* clang-format off */
    int got = ctx->drv->ops->read(ctx->drv, received, 8); /* LAB chain-ctx-null chain-drv-null chain-ops-null chain-read-null */
    /* clang-format on */

    taken = got;
    return got + 1;
}

static __attribute__((noipa)) int open_port(struct port *ctx)
{
    int error = ctx->drv->ops->open(ctx->drv); /* LAB chain-open-wild */

    taken = error;
    return error + 1;
}

static __attribute__((noipa)) unsigned errors_of_best(unsigned id)
{
    struct driver *best = NULL;

    if (id > 4)
        best = &drivers[0];
    taken = id;
    return best->errors + id; /* LAB local-null */
}

static __attribute__((noipa)) void count_error(void)
{
    g_driver->errors++; /* LAB global-null */
    taken++;
}

static __attribute__((noipa)) struct driver *find_driver(uint8_t address)
{
    for (unsigned i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
        if (drivers[i].address == address)
            return &drivers[i];
    return NULL;
}

static __attribute__((noipa)) unsigned errors_at(uint8_t address)
{
    unsigned errors = find_driver(address)->errors; /* LAB returned-null */

    taken = errors;
    return errors + 1;
}

static __attribute__((noipa)) void reset_errors(uint8_t address)
{
    struct driver *found = find_driver(address);

    taken = address;
    found->errors = 0; /* LAB result-null */
    taken = 0;
}

void scene_null_parameter(void)
{
    set_address(NULL, 5);
    taken = 0;
}

void scene_member_null(void)
{
    static struct port port = { .id = 3, .drv = NULL };

    taken = errors_of(&port);
}

void scene_chain_ctx_null(void)
{
    taken = poll_port(NULL);
}

void scene_chain_drv_null(void)
{
    static struct port port = { .id = 3, .drv = NULL };

    taken = poll_port(&port);
}

void scene_chain_ops_null(void)
{
    static struct port port = { .id = 4, .drv = &drivers[1] };

    taken = poll_port(&port);
}

void scene_chain_read_null(void)
{
    static struct port port = { .id = 5, .drv = &drivers[0] };

    taken = poll_port(&port);
}

void scene_chain_open_wild(void)
{
    static struct port port = { .id = 6, .drv = &drivers[2] };

    lost_ops.open = (int (*)(struct driver *))(uintptr_t)0x5b3e91c4;
    taken = open_port(&port);
}

void scene_local_null(void)
{
    taken = errors_of_best(2);
}

void scene_global_null(void)
{
    count_error();
    taken = 0;
}

void scene_returned_null(void)
{
    taken = errors_at(8);
}

void scene_result_null(void)
{
    reset_errors(8);
    taken = 0;
}
