/* Checks that the compiler puts into the code: ubsan, kasan, stack-smash. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/gave_up.h"

/* A kind as it is printed, and what it means. */
struct kind_text {
    const char *printed; /* how the text begins */
    const char *variant;
    const char *what; /* a clause for the summary */
    const char *next;
};

/* clang-format off */
/* Source: ESP-IDF components/esp_system/ubsan.c; GCC manual, -fsanitize=undefined. */
static const struct kind_text ubsan_kinds[] = {
    { "type_mismatch",          "type-mismatch",          "an object was used through a pointer that is NULL, misaligned, or too close to the end of its object",
      "look at the pointer that is followed there, and at casts of it" },
    { "add_overflow",           "add-overflow",           "an addition of signed numbers overflowed",
      "check the operands' ranges, or add in a wider or unsigned type" },
    { "sub_overflow",           "sub-overflow",           "a subtraction of signed numbers overflowed",
      "check the operands' ranges, or subtract in a wider or unsigned type" },
    { "mul_overflow",           "mul-overflow",           "a multiplication of signed numbers overflowed",
      "check the operands' ranges, or multiply in a wider type: (int64_t)a * b" },
    { "negate_overflow",        "negate-overflow",        "the smallest number was negated",
      "treat INT_MIN before the sign is changed" },
    { "divrem_overflow",        "divrem-overflow",        "a division by zero, or of the smallest number by -1",
      "check the divisor before the division" },
    { "shift_out_of_bounds",    "shift-out-of-bounds",    "a shift by a negative number, by too many bits, or of a sign bit",
      "shift unsigned numbers, and check how far: 1u << n with n below 32" },
    { "out_of_bounds",          "out-of-bounds",          "an array was indexed outside its bounds",
      "look at the index on that line: who computes it, and who should have checked it?" },
    { "missing_return",         "missing-return",         "a function that must return a value ended without one",
      "build with -Wreturn-type and return on every path" },
    { "vla_bound_not_positive", "vla-bound-not-positive", "an array of variable length got no positive length",
      "check the length before the array is declared" },
    { "load_invalid_value",     "load-invalid-value",     "a bool or an enum held a value that is none of its own",
      "look for memory that was never initialised, or overwritten" },
    { "nonnull_arg",            "nonnull-arg",            "NULL was passed where a parameter forbids it",
      "look at the arguments of the call on that line: memcpy() and friends forbid NULL even for no bytes" },
    { "nonnull_return",         "nonnull-return",         "a function returned NULL though it promises not to",
      "look at what that function returns" },
    { "builtin_unreachable",    "builtin-unreachable",    "the program came to a place that was declared unreachable",
      "look at the cases that were taken for impossible" },
    { "pointer_overflow",       "pointer-overflow",       "an address computation wrapped around",
      "look at the index or offset: it is negative or far too large, or the pointer is NULL" },
    { "invalid_builtin",        "invalid-builtin",        "a builtin got an argument that it does not take, such as __builtin_clz(0)",
      "check the argument for zero before" },
};

/* Source: ESP-IDF components/esp_system/kasan.c. */
static const struct kind_text kasan_kinds[] = {
    { "heap-buffer-overflow",   "heap-buffer-overflow",   "memory behind a heap block was used",
      "look at the index or length that is used there, and at the size the block was allocated with" },
    { "heap-buffer-underflow",  "heap-buffer-underflow",  "memory before a heap block was used",
      "look for an index below zero, or a pointer that was moved back too far" },
    { "use-after-free",         "use-after-free",         "a heap block was used after it was freed",
      "find where the block was freed, and who still holds a pointer to it" },
    { "uninitialised memory",   "uninitialised-memory",   "heap memory was read before anything was written there",
      "initialise the block: calloc(), or every member" },
    { "unknown poison",         "unknown-poison",         "memory was used that is marked as not usable",
      "look at the access on that line and at who owns the memory" },
};
/* clang-format on */

static const struct kind_text *find_kind(const struct kind_text *kinds, size_t count,
                                         const char *printed)
{
    for (size_t i = 0; printed && i < count; i++)
        if (strncmp(printed, kinds[i].printed, strlen(kinds[i].printed)) == 0)
            return &kinds[i];
    return NULL;
}

/* What both sanitizers end with: the place, and what to do there. */
static void finish(struct why_finding *out, const struct why_facts *facts,
                   const struct kind_text *kind, const struct why_statement *said,
                   struct why_arena *arena)
{
    out->variant = kind ? kind->variant : NULL;
    out->confidence = WHY_CERTAIN;
    why_describe_gave_up(out, facts, said, arena);
    why_add_own_trap(out, facts, arena);
    if (kind)
        why_finding_add_next(out, arena, "%s", kind->next);
    if (out->place.function)
        why_finding_add_next(out, arena, "look at the line of %s that the report points at",
                             why_call_name(out->place.function, arena));
    else
        why_finding_add_next(out, arena,
                             "decode the backtrace with the ELF: the first frame that is yours "
                             "holds the expression");
}

static bool match_ubsan(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_UBSAN);
    const struct kind_text *kind;

    if (!said)
        return false;
    kind = find_kind(ubsan_kinds, WHY_COUNTOF(ubsan_kinds), said->name);
    if (kind)
        why_finding_set_summary(out, arena, "undefined behaviour: %s", kind->what);
    else
        why_finding_set_summary(out, arena, "undefined behaviour of type %s",
                                said->name ? said->name : "that is not printed");
    finish(out, facts, kind, said, arena);
    return true;
}

