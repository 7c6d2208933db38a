/* One object of every kind of type; built twice, in two DWARF versions that place bits differently. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOIN(name, version) name##version
#define EXPAND(name, version) JOIN(name, version)
#define OBJECT(name) EXPAND(name, VERSION)

struct opaque;

typedef struct {
    uint8_t data[64];
    size_t used;
} store_t;

enum color { RED, GREEN, BLUE = 7 };
enum flags { READ = 1, WRITE = 2, EXECUTE = 4, EVERYTHING = 7 };
typedef enum { LOW = -1, HIGH = 1 } level_t;
typedef int row_t[3];
typedef void (*callback_t)(int event, void *user);

struct header {
    uint16_t len;
    uint8_t kind;
    uint8_t flags;
};

struct node {
    struct node *next;
    struct header header;
    union {
        uint32_t word;
        float real;
        uint8_t bytes[4];
        struct {
            uint16_t low;
            uint16_t high;
        };
    };
    unsigned mode : 3;
    unsigned speed : 5;
    unsigned : 4;
    int level : 12;
    uint8_t after;
    struct header table[2][3];
    const char *name;
    int64_t when;
    row_t rows[2];
    callback_t callback;
    char label[8];
};

struct packet {
    uint32_t count;
    struct header items[];
};

typedef union {
    struct {
        uint32_t enable : 1;
        uint32_t divider : 8;
        uint32_t : 23;
    };
    uint32_t val;
} control_t;

store_t OBJECT(store);
struct node OBJECT(node);
struct packet OBJECT(packet);
control_t OBJECT(control);

const char *OBJECT(text) = "hello";
char *const OBJECT(fixed_pointer) = 0;
const char *const volatile *OBJECT(pointers);
char *OBJECT(names)[4];
char *const OBJECT(fixed_names)[4] = { 0 };
const uint8_t OBJECT(table)[2][3] = { { 1 } };
int (*OBJECT(matrix))[4];
volatile uint32_t OBJECT(counter);
callback_t OBJECT(callback);
void (*OBJECT(plain))(void);
int (*OBJECT(unchecked))();
int (*OBJECT(printer))(const char *format, ...);
const char *(*OBJECT(choose))(int (*compare)(const void *, const void *), char *const list[]);
void *(*OBJECT(makers)[2])(size_t);
struct opaque *OBJECT(hidden);
enum color OBJECT(color) = BLUE;
enum flags OBJECT(flags) = READ | EXECUTE;
level_t OBJECT(level) = LOW;
bool OBJECT(ready);
double OBJECT(ratio);
float OBJECT(factor);
char OBJECT(letter);
signed char OBJECT(small);
int64_t OBJECT(when);
void *OBJECT(anything);
row_t OBJECT(rows)[2];
struct {
    int x, y;
} OBJECT(point);
const store_t *OBJECT(stores)[2];
_Atomic int OBJECT(shared);
int *restrict OBJECT(alone);
extern char OBJECT(unsized)[];

int OBJECT(kinds)(struct node *node);

int OBJECT(kinds)(struct node *node)
{
    static int calls = 3;

    return calls += node ? node->level : OBJECT(color);
}
