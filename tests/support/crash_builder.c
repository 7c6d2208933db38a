/* Builds crashes from recipes and checks what the rules say of them. */
#include "crash_builder.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/span.h"
#include "isa/isa.h"
#include "rules/engine.h"

static struct why_value known(uint32_t value)
{
    return (struct why_value){ .known = true, .value = value, .line_no = 1 };
}

static struct why_frame build_frame(const struct why_crash *crash, const struct built_frame *from)
{
    struct why_function *chain = why_arena_alloc(crash->arena, 2 * sizeof(*chain));
    struct why_frame frame = { .trust = WHY_TRUST_DEVICE, .functions = chain };

    if (from->pc != 0) {
        frame.pc = known(from->pc);
        frame.lookup = frame.pc;
        frame.region = why_crash_region(crash, from->pc);
    }
    if (from->name)
        chain[frame.function_count++] = (struct why_function){ .name = from->name,
                                                               .args = from->args,
                                                               .origin = WHY_ORIGIN_LOG };
    if (from->inlined_by)
        chain[frame.function_count++] =
            (struct why_function){ .name = from->inlined_by, .origin = WHY_ORIGIN_LOG };
    return frame;
}

static struct why_backtrace build_backtrace(const struct why_crash *crash,
                                            const struct built_frame *from, size_t limit)
{
    struct why_backtrace backtrace = { .source = WHY_BACKTRACE_DEVICE, .line_no = 5 };
    struct why_frame *frames = why_arena_alloc(crash->arena, limit * sizeof(*frames));

    while (backtrace.frame_count < limit &&
           (from[backtrace.frame_count].pc != 0 || from[backtrace.frame_count].name)) {
        frames[backtrace.frame_count] = build_frame(crash, &from[backtrace.frame_count]);
        backtrace.frame_count++;
    }
    backtrace.frames = frames;
    return backtrace;
}

static struct why_core build_core(const struct why_crash *crash, const struct built_core *from,
                                  uint32_t number)
{
    struct why_core core = { .number = known(number), .in_isr = from->in_isr, .line_no = 2 };
    struct why_register *registers =
        why_arena_alloc(crash->arena, WHY_COUNTOF(from->registers) * sizeof(*registers));

    while (core.register_count < WHY_COUNTOF(from->registers) &&
           from->registers[core.register_count].name) {
        const struct built_register *reg = &from->registers[core.register_count];

        registers[core.register_count++] =
            (struct why_register){ .name = reg->name, .value = known(reg->value) };
    }
    core.registers = registers;
    core.backtrace = build_backtrace(crash, from->frames, WHY_COUNTOF(from->frames));
    core.backtrace.corrupted = from->corrupted;
    return core;
}

static void build_cores(struct why_crash *crash, const struct crash_recipe *recipe)
{
    struct why_core *cores = why_arena_alloc(crash->arena, 2 * sizeof(*cores));

    if (recipe->core.given)
        cores[crash->core_count++] = build_core(crash, &recipe->core, 0);
    if (recipe->other_core.given)
        cores[crash->core_count++] = build_core(crash, &recipe->other_core, 1);
    crash->cores = cores;
}

static void build_code(struct why_crash *crash, const struct crash_recipe *recipe)
{
    struct why_memory *code = why_arena_alloc(crash->arena, sizeof(*code));

    *code = (struct why_memory){ .address = recipe->code_address,
                                 .size = sizeof(recipe->code),
                                 .bytes = recipe->code,
                                 .line_no = 3 };
    crash->code = code;
}

static void build_elf(struct why_crash *crash, const struct crash_recipe *recipe)
{
    struct why_crash_elf *elf = why_arena_alloc(crash->arena, sizeof(*elf));
    struct why_memory *code = why_arena_alloc(crash->arena, sizeof(*code));
    struct why_insn *insn = why_arena_alloc(crash->arena, sizeof(*insn));
    struct why_instruction *instruction = why_arena_alloc(crash->arena, sizeof(*instruction));
    struct why_isa isa = why_isa_of(crash->arch, crash->chip);
    uint32_t pc = why_crash_pc(crash).value;
    char text[WHY_INSN_TEXT_BYTES];

    *elf = (struct why_crash_elf){ .path = "app.elf", .match = recipe->elf };
    crash->elfs = elf;
    crash->elf_count = 1;
    if (recipe->has_elf_code) {
        *code = (struct why_memory){ .address = recipe->code_address,
                                     .size = sizeof(recipe->elf_code),
                                     .bytes = recipe->elf_code };
        crash->elf_code = code;
    }
    if (!why_isa_decode(&isa, recipe->instruction, sizeof(recipe->instruction), pc, insn))
        return;
    why_isa_text(insn, text, sizeof(text));
    *instruction = (struct why_instruction){ .address = pc,
                                             .text = why_arena_printf(crash->arena, "%s", text),
                                             .insn = insn };
    crash->instruction = instruction;
}

