/* Every address that the crash may ask about, put to every ELF that has it. */
#include "match/prepare.h"

#include "firmware/firmware.h"

static void prepare(const struct why_image *image, struct why_value address)
{
    for (size_t i = 0; address.known && i < image->count; i++)
        why_firmware_prepare(image->firmwares[i], address.value);
}

static void prepare_core(const struct why_core *core, const struct why_image *image)
{
    for (size_t i = 0; i < core->register_count; i++)
        prepare(image, core->registers[i].value);
    for (size_t i = 0; i < core->backtrace.frame_count; i++)
        prepare(image, core->backtrace.frames[i].pc);
}

void why_prepare_names(const struct why_crash *crash, const struct why_image *image)
{
    for (size_t i = 0; i < crash->core_count; i++)
        prepare_core(&crash->cores[i], image);
}
