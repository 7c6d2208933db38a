/* Names of Xtensa special and user registers. */
#include "isa/xtensa.h"

struct name {
    uint8_t number;
    const char *name;
};

/* Source: Xtensa ISA Reference Manual, chapter 5, numerical list of special registers; which of
 * them the ESP chips have: their processor configuration in binutils-gdb, xtensa-modules.c. */
/* clang-format off */
static const struct name special[] = {
    { 0, "lbeg" },           { 1, "lend" },           { 2, "lcount" },         { 3, "sar" },
    { 4, "br" },             { 5, "litbase" },        { 12, "scompare1" },     { 16, "acclo" },
    { 17, "acchi" },
    { 32, "m0" },            { 33, "m1" },            { 34, "m2" },            { 35, "m3" },
    { 72, "windowbase" },    { 73, "windowstart" },   { 89, "mmid" },          { 96, "ibreakenable" },
    { 97, "memctl" },        { 99, "atomctl" },       { 104, "ddr" },
    { 128, "ibreaka0" },     { 129, "ibreaka1" },     { 144, "dbreaka0" },     { 145, "dbreaka1" },
    { 160, "dbreakc0" },     { 161, "dbreakc1" },     { 176, "configid0" },    { 177, "epc1" },
    { 178, "epc2" },         { 179, "epc3" },         { 180, "epc4" },         { 181, "epc5" },
    { 182, "epc6" },         { 183, "epc7" },         { 192, "depc" },         { 194, "eps2" },
    { 195, "eps3" },         { 196, "eps4" },         { 197, "eps5" },         { 198, "eps6" },
    { 199, "eps7" },         { 208, "configid1" },    { 209, "excsave1" },     { 210, "excsave2" },
    { 211, "excsave3" },     { 212, "excsave4" },     { 213, "excsave5" },     { 214, "excsave6" },
    { 215, "excsave7" },     { 224, "cpenable" },     { 226, "interrupt" },    { 227, "intclear" },
    { 228, "intenable" },    { 230, "ps" },           { 231, "vecbase" },      { 232, "exccause" },
    { 233, "debugcause" },   { 234, "ccount" },       { 235, "prid" },         { 236, "icount" },
    { 237, "icountlevel" },  { 238, "excvaddr" },     { 240, "ccompare0" },    { 241, "ccompare1" },
    { 242, "ccompare2" },    { 244, "misc0" },        { 245, "misc1" },        { 246, "misc2" },
    { 247, "misc3" },
};

static const struct name user[] = {
    { 230, "expstate" },     { 231, "threadptr" },    { 232, "fcr" },          { 233, "fsr" },
    { 234, "f64r_lo" },      { 235, "f64r_hi" },      { 236, "f64s" },
};
/* clang-format on */

static const char *find(const struct name *names, size_t count, uint32_t number)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].number == number)
            return names[i].name;
    return NULL;
}

const char *why_xtensa_special_register(uint32_t number)
{
    return find(special, WHY_COUNTOF(special), number);
}

const char *why_xtensa_user_register(uint32_t number)
{
    return find(user, WHY_COUNTOF(user), number);
}