static bool match_kasan(const struct why_facts *facts, struct why_finding *out,
                        struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_KASAN);
    const struct why_statement *type = why_crash_says(facts->crash, WHY_SAYS_KASAN_TYPE);
    const struct kind_text *kind;

    if (!said)
        return false;
    kind = find_kind(kasan_kinds, WHY_COUNTOF(kasan_kinds), type ? type->name : NULL);
    why_finding_set_summary(out, arena, "the address sanitizer stopped the program: %s",
                            kind ? kind->what : "memory was used that must not be");
    if (type)
        why_finding_add_line(out, arena, type->line_no, "it calls this: %s", type->text);
    if (said->value.known) {
        const char *data = why_data_words(facts->crash, said->value.value, arena);

        why_finding_add_address(out, arena, said->value, "the access went to 0x%08x%s%s",
                                (unsigned)said->value.value, data ? ", " : "", data ? data : "");
    }
    finish(out, facts, kind, said, arena);
    return true;
}

/* ---- stack-smash ----------------------------------------------------------------------------- */

static bool match_stack_smash(const struct why_facts *facts, struct why_finding *out,
                              struct why_arena *arena)
{
    const struct why_statement *said = why_gave_up_saying(facts->crash, WHY_SAYS_STACK_SMASH);

    if (!said)
        return false;
    out->confidence = WHY_CERTAIN;
    why_describe_gave_up(out, facts, said, arena);
    why_finding_set_summary(out, arena,
                            "a local buffer%s%s was written past its end (stack smashing)",
                            out->place.function ? " of " : "",
                            out->place.function ? why_call_name(out->place.function, arena) : "");
    why_finding_add_line(out, arena, 0,
                         "a guard value stands behind the buffers of a function and is checked "
                         "when it returns: the write was before, in it or in what it called");
    why_add_own_trap(out, facts, arena);
    if (out->place.function)
        why_finding_add_next(out, arena,
                             "look at the local arrays of %s and at everything that fills them",
                             why_call_name(out->place.function, arena));
    else
        why_finding_add_next(out, arena,
                             "find the function that called __stack_chk_fail(): the first frame "
                             "behind it; look at its local arrays and at what fills them");
    why_finding_add_next(out, arena,
                         "compile with -Wstringop-overflow, and replace sprintf(), strcpy() and "
                         "gets() by their bounded forms");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "ubsan",
      .title = "Undefined behaviour",
      .variants = "type-mismatch,add-overflow,sub-overflow,mul-overflow,negate-overflow,"
                  "divrem-overflow,shift-out-of-bounds,out-of-bounds,missing-return,"
                  "vla-bound-not-positive,load-invalid-value,nonnull-arg,nonnull-return,"
                  "builtin-unreachable,pointer-overflow,invalid-builtin",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "The program was built with the undefined behaviour sanitizer, and an expression "
               "did what C or C++ does not define. Without the sanitizer it would have gone on "
               "with a wrong value.",
      .shows = "\"Undefined behavior of type KIND\", then abort(). The innermost frames are "
               "__ubsan_ functions; the frame behind them holds the expression.",
      .check = "Which expression stands on the line of the first frame of the application?\n"
               "Which values did its operands have?\n"
               "Who should have checked them?",
      .reproduce = "/* with CONFIG_COMPILER_UB_SANITIZER or -fsanitize=undefined */\n"
                   "int table[4];\n"
                   "int value = table[esp_random() | 4];",
      .read_more = "GCC manual, -fsanitize=undefined\n"
                   "ESP-IDF Programming Guide, Fatal Errors, Undefined Behavior Sanitizer",
      .source = "ESP-IDF components/esp_system/ubsan.c",
      .match = match_ubsan },
    { .id = "kasan",
      .title = "Address sanitizer",
      .variants = "heap-buffer-overflow,heap-buffer-underflow,use-after-free,"
                  "uninitialised-memory,unknown-poison",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "The program was built with the kernel address sanitizer, which keeps a mark for "
               "every piece of memory and checks it at each access. Unlike heap poisoning it "
               "catches the access itself: the place is the culprit's.",
      .shows = "\"KASAN error: READ (or WRITE) of size N at 0x...\", a line \"Bug type\", then the "
               "panic \"KASAN: invalid memory access\".",
      .check = "Which access stands on the line of the first frame of the application?\n"
               "Who owns the block, where was it allocated, where freed?\n"
               "Is an index or a length wrong by how much?",
      .reproduce = "/* with CONFIG_KASAN */\n"
                   "char *block = malloc(16);\n"
                   "block[16] = 0;",
      .read_more = "ESP-IDF Programming Guide, Heap Memory Debugging\n"
                   "GCC manual, -fsanitize=kernel-address",
      .source = "ESP-IDF components/esp_system/kasan.c",
      .match = match_kasan },
    { .id = "stack-smash",
      .title = "Stack smashing",
      .variants = "",
      .at_most = WHY_CERTAIN,
      .supersedes = "abort," WHY_OWN_TRAP,
      .means = "A function wrote past the end of one of its local buffers and over the guard "
               "value behind them. The compiler checks the guard when the function returns, so "
               "the report names the function whose buffer it was. This is no stack overflow: "
               "the task's stack is large enough.",
      .shows = "\"Stack smashing protect failure!\", then abort() called in __stack_chk_fail().",
      .check = "Which local arrays does that function have, and what fills them?\n"
               "Is a length taken from outside: a packet, a file name, a header?\n"
               "Is a string copied without its terminating zero being counted?",
      .reproduce = "char name[8];\n"
                   "strcpy(name, \"longer than eight\");",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, Stack Smashing Protection Failure\n"
                   "GCC manual, -fstack-protector",
      .source = "ESP-IDF components/esp_system/stack_check.c",
      .match = match_stack_smash },
};

const struct why_rule_family why_family_sanitizer = { rules, WHY_COUNTOF(rules) };
