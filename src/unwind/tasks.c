/* Task control blocks: what the bytes in the dump say, read as the ELF of the build lays them out.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "model/note.h"
#include "unwind/tasks_layout.h"
#include "unwind/unwind.h"
#include "unwind/walk.h"

#define WAITING_NOTIFICATION 1u /* taskWAITING_NOTIFICATION, eWaitingNotification */

/* A control block and what is needed to read it. */
struct tcb {
    struct why_crash *crash;
    const struct why_task_layout *layout;
    const uint8_t *bytes; /* of it that were dumped */
    uint32_t size;
};

/* ---- reading --------------------------------------------------------------------------------- */

static bool find_bytes(struct tcb *tcb, uint32_t address)
{
    for (size_t i = 0; i < tcb->crash->memory_count; i++) {
        const struct why_memory *piece = &tcb->crash->memory[i];
        uint32_t offset = address - piece->address;

        if (offset >= piece->size)
            continue;
        tcb->bytes = piece->bytes + offset;
        tcb->size = piece->size - offset;
        return true;
    }
    return false;
}

/* The bytes of a member; NULL unless the layout knows it and the dump has it. */
static const uint8_t *bytes_of(const struct tcb *tcb, enum why_tcb_field field, uint32_t size)
{
    const struct why_member *member = &tcb->layout->fields[field];

    if (!tcb->layout->has[field] || member->offset > tcb->size || size > tcb->size - member->offset)
        return NULL;
    return tcb->bytes + member->offset;
}

static struct why_value word_of(const struct tcb *tcb, enum why_tcb_field field)
{
    const uint8_t *bytes = bytes_of(tcb, field, 4);

    if (!bytes)
        return (struct why_value){ .known = false };
    return (struct why_value){ .known = true, .value = why_word(bytes) };
}

/* ---- members --------------------------------------------------------------------------------- */

static bool is_name(why_span name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == 0x7f)
            return false;
    return name.len > 0;
}

static void read_name(const struct tcb *tcb, struct why_task *task)
{
    uint32_t size = tcb->layout->fields[WHY_TCB_NAME].size;
    const uint8_t *bytes = bytes_of(tcb, WHY_TCB_NAME, size);
    why_span name;

    if (!bytes || size == 0)
        return;
    name = (why_span){ (const char *)bytes, strnlen((const char *)bytes, size) };
    if (is_name(name))
        task->name = why_text_clean(tcb->crash->arena, name);
}

static struct why_value read_priority(const struct tcb *tcb, enum why_tcb_field field)
{
    struct why_value priority = word_of(tcb, field);

    if (tcb->layout->priorities > 0 && priority.value >= tcb->layout->priorities)
        priority.known = false;
    return priority;
}

/* A task that is pinned to none has a number that is no core's: tskNO_AFFINITY. */
static struct why_value read_core(const struct tcb *tcb)
{
    const struct why_chip *chip = tcb->crash->chip;
    struct why_value core = word_of(tcb, WHY_TCB_CORE);

    if (core.value >= (chip ? chip->core_count : 2))
        core.known = false;
    return core;
}

/* The control block of a task that ran has the stack pointer of the last switch away from it: after
 * an overflow it would tell of an empty stack. A panic in an interrupt is on another stack. */
static struct why_value stack_pointer(const struct tcb *tcb, const struct why_task *task)
{
    const struct why_core_dump *dump = tcb->crash->dump;

    if (!task->crashed)
        return word_of(tcb, WHY_TCB_TOP);
    if (!tcb->crash->arch || (dump && dump->in_isr.known && dump->in_isr.value != 0))
        return (struct why_value){ .known = false };
    return why_walk_register(task->registers, task->register_count, tcb->crash->arch->sp);
}

static void read_stack(const struct tcb *tcb, struct why_task *task)
{
    struct why_value sp = stack_pointer(tcb, task);
    struct why_value lo = word_of(tcb, WHY_TCB_STACK);
    struct why_value end = word_of(tcb, WHY_TCB_STACK_END);

    if (!end.known)
        end = task->stack_hi;
    if (task->fake_stack || !lo.known || !end.known || lo.value >= end.value)
        return;
    task->stack_lo = lo;
    task->stack_hi = end;
    if (!sp.known || sp.value > end.value)
        return;
    if (sp.value < lo.value) {
        if (!task->crashed || lo.value - sp.value > end.value - lo.value)
            return; /* another stack, or none at all */
        task->stack_below = lo.value - sp.value;
    }
    task->stack_used = (struct why_value){ .known = true, .value = end.value - sp.value };
    task->stack_free =
        (struct why_value){ .known = true, .value = end.value - lo.value - task->stack_used.value };
    if (task->stack_below > 0)
        task->stack_free.value = 0;
}

