/* Reads and writes through a pointer that is NULL: null-deref. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/named.h"
#include "rules/names.h"
#include "rules/registers.h"

#define ZERO_REGISTERS_TELLING                                                                     \
    4u /* when more registers are 0 than this, none of them tells anything */

#define FAILED_REACH 64u /* bytes behind -1 that members of what it stands for may lie at */

static bool is_panic_itself(const struct why_facts *facts)
{
    struct why_spot spot;

    return why_find_kind(facts->backtrace, WHY_NAME_PANIC, &spot) && spot.index == 0;
}

static void add_zero_registers(struct why_finding *out, const struct why_facts *facts,
                               struct why_arena *arena)
{
    const char *names = why_registers_null(facts, arena);
    struct why_value zero = { .known = true };
    struct why_base base;

    if (!names || !why_find_base(facts, 0, 0, &base))
        return;
    if (why_count_holding(facts, 0) == 1)
        why_finding_add_register(out, arena, base.name, base.value,
                                 "%s is 0x00000000, the only register that is NULL", names);
    else
        why_finding_add_address(out, arena, zero, "registers that are NULL: %s", names);
}

/* Without the name of the pointer, the place and the offset lead to it. */
static void add_unnamed_steps(struct why_finding *out, const struct why_facts *facts,
                              const struct why_named *named, bool negative, struct why_arena *arena)
{
    if (why_is_name(named->pointer) && named->value.known && !why_named_is_null(named) &&
        why_is_near_null(named->value.value))
        why_finding_add_next(out, arena,
                             "find out why `%s` is %s: an element, a member or a base class of "
                             "what is NULL?",
                             named->pointer->text, why_null_words(named->value.value, arena));
    else if (out->place.function)
        why_finding_add_next(out, arena,
                             "find the pointer that %s goes through there, and why it is NULL",
                             why_call_name(out->place.function, arena));
    else if (facts->pc.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: the pointer used on that line is NULL",
                             (unsigned)facts->pc.value);
    if (negative || !out->pointer.member_offset.known || out->pointer.member_offset.value == 0 ||
        out->pointer.member)
        return;
    why_finding_add_next(out, arena,
                         "the member at offset %u, or the element that lies there, names the "
                         "object: compare with the structs of that function",
                         (unsigned)out->pointer.member_offset.value);
}

/* -1 is ESP_FAIL, and what many calls return when they fail. Members behind it lie at odd
 * addresses. */
static void add_minus_one(struct why_finding *out, const struct why_facts *facts,
                          const struct why_accessed *accessed, uint32_t address,
                          struct why_arena *arena)
{
    const struct why_register *reg = why_find_holding(facts, UINT32_MAX);

    if (!reg || accessed->fit != WHY_FIT_UNKNOWN || address >= FAILED_REACH || address % 4 != 3)
        return;
    why_finding_add_register(out, arena, reg->name, reg->value,
                             "%s holds 0xffffffff, -1 or ESP_FAIL; the address lies %u behind it: "
                             "that may have been the pointer, not NULL",
                             reg->name, (unsigned)(address + 1));
    why_finding_add_next(out, arena,
                         "look for a result of -1 (ESP_FAIL) that is used as a pointer or added "
                         "to one");
}

static void add_null_steps(struct why_finding *out, const struct why_facts *facts,
                           const struct why_named *named, bool negative, struct why_arena *arena)
{
    bool found = why_add_null_step(out, named, arena);

    if (!found)
        add_unnamed_steps(out, facts, named, negative, arena);
    if (negative)
        why_finding_add_next(
            out, arena,
            "look for an index below 0, a container_of() on NULL, or -1 used as a pointer");
    if (!found || out->came_from_count == 0)
        why_finding_add_next(
            out, arena,
            "check the results of malloc(), *_create() and *_init() calls that lead there");
}

/* Proven where the instruction went through a register that is NULL to the address refused; a base
 * close to NULL may be an index from it, or a number. Where the address was computed, the ELF must
 * be known to be the right one. */
static enum why_confidence null_confidence(const struct why_facts *facts,
                                           const struct why_accessed *accessed,
                                           const struct why_named *named, uint32_t address)
{
    bool through_null = accessed->base_value.known && accessed->base_value.value == 0;
    struct why_code_pointer code;

    if (why_named_proves_null(facts, named))
        return WHY_CERTAIN;
    if (why_find_code_pointer(facts, accessed, address, &code) && code.sure)
        return WHY_POSSIBLE;
    if (accessed->fit == WHY_FIT_EXACT && through_null)
        return WHY_CERTAIN;
    if (accessed->fit == WHY_FIT_COMPUTED)
        return through_null && why_crash_elf_confirmed(facts->crash) ? WHY_CERTAIN : WHY_LIKELY;
    return why_accessed_confidence(accessed, address == 0 ? WHY_CERTAIN : WHY_LIKELY);
}

