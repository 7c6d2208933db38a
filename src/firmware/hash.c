/* Hashing on a thread of its own, which begins with the first bytes of the file: it takes longer
 * than reading a small ELF and asking its DWARF together. */
#include "firmware/hash.h"

#include <nettle/sha2.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define CHUNK_BYTES ((size_t)256 * 1024) /* between two looks whether it is still wanted */

struct why_hash {
    pthread_t thread;
    bool running; /* the thread is to be joined */
    char text[WHY_SHA256_DIGITS + 1];

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    const uint8_t *bytes;
    size_t have;
    bool ended;
    bool unwanted;
    bool ready; /* `text` is there */
};

void why_hex_text(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 0xf];
    }
    out[2 * size] = '\0';
}

/* The bytes behind offset @p at that may be hashed now; none at the end. */
static why_span wait_for_more(struct why_hash *hash, size_t at)
{
    why_span more = { .ptr = NULL };

    (void)pthread_mutex_lock(&hash->lock);
    while (hash->have == at && !hash->ended && !hash->unwanted)
        (void)pthread_cond_wait(&hash->changed, &hash->lock);
    if (hash->have > at && !hash->unwanted)
        more = (why_span){ (const char *)hash->bytes + at, hash->have - at };
    (void)pthread_mutex_unlock(&hash->lock);
    if (more.len > CHUNK_BYTES)
        more.len = CHUNK_BYTES;
    return more;
}

static void *compute(void *user)
{
    struct why_hash *hash = user;
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    size_t at = 0;
    why_span more;

    sha256_init(&context);
    while ((more = wait_for_more(hash, at)).len > 0) {
        sha256_update(&context, more.len, (const uint8_t *)more.ptr);
        at += more.len;
    }
    sha256_digest(&context, sizeof(digest), digest);
    why_hex_text(digest, sizeof(digest), hash->text);
    (void)pthread_mutex_lock(&hash->lock);
    hash->ready = true;
    (void)pthread_mutex_unlock(&hash->lock);
    return NULL;
}

/* Signals belong to the threads of the program. */
static bool start(struct why_hash *hash)
{
    sigset_t all;
    sigset_t before;
    bool started;

    (void)sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return false;
    started = pthread_create(&hash->thread, NULL, compute, hash) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

struct why_hash *why_hash_create(void)
{
    struct why_hash *hash = calloc(1, sizeof(*hash));

    if (!hash)
        return NULL;
    (void)pthread_mutex_init(&hash->lock, NULL);
    (void)pthread_cond_init(&hash->changed, NULL);
    return hash;
}

static void join(struct why_hash *hash)
{
    if (hash->running)
        (void)pthread_join(hash->thread, NULL);
    hash->running = false;
}

void why_hash_destroy(struct why_hash *hash)
{
    if (!hash)
        return;
    (void)pthread_mutex_lock(&hash->lock);
    hash->unwanted = true;
    (void)pthread_cond_signal(&hash->changed);
    (void)pthread_mutex_unlock(&hash->lock);
    join(hash);
    (void)pthread_cond_destroy(&hash->changed);
    (void)pthread_mutex_destroy(&hash->lock);
    free(hash);
}

void why_hash_feed(struct why_hash *hash, const uint8_t *bytes, size_t have)
{
    const bool first = !hash->bytes;

    (void)pthread_mutex_lock(&hash->lock);
    hash->bytes = bytes;
    hash->have = have;
    (void)pthread_cond_signal(&hash->changed);
    (void)pthread_mutex_unlock(&hash->lock);
    if (first)
        hash->running = start(hash);
}

void why_hash_end(struct why_hash *hash)
{
    (void)pthread_mutex_lock(&hash->lock);
    hash->ended = true;
    (void)pthread_cond_signal(&hash->changed);
    (void)pthread_mutex_unlock(&hash->lock);
}

bool why_hash_is_ready(struct why_hash *hash)
{
    bool ready;

    (void)pthread_mutex_lock(&hash->lock);
    ready = hash->ready;
    (void)pthread_mutex_unlock(&hash->lock);
    return ready;
}

/* Without a thread of its own the hash is computed here. */
const char *why_hash_text(struct why_hash *hash)
{
    join(hash);
    if (hash->text[0] == '\0')
        (void)compute(hash);
    return hash->text;
}
