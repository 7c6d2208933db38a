"""The scenes, as scenes.tsv lists them, and the lines of the sources that they point at."""

import re
from dataclasses import dataclass

from .variants import FIRMWARE, LAB

MARK = re.compile(r"/\* LAB ([^*]+?) \*/")
TASK_MARK = re.compile(r"/\* TASK ([^*]+?) \*/")


@dataclass(frozen=True)
class Scene:
    name: str
    chips: tuple
    cause: str  # the truth: class or class/variant
    verdict: str  # with the ELF
    verdict_of_log: str  # from the log alone
    function: str  # that the verdict must point at
    old_form: bool
    boots: int
    patch: str
    core_dump: bool


def _scene(line):
    name, chips, cause, verdict, of_log, function, options = (cell.strip() for cell in line.split("\t"))
    verdict = cause if verdict == "same" else verdict
    option = dict(word.split("=") for word in options.split() if word != "-")
    return Scene(
        name,
        ("esp32", "esp32c3") if chips == "both" else (chips,),
        cause,
        verdict,
        verdict if of_log == "same" else of_log,
        function,
        option.get("form") == "old",
        int(option.get("boots", 1)),
        option.get("patch", ""),
        option.get("dump") == "yes",
    )


def all_scenes():
    text = (LAB / "scenes.tsv").read_text(encoding="utf-8")
    return [_scene(line) for line in text.splitlines() if line and not line.startswith("#")]


def scenes_of(chip):
    return [scene for scene in all_scenes() if chip.name in scene.chips]


def marked_lines(pattern=MARK):
    """(scene or scene:chip) -> (file, line) as debug information names them."""
    found = {}
    for path in sorted(p for p in FIRMWARE.rglob("*") if p.suffix in (".c", ".cpp", ".S")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for mark in pattern.findall(line):
                for name in mark.split():
                    found[name] = (path.relative_to(FIRMWARE).as_posix(), number)
    return found


def marked_tasks():
    """Calls on the path of the task that waits -> (file, line)."""
    return marked_lines(TASK_MARK)
