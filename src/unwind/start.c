/* Reads functions of a stripped ELF from where calls say that they start. */
#include "unwind/start.h"

#include "match/elf.h"
#include "unwind/prologue.h"

#define FUNCTION_BYTES 16384u /* longer functions are not read */
#define FRAME_BYTES 512u      /* of a frame whose stack pointer is sought */
#define STACK_ALIGNMENT 16u   /* RISC-V ABIs Specification, integer calling convention */

static bool has_symbol(const struct why_walk *walk, uint32_t lookup)
{
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, lookup);

    return firmware && why_function_symbol(firmware, lookup);
}

/* The frame at `lookup` of the function that a call goes to, if it is that function. */
static bool read_frame(const struct why_walk *walk, const struct why_insn *call, uint32_t lookup,
                       struct why_prologue *out)
{
    const uint32_t length = lookup - call->target;

    return call->direct && length < FUNCTION_BYTES && why_walk_spend(walk, length / 2 + 1) &&
           why_prologue_read_from(walk, call->target, lookup, out) && !out->lost && !out->trap;
}

bool why_start_proves(const struct why_walk *walk, const struct why_start_word *word,
                      uint32_t lookup, uint32_t sp, struct why_value *caller_sp)
{
    struct why_prologue frame;
    uint32_t cfa;

    if (has_symbol(walk, lookup) || !read_frame(walk, word->call, lookup, &frame) ||
        !(frame.saved & 1u << walk->abi->link))
        return false;
    cfa = sp - (uint32_t)frame.sp;
    if (cfa + (uint32_t)frame.slot[walk->abi->link] != word->slot || cfa % STACK_ALIGNMENT != 0)
        return false;
    *caller_sp = (struct why_value){ .known = true, .value = cfa };
    return true;
}

bool why_start_find_sp(const struct why_walk *walk, uint32_t lookup, uint32_t from, uint32_t bytes,
                       struct why_value *sp)
{
    if (has_symbol(walk, lookup))
        return false;
    for (uint32_t slot = from; slot < from + FRAME_BYTES; slot += 4) {
        const struct why_value word = why_walk_word(walk, slot);
        struct why_prologue frame;
        struct why_insn call;
        uint32_t found;

        if (!word.known)
            return false;
        if (word.value % walk->abi->code_align != 0 ||
            why_walk_call_before(walk, word.value, &call) != WHY_CALL_FOUND ||
            !read_frame(walk, &call, lookup, &frame) || !(frame.saved & 1u << walk->abi->link))
            continue;
        found = slot - (uint32_t)frame.slot[walk->abi->link] + (uint32_t)frame.sp;
        if (found - from > bytes || found % STACK_ALIGNMENT != 0)
            continue;
        *sp = (struct why_value){ .known = true, .value = found };
        return true;
    }
    return false;
}

struct why_value why_start_entry_sp(const struct why_walk *walk, const struct why_insn *call,
                                    uint32_t lookup, uint32_t sp)
{
    struct why_prologue frame;

    if (has_symbol(walk, lookup) || !read_frame(walk, call, lookup, &frame) ||
        (frame.changed & 1u << walk->abi->link))
        return (struct why_value){ .known = false };
    return (struct why_value){ .known = true, .value = sp - (uint32_t)frame.sp };
}
