/* Accesses that the memory itself forbids: write-to-readonly, misaligned-access, narrow-access. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/accessed.h"
#include "rules/address.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/named.h"
#include "rules/registers.h"

#define BASE_REACH 0xfffu /* bytes, as in the rules for pointers */

/* Texts of the cache unit that mean a refused write, wherever the fault address register points.
 * Source: ESP-IDF components/esp_system/port/soc/<chip>/cache_err_int.c and
 * esp_system/port/panic_handler. */
static const char *const write_details[] = {
    "write to cache rejected",
    "tried to write cache",
    "write back error",
};

/* The cache detail that names a refused write, or NULL. */
static const struct why_statement *find_write_detail(const struct why_facts *facts)
{
    const struct why_statement *detail = why_crash_says(facts->crash, WHY_SAYS_CACHE_DETAIL);

    for (size_t i = 0; detail && i < WHY_COUNTOF(write_details); i++)
        if (strcasestr(detail->text, write_details[i]))
            return detail;
    return NULL;
}

/* True when the chip maps constants and code of flash to addresses of their own. */
static bool has_own_constants(const struct why_crash *crash)
{
    const struct why_chip *chip = crash->candidates[0]; /* one at least: a region was found */

    for (size_t i = 0; i < chip->region_count; i++)
        if ((chip->regions[i].bits & WHY_MEM_FLASH) && !why_region_runs(&chip->regions[i]))
            return true;
    return false;
}

/* What a store may not change there; NULL: one region serves constants and code alike. */
static const char *readonly_variant(const struct why_crash *crash, const struct why_region *region)
{
    if (region->bits & WHY_MEM_ROM)
        return "rom";
    if ((region->bits & WHY_MEM_FLASH) == 0)
        return "code";
    if (!why_region_runs(region))
        return "flash-constant";
    return has_own_constants(crash) ? "code" : NULL;
}

/* An object itself, not a pointer that may lead to another one. */
static bool is_object(const char *expression)
{
    return expression && expression[0] == '&';
}

/* A library function that was given memory to write, and did not stop at its end. */
static bool has_run_off(const struct why_crash *crash)
{
    const struct why_argument *argument = crash->argument;
    const struct why_value fault = why_crash_fault_address(crash);
    const struct why_value start =
        argument ? argument->value.value : (struct why_value){ .known = false };
    const struct why_region *from = start.known ? why_crash_region(crash, start.value) : NULL;

    return from && (from->bits & WHY_MEM_RAM) != 0 && start.value < fault.value &&
           from != why_crash_region(crash, fault.value);
}

static void add_readonly_steps(struct why_finding *out, const struct why_crash *crash,
                               struct why_arena *arena)
{
    bool code = out->variant && strcmp(out->variant, "code") == 0;

    if (has_run_off(crash)) {
        why_finding_add_next(out, arena,
                             "%s began at 0x%08x and ran on to there: check the length that it was "
                             "told to write",
                             why_call_name(crash->argument->function, arena),
                             (unsigned)crash->argument->value.value.value);
        return;
    }

    if (!code && is_object(out->pointer.expression))
        why_finding_add_next(out, arena,
                             "the object is const: whoever writes it must not, or it must not be "
                             "const");
    else if (out->pointer.expression)
        why_finding_add_next(out, arena, "find out what `%s` points at there, and who passed it",
                             out->pointer.expression);
    else if (out->place.function)
        why_finding_add_next(out, arena, "find what %s writes to there",
                             why_call_name(out->place.function, arena));
    if (code)
        why_finding_add_next(out, arena,
                             "look for a function's address that is used as a buffer, or a wild "
                             "pointer that hit code");
    else
        why_finding_add_next(out, arena,
                             "look for a cast that drops const, or a string literal that is "
                             "modified (strtok(), in-place parsing)");
    why_finding_add_next(out, arena, "if the data must change, copy it to a buffer in RAM first");
}

static bool match_write_detail(const struct why_facts *facts, struct why_finding *out,
                               const struct why_statement *detail, struct why_arena *arena)
{
    out->variant = "flash-constant";
    out->confidence = WHY_CERTAIN;
    out->pointer.access = "write";
    why_finding_set_summary(out, arena, "write to memory that the flash cache serves read-only");
    why_finding_add_line(out, arena, detail->line_no, "the cache unit says: %s", detail->text);
    why_finding_add_line(out, arena, 0,
                         "writes through the cache are buffered: the program counter may lie "
                         "behind the store that did it");
    out->place = why_fault_place(facts);
    add_readonly_steps(out, facts->crash, arena);
    return true;
}

