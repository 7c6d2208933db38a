/* "Did you mean": the word that resembles another one most. */
#ifndef WHY_BASE_NEAREST_H
#define WHY_BASE_NEAREST_H

#include <stddef.h>

/* The best word so far. */
struct why_nearest {
    const char *name; /* that was given, and is not known */
    const char *best; /* NULL: none comes near */
    size_t distance;  /* edits to `best` */
};

/** Begin a search. @p name lives as long as @p nearest. */
void why_nearest_begin(struct why_nearest *nearest, const char *name);
/** Look at one of the words that are known; it lives as long as @p nearest. */
void why_nearest_offer(struct why_nearest *nearest, const char *word);

#endif