/* ---- state ----------------------------------------------------------------------------------- */

static bool waits_for_notification(const struct tcb *tcb)
{
    uint32_t size = tcb->layout->fields[WHY_TCB_NOTIFY_STATE].size;
    const uint8_t *states = bytes_of(tcb, WHY_TCB_NOTIFY_STATE, size);

    for (uint32_t i = 0; states && i < size; i++)
        if (states[i] == WAITING_NOTIFICATION)
            return true;
    return false;
}

/* A task that waits for ever stands in the list of suspended ones. */
static enum why_task_state state_of(const struct tcb *tcb)
{
    struct why_value container = word_of(tcb, WHY_TCB_STATE);
    struct why_value event = word_of(tcb, WHY_TCB_EVENT);
    const struct why_task_list *list =
        container.known ? why_task_list_at(tcb->layout, container.value) : NULL;
    const struct why_task_list *pending =
        event.known ? why_task_list_at(tcb->layout, event.value) : NULL;

    if (pending && pending->pending)
        return pending->state;
    if (!list || list->pending)
        return WHY_TASK_UNKNOWN;
    if (list->state != WHY_TASK_SUSPENDED)
        return list->state;
    if (!event.known)
        return WHY_TASK_UNKNOWN;
    return event.value != 0 || waits_for_notification(tcb) ? WHY_TASK_BLOCKED : WHY_TASK_SUSPENDED;
}

/* ---- tasks ----------------------------------------------------------------------------------- */

static bool note_damage(struct why_crash *crash, const struct why_task *task, bool used)
{
    return why_crash_note(crash, 0, "the control block of the task at 0x%08x is damaged%s",
                          (unsigned)task->tcb.value,
                          used ? "" : ", or of another build: it is not read");
}

static bool settle_task(struct why_crash *crash, const struct why_task_layout *layout,
                        struct why_task *task)
{
    struct tcb tcb = { .crash = crash, .layout = layout };
    struct why_value owner;
    bool trusted = why_crash_elf_confirmed(crash);

    if (!task->tcb.known || !find_bytes(&tcb, task->tcb.value))
        return true;
    owner = word_of(&tcb, WHY_TCB_OWNER);
    if (owner.known && owner.value != task->tcb.value && !note_damage(crash, task, trusted))
        return false;
    if (!trusted && (!owner.known || owner.value != task->tcb.value))
        return true;
    read_name(&tcb, task);
    task->priority = read_priority(&tcb, WHY_TCB_PRIORITY);
    task->base_priority = read_priority(&tcb, WHY_TCB_BASE_PRIORITY);
    task->core = read_core(&tcb);
    read_stack(&tcb, task);
    if (!task->crashed)
        task->state = state_of(&tcb);
    return true;
}

/* The first ELF that may be of this build and knows the control block. */
static bool find_layout(const struct why_crash *crash, const struct why_image *image,
                        struct why_task_layout *out)
{
    for (size_t i = 0; i < crash->elf_count; i++) {
        struct why_firmware *firmware = image->firmwares[i];

        if (crash->elfs[i].match != WHY_ELF_NO && !crash->elfs[i].rom &&
            why_task_layout_of(firmware, out))
            return true;
    }
    return false;
}

/* Log and dump tell of the same panic, and so of the same task. */
static bool settle_crashed(struct why_crash *crash)
{
    const char *name = crash->tasks[0].crashed ? crash->tasks[0].name : NULL;

    if (name && !crash->task)
        crash->task = name;
    if (!name || strcmp(name, crash->task) == 0)
        return true;
    return why_crash_note(crash, 0, "the log says that task %s was running, the core dump says %s",
                          crash->task, name);
}

enum why_status why_settle_tasks(struct why_crash *crash, const struct why_image *image,
                                 struct why_error *err)
{
    struct why_task_layout layout;
    bool done = true;

    if (crash->task_count == 0)
        return WHY_OK;
    for (size_t i = 0; i < crash->task_count; i++)
        if (crash->tasks[i].crashed)
            crash->tasks[i].state = WHY_TASK_RUNNING;
    if (!find_layout(crash, image, &layout))
        return WHY_OK;
    for (size_t i = 0; i < crash->task_count && done; i++)
        done = settle_task(crash, &layout, &crash->tasks[i]);
    return done && settle_crashed(crash) ? WHY_OK : why_oom(err);
}
