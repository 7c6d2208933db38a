/* Items: what one line of a log says, before anything is known of crashes. */
#ifndef WHY_READ_ITEM_H
#define WHY_READ_ITEM_H

#include "espwhy/base.h"
#include "espwhy/crash.h"

enum why_item_kind {
    WHY_ITEM_NONE,
    WHY_ITEM_MARK,        /* of a report, and says no more */
    WHY_ITEM_STATEMENT,   /* says, and the members that statement.h names for that kind. Of a
                             headline: name and value2: the cause's register, where the line has it */
    WHY_ITEM_DUMP_HEADER, /* "register dump:"; value: core */
    WHY_ITEM_DAMAGED,  /* a register cell, name, or an entry of a backtrace, no name, that cannot be
                          read; written: what stands in place of the value */
    WHY_ITEM_REGISTER, /* name, value */
    WHY_ITEM_LOCKUP_LEVEL, /* value: which exception of a lock-up the cells below are of */
    WHY_ITEM_LOCKUP_CELL,  /* name, value: a register of it */
    WHY_ITEM_ISR_HEADER,   /* "was running in ISR context" */
    WHY_ITEM_STACK_HEADER, /* "Stack memory:" */
    WHY_ITEM_STACK_ROW,    /* value: address; words */
    WHY_ITEM_STACK_BASE,   /* one line of a stack's bounds; value: its lowest address */
    WHY_ITEM_STACK_SIZE,   /* the line below; value: bytes */
    WHY_ITEM_STACK_END,    /* the stack is over, and with it all that the chip says */
    WHY_ITEM_POSTMORTEM,   /* an ESP8266 core for Arduino says that it prints one */
    WHY_ITEM_STACK_MUTED,  /* a monitor says that it saw the stack block and took it away */
    WHY_ITEM_CORE_MUTED,   /* the same of a core dump */
    WHY_ITEM_CODE_DUMP,    /* "Memory dump at"; value: address; words */
    WHY_ITEM_BACKTRACE,    /* the header */
    WHY_ITEM_FRAME,     /* one entry of a printed backtrace; value: pc; value2: sp; name, file, line
                           when glued in */
    WHY_ITEM_CORRUPTED, /* |<-CORRUPTED */
    WHY_ITEM_CONTINUES, /* |<-CONTINUES */
    WHY_ITEM_BACKTRACE_END, /* text: why the walk ended */
    WHY_ITEM_TOOL_FRAME,    /* another tool's frame; level; value: pc; value2: sp; function, name
                               (arguments), file */
    WHY_ITEM_NAME,          /* a decoded address; value: address; function, file, line */
    WHY_ITEM_NAME_OUTER,    /* "(inlined by)": continues the name before; function, file, line */
    WHY_ITEM_NAME_PLACE,    /* "    at FILE:LINE": place of the name before; file, line */
    WHY_ITEM_TOOL_REPORT,   /* another tool begins; value: the cause */
    WHY_ITEM_TOOL_LIST,     /* names of addresses follow, in the order of the stack */
    WHY_ITEM_TOOL_PC,       /* value: the program counter, in such a report */
    WHY_ITEM_ADDRESS,       /* a bare address; value */
    WHY_ITEM_ELF_SHA256,    /* text: the digits */
    WHY_ITEM_CORE_START,    /* base64 of a core dump follows */
    WHY_ITEM_CORE_END,      /* it ends */
    WHY_ITEM_CORE_CHECKSUM, /* and this is its checksum */
    WHY_ITEM_CORE_SAVED,    /* it was written to flash instead */
    WHY_ITEM_TAIL,          /* the report is over: "Rebooting..." */
    WHY_ITEM_BANNER,        /* the boot ROM or the bootloader speaks: text: the line */
    WHY_ITEM_RESET,         /* "rst:0x"; value: code; name: reset reason; value2: boot mode; text */
    WHY_ITEM_CHIP,          /* text: a line that names a chip */
    WHY_ITEM_BOOTLOADER,    /* the second-stage bootloader has begun */
    WHY_ITEM_APP_START,     /* the application has begun */
    WHY_ITEM_APP_NAME,      /* text */
    WHY_ITEM_APP_VERSION,   /* text */
    WHY_ITEM_IDF_VERSION,   /* text */
};

#define WHY_ITEM_WORDS 16u

struct why_item {
    enum why_item_kind kind;
    enum why_statement_kind says;
    enum why_family family; /* whose reports alone the row is of; unknown: those of any */
    uint32_t line_no;       /* of the log, from 1 */
    uint32_t column;        /* in bytes, from 1 */
    why_span text; /* the whole construct, or what is named above; all spans point into the line, or
                      to constants */
    why_span name;
    why_span written; /* of a cell of a dump: what its value was read from */
    why_span function;
    why_span file;
    why_span expression;
    uint32_t line;  /* of `file` */
    uint32_t level; /* of a tool frame: the N of #N */
    bool scanned;   /* of a frame: its printer searched the stack for it */
    struct why_value value;
    struct why_value value2;
    uint32_t words[WHY_ITEM_WORDS];
    uint32_t word_count;
};

#endif
