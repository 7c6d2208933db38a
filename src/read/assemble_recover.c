/* What the log lost and other parts of it still hold. All of it is noted as such. */
#include <string.h>

#include "base/span.h"
#include "read/assembly.h"

/* True when the chip's own words say why it panicked. */
static bool is_told(const struct why_assembly *assembly)
{
    if (why_assembly_says(assembly, WHY_SAYS_HEADLINE) ||
        why_assembly_says(assembly, WHY_SAYS_TASK_WDT))
        return true;
    for (size_t i = 0; i < assembly->statement_count; i++)
        if (why_is_software(assembly->statements[i].kind))
            return true;
    return false;
}

static bool ends_text(uint8_t byte)
{
    return byte == '\0' || byte == '\r' || byte == '\n';
}

/* Read the first text of a piece of memory that tells of a panic; true when there was one. */
static bool read_texts(struct why_assembly *assembly, const struct why_memory *memory)
{
    why_span rest = { (const char *)memory->bytes, memory->size };

    while (rest.len > 0) {
        size_t len = 0;

        while (len < rest.len && !ends_text((uint8_t)rest.ptr[len]))
            len++;
        why_assemble_again(assembly, why_span_head(rest, len), memory->line_no);
        if (is_told(assembly))
            return true;
        rest = why_span_skip(rest, len + 1);
    }
    return false;
}

/* RISC-V: abort() and assert() build their text on the stack that the panic then prints. Source:
 * ESP-IDF components/esp_system/panic.c, components/newlib/assert.c. */
void why_recover_text(struct why_assembly *assembly)
{
    for (size_t i = 0; i < assembly->memory_count && !is_told(assembly); i++)
        if (read_texts(assembly, &assembly->memory[i]))
            why_assembly_note(assembly,
                              "the panic's text is lost from the log; it was recovered from the "
                              "words of the stack block",
                              assembly->memory[i].line_no);
}

/* The function that the log names at an address. */
static const char *name_at(const struct why_crash *crash, struct why_value address)
{
    const struct why_named_address *named =
        address.known ? why_crash_named(crash, address.value) : NULL;

    return named ? named->functions[named->function_count - 1].name : NULL;
}

/* Where the program was, by the register or by the innermost entry that the log holds. */
static struct why_value innermost(const struct why_crash *crash)
{
    const struct why_backtrace *device = crash->core_count > 0 ? &crash->cores[0].backtrace : NULL;
    const struct why_value pc = why_crash_pc(crash);

    if (pc.known)
        return pc;
    if (device && device->frame_count > 0)
        return device->frames[0].pc;
    if (crash->log_backtrace && crash->log_backtrace->frame_count > 0)
        return crash->log_backtrace->frames[0].pc;
    return pc;
}

/* panic_abort() traps on purpose: with the text gone, its name is what tells of that. It was
 * invoke_abort() up to v4.1. */
void why_recover_abort(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;
    const struct why_value address = innermost(crash);
    const char *name = name_at(crash, address);

    if (is_told(assembly) || !name ||
        (strcmp(name, "panic_abort") != 0 && strcmp(name, "invoke_abort") != 0))
        return;
    crash->software = true;
    why_assembly_note(assembly,
                      why_arena_printf(assembly->arena,
                                       "the panic's text is lost from the log; %s() shows that "
                                       "software called for it",
                                       name),
                      address.line_no);
}
