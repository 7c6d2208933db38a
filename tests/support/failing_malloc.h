/* Allocation that fails when told to. Only programs that are linked with the --wrap options of
 * tests/CMakeLists.txt have it: their names end in _nomem. */
#ifndef WHY_TESTS_FAILING_MALLOC_H
#define WHY_TESTS_FAILING_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

/** Let allocation number @p n from now fail, counted from 1, and no other; 0: none fails. */
void failing_malloc_at(size_t n);
/** True when that allocation was asked for, and refused. */
bool failing_malloc_was_hit(void);
/** malloc() under the same rule, for libraries that take an allocator. */
void *failing_malloc(size_t bytes);

#endif
