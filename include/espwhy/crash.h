/* One crash: what the chip reported, and what was made of it.
 *
 * A crash owns an arena; every pointer in it lives as long as it, and why_crash_destroy() is the
 * only free. All texts are terminated, valid UTF-8, and clean: control bytes of the log have been
 * made visible. Pointers are NULL and values not `known` where the log does not say. Arrays are in
 * the order of the log. */
#ifndef ESPWHY_CRASH_H
#define ESPWHY_CRASH_H

#include "espwhy/backtrace.h"
#include "espwhy/base.h"
#include "espwhy/chip.h"
#include "espwhy/contents.h"
#include "espwhy/dump.h"
#include "espwhy/machine.h"
#include "espwhy/statement.h"
#include "espwhy/task.h"
#include "espwhy/variable.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_arena;
struct why_finding;

struct why_core {
    struct why_value number;              /* not known: the dump does not say, or printed "/" */
    const struct why_register *registers; /* in printed order, every name once */
    size_t register_count;
    bool in_isr;           /* "was running in ISR context" stands under the dump */
    bool not_an_exception; /* dump of a core that did not trap (watchdog): cause and fault address
                              mean nothing */
    struct why_backtrace backtrace;
    uint32_t line_no; /* of the dump's header, or of its first cell */
};

/* What the run before the crash said of itself. */
struct why_boot {
    const char *app; /* project name */
    const char *app_version;
    const char *idf;            /* ESP-IDF version */
    const char *elf_sha256;     /* digits as printed, 8 to 64; NULL also when all are zero */
    bool bootloader;            /* the second-stage bootloader was running */
    bool application;           /* the application was running; neither: the log does not tell */
    uint32_t boots;             /* restarts that the log shows up to this run */
    struct why_value uptime_ms; /* of the last timestamped line before the crash */
    struct why_value clock_ms;  /* time of day that a terminal program wrote before the report,
                                   since midnight */
};

/* A code address that is no frame and has a name, from the log ("0x400d1234: app_main at x.c:36")
 * or from the ELF. A return address is named by its call. */
struct why_named_address {
    uint32_t address;
    const struct why_function *functions; /* innermost inline first */
    size_t function_count;
    uint32_t line_no;
};

/* Something imperfect about the input. */
struct why_note {
    const char *text;
    uint32_t line_no; /* 0: about the whole */
};

/* Whether an ELF is the one that the crashed firmware was made of. */
enum why_elf_match {
    WHY_ELF_UNKNOWN, /* the log says nothing to compare with */
    WHY_ELF_YES,
    WHY_ELF_NO,
};

/* One of the ELF files given, as judged for this crash. */
struct why_crash_elf {
    const char *path;
    size_t index; /* see why_session_firmware() */
    bool rom;     /* the boot ROM: no build of anybody's */
    bool foreign; /* for another architecture: never asked */
    enum why_elf_match match;
    const char *reason; /* what the verdict rests on; NULL when unknown */
    bool assumed;       /* not yet compared; never of a crash that is given out */
};

/* Whose panic handler wrote the report. What runs on top of ESP-IDF (Arduino, MicroPython, ESPHome)
 * leaves that to ESP-IDF. */
enum why_family {
    WHY_FAMILY_UNKNOWN,
    WHY_FAMILY_ESP_IDF,
    WHY_FAMILY_ESP_ROM,         /* the boot ROM, before an application installs its own */
    WHY_FAMILY_ESP_TEE,         /* ESP-IDF's trusted execution environment */
    WHY_FAMILY_LP_CORE,         /* ESP-IDF's handler of the low-power core */
    WHY_FAMILY_ESPHOME,         /* a record of the run before, printed after the restart */
    WHY_FAMILY_TASMOTA,         /* likewise, in JSON */
    WHY_FAMILY_ESP8266_ARDUINO, /* postmortem of the ESP8266 core for Arduino */
    WHY_FAMILY_ESP8266_NONOS,   /* NonOS SDK, and what is built on it */
    WHY_FAMILY_ESP8266_RTOS,    /* ESP8266 RTOS SDK */
    WHY_FAMILY_ESP_HAL,         /* Rust without ESP-IDF: esp-hal, esp-backtrace */
    WHY_FAMILY_NUTTX,
    WHY_FAMILY_ZEPHYR,
};

