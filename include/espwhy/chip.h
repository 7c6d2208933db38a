/* What the silicon says: architectures, chips, memory maps, causes, fill patterns, boot-ROM names.
 *
 * Everything here is constant data with its source named beside it in src/chip/. Pointers that
 * these functions return live for ever. */
#ifndef ESPWHY_CHIP_H
#define ESPWHY_CHIP_H

#include "espwhy/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- causes ---------------------------------------------------------------------------------- */

/* What went wrong, the same word for both architectures. */
enum why_cause {
    WHY_CAUSE_UNKNOWN, /* nothing was said, or a code that no manual names */
    WHY_CAUSE_ILLEGAL_INSTRUCTION,
    WHY_CAUSE_FETCH_FAULT, /* the instruction fetch itself was refused */
    WHY_CAUSE_LOAD_FAULT,
    WHY_CAUSE_STORE_FAULT,
    WHY_CAUSE_DATA_FAULT, /* a load or a store: only the instruction tells which */
    WHY_CAUSE_LOAD_MISALIGNED,
    WHY_CAUSE_STORE_MISALIGNED,
    WHY_CAUSE_DATA_MISALIGNED, /* a load or a store */
    WHY_CAUSE_FETCH_MISALIGNED,
    WHY_CAUSE_DIVIDE_BY_ZERO,
    WHY_CAUSE_BREAKPOINT,
    WHY_CAUSE_SYSTEM_CALL,
    WHY_CAUSE_PRIVILEGED,
    WHY_CAUSE_COPROCESSOR_DISABLED,
    WHY_CAUSE_COPROCESSOR_ABSENT, /* of a number that no chip has */
    WHY_CAUSE_STRAY_INTERRUPT,    /* level-1 interrupt or alloca exception that nothing handled */
    WHY_CAUSE_DEBUG_EXCEPTION,    /* watchpoint, break instruction, single step; pseudo */
    WHY_CAUSE_DOUBLE_EXCEPTION,   /* pseudo */
    WHY_CAUSE_KERNEL_EXCEPTION,   /* pseudo */
    WHY_CAUSE_INTERRUPT_WDT,      /* pseudo */
    WHY_CAUSE_CACHE_ERROR,        /* pseudo */
    WHY_CAUSE_MEMORY_PROTECTION,  /* pseudo */
    WHY_CAUSE_STACK_PROTECTION,   /* pseudo */
};

/* What the fault address register holds under a cause. */
enum why_fault_addr {
    WHY_FAULT_ADDR_STALE,       /* left over from something earlier: says nothing */
    WHY_FAULT_ADDR_DATA,        /* the data address */
    WHY_FAULT_ADDR_PC,          /* the address that could not be fetched */
    WHY_FAULT_ADDR_INSTRUCTION, /* the bits of the instruction */
};

/* One cause as a chip prints it. */
struct why_cause_row {
    const char *reason; /* as in the headline, such as "LoadProhibited" */
    uint32_t code;      /* value of EXCCAUSE or MCAUSE that goes with it */
    enum why_cause cause;
    enum why_fault_addr fault_addr;
    bool pseudo; /* the code was put there by ESP-IDF and reuses the number of a real cause */
    const char *meaning; /* a short clause in plain words: "a read was refused" */
};

/* ---- architectures --------------------------------------------------------------------------- */

/* General registers that debuggers number. */
#define WHY_ARCH_REGISTERS 32u

enum why_arch_id {
    WHY_ARCH_UNKNOWN,
    WHY_ARCH_XTENSA, /* with windowed calls */
    WHY_ARCH_LX106,  /* Xtensa of the ESP8266, which calls without windows */
    WHY_ARCH_RISCV,
};

/* What differs per architecture, as the layers above the grammars see it. Register names are those
 * of the dumps. */
