/* Reads and writes through pointers that lead nowhere: null-deref, wild-pointer. */
#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"

#define BASE_REACH 0xfffu /* a member lies at most so far behind the start of its object, bytes */
#define ZERO_REGISTERS_TELLING                                                                     \
    4u /* when more registers are 0 than this, none of them tells anything */

static bool is_panic_itself(const struct why_facts *facts)
{
    struct why_spot spot;

    return why_find_kind(facts->backtrace, WHY_NAME_PANIC, &spot) && spot.index == 0;
}

static const char *access_words(const char *access)
{
    if (!access)
        return "access through";
    return access[0] == 'r' ? "read through" : "write through";
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

static void add_kernel_evidence(struct why_finding *out, const struct why_facts *facts,
                                struct why_arena *arena)
{
    struct why_spot spot;

    if (!why_find_kind(facts->backtrace, WHY_NAME_LIST | WHY_NAME_HEAP, &spot) || spot.index != 0)
        return;
    why_finding_add_frame(out, arena, 0, spot.frame,
                          "%s() walks lists of the system: a bad pointer there means that they "
                          "were overwritten or never set up",
                          spot.function->name);
}

/* What a data fault has in common: place, program counter, who called. */
static void describe_data_fault(struct why_finding *out, const struct why_facts *facts,
                                struct why_arena *arena)
{
    out->place = why_fault_place(facts);
    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "the instruction is at %s",
                                 why_code_words(facts, facts->pc.value, arena));
    why_add_library_evidence(out, facts, arena);
    add_kernel_evidence(out, facts, arena);
}

static void add_null_steps(struct why_finding *out, const struct why_facts *facts, bool negative,
                           struct why_arena *arena)
{
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "find the pointer that %s() goes through there, and why it is NULL",
                             out->place.function);
    else if (facts->pc.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: the pointer used on that line is NULL",
                             (unsigned)facts->pc.value);
    if (negative)
        why_finding_add_next(
            out, arena,
            "look for an index below 0, a container_of() on NULL, or -1 used as a pointer");
    else if (out->pointer.member_offset.known && out->pointer.member_offset.value > 0)
        why_finding_add_next(out, arena,
                             "the member at offset %u, or the element that lies there, names the "
                             "object: compare with the structs of that function",
                             (unsigned)out->pointer.member_offset.value);
    why_finding_add_next(
        out, arena, "check the results of malloc(), *_create() and *_init() calls that lead there");
}

static bool match_known_null(const struct why_facts *facts, struct why_finding *out,
                             const char *access, struct why_arena *arena)
{
    uint32_t address = facts->fault_address.value;
    bool negative = address >= WHY_NULL_BYTES;

    out->confidence = address == 0 ? WHY_CERTAIN : WHY_LIKELY;
    if (!negative)
        out->pointer.member_offset = (struct why_value){ .known = true, .value = address };
    why_finding_set_summary(out, arena, "%s a NULL pointer, address 0x%08x = %s",
                            access_words(access), (unsigned)address,
                            why_null_words(address, arena));
    why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                             "%s 0x%08x = %s", facts->arch->fault_addr, (unsigned)address,
                             why_null_words(address, arena));
    add_zero_registers(out, facts, arena);
    describe_data_fault(out, facts, arena);
    add_null_steps(out, facts, negative, arena);
    return true;
}

/* A value that cannot be a good pointer, nor a small number, nor a saved return address. */
static bool is_wild_value(const struct why_facts *facts, uint32_t value)
{
    return value >= 0x100000u && why_crash_unmapped(facts->crash, value) &&
           !why_is_code_address(facts->crash, why_arch_code_address(facts->arch, value));
}

