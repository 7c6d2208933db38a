/* Accesses that the memory protection unit forbids: memory-protection. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/registers.h"

/* What the lines behind the headline tell. */
struct refused {
    const char *variant; /* NULL: not told */
    struct why_value address;
    const char *area;   /* "IRAM0_SRAM"; NULL: not told */
    const char *origin; /* ESP-TEE: "U-mode"; NULL: not told */
};

/* The last word of "  memory type: IRAM0_SRAM", or what stands in the last brackets. */
static const char *last_word(const char *text)
{
    const char *blank = strrchr(text, ' ');

    return blank ? blank + 1 : text;
}

static const char *area_in_brackets(const char *text, struct why_arena *arena)
{
    const char *open = strrchr(text, '(');
    size_t len = open ? strcspn(open + 1, ")") : 0;

    return len > 0 ? why_arena_printf(arena, "%.*s", (int)len, open + 1) : NULL;
}

/* "Write operation at address 0x... not permitted (...)" of the S2; "operation type: W" of the C3.
 */
static const char *operation_of(const char *text)
{
    const char *type = strstr(text, "operation type:");

    if (strncmp(text, "Write operation", 15) == 0)
        return "write";
    if (strncmp(text, "Read operation", 14) == 0)
        return "read";
    if (!type)
        return NULL;
    type = last_word(type);
    return type[0] == 'W' ? "write" : type[0] == 'R' ? "read" : type[0] == 'X' ? "execute" : NULL;
}

static void read_line(struct refused *out, const struct why_statement *said,
                      struct why_arena *arena)
{
    if (said->value.known)
        out->address = said->value;
    if (!out->variant)
        out->variant = operation_of(said->text);
    if (strstr(said->text, "memory type:"))
        out->area = last_word(said->text);
    else if (strstr(said->text, "operation at address"))
        out->area = area_in_brackets(said->text, arena);
}

static struct refused read_refused(const struct why_facts *facts, struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;
    const struct why_statement *origin = why_crash_says(crash, WHY_SAYS_FAULT_ORIGIN);
    struct refused out = { .variant = NULL };

    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_PROTECTION)
            read_line(&out, &crash->statements[i], arena);
    if (origin) {
        out.origin = origin->name;
        out.address = origin->value;
    }
    /* A fetch is reported as a read, or as unknown: the program counter tells. */
    if (out.address.known && facts->pc.known && facts->pc.value - out.address.value < 4)
        out.variant = "execute";
    return out;
}

/* User code of a chip that runs ESP-TEE touched what only the other side may. */
static bool is_user_fault(const struct why_facts *facts)
{
    const struct why_statement *origin = why_crash_says(facts->crash, WHY_SAYS_FAULT_ORIGIN);
    const char *access;

    return origin && origin->name && strstr(origin->name, "U-mode") &&
           why_is_data_fault(facts, &access);
}

static const char *verb_of(const char *variant)
{
    if (!variant)
        return "an access to";
    if (strcmp(variant, "execute") == 0)
        return "running code from";
    return strcmp(variant, "write") == 0 ? "a write to" : "a read of";
}

static void add_lines(struct why_finding *out, const struct why_facts *facts,
                      struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;

    for (size_t i = 0; i < crash->statement_count; i++)
        if (crash->statements[i].kind == WHY_SAYS_PROTECTION ||
            crash->statements[i].kind == WHY_SAYS_FAULT_ORIGIN)
            why_finding_add_line(out, arena, crash->statements[i].line_no, "the chip says: %s",
                                 crash->statements[i].text);
}

static void add_protection_steps(struct why_finding *out, const struct refused *refused,
                                 struct why_arena *arena)
{
    bool execute = refused->variant && strcmp(refused->variant, "execute") == 0;