struct why_arch {
    enum why_arch_id id;
    const char *name;             /* "xtensa" (both), "riscv" */
    const char *pc;               /* "PC", "MEPC" */
    const char *sp;               /* "A1", "SP" */
    const char *return_address;   /* "A0", "RA" */
    const char *cause;            /* "EXCCAUSE", "MCAUSE" */
    const char *fault_addr;       /* "EXCVADDR", "MTVAL" */
    const char *const *registers; /* every name of a dump, in printed order, NULL at the end */
    const char *const *general; /* those that may hold a pointer of the program, NULL at the end */
    const char *const
        *arguments; /* argument registers at function entry, first to last, NULL at the end */
    const char *const *numbered; /* WHY_ARCH_REGISTERS general registers by debuggers' numbers;
                                    NULL: none, or always zero */
    const struct why_cause_row *causes; /* real causes and pseudo causes */
    size_t cause_count;
    uint32_t
        backtrace_adjust; /* bytes the chip subtracts from every printed return address: 3 or 0 */
    uint32_t call_bytes_min; /* bytes to step back from a raw return address into its call: 3
                                (Xtensa) or 1 (RISC-V) */
};

/** The record of an architecture; NULL for WHY_ARCH_UNKNOWN. */
const struct why_arch *why_arch_get(enum why_arch_id id);

/**
 * The row of a headline's reason, such as "Load access fault"; ROM spellings are known too.
 * Reasons that carry a core ("Interrupt wdt timeout on CPU1") match by their fixed part.
 * @param arch  NULL searches both architectures.
 * @return NULL when the reason is not known.
 */
const struct why_cause_row *why_cause_by_reason(const struct why_arch *arch, why_span reason);

/**
 * The row of a *real* cause by its code, for a dump without a headline.
 * RISC-V codes with CLIC status bits are masked as reference says (exact values first).
 * @return NULL when the code is not known.
 */
const struct why_cause_row *why_cause_by_code(const struct why_arch *arch, uint32_t code);

/**
 * The value with an Xtensa return address's window bits replaced, (value & 0x3fffffff) |
 * 0x40000000; on RISC-V the value itself. Source: Xtensa ISA, windowed call; ESP-IDF
 * esp_cpu_process_stack_pc().
 */
uint32_t why_arch_code_address(const struct why_arch *arch, uint32_t return_address);

/* ---- memory ---------------------------------------------------------------------------------- */

/* What may be done with a memory region, as bits. */
enum why_mem_bits {
    WHY_MEM_READ = 1u << 0,
    WHY_MEM_WRITE = 1u << 1,
    WHY_MEM_EXEC = 1u << 2,
    WHY_MEM_FLASH = 1u << 3,      /* behind the flash cache: gone while the cache is off */
    WHY_MEM_ROM = 1u << 4,        /* boot ROM */
    WHY_MEM_PSRAM = 1u << 5,      /* external RAM, behind the cache too */
    WHY_MEM_PERIPHERAL = 1u << 6, /* registers of peripherals or of the CPU subsystem */
    WHY_MEM_RAM = 1u << 7,        /* internal RAM, RTC and LP memory included */
    WHY_MEM_WORD_ONLY = 1u << 8,  /* Xtensa: only aligned 32-bit data accesses are possible */
};

/* Addresses [lo, hi). */
struct why_region {
    uint32_t lo;
    uint32_t hi;
    uint32_t bits;    /* of enum why_mem_bits */
    const char *name; /* the field's term: "IROM", "DRAM", "PSRAM" */
    const char *what; /* in plain words: "code in flash" */
};

/* What a ROM symbol lookup found. */
struct why_rom_symbol {
    const char *name; /* not terminated: name_len bytes */
    size_t name_len;
    uint32_t address; /* of the function */
    uint32_t size;    /* bytes */
};

/* One revision of a boot ROM. Without a table it is known to exist, but none of its names. */
struct why_rom {
    uint32_t revision;  /* first chip revision that has it, as ESP-IDF counts them: 0, 3, 101, 300;
                           UINT32_MAX: not known which */
    const char *banner; /* text that it prints at boot, "ESP-ROM:esp32c3-api1-20210207"; a NULL
                           banner is not known */
    const char *table;  /* sorted records, see src/chip/rom.c; NULL: no names */
    const char *table_end;
};

/* Parts of an instruction set that not every core of the architecture has, as bits. Which chip has
 * which: ESP-IDF's -march per target and SOC_CPU_HAS_* of soc_caps.h; core-isa.h of the Xtensa
 * configurations. */
