/* Accesses to flash or PSRAM while the cache was off: cache-disabled-access. */
#include <string.h>

#include "model/diagnosis.h"
#include "rules/address.h"
#include "rules/code_bytes.h"
#include "rules/families.h"
#include "rules/frames.h"
#include "rules/names.h"
#include "rules/registers.h"

#define CACHE_OFF_WORD 0xbad00badu /* what the ESP32 reads from flash while the cache is off */

/* What a cache error's detail line means. */
enum detail_kind { DETAIL_NONE, DETAIL_DISABLED, DETAIL_GENERAL, DETAIL_OTHER };

struct cache_detail {
    const char *text;
    enum detail_kind kind;
};

/* clang-format off */
/* Matched anywhere in the line, without regard to case; first row wins. Source: ESP-IDF
 * components/esp_system/port/soc/<chip>/cache_err_int.c, port/panic_handler.c, v4.3 to v6. */
static const struct cache_detail cache_details[] = {
    { "write to cache rejected",        DETAIL_OTHER },
    { "tried to write cache",           DETAIL_OTHER },
    { "write back error",               DETAIL_OTHER },
    { "parameter configuration",        DETAIL_OTHER },
    { "configurations fault",           DETAIL_OTHER },
    { "mmu entry",                      DETAIL_OTHER },
    { "authentication failed",          DETAIL_OTHER },
    { "cache is disabled",              DETAIL_DISABLED },
    { "cache disabled",                 DETAIL_DISABLED },
    { "cache access error",             DETAIL_GENERAL },
    { "reject error",                   DETAIL_GENERAL },
    { "failed to find a corresponding", DETAIL_GENERAL },
};
/* clang-format on */

static enum detail_kind kind_of_detail(const char *text)
{
    for (size_t i = 0; i < WHY_COUNTOF(cache_details); i++)
        if (strcasestr(text, cache_details[i].text))
            return cache_details[i].kind;
    return DETAIL_NONE;
}

/* Constants behind the flash cache, or PSRAM: data that is gone while the cache is off. */
static bool is_cached_data(const struct why_facts *facts, uint32_t value)
{
    const struct why_region *region = why_crash_region(facts->crash, value);

    return region && why_region_is_cached(region) && (region->bits & WHY_MEM_READ) != 0 &&
           (!why_region_runs(region) || (region->bits & WHY_MEM_PSRAM) != 0);
}

static bool is_cache_off_word(const struct why_facts *facts, uint32_t value)
{
    (void)facts;
    return value == CACHE_OFF_WORD;
}

static bool is_in_flash_code(const struct why_facts *facts, struct why_value address)
{
    const struct why_region *region =
        address.known ? why_crash_region(facts->crash, address.value) : NULL;

    return why_region_is_cached(region) && why_region_runs(region);
}

/* Code that runs without the cache. */
static bool is_in_iram(const struct why_facts *facts, struct why_value address)
{
    const struct why_region *region =
        address.known ? why_crash_region(facts->crash, address.value) : NULL;

    return region && why_region_runs(region) && (region->bits & WHY_MEM_RAM) != 0;
}

static void add_place_evidence(struct why_finding *out, const struct why_facts *facts,
                               struct why_arena *arena)
{
    struct why_value caller = why_caller_address(facts);
    struct why_spot flash;

    if (facts->pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, facts->pc, "%s is at %s",
                                 facts->arch->pc, why_code_words(facts, facts->pc.value, arena));
    if (caller.known)
        why_finding_add_register(out, arena, facts->arch->return_address, caller,
                                 "%s leads back to %s", facts->arch->return_address,
                                 why_caller_words(facts, caller, arena));
    if (why_find_kind(facts->backtrace, WHY_NAME_FLASH, &flash))
        why_finding_add_frame(out, arena, flash.index, flash.frame,
                              "%s() in the backtrace: a flash operation was going on",
                              flash.function->name);
    if (facts->core && facts->core->in_isr)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "the core was in an interrupt handler");
}

/* The objects and texts in flash that registers point at, by the ELF. */
static void add_named_data(struct why_finding *out, const struct why_facts *facts,
                           struct why_arena *arena)
{
    const struct why_crash *crash = facts->crash;

    for (size_t i = 0; i < crash->data_count; i++) {
        const struct why_register *reg = why_find_holding(facts, crash->data[i].address);

        if (reg && is_cached_data(facts, reg->value.value))
            why_finding_add_register(out, arena, reg->name, reg->value, "%s points at %s",
                                     reg->name, why_data_words(crash, reg->value.value, arena));
    }
}

static void add_data_evidence(struct why_finding *out, const struct why_facts *facts,
                              struct why_arena *arena)
{
    const char *data = why_registers_where(facts, is_cached_data, arena);
    const char *words = why_registers_where(facts, is_cache_off_word, arena);

