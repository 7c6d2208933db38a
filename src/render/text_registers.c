/* Registers in the text report: those that matter, each with what it holds. */
#include <ctype.h>
#include <string.h>

#include "base/span.h"
#include "espwhy/diagnosis.h"
#include "render/describe.h"
#include "render/text.h"

#define OBJECT_REACH 256u  /* bytes into an object that is large */
#define LARGE_OBJECT 1024u /* bytes */
#define ARGUMENTS_SHOWN 3u /* what lies in the registers of more is left over from before */
#define OBJECTS_SHOWN 6u   /* registers that only point at something with a name */

/* Two cores have registers of the same name: the address tells which one is meant. */
static bool is_meant(const struct why_crash *crash, const struct why_evidence *evidence,
                     const struct why_register *reg)
{
    if (!evidence->register_name || strcmp(evidence->register_name, reg->name) != 0)
        return false;
    if (!evidence->address.known || !reg->value.known || crash->core_count < 2 || !crash->arch)
        return true;
    return evidence->address.value == reg->value.value ||
           evidence->address.value == why_arch_code_address(crash->arch, reg->value.value);
}

/* True when the name stands as a word of its own in a text. */
static bool is_mentioned(const char *text, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name))
        if ((at == text || !why_is_word(at[-1])) && !why_is_word(at[len]))
            return true;
    return false;
}

/* Lists of registers stand in the text alone; zeros in them say no more than the list does. */
static bool is_evidence(const struct why_crash *crash, const struct why_evidence *evidence,
                        const struct why_register *reg)
{
    if (is_meant(crash, evidence, reg))
        return true;
    return crash->core_count < 2 && !evidence->register_name && reg->value.known &&
           reg->value.value != 0 && is_mentioned(evidence->text, reg->name);
}

static bool is_named(const struct why_crash *crash, const struct why_register *reg)
{
    for (size_t i = 0; i < crash->finding_count; i++)
        for (size_t k = 0; k < crash->findings[i].evidence_count; k++)
            if (is_evidence(crash, &crash->findings[i].evidence[k], reg))
                return true;
    return false;
}

/* The register that held the pointer which the verdict names; NULL: none. */
static const struct why_expression *find_pointer(const struct why_crash *crash)
{
    const struct why_expression *pointer = crash->access ? &crash->access->pointer : NULL;

    if (!pointer || !pointer->register_name || !pointer->text || crash->finding_count == 0 ||
        crash->findings[0].pointer.expression != pointer->text)
        return NULL;
    return pointer;
}

static bool is_pointer(const struct why_crash *crash, const struct why_core *core,
                       const struct why_register *reg)
{
    const struct why_expression *pointer = find_pointer(crash);

    return pointer && core == why_crash_core(crash) &&
           strcmp(pointer->register_name, reg->name) == 0;
}

/* "stack of task main, 336 bytes in use" */
static void write_stack(struct why_flow *flow, const struct why_crash *crash)
{
    const struct why_task *task = &crash->tasks[0];

    why_flow_addf(flow, WHY_STYLE_FAINT, "stack of task %s", task->name);
    if (task->stack_used.known)
        why_flow_addf(flow, WHY_STYLE_FAINT, ", %u bytes in use", task->stack_used.value);
}

static void write_meaning(struct why_flow *flow, const struct why_crash *crash,
                          const struct why_core *core, const struct why_register *reg)
{
    bool silent = why_register_is_dull(crash, reg) && !is_named(crash, reg);
    bool is_sp = crash->arch && strcmp(crash->arch->sp, reg->name) == 0;
    struct why_phrase meaning = why_describe_register(crash, core, reg);

    if (is_sp && core == why_crash_core(crash) && crash->task_count > 0 && crash->tasks[0].name &&
        crash->tasks[0].crashed && !why_text_in_isr(crash)) {
        write_stack(flow, crash);
    } else if (is_pointer(crash, core, reg)) {
        why_flow_add(flow, WHY_STYLE_PLAIN, crash->access->pointer.text);
        if (reg->value.value != 0 && meaning.text[0] != '\0') {
            why_flow_add(flow, WHY_STYLE_FAINT, ": ");
            why_flow_add(flow, WHY_STYLE_FAINT, meaning.text);
        }
    } else {
        why_flow_add(flow, WHY_STYLE_FAINT, silent ? "" : meaning.text);
    }
}

