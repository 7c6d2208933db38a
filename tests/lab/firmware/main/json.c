/* A parser that trusts its input: recursion, buffers that are too small. */
#include <stddef.h>
#include <stdint.h>

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "main/coroutine.h"
#include "main/scenes.h"

#define CHAIN_LENGTH 130

struct json_node {
    struct json_node *child;
    const char *key;
    int value;
    uint8_t kind;
};

static volatile int parsed;

/* Each level holds a line of its own: input that nests without end eats the stack. */
static __attribute__((noinline)) int parse_object(const char *text, int depth)
{
    volatile char line[96];
    int length;

    if (text[0] == '\0')
        return depth;
    for (unsigned i = 0; i < sizeof(line); i++)
        line[i] = (char)(text[0] + depth); /* LAB stack-overflow */
    length = parse_object(text, depth + 1);
    return length + line[depth & 63];
}

static __attribute__((noinline)) int parse_nested(const char *text, int depth)
{
    int length = text[0] == '{' && depth < 12 ? parse_nested(text, depth + 1) : depth;

    parsed = length;
    return length + 1;
}

/* Writes below the stack's end without touching what is watched or guarded: found at the next
 * switch. */
static __attribute__((noinline)) void publish_document(const char *topic)
{
    memset(pxCurrentTCBs[0]->pxStack, topic[0], 64);
    ESP_LOGI("json", "%s published", topic);
    vTaskDelay(10);
    parsed = 1;
}

__attribute__((noinline, stack_protect)) static int copy_key(const char *key)
{
    char name[12];
    char *out = name;

    while ((*out++ = *key++))
        parsed++;
    return strcmp(name, "id");
} /* LAB stack-smash */

static __attribute__((noinline)) int parse_key(const char *text)
{
    int found = copy_key(text);

    parsed = found;
    return found + 1;
}

/* The copy runs over the frame of its caller: what was saved there is gone. */
static __attribute__((noinline)) int read_token(const char *text, struct json_node *volatile *node)
{
    char token[16];
    char *volatile out = token;

    parsed = parse_nested(text, 0);
    while (*text)
        *out++ = *text++;
#ifdef __XTENSA__
    parsed = (*node)->kind; /* LAB corrupted-stack:esp32 */
#endif
    return parsed + token[3] + (*node ? 1 : 0);
} /* LAB corrupted-stack:esp32c3 */

static __attribute__((noinline)) int parse_document(const char *text)
{
    struct json_node *volatile root = NULL;
    int result = read_token(text, &root);

    parsed = result;
    return result + 2;
}

/* Trusts that the innermost node has no key. */
static __attribute__((noinline)) int deepest_value(const struct json_node *node)
{
    int value;

    if (node->key == NULL) /* LAB continues */
        return node->value;
    value = deepest_value(node->child);
    parsed = value;
    return value + 1;
}

void scene_stack_overflow(void)
{
    ESP_LOGI("json", "length %d", parse_object("{\"zone\":", 1));
}

void scene_stack_canary(void)
{
    publish_document("zone/2");
    parsed = 0;
}

void scene_stack_smash(void)
{
    ESP_LOGI("json", "key %d", parse_key("temperature_of_the_soil"));
}

void scene_corrupted_stack(void)
{
    ESP_LOGI(
        "json", "document %d",
        parse_document("{greenhousenorthbedwithtomatoesandbasilandmorepeppersandmuchmorethyme}"));
}

void scene_continues(void)
{
    static struct json_node nodes[CHAIN_LENGTH];

    for (unsigned i = 0; i < CHAIN_LENGTH; i++)
        nodes[i] = (struct json_node){ .key = "bed", .child = &nodes[i + 1] };
    nodes[CHAIN_LENGTH - 1].child = NULL;
    ESP_LOGI("json", "value %d", deepest_value(nodes));
}

void scene_double_exception(void)
{
    static struct coroutine worker; /* never prepared: its stack pointer is NULL */

    ESP_LOGI("json", "resuming the parser");
    coroutine_resume(&worker);
}
