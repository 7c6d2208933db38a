/* Base64 on the console: every write gives lines of its own. */
#pragma once

#include <stdint.h>

void base64_print(const void *data, uint32_t n);
