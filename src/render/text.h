/* The parts of the text report, in the order in which they stand. */
#ifndef WHY_RENDER_TEXT_H
#define WHY_RENDER_TEXT_H

#include "espwhy/format.h"
#include "render/layout.h"

/** Verdict, place, evidence, what to do next, contributing findings. */
void why_text_diagnosis(const struct why_page *page, const struct why_crash *crash);
/** Source lines at the verdict's place. */
void why_text_excerpt(const struct why_page *page, const struct why_crash *crash);
/** Backtraces of the panicked core, of another tool, of other cores. */
void why_text_backtraces(const struct why_page *page, const struct why_crash *crash);
/** Tasks of the core dump: one line each; their frames when verbose. */
void why_text_tasks(const struct why_page *page, const struct why_crash *crash);
/** Registers that the evidence names; all of them when verbose. */
void why_text_registers(const struct why_page *page, const struct why_crash *crash);
/** Notes, what would tell more, the firmware's identity. */
void why_text_remarks(const struct why_page *page, const struct why_crash *crash);
/** What the crashes of a run come to, at its end. */
void why_text_faults(const struct why_page *page, const struct why_run *run);
/** The signature that the crash is of, if any: name, what is to be done, note, issue. */
void why_text_signature(const struct why_page *page, const struct why_crash *crash);
/** " (signature NAME, ignored)" into a paragraph, nothing where there is none. */
void why_text_add_signature(struct why_flow *flow, const struct why_crash *crash);
/** How the run did: signatures that crashes were of, conditions of --fail-on. */
void why_text_gate(const struct why_page *page, const struct why_run *run);
/** Lines of the log around the crash. */
void why_text_log(const struct why_page *page, const struct why_crash *crash);

/** Which callers passed the bad pointer. */
void why_text_came_from(const struct why_page *page, const struct why_finding *finding);

/** "main()" into a paragraph; NULL: a function without name. */
void why_text_name(struct why_flow *flow, const char *name);
/** "null-deref/write" into a paragraph. */
void why_text_class(struct why_flow *flow, const struct why_finding *finding);
/** " [log.txt:12]" into a paragraph, nothing for line 0. */
void why_text_reference(struct why_flow *flow, const struct why_crash *crash, uint32_t line_no);
/** True when it must be said of which core something is: there are several, or another one than the
 * core that panicked. */
bool why_text_names_core(const struct why_crash *crash, const struct why_core *core);
/** True when the core dump says that the panic was in an interrupt. */
bool why_text_in_isr(const struct why_crash *crash);
/** "backtrace of OWNER (how it was found)"; @p owner NULL: of the crash. */
void why_text_backtrace_title(const struct why_page *page, const char *owner,
                              const struct why_backtrace *backtrace);
/** Where a task is: the first function of the application; "crashed". */
void why_text_task_where(struct why_flow *flow, const struct why_crash *crash,
                         const struct why_task *task);
/** How a frame was found, where it differs from what the title says of the whole. */
void why_text_trust(struct why_flow *flow, const struct why_crash *crash,
                    const struct why_backtrace *backtrace, const struct why_frame *frame);
/** What the words of why_text_trust() mean; those that stand behind the first @p count frames. */
void why_text_trust_legend(const struct why_page *page, const struct why_backtrace *backtrace,
                           size_t count);
/** "name(a=1, b=<optimized out>)" into a paragraph; where no register of the frame was saved, the
 * arguments are left out unless verbose. */
void why_text_call(struct why_flow *flow, const struct why_function *function, bool verbose);
/** One line per local variable. */
void why_text_locals(const struct why_page *page, const struct why_function *function);
/** A line below the frames. */
void why_text_frame_remark(const struct why_page *page, enum why_style style, const char *lead,
                           const char *text);
/** One line per frame, at most @p limit unless verbose; how the walk ended. */
void why_text_frames(const struct why_page *page, const struct why_crash *crash,
                     const struct why_backtrace *backtrace, size_t limit);

#endif
