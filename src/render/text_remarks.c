/* The lower part of a text report: what is imperfect, what would tell more, which firmware it was.
 */
#include <string.h>

#include "render/describe.h"
#include "render/elf_hint.h"
#include "render/text.h"

#define NULL_PAGE_BYTES 4096u /* no code lies there on any chip */

/* The end of the report is missing, something that stands near the end is too, and no note says so.
 */
static bool is_cut(const struct why_crash *crash, const struct why_backtrace *backtrace)
{
    return !crash->complete && !backtrace && crash->note_count == 0 && !why_crash_is_reset(crash);
}

static void write_notes(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_backtrace *backtrace = why_crash_main_backtrace(crash);

    if (crash->note_count == 0 && crash->follows == 0 && !is_cut(crash, backtrace))
        return;
    why_page_title(page, 0, "notes", NULL);
    if (crash->follows != 0) {
        struct why_flow flow = why_flow_begin(page, "  · ", NULL);

        why_flow_addf(&flow, WHY_STYLE_PLAIN,
                      "the chip had not restarted since crash %u: this one may be its consequence",
                      crash->follows);
        why_flow_end(&flow);
    }
    for (size_t i = 0; i < crash->note_count; i++) {
        struct why_flow flow = why_flow_begin(page, "  · ", NULL);

        why_flow_add(&flow, WHY_STYLE_PLAIN, crash->notes[i].text);
        why_text_reference(&flow, crash, crash->notes[i].line_no);
        why_flow_end(&flow);
    }
    if (is_cut(crash, backtrace))
        why_page_paragraph(page, "  · ",
                           "the report ends without the usual last line (\"Rebooting...\"): "
                           "the log may be cut");
}

/* Code of the firmware without a name; where the memory map is not known, anything that may be. */
static bool is_worth_naming(const struct why_crash *crash, const struct why_frame *frame)
{
    if (frame->function_count > 0 || !frame->lookup.known || frame->lookup.value < NULL_PAGE_BYTES)
        return false;
    if (frame->region)
        return (frame->region->bits & WHY_MEM_EXEC) && !(frame->region->bits & WHY_MEM_ROM);
    return !why_crash_unmapped(crash, frame->lookup.value);
}

static bool has_unnamed(const struct why_crash *crash, const struct why_backtrace *backtrace)
{
    for (size_t i = 0; i < backtrace->frame_count; i++)
        if (is_worth_naming(crash, &backtrace->frames[i]))
            return true;
    return false;
}

static void write_elf_command(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_elf_hint hint = why_elf_hint_of(crash);
    struct why_page line = *page;
    struct why_flow flow;

    why_page_paragraph(page, "  · ",
                       "functions, lines and the instruction itself: the ELF of exactly this build "
                       "has them");
    if (hint.why)
        why_page_paragraph(page, "    ", hint.why);
    line.width = SIZE_MAX / 2; /* a command to copy must not be broken */
    flow = why_flow_begin(&line, "      ", NULL);
    why_flow_add(&flow, WHY_STYLE_STRONG, "espwhy -e ");
    why_flow_add(&flow, WHY_STYLE_STRONG, hint.path ? hint.path : "build/");
    if (!hint.path) {
        why_flow_add(&flow, WHY_STYLE_STRONG, crash->boot.app ? crash->boot.app : "app");
        why_flow_add(&flow, WHY_STYLE_STRONG, ".elf");
    }
    why_flow_end(&flow);
}

/* A boot ROM names none of the firmware's functions. */
static bool lacks_elf(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->elf_count; i++)
        if (!crash->elfs[i].rom)
            return false;
    return true;
}

/* The rows between ">>>stack>>>" and "<<<stack<<<" are all that tells who called. */
static const char *esp8266_callers(const struct why_crash *crash)
{
    if (crash->memory_count == 0 || (!lacks_elf(crash) && !why_crash_elf_mismatch(crash)))
        return NULL;
    return "callers: they are among the words of the dumped stack; the ELF of this build (-e) "
           "tells "
           "which";
}

/* RISC-V chips print stack memory; the ELF tells where in it the callers stand. With the right one
 * the backtrace itself says where it ends and why. `asked`: that ELF has been asked for already. */
static const char *missing_callers(const struct why_crash *crash,
                                   const struct why_backtrace *backtrace, bool asked)
{
    if (crash->arch && crash->arch->id == WHY_ARCH_LX106)
        return esp8266_callers(crash);
    if (!crash->arch || crash->arch->id != WHY_ARCH_RISCV || crash->muted_stack)
        return NULL; /* a note says what was muted */
    if (why_crash_is_reset(crash))
        return NULL; /* nothing ran that could print it */
    if (why_crash_says(crash, WHY_SAYS_TASK_WDT))
        return NULL; /* the task watchdog prints no stack memory */
    if (backtrace && backtrace->source != WHY_BACKTRACE_NONE)
        return NULL;
    if (crash->memory_count == 0 && (why_elf_hint_of(crash).callers || why_crash_is_record(crash)))
        return why_elf_hint_of(crash).callers;
    if (crash->memory_count == 0)
        return "callers: the log lacks the \"Stack memory:\" block of this crash, which the chip "
               "prints behind the registers";
    if (!lacks_elf(crash) && !why_crash_elf_mismatch(crash))
        return NULL;
    return asked ? "callers: they stand in the dumped stack memory; the same ELF unwinds it"
                 : "callers: they stand in the dumped stack memory; with the ELF of this build "
                   "(-e) it is unwound";
}

