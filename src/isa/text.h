/* A text buffer of fixed size for one assembler line. */
#ifndef WHY_ISA_TEXT_H
#define WHY_ISA_TEXT_H

#include "espwhy/base.h"

struct why_isa_line {
    char *at;    /* terminated */
    size_t left; /* bytes, with the terminator */
};

/** Append as printf does; what does not fit is dropped. */
void why_isa_put(struct why_isa_line *line, const char *format, ...) WHY_PRINTF(2, 3);

#endif
