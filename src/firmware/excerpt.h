/* The source around the place of a verdict. */
#ifndef WHY_FIRMWARE_EXCERPT_H
#define WHY_FIRMWARE_EXCERPT_H

#include "espwhy/crash.h"
#include "espwhy/diagnosis.h"
#include "espwhy/sources.h"

/**
 * Set the crash's excerpt when its verdict names a line of a source file that may be opened. An ELF
 * of another build names lines that mean nothing: then there is none.
 * @param sources  NULL: nothing may be opened.
 * @return WHY_OK, also when there is nothing to show; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_excerpt_source(struct why_crash *crash,
                                                  const struct why_sources *sources,
                                                  struct why_error *err);
/** The column of a place's line where its statement begins, from 1, as the compiler counts it; 0:
 * not known. */
uint32_t why_place_column(const struct why_crash *crash, const struct why_place *place);

#endif
