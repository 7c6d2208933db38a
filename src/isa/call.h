/* Tells whether a call ends at a return address. */
#ifndef WHY_ISA_CALL_H
#define WHY_ISA_CALL_H

#include "isa/isa.h"

/* Where code bytes come from. */
struct why_isa_code {
    /** Copy @p n bytes at @p address; false when one of them is not there. */
    bool (*read)(const void *context, uint32_t address, uint8_t *bytes, size_t n);
    const void *context;
};

enum why_isa_call_before {
    WHY_CALL_UNREADABLE, /* the bytes before the address are not there */
    WHY_CALL_NONE,       /* no instruction that ends there calls */
    WHY_CALL_FOUND,
};

/**
 * Does a call end at @p return_address?
 * @param return_address  Of Xtensa, with its window bits already replaced (why_arch_code_address).
 * @param call  The call, when found. A RISC-V AUIPC and JALR pair is told as a direct call, and so
 *              is an Xtensa L32R and CALLX pair; address and length are those of the second.
 *              Xtensa: compare window_change with the top bits of the raw return address.
 */
enum why_isa_call_before why_isa_call_before(const struct why_isa *isa,
                                             const struct why_isa_code *code,
                                             uint32_t return_address, struct why_insn *call);

#endif