/* What is to be done about a crash. */
enum why_action { WHY_ACTION_NONE, WHY_ACTION_IGNORE, WHY_ACTION_WARN, WHY_ACTION_FAIL };

/* What the signature files say of a crash. */
struct why_judgement {
    enum why_action action; /* WHY_ACTION_NONE: no signature is of this crash */
    const char *signature;  /* name of the one that decided; NULL: none */
    const char *note;       /* of it; NULL: none */
    const char *issue;      /* of it, such as a link; NULL: none */
    const char *expired;    /* last day of its own action, "2026-12-31": it is to fail since; NULL:
                               not over */
};

/* A signature, and what a run has seen of it. */
struct why_signature_met {
    struct why_judgement judgement; /* of its crashes */
    uint32_t crashes;               /* updates not counted */
};

struct why_crash {
    struct why_arena *arena;
    uint32_t id;      /* from 1, in the order of the run; an update keeps the id */
    bool update;      /* tells more of a crash that was given out before */
    uint32_t same_as; /* id of the first crash of this run with the same fault; 0: there is none */
    uint32_t repeat;  /* how many times that fault has been seen before this one */
    bool richer;      /* a repeat of a reset that tells more than those before it */
    uint32_t follows; /* id of a crash since which the chip has not restarted; 0: there is none */
    const char *log_name;
    uint32_t first_line; /* of the report itself, context not counted */
    uint32_t last_line;
    bool complete;    /* its tail was seen: "Rebooting...", "CPU halted.", a boot banner */
    bool muted_stack; /* a monitor put GDB frames in place of the stack block */

    enum why_family family;
    const struct why_chip *chip; /* NULL: not known */
    const char *chip_reason;     /* what told the chip, such as "boot banner" or "--chip" */
    const struct why_chip *const *candidates; /* chips that fit all that is known */
    size_t candidate_count;
    const struct why_rom *rom;   /* NULL: revision not known */
    const struct why_arch *arch; /* NULL: not known */
    struct why_value core;       /* that panicked */
    const char *task;
    const char *reason;                /* of the headline, or the text that stands for one */
    const struct why_cause_row *cause; /* NULL: not known, or of the panic's own trap */
    bool contradicted; /* headline and cause register tell different causes, see the notes */
    bool software;     /* abort, assert and their kin: the registers are of the panic's own trap */

    struct why_core *cores; /* the panicked core first */
    size_t core_count;
    struct why_backtrace *log_backtrace; /* of another tool, beside the chip's; NULL: none */
    const struct why_memory *memory;     /* stack blocks; pieces of the core dump */
    size_t memory_count;
    const struct why_memory *code; /* "Memory dump at", around the program counter; NULL: none */
    const struct why_statement *statements;
    size_t statement_count;
    const struct why_core_dump *dump; /* NULL: none */
    struct why_task *tasks;           /* of the core dump, the crashed one first */
    size_t task_count;
    const struct why_named_address *names;
    size_t name_count;
    const struct why_log_line *lines;
    size_t line_count;
    const struct why_note *notes;
    size_t note_count;
    struct why_boot boot;

    const struct why_crash_elf *elfs; /* those of account for this crash, by priority */
    size_t elf_count;
    const struct why_instruction *instruction; /* at the program counter; NULL: not known */
    const struct why_access *access;           /* of that instruction; NULL: not known */
    const struct why_argument *argument;       /* of the library function it is in; NULL: none is at
                                                  fault, or not known */
    const struct why_memory *elf_code;         /* beside `code`, same range; NULL: none */
    const struct why_held_data *data;          /* what the ELF has where registers point */
    size_t data_count;
    const struct why_near_data *near_data; /* objects that they miss by a little */
    size_t near_data_count;