/* "`greeting[0]` at 0x3c0201a4", by the pointer or by the object that lies there. */
static const char *readonly_words(const struct why_facts *facts, const struct why_named *named,
                                  struct why_arena *arena)
{
    const char *target = why_target_words(named, facts->fault_address, arena);
    const struct why_held_data *data = why_crash_data(facts->crash, facts->fault_address.value);
    unsigned address = facts->fault_address.value;

    if (target)
        return why_arena_printf(arena, "%s%s at 0x%08x", target, why_end_words(named, arena),
                                address);
    if (data && data->object && data->offset > 0)
        return why_arena_printf(arena, "`%s`+%u at 0x%08x", data->object, (unsigned)data->offset,
                                address);
    if (data && data->object)
        return why_arena_printf(arena, "`%s` at 0x%08x", data->object, address);
    return why_arena_printf(arena, "0x%08x", address);
}

static void add_readonly_pointer(struct why_finding *out, const struct why_facts *facts,
                                 const struct why_accessed *accessed, const struct why_named *named,
                                 struct why_arena *arena)
{
    struct why_base base;

    why_add_accessed(out, facts, accessed, arena);
    why_set_named(out, named, arena);
    why_add_named(out, named, arena);
    if (!accessed->base && why_find_base(facts, facts->fault_address.value, BASE_REACH, &base))
        why_finding_add_register(out, arena, base.name, base.value,
                                 "%s holds 0x%08x, %u bytes before it", base.name,
                                 (unsigned)base.value.value, (unsigned)base.offset);
}

static void describe_readonly(struct why_finding *out, const struct why_facts *facts,
                              const struct why_region *region, struct why_arena *arena)
{
    struct why_accessed accessed = why_accessed_of(facts);
    struct why_named named = why_named_of(facts, &accessed);
    const char *object = why_data_words(facts->crash, facts->fault_address.value, arena);

    why_finding_set_summary(out, arena, "write to %s in %s, which a program cannot change (%s)",
                            readonly_words(facts, &named, arena), region->name, region->what);
    why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                             "%s 0x%08x lies in %s (%s)", facts->arch->fault_addr,
                             (unsigned)facts->fault_address.value, region->name, region->what);
    if (object)
        why_finding_add_address(out, arena, facts->fault_address, "the ELF has there: %s", object);
    out->confidence = why_accessed_confidence(&accessed, out->confidence);
    out->pointer.access = "write";
    out->pointer.access_bytes = accessed.fit == WHY_FIT_EXACT ? accessed.bytes : 0;
    out->place = why_fault_place(facts);
    add_readonly_pointer(out, facts, &accessed, &named, arena);
}

static bool match_write_to_readonly(const struct why_facts *facts, struct why_finding *out,
                                    struct why_arena *arena)
{
    const struct why_statement *detail = find_write_detail(facts);
    const struct why_region *region;
    const char *access;

    if (detail && why_facts_cause(facts) == WHY_CAUSE_CACHE_ERROR)
        return match_write_detail(facts, out, detail, arena);
    if (!why_is_data_fault(facts, &access) || (access && access[0] == 'r') ||
        !facts->fault_address.known)
        return false;
    region = why_crash_region(facts->crash, facts->fault_address.value);
    if (!why_region_refuses_stores(region) || (!access && (region->bits & WHY_MEM_WORD_ONLY) != 0))
        return false;
    out->variant = readonly_variant(facts->crash, region);
    out->confidence = access && (region->bits & WHY_MEM_WRITE) == 0 ? WHY_CERTAIN : WHY_LIKELY;
    describe_readonly(out, facts, region, arena);
    why_add_pc(out, facts, arena);
    why_add_library_evidence(out, facts, arena);
    add_readonly_steps(out, facts->crash, arena);
    return true;
}

/* ---- misaligned-access ----------------------------------------------------------------------- */

static void describe_misaligned(struct why_finding *out, const struct why_facts *facts,
                                struct why_arena *arena)
{
    struct why_value address = facts->fault_address;
    const struct why_region *region = why_crash_region(facts->crash, address.value);

    why_finding_set_summary(out, arena, "%s at 0x%08x, which is not a multiple of the access size",
                            out->variant ? out->variant : "access", (unsigned)address.value);
    why_finding_add_register(out, arena, facts->arch->fault_addr, address,
                             "%s 0x%08x: %u beyond a multiple of 4%s%s", facts->arch->fault_addr,
                             (unsigned)address.value, (unsigned)(address.value % 4),
                             region ? ", in " : "", region ? region->name : "");
    if (why_is_near_null(address.value))
        why_finding_add_address(out, arena, address,
                                "it is %s besides: the pointer was probably NULL",
                                why_null_words(address.value, arena));
}

