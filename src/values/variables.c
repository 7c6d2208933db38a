/* Parameters and locals of the frames. */
#include "values/values.h"

enum why_status why_settle_variables(struct why_crash *crash, const struct why_image *image,
                                     struct why_error *err)
{
    (void)crash;
    (void)image;
    (void)err;
    return WHY_OK;
}
