/* Reads and writes through a pointer that leads nowhere: wild-pointer. */
#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/registers.h"

#define BASE_REACH 0xfffu /* a member lies at most so far behind the start of its object, bytes */

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
    else if (base->offset > BASE_REACH) /* the instruction's offset is negative */
        why_finding_add_register(out, arena, base->name, base->value, "%s holds 0x%08x, which %s",
                                 base->name, (unsigned)base->value.value,
                                 why_address_words(facts->crash, pointer, arena));
    else
        why_finding_add_register(out, arena, base->name, base->value,
                                 "%s holds 0x%08x, which %s; the address lies %u (0x%x) behind it",
                                 base->name, (unsigned)base->value.value,
                                 why_address_words(facts->crash, pointer, arena),
                                 (unsigned)base->offset, (unsigned)base->offset);
}

/* What the ELF has close to where the access went, or where its pointer was. */
static const struct why_near_data *find_near_data(const struct why_facts *facts, uint32_t address,
                                                  const struct why_base *base)
{
    const struct why_near_data *near_data = why_crash_near_data(facts->crash, address);

    if (near_data || !base->name)
        return near_data;
    return why_crash_near_data(facts->crash, base->value.value);
}

static void add_objects(struct why_finding *out, const struct why_facts *facts, uint32_t address,
                        const struct why_base *base, struct why_arena *arena)
{
    const struct why_near_data *near_data = find_near_data(facts, address, base);
    const char *held = base->name ? why_data_words(facts->crash, base->value.value, arena) : NULL;

    if (near_data)
        why_finding_add_address(out, arena,
                                (struct why_value){ .known = true, .value = near_data->address },
                                "0x%08x is %s", (unsigned)near_data->address,
                                why_near_data_words(facts->crash, near_data->address, arena));
    if (held)
        why_finding_add_register(out, arena, base->name, base->value, "%s points at %s", base->name,
                                 held);
    if (near_data)
        why_finding_add_next(out, arena,
                             "see whether an index, a length or a pointer that is moved along "
                             "leaves %s",
                             near_data->object);
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
                                           const struct why_accessed *accessed,
                                           const struct why_address *address)
{
    bool unmapped = why_crash_unmapped(crash, address->value);

    if (why_accessed_error_code(accessed))
        return WHY_LIKELY; /* NULL plus an index may have the same number */
    if (accessed->fit == WHY_FIT_COMPUTED && unmapped)
        return why_crash_elf_confirmed(crash) ? WHY_CERTAIN : WHY_LIKELY;
    if (accessed->fit == WHY_FIT_COMPUTED)
        return WHY_POSSIBLE; /* that address would have been accessed without a fault */
    if (unmapped && (accessed->fit == WHY_FIT_EXACT || address->kind == WHY_ADDRESS_UNMAPPED ||
                     address->kind == WHY_ADDRESS_TEXT))
        return why_accessed_confidence(accessed, WHY_CERTAIN);
    if (address->region && (address->region->bits & (WHY_MEM_RAM | WHY_MEM_FLASH)) != 0)
        return WHY_POSSIBLE; /* memory that may be accessed: protection, or cache off */
    return why_accessed_confidence(accessed, WHY_LIKELY);
}

/* @p shown is what tells most: the pointer, or the address that was computed from it. */
static void summarize_wild(struct why_finding *out, const struct why_facts *facts,
                           const struct why_base *base, const struct why_address *shown,
                           struct why_arena *arena)
{
    bool holds = base->name && base->value.value == shown->value;

    why_finding_set_summary(out, arena, "%s a pointer that leads nowhere good: %s%s0x%08x %s",
                            why_access_words(out->pointer.access), holds ? base->name : "",
                            holds ? " = " : "", (unsigned)shown->value,
                            why_address_words(facts->crash, shown, arena));
}

/* The register that the address was computed from: the instruction's, where it is known to fit,
 * else the one closest below. */