enum why_isa_bits {
    WHY_ISA_RISCV_A = 1u << 0,     /* atomics */
    WHY_ISA_RISCV_F = 1u << 1,     /* single-precision floating point */
    WHY_ISA_RISCV_D = 1u << 7,     /* double-precision floating point: no ESP chip has it */
    WHY_ISA_RISCV_B = 1u << 2,     /* bit manipulation: Zba, Zbb, Zbs */
    WHY_ISA_RISCV_ZC = 1u << 3,    /* Zcb, Zcmp, Zcmt */
    WHY_ISA_ESP_LOOP = 1u << 4,    /* xesploop */
    WHY_ISA_ESP_VECTOR = 1u << 5,  /* xespv */
    WHY_ISA_ESP_DSP = 1u << 6,     /* xespdsp */
    WHY_ISA_XTENSA_FP = 1u << 16,  /* single-precision floating point */
    WHY_ISA_XTENSA_DFP = 1u << 17, /* helpers for double precision */
    WHY_ISA_XTENSA_MAC16 = 1u << 18,
    WHY_ISA_XTENSA_LOOP = 1u << 19, /* zero-overhead loops */
    WHY_ISA_XTENSA_BOOLEAN = 1u << 20,
    WHY_ISA_XTENSA_S32C1I = 1u << 21, /* compare and swap */
    WHY_ISA_XTENSA_TIE = 1u << 22,    /* instructions of Espressif's own */
    WHY_ISA_XTENSA_OPTION = 1u << 23, /* options of the manual that no ESP chip is known to have */
};

struct why_chip {
    const char *id;        /* "esp32c3": what --chip takes */
    const char *name;      /* "ESP32-C3" */
    uint32_t image_number; /* esp_chip_id_t, as images and core dumps bear it: 5 */
    const struct why_arch *arch;
    uint32_t core_count;
    const struct why_region *regions; /* ordered, disjoint */
    size_t region_count;
    const struct why_rom *roms;
    size_t rom_count;
    const char *const *banners;    /* texts that name it at boot ("ESP-ROM:esp32c3-"); NULL ends */
    bool roms_complete;            /* every revision on sale has its table above */
    bool cache_fault_as_exception; /* so may a cached access with the cache off be reported */
    uint32_t isa;                  /* of enum why_isa_bits: what its cores have beyond the base */
    uint32_t isa_unsure;           /* likewise: what they may have: not known here */
    bool zero_overhead_loops;      /* LBEG, LEND and LCOUNT mean something */
    bool divide_traps;             /* an integer division by zero raises an exception */
    bool rom_names_partial;        /* ROM functions that have no name here lie between the others */
    const uint32_t *divide_traps_at; /* where the ROM traps on a divisor of 0; ends in 0; or NULL */
};

/** All chips, in a fixed order; @p count receives how many. */
const struct why_chip *const *why_chips(size_t *count);
/** The chip with this id ("esp32s3"; case, '-' and '_' do not matter), or NULL. */
const struct why_chip *why_chip_find(const char *id);
/** The chip with this image number, or NULL. */
const struct why_chip *why_chip_by_number(uint32_t image_number);
/** The region that holds @p address, or NULL: nothing is mapped there. @p chip may be NULL (answer
 * NULL). */
const struct why_region *why_chip_region(const struct why_chip *chip, uint32_t address);

/**
 * Name the boot-ROM function that holds @p address.
 * @param rom  The revision, or NULL when it is not known: then a name is given only if every
 * revision of the chip has a table here and all of them agree on the name; address and size are
 * then those of the earliest revision.
 * @param out  Untouched unless true is returned.
 */
bool why_rom_lookup(const struct why_chip *chip, const struct why_rom *rom, uint32_t address,
                    struct why_rom_symbol *out);

/* ---- patterns -------------------------------------------------------------------------------- */

/* A value that software writes on purpose. */
struct why_pattern {
    uint32_t value;
    uint32_t mask; /* bits that must agree; all ones for an exact word */
    uint32_t
        slack; /* how far above the value an address may lie that was computed from it, bytes */
    const char *name;    /* "unused task stack" */
    const char *meaning; /* one sentence */
};

/** The pattern that @p value is, or NULL. */
const struct why_pattern *why_pattern_of(uint32_t value);
/** The pattern that the address @p address was computed from (pattern plus a member offset), or
 * NULL. */
const struct why_pattern *why_pattern_near(uint32_t address);

#ifdef __cplusplus
}
#endif

#endif
