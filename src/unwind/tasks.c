/* Task control blocks. */
#include "unwind/unwind.h"

enum why_status why_settle_tasks(struct why_crash *crash, const struct why_image *image,
                                 struct why_error *err)
{
    (void)crash;
    (void)image;
    (void)err;
    return WHY_OK;
}
