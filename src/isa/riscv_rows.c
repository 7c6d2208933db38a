/* The 32-bit instructions of RISC-V, as rows. */
#include "isa/riscv.h"
#include "isa/row_kinds.h"

#define A WHY_ISA_RISCV_A
#define F WHY_ISA_RISCV_F
#define ZBA WHY_ISA_RISCV_B
#define ZBB WHY_ISA_RISCV_B
#define ZBS WHY_ISA_RISCV_B
#define LP WHY_ISA_ESP_LOOP
#define PIE WHY_ISA_ESP_VECTOR

/* Operands:
 *   d s t      rd, rs1, rs2             D S T R    the same as floating-point registers, rs3
 *   i          I-type immediate         w          S-type immediate
 *   b j        branch, jump target      u          U-type immediate, its upper 20 bits
 *   h          shift amount             c          control and status register
 *   z          5-bit immediate (rs1)    m          ",rounding mode" unless dynamic
 *   p f        fence: what stands before, what after
 *
 * Sources: RISC-V Instruction Set Manual, Volume I (20240411): chapters 2 (RV32I), 6 (Zifencei),
 * 7 (Zicsr), 13 (M), 14 (A), 21 (F), 29 (B), and the pseudoinstructions of the RISC-V Assembly
 * Programmer's Manual; Volume II chapter 3 (mret, wfi, dret). The row of unimp is what assemblers
 * make of it, csrrw x0, cycle, x0. xesploop and xespv: opcodes of ESP32-P4 in Espressif's LLVM,
 * RISCVInstrInfoESP32P4.td. */
