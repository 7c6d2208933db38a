/* The resets that a log shows, in its summary. */
#include "session/resets.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/span.h"
#include "chip/resets.h"

bool why_reset_add(struct why_log_summary *log, const struct why_chip *chip,
                   const struct why_item *item)
{
    const struct why_reset_meaning *meaning = why_reset_of(chip, item->value.value, item->name);
    struct why_reset *reset;

    if (!log->resets)
        log->resets = calloc(WHY_RESETS, sizeof(*log->resets));
    if (!log->resets)
        return false;
    if (log->reset_count == WHY_RESETS)
        return true;
    reset = &log->resets[log->reset_count];
    *reset = (struct why_reset){
        .line_no = item->line_no,
        .code = item->value.value,
        .meaning = meaning ? meaning->meaning : NULL,
        .fault = meaning && meaning->fault,
    };
    for (size_t i = 0; i < item->name.len && i + 1 < WHY_RESET_REASON_BYTES; i++)
        if (why_is_word(item->name.ptr[i]))
            reset->reason[i] = item->name.ptr[i];
        else
            break; /* the line is damaged from here on */
    log->reset_count++;
    return true;
}
