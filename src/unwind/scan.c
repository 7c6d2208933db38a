/* Scans a stack for return addresses, and believes few of them. */
#include "unwind/scan.h"

#include "unwind/fit.h"
#include "unwind/start.h"
#include "unwind/step.h"

#define ROM_WORDS 16u /* words into the boot ROM that are remembered */
/* Bytes between a return address and the end of its frame: where arguments in registers are spilled
 * for va_arg(), they lie above it; Zcmp puts up to twelve registers there. */
#define ABOVE_LINK_BYTES 64u

struct rom_word {
    uint32_t pc;
    uint32_t slot;
};

struct state {
    const struct why_walk *walk;
    const struct why_scan *scan;
    struct rom_word words[ROM_WORDS]; /* the last ones seen, oldest overwritten */
    size_t word_count;
    struct why_hit proved; /* the nearest one that leads on, but that a direct call may beat */
    bool has_proved;
    struct why_hit likely; /* the nearest one whose call fits, but that does not lead on */
    bool has_likely;
    bool rejected; /* words were passed over that return behind calls */
};

/* GCC and LLVM save ra on top of the saved registers, at the end of a 16-byte block; Zcmp does not.
 */
static bool is_usual_slot(const struct why_walk *walk, uint32_t slot)
{
    return slot % 16 == 12 || !(walk->isa.lacks & WHY_ISA_RISCV_ZC);
}

static void prove(const struct state *state, struct why_hit *hit)
{
    struct why_scan_budget *budget = state->scan->budget;
    const struct why_sp_search search = { hit->pc - 1, hit->slot + 4, ABOVE_LINK_BYTES };

    if (budget->proofs == 0)
        return;
    budget->proofs--;
    hit->missing.known =
        why_step_find_sp(state->walk, &search, &hit->sp, &hit->missing.value) == WHY_PROOF_MISSING;
    if (!hit->sp.known && !hit->missing.known)
        why_start_find_sp(state->walk, search.lookup, search.from, search.bytes, &hit->sp);
}

/* The nearest word that returns into the function that is called, by one revision of the ROM. */
static const struct rom_word *closing_word(const struct state *state, const struct why_insn *call,
                                           const struct why_rom *rom)
{
    const size_t kept = state->word_count < ROM_WORDS ? state->word_count : ROM_WORDS;

    for (size_t i = 1; i <= kept; i++) {
        const struct rom_word *word = &state->words[(state->word_count - i) % ROM_WORDS];

        if (why_fit_call(state->walk, call, word->pc - 1, rom) == WHY_FIT_YES)
            return word;
    }
    return NULL;
}

/* The same by all revisions that the chip may have: those that find one must find the same. */
static const struct rom_word *closing_word_of_any(const struct state *state,
                                                  const struct why_insn *call)
{
    const struct why_crash *crash = state->walk->crash;
    const struct rom_word *found = NULL;

    if (crash->rom || !crash->chip)
        return closing_word(state, call, crash->rom);
    for (size_t i = 0; i < crash->chip->rom_count; i++) {
        const struct rom_word *word = closing_word(state, call, &crash->chip->roms[i]);

        if (word && found && word != found)
            return NULL;
        found = word ? word : found;
    }
    return found;
}

static void remember_rom_word(struct state *state, uint32_t pc, uint32_t slot)
{
    const struct why_region *region = why_crash_region(state->walk->crash, pc - 1);

    if (!region || !(region->bits & WHY_MEM_ROM) || !is_usual_slot(state->walk, slot))
        return;
    state->words[state->word_count++ % ROM_WORDS] = (struct rom_word){ pc, slot };
    state->rejected = true;
}

static void keep(struct why_hit *kept, bool *has, const struct why_hit *hit)
{
    if (!*has)
        *kept = *hit;
    *has = true;
}

/* Through a pointer, or of an unknown callee: only what leads on counts. The outermost function
 * leads on by itself; it is no caller where there seem to be others in between. */
static bool judge_open_call(struct state *state, struct why_hit *hit)
{
    if (state->has_proved || !is_usual_slot(state->walk, hit->slot) ||
        (state->rejected && why_step_is_outermost(state->walk, hit->pc - 1)))
        return false;
    prove(state, hit);
    if (hit->sp.known)
        keep(&state->proved, &state->has_proved, hit);
    return hit->sp.known && !state->scan->callee.known;
}

/* True when the word ends the scan. */
static bool judge_call(struct state *state, const struct why_insn *call, struct why_hit *hit)
{
    const struct why_start_word word = { call, hit->slot };
    const struct why_value callee = state->scan->callee;
    const struct why_value sp = state->scan->callee_sp;
    const struct rom_word *closing = NULL;

    if (!call->direct || !callee.known)
        return judge_open_call(state, hit);
    if (sp.known && why_start_proves(state->walk, &word, callee.value, sp.value, &hit->sp))
        return true;
    if (why_fit_call(state->walk, call, callee.value, NULL) != WHY_FIT_YES) {
        closing = state->has_proved ? NULL : closing_word_of_any(state, call);
        if (!closing) {
            state->rejected = true;
            return false;
        }
        hit->rom_pc = (struct why_value){ .known = true, .value = closing->pc };
        hit->rom_slot = (struct why_value){ .known = true, .value = closing->slot };
    }
    prove(state, hit);
    if (!hit->sp.known)
        keep(&state->likely, &state->has_likely, hit);
    return hit->sp.known || hit->missing.known;
}

static bool judge_word(struct state *state, uint32_t slot, uint32_t word, struct why_hit *hit)
{
    struct why_insn call;

    if (word % state->walk->abi->code_align != 0 || !why_fit_code(state->walk, word - 1))
        return false;
    *hit = (struct why_hit){ .pc = word, .slot = slot };
    switch (why_walk_call_before(state->walk, word, &call)) {
    case WHY_CALL_UNREADABLE:
        remember_rom_word(state, word, slot);
        return false;
    case WHY_CALL_NONE:
        return false;
    case WHY_CALL_FOUND:
        return judge_call(state, &call, hit);
    }
    return false;
}

bool why_scan_find(const struct why_walk *walk, const struct why_scan *scan, struct why_hit *out,
                   uint32_t *end)
{
    struct state state = { .walk = walk, .scan = scan };
    uint32_t slot = (scan->from + 3) & ~3u;
    struct why_hit hit;

    for (; scan->budget->words > 0 && slot < scan->to; scan->budget->words--, slot += 4) {
        const struct why_value word = why_walk_word(walk, slot);

        if (!word.known)
            break;
        if (judge_word(&state, slot, word.value, &hit)) {
            *out = hit;
            *end = slot;
            return true;
        }
    }
    *end = slot;
    if (state.has_proved || state.has_likely)
        *out = state.has_proved ? state.proved : state.likely;
    return state.has_proved || state.has_likely;
}
