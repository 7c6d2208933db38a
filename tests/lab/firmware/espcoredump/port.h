/* What a core dump needs to know of the architecture. */
#pragma once

#include <stdint.h>

#include "esp_system/machine.h"

#ifdef __XTENSA__
#define CORE_ELF_MACHINE 94
#define CORE_CHIP_ID 0
#define CORE_CHIP_REVISION 300
#define CORE_STATUS_WORDS 147 /* prstatus: 18 words, then the registers */
#define CORE_EXTRA_WORDS 38
#else
#define CORE_ELF_MACHINE 243
#define CORE_CHIP_ID 5
#define CORE_CHIP_REVISION 3
#define CORE_STATUS_WORDS 51
#define CORE_EXTRA_WORDS 2
#endif

#define CORE_REGISTERS_AT 18 /* words into prstatus */

/* Put the context of the crashed task on its stack, as ESP-IDF's exception entry does. */
uint32_t *core_port_push_context(const uint32_t *frame, enum panic_kind kind);
/* The registers of a task whose context lies at `context`, into a prstatus of zeros. */
void core_port_registers(const uint32_t *context, uint32_t *registers);
/* What else is told of the crash, into zeros. */
void core_port_extra(const uint32_t *frame, const uint32_t *context, uint32_t tcb, uint32_t *out);
