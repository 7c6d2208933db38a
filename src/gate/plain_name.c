/* The plain name of a function, from any spelling of it. */
#include "gate/plain_name.h"

#include <string.h>

#include "base/span.h"
#include "espwhy/strbuf.h"
#include "firmware/demangle.h"

#define NESTED_MAX 64u /* open brackets; what is nested deeper is dropped to the end */
#define RUST_HASH_DIGITS 16u
#define RUST_HASH_LEN (3u + RUST_HASH_DIGITS) /* "::h" and the digits */

/* ---- brackets -------------------------------------------------------------------------------- */

static char closer_of(char c)
{
    switch (c) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return '\0';
    }
}

/* Bytes of the bracket that the text begins with, both ends counted; of all the text when nothing
 * closes it. A '>' counts only where a '<' is open: "->" and comparisons close nothing. */
static size_t measure_bracket(why_span text)
{
    char open[NESTED_MAX];
    size_t depth = 0;

    for (size_t i = 0; i < text.len; i++) {
        char closer = closer_of(text.ptr[i]);

        if (closer != '\0') {
            if (depth == NESTED_MAX)
                return text.len;
            open[depth++] = closer;
        } else if (depth > 0 && text.ptr[i] == open[depth - 1] &&
                   !(text.ptr[i] == '>' && i > 0 && text.ptr[i - 1] == '-')) {
            depth--;
        }
        if (depth == 0)
            return i + 1;
    }
    return text.len;
}

/* ---- parts of a name ------------------------------------------------------------------------- */

/* What follows the name of a namespace that is dropped. */
static void skip_scope(why_span *rest)
{
    (void)why_span_take_text(rest, "::");
}

/* Behind a list of parameters: "const", "&" and the like, and a compiler's "[clone .isra.0]". */
static void skip_qualifiers(why_span *rest)
{
    static const char *const qualifiers[] = { "const", "volatile", "noexcept", "&&", "&" };
    bool any = true;

    while (any) {
        why_span at = *rest;

        any = false;
        (void)why_span_take_blanks(&at);
        for (size_t i = 0; i < WHY_COUNTOF(qualifiers) && !any; i++)
            any = why_span_take_text(&at, qualifiers[i]);
        if (any)
            *rest = at;
    }
}

/* True where a blank ends a return type or the like, and the name is still to come. */
static bool is_followed_by_name(why_span rest)
{
    (void)why_span_take_blanks(&rest);
    return !why_span_is_empty(rest) && !strchr("([<", rest.ptr[0]);
}

/* The symbols of an operator, longest first. Source: ISO C++ [over.oper]. */
static void take_operator_symbol(why_span *rest, struct why_strbuf *out)
{
    static const char *const symbols[] = { "<=>", "<<=", ">>=", "->*", "()", "[]", "->", "<<",
                                           ">>",  "<=",  ">=",  "==",  "!=", "&&", "||", "++",
                                           "--",  "+=",  "-=",  "*=",  "/=", "%=", "^=", "&=",
                                           "|=",  "<",   ">",   "+",   "-",  "*",  "/",  "%",
                                           "^",   "&",   "|",   "~",   "!",  "=",  "," };

    for (size_t i = 0; i < WHY_COUNTOF(symbols); i++)
        if (why_span_take_text(rest, symbols[i])) {
            why_strbuf_adds(out, symbols[i]);
            return;
        }
}

/* "operator<<", "operator()", "operator new[]", "operator bool". */
static bool take_operator(why_span *rest, struct why_strbuf *out)
{
    why_span at = *rest;
    size_t end = 0;

    if ((out->len > 0 && why_is_word(out->text[out->len - 1])) ||
        !why_span_take_text(&at, "operator") || (!why_span_is_empty(at) && why_is_word(at.ptr[0])))
        return false;
    why_strbuf_adds(out, "operator");
    if (!why_span_is_empty(at) && at.ptr[0] == ' ' && is_followed_by_name(at)) {
        while (end < at.len && !strchr("(<.", at.ptr[end]))
            end++;
        why_strbuf_add(out, at.ptr, end);
        at = why_span_skip(at, end);
    } else {
        take_operator_symbol(&at, out);
    }
    *rest = at;
    return true;
}

/* "{lambda(int)#1}", "{closure#0}", "{{closure}}", "{impl#3}": the word alone, because numbers
 * change when another one is added before it. */
static void add_braced(why_span inside, struct why_strbuf *out)
{
    size_t len = 0;

    while (!why_span_is_empty(inside) && inside.ptr[0] == '{')
        inside = why_span_skip(inside, 1);
    while (len < inside.len && why_is_word(inside.ptr[len]))
        len++;
    why_strbuf_addc(out, '{');
    why_strbuf_add(out, inside.ptr, len);
    why_strbuf_addc(out, '}');
}

/* The path of a type that may be a reference: "&mut alloc::vec::Vec<T>". */
static void add_type(why_span type, struct why_strbuf *out)
{
    static const char *const marks[] = { "<", "&", "*", "mut ", "const ", "dyn " };
    size_t len = 0;

    for (size_t i = 0; i < WHY_COUNTOF(marks); i++)
        while (why_span_take_text(&type, marks[i]))
            ;
    while (len < type.len && (why_is_word(type.ptr[len]) || type.ptr[len] == ':'))
        len++;
    why_strbuf_add(out, type.ptr, len);
}

