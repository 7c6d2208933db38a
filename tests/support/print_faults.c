/* Prints docs/faults.md as the rules have it. */
#include <stdio.h>
#include <stdlib.h>

#include "espwhy/format.h"

int main(void)
{
    struct why_strbuf out;
    bool good;

    why_strbuf_init(&out);
    why_format_fault_manual(&out);
    good = !out.failed && out.len > 0 && fwrite(out.text, 1, out.len, stdout) == out.len &&
           fflush(stdout) == 0;
    why_strbuf_deinit(&out);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
