/* The chips that there are, found by name, and their memory, found by address. */
#include "espwhy/chip.h"

#include "chip/chips.h"

static const struct why_chip *const chips[] = {
    &why_chip_esp32,   &why_chip_esp32s2, &why_chip_esp32s3,  &why_chip_esp32c2, &why_chip_esp32c3,
    &why_chip_esp32c5, &why_chip_esp32c6, &why_chip_esp32c61, &why_chip_esp32h2, &why_chip_esp32h21,
    &why_chip_esp32h4, &why_chip_esp32p4, &why_chip_esp32s31, &why_chip_esp8266,
};

const struct why_chip *const *why_chips(size_t *count)
{
    *count = WHY_COUNTOF(chips);
    return chips;
}

/* The next letter or digit of a name in lower case, '\0' at its end. */
static char take_letter(const char **name)
{
    char c;

    while (**name == '-' || **name == '_')
        (*name)++;
    c = **name;
    if (c != '\0')
        (*name)++;
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c;
}

static bool same_name(const char *id, const char *name)
{
    char letter;

    do {
        letter = take_letter(&id);
        if (letter != take_letter(&name))
            return false;
    } while (letter != '\0');
    return true;
}

const struct why_chip *why_chip_find(const char *id)
{
    if (!id)
        return NULL;
    for (size_t i = 0; i < WHY_COUNTOF(chips); i++)
        if (same_name(chips[i]->id, id))
            return chips[i];
    return NULL;
}

const struct why_chip *why_chip_by_number(uint32_t image_number)
{
    for (size_t i = 0; i < WHY_COUNTOF(chips); i++)
        if (chips[i]->image_number == image_number)
            return chips[i];
    return NULL;
}

const struct why_region *why_chip_region(const struct why_chip *chip, uint32_t address)
{
    size_t lo = 0;
    size_t hi = chip ? chip->region_count : 0;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct why_region *region = &chip->regions[middle];

        if (address < region->lo)
            hi = middle;
        else if (address >= region->hi)
            lo = middle + 1;
        else
            return region;
    }
    return NULL;
}
