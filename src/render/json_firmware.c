/* ELF files as JSON: what they are, and whether they belong to a crash. */
#include "render/json_parts.h"

static json_t *firmware_of(struct why_json *json, const struct why_firmware_info *info)
{
    json_t *object = why_json_object(json);
    const char *chip = info->chip_count == 1 ? info->chips[0]->id : NULL;

    why_json_set(json, object, "path", why_json_text(json, info->path));
    why_json_set(json, object, "sha256", why_json_text(json, info->sha256));
    why_json_set(json, object, "kind", why_json_text(json, why_firmware_kind_name(info->kind)));
    why_json_set(json, object, "arch", why_json_text(json, info->arch ? info->arch->name : NULL));
    why_json_set(json, object, "chip", why_json_text(json, chip));
    why_json_set(json, object, "app", why_json_text(json, info->app.project));
    why_json_set(json, object, "version", why_json_text(json, info->app.version));
    return object;
}

json_t *why_json_of_firmwares(struct why_json *json, const struct why_run *run)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < run->firmware_count; i++)
        why_json_push(json, array, firmware_of(json, run->firmwares[i]));
    return array;
}

json_t *why_json_of_elfs(struct why_json *json, const struct why_crash *crash)
{
    json_t *array = why_json_array(json);

    for (size_t i = 0; i < crash->elf_count; i++) {
        json_t *object = why_json_object(json);

        why_json_set(json, object, "index", why_json_count(json, crash->elfs[i].index));
        why_json_set(json, object, "path", why_json_text(json, crash->elfs[i].path));
        why_json_set(json, object, "match",
                     why_json_text(json, why_elf_match_name(crash->elfs[i].match)));
        why_json_set(json, object, "reason", why_json_text(json, crash->elfs[i].reason));
        why_json_push(json, array, object);
    }
    return array;
}
