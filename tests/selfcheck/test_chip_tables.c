/* Audits every table of chip/: names, order, texts, and the boot-ROM tables line by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "espwhy/chip.h"

static const enum why_arch_id arch_ids[] = { WHY_ARCH_XTENSA, WHY_ARCH_LX106, WHY_ARCH_RISCV };

static bool is_empty(const char *text)
{
    return !text || text[0] == '\0';
}

static bool has_text(const char *const *list, const char *text)
{
    for (; *list; list++)
        if (strcmp(*list, text) == 0)
            return true;
    return false;
}

static void check_registers(const struct why_arch *arch, const char *const *names)
{
    assert_non_null(names[0]);
    for (; *names; names++)
        if (!has_text(arch->registers, *names))
            fail_msg("%s: register %s is not in the list", arch->name, *names);
}

static void architectures_name_registers_of_their_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(arch_ids); i++) {
        const struct why_arch *arch = why_arch_get(arch_ids[i]);
        const char *const roles[] = { arch->pc,    arch->sp,         arch->return_address,
                                      arch->cause, arch->fault_addr, NULL };

        assert_false(is_empty(arch->name));
        check_registers(arch, roles);
        check_registers(arch, arch->general);
        check_registers(arch, arch->arguments);
        assert_false(has_text(arch->general, arch->sp));
        assert_false(has_text(arch->general, arch->return_address));
        assert_false(has_text(arch->general, arch->pc));
        for (const char *const *name = arch->registers; *name; name++)
            if (has_text(name + 1, *name))
                fail_msg("%s: register %s stands twice", arch->name, *name);
    }
}

static void check_cause(const struct why_arch *arch, size_t index)
{
    const struct why_cause_row *row = &arch->causes[index];

    if (is_empty(row->reason) || is_empty(row->meaning))
        fail_msg("%s: cause %zu has no text", arch->name, index);
    if (why_cause_by_reason(arch, why_span_of(row->reason)) != row)
        fail_msg("%s: '%s' is not unique", arch->name, row->reason);
    if (row->meaning[strlen(row->meaning) - 1] == '.')
        fail_msg("%s: meaning of '%s' is no clause", arch->name, row->reason);
    for (size_t i = 0; i < index; i++) {
        const struct why_cause_row *other = &arch->causes[i];

        if (other->code == row->code && other->pseudo == row->pseudo && !row->pseudo &&
            (other->cause != row->cause || other->fault_addr != row->fault_addr))
            fail_msg("%s: '%s' and '%s' disagree", arch->name, other->reason, row->reason);
    }
}

static void causes_are_unique_and_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(arch_ids); i++) {
        const struct why_arch *arch = why_arch_get(arch_ids[i]);

        assert_true(arch->cause_count > 0);
        for (size_t k = 0; k < arch->cause_count; k++)
            check_cause(arch, k);
    }
}

static void chips_are_complete_and_found_by_id_and_name(void **state)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);

    (void)state;
    assert_int_equal(count, 14);
    for (size_t i = 0; i < count; i++) {
        assert_false(is_empty(chips[i]->id) || is_empty(chips[i]->name));
        assert_ptr_equal(why_chip_find(chips[i]->id), chips[i]);
        assert_ptr_equal(why_chip_find(chips[i]->name), chips[i]);
        assert_non_null(chips[i]->arch);
        assert_true(chips[i]->core_count == 1 || chips[i]->core_count == 2);
        assert_true(chips[i]->region_count > 0);
        assert_non_null(chips[i]->banners[0]);
    }
}

static void check_regions(const struct why_chip *chip)
{
    for (size_t i = 0; i < chip->region_count; i++) {
        const struct why_region *region = &chip->regions[i];

        if (region->lo >= region->hi || (i > 0 && region[-1].hi > region->lo))
            fail_msg("%s: region 0x%08x is out of order", chip->id, region->lo);
        if (is_empty(region->name) || is_empty(region->what) || !(region->bits & WHY_MEM_READ))
            fail_msg("%s: region 0x%08x says too little", chip->id, region->lo);
        if ((region->bits & WHY_MEM_WORD_ONLY) && chip->arch->id == WHY_ARCH_RISCV)
            fail_msg("%s: region 0x%08x is word-only", chip->id, region->lo);
        assert_ptr_equal(why_chip_region(chip, region->lo), region);
        assert_ptr_equal(why_chip_region(chip, region->hi - 1), region);
    }
}

static void regions_are_ordered_and_disjoint(void **state)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        check_regions(chips[i]);
}

/* A line that holds a banner of one chip must hold none of another. */
static void check_banner(const struct why_chip *const *chips, size_t count, size_t owner,
                         const char *banner)
{
    assert_true(strlen(banner) >= 8);
    for (size_t i = 0; i < count; i++)
        for (const char *const *other = chips[i]->banners; *other && i != owner; other++)
            if (strstr(banner, *other))
                fail_msg("'%s' is a banner of %s too", banner, chips[i]->id);
}