/* The dump lacks the fault address: a register that is 0 is all there is. */
static bool match_unknown_null(const struct why_facts *facts, struct why_finding *out,
                               const char *access, struct why_arena *arena)
{
    size_t zeros = why_count_holding(facts, 0);
    const char *wild = why_registers_where(facts, is_wild_value, arena);
    struct why_base base;

    if (zeros == 0 || !why_find_base(facts, 0, 0, &base))
        return false;
    out->confidence = facts->crash->candidate_count > 0 && !wild && zeros <= ZERO_REGISTERS_TELLING
                          ? WHY_LIKELY
                          : WHY_POSSIBLE;
    why_finding_set_summary(out, arena,
                            "%s what is most probably a NULL pointer (%s is missing from the dump)",
                            access_words(access), facts->arch->fault_addr);
    why_finding_add_line(out, arena, facts->core->line_no,
                         "the dump lacks %s, so the address itself is not known",
                         facts->arch->fault_addr);
    add_zero_registers(out, facts, arena);
    if (wild)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "it could also be the pointer in %s, which leads nowhere", wild);
    else if (facts->crash->candidate_count > 0)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "no other register holds a pointer that would be refused");
    describe_data_fault(out, facts, arena);
    why_finding_add_next(out, arena,
                         "copy the whole dump: the line with %s proves or disproves this",
                         facts->arch->fault_addr);
    add_null_steps(out, facts, false, arena);
    return true;
}

static bool match_null_deref(const struct why_facts *facts, struct why_finding *out,
                             struct why_arena *arena)
{
    const char *access;

    if (!facts->arch || !why_is_data_fault(facts, &access) || is_panic_itself(facts))
        return false;
    out->variant = access;
    out->pointer.access = access;
    if (!facts->fault_address.known)
        return match_unknown_null(facts, out, access, arena);
    if (!why_is_near_null(facts->fault_address.value))
        return false;
    return match_known_null(facts, out, access, arena);
}

/* ---- wild-pointer ---------------------------------------------------------------------------- */

/* The variant that the value a pointer had proves, or NULL. */
static const char *wild_variant(const struct why_base *base, const struct why_address *pointer)
{
    if (!base->name)
        return NULL;
    if (pointer->kind == WHY_ADDRESS_TEXT)
        return "string-over-pointer";
    if (pointer->kind == WHY_ADDRESS_ERROR_CODE)
        return "error-code-as-pointer";
    if (pointer->kind == WHY_ADDRESS_SMALL)
        return "integer-as-pointer";
    return NULL;
}

static void add_base(struct why_finding *out, const struct why_facts *facts,
                     const struct why_base *base, const struct why_address *pointer,
                     struct why_arena *arena)
{
    if (!base->name)
        return;
    if (base->offset == 0)
        why_finding_add_register(out, arena, base->name, base->value,
                                 "%s holds exactly that address", base->name);
    else
        why_finding_add_register(out, arena, base->name, base->value,
                                 "%s holds 0x%08x, which %s; the address lies %u (0x%x) behind it",
                                 base->name, (unsigned)base->value.value,
                                 why_address_words(facts->crash, pointer, arena),
                                 (unsigned)base->offset, (unsigned)base->offset);
}

static void add_wild_steps(struct why_finding *out, const struct why_address *pointer,
                           struct why_arena *arena)
{
    switch (pointer->kind) {
    case WHY_ADDRESS_TEXT:
        why_finding_add_next(
            out, arena,
            "find the buffer whose text holds %s and which lies before the pointer: it was overrun",
            why_value_as_text(pointer->value, arena));
        break;
    case WHY_ADDRESS_ERROR_CODE:
        why_finding_add_next(
            out, arena, "find the call that returned %s and whose result was used as a pointer",
            pointer->error_name);
        break;
    case WHY_ADDRESS_PATTERN:
        why_finding_add_next(out, arena, "%s", pointer->pattern->meaning);
        break;
    case WHY_ADDRESS_SMALL:
        why_finding_add_next(out, arena,
                             "look for a number that was passed where a pointer belongs (swapped "
                             "arguments, a length, a handle)");
        break;
    case WHY_ADDRESS_NEAR_NULL:
    case WHY_ADDRESS_BELOW_NULL:
    case WHY_ADDRESS_MAPPED:
    case WHY_ADDRESS_UNMAPPED:
    case WHY_ADDRESS_UNJUDGED:
        break;
    }
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "find the pointer that %s() uses there: is it initialised, and is its "
                             "object still alive?",
                             out->place.function);
    else if (out->place.address.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: is the pointer used there initialised, "
                             "and is its object still alive?",
                             (unsigned)out->place.address.value);
    why_finding_add_next(out, arena,
                         "if the pointer was good before: who writes past the end of a buffer next "
                         "to it? Turn on heap poisoning");
}

