/* Which argument of a library function was bad. */
#include "values/culprit.h"

void why_find_argument(struct why_crash *crash, const struct why_stack *stack)
{
    (void)crash;
    (void)stack;
}
