/* Demangling with libiberty, which every GNU tool uses. */
#include "firmware/demangle.h"

#include <demangle.h>
#include <setjmp.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "espwhy/strbuf.h"

/* Back-references let a short name stand for one of any length: the only way out of a printer that
 * has written too much is a jump. The entry points used here hold no memory meanwhile. */
struct sink {
    struct why_strbuf text;
    jmp_buf too_long;
};

static void append(const char *bytes, size_t len, void *opaque)
{
    struct sink *sink = opaque;

    why_strbuf_add(&sink->text, bytes, len);
    if (sink->text.failed || sink->text.len > WHY_NAME_BYTES)
        longjmp(sink->too_long, 1);
}

/* The order in which cplus_demangle() tries its styles: Rust's older names look like C++. */
static bool print_name(const char *mangled, struct sink *sink)
{
    const int options = DMGL_AUTO | DMGL_PARAMS | DMGL_ANSI;

    if (setjmp(sink->too_long) != 0)
        return false;
    if (rust_demangle_callback(mangled, options, append, sink))
        return true;
    why_strbuf_clear(&sink->text);
    return cplus_demangle_v3_callback(mangled, options, append, sink);
}

static bool is_mangled(const char *name)
{
    return name[0] == '_' &&
           (name[1] == 'Z' || name[1] == 'R' || strncmp(name, "_GLOBAL_", 8) == 0);
}

/* Source: GCC clone_function_name() and its callers; LLVM's ".llvm." of ThinLTO. */
static size_t plain_len(const char *name)
{
    static const char *const marks[] = { ".isra.",     ".constprop.", ".part.", ".cold",
                                         ".lto_priv.", ".localalias", ".llvm." };
    size_t len = strlen(name);

    for (size_t i = 0; i < WHY_COUNTOF(marks); i++) {
        const char *mark = strstr(name, marks[i]);

        if (mark && mark != name && (size_t)(mark - name) < len)
            len = (size_t)(mark - name);
    }
    return len;
}

const char *why_demangle_only(struct why_arena *arena, const char *name)
{
    size_t len = plain_len(name);
    struct sink sink;
    const char *clean = NULL;

    if (!is_mangled(name) || len > WHY_NAME_BYTES)
        return NULL;
    why_strbuf_init(&sink.text);
    if (print_name(why_arena_printf(arena, "%.*s", (int)len, name), &sink))
        clean = why_text_clean(arena, (why_span){ sink.text.text, sink.text.len });
    why_strbuf_deinit(&sink.text);
    return clean;
}

const char *why_demangle(struct why_arena *arena, const char *name)
{
    const char *readable = why_demangle_only(arena, name);

    if (readable)
        return readable;
    return why_text_clean(arena, why_span_head(why_span_of(name), plain_len(name)));
}