    if (refused->origin)
        why_finding_add_next(out, arena,
                             "memory and peripherals of the trusted side are reached only through "
                             "its service calls: look at the pointer or register used there");
    else if (execute)
        why_finding_add_next(out, arena,
                             "find out who jumped there: a function pointer, a corrupted return "
                             "address, or code that was copied into data memory");
    else
        why_finding_add_next(out, arena,
                             "find the pointer: a buffer overrun or a wild pointer reached code or "
                             "reserved memory");
    if (out->place.function)
        why_finding_add_next(out, arena, "look at %s", why_call_name(out->place.function, arena));
    why_finding_add_next(out, arena,
                         "if the access is on purpose (code made at run time), see "
                         "CONFIG_ESP_SYSTEM_MEMPROT_FEATURE and MALLOC_CAP_EXEC");
}

static bool match_memory_protection(const struct why_facts *facts, struct why_finding *out,
                                    struct why_arena *arena)
{
    struct refused refused;
    const char *area;

    if (why_facts_cause(facts) != WHY_CAUSE_MEMORY_PROTECTION && !is_user_fault(facts))
        return false;
    refused = read_refused(facts, arena);
    if (!refused.variant)
        why_is_data_fault(facts, &refused.variant);
    out->variant = refused.variant;
    out->pointer.access = out->variant && out->variant[0] != 'e' ? out->variant : NULL;
    out->confidence = WHY_CERTAIN;
    area = refused.area     ? why_arena_printf(arena, " (%s)", refused.area)
           : refused.origin ? " (memory of the trusted side)"
                            : "";
    if (refused.address.known)
        why_finding_set_summary(out, arena, "%s 0x%08x%s, which the memory protection forbids",
                                verb_of(out->variant), (unsigned)refused.address.value, area);
    else
        why_finding_set_summary(out, arena, "the memory protection forbids %s that memory%s",
                                verb_of(out->variant), area);
    out->place = why_fault_place(facts);
    add_lines(out, facts, arena);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s",
                                 facts->arch->pc, why_code_words(facts, facts->pc.value, arena));
    if (!refused.address.known)
        why_finding_add_line(out, arena, 0,
                             "the address is not told; %s is left over from something earlier",
                             facts->arch ? facts->arch->fault_addr : "the fault address register");
    add_protection_steps(out, &refused, arena);
    return true;
}

static const struct why_rule rules[] = {
    { .id = "memory-protection",
      .title = "Memory protection fault",
      .variants = "read,write,execute",
      .at_most = WHY_CERTAIN,
      .supersedes = "null-deref,wild-pointer,write-to-readonly",
      .means = "A unit beside the processor's own checks watches internal memory: code must not be "
               "written, data must not be run, and with ESP-TEE the application must not touch "
               "the trusted side. An access broke that rule. Mostly a buffer overrun or a wild "
               "pointer is behind it; without the protection it would have changed code silently.",
      .shows = "\"Memory protection fault\" with \"Write operation at address 0x... not permitted "
               "(...)\" (ESP32-S2) or the lines \"memory type\", \"faulting address\", \"operation "
               "type\" (ESP32-C3, ESP32-S3); \"Fault addr: 0x... | Origin: U-mode\" (ESP-TEE). "
               "EXCVADDR or MTVAL is left over from earlier. Chips that protect with PMP (C2, C5, "
               "C6, C61, H2, P4) report plain access faults instead.",
      .check = "Which address, and what lies there: code, reserved memory, the other side?\n"
               "Is it just beyond an array or the heap? Then a length is wrong.\n"
               "Did a function pointer lead into data?\n"
               "The access may be reported some instructions late.",
      .reproduce = "extern int _iram_text_start;\n"
                   "*(volatile int *)&_iram_text_start = 0;",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, Memory protection fault\n"
                   "ESP-IDF Programming Guide, CONFIG_ESP_SYSTEM_MEMPROT_FEATURE\n"
                   "ESP-IDF Programming Guide, Trusted Execution Environment",
      .source = "ESP-IDF components/esp_hw_support/mem_prot, esp_system panic_arch.c; "
                "tools/test_apps/system/panic, test_memprot.c; components/esp_tee",
      .match = match_memory_protection },
};

const struct why_rule_family why_family_protection = { rules, WHY_COUNTOF(rules) };