/* Whose control blocks cannot be read without the types of the ELF. */
static bool has_unread_tasks(const struct why_crash *crash)
{
    for (size_t i = 0; i < crash->task_count; i++)
        if (!crash->tasks[i].name)
            return lacks_elf(crash) || why_crash_elf_mismatch(crash);
    return false;
}

static void write_more(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_backtrace *backtrace = why_crash_main_backtrace(crash);
    bool unnamed = lacks_elf(crash) && backtrace && has_unnamed(crash, backtrace);
    const char *callers = missing_callers(crash, backtrace, unnamed);

    if (!unnamed && !callers && !has_unread_tasks(crash))
        return;
    why_page_title(page, 0, "what would tell more", NULL);
    if (unnamed)
        write_elf_command(page, crash);
    if (callers)
        why_page_paragraph(page, "  · ", callers);
    if (has_unread_tasks(crash))
        why_page_paragraph(page, "  · ",
                           "tasks: their names, states and priorities are read with the ELF of "
                           "this build (-e)");
}

static void write_firmware(const struct why_page *page, const struct why_crash *crash)
{
    const struct why_boot *boot = &crash->boot;
    struct why_flow flow;
    const char *gap = "";

    if (!boot->app && !boot->app_version && !boot->idf && !boot->elf_sha256)
        return;
    why_page_title(page, 0, "firmware",
                   why_crash_is_lone_dump(crash) ? "as the core dump tells it"
                                                 : "as the log tells it");
    flow = why_flow_begin(page, "  ", NULL);
    if (boot->app || boot->app_version) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, boot->app ? boot->app : "version");
        why_flow_add(&flow, WHY_STYLE_PLAIN, boot->app_version ? " " : "");
        why_flow_add(&flow, WHY_STYLE_PLAIN, boot->app_version ? boot->app_version : "");
        gap = ", ";
    }
    if (boot->idf) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, gap);
        why_flow_add(&flow, WHY_STYLE_PLAIN, "ESP-IDF ");
        why_flow_add(&flow, WHY_STYLE_PLAIN, boot->idf);
        gap = ", ";
    }
    if (boot->elf_sha256) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, gap);
        why_flow_add(&flow, WHY_STYLE_PLAIN, "ELF SHA256 ");
        why_flow_add(&flow, WHY_STYLE_PLAIN, boot->elf_sha256);
        why_flow_add(&flow, WHY_STYLE_PLAIN, strlen(boot->elf_sha256) < 64 ? "…" : "");
    }
    why_flow_end(&flow);
}

/* Whose memory map and ROM names were used, and why. */
static void write_chip(const struct why_page *page, const struct why_crash *crash)
{
    struct why_flow flow;

    if (!crash->chip || page->options->detail != WHY_DETAIL_VERBOSE)
        return;
    why_page_title(page, 0, "chip", NULL);
    flow = why_flow_begin(page, "  ", NULL);
    why_flow_add(&flow, WHY_STYLE_PLAIN, crash->chip->name);
    if (crash->chip_reason) {
        why_flow_add(&flow, WHY_STYLE_PLAIN, ", told by ");
        why_flow_add(&flow, WHY_STYLE_PLAIN, crash->chip_reason);
    }
    if (crash->rom && crash->rom->revision != UINT32_MAX)
        why_flow_addf(&flow, WHY_STYLE_PLAIN, "; boot ROM of revision %u.%u",
                      crash->rom->revision / 100, crash->rom->revision % 100);
    why_flow_end(&flow);
}

/* What names the bug in other logs and other builds, and what it is made of. */
static void write_fingerprint(const struct why_page *page, const struct why_crash *crash)
{
    struct why_page line = *page;
    struct why_flow flow;

    if (!crash->fingerprint)
        return;
    line.width = SIZE_MAX / 2; /* to be copied, and searched for */
    why_strbuf_addc(page->out, '\n');
    flow = why_flow_begin(&line, "", NULL);
    why_flow_add(&flow, WHY_STYLE_PLAIN, "fingerprint ");
    why_flow_add(&flow, WHY_STYLE_STRONG, crash->fingerprint);
    why_flow_add(&flow, WHY_STYLE_FAINT, crash->fingerprint_weak ? "   weak: " : "   ");
    for (size_t i = 0; i < crash->fingerprint_part_count; i++) {
        why_flow_add(&flow, WHY_STYLE_FAINT, i > 0 ? "/" : "");
        why_flow_add(&flow, WHY_STYLE_FAINT, crash->fingerprint_parts[i]);
    }
    why_flow_end(&flow);
}

void why_text_remarks(const struct why_page *page, const struct why_crash *crash)
{
    write_notes(page, crash);
    write_more(page, crash);
    write_chip(page, crash);
    write_firmware(page, crash);
    write_fingerprint(page, crash);
}
