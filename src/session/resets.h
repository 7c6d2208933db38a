/* The resets that a log shows. */
#ifndef WHY_SESSION_RESETS_H
#define WHY_SESSION_RESETS_H

#include "espwhy/session.h"
#include "read/item.h"

/** Remember a reset line, unless there are WHY_RESETS already; false when memory is out. @p chip:
 * NULL when not known. */
bool why_reset_add(struct why_log_summary *log, const struct why_chip *chip,
                   const struct why_item *item);

#endif