static void add_null_address(struct why_finding *out, const struct why_facts *facts,
                             const struct why_named *named, struct why_value at,
                             struct why_arena *arena)
{
    if (facts->fault_address.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, at, "%s 0x%08x = %s%s",
                                 facts->arch->fault_addr, (unsigned)at.value,
                                 why_null_words(at.value, arena),
                                 why_member_words(named, at, arena));
    else
        why_finding_add_line(out, arena, facts->core->line_no,
                             "the dump lacks %s; the address is computed from the registers%s",
                             facts->arch->fault_addr, why_member_words(named, at, arena));
}

static void summarize_null(struct why_finding *out, const struct why_named *named, uint32_t address,
                           struct why_arena *arena)
{
    out->summary = why_null_summary(out, named, arena);
    if (!out->summary)
        why_finding_set_summary(out, arena, "%s a NULL pointer, address 0x%08x = %s",
                                why_access_words(out->pointer.access), (unsigned)address,
                                why_null_words(address, arena));
}

/* abort() of ESP-IDF ends in a write to address 0, from its own code in RAM: a record without words
 * does not tell the two apart. Source: ESP-IDF components/esp_system/panic.c, panic_abort(), before
 * v5.4. */
static bool may_be_abort(const struct why_facts *facts, const char *access, struct why_value at)
{
    const struct why_crash *crash = facts->crash;
    const struct why_region *region =
        facts->pc.known ? why_crash_region(crash, facts->pc.value) : NULL;

    return crash->family == WHY_FAMILY_TASMOTA && at.value == 0 && facts->arch &&
           facts->arch->id != WHY_ARCH_LX106 && access && strcmp(access, "write") == 0 &&
           !(region && (region->bits & WHY_MEM_FLASH)) &&
           !(facts->pc.known && why_function_at(crash, facts->pc.value));
}

static bool match_known_null(const struct why_facts *facts, struct why_finding *out,
                             const struct why_accessed *accessed, struct why_arena *arena)
{
    struct why_value at = why_accessed_address(facts, accessed);
    struct why_named named = why_named_of(facts, accessed);
    bool negative = at.value >= WHY_NULL_BYTES;

    out->confidence = null_confidence(facts, accessed, &named, at.value);
    if (!negative)
        out->pointer.member_offset = (struct why_value){ .known = true, .value = at.value };
    out->pointer.access_bytes = accessed->fit == WHY_FIT_OTHER ? 0 : accessed->bytes;
    out->place = why_fault_place(facts);
    why_set_named(out, &named, arena);
    summarize_null(out, &named, at.value, arena);
    why_add_accessed(out, facts, accessed, arena);
    why_add_named(out, &named, arena);
    add_null_address(out, facts, &named, at, arena);
    if (!accessed->base && accessed->fit != WHY_FIT_EXACT && accessed->fit != WHY_FIT_COMPUTED)
        add_zero_registers(out, facts, arena);
    why_describe_data_fault(out, facts, arena);
    if (may_be_abort(facts, out->variant, at)) {
        out->confidence = WHY_POSSIBLE;
        why_finding_add_line(out, arena, facts->crash->first_line,
                             "abort() ends in such a write%s, too, and the record has no "
                             "words: it may be an abort or an assertion",
                             facts->pc.known ? " from RAM" : "");
    }
    add_null_steps(out, facts, &named, negative, arena);
    add_minus_one(out, facts, accessed, at.value, arena);
    return true;
}

/* A value that cannot be a good pointer, nor a small number, nor a saved return address. */
static bool is_wild_value(const struct why_facts *facts, uint32_t value)
{
    return value >= 0x100000u && why_crash_unmapped(facts->crash, value) &&
           !why_is_code_address(facts->crash, why_arch_code_address(facts->arch, value));
}

/* In a dump that is cut, the pointer may have been in what is missing. */
static bool has_all_registers(const struct why_facts *facts)
{
    for (size_t i = 0; facts->arch->general[i]; i++)
        if (!why_core_register(facts->core, facts->arch->general[i]).known)
            return false;
    return true;
}

/* The handler of the ESP8266 RTOS SDK leaves it out. */
static bool prints_fault_address(const struct why_crash *crash)
{
    return crash->family != WHY_FAMILY_ESP8266_RTOS;
}