    if (data)
        why_finding_add_line(out, arena, facts->core->line_no,
                             "registers that point at constants in flash or at PSRAM: %s", data);
    add_named_data(out, facts, arena);
    if (words)
        why_finding_add_line(
            out, arena, facts->core->line_no,
            "0xbad00bad in %s: what the ESP32 reads from flash while the cache is off", words);
}

static void add_cache_steps(struct why_finding *out, const struct why_facts *facts,
                            struct why_arena *arena)
{
    bool code = out->variant && strcmp(out->variant, "data-in-flash") != 0;
    const char *name = out->place.function;

    if (code && name)
        why_finding_add_next(out, arena,
                             "put %s() and all it calls into IRAM (IRAM_ATTR), or do not call it "
                             "while the cache is off",
                             name);
    else if (code)
        why_finding_add_next(
            out, arena,
            "put the function at the program counter and all it calls into IRAM (IRAM_ATTR)");
    else
        why_finding_add_next(
            out, arena, "put the constants that %s%s uses into RAM (DRAM_ATTR, DRAM_STR for texts)",
            name ? name : "this code", name ? "()" : "");
    if (facts->core && facts->core->in_isr)
        why_finding_add_next(out, arena,
                             "or register the interrupt without ESP_INTR_FLAG_IRAM, so that it "
                             "waits for the flash operation");
    else
        why_finding_add_next(out, arena,
                             "if this is an interrupt handler: register it without "
                             "ESP_INTR_FLAG_IRAM, or make all of it IRAM-safe");
    why_finding_add_next(out, arena,
                         "the address is right, the moment is wrong: look for flash writes, erases "
                         "and NVS commits at that time");
}

static void set_code_summary(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena)
{
    const struct why_function *function =
        facts->pc.known ? why_function_at(facts->crash, facts->pc.value) : NULL;

    if (function)
        why_finding_set_summary(
            out, arena, "%s() is in flash and ran while the flash cache was off", function->name);
    else
        why_finding_set_summary(out, arena, "code in flash ran while the flash cache was off");
}

/* Code or data: the bus that the cache unit names, else where the program counter and the registers
 * point. NULL: open. */
static const char *touched(const struct why_facts *facts, const char *detail,
                           struct why_arena *arena)
{
    if (strcasestr(detail, "ibus"))
        return "code-in-flash";
    if (strcasestr(detail, "dbus"))
        return "data-in-flash";
    if (is_in_flash_code(facts, facts->pc))
        return "code-in-flash";
    return why_registers_where(facts, is_cached_data, arena) ? "data-in-flash" : NULL;
}

/* A headline that names no core has the cache unit's own line below it, which tells the kind. */
static bool lacks_detail(const struct why_crash *crash)
{
    const struct why_statement *headline = why_crash_says(crash, WHY_SAYS_HEADLINE);

    return headline && !headline->value.known && !why_crash_says(crash, WHY_SAYS_CACHE_DETAIL);
}

static bool match_reported(const struct why_facts *facts, struct why_finding *out,
                           struct why_arena *arena)
{
    const struct why_statement *detail = why_crash_says(facts->crash, WHY_SAYS_CACHE_DETAIL);
    const char *reason = facts->crash->reason ? facts->crash->reason : "";
    enum detail_kind kind = detail ? kind_of_detail(detail->text) : kind_of_detail(reason);

    if (kind == DETAIL_OTHER)
        return false;
    out->confidence =
        kind == DETAIL_DISABLED && !lacks_detail(facts->crash) ? WHY_CERTAIN : WHY_LIKELY;
    out->variant = touched(facts, detail ? detail->text : "", arena);
    if (out->variant && strcmp(out->variant, "code-in-flash") == 0)
        set_code_summary(out, facts, arena);
    else if (out->variant)
        why_finding_set_summary(out, arena,
                                "%s used data in flash or PSRAM while the flash cache was off",
                                facts->pc.known ? "code that is not in flash" : "the program");
    else
        why_finding_set_summary(
            out, arena, "something behind the flash cache was used while the cache was off");
    out->place = why_fault_place(facts);
    if (detail)
        why_finding_add_line(out, arena, detail->line_no, "the cache unit says: %s", detail->text);
    add_data_evidence(out, facts, arena);
    add_place_evidence(out, facts, arena);
    add_cache_steps(out, facts, arena);
    return true;
}

static bool match_cache_off_words(const struct why_facts *facts, struct why_finding *out,
                                  struct why_arena *arena)
{
    if (!why_shows_cache_off_words(facts))
        return false;
    out->variant = "code-in-flash";
    out->confidence = WHY_CERTAIN;
    set_code_summary(out, facts, arena);
    out->place = why_fault_place(facts);
    why_finding_add_line(
        out, arena, facts->crash->code->line_no,
        "the memory dump shows bad00bad, which the ESP32 reads from flash while the cache is off");
    add_place_evidence(out, facts, arena);
    add_cache_steps(out, facts, arena);
    return true;
}

