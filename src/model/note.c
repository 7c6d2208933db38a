/* Notes are added to a crash, whose array of them is made anew each time: there are few. */
#include "model/note.h"

#include <string.h>

#include "base/arena.h"

bool why_crash_vnote(struct why_crash *crash, uint32_t line_no, const char *format, va_list args)
{
    struct why_note *notes =
        why_arena_alloc(crash->arena, (crash->note_count + 1) * sizeof(*notes));

    if (!notes)
        return false;
    if (crash->note_count > 0)
        memcpy(notes, crash->notes, crash->note_count * sizeof(*notes));
    notes[crash->note_count++] =
        (struct why_note){ why_arena_vprintf(crash->arena, format, args), line_no };
    crash->notes = notes;
    return !why_arena_failed(crash->arena);
}

bool why_crash_note(struct why_crash *crash, uint32_t line_no, const char *format, ...)
{
    va_list args;
    bool done;

    va_start(args, format);
    done = why_crash_vnote(crash, line_no, format, args);
    va_end(args);
    return done;
}
