/* Which words are names of registers. */
#ifndef WHY_READ_REGISTER_NAME_H
#define WHY_READ_REGISTER_NAME_H

#include "espwhy/base.h"

/** True for the name of a register as any panic handler prints it, in capitals or not. */
bool why_is_register_name(why_span name);

#endif
