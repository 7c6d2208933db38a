/* What one machine instruction is: the result of decoding. */
#ifndef WHY_ISA_INSN_H
#define WHY_ISA_INSN_H

#include "espwhy/chip.h"

struct why_isa_row;

enum why_insn_legality {
    WHY_INSN_UNKNOWN, /* nobody here knows whether the core has it */
    WHY_INSN_LEGAL,
    WHY_INSN_ILLEGAL, /* no instruction of this core, also a reserved encoding */
    WHY_INSN_TRAP,    /* defined to raise an exception: ebreak, unimp, break, ill */
};

/* Where control goes, and whether memory is accessed. Xtensa loops repeat without a branch: see
 * `repeats`. */
enum why_insn_kind {
    WHY_INSN_OTHER,
    WHY_INSN_CALL,          /* to `target` */
    WHY_INSN_CALL_INDIRECT, /* to `base` + `offset`; without a base, through the table of cm.jalt */
    WHY_INSN_JUMP,
    WHY_INSN_JUMP_INDIRECT, /* likewise; the table of cm.jt */
    WHY_INSN_BRANCH,        /* may go to `target`, or on */
    WHY_INSN_RETURN,        /* to `base`, or to a slot of the stack that cm.popret loads; without a
                               base, from a trap or an Xtensa window exception */
    WHY_INSN_LOAD,
    WHY_INSN_STORE,
    WHY_INSN_ATOMIC, /* reads and may write at one address; a lone LR or SC too */
    WHY_INSN_DIVIDE, /* integer; source[1] is the divisor */
};

/* What `dest` gets; all arithmetic is on 32 bits and wraps. */
enum why_operation {
    WHY_OP_NONE,         /* there is no `dest` */
    WHY_OP_OPAQUE,       /* something computed from `reads`, or from state outside of registers */
    WHY_OP_CONSTANT,     /* value */
    WHY_OP_ADDRESS,      /* value, an address relative to the instruction: auipc, and the return
                            address of a call, which Xtensa marks in its two highest bits */
    WHY_OP_LITERAL,      /* the word at `target`: l32r */
    WHY_OP_LOAD,         /* what memory holds at base + index + offset, extended to 32 bits */
    WHY_OP_MOVE,         /* source[0]; between integer and floating-point registers, its bits */
    WHY_OP_MOVE_PAIR,    /* source[0], and `dest2` gets source[1]: cm.mvsa01, cm.mva01s */
    WHY_OP_MOVE_IF,      /* source[0] under a condition, else it stays what it is: moveqz */
    WHY_OP_ADD_CONSTANT, /* source[0] + value */
    WHY_OP_ENTER,        /* source[0] + value, the caller's stack pointer less the frame: entry,
                            which makes the other registers those that the callee was called with */
    WHY_OP_ADD,          /* (source[0] << shift) + source[1] */
    WHY_OP_SUBTRACT,     /* (source[0] << shift) - source[1] */
    WHY_OP_SHIFT_LEFT,   /* source[0] << shift */
    WHY_OP_MULTIPLY,     /* source[0] * source[1] */
    WHY_OP_MASK,         /* (source[0] >> shift, zeros from above) & value */
    WHY_OP_AND,          /* source[0] & source[1] */
    WHY_OP_OR,           /* source[0] | source[1]; without source[1], | value */
};

/* Register numbers: 0-31 (RISC-V x), 0-15 (Xtensa a, as the window shows them). Floating-point
 * registers follow from WHY_ISA_FLOAT on. RISC-V x0 stands where the instruction names it as base
 * or source, but is never a `dest`, nor in a set. */
#define WHY_ISA_FLOAT 32
#define WHY_ISA_NO_REGISTER (-1)

/** The set of one register number; empty for none. */
static inline uint64_t why_register_bit(int number)
{
    return number >= 0 ? (uint64_t)1 << number : 0;
}

struct why_insn {
    const struct why_isa_row *row; /* NULL: not known */
    enum why_arch_id arch;
    uint32_t address;
    uint32_t bits;  /* as in memory, first byte lowest */
    uint32_t word;  /* the same; of a compressed RISC-V instruction, the one it stands for */
    uint8_t length; /* bytes: 2, 3 or 4 */
    enum why_insn_legality legality;
    enum why_insn_kind kind;
    bool breakpoint; /* a trap with a debugger's number: Xtensa BREAK */
    bool direct;     /* `target` is known from the instruction alone */
    bool repeats; /* sets up a loop without a branch: what follows is run again up to `target`, if
                     `direct`; else its end is not told (esp.lp.*) */
    uint32_t target; /* where it goes; of an Xtensa L32R, the address of the literal */

    int8_t base;          /* register whose value and `offset` make the address that is accessed or
                             gone to, of a cm.popret the former; WHY_ISA_NO_REGISTER: none */
    int8_t index;         /* register that is added to it */
    int32_t offset;       /* bytes, from the value that `base` has before the instruction */
    bool updates_base;    /* `base_change` is added to `base` */
    int32_t base_change;  /* bytes */
    uint8_t access_bytes; /* of a load, store or atomic, and of a cm.popret; of several words, one
                             of them: why_insn_slot() tells where each is; 0: no access */
    bool access_signed;   /* the value read is sign-extended */

    enum why_operation operation;
    int8_t dest;      /* register written, `base` aside */
    int8_t dest2;     /* WHY_OP_MOVE_PAIR: the other one */
    int8_t source[2]; /* registers read, `base` and `index` aside; of a store, [0] is what is
                         stored */
    uint8_t shift;    /* bits, below 32 */
    uint32_t value;   /* a signed constant is sign-extended */

    /* Sets of registers; bit n is register n. A register that is written and is none of `dest`,
     * `dest2` and an updated `base` gets what a slot of the stack holds, or something untold. */
    uint64_t reads;
    uint64_t writes;
    bool clobbers_unknown; /* any other register may change too: nobody here knows the instruction,
                              or it hands over to code that may do as it likes (ecall, rotw) */
    uint8_t window_change; /* Xtensa windowed call: registers the callee's window is ahead, 4, 8 or
                              12 */
};

#endif