static void build_log_backtrace(struct why_crash *crash, const struct crash_recipe *recipe)
{
    struct why_backtrace *backtrace = why_arena_alloc(crash->arena, sizeof(*backtrace));

    *backtrace = build_backtrace(crash, recipe->log_frames, WHY_COUNTOF(recipe->log_frames));
    backtrace->source = WHY_BACKTRACE_LOG;
    if (backtrace->frame_count > 0)
        crash->log_backtrace = backtrace;
}

static void set_candidate(struct why_crash *crash)
{
    const struct why_chip **candidates =
        why_arena_alloc(crash->arena, sizeof(const struct why_chip *));

    candidates[0] = crash->chip;
    crash->candidates = candidates;
    crash->candidate_count = 1;
}

struct why_crash *crash_build(const struct crash_recipe *recipe)
{
    struct why_arena *arena = why_arena_create((size_t)1024 * 1024);
    struct why_crash *crash = why_arena_alloc(arena, sizeof(*crash));

    crash->arena = arena;
    crash->id = 1;
    crash->first_line = 1;
    crash->chip = recipe->chip ? why_chip_find(recipe->chip) : NULL;
    if (crash->chip)
        set_candidate(crash);
    crash->arch = crash->chip ? crash->chip->arch : NULL;
    crash->reason = recipe->reason;
    crash->software = recipe->software;
    if (recipe->reason)
        crash->cause = why_cause_by_reason(crash->arch, why_span_of(recipe->reason));
    build_cores(crash, recipe);
    build_log_backtrace(crash, recipe);
    if (recipe->has_code)
        build_code(crash, recipe);
    if (recipe->has_instruction)
        build_elf(crash, recipe);
    crash->access = recipe->has_access ? &recipe->access : NULL;
    crash->argument = recipe->has_argument ? &recipe->argument : NULL;
    crash->data = recipe->data;
    while (crash->data_count < WHY_COUNTOF(recipe->data) &&
           recipe->data[crash->data_count].address != 0)
        crash->data_count++;
    crash->near_data = recipe->near_data;
    while (crash->near_data_count < WHY_COUNTOF(recipe->near_data) &&
           recipe->near_data[crash->near_data_count].address != 0)
        crash->near_data_count++;
    crash->statements = recipe->statements;
    while (crash->statement_count < WHY_COUNTOF(recipe->statements) &&
           recipe->statements[crash->statement_count].kind != WHY_SAYS_NOTHING)
        crash->statement_count++;
    return crash;
}

static bool says(const struct why_finding *finding, const char *text)
{
    if (strstr(finding->summary, text))
        return true;
    for (size_t i = 0; i < finding->evidence_count; i++)
        if (strstr(finding->evidence[i].text, text))
            return true;
    for (size_t i = 0; i < finding->next_count; i++)
        if (strstr(finding->next[i], text))
            return true;
    return false;
}

/* Index of the finding of a class, or the count when there is none. */
static size_t index_of(const struct why_crash *crash, const char *id)
{
    size_t i = 0;

    while (i < crash->finding_count && strcmp(crash->findings[i].rule->id, id) != 0)
        i++;
    return i;
}

static bool is_printed(const struct why_finding *finding)
{
    if (finding->summary[0] == '\0' || finding->next_count == 0)
        return false;
    for (size_t i = 0; i < finding->evidence_count; i++)
        if (!finding->evidence[i].text || finding->evidence[i].text[0] == '\0')
            return false;
    return true;
}

/* What is wrong with the findings, or NULL. */
static const char *find_fault(const struct verdict_case *want, const struct why_crash *crash)
{
    const struct why_finding *verdict = &crash->findings[0];
    char got[128];

    (void)snprintf(got, sizeof(got), "%s%s%s %s", verdict->rule->id, verdict->variant ? "/" : "",
                   verdict->variant ? verdict->variant : "",
                   why_confidence_name(verdict->confidence));
    if (strcmp(got, want->verdict) != 0) {
        printf("  verdict %s: %s\n", got, verdict->summary);
        return "another verdict";
    }
    if (want->function &&
        (!verdict->place.function || strcmp(verdict->place.function, want->function) != 0))
        return "another place";
    if (want->contributing && (index_of(crash, want->contributing) == crash->finding_count ||
                               index_of(crash, want->contributing) == 0))
        return "a contributing finding is missing";
    if (want->silent && index_of(crash, want->silent) != crash->finding_count)
        return "a finding that must not be there";
    if (want->says && !says(verdict, want->says))
        return "a text is missing";
    return is_printed(verdict) ? NULL : "an empty text, or nothing to do next";
}

int check_verdicts(const struct verdict_case *cases, size_t count)
{
    int failed = 0;

    for (size_t i = 0; i < count; i++) {
        struct why_crash *crash = crash_build(&cases[i].crash);
        struct why_error err;
        const char *fault = why_diagnose(crash, &err) == WHY_OK && crash->finding_count > 0
                                ? find_fault(&cases[i], crash)
                                : "no finding";

        if (fault) {
            printf("%s: %s (want %s)\n", cases[i].name, fault, cases[i].verdict);
            failed++;
        }
        why_crash_destroy(crash);
    }
    return failed;
}
