/* A walk ends when its steps or its time are used up. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/steps.h"

static void steps_are_counted(void **state)
{
    struct why_steps steps = { .left = 3, .ms_left = 60000 };

    (void)state;
    why_steps_resume(&steps);
    assert_true(why_steps_take(&steps));
    assert_true(why_steps_take(&steps));
    assert_false(why_steps_take(&steps));
    assert_false(why_steps_take(&steps));
}

static void time_that_is_over_ends_the_walk(void **state)
{
    struct why_steps steps = { .left = 1000, .ms_left = -1 };
    unsigned taken = 0;

    (void)state;
    why_steps_resume(&steps);
    while (why_steps_take(&steps))
        taken++;
    assert_in_range(taken, 0, 64);
    assert_int_equal(steps.left, 0);
}

static void pause_keeps_what_is_left(void **state)
{
    struct why_steps steps = { .left = 1000, .ms_left = 60000 };

    (void)state;
    why_steps_resume(&steps);
    why_steps_pause(&steps);
    assert_in_range(steps.ms_left, 50000, 60000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_counted),
        cmocka_unit_test(time_that_is_over_ends_the_walk),
        cmocka_unit_test(pause_keeps_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
