"""What instructions do to registers and memory, told from another disassembler's text alone.

This is the second opinion on src/isa: it knows mnemonics and operands, no encoding. An effect is (kind, registers read,
registers written, words); the words are those of dump_insns."""

import re

NOTHING, OPAQUE = "", "?"
WIDTHS = {
    "lb": "s1", "lh": "s2", "lw": "u4", "lbu": "u1", "lhu": "u2", "flw": "u4", "sb": "u1", "sh": "u2", "sw": "u4",
    "fsw": "u4", "fld": "u8", "fsd": "u8", "l8ui": "u1", "l16ui": "u2", "l16si": "s2", "s8i": "u1", "s16i": "u2",
}  # fmt: skip
KINDS = {
    "load": "lb lh lw lbu lhu flw fld l8ui l16ui l16si l32i l32i.n l32ai l32r l32e lsi lsx lsip lsxp lddr32.p ldinc lddec",
    "store": "sb sh sw fsw fsd s8i s16i s32i s32i.n s32ri s32e s32nb ssi ssx ssip ssxp sddr32.p",
    "branch": "beq bne blt bge bltu bgeu beqz bnez bltz bgez bgtz blez beqz.n bnez.n beqi bnei blti bgei bltui bgeui "
    "bnone ball bany bnall bbc bbs bbci bbsi bf bt loopnez loopgtz",
    "jump": "j",
    "jump-indirect": "jr jx",
    "call": "jal call0 call4 call8 call12",
    "call-indirect": "jalr callx0 callx4 callx8 callx12",
    "return": "ret mret uret dret ret.n retw retw.n rfe rfde rfi rfwo rfwu rfdo rfdd rfue rfme",
    "divide": "div divu rem remu quos quou rems",
    "atomic": "s32c1i",
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}
SHIFTS = {"add": 0, "sh1add": 1, "sh2add": 2, "sh3add": 3, "add.n": 0, "addx2": 1, "addx4": 2, "addx8": 3}
SUBTRACTS = {"sub": 0, "subx2": 1, "subx4": 2, "subx8": 3}


class Effect:
    def __init__(self, kind, reads=(), writes=(), words=""):
        self.kind = kind
        self.reads = frozenset(r for r in reads if r not in ("zero", ""))
        self.writes = frozenset(r for r in writes if r not in ("zero", ""))
        self.words = words

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return f"{self.kind}: reads {sorted(self.reads)}, writes {sorted(self.writes)}: {self.words}"


def number(text):
    return int(text, 0)


def assign(dest, what):
    return "" if dest in ("", "zero") else f"{dest} = {what}"


def arithmetic(name, sources):
    """What is put into the destination, where mnemonic and operands tell."""
    first, last = sources[0] if sources else "", sources[-1] if sources else ""
    if name in ("mv", "mov.n", "movsp", "fmv.x.w", "fmv.w.x", "fmv.s", "mov.s", "rfr", "wfr"):
        return first
    if name in ("li", "movi", "movi.n"):
        return f"{number(first) & 0xFFFFFFFF:#x}"
    if name == "lui":
        return f"{number(first) << 12 & 0xFFFFFFFF:#x}"
    if name in ("addi", "addi.n", "addmi"):
        return f"{first}{number(last):+d}"
    if name in SHIFTS:
        return f"({first} << {SHIFTS[name]}) + {last}"
    if name in SUBTRACTS:
        return f"({first} << {SUBTRACTS[name]}) - {last}"
    if name == "slli":
        return f"{first} << {number(last)}" if number(last) < 32 else OPAQUE
    if name in ("mul", "mull"):
        return f"{first} * {last}"
    if name == "srli":
        return f"({first} >> {number(last)}) & 0xffffffff"
    if name in ("zext.b", "zext.h"):
        return f"({first} >> 0) & {0xFF if name == 'zext.b' else 0xFFFF:#x}"
    if name == "andi":
        return f"({first} >> 0) & {number(last) & 0xFFFFFFFF:#x}"
    if name == "extui":
        return f"({first} >> {number(sources[1])}) & {(1 << number(sources[2])) - 1:#x}"
    if name in ("or", "and", "fsgnj.s", "fsgnj.d") and first == last:
        return first
    if name == "ori":
        return f"{first} | {number(last) & 0xFFFFFFFF:#x}"
    if name in ("or", "and"):
        return f"{first} {'|' if name == 'or' else '&'} {last}"
    return OPAQUE


