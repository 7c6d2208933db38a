/* What every fuzz target demands of a report. */
#ifndef WHY_TESTS_REQUIRE_H
#define WHY_TESTS_REQUIRE_H

#include "report.h"

/** Abort unless @p good: the fuzzer keeps the input. */
void require(bool good);
/** A JSON report, or every line of one, parses; other formats are not looked at. */
void require_json(const struct why_format *format, const struct why_strbuf *out);

#endif