/* clang-format off */
static const struct why_isa_row rows[] = {
    /* no instruction, or a trap on purpose */
    { 0xffffffff, 0xffffffff, "",           "",         0, RESERVED, 0, USUAL },
    { 0xffffffff, 0xc0001073, "unimp",      "",         0, TRAP,     0, USUAL },
    { 0xffffffff, 0x00100073, "ebreak",     "",         0, TRAP,     0, USUAL },

    /* chapter 2.4: integer computation */
    { 0xffffffff, 0x00000013, "nop",        "",         0, OTHER,    0, USUAL },
    { 0x000ff07f, 0x00000013, "li",         "d,i",      0, OTHER,    0, CONSTANT },
    { 0xfff0707f, 0x00000013, "mv",         "d,s",      0, OTHER,    0, MOVE },
    { 0x0000707f, 0x00000013, "addi",       "d,s,i",    0, OTHER,    0, ADD_CONSTANT },
    { 0xfff0707f, 0x00103013, "seqz",       "d,s",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00002013, "slti",       "d,s,i",    0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00003013, "sltiu",      "d,s,i",    0, OTHER,    0, USUAL },
    { 0xfff0707f, 0xfff04013, "not",        "d,s",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00004013, "xori",       "d,s,i",    0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00006013, "ori",        "d,s,i",    0, OTHER,    0, USUAL },
    { 0xfff0707f, 0x0ff07013, "zext.b",     "d,s",      0, OTHER,    0, LOW_BITS(8) },
    { 0x0000707f, 0x00007013, "andi",       "d,s,i",    0, OTHER,    0, MASK },
    { 0xfe00707f, 0x00001013, "slli",       "d,s,h",    0, OTHER,    0, SHIFT_LEFT },
    { 0xfe00707f, 0x00005013, "srli",       "d,s,h",    0, OTHER,    0, EXTRACT },
    { 0xfe00707f, 0x40005013, "srai",       "d,s,h",    0, OTHER,    0, USUAL },
    { 0x0000007f, 0x00000037, "lui",        "d,u",      0, OTHER,    0, CONSTANT },
    { 0x0000007f, 0x00000017, "auipc",      "d,u",      0, OTHER,    0, ADDRESS },
    { 0xfe0ff07f, 0x00000033, "mv",         "d,t",      0, OTHER,    0, MOVE },
    { 0xfe00707f, 0x00000033, "add",        "d,s,t",    0, OTHER,    0, ADD(0) },
    { 0xfe0ff07f, 0x40000033, "neg",        "d,t",      0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x40000033, "sub",        "d,s,t",    0, OTHER,    0, SUBTRACT(0) },
    { 0xfe00707f, 0x00001033, "sll",        "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe0ff07f, 0x00002033, "sgtz",       "d,t",      0, OTHER,    0, USUAL },
    { 0xfff0707f, 0x00002033, "sltz",       "d,s",      0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x00002033, "slt",        "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe0ff07f, 0x00003033, "snez",       "d,t",      0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x00003033, "sltu",       "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x00004033, "xor",        "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x00005033, "srl",        "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x40005033, "sra",        "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x00006033, "or",         "d,s,t",    0, OTHER,    0, MOVE_IF_SAME },
    { 0xfe00707f, 0x00007033, "and",        "d,s,t",    0, OTHER,    0, MOVE_IF_SAME },

    /* chapter 2.5: control transfer; x1 and x5 are the link registers */
    { 0x00000fff, 0x0000006f, "j",          "j",        0, JUMP,     0, USUAL },
    { 0x00000fff, 0x000000ef, "jal",        "j",        0, CALL,     0, USUAL },
    { 0x00000fff, 0x000002ef, "jal",        "d,j",      0, CALL,     0, USUAL },
    { 0x0000007f, 0x0000006f, "jal",        "d,j",      0, JUMP,     0, USUAL },
    { 0xffffffff, 0x00008067, "ret",        "",         0, RETURN,   0, USUAL },
    { 0xffffffff, 0x00028067, "jr",         "s",        0, RETURN,   0, USUAL },
    { 0xfff07fff, 0x00000067, "jr",         "s",        0, JUMP_TO,  0, USUAL },
    { 0x00007fff, 0x00000067, "jr",         "i(s)",     0, JUMP_TO,  0, USUAL },
    { 0xfff07fff, 0x000000e7, "jalr",       "s",        0, CALL_TO,  0, USUAL },
    { 0x00007fff, 0x000000e7, "jalr",       "i(s)",     0, CALL_TO,  0, USUAL },
    { 0xfff07fff, 0x000002e7, "jalr",       "d,s",      0, CALL_TO,  0, USUAL },
    { 0x00007fff, 0x000002e7, "jalr",       "d,i(s)",   0, CALL_TO,  0, USUAL },
    { 0xfff0707f, 0x00000067, "jalr",       "d,s",      0, JUMP_TO,  0, USUAL },
    { 0x0000707f, 0x00000067, "jalr",       "d,i(s)",   0, JUMP_TO,  0, USUAL },
    { 0x01f0707f, 0x00000063, "beqz",       "s,b",      0, BRANCH,   0, USUAL },
    { 0x0000707f, 0x00000063, "beq",        "s,t,b",    0, BRANCH,   0, USUAL },
    { 0x01f0707f, 0x00001063, "bnez",       "s,b",      0, BRANCH,   0, USUAL },
    { 0x0000707f, 0x00001063, "bne",        "s,t,b",    0, BRANCH,   0, USUAL },
    { 0x01f0707f, 0x00004063, "bltz",       "s,b",      0, BRANCH,   0, USUAL },
    { 0x000ff07f, 0x00004063, "bgtz",       "t,b",      0, BRANCH,   0, USUAL },
    { 0x0000707f, 0x00004063, "blt",        "s,t,b",    0, BRANCH,   0, USUAL },
    { 0x01f0707f, 0x00005063, "bgez",       "s,b",      0, BRANCH,   0, USUAL },
    { 0x000ff07f, 0x00005063, "blez",       "t,b",      0, BRANCH,   0, USUAL },
    { 0x0000707f, 0x00005063, "bge",        "s,t,b",    0, BRANCH,   0, USUAL },
    { 0x0000707f, 0x00006063, "bltu",       "s,t,b",    0, BRANCH,   0, USUAL },
    { 0x0000707f, 0x00007063, "bgeu",       "s,t,b",    0, BRANCH,   0, USUAL },

    /* chapter 2.6: loads and stores */
    { 0x0000707f, 0x00000003, "lb",         "d,i(s)",   0, LOAD,    -1, USUAL },
    { 0x0000707f, 0x00001003, "lh",         "d,i(s)",   0, LOAD,    -2, USUAL },
    { 0x0000707f, 0x00002003, "lw",         "d,i(s)",   0, LOAD,     4, USUAL },
    { 0x0000707f, 0x00004003, "lbu",        "d,i(s)",   0, LOAD,     1, USUAL },
    { 0x0000707f, 0x00005003, "lhu",        "d,i(s)",   0, LOAD,     2, USUAL },
    { 0x0000707f, 0x00000023, "sb",         "t,w(s)",   0, STORE,    1, USUAL },
    { 0x0000707f, 0x00001023, "sh",         "t,w(s)",   0, STORE,    2, USUAL },
    { 0x0000707f, 0x00002023, "sw",         "t,w(s)",   0, STORE,    4, USUAL },

    /* chapters 2.7, 2.8 and 6, volume II chapter 3: order and system */
    { 0xffffffff, 0x0ff0000f, "fence",      "",         0, OTHER,    0, USUAL },
    { 0xffffffff, 0x8330000f, "fence.tso",  "",         0, OTHER,    0, USUAL },
    { 0xffffffff, 0x0100000f, "pause",      "",         0, OTHER,    0, USUAL },
    { 0x0000707f, 0x0000000f, "fence",      "p,f",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x0000100f, "fence.i",    "",         0, OTHER,    0, USUAL },
    { 0xffffffff, 0x00000073, "ecall",      "",         0, OTHER,    0, UNTOLD },
    { 0xffffffff, 0x00200073, "uret",       "",         0, RETURN,   0, USUAL },
    { 0xffffffff, 0x30200073, "mret",       "",         0, RETURN,   0, USUAL },
    { 0xffffffff, 0x7b200073, "dret",       "",         0, RETURN,   0, USUAL },
    { 0xffffffff, 0x10500073, "wfi",        "",         0, OTHER,    0, USUAL },

    /* chapter 7: control and status registers */
    { 0x00007fff, 0x00001073, "csrw",       "c,s",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00001073, "csrrw",      "d,c,s",    0, OTHER,    0, USUAL },
    { 0x000ff07f, 0x00002073, "csrr",       "d,c",      0, OTHER,    0, USUAL },
    { 0x00007fff, 0x00002073, "csrs",       "c,s",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00002073, "csrrs",      "d,c,s",    0, OTHER,    0, USUAL },
    { 0x00007fff, 0x00003073, "csrc",       "c,s",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00003073, "csrrc",      "d,c,s",    0, OTHER,    0, USUAL },
    { 0x00007fff, 0x00005073, "csrwi",      "c,z",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00005073, "csrrwi",     "d,c,z",    0, OTHER,    0, USUAL },
    { 0x00007fff, 0x00006073, "csrsi",      "c,z",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00006073, "csrrsi",     "d,c,z",    0, OTHER,    0, USUAL },
    { 0x00007fff, 0x00007073, "csrci",      "c,z",      0, OTHER,    0, USUAL },
    { 0x0000707f, 0x00007073, "csrrci",     "d,c,z",    0, OTHER,    0, USUAL },

    /* chapter 13: multiplication and division; a division by zero does not trap */
    { 0xfe00707f, 0x02000033, "mul",        "d,s,t",    0, OTHER,    0, MULTIPLY },
    { 0xfe00707f, 0x02001033, "mulh",       "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x02002033, "mulhsu",     "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x02003033, "mulhu",      "d,s,t",    0, OTHER,    0, USUAL },
    { 0xfe00707f, 0x02004033, "div",        "d,s,t",    0, DIVIDE,   0, USUAL },
    { 0xfe00707f, 0x02005033, "divu",       "d,s,t",    0, DIVIDE,   0, USUAL },
    { 0xfe00707f, 0x02006033, "rem",        "d,s,t",    0, DIVIDE,   0, USUAL },
    { 0xfe00707f, 0x02007033, "remu",       "d,s,t",    0, DIVIDE,   0, USUAL },

    /* chapter 14: atomics; bits 26 and 25 are acquire and release */
    { 0xfff0707f, 0x1000202f, "lr.w",         "d,(s)",   A, ATOMIC,  4, USUAL },
    { 0xfff0707f, 0x1400202f, "lr.w.aq",      "d,(s)",   A, ATOMIC,  4, USUAL },
    { 0xfff0707f, 0x1200202f, "lr.w.rl",      "d,(s)",   A, ATOMIC,  4, USUAL },
    { 0xfff0707f, 0x1600202f, "lr.w.aqrl",    "d,(s)",   A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x1800202f, "sc.w",         "d,t,(s)", A, ATOMIC,  4, OPAQUE },
    { 0xfe00707f, 0x1c00202f, "sc.w.aq",      "d,t,(s)", A, ATOMIC,  4, OPAQUE },
    { 0xfe00707f, 0x1a00202f, "sc.w.rl",      "d,t,(s)", A, ATOMIC,  4, OPAQUE },
    { 0xfe00707f, 0x1e00202f, "sc.w.aqrl",    "d,t,(s)", A, ATOMIC,  4, OPAQUE },
    { 0xfe00707f, 0x0800202f, "amoswap.w",      "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0c00202f, "amoswap.w.aq",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0a00202f, "amoswap.w.rl",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0e00202f, "amoswap.w.aqrl", "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0000202f, "amoadd.w",       "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0400202f, "amoadd.w.aq",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0200202f, "amoadd.w.rl",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x0600202f, "amoadd.w.aqrl",  "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x2000202f, "amoxor.w",       "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x2400202f, "amoxor.w.aq",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x2200202f, "amoxor.w.rl",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x2600202f, "amoxor.w.aqrl",  "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x6000202f, "amoand.w",       "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x6400202f, "amoand.w.aq",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x6200202f, "amoand.w.rl",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x6600202f, "amoand.w.aqrl",  "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x4000202f, "amoor.w",        "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x4400202f, "amoor.w.aq",     "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x4200202f, "amoor.w.rl",     "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x4600202f, "amoor.w.aqrl",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x8000202f, "amomin.w",       "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x8400202f, "amomin.w.aq",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x8200202f, "amomin.w.rl",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0x8600202f, "amomin.w.aqrl",  "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xa000202f, "amomax.w",       "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xa400202f, "amomax.w.aq",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xa200202f, "amomax.w.rl",    "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xa600202f, "amomax.w.aqrl",  "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xc000202f, "amominu.w",      "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xc400202f, "amominu.w.aq",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xc200202f, "amominu.w.rl",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xc600202f, "amominu.w.aqrl", "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xe000202f, "amomaxu.w",      "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xe400202f, "amomaxu.w.aq",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xe200202f, "amomaxu.w.rl",   "d,t,(s)", A, ATOMIC,  4, USUAL },
    { 0xfe00707f, 0xe600202f, "amomaxu.w.aqrl", "d,t,(s)", A, ATOMIC,  4, USUAL },

    /* chapter 21: single-precision floating point */
    { 0x0000707f, 0x00002007, "flw",        "D,i(s)",   F, LOAD,     4, USUAL },
    { 0x0000707f, 0x00002027, "fsw",        "T,w(s)",   F, STORE,    4, USUAL },
    { 0x0600007f, 0x00000043, "fmadd.s",    "D,S,T,Rm", F, OTHER,    0, USUAL },
    { 0x0600007f, 0x00000047, "fmsub.s",    "D,S,T,Rm", F, OTHER,    0, USUAL },
    { 0x0600007f, 0x0000004b, "fnmsub.s",   "D,S,T,Rm", F, OTHER,    0, USUAL },
    { 0x0600007f, 0x0000004f, "fnmadd.s",   "D,S,T,Rm", F, OTHER,    0, USUAL },
    { 0xfe00007f, 0x00000053, "fadd.s",     "D,S,Tm",   F, OTHER,    0, USUAL },
    { 0xfe00007f, 0x08000053, "fsub.s",     "D,S,Tm",   F, OTHER,    0, USUAL },
    { 0xfe00007f, 0x10000053, "fmul.s",     "D,S,Tm",   F, OTHER,    0, USUAL },
    { 0xfe00007f, 0x18000053, "fdiv.s",     "D,S,Tm",   F, OTHER,    0, USUAL },
    { 0xfff0007f, 0x58000053, "fsqrt.s",    "D,Sm",     F, OTHER,    0, USUAL },
    { 0xfe00707f, 0x20000053, "fsgnj.s",    "D,S,T",    F, OTHER,    0, MOVE_IF_SAME },
    { 0xfe00707f, 0x20001053, "fsgnjn.s",   "D,S,T",    F, OTHER,    0, USUAL },
    { 0xfe00707f, 0x20002053, "fsgnjx.s",   "D,S,T",    F, OTHER,    0, USUAL },
    { 0xfe00707f, 0x28000053, "fmin.s",     "D,S,T",    F, OTHER,    0, USUAL },
    { 0xfe00707f, 0x28001053, "fmax.s",     "D,S,T",    F, OTHER,    0, USUAL },
    { 0xfff0007f, 0xc0000053, "fcvt.w.s",   "d,Sm",     F, OTHER,    0, USUAL },
    { 0xfff0007f, 0xc0100053, "fcvt.wu.s",  "d,Sm",     F, OTHER,    0, USUAL },
    { 0xfff0007f, 0xd0000053, "fcvt.s.w",   "D,sm",     F, OTHER,    0, USUAL },
    { 0xfff0007f, 0xd0100053, "fcvt.s.wu",  "D,sm",     F, OTHER,    0, USUAL },
    { 0xfff0707f, 0xe0000053, "fmv.x.w",    "d,S",      F, OTHER,    0, MOVE },
    { 0xfff0707f, 0xf0000053, "fmv.w.x",    "D,s",      F, OTHER,    0, MOVE },
    { 0xfff0707f, 0xe0001053, "fclass.s",   "d,S",      F, OTHER,    0, USUAL },
    { 0xfe00707f, 0xa0002053, "feq.s",      "d,S,T",    F, OTHER,    0, USUAL },
    { 0xfe00707f, 0xa0001053, "flt.s",      "d,S,T",    F, OTHER,    0, USUAL },
    { 0xfe00707f, 0xa0000053, "fle.s",      "d,S,T",    F, OTHER,    0, USUAL },

    /* chapter 29: bit manipulation, Zba, Zbb and Zbs */
    { 0xfe00707f, 0x20002033, "sh1add",     "d,s,t",  ZBA, OTHER,    0, ADD(1) },
    { 0xfe00707f, 0x20004033, "sh2add",     "d,s,t",  ZBA, OTHER,    0, ADD(2) },
    { 0xfe00707f, 0x20006033, "sh3add",     "d,s,t",  ZBA, OTHER,    0, ADD(3) },
    { 0xfe00707f, 0x40007033, "andn",       "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x40006033, "orn",        "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x40004033, "xnor",       "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x60001013, "clz",        "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x60101013, "ctz",        "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x60201013, "cpop",       "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x60401013, "sext.b",     "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x60501013, "sext.h",     "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x08004033, "zext.h",     "d,s",    ZBB, OTHER,    0, LOW_BITS(16) },
    { 0xfe00707f, 0x0a006033, "max",        "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x0a007033, "maxu",       "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x0a004033, "min",        "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x0a005033, "minu",       "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x60001033, "rol",        "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x60005033, "ror",        "d,s,t",  ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x60005013, "rori",       "d,s,h",  ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x28705013, "orc.b",      "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfff0707f, 0x69805013, "rev8",       "d,s",    ZBB, OTHER,    0, USUAL },
    { 0xfe00707f, 0x48001033, "bclr",       "d,s,t",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x48001013, "bclri",      "d,s,h",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x48005033, "bext",       "d,s,t",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x48005013, "bexti",      "d,s,h",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x68001033, "binv",       "d,s,t",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x68001013, "binvi",      "d,s,h",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x28001033, "bset",       "d,s,t",  ZBS, OTHER,    0, USUAL },
    { 0xfe00707f, 0x28001013, "bseti",      "d,s,h",  ZBS, OTHER,    0, USUAL },

    /* xesploop: hardware loops. No public document says from where their offsets count, so that
     * operands are not told; count and setup read a register, none writes one. */
    { 0x0000707f, 0x0000002b, "esp.lp.starti", "",     LP, OTHER,    0, USUAL },
    { 0x0000707f, 0x0000102b, "esp.lp.endi",  "",      LP, OTHER,    0, REPEATS },
    { 0x0000707f, 0x0000202b, "esp.lp.count", "",      LP, OTHER,    0, USUAL },
    { 0x0000707f, 0x0000302b, "esp.lp.counti", "",     LP, OTHER,    0, USUAL },
    { 0x0000707f, 0x0000402b, "esp.lp.setup", "",      LP, OTHER,    0, REPEATS },
    { 0x0000707f, 0x0000502b, "esp.lp.setupi", "",     LP, OTHER,    0, REPEATS },
    { 0x0000007f, 0x0000002b, "",           "",        LP, UNSURE,   0, UNTOLD },
    /* xespv: vectors; major opcodes that RV32 leaves free, two of them from the space of longer
     * instructions */
    { 0x0000007f, 0x0000003b, "",           "",       PIE, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000005f, "",           "",       PIE, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000007f, "",           "",       PIE, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000001f, "",           "",       PIE, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000003f, "",           "",       PIE, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000001b, "",           "",       PIE, UNSURE,   0, UNTOLD },
    /* custom-0, custom-2 and custom-3: free for any vendor */
    { 0x0000007f, 0x0000000b, "",           "",         0, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000005b, "",           "",         0, UNSURE,   0, UNTOLD },
    { 0x0000007f, 0x0000007b, "",           "",         0, UNSURE,   0, UNTOLD },
};
/* clang-format on */

const struct why_isa_table why_riscv_table = { rows, WHY_COUNTOF(rows) };