/* True when every chip that it may be reports such accesses as ordinary exceptions. */
static bool hides_cache_faults(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->candidate_count; i++)
        if (!crash->candidates[i]->cache_fault_as_exception)
            return false;
    return crash->candidate_count > 0;
}

/* RISC-V chips, and ESP32-S2, may report it as an ordinary exception. */
static bool match_seen_as_exception(const struct why_facts *facts, struct why_finding *out,
                                    struct why_arena *arena)
{
    enum why_cause cause = why_facts_cause(facts);
    struct why_value caller = why_caller_address(facts);
    bool fetch = cause == WHY_CAUSE_ILLEGAL_INSTRUCTION || cause == WHY_CAUSE_FETCH_FAULT;
    bool code = fetch && is_in_flash_code(facts, facts->pc) && is_in_iram(facts, caller);
    bool data = cause == WHY_CAUSE_LOAD_FAULT && is_in_iram(facts, facts->pc) &&
                facts->fault_address.known && is_cached_data(facts, facts->fault_address.value);

    if (!hides_cache_faults(facts->crash) || (!code && !data))
        return false;
    out->variant = code ? "seen-as-illegal-instruction" : "data-in-flash";
    out->confidence = WHY_LIKELY;
    out->place = why_fault_place(facts);
    if (code)
        why_finding_set_summary(
            out, arena,
            "code in flash was called from IRAM, probably while the flash cache was off");
    else
        why_finding_set_summary(
            out, arena, "code in IRAM read flash at 0x%08x, probably while the flash cache was off",
            (unsigned)facts->fault_address.value);
    why_finding_add_line(out, arena, facts->crash->first_line,
                         "%s may report an access with the cache off as \"%s\"",
                         why_chip_words(facts->crash), facts->crash->cause->reason);
    add_place_evidence(out, facts, arena);
    if (data)
        why_finding_add_register(out, arena, facts->arch->fault_addr, facts->fault_address,
                                 "%s 0x%08x lies in flash, and that address is good",
                                 facts->arch->fault_addr, (unsigned)facts->fault_address.value);
    add_cache_steps(out, facts, arena);
    return true;
}

static bool match_cache_disabled(const struct why_facts *facts, struct why_finding *out,
                                 struct why_arena *arena)
{
    if (!facts->arch)
        return false;
    if (why_facts_cause(facts) == WHY_CAUSE_CACHE_ERROR)
        return match_reported(facts, out, arena);
    if (why_facts_cause(facts) == WHY_CAUSE_ILLEGAL_INSTRUCTION &&
        match_cache_off_words(facts, out, arena))
        return true;
    return match_seen_as_exception(facts, out, arena);
}

static const struct why_rule rules[] = {
    { .id = "cache-disabled-access",
      .title = "Flash or PSRAM used while the cache was off",
      .variants = "code-in-flash,data-in-flash,seen-as-illegal-instruction",
      .at_most = WHY_CERTAIN,
      .supersedes = "illegal-instruction,flash-read-failure,wild-jump,wild-pointer",
      .means = "While flash is written or erased the cache is off, and nothing that lives in flash "
               "or PSRAM can be reached. Code that runs "
               "in that time, such as an interrupt handler flagged as IRAM-safe, must be in IRAM "
               "with everything it calls and every "
               "constant it reads in RAM.",
      .shows = "\"Cache disabled but cached memory region accessed\" (Xtensa), \"Cache error\" "
               "with a detail line, or on RISC-V chips "
               "before ESP-IDF v5.3 an ordinary Illegal instruction or access fault with a program "
               "counter or address in flash. On the "
               "ESP32 the words read are bad00bad.",
      .check =
          "Is the program counter in flash? Then that function needs IRAM_ATTR.\n"
          "Is it in IRAM or ROM? Then look which register points at flash constants or PSRAM: that "
          "data must move to RAM.\n"
          "Which interrupt or callback was running, and is it registered with ESP_INTR_FLAG_IRAM?\n"
          "What wrote to flash at that time?",
      .reproduce =
          "static void IRAM_ATTR on_gpio(void *arg)\n"
          "{\n"
          "    gpio_set_level(12, 1); /* in flash, unless the driver is configured for IRAM */\n"
          "}\n"
          "/* registered with ESP_INTR_FLAG_IRAM, fired while NVS commits */",
      .read_more = "ESP-IDF Programming Guide, Concurrency Constraints for Flash on SPI1\n"
                   "ESP-IDF Programming Guide, Fatal Errors, Cache error\n"
                   "ESP-IDF Programming Guide, Interrupt Allocation, IRAM-Safe Interrupt Handlers",
      .source = "ESP-IDF components/esp_system/port/soc/<chip>/cache_err_int.c and "
                "tools/test_apps/system/panic",
      .match = match_cache_disabled },
};

const struct why_rule_family why_family_cache = { rules, WHY_COUNTOF(rules) };