static void banners_name_one_chip(void **state)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (const char *const *banner = chips[i]->banners; *banner; banner++)
            check_banner(chips, count, i, *banner);
        for (size_t k = 0; k < chips[i]->rom_count; k++)
            if (chips[i]->roms[k].banner)
                check_banner(chips, count, i, chips[i]->roms[k].banner);
    }
}

static bool is_banner_of(const struct why_chip *chip, const char *text)
{
    for (const char *const *banner = chip->banners; *banner; banner++)
        if (strstr(text, *banner))
            return true;
    return false;
}

static void check_rom_row(const struct why_chip *chip, size_t index)
{
    const struct why_rom *rom = &chip->roms[index];

    if (rom->banner && !is_banner_of(chip, rom->banner))
        fail_msg("%s: banner '%s' does not name the chip", chip->id, rom->banner);
    if (!rom->table != !rom->table_end || (rom->table && rom->revision == UINT32_MAX))
        fail_msg("%s: ROM %zu is half known", chip->id, index);
    for (size_t i = 0; i < index; i++) {
        const struct why_rom *other = &chip->roms[i];

        if (other->revision == rom->revision && rom->revision != UINT32_MAX)
            fail_msg("%s: revision %u stands twice", chip->id, rom->revision);
        if (rom->banner && other->banner && strstr(rom->banner, other->banner))
            fail_msg("%s: '%s' holds '%s'", chip->id, rom->banner, other->banner);
    }
}

struct rom_line {
    uint32_t address;
    uint32_t size;
    why_span name;
};

/* Strictly the form that rom.c expects: "0x%08x", "%u" and the name, tabs between. */
static bool take_rom_line(why_span *table, struct rom_line *out)
{
    char again[128];
    why_span line;
    why_span cur;

    if (!why_span_take_until(table, "\n", &line))
        return false;
    cur = line;
    if (!why_span_take_hex8(&cur, &out->address) || !why_span_take_text(&cur, "\t") ||
        !why_span_take_decimal(&cur, &out->size) || !why_span_take_text(&cur, "\t"))
        return false;
    out->name = cur;
    (void)snprintf(again, sizeof(again), "0x%08x\t%u\t%.*s", out->address, out->size, (int)cur.len,
                   cur.ptr);
    return cur.len > 0 && !why_span_contains(cur, "\t") && why_span_equals(line, again);
}

static void check_rom_line(const struct why_chip *chip, const struct why_rom *rom,
                           const struct rom_line *line)
{
    const struct why_region *region = why_chip_region(chip, line->address);
    struct why_rom_symbol symbol;

    if (!region || !(region->bits & WHY_MEM_ROM) || line->size > region->hi - line->address)
        fail_msg("%s %u: 0x%08x is not in the ROM", chip->id, rom->revision, line->address);
    if (line->size == 0)
        return;
    if (!why_rom_lookup(chip, rom, line->address, &symbol) || symbol.name != line->name.ptr)
        fail_msg("%s %u: 0x%08x is not found", chip->id, rom->revision, line->address);
    if (!why_rom_lookup(chip, rom, line->address + line->size - 1, &symbol))
        fail_msg("%s %u: the end of 0x%08x is not found", chip->id, rom->revision, line->address);
}

static size_t check_rom_table(const struct why_chip *chip, const struct why_rom *rom)
{
    why_span rest = { rom->table, (size_t)(rom->table_end - rom->table) };
    uint64_t next = 0;
    size_t lines = 0;

    while (rest.len > 0) {
        struct rom_line line = { 0 };

        if (!take_rom_line(&rest, &line))
            fail_msg("%s %u: line %zu is malformed", chip->id, rom->revision, lines + 1);
        if (line.address < next)
            fail_msg("%s %u: 0x%08x is out of order", chip->id, rom->revision, line.address);
        check_rom_line(chip, rom, &line);
        next = (uint64_t)line.address + 1;
        lines++;
    }
    return lines;
}

static void rom_tables_are_sorted_and_inside_the_rom(void **state)
{
    size_t count;
    const struct why_chip *const *chips = why_chips(&count);
    size_t tables = 0;

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < chips[i]->rom_count; k++) {
            check_rom_row(chips[i], k);
            if (!chips[i]->roms[k].table)
                continue;
            assert_true(check_rom_table(chips[i], &chips[i]->roms[k]) > 50);
            tables++;
        }
    assert_int_equal(tables, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(architectures_name_registers_of_their_list),
        cmocka_unit_test(causes_are_unique_and_explained),
        cmocka_unit_test(chips_are_complete_and_found_by_id_and_name),
        cmocka_unit_test(regions_are_ordered_and_disjoint),
        cmocka_unit_test(banners_name_one_chip),
        cmocka_unit_test(rom_tables_are_sorted_and_inside_the_rom),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
