/* Looking at a data fault that is not near NULL. */
#include "rules/wild.h"

#include "model/diagnosis.h"
#include "rules/frames.h"

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
    why_find_base(facts, address, WHY_BASE_REACH, &base);
    return base;
}

/* What the pointer was, before anything was added to it. */
static struct why_address judge_pointer(const struct why_facts *facts,
                                        const struct why_accessed *accessed,
                                        const struct why_base *base,
                                        const struct why_address *address)
{
    struct why_address pointer;
    struct why_code_pointer code;

    if (!base->name)
        return *address;
    pointer = why_address_of(facts->crash, base->value.value);
    if (why_find_code_pointer(facts, accessed, address->value, &code))
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

bool why_find_wild(const struct why_facts *facts, struct why_wild *out)
{
    struct why_code_pointer code;
    struct why_value at;

    if (!facts->arch || !why_is_data_fault(facts, &out->access))
        return false;
    out->accessed = why_accessed_of(facts);
    at = why_accessed_address(facts, &out->accessed);
    if (!at.known)
        return false;
    out->named = why_named_of(facts, &out->accessed);
    out->wraps = why_named_wraps(&out->named, at.value);
    if (why_is_near_null(at.value) && !out->wraps &&
        !why_find_code_pointer(facts, &out->accessed, at.value, &code))
        return false;
    out->address = why_address_of(facts->crash, at.value);
    if (is_refused_otherwise(out->address.region, out->access))
        return false;
    if (out->wraps) { /* the register holds what the pointer became */
        out->base = (struct why_base){ .name = NULL };
        out->pointer = why_address_of(facts->crash, out->named.value.value);
        return true;
    }
    out->base = find_pointer(facts, &out->accessed, at.value);
    out->pointer = judge_pointer(facts, &out->accessed, &out->base, &out->address);
    return true;
}

/* ---- evidence -------------------------------------------------------------------------------- */

static void add_base(struct why_finding *out, const struct why_facts *facts,
                     const struct why_base *base, const struct why_address *pointer,
                     struct why_arena *arena)
{
    if (!base->name)
        return;
    if (base->offset == 0)
        why_finding_add_register(out, arena, base->name, base->value,
                                 "%s holds exactly that address", base->name);
    else if (base->offset > WHY_BASE_REACH) /* the instruction's offset is negative */
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

static void add_wild_address(struct why_finding *out, const struct why_facts *facts,
                             const struct why_wild *wild, struct why_arena *arena)
{
    const struct why_address *address = &wild->address;
    struct why_value at = { .known = true, .value = address->value };
    const char *target = why_target_words(&wild->named, at, arena);
    const char *what = target ? why_arena_printf(arena, " (%s)", target) : "";

    if (facts->fault_address.known)
        why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                                 "%s 0x%08x%s %s", facts->arch->fault_addr,
                                 (unsigned)address->value, what,
                                 wild->wraps || (wild->base.name && wild->base.offset > 0)
                                     ? "is the address that was refused"
                                     : why_address_words(facts->crash, address, arena));
    else
        why_finding_add_line(
            out, arena, facts->core->line_no,
            "the dump lacks %s; the address 0x%08x%s is computed from the registers",
            facts->arch->fault_addr, (unsigned)address->value, what);
}

void why_add_wild(struct why_finding *out, const struct why_facts *facts,
                  const struct why_wild *wild, struct why_arena *arena)
{
    const struct why_accessed *accessed = &wild->accessed;

    out->pointer.access = wild->access ? wild->access : accessed->access;
    out->pointer.access_bytes = accessed->fit == WHY_FIT_OTHER ? 0 : accessed->bytes;
    why_set_named(out, &wild->named, arena);
    if (wild->wraps) { /* an element that was counted past the end has no name */
        out->pointer.member = NULL;
        out->pointer.target = NULL;
    }
    add_wild_address(out, facts, wild, arena);
    why_add_accessed(out, facts, accessed, arena);
    why_add_named(out, &wild->named, arena);
    if (wild->wraps)
        why_finding_add_address(out, arena, wild->named.value,
                                "that pointer is 0x%08x, which %s: what was added to it wraps "
                                "around the end of the address space",
                                (unsigned)wild->pointer.value,
                                why_address_words(facts->crash, &wild->pointer, arena));
    else if (accessed->fit != WHY_FIT_EXACT || wild->base.offset > 0)
        add_base(out, facts, &wild->base, &wild->pointer, arena);
}