def kind_of(name):
    return "atomic" if re.match(r"(amo|lr\.|sc\.)", name) else KIND_OF.get(name, "other")


# --- RISC-V --------------------------------------------------------------------------------------

RISCV_REGISTER = re.compile(r"(zero|ra|[sgt]p|f?[ast]\d+)$")
RISCV_NO_DEST = re.compile(r"(csr[wsc]i?|fence.*|fs(csr|rm|rmi|flags|flagsi))$")


def riscv_registers(operands):
    return [name for o in operands for name in [o.strip("()")] if RISCV_REGISTER.match(name)]


def riscv_access(name, operand):
    offset, base = re.fullmatch(r"(-?\d*)\((\w+)\)", operand).groups()
    return base, f"{WIDTHS.get(name, 'u4')}[{base}{int(offset or 0):+d}]"


def riscv_flow(name, operands, kind, after):
    """Jumps, calls and returns; the link register where the assembler leaves it out."""
    base = [re.sub(r".*\((\w+)\)", r"\1", o) for o in operands if not re.match(r"-?\d+$", o)]
    if name == "jr":
        return Effect("return" if operands[0] == "t0" else kind, base)
    if name in ("jal", "jalr"):
        link = operands[0] if len(operands) > 1 else "ra"
        if link not in ("ra", "t0"):
            kind = "jump" if name == "jal" else "jump-indirect"
        reads = [base[-1]] if name == "jalr" else []
        return Effect(kind, reads, [link], assign(link, f"@{after:#x}"))
    if name == "ret":
        return Effect(kind, ["ra"])
    return Effect(kind, riscv_registers(operands) if kind == "branch" else [])


def riscv_memory(name, operands, kind):
    base, access = riscv_access(name, operands[-1])
    value = operands[-2]
    if kind == "load":
        return Effect(kind, [base], [value], assign(value, access))
    if kind == "store":
        return Effect(kind, [base, value], [], f"; {access} = {value}")
    dest, stored = operands[0], "" if name.startswith("lr.") else value
    got = OPAQUE if name.startswith("sc.") else access
    return Effect(kind, [base, stored], [dest], f"{assign(dest, got)}; {access} = {stored}")


def riscv(text, address, length):
    """The effect of an instruction of RV32IMAFC with Zba, Zbb and Zbs, as objdump writes it."""
    name, _, rest = text.partition(" ")
    operands = rest.split(",") if rest else []
    kind = kind_of(name)
    if kind in ("jump", "jump-indirect", "call", "call-indirect", "return", "branch"):
        return riscv_flow(name, operands, kind, address + length)
    if kind in ("load", "store", "atomic"):
        return riscv_memory(name, operands, kind)
    if name == "ecall":
        return Effect(kind, words="; unknown")
    if name == "auipc":
        value = (address + (number(operands[1]) << 12)) & 0xFFFFFFFF
        return Effect(kind, [], operands[:1], assign(operands[0], f"@{value:#x}"))
    registers = riscv_registers(operands)
    if not registers or RISCV_NO_DEST.match(name) and operands[0] not in registers[:1]:
        return Effect(kind, registers)
    if RISCV_NO_DEST.match(name) and len(operands) == 1:
        return Effect(kind, registers)
    return Effect(kind, registers[1:], registers[:1], assign(operands[0], arithmetic(name, operands[1:])))


# --- Xtensa --------------------------------------------------------------------------------------

XTENSA_REGISTER = re.compile(r"[af]\d+$")
XTENSA_READS_DEST = re.compile(
    r"(mov(eqz|nez|ltz|gez|[ft])(\.s)?|m(add|sub|addn|kdadj)\.s|divn\.s|addexpm?\.s|xsr\..*)$"
)
XTENSA_NO_DEST = re.compile(
    r"(w[su]r\..*|ss[rl]|ssa8[lb]|w[id]tlb|i[id]tlb|wer|loop|wrmsk_expstate|u?mul[as]?\.(aa|ad|da|dd)\..*|"
    r"(dp|dh|di|ip|ih|ii)\w+)$"
)
XTENSA_UNKNOWN = re.compile(r"(syscall|simcall|rotw|[wx]sr\.windowbase|[wr]?f64\w*)$")


