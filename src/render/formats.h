/* The functions behind the table of formats, three for each; see struct why_format. */
#ifndef WHY_RENDER_FORMATS_H
#define WHY_RENDER_FORMATS_H

#include "espwhy/format.h"

void why_text_begin(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options);
void why_text_crash(struct why_strbuf *out, const struct why_crash *crash,
                    const struct why_run *run, const struct why_format_options *options);
void why_text_end(struct why_strbuf *out, const struct why_run *run,
                  const struct why_format_options *options);

void why_json_begin(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options);
void why_json_crash(struct why_strbuf *out, const struct why_crash *crash,
                    const struct why_run *run, const struct why_format_options *options);
void why_json_end(struct why_strbuf *out, const struct why_run *run,
                  const struct why_format_options *options);

void why_jsonl_begin(struct why_strbuf *out, const struct why_run *run,
                     const struct why_format_options *options);
void why_jsonl_crash(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_run *run, const struct why_format_options *options);
void why_jsonl_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options);

void why_sarif_begin(struct why_strbuf *out, const struct why_run *run,
                     const struct why_format_options *options);
void why_sarif_crash(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_run *run, const struct why_format_options *options);
void why_sarif_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options);

void why_junit_begin(struct why_strbuf *out, const struct why_run *run,
                     const struct why_format_options *options);
void why_junit_crash(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_run *run, const struct why_format_options *options);
void why_junit_end(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options);

void why_github_begin(struct why_strbuf *out, const struct why_run *run,
                      const struct why_format_options *options);
void why_github_crash(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_run *run, const struct why_format_options *options);
void why_github_end(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options);

void why_gitlab_begin(struct why_strbuf *out, const struct why_run *run,
                      const struct why_format_options *options);
void why_gitlab_crash(struct why_strbuf *out, const struct why_crash *crash,
                      const struct why_run *run, const struct why_format_options *options);
void why_gitlab_end(struct why_strbuf *out, const struct why_run *run,
                    const struct why_format_options *options);

void why_gcc_begin(struct why_strbuf *out, const struct why_run *run,
                   const struct why_format_options *options);
void why_gcc_crash(struct why_strbuf *out, const struct why_crash *crash, const struct why_run *run,
                   const struct why_format_options *options);
void why_gcc_end(struct why_strbuf *out, const struct why_run *run,
                 const struct why_format_options *options);

void why_markdown_begin(struct why_strbuf *out, const struct why_run *run,
                        const struct why_format_options *options);
void why_markdown_crash(struct why_strbuf *out, const struct why_crash *crash,
                        const struct why_run *run, const struct why_format_options *options);
void why_markdown_end(struct why_strbuf *out, const struct why_run *run,
                      const struct why_format_options *options);

#endif
