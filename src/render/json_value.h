/* Small steps to a JSON value; what fails is remembered once, in the maker. */
#ifndef WHY_RENDER_JSON_VALUE_H
#define WHY_RENDER_JSON_VALUE_H

#include <jansson.h>

#include "espwhy/crash.h"
#include "espwhy/strbuf.h"

/* Goes through everything that builds JSON. A value that could not be made is left out and latches
 * `failed`. */
struct why_json {
    bool failed;
};

/** An empty object. */
json_t *why_json_object(struct why_json *json);
/** An empty array. */
json_t *why_json_array(struct why_json *json);
/** A text; null for NULL. */
json_t *why_json_text(struct why_json *json, const char *text);
/** The text of a buffer, which is freed. */
json_t *why_json_take(struct why_json *json, struct why_strbuf *text);
/** A number. */
json_t *why_json_count(struct why_json *json, uint64_t number);
/** A number from 1, such as a line; null for 0. */
json_t *why_json_ordinal(struct why_json *json, uint32_t number);
/** A known number; null when not known. */
json_t *why_json_number(struct why_json *json, struct why_value value);
/** "0x%08x"; null when not known. */
json_t *why_json_hex(struct why_json *json, struct why_value value);
/** true or false. */
json_t *why_json_bool(bool truth);

/** Set a key. Takes @p value over. */
void why_json_set(struct why_json *json, json_t *object, const char *key, json_t *value);
/** Append to an array. Takes @p value over. */
void why_json_push(struct why_json *json, json_t *array, json_t *value);

/** Add a value to a text, on one line. Takes @p value over; what failed is told by @p out. */
void why_json_write(struct why_strbuf *out, const struct why_json *json, json_t *value);

#endif
