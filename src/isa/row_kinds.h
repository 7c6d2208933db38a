/* Short words for the kind column of the opcode tables; for their files only. */
#ifndef WHY_ISA_ROW_KINDS_H
#define WHY_ISA_ROW_KINDS_H

#include "isa/row.h"

#define OTHER WHY_INSN_OTHER
#define CALL WHY_INSN_CALL
#define CALL_TO WHY_INSN_CALL_INDIRECT
#define JUMP WHY_INSN_JUMP
#define JUMP_TO WHY_INSN_JUMP_INDIRECT
#define BRANCH WHY_INSN_BRANCH
#define RETURN WHY_INSN_RETURN
#define LOAD WHY_INSN_LOAD
#define STORE WHY_INSN_STORE
#define ATOMIC WHY_INSN_ATOMIC
#define DIVIDE WHY_INSN_DIVIDE
#define TRAP WHY_ROW_TRAP
#define BREAK WHY_ROW_BREAK
#define RESERVED WHY_ROW_RESERVED
#define UNSURE WHY_ROW_UNSURE

#endif
