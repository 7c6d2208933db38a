/* What tells logs of one name apart: "run-1/uart.log", "run-2/uart.log". */
#include "cli/tails.h"

#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 8u /* what differs only above is told by its line and its order */

struct tail {
    const char *path;
    const char *tail; /* of it */
};

/* One component more; the whole path where there is none. */
static void grow(struct tail *tail)
{
    while (tail->tail > tail->path && tail->tail[-1] == '/')
        tail->tail--;
    while (tail->tail > tail->path && tail->tail[-1] != '/')
        tail->tail--;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct tail *)a)->tail, ((const struct tail *)b)->tail);
}

static bool differ(struct tail *tails, size_t count)
{
    qsort(tails, count, sizeof(*tails), compare);
    for (size_t i = 1; i < count; i++)
        if (strcmp(tails[i - 1].tail, tails[i].tail) == 0 &&
            strcmp(tails[i - 1].path, tails[i].path) != 0)
            return false;
    return true;
}

uint32_t cli_tails_needed(const struct cli_words *logs)
{
    struct tail *tails = calloc(logs->count + 1, sizeof(*tails));
    uint32_t parts = 0;
    bool done = !tails; /* without memory, their names alone */

    for (size_t i = 0; tails && i < logs->count; i++)
        tails[i] = (struct tail){ logs->items[i], logs->items[i] + strlen(logs->items[i]) };
    while (!done && parts < PARTS_MAX) {
        for (size_t i = 0; i < logs->count; i++)
            grow(&tails[i]);
        parts++;
        done = differ(tails, logs->count);
    }
    free(tails);
    return parts > 0 ? parts : 1;
}
