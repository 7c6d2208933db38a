/* The keys of a signature: what each may hold, and when a crash fits it. */
#include "gate/signature.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "base/span.h"
#include "espwhy/diagnosis.h"
#include "gate/glob.h"
#include "gate/rule_name.h"
#include "gate/version_range.h"

#define TOP "top:"

/* ---- what a crash is of ---------------------------------------------------------------------- */

static enum why_status check_class(struct why_signature *signature, const char *value,
                                   struct why_error *err)
{
    struct why_rule_name name;

    (void)signature;
    return why_rule_name_find(why_span_of(value), &name, err);
}

static bool fits_class(const char *value, const struct why_traits *traits)
{
    struct why_rule_name name;

    return why_rule_name_find(why_span_of(value), &name, NULL) == WHY_OK &&
           why_rule_name_is_of(&name, traits->crash);
}

static enum why_status check_glob(struct why_signature *signature, const char *value,
                                  struct why_error *err)
{
    const char *fault = why_glob_fault(value);

    (void)signature;
    return fault ? why_fail(err, WHY_E_USAGE, "bad glob '%.80s': %s", value, fault) : WHY_OK;
}

static const char *behind_top(const char *value)
{
    why_span rest = why_span_of(value);

    if (!why_span_take_text(&rest, TOP))
        return NULL;
    (void)why_span_take_blanks(&rest);
    return rest.ptr;
}

static enum why_status check_function(struct why_signature *signature, const char *value,
                                      struct why_error *err)
{
    const char *top = behind_top(value);

    if (top && top[0] == '\0')
        return why_fail(err, WHY_E_USAGE, "no function behind '" TOP "'");
    return check_glob(signature, top ? top : value, err);
}

static bool fits_function(const char *value, const struct why_traits *traits)
{
    const char *top = behind_top(value);

    for (size_t i = 0; top && i < WHY_COUNTOF(traits->tops) && traits->tops[i]; i++)
        if (why_glob_matches(top, traits->tops[i]))
            return true;
    for (size_t i = 0; !top && i < traits->function_count; i++)
        if (why_glob_matches(value, traits->functions[i]))
            return true;
    return false;
}

static bool fits_file(const char *value, const struct why_traits *traits)
{
    for (size_t i = 0; i < traits->file_count; i++)
        if (why_glob_matches_path(value, traits->files[i]))
            return true;
    return false;
}

static bool fits_reason(const char *value, const struct why_traits *traits)
{
    return traits->crash->reason && why_glob_matches(value, traits->crash->reason);
}

static bool fits_task(const char *value, const struct why_traits *traits)
{
    return traits->crash->task && why_glob_matches(value, traits->crash->task);
}

static enum why_status check_chip(struct why_signature *signature, const char *value,
                                  struct why_error *err)
{
    struct why_nearest nearest;
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);

    (void)signature;
    if (why_chip_find(value))
        return WHY_OK;
    why_nearest_begin(&nearest, value);
    for (size_t i = 0; i < count; i++)
        why_nearest_offer(&nearest, chips[i]->id);
    if (!nearest.best)
        return why_fail(err, WHY_E_USAGE, "unknown chip '%.40s'", value);
    return why_fail(err, WHY_E_USAGE, "unknown chip '%.40s', did you mean '%s'?", value,
                    nearest.best);
}

static bool fits_chip(const char *value, const struct why_traits *traits)
{
    return traits->crash->chip && traits->crash->chip == why_chip_find(value);
}

/* "1w-5d0c8a1e93b7f240": a slip would make a signature of nothing. */
static enum why_status check_fingerprint(struct why_signature *signature, const char *value,
                                         struct why_error *err)
{
    why_span rest = why_span_of(value);
    uint32_t version;
    bool sound = why_span_take_decimal(&rest, &version);

    (void)signature;
    (void)why_span_take_text(&rest, "w");
    sound = sound && why_span_take_text(&rest, "-") && rest.len == 16;
    for (size_t i = 0; sound && i < rest.len; i++)
        sound = why_is_hex_digit(rest.ptr[i]);
    if (sound)
        return WHY_OK;
    return why_fail(err, WHY_E_USAGE,
                    "bad fingerprint '%.40s', they are such as 1-5d0c8a1e93b7f240", value);
}

static bool fits_fingerprint(const char *value, const struct why_traits *traits)
{
    return traits->crash->fingerprint && strcasecmp(traits->crash->fingerprint, value) == 0;
}

static bool fits_app(const char *value, const struct why_traits *traits)
{
    return traits->crash->boot.app && why_glob_matches(value, traits->crash->boot.app);
}

static enum why_status check_version(struct why_signature *signature, const char *value,
                                     struct why_error *err)
{
    (void)signature;
    if (!why_version_range_is_valid(value))
        return why_fail(err, WHY_E_USAGE,
                        "bad range of versions '%.60s', they are such as >=1.2 <2.0", value);
    if (why_version_range_is_empty(value))
        return why_fail(err, WHY_E_USAGE, "no version is in '%.60s'", value);
    return WHY_OK;
}

static bool fits_version(const char *value, const struct why_traits *traits)
{
    return traits->crash->boot.app_version &&
           why_version_range_has(value, traits->crash->boot.app_version);
}

/* ---- what is to be done about it ------------------------------------------------------------- */

