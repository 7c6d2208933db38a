/* Where on a source line an expression stands. */
#ifndef WHY_FIRMWARE_CARET_H
#define WHY_FIRMWARE_CARET_H

#include "espwhy/base.h"

/**
 * Find the last component of an expression: `drv` of "ctx->drv" in "ctx->drv->ops->read(…)". Of
 * several places, the last one before the column, else the first.
 * @param expression  As it would stand in C; blanks do not count. "find()" is any call of find.
 * @param column      From 1, in bytes; 0: not known.
 * @return Its column, from 1, in bytes; @p column where the expression does not stand on the line.
 */
uint32_t why_caret_column(why_span line, const char *expression, uint32_t column);

#endif
