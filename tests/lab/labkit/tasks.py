"""What the tasks of each core dump must come out as: a generated table."""

from . import coredump, gdb
from .elf import Elf
from .expected import addr2line, committed_logs
from .scenes import marked_tasks
from .stacks import chain_text, runs
from .variants import ESP32, VARIANTS

HEAD = (
    "# Made by lab.py accept. Facts are read by the layout of struct tskTaskControlBlock. Frames: on the\n"
    "# ESP32 a walk through the saved windows, on the ESP32-C3 those of GDB; functions as in addresses.tsv. A frame\n"
    "# without functions is code that is none, or one of which the dump has no address.\n"
    "# elf\tscene\ttask\tframe\ttimes\tfunctions, or facts of the task\n"
)
# Offsets into a TCB and into its first list item.
TCB_LIST, TCB_PRIORITY, TCB_STACK, TCB_CORE, TCB_STACK_END = 0x14, 0x2C, 0x30, 0x44, 0x48
STATES = {"pxReadyTasksLists": "ready", "xDelayedTaskList1": "blocked", "xSuspendedTaskList": "suspended"}
# The path of the task that waits, by marks in the sources; on the ESP32 one frame of it is not in the dump.
PATH = {
    "esp32": ("queue", None, "hour", "logger", "wrapper"),
    "esp32c3": ("yield", "queue", "wait", "hour", "logger", "wrapper"),
}


def _word(dump, address):
    return dump.words(address, 1)[0]


def _state(dump, task, symbols):
    container = _word(dump, task.tcb + TCB_LIST)
    for name, state in STATES.items():
        start, size = symbols[name]
        if start <= container < start + size:
            return state
    raise ValueError(f"{task.name} is in no list")


def _context(variant, dump, task):
    if task is dump.tasks[0]:
        return "exception"
    yielded = variant.chip is ESP32 and _word(dump, _word(dump, task.tcb)) == coredump.YIELDED
    return "yielded" if yielded else "interrupted"


def _facts(variant, dump, task, symbols):
    context = _context(variant, dump, task)
    return {
        "tcb": f"{task.tcb:#010x}",
        "state": "running" if context == "exception" else _state(dump, task, symbols),
        "priority": _word(dump, task.tcb + TCB_PRIORITY),
        "core": _word(dump, task.tcb + TCB_CORE),
        "context": context,
        "lo": f"{_word(dump, task.tcb + TCB_STACK):#010x}",
        "hi": f"{_word(dump, task.tcb + TCB_STACK_END):#010x}",
    }


def _frames(variant, dump, elf):
    """TCB -> addresses to look up; None for a frame without."""
    if variant.chip is ESP32:
        return {task.tcb: coredump.frames_xtensa(dump, task) for task in dump.tasks}
    return gdb.frames(dump, elf)


def _complaints(variant, scene, chain):
    marks = marked_tasks()
    wanted = [mark and marks[mark] for mark in PATH[variant.chip.name]]
    places = [functions and functions[-1][1:] for functions in chain]
    if [place and (place[0], int(place[1])) for place in places] != wanted:
        yield f"{variant.name}/{scene.name}: the task that waits does not stand where the sources say: {places}"


def _rows_of(variant, scene, dump, folder, symbols):
    elf = folder / f"{variant.name}.elf"
    frames = _frames(variant, dump, elf)
    chains = addr2line(variant, elf, [a for one in frames.values() for a in one if a])
    for task in dump.tasks:
        start = (variant.name, scene.name, task.name)
        facts = _facts(variant, dump, task, symbols)
        yield (*start, "-", "-", " ".join(f"{key}={value}" for key, value in facts.items())), None
        for run in runs([chain_text(chains.get(a)) for a in frames[task.tcb]]):
            yield (*start, *run), None
        if task.name == "logger":
            yield None, list(_complaints(variant, scene, [chains.get(a) for a in frames[task.tcb]]))


def table(folder):
    """(tasks.tsv, complaints) for the ELFs and logs in `folder`."""
    rows, complaints = [], []
    for variant in VARIANTS:
        symbols = Elf((folder / f"{variant.name}.elf").read_bytes()).symbols()
        for scene, log in committed_logs(variant, folder):
            dump = coredump.in_log(log)
            if bool(dump) != scene.core_dump:
                complaints.append(f"{variant.name}/{scene.name}: a core dump is missing, or should be")
            for row, found in _rows_of(variant, scene, dump, folder, symbols) if dump else ():
                rows += ["\t".join(row)] if row else []
                complaints += found or []
    return HEAD + "\n".join(rows) + "\n", complaints