static void write_register(const struct why_page *page, const struct why_crash *crash,
                           const struct why_core *core, const struct why_register *reg)
{
    struct why_flow flow = why_flow_begin(page, "  ", NULL);

    flow.hang = 24;
    why_flow_addf(&flow, WHY_STYLE_PLAIN, "%-8s", reg->name);
    if (reg->value.known)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, "  0x%08x  ", reg->value.value);
    else
        why_flow_add(&flow, WHY_STYLE_PLAIN, "  unreadable  ");
    write_meaning(&flow, crash, core, reg);
    why_flow_end(&flow);
}

static void write_title(const struct why_page *page, const struct why_crash *crash,
                        const struct why_core *core, const char *more)
{
    struct why_flow flow;

    why_strbuf_addc(page->out, '\n');
    flow = why_flow_begin(page, "", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "registers");
    if (why_text_names_core(crash, core))
        why_flow_addf(&flow, WHY_STYLE_STRONG, " of core %u", core->number.value);
    why_flow_add(&flow, WHY_STYLE_STRONG, more);
    if (core->in_isr)
        why_flow_add(&flow, WHY_STYLE_FAINT, " (in an interrupt handler)");
    why_flow_end(&flow);
}

static void write_all(const struct why_page *page, const struct why_crash *crash,
                      const struct why_core *core)
{
    if (core->register_count == 0)
        return;
    write_title(page, crash, core, "");
    for (size_t i = 0; i < core->register_count; i++)
        write_register(page, crash, core, &core->registers[i]);
}

/* What explains the fault: the evidence names it, the verdict's pointer is in it. */
static bool is_telling(const struct why_crash *crash, const struct why_core *core,
                       const struct why_register *reg)
{
    bool is_sp =
        core == why_crash_core(crash) && crash->arch && strcmp(crash->arch->sp, reg->name) == 0;

    return is_sp || is_named(crash, reg) || is_pointer(crash, core, reg);
}

/* Deep inside a large object, a value that leads there by chance is as likely. */
static bool is_in_large_object(const struct why_crash *crash, uint32_t value)
{
    const struct why_held_data *data = why_crash_data(crash, value);

    return data && data->object && data->offset > OBJECT_REACH && data->size > LARGE_OBJECT;
}

static bool is_argument(const struct why_arch *arch, const char *name)
{
    for (size_t i = 0; i < ARGUMENTS_SHOWN && arch->arguments[i]; i++)
        if (strcmp(arch->arguments[i], name) == 0)
            return true;
    return false;
}

/* The instruction uses the register, or the call that failed passed it. */
static bool takes_part(const struct why_crash *crash, const struct why_register *reg)
{
    const struct why_access *access = crash->access;
    size_t length = strcspn(reg->name, "/");
    char name[8];

    if (crash->argument || (access && access->call && crash->arch->id == WHY_ARCH_RISCV))
        return is_argument(crash->arch, reg->name);
    if (!crash->instruction || length >= sizeof(name))
        return false;
    for (size_t i = 0; i < length; i++)
        name[i] = (char)tolower((unsigned char)reg->name[i]);
    name[length] = '\0';
    return is_mentioned(crash->instruction->text, name);
}

/* A fill pattern, or something with a name that the fault has to do with. */
static bool is_involved(const struct why_crash *crash, const struct why_register *reg)
{
    if (!why_register_has_name(crash, reg) || is_in_large_object(crash, reg->value.value))
        return false;
    return why_pattern_of(reg->value.value) || takes_part(crash, reg);
}

/* And those of the core that panicked which lead to something that has a name. */
static void write_telling(const struct why_page *page, const struct why_crash *crash,
                          const struct why_core *core)
{
    bool panicked = core == why_crash_core(crash);
    size_t objects = 0;
    bool titled = false;

    for (size_t i = 0; i < core->register_count; i++) {
        const struct why_register *reg = &core->registers[i];

        if (!is_telling(crash, core, reg)) {
            if (!panicked || objects == OBJECTS_SHOWN || !is_involved(crash, reg))
                continue;
            objects++;
        }
        if (!titled)
            write_title(page, crash, core, " worth a look");
        titled = true;
        write_register(page, crash, core, reg);
    }
}

void why_text_registers(const struct why_page *page, const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->core_count; i++) {
        if (page->options->detail == WHY_DETAIL_VERBOSE)
            write_all(page, crash, &crash->cores[i]);
        else
            write_telling(page, crash, &crash->cores[i]);
    }
}
