/* Does a call go to a function? What makes a return address believable. */
#ifndef WHY_UNWIND_FIT_H
#define WHY_UNWIND_FIT_H

#include "unwind/walk.h"

enum why_fit {
    WHY_FIT_UNKNOWN, /* the function is not known */
    WHY_FIT_YES,
    WHY_FIT_NO,
};

/** True when code may stand at an address: by the memory map, or by an ELF where it is open. */
bool why_fit_code(const struct why_walk *walk, uint32_t address);

/**
 * Whether a direct call goes to the function that holds an address.
 * @param call    A direct call of the application; calls into the boot ROM may go to the slot that
 * the linker was told the function's name of.
 * @param lookup  Inside the function that is said to be called.
 * @param rom     Revision of the boot ROM; NULL: the crash's own, else any that has a table.
 */
enum why_fit why_fit_call(const struct why_walk *walk, const struct why_insn *call, uint32_t lookup,
                          const struct why_rom *rom);

/** Whether two addresses lie in one function. */
enum why_fit why_fit_same(const struct why_walk *walk, uint32_t a, uint32_t b);

#endif
