/* A file server in a task of its own: it allocates from the interpreter's heap, which it must not
 * while the garbage collector runs. */
#include "micropython/ftp/ftp.h"

#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "micropython/py/mpstate.h"

typedef enum { E_FTP_STE_READY, E_FTP_STE_CONNECTED } ftp_state_t;

typedef struct {
    ftp_state_t state;
    struct {
        const char *path;
        unsigned entries_left;
    } dp;
    char *list;
} ftp_data_t;

typedef struct {
    char *name;
    uint32_t size;
} directory_entry_t;

static ftp_data_t ftp_data;

static __attribute__((noinline)) int f_readdir_helper(ftp_data_t *data, directory_entry_t *fno)
{
    if (data->dp.entries_left-- == 0)
        return -1;
    fno->name = m_malloc(28); /* LAB gc-heap-locked */
    strcpy(fno->name, data->dp.path);
    return 0;
}

static __attribute__((noinline)) unsigned ftp_list_dir(char *list, unsigned maxlistsize)
{
    directory_entry_t entry = { .size = 0 };
    unsigned listed = 0;

    while (listed < maxlistsize && f_readdir_helper(&ftp_data, &entry) == 0)
        list[listed++] = entry.name[0];
    return listed;
}

void ftp_init(void)
{
    ftp_data = (ftp_data_t){ .state = E_FTP_STE_CONNECTED, .dp = { "/flash", 3 } };
    /* The interpreter's task is in the middle of a collection. */
    mp_state_ctx.mem.gc_lock_depth = 1;
}

__attribute__((noinline)) void ftp_run(void)
{
    char list[64];

    if (ftp_data.state == E_FTP_STE_CONNECTED)
        ESP_LOGI("ftp", "%u entries", ftp_list_dir(list, sizeof(list)));
    ftp_data.state = E_FTP_STE_READY;
}