static enum why_confidence wild_confidence(const struct why_crash *crash,
                                           const struct why_address *address)
{
    if (why_crash_unmapped(crash, address->value) &&
        (address->kind == WHY_ADDRESS_UNMAPPED || address->kind == WHY_ADDRESS_TEXT))
        return WHY_CERTAIN;
    if (address->region && (address->region->bits & (WHY_MEM_RAM | WHY_MEM_FLASH)) != 0)
        return WHY_POSSIBLE; /* memory that may be accessed: protection, or cache off */
    return WHY_LIKELY;
}

/* @p shown is what tells most: the pointer, or the address that was computed from it. */
static void summarize_wild(struct why_finding *out, const struct why_facts *facts,
                           const struct why_base *base, const struct why_address *shown,
                           struct why_arena *arena)
{
    bool holds = base->name && base->value.value == shown->value;

    why_finding_set_summary(out, arena, "%s a pointer that leads nowhere good: %s%s0x%08x %s",
                            access_words(out->pointer.access), holds ? base->name : "",
                            holds ? " = " : "", (unsigned)shown->value,
                            why_address_words(facts->crash, shown, arena));
}

static bool match_wild_pointer(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    const char *access;
    struct why_base base = { .name = NULL };
    struct why_address address;
    struct why_address pointer;

    if (!facts->arch || !why_is_data_fault(facts, &access) || !facts->fault_address.known ||
        why_is_near_null(facts->fault_address.value))
        return false;
    address = why_address_of(facts->crash, facts->fault_address.value);
    if (address.region && (address.region->bits & WHY_MEM_WORD_ONLY) && !access)
        return false; /* narrow access, or a store: another rule's business */
    if (why_region_refuses_stores(address.region) && (!access || access[0] == 'w'))
        return false;
    why_find_base(facts, address.value, BASE_REACH, &base);
    pointer = base.name ? why_address_of(facts->crash, base.value.value) : address;
    if (why_is_near_null(pointer.value))
        pointer = address;
    out->confidence = wild_confidence(facts->crash, &address);
    out->variant = wild_variant(&base, &pointer);
    if (!out->variant)
        out->variant = access;
    out->pointer.access = access;
    summarize_wild(out, facts, &base,
                   base.name && pointer.kind != WHY_ADDRESS_MAPPED ? &pointer : &address, arena);
    why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                             "%s 0x%08x %s", facts->arch->fault_addr, (unsigned)address.value,
                             base.name && base.offset > 0
                                 ? "is the address that was refused"
                                 : why_address_words(facts->crash, &address, arena));
    add_base(out, facts, &base, &pointer, arena);
    describe_data_fault(out, facts, arena);
    add_wild_steps(out, &pointer, arena);
    return true;
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
      .shows = "LoadProhibited or StoreProhibited with EXCVADDR below 0x1000 (Xtensa); Load access "
               "fault or Store access fault "
               "with MTVAL below 0x1000 (RISC-V). Often a register of the dump is 0.",
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
    { .id = "wild-pointer",
      .title = "Access through a wild pointer",
      .variants = "read,write,string-over-pointer,error-code-as-pointer,integer-as-pointer",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The program read or wrote an address that the memory system refused and that is "
               "not near NULL. The pointer was "
               "never set, its object is gone, something else overwrote it, or it never was a "
               "pointer. What the address is made of "
               "(text, a fill pattern, an error code, a small number) often tells which.",
      .shows = "LoadProhibited, StoreProhibited or LoadStoreError with EXCVADDR outside any memory "
               "of the chip (Xtensa); Load or "
               "Store access fault with such an MTVAL (RISC-V).",
      .check = "Which pointer is used on the line of the program counter?\n"
               "Is it initialised on every path?\n"
               "Has its object been freed, or was it a local of a function that has returned?\n"
               "Do the bytes of the address read as text? Then a string ran over the pointer.\n"
               "Is it a fill pattern of the heap or of a stack?",
      .reproduce = "volatile int *wild = (int *)0x20202020; /* four blanks */\n"
                   "int value = *wild;",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors\n"
                   "ESP-IDF Programming Guide, Heap Memory Debugging\n"
                   "Technical Reference Manual of the chip, System and Memory",
      .source = "Xtensa ISA manual, EXCCAUSE 3, 13, 15, 24-29; RISC-V Privileged ISA, mcause 5 and "
                "7; soc.h of each chip",
      .match = match_wild_pointer },
};

const struct why_rule_family why_family_memory = { rules, WHY_COUNTOF(rules) };
