/* Where a variable is at an address, and the bytes it has there. */
#include "firmware/variables_place.h"

#include <dwarf.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "firmware/expression.h"
#include "firmware/type_dies.h"

#define REGISTER_BYTES 4u

static const char *const reason_out = "optimized out";
static const char *const reason_dump = "not in the dump";
static const char *const reason_register = "register not saved";

const char *why_variable_name(Dwarf_Die *die, struct why_arena *arena)
{
    Dwarf_Attribute attribute;
    const char *name =
        dwarf_attr_integrate(die, DW_AT_name, &attribute) ? dwarf_formstring(&attribute) : NULL;

    return name && *name ? why_text_clean(arena, why_span_of(name)) : NULL;
}

/* The expression of an attribute at an address; its count is 0 when there is none. */
static bool expression_at(Dwarf_Attribute *attribute, uint32_t address, struct why_operations *out)
{
    Dwarf_Op *operations = NULL;
    size_t count = 0;
    int found = dwarf_getlocation_addr(attribute, address, &operations, &count, 1);

    out->attribute = attribute;
    out->operations = operations;
    out->count = found == 1 ? count : 0;
    return found >= 0;
}

struct why_frame_of why_frame_of(struct why_firmware *firmware, uint32_t lookup,
                                 const struct why_target *target, Dwarf_Die *function)
{
    struct why_frame_of frame = { .firmware = firmware, .lookup = lookup };
    struct why_operations expression = { .operations = NULL };
    struct why_dwarf_place place;
    Dwarf_Attribute attribute;

    if (target)
        frame.target = *target;
    if (!dwarf_attr_integrate(function, DW_AT_frame_base, &attribute) ||
        !expression_at(&attribute, lookup, &expression) ||
        why_expression_place(&expression, &frame.target, &place) != WHY_EVALUATED)
        return frame;
    frame.base = (struct why_value){ .known = true, .value = place.value };
    if (place.kind == WHY_PLACE_REGISTER)
        frame.base.known = why_target_register(&frame.target, place.value, &frame.base.value);
    return frame;
}

/* ---- what is not known ----------------------------------------------------------------------- */

static void set_unknown(struct why_local *local, enum why_known known, const char *reason)
{
    local->known = known;
    local->reason = reason;
}

static const char *refusal(uint8_t atom)
{
    switch (atom) {
    case DW_OP_form_tls_address:
    case DW_OP_GNU_push_tls_address:
        return "in thread-local storage";
    case DW_OP_call2:
    case DW_OP_call4:
    case DW_OP_call_ref:
        return "described by a procedure, which is not followed";
    default:
        return "described in a way that is not followed";
    }
}

