/* The parts of a SARIF report as JSON values. */
#ifndef WHY_RENDER_SARIF_PARTS_H
#define WHY_RENDER_SARIF_PARTS_H

#include "espwhy/diagnosis.h"
#include "espwhy/format.h"
#include "render/json_value.h"

/* What relative paths are relative to, by the name that code scanning knows. */
#define WHY_SARIF_ROOT "%SRCROOT%"

/** What SARIF calls a message: an object with a text. Takes @p text over. */
json_t *why_sarif_message(struct why_json *json, json_t *text);
/** Every fault class, with its manual page. */
json_t *why_sarif_rules(struct why_json *json);
/** A crash as a result: by its verdict. */
json_t *why_sarif_result(struct why_json *json, const struct why_crash *crash,
                         const struct why_format_options *options);

#endif
