/* Variables and values in the words of the program. */
#ifndef ESPWHY_VARIABLE_H
#define ESPWHY_VARIABLE_H

#include "espwhy/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A parameter or local variable, as it was in a frame. */
struct why_variable {
    const char *name;
    const char *type;      /* as declared, such as "const struct node *"; NULL: not known */
    const char *value;     /* as a C programmer writes it: 97 'a', "text", GPIO_NUM_2, &g_queue;
                              NULL: not known */
    const char *reason;    /* then: "optimized out", "not in the dump", "register not saved", or
                              another clause; else NULL */
    struct why_value word; /* its bits, where it fits a register and is known */
    bool parameter;
};

/* What an expression stands for. */
enum why_expression_kind {
    WHY_EXPRESSION_UNKNOWN,
    WHY_EXPRESSION_PARAMETER, /* of the function, unchanged since it was called */
    WHY_EXPRESSION_VARIABLE,  /* a local one */
    WHY_EXPRESSION_LOADED,    /* read from memory through another pointer: ctx->drv, g_list.head */
    WHY_EXPRESSION_RESULT,    /* what a function returned: find_node() */
    WHY_EXPRESSION_ADDRESS,   /* of an object: &g_config, config.items */
    WHY_EXPRESSION_CONSTANT,  /* NULL, or a number that the code holds */
};

/* How a variable got its value. */
enum why_came_from_kind {
    WHY_CAME_FROM_CALL,   /* a parameter: the caller passed it */
    WHY_CAME_FROM_RESULT, /* a function returned it */
    WHY_CAME_FROM_MEMORY, /* it was read from memory */
    WHY_CAME_FROM_CODE,   /* it was set to a constant or an address */
};

/* A value on its way to where it was used: what the step before called it. */
struct why_came_from {
    enum why_came_from_kind kind;
    size_t frame;           /* index in the backtrace */
    const char *function;   /* whose call passed it, or whose code set the variable */
    const char *file;       /* of that call or code */
    uint32_t line;          /* 0: not known */
    const char *parameter;  /* what it is called then: a parameter of the callee, a variable */
    const char *expression; /* what it was before, such as "NULL", "g_sensors[2].next" or
                               "find_node()" */
    struct why_value value; /* there */
};

/* What a register holds, as an expression of the function it is seen in. */
struct why_expression {
    const char *register_name; /* as in the dump, "A0"; NULL: none */
    struct why_value value;
    enum why_expression_kind kind;
    const char *text;     /* "ctx->drv"; NULL: not known */
    const char *reason;   /* why it is not known, a clause; NULL where it is known */
    const char *type;     /* of the expression, "struct driver *"; NULL: not known */
    const char *variable; /* that it starts from, "ctx"; NULL: none */
    const char *callee;   /* function that returned it, of a variable too; NULL: none is known */
    bool proven; /* debug information names it at this very instruction; else the code does */
    const struct why_came_from *came_from; /* innermost caller first */
    size_t came_from_count;
    const char *ways; /* what the variable may have been set from, "`head` or `node->next`"; NULL:
                         not known, or only one thing */
};

/* What the instruction at the program counter accessed, or where it was called from. */
struct why_access {
    size_t frame;                  /* whose function's words these are */
    size_t level;                  /* in its chain of functions */
    struct why_expression pointer; /* that was followed */
    const char *member; /* what lies at the address: "data", "hdr.len", "items[3].next"; several of
                           a union or of a container of bit fields are joined by " or "; NULL: not
                           known */
    const char
        *target; /* the whole, as the source would say: "store_test->data"; NULL: not known */
    const char *method; /* virtual function that was to be called when its table, or the address of
                           that in the object, was read: "pumps::Meter::pressure"; NULL: none, or
                           not known */
    struct why_value offset;   /* bytes from what the pointer points at */
    struct why_value past_end; /* bytes that the address lies past the end of the object whose
                                  address the pointer is; not known: before it, or in no object */
    uint32_t bytes;            /* read or written; 0: a call, or not known */
    bool store;
    bool bit_store; /* it loads, but is the first half of a store to bit fields: `member` */
    bool call;      /* through a function pointer: `pointer` is it */
};

/* An argument with which the application called the library function that failed. */
struct why_argument {
    size_t frame;                /* of the caller */
    const char *function;        /* that was called: "strlen" */
    const char *name;            /* of its parameter, "s" */
    uint32_t number;             /* from 1 */
    struct why_expression value; /* in the words of the caller */
};

/** "passed", "returned", "read", "set". */
const char *why_came_from_kind_name(enum why_came_from_kind kind);
/** "parameter", "variable", "loaded", "result", "address", "constant"; NULL for unknown. */
const char *why_expression_kind_name(enum why_expression_kind kind);

#ifdef __cplusplus
}
#endif

#endif
