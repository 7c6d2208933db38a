/* Structures whose members are looked up; built twice, in two DWARF versions. */
struct link {
    struct link *next;
    void *owner;
};

typedef struct link link_t;

struct record {
    volatile unsigned head;
    link_t links;
    union {
        int number;
        struct {
            short low;
            const volatile short high;
        };
    };
    const link_t second;
    unsigned flag : 3;
    char name[16];
    struct record *other;
};

typedef const struct record record_t;

struct opaque;

int FUNCTION(record_t *record, const struct opaque *opaque);

int FUNCTION(record_t *record, const struct opaque *opaque)
{
    return opaque ? record->number : record->high;
}