def xtensa_access(name, operands):
    """Base, what is read beside it, words for the access, change of the base and its words."""
    base, last = operands[1], operands[2]
    width = WIDTHS.get(name, "u4")
    if name.endswith("xp"):
        return [base, last], f"{width}[{base}+0]", [base], ""
    if name.endswith("ip"):
        return [base], f"{width}[{base}+0]", [base], f"; {base} {number(last):+d}"
    if name.endswith("x"):
        return [base, last], f"{width}[{base}+{last}+0]", [], ""
    return [base], f"{width}[{base}{number(last):+d}]", [], ""


def xtensa_memory(name, operands, kind):
    value = operands[0]
    if name == "l32r":
        return Effect(kind, [], [value], assign(value, f"[{operands[1]}]"))
    reads, access, changed, change = xtensa_access(name, operands)
    if kind == "load":
        return Effect(kind, reads, [value, *changed], assign(value, access) + change)
    if kind == "store":
        return Effect(kind, [*reads, value], changed, f"; {access} = {value}{change}")
    return Effect(kind, [*reads, value], [value], f"{assign(value, access)}; {access} = {value}")


def xtensa_automatic(name, operands):
    """Accesses that step the base by a word: MAC16 before the access, the debugger's after it."""
    base = next(o for o in operands if XTENSA_REGISTER.match(o))
    step = -4 if name.endswith("lddec") else 4
    reads = [o for o in operands if XTENSA_REGISTER.match(o)]
    kind = "store" if name.startswith("sd") else "load"
    stored = f"; u4[{base}+0] = " if kind == "store" else ""
    return Effect(kind, reads, [base], f"{stored}; {base} {step:+d}")


def xtensa_flow(name, operands, kind, after):
    if kind in ("call", "call-indirect"):
        window = int(re.search(r"\d+$", name).group(0))
        value = (after & 0x3FFFFFFF) | window // 4 << 30 if window else after
        reads = operands if kind == "call-indirect" else []
        return Effect(kind, reads, [f"a{window}"], f"a{window} = @{value:#x}")
    if re.match(r"retw?(\.n)?$", name):
        return Effect(kind, ["a0"])
    registers = [o for o in operands if XTENSA_REGISTER.match(o)]
    return Effect(kind, registers, [], "; repeats" if name.startswith("loop") else "")


def xtensa(text, address, length):
    """The effect of an instruction of an ESP32, as QEMU writes it."""
    name, _, rest = text.partition(" ")
    operands = rest.split(", ") if rest else []
    kind = kind_of(name)
    registers = [o for o in operands if XTENSA_REGISTER.match(o)]
    if XTENSA_UNKNOWN.match(name):
        return Effect(kind, registers, registers if name.startswith("x") else [],
                      (assign(registers[0], OPAQUE) if name.startswith("x") else "") + "; unknown")
    if kind in ("jump", "jump-indirect", "call", "call-indirect", "return", "branch") or name == "loop":
        return xtensa_flow(name, operands, kind, address + length)
    if re.search(r"ld(inc|dec)$|ddr32\.p$", name):
        return xtensa_automatic(name, operands)
    if kind in ("load", "store", "atomic"):
        return xtensa_memory(name, operands, kind)
    if not registers or operands[0] != registers[0] or XTENSA_NO_DEST.match(name):
        return Effect(kind, registers)
    dest = registers[0]
    if name == "entry":
        return Effect(kind, [dest], [dest], f"{dest} = {dest}-{operands[1]}")
    reads = registers if XTENSA_READS_DEST.match(name) else registers[1:]
    if name.startswith("mov") and XTENSA_READS_DEST.match(name):
        return Effect(kind, reads, [dest], f"{dest} = {operands[1]}, or not")
    return Effect(kind, reads, [dest], assign(dest, arithmetic(name, operands[1:])))
