/* What is particular to the reports of an ESP8266. */
#ifndef WHY_READ_ASSEMBLE_ESP8266_H
#define WHY_READ_ASSEMBLE_ESP8266_H

#include "read/assembly.h"

/** True for the registers of a core without windows. */
bool why_is_lx106_dump(const struct why_core *core);
/** Whose report it is, once all items have been taken; WHY_FAMILY_UNKNOWN: not that chip's. */
enum why_family why_esp8266_family(const struct why_assembly *assembly);
/** Add the cause that an exception's headline tells to the registers. */
void why_add_exception_cause(struct why_assembly *assembly);
/** Of a record of a reset by the hardware watchdog, registers that are all 0 tell nothing. */
void why_drop_reset_registers(struct why_assembly *assembly);
/** Add a core without registers, where a stack was printed that needs one to be walked for. */
void why_add_stack_core(struct why_assembly *assembly);

#endif
