/* A text of bounded length, put together piece by piece. */
#pragma once

#include <stdint.h>

struct text_buffer {
    char text[200];
    uint32_t length;
};

void text_add(struct text_buffer *buffer, const char *text);
void text_add_hex(struct text_buffer *buffer, uint32_t value, unsigned digits);
void text_add_decimal(struct text_buffer *buffer, uint32_t value);