/* "<alloc::vec::Vec<T> as core::ops::Index>::index" begins with the type that it belongs to; the
 * brackets of a lambda are its name; elsewhere they hold arguments. */
static void take_angles(why_span *rest, struct why_strbuf *out)
{
    size_t len = measure_bracket(*rest);
    why_span inside = why_span_head(why_span_skip(*rest, 1), len > 2 ? len - 2 : 0);
    bool between = out->len > 2 && out->text[out->len - 1] == ':';

    *rest = why_span_skip(*rest, len);
    if (why_span_starts(inside, "lambda"))
        add_braced(inside, out);
    else if (between || why_span_equals(inside, "unnamed"))
        skip_scope(rest); /* Rust's "module::<impl Trait for Type>::method" */
    else if (out->len == 0)
        add_type(inside, out);
}

static void take_bracket(why_span *rest, struct why_strbuf *out)
{
    static const char *const nameless[] = { "(anonymous namespace)", "{anonymous}" };
    size_t len;

    for (size_t i = 0; i < WHY_COUNTOF(nameless); i++)
        if (why_span_take_text(rest, nameless[i])) {
            skip_scope(rest);
            return;
        }
    if (rest->ptr[0] == '<') {
        take_angles(rest, out);
        return;
    }
    len = measure_bracket(*rest);
    if (rest->ptr[0] == '{')
        add_braced(why_span_head(why_span_skip(*rest, 1), len > 2 ? len - 2 : 0), out);
    *rest = why_span_skip(*rest, len);
    if (!why_span_is_empty(*rest) && out->len > 0)
        skip_qualifiers(rest);
}

/* A copy that a compiler made of a function: ".isra.0", "$part$0". Source: GCC
 * clone_function_name(), LLVM's ".llvm."; '$' where the assembler takes no dots. */
static bool is_copy_mark(why_span rest)
{
    static const char *const marks[] = { "$isra", "$part", "$constprop", "$cold", "$lto_priv" };

    if (rest.ptr[0] == '.')
        return true;
    for (size_t i = 0; i < WHY_COUNTOF(marks); i++)
        if (why_span_starts(rest, marks[i]))
            return true;
    return false;
}

/* "'lambda0'(int)" and "$_0": Clang's names of lambdas. */
static bool take_clang_lambda(why_span *rest, struct why_strbuf *out)
{
    why_span at = *rest;

    if (why_span_take_text(&at, "'lambda")) {
        while (!why_span_is_empty(at) && why_is_digit(at.ptr[0]))
            at = why_span_skip(at, 1);
        if (!why_span_take_text(&at, "'"))
            return false;
    } else {
        if (!why_span_take_text(&at, "$_") || why_span_is_empty(at) || !why_is_digit(at.ptr[0]))
            return false;
        while (!why_span_is_empty(at) && why_is_digit(at.ptr[0]))
            at = why_span_skip(at, 1);
    }
    why_strbuf_adds(out, "{lambda}");
    *rest = at;
    return true;
}

/* One step: a part of the name is added to @p out, or dropped. */
static void take_part(why_span *rest, struct why_strbuf *out)
{
    char c = rest->ptr[0];

    if (take_operator(rest, out) || take_clang_lambda(rest, out))
        return;
    if (c == ' ') {
        if (is_followed_by_name(*rest))
            why_strbuf_clear(out);
        (void)why_span_take_blanks(rest);
    } else if (closer_of(c) != '\0') {
        take_bracket(rest, out);
    } else if (c == '@' || (out->len > 0 && is_copy_mark(*rest))) {
        *rest = why_span_skip(*rest, rest->len);
    } else {
        why_strbuf_addc(out, c);
        *rest = why_span_skip(*rest, 1);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_rust_hash(why_span end)
{
    if (!why_span_take_text(&end, "::h"))
        return false;
    for (size_t i = 0; i < end.len; i++)
        if (!why_is_hex_digit(end.ptr[i]))
            return false;
    return true;
}

static why_span without_ends(why_span name)
{
    static const char *const of_lambda[] = { "{lambda}::operator()", "{lambda}::_FUN" };

    if (name.len > RUST_HASH_LEN && is_rust_hash(why_span_skip(name, name.len - RUST_HASH_LEN)))
        name.len -= RUST_HASH_LEN;
    while (why_span_starts(name, "::"))
        name = why_span_skip(name, 2);
    while (why_span_ends(name, "::"))
        name.len -= 2;
    /* Some tools name a lambda by itself, others by its operator, or the function that calls it. */
    for (size_t i = 0; i < WHY_COUNTOF(of_lambda); i++)
        if (why_span_ends(name, of_lambda[i]))
            name.len -= strlen(of_lambda[i]) - strlen("{lambda}");
    return name;
}

const char *why_plain_name(struct why_arena *arena, const char *name)
{
    const char *readable = why_demangle_only(arena, name);
    why_span rest = why_span_of(readable ? readable : name);
    struct why_strbuf plain;
    const char *out = NULL;
    why_span kept;

    why_strbuf_init(&plain);
    while (!why_span_is_empty(rest))
        take_part(&rest, &plain);
    kept = without_ends((why_span){ plain.len > 0 ? plain.text : "", plain.len });
    if (!plain.failed)
        out = why_arena_printf(arena, "%.*s", (int)kept.len, kept.ptr);
    why_strbuf_deinit(&plain);
    return out;
}
