/* Names of RISC-V control and status registers. */
#include "isa/riscv.h"

struct csr {
    uint16_t number;
    const char *name;
};

/* Source: RISC-V Instruction Set Manual, Volume II, table of allocated CSR addresses; jvt: Zcmt. */
/* clang-format off */
static const struct csr csrs[] = {
    { 0x001, "fflags" },     { 0x002, "frm" },         { 0x003, "fcsr" },       { 0x017, "jvt" },
    { 0x300, "mstatus" },    { 0x301, "misa" },        { 0x302, "medeleg" },    { 0x303, "mideleg" },
    { 0x304, "mie" },        { 0x305, "mtvec" },       { 0x306, "mcounteren" }, { 0x310, "mstatush" },
    { 0x320, "mcountinhibit" },
    { 0x340, "mscratch" },   { 0x341, "mepc" },        { 0x342, "mcause" },     { 0x343, "mtval" },
    { 0x344, "mip" },
    { 0x3a0, "pmpcfg0" },    { 0x3a1, "pmpcfg1" },     { 0x3a2, "pmpcfg2" },    { 0x3a3, "pmpcfg3" },
    { 0x3b0, "pmpaddr0" },   { 0x3b1, "pmpaddr1" },    { 0x3b2, "pmpaddr2" },   { 0x3b3, "pmpaddr3" },
    { 0x3b4, "pmpaddr4" },   { 0x3b5, "pmpaddr5" },    { 0x3b6, "pmpaddr6" },   { 0x3b7, "pmpaddr7" },
    { 0x3b8, "pmpaddr8" },   { 0x3b9, "pmpaddr9" },    { 0x3ba, "pmpaddr10" },  { 0x3bb, "pmpaddr11" },
    { 0x3bc, "pmpaddr12" },  { 0x3bd, "pmpaddr13" },   { 0x3be, "pmpaddr14" },  { 0x3bf, "pmpaddr15" },
    { 0x7a0, "tselect" },    { 0x7a1, "tdata1" },      { 0x7a2, "tdata2" },     { 0x7a3, "tdata3" },
    { 0x7a4, "tinfo" },      { 0x7a5, "tcontrol" },    { 0x7a8, "mcontext" },
    { 0x7b0, "dcsr" },       { 0x7b1, "dpc" },         { 0x7b2, "dscratch0" },  { 0x7b3, "dscratch1" },
    { 0xb00, "mcycle" },     { 0xb02, "minstret" },    { 0xb80, "mcycleh" },    { 0xb82, "minstreth" },
    { 0xc00, "cycle" },      { 0xc01, "time" },        { 0xc02, "instret" },    { 0xc80, "cycleh" },
    { 0xc81, "timeh" },      { 0xc82, "instreth" },
    { 0xf11, "mvendorid" },  { 0xf12, "marchid" },     { 0xf13, "mimpid" },     { 0xf14, "mhartid" },
};
/* clang-format on */

const char *why_riscv_csr(uint32_t number)
{
    for (size_t i = 0; i < WHY_COUNTOF(csrs); i++)
        if (csrs[i].number == number)
            return csrs[i].name;
    return NULL;
}
