/* Any bytes as a file of the gate: it is taken or told; what any log teaches is read back, and is
 * of the crashes of that log. */
#include <string.h>

#include "espwhy/gate.h"
#include "require.h"

#define TODAY 20260615u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void (*see_crash)(struct why_gate *gate, struct why_crash *crash);

static struct why_gate *make_gate(void)
{
    struct why_gate *gate = NULL;

    require(why_gate_create(TODAY, &gate, NULL) == WHY_OK);
    return gate;
}

static void learn(struct why_gate *gate, struct why_crash *crash)
{
    require(why_gate_test(gate, crash, NULL) == WHY_OK);
}

static void recognise(struct why_gate *gate, struct why_crash *crash)
{
    require(why_gate_test(gate, crash, NULL) == WHY_OK);
    require(!crash->fingerprint || crash->judgement.signature);
}

static void take_crashes(struct why_session *session, struct why_gate *gate, see_crash see)
{
    struct why_crash *crash;

    while ((crash = why_session_next(session)) != NULL) {
        see(gate, crash);
        why_crash_destroy(crash);
    }
}

static void read_log(why_span bytes, struct why_gate *gate, see_crash see)
{
    const struct why_settings settings = { .hold = true };
    struct why_session *session = NULL;
    size_t used;

    require(why_session_create(&settings, &session, NULL) == WHY_OK);
    require(why_session_open_log(session, "a\n[b] ; c.log", NULL) == WHY_OK);
    for (; bytes.len > 0; bytes.ptr += used, bytes.len -= used) {
        used = 0;
        require(why_session_feed(session, bytes.ptr, bytes.len, &used, NULL) == WHY_OK);
        take_crashes(session, gate, see);
    }
    require(why_session_finish(session, NULL) == WHY_OK);
    take_crashes(session, gate, see);
    why_session_destroy(session);
}

static void read_files(why_span bytes)
{
    struct why_gate *gate = make_gate();
    struct why_error err = { .status = WHY_OK, .text = "" };

    require(why_gate_add_signatures(gate, bytes.ptr, bytes.len, &err) == WHY_OK ||
            (err.text[0] >= '1' && err.text[0] <= '9'));
    err.text[0] = '\0';
    require(why_gate_add_baseline(gate, bytes.ptr, bytes.len, &err) == WHY_OK ||
            err.text[0] != '\0');
    why_gate_destroy(gate);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const why_span bytes = { (const char *)data, size };
    struct why_gate *learner = make_gate();
    struct why_gate *known = make_gate();
    const char *text;

    read_files(bytes);
    require(why_gate_learn(learner, "", 0, NULL) == WHY_OK);
    read_log(bytes, learner, learn);
    text = why_gate_learned(learner);
    require(text && why_gate_add_signatures(known, text, strlen(text), NULL) == WHY_OK);
    read_log(bytes, known, recognise);
    why_gate_destroy(known);
    why_gate_destroy(learner);
    return 0;
}
