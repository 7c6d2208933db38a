/* The 16-bit instructions of RISC-V, as rows: what 32-bit instruction each stands for. */
#include "isa/riscv.h"
#include "isa/row_kinds.h"

#define F WHY_ISA_RISCV_F
#define D WHY_ISA_RISCV_D
#define ZC WHY_ISA_RISCV_ZC
#define ZCB_B (WHY_ISA_RISCV_ZC | WHY_ISA_RISCV_B)

/* Fields are letters of riscv_expand.c: registers  D S T (5 bits: rd, rs1, rs2), d s t (3 bits: x8
 * to x15), X (rd and rs1, 5 bits), x (rd and rs1, 3 bits); immediates, named for the instruction
 * whose layout they have. The 32-bit encoding carries what is fixed (sp, ra, x0).
 *
 * Sources: RISC-V Instruction Set Manual, Volume I (20240411), chapter 27 (C) with its tables of
 * quadrants 0 to 2, chapter 28 (Zcb). Encodings that the tables mark RES or NSE are no instruction;
 * hints are the instructions they look like. 0x0000 is what assemblers make of c.unimp. */
/* clang-format off */
const struct why_riscv_short why_riscv_shorts[] = {
    /* quadrant 0 */
    { 0xffff, 0x0000, "c.unimp",      "",     0xc0001073, 0 },
    { 0xffe3, 0x0000, "",             NULL,   0,          0 },
    { 0xe003, 0x0000, "c.addi4spn",   "d4",   0x00010013, 0 },
    { 0xe003, 0x2000, "c.fld",        "dsf",  0x00003007, D },
    { 0xe003, 0x4000, "c.lw",         "dsl",  0x00002003, 0 },
    { 0xe003, 0x6000, "c.flw",        "dsl",  0x00002007, F },
    { 0xe003, 0xa000, "c.fsd",        "tsg",  0x00003027, D },
    { 0xe003, 0xc000, "c.sw",         "tsw",  0x00002023, 0 },
    { 0xe003, 0xe000, "c.fsw",        "tsw",  0x00002027, F },
    { 0xfc03, 0x8000, "c.lbu",        "ds1",  0x00004003, ZC },
    { 0xfc43, 0x8400, "c.lhu",        "ds2",  0x00005003, ZC },
    { 0xfc43, 0x8440, "c.lh",         "ds2",  0x00001003, ZC },
    { 0xfc03, 0x8800, "c.sb",         "ts5",  0x00000023, ZC },
    { 0xfc43, 0x8c00, "c.sh",         "ts6",  0x00001023, ZC },

    /* quadrant 1 */
    { 0xe003, 0x0001, "c.addi",       "Xi",   0x00000013, 0 },
    { 0xe003, 0x2001, "c.jal",        "j",    0x000000ef, 0 },
    { 0xe003, 0x4001, "c.li",         "Di",   0x00000013, 0 },
    { 0xffff, 0x6101, "",             NULL,   0,          0 },
    { 0xef83, 0x6101, "c.addi16sp",   "a",    0x00010113, 0 },
    { 0xf07f, 0x6001, "",             NULL,   0,          0 },
    { 0xe003, 0x6001, "c.lui",        "Du",   0x00000037, 0 },
    { 0xfc03, 0x8001, "c.srli",       "xh",   0x00005013, 0 },
    { 0xfc03, 0x8401, "c.srai",       "xh",   0x40005013, 0 },
    { 0xec03, 0x8801, "c.andi",       "xi",   0x00007013, 0 },
    { 0xfc63, 0x8c01, "c.sub",        "xt",   0x40000033, 0 },
    { 0xfc63, 0x8c21, "c.xor",        "xt",   0x00004033, 0 },
    { 0xfc63, 0x8c41, "c.or",         "xt",   0x00006033, 0 },
    { 0xfc63, 0x8c61, "c.and",        "xt",   0x00007033, 0 },
    { 0xfc63, 0x9c41, "c.mul",        "xt",   0x02000033, ZC },
    { 0xfc7f, 0x9c61, "c.zext.b",     "x",    0x0ff07013, ZC },
    { 0xfc7f, 0x9c65, "c.sext.b",     "x",    0x60401013, ZCB_B },
    { 0xfc7f, 0x9c69, "c.zext.h",     "x",    0x08004033, ZCB_B },
    { 0xfc7f, 0x9c6d, "c.sext.h",     "x",    0x60501013, ZCB_B },
    { 0xfc7f, 0x9c75, "c.not",        "x",    0xfff04013, ZC },
    { 0xe003, 0xa001, "c.j",          "j",    0x0000006f, 0 },
    { 0xe003, 0xc001, "c.beqz",       "sb",   0x00000063, 0 },
    { 0xe003, 0xe001, "c.bnez",       "sb",   0x00001063, 0 },

    /* quadrant 2 */
    { 0xf003, 0x0002, "c.slli",       "Xh",   0x00001013, 0 },
    { 0xe003, 0x2002, "c.fldsp",      "DF",   0x00013007, D },
    { 0xef83, 0x4002, "",             NULL,   0,          0 },
    { 0xe003, 0x4002, "c.lwsp",       "DL",   0x00012003, 0 },
    { 0xe003, 0x6002, "c.flwsp",      "DL",   0x00012007, F },
    { 0xffff, 0x8002, "",             NULL,   0,          0 },
    { 0xf07f, 0x8002, "c.jr",         "S",    0x00000067, 0 },
    { 0xf003, 0x8002, "c.mv",         "DT",   0x00000033, 0 },
    { 0xffff, 0x9002, "c.ebreak",     "",     0x00100073, 0 },
    { 0xf07f, 0x9002, "c.jalr",       "S",    0x000000e7, 0 },
    { 0xf003, 0x9002, "c.add",        "XT",   0x00000033, 0 },
    { 0xe003, 0xa002, "c.fsdsp",      "TG",   0x00013027, D },
    { 0xe003, 0xc002, "c.swsp",       "TW",   0x00012023, 0 },
    { 0xe003, 0xe002, "c.fswsp",      "TW",   0x00012027, F },
};