/* The line with the address is lost. */
static void describe_untold(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    why_finding_set_summary(out, arena, "access at an address that is not a multiple of its size");
    why_finding_add_line(out, arena, facts->crash->first_line, "%s: %s; nothing tells the address",
                         facts->crash->cause->reason, facts->crash->cause->meaning);
}

static bool match_misaligned_access(const struct why_facts *facts, struct why_finding *out,
                                    struct why_arena *arena)
{
    enum why_cause cause = why_facts_cause(facts);
    struct why_accessed accessed = why_accessed_of(facts);

    if (cause == WHY_CAUSE_LOAD_MISALIGNED)
        out->variant = "read";
    else if (cause == WHY_CAUSE_STORE_MISALIGNED)
        out->variant = "write";
    else if (cause != WHY_CAUSE_DATA_MISALIGNED)
        return false;
    if (!out->variant)
        out->variant = accessed.access;
    out->confidence = WHY_CERTAIN; /* whatever the ELF says: the processor reports just this */
    out->pointer.access = out->variant;
    out->pointer.access_bytes = accessed.fit == WHY_FIT_EXACT ? accessed.bytes : 0;
    out->place = why_fault_place(facts);
    if (facts->fault_address.known)
        describe_misaligned(out, facts, arena);
    else
        describe_untold(out, facts, arena);
    why_add_accessed(out, facts, &accessed, arena);
    why_add_pc(out, facts, arena);
    why_finding_add_next(out, arena,
                         "look for a cast from a byte buffer to a wider type, or a packed struct "
                         "whose member is taken by address");
    if (facts->arch && facts->arch->id == WHY_ARCH_XTENSA)
        why_finding_add_next(
            out, arena,
            "ordinary RAM takes unaligned accesses on this core: look for an atomic or a spinlock "
            "in an unaligned buffer, or for IRAM, RTC memory or peripheral addresses");
    if (facts->arch && facts->arch->id == WHY_ARCH_LX106)
        why_finding_add_next(out, arena,
                             "this core takes no unaligned access at all: a pointer into a byte "
                             "buffer or a packed struct is enough");
    why_finding_add_next(out, arena, "copy with memcpy() into an aligned variable");
    return true;
}

/* ---- narrow-access --------------------------------------------------------------------------- */

/* The instruction tells its size: a whole word is refused for other reasons. */
static enum why_confidence narrow_confidence(const struct why_accessed *accessed)
{
    if (accessed->fit != WHY_FIT_EXACT)
        return why_accessed_confidence(accessed, WHY_LIKELY);
    return accessed->bytes < 4 ? WHY_CERTAIN : WHY_POSSIBLE;
}

static bool match_narrow_access(const struct why_facts *facts, struct why_finding *out,
                                struct why_arena *arena)
{
    const struct why_region *region;
    struct why_accessed accessed;

    if (why_facts_cause(facts) != WHY_CAUSE_DATA_FAULT || !facts->fault_address.known)
        return false;
    region = why_crash_region(facts->crash, facts->fault_address.value);
    if (!region || (region->bits & WHY_MEM_WORD_ONLY) == 0)
        return false;
    accessed = why_accessed_of(facts);
    out->confidence = narrow_confidence(&accessed);
    out->variant = accessed.access;
    out->pointer.access = accessed.access;
    out->pointer.access_bytes = accessed.fit == WHY_FIT_EXACT ? accessed.bytes : 0;
    why_finding_set_summary(out, arena,
                            "access of 1 or 2 bytes to %s, which takes only whole words (0x%08x)",
                            region->name, (unsigned)facts->fault_address.value);
    why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                             "%s 0x%08x lies in %s (%s), where only aligned 32-bit accesses work",
                             facts->arch->fault_addr, (unsigned)facts->fault_address.value,
                             region->name, region->what);
    why_add_accessed(out, facts, &accessed, arena);
    out->place = why_fault_place(facts);
    why_add_pc(out, facts, arena);
    why_add_library_evidence(out, facts, arena);
    if (region->bits & WHY_MEM_FLASH)
        why_finding_add_line(out, arena, 0,
                             "a store of any size to code in flash is refused in the same way");
    if (facts->arch->id == WHY_ARCH_LX106 && (region->bits & WHY_MEM_FLASH)) {
        why_finding_add_next(out, arena,
                             "look for a string or table in PROGMEM, or an F() string, that is "
                             "read like one in RAM");
        why_finding_add_next(out, arena,
                             "read it with pgm_read_byte(), memcpy_P(), strcpy_P() and their like");
        return true;
    }
    why_finding_add_next(out, arena,
                         "look for a string, a table or a buffer that was put into IRAM or RTC "
                         "memory (IRAM_ATTR on data), or a function's address used as data");
    why_finding_add_next(out, arena,
                         "move that data to DRAM (DRAM_ATTR), or read it in whole words");
    return true;
}