static void set_failure(struct why_local *local, enum why_evaluation evaluation,
                        const struct why_dwarf_place *place)
{
    switch (evaluation) {
    case WHY_EVALUATED:
        break;
    case WHY_EVALUATION_EMPTY:
        set_unknown(local, WHY_KNOWN_OPTIMIZED_OUT, reason_out);
        break;
    case WHY_EVALUATION_BAD:
        set_unknown(local, WHY_KNOWN_UNREADABLE, refusal(place->atom));
        break;
    case WHY_EVALUATION_MISSING:
        if (place->missing != 0)
            set_unknown(local, WHY_KNOWN_NOT_DUMPED, reason_dump);
        else
            set_unknown(local, WHY_KNOWN_NOT_SAVED, reason_register);
        break;
    case WHY_EVALUATION_ENTRY:
        set_unknown(local, WHY_KNOWN_OPTIMIZED_OUT,
                    place->atom == DW_OP_GNU_parameter_ref
                        ? "optimized out: the parameter was removed"
                        : reason_out);
        break;
    case WHY_EVALUATION_SYNTHETIC:
        set_unknown(local, WHY_KNOWN_UNREADABLE, "a pointer to what was optimized out");
        break;
    }
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static void put_word(uint8_t *bytes, uint32_t room, uint32_t word)
{
    for (uint32_t i = 0; i < room && i < sizeof(word); i++)
        bytes[i] = (uint8_t)(word >> (8 * i));
}

/* Values wider than a register go on in those behind it. */
static bool read_registers(const struct why_target *target, uint32_t number, uint8_t *bytes,
                           uint32_t n)
{
    for (uint32_t at = 0; at < n; at += REGISTER_BYTES) {
        uint32_t word;

        if (!why_target_register(target, number + at / REGISTER_BYTES, &word))
            return false;
        put_word(bytes + at, n - at, word);
    }
    return true;
}

/* Copy @p n bytes from a place; a local that is known says that all went well. */
static void read_place(const struct why_frame_of *frame, const struct why_dwarf_place *place,
                       uint8_t *bytes, uint32_t n, struct why_local *local)
{
    const struct why_target *target = &frame->target;

    switch (place->kind) {
    case WHY_PLACE_MEMORY:
        if (!target->read || !target->read(target->context, place->value, bytes, n))
            set_unknown(local, WHY_KNOWN_NOT_DUMPED, reason_dump);
        break;
    case WHY_PLACE_REGISTER:
        if (!read_registers(target, place->value, bytes, n))
            set_unknown(local, WHY_KNOWN_NOT_SAVED, reason_register);
        break;
    case WHY_PLACE_VALUE:
        put_word(bytes, n, place->value);
        if (n > sizeof(place->value))
            put_word(bytes + sizeof(place->value), n - (uint32_t)sizeof(place->value), place->high);
        break;
    case WHY_PLACE_BYTES:
        if (place->size >= n)
            memcpy(bytes, place->bytes, n);
        else
            set_unknown(local, WHY_KNOWN_UNREADABLE, refusal(0));
        break;
    case WHY_PLACE_NOWHERE:
        set_unknown(local, WHY_KNOWN_OPTIMIZED_OUT, "partly optimized out");
        break;
    }
}

/* All places, as far as the value is kept. */
static void read_value(const struct why_frame_of *frame, const struct why_dwarf_place *places,
                       size_t count, uint8_t *bytes, struct why_local *local)
{
    uint32_t done = 0;

    for (size_t i = 0; i < count && local->known == WHY_KNOWN && done < local->byte_count; i++) {
        uint32_t left = local->byte_count - done;
        uint32_t n = count > 1 && places[i].size < left ? places[i].size : left;

        read_place(frame, &places[i], bytes + done, n, local);
        done += n;
    }
    if (done < local->byte_count && local->known == WHY_KNOWN)
        set_unknown(local, WHY_KNOWN_OPTIMIZED_OUT, "partly optimized out");
}

static void take_value(const struct why_frame_of *frame, const struct why_dwarf_place *places,
                       size_t count, struct why_local *local, struct why_arena *arena)
{
    uint8_t *bytes;

    if (local->byte_count == 0) {
        set_unknown(local, WHY_KNOWN_UNREADABLE, "its type is not known");
        return;
    }
    bytes = why_arena_alloc(arena, local->byte_count);
    if (!bytes)
        return;
    read_value(frame, places, count, bytes, local);
    if (local->known == WHY_KNOWN)
        local->bytes = bytes;
    else
        local->byte_count = 0;
}

/* ---- places ---------------------------------------------------------------------------------- */

static void set_holder(const struct why_dwarf_place *place, struct why_local *local)
{
    static const enum why_holder holders[] = {
        [WHY_PLACE_MEMORY] = WHY_HELD_IN_MEMORY, [WHY_PLACE_REGISTER] = WHY_HELD_IN_REGISTER,
        [WHY_PLACE_VALUE] = WHY_HELD_AS_VALUE,   [WHY_PLACE_BYTES] = WHY_HELD_NOWHERE,
        [WHY_PLACE_NOWHERE] = WHY_HELD_NOWHERE,
    };

    if (place->kind != WHY_PLACE_MEMORY && local->byte_count > REGISTER_BYTES)
        return;
    local->holder = holders[place->kind];
    local->place = place->value;
}

static void take_location(const struct why_frame_of *frame, Dwarf_Attribute *attribute,
                          struct why_local *local, struct why_arena *arena)
{
    struct why_operations expression = { .frame_base = frame->base };
    struct why_dwarf_place places[WHY_DWARF_PLACES] = { { .missing = 0 } };
    enum why_evaluation evaluation;
    Dwarf_Block block;
    size_t count = 0;

    local->everywhere = dwarf_formblock(attribute, &block) == 0;
    if (!expression_at(attribute, frame->lookup, &expression)) {
        set_unknown(local, WHY_KNOWN_UNREADABLE, "its description is damaged");
        return;
    }
    evaluation = why_expression_places(&expression, &frame->target, places, &count);
    if (evaluation != WHY_EVALUATED) {
        set_failure(local, evaluation, &places[0]);
        return;
    }
    if (count == 1 && (places[0].size == 0 || places[0].size >= local->byte_count))
        set_holder(&places[0], local);
    take_value(frame, places, count, local, arena);
}

/* A constant stands for the variable: a number, or its bytes. */
static void take_constant(const struct why_frame_of *frame, Dwarf_Attribute *attribute,
                          struct why_local *local, struct why_arena *arena)
{
    struct why_dwarf_place place = { .kind = WHY_PLACE_VALUE };
    Dwarf_Word number;
    Dwarf_Block block;

    if (dwarf_formudata(attribute, &number) == 0) {
        place.value = (uint32_t)number;
        place.high = (uint32_t)(number >> 32);
    } else if (dwarf_formblock(attribute, &block) == 0 && block.length <= UINT32_MAX) {
        place.kind = WHY_PLACE_BYTES;
        place.bytes = block.data;
        place.size = (uint32_t)block.length;
    } else {
        set_unknown(local, WHY_KNOWN_UNREADABLE, refusal(0));
        return;
    }
    set_holder(&place, local);
    take_value(frame, &place, 1, local, arena);
}

static bool has_flag(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    bool flag = false;

    return dwarf_attr_integrate(die, name, &attribute) && dwarf_formflag(&attribute, &flag) == 0 &&
           flag;
}

struct why_local why_variable_of(const struct why_frame_of *frame, Dwarf_Die *die,
                                 struct why_arena *arena)
{
    struct why_local local = {
        .name = why_variable_name(die, arena),
        .type = why_die_type_ref(frame->firmware, die),
        .parameter = dwarf_tag(die) == DW_TAG_formal_parameter,
        .artificial = has_flag(die, DW_AT_artificial),
    };
    uint32_t size = why_type_of(frame->firmware, local.type).size;
    Dwarf_Attribute attribute;

    local.byte_count = size < WHY_VARIABLE_BYTES ? size : WHY_VARIABLE_BYTES;
    if (dwarf_attr_integrate(die, DW_AT_location, &attribute))
        take_location(frame, &attribute, &local, arena);
    else if (dwarf_attr_integrate(die, DW_AT_const_value, &attribute))
        take_constant(frame, &attribute, &local, arena);
    else
        set_unknown(&local, WHY_KNOWN_OPTIMIZED_OUT, reason_out);
    if (local.known != WHY_KNOWN)
        local.byte_count = 0;
    return local;
}