/* Zcmp and Zcmt, in the place of the double-precision c.fsdsp, and looked for first. Operands:
 * l register list, k stack adjustment, x y the two saved registers (X y when they are read), n index
 * into the jump table.
 * Source: the same manual, chapter 28. */
static const struct why_isa_row zcmp_rows[] = {
    { 0xffc3, 0xb802, "",             "",         ZC, RESERVED, 0, USUAL },
    { 0xff03, 0xb802, "cm.push",      "l,-k",     ZC, STORE,    4, USUAL },
    { 0xffc3, 0xba02, "",             "",         ZC, RESERVED, 0, USUAL },
    { 0xff03, 0xba02, "cm.pop",       "l,k",      ZC, LOAD,     4, USUAL },
    { 0xffc3, 0xbc02, "",             "",         ZC, RESERVED, 0, USUAL },
    { 0xff03, 0xbc02, "cm.popretz",   "l,k",      ZC, RETURN,   0, CONSTANT },
    { 0xffc3, 0xbe02, "",             "",         ZC, RESERVED, 0, USUAL },
    { 0xff03, 0xbe02, "cm.popret",    "l,k",      ZC, RETURN,   0, USUAL },
    { 0xfc63, 0xac22, "cm.mvsa01",    "x,y",      ZC, OTHER,    0, MOVE_PAIR },
    { 0xfc63, 0xac62, "cm.mva01s",    "X,y",      ZC, OTHER,    0, MOVE_PAIR },
    { 0xff83, 0xa002, "cm.jt",        "n",        ZC, JUMP_TO,  0, USUAL },
    { 0xfc03, 0xa002, "cm.jalt",      "n",        ZC, CALL_TO,  0, USUAL },
};
/* clang-format on */

const size_t why_riscv_short_count = WHY_COUNTOF(why_riscv_shorts);
const struct why_isa_table why_riscv_zcmp_table = { zcmp_rows, WHY_COUNTOF(zcmp_rows) };
