/* Network: messages, buffers that come and go, pointers that are none. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "esp_system/esp_err.h"
#include "esp_system/libc.h"
#include "heap/heap.h"
#include "main/scenes.h"

struct connection {
    char ssid[16];
    const char *hostname;
    uint8_t retries;
};

struct packet {
    uint32_t length;
    struct packet *next;
    uint8_t *payload;
};

struct session {
    uint32_t id;
    struct connection *connection;
};

static volatile uint32_t sent;

static __attribute__((noinline)) void set_ssid(struct connection *connection, const char *ssid)
{
    strcpy(connection->ssid, ssid); /* runs over hostname when longer than 15 bytes */
    sent++;
}

static __attribute__((noinline)) uint32_t hash_name(const char *name)
{
    uint32_t hash = 5381;

    while (*name) /* LAB wild-string */
        hash = hash * 33 + (uint32_t)*name++;
    return hash;
}

static __attribute__((noinline)) void connect_to(struct connection *connection, const char *ssid)
{
    set_ssid(connection, ssid);
    sent = hash_name(connection->hostname);
    ESP_LOGI("network", "host %x", (unsigned)sent);
}

static __attribute__((noipa)) uint32_t send_packet(const struct packet *packet)
{
    uint32_t length = packet->length; /* LAB wild-integer error-code-pointer */

    sent += length;
    return length + 1;
}

/* A timeout in microseconds where a packet belongs. */
static __attribute__((noinline)) void queue_message(uintptr_t message)
{
    ESP_LOGI("network", "sent %u", (unsigned)send_packet((const struct packet *)message));
}

static __attribute__((noinline)) void *receive_packet(unsigned channel)
{
    return (void *)(uintptr_t)(channel > 4 ? ESP_ERR_INVALID_SIZE : 0);
}

static __attribute__((noinline)) void poll_channel(unsigned channel)
{
    struct packet *packet = receive_packet(channel);

    if (packet)
        ESP_LOGI("network", "forwarded %u", (unsigned)send_packet(packet));
}

static __attribute__((noinline)) void close_session(struct session *session)
{
    heap_caps_free(session);
    sent++;
}

static __attribute__((noinline)) uint32_t retries_of(const struct session *session)
{
    uint32_t retries = session->connection->retries; /* LAB use-after-free uninitialized */

    sent = retries;
    return retries + 1;
}

static __attribute__((noinline)) void write_payload(uint8_t *payload, unsigned count)
{
    for (unsigned i = 0; i <= count; i++) /* one too many */
        payload[i] = (uint8_t)(0x30 + i);
    sent += count;
}

void scene_wild_string(void)
{
    static struct connection connection = { .hostname = "broker.local" };

    connect_to(&connection, "greenhouse-guest-network");
    sent = 0;
}

void scene_wild_integer(void)
{
    queue_message(2500000);
    sent = 0;
}

void scene_error_code_pointer(void)
{
    poll_channel(7);
    sent = 0;
}

void scene_use_after_free(void)
{
    struct session *session = heap_caps_malloc(sizeof(*session), MALLOC_CAP_DEFAULT);

    session->id = 7;
    close_session(session);
    ESP_LOGI("network", "retries %u", (unsigned)retries_of(session));
}

void scene_uninitialized(void)
{
    struct session *session = heap_caps_malloc(sizeof(*session), MALLOC_CAP_DEFAULT);

    session->id = 8;
    ESP_LOGI("network", "retries %u", (unsigned)retries_of(session));
}

void scene_heap_tail(void)
{
    uint8_t *payload = heap_caps_malloc(24, MALLOC_CAP_DMA);

    write_payload(payload, 24);
    heap_caps_free(payload); /* LAB heap-tail */
    sent = 0;
}

void scene_double_free(void)
{
    struct session *session = heap_caps_malloc(sizeof(*session), MALLOC_CAP_DEFAULT);

    close_session(session);
    heap_caps_free(session); /* LAB double-free */
    sent = 0;
}

void scene_invalid_free(void)
{
    static struct connection connection;

    heap_caps_free(&connection); /* LAB invalid-free */
    sent = 0;
}

void scene_out_of_memory(void)
{
    for (unsigned i = 0; i < 100; i++)
        sent += (uintptr_t)heap_caps_malloc(700, MALLOC_CAP_DMA); /* LAB out-of-memory */
}