static const struct why_rule rules[] = {
    { .id = "write-to-readonly",
      .title = "Write to read-only memory",
      .variants = "flash-constant,code,rom",
      .at_most = WHY_CERTAIN,
      .supersedes = "cache-disabled-access",
      .means = "The program wrote to constants in flash, to code, or to ROM. String literals and "
               "const tables stay in flash and are "
               "only mapped for reading; writing through a pointer to them is refused.",
      .shows = "LoadStoreError or StoreProhibited with EXCVADDR in the flash data range (Xtensa), "
               "\"Dbus write to cache rejected\" "
               "(ESP32-S3), Store access fault with MTVAL in flash, code or ROM (RISC-V). Buffered "
               "writes may be reported some "
               "instructions late.",
      .check = "Which constant lies at the address?\n"
               "Is const cast away, or a string literal passed where a writable buffer is needed?\n"
               "Could the pointer be wild and have hit this region by chance?",
      .reproduce = "static const char greeting[] = \"hello\";\n"
                   "((char *)greeting)[0] = 'H';",
      .read_more = "ESP-IDF Programming Guide, Memory Types\n"
                   "ESP-IDF Programming Guide, Fatal Errors, Cache error",
      .source =
          "ESP-IDF tools/test_apps/system/panic, write to rodata and ROM cases; soc.h of each chip",
      .match = match_write_to_readonly },
    { .id = "misaligned-access",
      .title = "Misaligned access",
      .variants = "read,write",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "A load or store of 2 or 4 bytes used an address that is not a multiple of its "
               "size, in a place where the hardware "
               "cannot split it.",
      .shows = "LoadStoreAlignment (Xtensa) or Load/Store address misaligned (RISC-V), with the "
               "address in EXCVADDR or MTVAL.",
      .check = "Is a byte buffer cast to a pointer to a wider type?\n"
               "Is an atomic variable or a spinlock placed at an odd address, for example in a "
               "packed struct?\n"
               "Is the address in IRAM, RTC memory or a peripheral?\n"
               "Is the pointer garbage altogether?",
      .reproduce = "static uint8_t raw[8];\n"
                   "atomic_fetch_add((_Atomic uint32_t *)&raw[1], 1);",
      .read_more =
          "Xtensa Instruction Set Architecture Reference Manual, Unaligned Exception Option\n"
          "RISC-V Privileged Architecture, mcause",
      .source = "Xtensa ISA manual, EXCCAUSE 9; RISC-V Privileged ISA, mcause 4 and 6",
      .match = match_misaligned_access },
    { .id = "narrow-access",
      .title = "Byte access to word-only memory",
      .variants = "read,write",
      .at_most = WHY_CERTAIN,
      .supersedes = "",
      .means = "The memory on the instruction bus of Xtensa chips can be read and written in "
               "aligned 32-bit words only. A byte or 16-bit "
               "access to it, also one made by memcpy() or a string function, is refused.",
      .shows = "LoadStoreError with EXCVADDR in IRAM, RTC fast memory or code in flash; on an "
               "ESP8266 \"Exception (3)\" with excvaddr in flash, where its constants are as well.",
      .check = "Which string, table or buffer lies at the address?\n"
               "Is IRAM_ATTR or RTC_IRAM_ATTR used on data?\n"
               "Is memory from heap_caps_malloc(MALLOC_CAP_32BIT) used for bytes?\n"
               "Is a function's address used as a data pointer?",
      .reproduce = "static IRAM_ATTR char name[] = \"node\";\n"
                   "char first = *(volatile char *)name;",
      .read_more = "ESP-IDF Programming Guide, Fatal Errors, LoadStoreError\n"
                   "ESP-IDF Programming Guide, Heap Memory Allocation, 32-Bit Accessible Memory",
      .source = "Xtensa ISA manual, EXCCAUSE 3; Technical Reference Manual of the ESP32, System "
                "and Memory",
      .match = match_narrow_access },
};

const struct why_rule_family why_family_access = { rules, WHY_COUNTOF(rules) };
