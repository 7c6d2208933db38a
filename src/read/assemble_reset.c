/* What the report of a reset differs in: its first line is the boot ROM's. */
#include "read/assemble_reset.h"

#include "base/span.h"

void why_assemble_reset(struct why_assembly *assembly, const struct why_item *item)
{
    struct why_item statement = *item;

    statement.kind = WHY_ITEM_STATEMENT;
    statement.says = WHY_SAYS_RESET;
    why_assemble_statement(assembly, &statement);
}

/* A line that the boot ROM prints when the chip starts. */
static bool is_banner(const struct why_assembly *assembly, const struct why_line *line)
{
    struct why_item item;
    size_t at = line->from;

    while (why_scan_next(assembly->scanner, line, &at, &item))
        if (item.kind == WHY_ITEM_BANNER || item.kind == WHY_ITEM_RESET)
            return true;
    return false;
}

void why_assemble_restart(struct why_assembly *assembly, const struct why_line *line)
{
    struct why_value *uptime = &assembly->crash->boot.uptime_ms;

    if (!uptime->known || !is_banner(assembly, line))
        return;
    assembly->uptime_before = *uptime;
    *uptime = (struct why_value){ .known = false };
}

bool why_is_of_next_run(const struct why_assembly *assembly, const struct why_item *item)
{
    return item->kind == WHY_ITEM_REGISTER && assembly->statement_count > 0 &&
           assembly->statements[0].kind == WHY_SAYS_RESET &&
           !why_assembly_says(assembly, WHY_SAYS_HEADLINE) &&
           !why_assembly_says(assembly, WHY_SAYS_BOOT_FAILURE);
}

void why_settle_reset(struct why_assembly *assembly)
{
    struct why_crash *crash = assembly->crash;

    if (assembly->statement_count == 0 || assembly->statements[0].kind != WHY_SAYS_RESET)
        return;
    crash->boot.uptime_ms = assembly->uptime_before;
    if (!crash->reason)
        crash->reason = assembly->statements[0].text;
}
