/* The parts of a crash as JSON values; docs/report.schema.json describes each. */
#ifndef WHY_RENDER_JSON_PARTS_H
#define WHY_RENDER_JSON_PARTS_H

#include "espwhy/diagnosis.h"
#include "espwhy/format.h"
#include "render/json_value.h"

/** A whole crash. */
json_t *why_json_of_crash(struct why_json *json, const struct why_crash *crash);
/** What the signature that a crash is of says. */
json_t *why_json_of_judgement(struct why_json *json, const struct why_judgement *judgement);
/** The ELF files of a run. */
json_t *why_json_of_firmwares(struct why_json *json, const struct why_run *run);
/** How they relate to a crash. */
json_t *why_json_of_elfs(struct why_json *json, const struct why_crash *crash);
/** Its cores, with registers and backtraces. */
json_t *why_json_of_cores(struct why_json *json, const struct why_crash *crash);
/** One backtrace; null when it has neither frames nor a source. */
json_t *why_json_of_backtrace(struct why_json *json, const struct why_backtrace *backtrace);
/** Registers by name, in the order of the dump. */
json_t *why_json_of_registers(struct why_json *json, const struct why_register *registers,
                              size_t count);
/** What the core dump says of itself; null for NULL. */
json_t *why_json_of_dump(struct why_json *json, const struct why_core_dump *dump);
/** The tasks of the core dump, the crashed one first. */
json_t *why_json_of_tasks(struct why_json *json, const struct why_crash *crash);
/** Arguments as another tool printed them, one object each. */
json_t *why_json_of_args(struct why_json *json, const char *args);
/** Addresses that another tool named in the log. */
json_t *why_json_of_names(struct why_json *json, const struct why_crash *crash);
/** Its findings, the verdict first. */
json_t *why_json_of_findings(struct why_json *json, const struct why_crash *crash);
/** How callers passed a value, nearest first. */
json_t *why_json_of_came_from(struct why_json *json, const struct why_came_from *steps,
                              size_t count);
/** What the instruction at the program counter accessed; null for NULL. */
json_t *why_json_of_access(struct why_json *json, const struct why_access *access);
/** The argument with which a library function was called; null for NULL. */
json_t *why_json_of_argument(struct why_json *json, const struct why_argument *argument);
/** What the log says of it in words. */
json_t *why_json_of_statements(struct why_json *json, const struct why_crash *crash);
/** The name of a log, clean. */
json_t *why_json_log_name(struct why_json *json, const char *name);
/** The faults of a run, in the order in which they were first seen. */
json_t *why_json_of_faults(struct why_json *json, const struct why_run *run);

#endif
