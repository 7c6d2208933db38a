/* Formats of printf() and its kin, and the functions that take one. */
#ifndef WHY_VALUES_PRINT_FORMAT_H
#define WHY_VALUES_PRINT_FORMAT_H

#include <stdbool.h>

#define WHY_FORMAT_BYTES 512u /* of a format that are read: lines of a log are shorter */

/* A function that prints by a format. */
struct why_print_function {
    const char *name;
    unsigned format; /* number of that argument, from 1; what is printed follows it. 0: it takes a
                        list of arguments, or is a part of the library */
};

/** The function of that name, or NULL. */
const struct why_print_function *why_print_find(const char *name);

/**
 * The strings that a format prints.
 * @param format  Terminated.
 * @param word    Word of the arguments that follows the format, from 0. Words of 64 bits begin at
 * even ones (RISC-V psABI, variadic arguments; Xtensa ISA manual, CALL0 and windowed ABI).
 * @param words   Receives the words that %s takes, at most @p room.
 * @return How many there are; 0 also for a format with something in it that is not understood.
 */
unsigned why_format_strings(const char *format, unsigned word, unsigned *words, unsigned room);

#endif