    const struct why_finding *findings; /* the verdict first; at least one once rules have run */
    size_t finding_count;
    const struct why_excerpt *excerpt; /* the source at the verdict's place; NULL: none */
    const char *fingerprint;           /* the same for the same bug; NULL: none could be made */
    struct why_judgement judgement;    /* before the gate has looked: none */
    bool fingerprint_weak; /* made without names: another build of the same bug may differ, and
                              another bug of this build may have the same */
    const char *const *fingerprint_parts; /* what it was made of, to be shown */
    size_t fingerprint_part_count;
};

/** Free a crash and everything in it. NULL does nothing. */
void why_crash_destroy(struct why_crash *crash);

/** The core that panicked; NULL when no core was dumped. */
const struct why_core *why_crash_core(const struct why_crash *crash);
/** A register by name; not known when the dump lacks it. @p core and @p name may be NULL. */
struct why_value why_core_register(const struct why_core *core, const char *name);
/** The program counter of the panicked core, by the architecture's name for it. */
struct why_value why_crash_pc(const struct why_crash *crash);
/** The fault address, only where the cause says that the register holds one (data or pc). */
struct why_value why_crash_fault_address(const struct why_crash *crash);
/** The first statement of a kind, or NULL. */
const struct why_statement *why_crash_says(const struct why_crash *crash,
                                           enum why_statement_kind kind);
/**
 * A 32-bit little-endian word of the target's memory, from any piece that was dumped.
 * @return not known unless all four bytes are.
 */
struct why_value why_crash_word(const struct why_crash *crash, uint32_t address);
/**
 * The backtrace to reason over: of the panicked core; another tool's when the core's is absent or
 * bears no names of the program while the other does. NULL when there is none.
 */
const struct why_backtrace *why_crash_named_backtrace(const struct why_crash *crash);
/** The frames of the crashed task of the core dump; NULL: none. */
const struct why_backtrace *why_crash_task_backtrace(const struct why_crash *crash);
/** The path that the crash took: why_crash_named_backtrace(), the panicked core's, or the crashed
 * task's. NULL: none. */
const struct why_backtrace *why_crash_main_backtrace(const struct why_crash *crash);
/** True when there is no log beside the core dump. */
bool why_crash_is_lone_dump(const struct why_crash *crash);
/** True when firmware recorded the crash and prints that after the restart. */
bool why_crash_is_record(const struct why_crash *crash);
/** True when the crash is a reset, a brownout or a boot that failed: nothing panicked. */
bool why_crash_is_reset(const struct why_crash *crash);
/** True when registers are all there is: the chip's words for the cause are lost. */
bool why_crash_lacks_words(const struct why_crash *crash);
/** True when an ELF was given that is of another build: its names may be wrong. */
bool why_crash_elf_mismatch(const struct why_crash *crash);
/** What an address that is no frame is called, or NULL. */
const struct why_named_address *why_crash_named(const struct why_crash *crash, uint32_t address);
/** True when the memory map is known well enough to say that nothing lies at an address. */
bool why_crash_unmapped(const struct why_crash *crash, uint32_t address);
/** Region of an address: on the chip, or on all that it may be when they agree; else NULL. */
const struct why_region *why_crash_region(const struct why_crash *crash, uint32_t address);

/** "ignore", "warn", "fail"; NULL for none. */
const char *why_action_name(enum why_action action);
/** "yes", "no", "unknown". */
const char *why_elf_match_name(enum why_elf_match match);
/** "esp-idf", "esp8266-arduino"; NULL for unknown. */
const char *why_family_name(enum why_family family);

#ifdef __cplusplus
}
#endif

#endif
