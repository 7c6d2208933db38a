/* Where source files may be looked for: debug information and logs name files, but only these
 * places are opened, and there only regular files whose names are those of source code. */
#ifndef ESPWHY_SOURCES_H
#define ESPWHY_SOURCES_H

#include "espwhy/base.h"
#include "espwhy/strbuf.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_sources;

/** Make an empty list: nothing is opened. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_sources_create(struct why_sources **out, struct why_error *err);
/** Free it. NULL does nothing. */
void why_sources_destroy(struct why_sources *sources);

/**
 * A path below @p from is found below @p to instead. The longest @p from wins, of equal ones the
 * first; mapped paths come before all other places.
 * @return WHY_OK; WHY_E_LIMIT when there are too many; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_sources_add_map(struct why_sources *sources, const char *from,
                                                   const char *to, struct why_error *err);
/** What the maps make of a path, by its text alone: nothing is looked up, and ".." may stand in it.
 * @return false when no map is of it; @p out is then as it was. */
bool why_sources_map(const struct why_sources *sources, const char *path, struct why_strbuf *out);
/**
 * Look in a folder for the longest tail of a path: /build/main/app.c is DIR/build/main/app.c, else
 * DIR/main/app.c, else DIR/app.c.
 * @return WHY_OK; WHY_E_IO when there is no such folder; WHY_E_LIMIT; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_sources_add_dir(struct why_sources *sources, const char *dir,
                                                   struct why_error *err);
/** A folder below which files are found under the very paths they are named by; relative ones are
 * relative to it. Asked after all other places. @return As why_sources_add_dir(). */
WHY_MUST_CHECK enum why_status why_sources_add_project(struct why_sources *sources, const char *dir,
                                                       struct why_error *err);

#ifdef __cplusplus
}
#endif

#endif