/* The dump lacks the fault address: a register that is 0 is all there is. */
static bool match_unknown_null(const struct why_facts *facts, struct why_finding *out,
                               const struct why_accessed *accessed, struct why_arena *arena)
{
    size_t zeros = why_count_holding(facts, 0);
    struct why_named named = why_named_of(facts, accessed);
    const char *wild = why_registers_where(facts, is_wild_value, arena);
    struct why_base base;

    if (zeros == 0 || !why_find_base(facts, 0, 0, &base))
        return false;
    out->confidence = facts->crash->candidate_count > 0 && !wild &&
                              zeros <= ZERO_REGISTERS_TELLING && has_all_registers(facts)
                          ? why_accessed_confidence(accessed, WHY_LIKELY)
                          : WHY_POSSIBLE;
    why_finding_set_summary(out, arena, "%s what is most probably a NULL pointer (%s %s)",
                            why_access_words(out->pointer.access), facts->arch->fault_addr,
                            prints_fault_address(facts->crash) ? "is missing from the dump"
                                                               : "is not printed");
    why_finding_add_line(out, arena, facts->core->line_no,
                         prints_fault_address(facts->crash)
                             ? "the dump lacks %s, so the address itself is not known"
                             : "this handler prints no %s, so the address itself is not known",
                         facts->arch->fault_addr);
    why_add_accessed(out, facts, accessed, arena);
    out->place = why_fault_place(facts);
    why_set_named(out, &named, arena);
    why_add_named(out, &named, arena);
    add_zero_registers(out, facts, arena);
    if (wild)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "it could also be the pointer in %s, which leads nowhere", wild);
    else if (facts->crash->candidate_count > 0 && has_all_registers(facts))
        why_finding_add_line(out, arena, facts->core->line_no,
                             "no other register holds a pointer that would be refused");
    why_describe_data_fault(out, facts, arena);
    if (prints_fault_address(facts->crash))
        why_finding_add_next(out, arena,
                             "copy the whole dump: the line with %s proves or disproves this",
                             facts->arch->fault_addr);
    else if (!facts->crash->instruction)
        why_finding_add_next(out, arena,
                             "give the ELF of the same build (-e): the instruction tells which "
                             "register was gone through, and its value is in the dump");
    add_null_steps(out, facts, &named, false, arena);
    return true;
}

/* Records of some firmware keep neither the address nor the registers: what is left is that no
 * other pointer is refused as often as NULL. */
static bool match_unrecorded(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    out->confidence = WHY_POSSIBLE;
    why_finding_set_summary(out, arena,
                            "%s a pointer that leads nowhere, most often NULL: the record lacks "
                            "the address",
                            why_access_words(out->pointer.access));
    why_finding_add_line(out, arena, facts->crash->first_line, "%s: %s",
                         facts->crash->cause->reason, facts->crash->cause->meaning);
    why_finding_add_line(out, arena, 0,
                         "the record lacks %s and the registers: whether the address was near "
                         "NULL is not known",
                         facts->arch->fault_addr);
    out->place = why_fault_place(facts);
    why_describe_data_fault(out, facts, arena);
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "look at the pointers that %s goes through: can one be NULL, or "
                             "outlive what it points at?",
                             why_call_name(out->place.function, arena));
    else if (facts->pc.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: can the pointer used there be NULL, or "
                             "outlive what it points at?",
                             (unsigned)facts->pc.value);
    why_finding_add_next(out, arena,
                         "capture the serial console of the crash itself: its register dump has "
                         "the address");
    return true;
}

static bool match_null_deref(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    struct why_accessed accessed;
    struct why_named named;
    struct why_value address;
    const char *access;

    if (!facts->arch || !why_is_data_fault(facts, &access) || is_panic_itself(facts))
        return false;
    accessed = why_accessed_of(facts);
    address = why_accessed_address(facts, &accessed);
    out->variant = access ? access : accessed.access;
    out->pointer.access = out->variant;
    if (!address.known && why_crash_is_record(facts->crash))
        return match_unrecorded(facts, out, arena);
    if (!address.known)
        return match_unknown_null(facts, out, &accessed, arena);
    if (!why_is_near_null(address.value))
        return false;
    named = why_named_of(facts, &accessed);
    if (why_named_wraps(&named, address.value))
        return false;
    out->variant = why_named_access(&named, out->variant);
    out->pointer.access = out->variant;
    return match_known_null(facts, out, &accessed, arena);
}

static const struct why_rule rules[] = {
    { .id = "null-deref",
      .title = "Null pointer dereference",
      .variants = "read,write",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The program read or wrote memory through a pointer that was NULL. The compiler "
               "adds the offset of the member or "
               "the element to the pointer, so the address that was refused is rarely 0 itself but "
               "a small number: that offset. "
               "An address just below 2^32 is NULL minus something.",
      .shows =
          "LoadProhibited or StoreProhibited with EXCVADDR below 0x1000 (Xtensa); Load access "
          "fault or Store access fault "
          "with MTVAL below 0x1000 (RISC-V). Often a register of the dump is 0. With the ELF of "
          "the build, the instruction and the debug information name the pointer, the member "
          "at the offset, and the callers that passed NULL on.",
      .check =
          "Which pointer is used on the line of the program counter, and where does it come from?\n"
          "Does the offset fit a member of a struct used there?\n"
          "Is the result of malloc(), xQueueCreate(), an init or a find function used without a "
          "check?\n"
          "If the program counter is in strlen(), memcpy() or printf(): what did the caller pass?\n"
          "Is the object used before it is created, or after its pointer was cleared?",
      .reproduce = "struct packet { int header[2]; int data; };\n"
                   "volatile struct packet *packet = NULL;\n"
                   "packet->data = 1; /* address 8 */",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors\n"
                   "Xtensa Instruction Set Architecture Reference Manual, EXCCAUSE and EXCVADDR\n"
                   "RISC-V Privileged Architecture, mcause and mtval",
      .source = "Xtensa ISA manual, EXCCAUSE 28 and 29; RISC-V Privileged ISA, mcause 5 and 7",
      .match = match_null_deref },
};

const struct why_rule_family why_family_memory = { rules, WHY_COUNTOF(rules) };
