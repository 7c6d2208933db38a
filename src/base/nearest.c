/* The word that resembles another one most, by counting edits. */
#include "base/nearest.h"

#include <string.h>

#define NAME_BYTES 64u /* longer words are not compared */
#define NEAR_ENOUGH 3u /* edits that still count as a slip of the fingers */

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Insertions, deletions and substitutions that turn `a` into `b` (Levenshtein); both shorter than
 * NAME_BYTES. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[NAME_BYTES];
    size_t width = strlen(b);

    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; i <= strlen(a); i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t above = row[j];

            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[width];
}

void why_nearest_begin(struct why_nearest *nearest, const char *name)
{
    *nearest = (struct why_nearest){ .name = name, .distance = NEAR_ENOUGH + 1 };
}

void why_nearest_offer(struct why_nearest *nearest, const char *word)
{
    size_t distance;

    if (strlen(nearest->name) >= NAME_BYTES || strlen(word) >= NAME_BYTES)
        return;
    distance = edit_distance(nearest->name, word);
    if (distance < nearest->distance && distance < strlen(word) / 2 + 1) {
        nearest->best = word;
        nearest->distance = distance;
    }
}