static enum why_status check_action(struct why_signature *signature, const char *value,
                                    struct why_error *err)
{
    static const enum why_action actions[] = { WHY_ACTION_FAIL, WHY_ACTION_WARN,
                                               WHY_ACTION_IGNORE };

    for (size_t i = 0; i < WHY_COUNTOF(actions); i++)
        if (strcmp(value, why_action_name(actions[i])) == 0) {
            signature->action = actions[i];
            return WHY_OK;
        }
    return why_fail(err, WHY_E_USAGE, "action is one of fail, warn, ignore, not '%.60s'", value);
}

static uint32_t days_of(uint32_t year, uint32_t month)
{
    static const uint32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* Exactly this many digits: "2026-1-5" might be meant either way round. */
static bool take_digits(why_span *rest, size_t count, uint32_t *out)
{
    why_span digits = why_span_head(*rest, count);

    if (digits.len != count || !why_span_take_decimal(&digits, out) || !why_span_is_empty(digits))
        return false;
    *rest = why_span_skip(*rest, count);
    return true;
}

static enum why_status check_expires(struct why_signature *signature, const char *value,
                                     struct why_error *err)
{
    why_span rest = why_span_of(value);
    uint32_t year;
    uint32_t month;
    uint32_t day;

    if (!take_digits(&rest, 4, &year) || !why_span_take_text(&rest, "-") ||
        !take_digits(&rest, 2, &month) || !why_span_take_text(&rest, "-") ||
        !take_digits(&rest, 2, &day) || !why_span_is_empty(rest) || month < 1 || month > 12 ||
        day < 1 || day > days_of(year, month))
        return why_fail(err, WHY_E_USAGE, "expires is a day such as 2026-12-31, not '%.60s'",
                        value);
    signature->expires = year * 10000 + month * 100 + day;
    return WHY_OK;
}

/* ---- the table ------------------------------------------------------------------------------- */

struct key_row {
    const char *name;
    enum why_status (*check)(struct why_signature *signature, const char *value,
                             struct why_error *err); /* NULL: any text */
    bool (*fits)(const char *value,
                 const struct why_traits *traits); /* NULL: says nothing of the crash */
};

/* clang-format off */
static const struct key_row keys[] = {
    { "class",       check_class,       fits_class },
    { "function",    check_function,    fits_function },
    { "file",        check_glob,        fits_file },
    { "reason",      check_glob,        fits_reason },
    { "task",        check_glob,        fits_task },
    { "chip",        check_chip,        fits_chip },
    { "fingerprint", check_fingerprint, fits_fingerprint },
    { "app",         check_glob,        fits_app },
    { "version",     check_version,     fits_version },
    { "action",      check_action,      NULL },
    { "expires",     check_expires,     NULL },
    { "note",        NULL,              NULL },
    { "issue",       NULL,              NULL },
};
/* clang-format on */

static_assert(WHY_COUNTOF(keys) <= WHY_SIGNATURE_KEYS, "a signature has room for every key");

static size_t find_key(const char *name)
{
    size_t row = 0;

    while (row < WHY_COUNTOF(keys) && strcmp(keys[row].name, name) != 0)
        row++;
    return row;
}

static enum why_status unknown_key(const char *name, struct why_error *err)
{
    struct why_nearest nearest;

    why_nearest_begin(&nearest, name);
    for (size_t i = 0; i < WHY_COUNTOF(keys); i++)
        why_nearest_offer(&nearest, keys[i].name);
    if (!nearest.best)
        return why_fail(err, WHY_E_USAGE, "unknown key '%.60s'", name);
    return why_fail(err, WHY_E_USAGE, "unknown key '%.60s', did you mean '%s'?", name,
                    nearest.best);
}

enum why_status why_signature_set(struct why_signature *signature, const char *key,
                                  const char *value, struct why_arena *arena, struct why_error *err)
{
    size_t row = find_key(key);
    enum why_status status = WHY_OK;

    if (row == WHY_COUNTOF(keys))
        return unknown_key(key, err);
    if (signature->values[row])
        return why_fail(err, WHY_E_USAGE, "%s is given twice", key);
    if (value[0] == '\0')
        return why_fail(err, WHY_E_USAGE, "nothing behind %s =", key);
    if (keys[row].check)
        status = keys[row].check(signature, value, err);
    if (status != WHY_OK)
        return status;
    signature->values[row] = why_arena_printf(arena, "%s", value);
    return why_arena_failed(arena) ? why_oom(err) : WHY_OK;
}

bool why_signature_is_of_something(const struct why_signature *signature)
{
    for (size_t i = 0; i < WHY_COUNTOF(keys); i++)
        if (signature->values[i] && keys[i].fits)
            return true;
    return false;
}

bool why_signature_fits(const struct why_signature *signature, const struct why_traits *traits)
{
    for (size_t i = 0; i < WHY_COUNTOF(keys); i++)
        if (signature->values[i] && keys[i].fits && !keys[i].fits(signature->values[i], traits))
            return false;
    return true;
}

const char *why_signature_text(const struct why_signature *signature, const char *key)
{
    return signature->values[find_key(key)];
}

const char *why_signature_name_fault(const char *name)
{
    if (name[0] == '\0')
        return "a signature needs a name";
    if (strlen(name) >= WHY_SIGNATURE_NAME_BYTES)
        return "a name has at most 49 characters";
    for (; *name != '\0'; name++)
        if (!why_is_word(*name) && !strchr(".-/#+", *name))
            return "a name is of letters, digits and . _ - / # +";
    return NULL;
}