static struct why_base find_pointer(const struct why_facts *facts,
                                    const struct why_accessed *accessed, uint32_t address)
{
    struct why_base base = { .name = NULL };

    if ((accessed->fit == WHY_FIT_EXACT || accessed->fit == WHY_FIT_COMPUTED) && accessed->base)
        return (struct why_base){ .name = accessed->base,
                                  .value = accessed->base_value,
                                  .offset = address - accessed->base_value.value };
    why_find_base(facts, address, BASE_REACH, &base);
    return base;
}

/* What the pointer was, before anything was added to it. */
static struct why_address judge_pointer(const struct why_facts *facts,
                                        const struct why_accessed *accessed,
                                        const struct why_base *base,
                                        const struct why_address *address)
{
    struct why_address pointer;

    if (!base->name)
        return *address;
    pointer = why_address_of(facts->crash, base->value.value);
    if (why_accessed_error_code(accessed))
        pointer.kind = WHY_ADDRESS_ERROR_CODE;
    else if (why_is_near_null(pointer.value))
        return *address;
    return pointer;
}

/* True when the memory at an address refuses this access for reasons that other rules tell. */
static bool is_refused_otherwise(const struct why_region *region, const char *access)
{
    if (!region)
        return false;
    if ((region->bits & WHY_MEM_WORD_ONLY) && !access)
        return true; /* narrow access, or a store */
    return why_region_refuses_stores(region) && (!access || access[0] == 'w');
}

static void add_wild_address(struct why_finding *out, const struct why_facts *facts,
                             const struct why_base *base, const struct why_address *address,
                             struct why_arena *arena)
{
    if (facts->fault_address.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                                 "%s 0x%08x %s", facts->arch->fault_addr, (unsigned)address->value,
                                 base->name && base->offset > 0
                                     ? "is the address that was refused"
                                     : why_address_words(facts->crash, address, arena));
    else
        why_finding_add_line(out, arena, facts->core->line_no,
                             "the dump lacks %s; the address 0x%08x is computed from the registers",
                             facts->arch->fault_addr, (unsigned)address->value);
}

static bool match_wild_pointer(const struct why_facts *facts, struct why_finding *out,
                               struct why_arena *arena)
{
    const char *access;
    struct why_accessed accessed;
    struct why_value at;
    struct why_base base;
    struct why_address address;
    struct why_address pointer;

    if (!facts->arch || !why_is_data_fault(facts, &access))
        return false;
    accessed = why_accessed_of(facts);
    at = why_accessed_address(facts, &accessed);
    if (!at.known || (why_is_near_null(at.value) && !why_accessed_error_code(&accessed)))
        return false;
    address = why_address_of(facts->crash, at.value);
    if (is_refused_otherwise(address.region, access))
        return false;
    base = find_pointer(facts, &accessed, at.value);
    pointer = judge_pointer(facts, &accessed, &base, &address);
    out->confidence = wild_confidence(facts->crash, &accessed, &address);
    out->variant = wild_variant(&base, &pointer);
    if (out->variant && out->confidence == WHY_CERTAIN)
        out->confidence =
            WHY_LIKELY; /* what a pointer's bytes read as is no proof of their origin */
    out->pointer.access = access ? access : accessed.access;
    out->pointer.access_bytes = accessed.fit == WHY_FIT_OTHER ? 0 : accessed.bytes;
    if (!out->variant)
        out->variant = out->pointer.access;
    summarize_wild(out, facts, &base,
                   base.name && pointer.kind != WHY_ADDRESS_MAPPED ? &pointer : &address, arena);
    add_wild_address(out, facts, &base, &address, arena);
    why_add_accessed(out, facts, &accessed, arena);
    if (accessed.fit != WHY_FIT_EXACT || base.offset > 0)
        add_base(out, facts, &base, &pointer, arena);
    add_objects(out, facts, at.value, &base, arena);
    why_describe_data_fault(out, facts, arena);
    add_wild_steps(out, &pointer, arena);
    return true;
}

static const struct why_rule rules[] = {
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

const struct why_rule_family why_family_wild_pointer = { rules, WHY_COUNTOF(rules) };
