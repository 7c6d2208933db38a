#!/usr/bin/env python3
"""What terminals, forums and cables do to the text of a crash, done to every case's log.

Program counter, fault address, cause, backtrace and class must come out right, or be told as not known:
never wrong. Each damage is drawn from a seed made of the case's and the damage's names, so every run
makes the same logs."""

import argparse
import html
import json
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

FILES_PER_RUN = 400
FIELDS = ("pc", "fault address", "cause", "backtrace", "class")
VALUE = re.compile(r"0x[0-9a-fA-F]{8}")
WORDS = re.compile(r"panic|abort|assert|ERROR|[Ee]rror|watchdog|wdt|[Ss]tack|[Dd]etected|reason|cache|#[0-9]|Memory dump| at .*:[0-9]|CORRUPT|terminate|should not| in ROM| - |Mem alloc|Undefined|KASAN|ESP-ROM|^ets ")
CELLS = re.compile(r"[A-Z0-9/]+ *: 0x[0-9a-f]{8}|0x[0-9a-f]{8}:0x[0-9a-f]{8}")
REPORT_LINE = re.compile(r"0x[0-9a-fA-F]{8}|register dump|panic|Backtrace")


# ---- what tools make of the text -----------------------------------------------------------------


def lines_of(text):
    return text.split("\n")


def each_line(change):
    return lambda text, chance: "\n".join(change(line) for line in lines_of(text))


def prefix_some(prefix):
    """A prefix on some lines only."""

    def put(text, chance):
        return "\n".join(prefix + line if chance.random() < 0.7 else line for line in lines_of(text))

    return put


def escape_html(text, chance):
    return html.escape(text).replace("&#x27;", "&#39;")


def wrap(columns):
    """A terminal of so many columns, copied as it was shown."""

    def put(text, chance):
        out = []
        for line in lines_of(text):
            out += [line[i : i + columns] for i in range(0, len(line), columns)] or [""]
        return "\n".join(out)

    return put


def wrap_trimmed(columns):
    """The same, where the copy lost blanks at line ends."""
    return lambda text, chance: "\n".join(line.rstrip() for line in lines_of(wrap(columns)(text, chance)))


def reflow(text, chance):
    """A mail program that breaks long lines at blanks."""
    out = []
    for line in lines_of(text):
        while len(line) > 72 and " " in line[:72].strip():
            at = line.rindex(" ", 1, 72)
            out.append(line[:at])
            line = line[at + 1 :]
        out.append(line)
    return "\n".join(out)


def quote_json(text, chance):
    return json.dumps({"container": "esp", "log": text.replace("\n", "\r\n"), "stream": "stdout"})


def json_lines(text, chance):
    return "\n".join(
        json.dumps({"log": line + "\n", "stream": "stdout", "time": "2024-05-01T10:20:30.123456789Z"})
        for line in lines_of(text)
    )


def json_lines_color(text, chance):
    return "\n".join(
        json.dumps({"message": f"\x1b[0;31m{line}\x1b[0m\r\n", "ts": 1716200000000 + i})
        for i, line in enumerate(lines_of(text))
    )


def quote_csv(text, chance):
    return "\n".join(
        f'2024-05-01 10:20:{i % 60:02},"{line.replace(chr(34), chr(34) * 2)}",INFO' for i, line in enumerate(lines_of(text))
    )


def stamp_chunks(text, chance):
    """A terminal program that puts the time before every piece that it received."""
    out, at, ms = [], 0, 0
    for line in lines_of(text):
        at = 0
        while True:
            size = chance.randrange(24, 120)
            ms += chance.randrange(2, 9)
            out.append(f"12:34:{ms // 1000 % 60:02}.{ms % 1000:03} -> {line[at : at + size]}")
            at += size
            if at >= len(line):
                break
    return "\n".join(out)


def glue_entries(text, chance):
    return re.sub(r"(:0x[0-9a-f]{8}) (0x[0-9a-f]{8}:)", lambda m: m[1] + m[2] if chance.random() < 0.5 else m[0], text)


def drop_hex_prefix(text, chance):
    return re.sub(r"^(Backtrace:.*)$", lambda m: m[1].replace("0x", ""), text, flags=re.M)


def smart(text, chance):
    return text.replace("'", "\u2019").replace('"', "\u201d").replace("- ", "\u2013 ")


def upper_hex(text, chance):
    return VALUE.sub(lambda m: "0x" + m[0][2:].upper(), text)


TOOLS = {
    "nbsp": lambda text, chance: text.replace(" ", "\u00a0"),
    "nbsp runs": lambda text, chance: text.replace("  ", " \u00a0"),
    "no-width": lambda text, chance: re.sub(r"(?m)^(.{12})", "\\1\u200b", text),
    "word joiner": lambda text, chance: text.replace("0x", "0x\u2060"),
    "smart quotes": smart,
    "full-width": lambda text, chance: text.replace(":", "\uff1a").replace("(", "\uff08").replace(")", "\uff09"),
    "times sign": lambda text, chance: text.replace("0x", "0\u00d7"),
    "upper hex": upper_hex,
    "tight cells": lambda text, chance: re.sub(r" +: 0x", ":0x", text),
    "tabs": lambda text, chance: re.sub(r"  +", "\t", text),
    "tabs before": each_line(lambda line: "\t" + line),
    "utf-16le": lambda text, chance: text.replace("\n", "\r\n").encode("utf-16-le"),
    "utf-16be": lambda text, chance: text.replace("\n", "\r\n").encode("utf-16-be"),
    "utf-16le bom": lambda text, chance: b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le"),
    "utf-16be bom": lambda text, chance: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-8 bom": lambda text, chance: "\ufeff" + text,
    "nul": lambda text, chance: re.sub(r"(?m)^(.{7})", "\\1\0", text),
    "nul ends": lambda text, chance: text.replace("\n", "\0\n"),
    "cr": lambda text, chance: text.replace("\n", "\r"),
    "cr cr lf": lambda text, chance: text.replace("\n", "\r\r\n"),
    "color lines": each_line(lambda line: f"\x1b[0;31m{line}\x1b[0m"),
    "color values": lambda text, chance: VALUE.sub(lambda m: f"\x1b[33m{m[0]}\x1b[0m", text),
    "color pager": each_line(lambda line: f"^[[0;31m{line}^[[0m"),
    "erase line": each_line(lambda line: f"{line}\x1b[K"),
    "html": escape_html,
    "html br": lambda text, chance: escape_html(text, chance).replace("\n", "<br>\n"),
    "html br only": lambda text, chance: escape_html(text, chance).replace("\n", "<br />"),
    "html nbsp": lambda text, chance: escape_html(text, chance).replace("  ", "&nbsp; "),
    "html div": each_line(lambda line: f"<div>{html.escape(line)}</div>"),
    "json": quote_json,
    "json lines": json_lines,
    "json lines color": json_lines_color,
    "python bytes": each_line(lambda line: repr((line + "\r\n").encode("utf-8", "replace"))),
    "csv": quote_csv,
    "quote": each_line(lambda line: "> " + line),
    "quote twice": each_line(lambda line: "> > " + line),
    "quote tight": each_line(lambda line: ">" + line),
    "list": each_line(lambda line: "- " + line),
    "star list": each_line(lambda line: "* " + line),
    "code": each_line(lambda line: f"`{line}`"),
    "bold": each_line(lambda line: f"**{line}**"),
    "table": each_line(lambda line: f"| {line} |"),
    "diff": each_line(lambda line: "+" + line),
    "grep -n": lambda text, chance: "\n".join(f"{i}:{line}" for i, line in enumerate(lines_of(text), 1)),
    "cat -n": lambda text, chance: "\n".join(f"{i:6}\t{line}" for i, line in enumerate(lines_of(text), 1)),
    "prefix on some": prefix_some("[12:34:56.789] "),
    "prefix on some arrow": prefix_some("23:58:32.573 -> "),
    "prefix touching": each_line(lambda line: "11-23 02:40:18.696" + line),
    "syslog": each_line(lambda line: "May  1 10:20:30 gateway esp[812]: " + line),
    "journald": each_line(lambda line: "May 01 10:20:30 gateway docker-compose[812]: esp_1  | " + line),
    "iso": each_line(lambda line: "2024-06-12T22:01:35.258197Z W None | " + line),
    "esphome": each_line(lambda line: "[10:20:30][D][uart:123]: " + line),
    "logcat": each_line(lambda line: "05-01 10:20:30.123  1234  5678 D UsbSerial: " + line),
    "ios": each_line(lambda line: "10:20:30.123 RX: " + line),
    "defmt": each_line(lambda line: "[INFO ] " + line),
    "suffix": each_line(lambda line: line + "  [12:34:56.789]"),
    "python logging": each_line(lambda line: "2024-05-01 10:20:30,123 - serial - INFO - " + line),
    "putty": lambda text, chance: "=~=~=~=~=~=~= PuTTY log 2024.05.01 10:20:30 =~=~=~=~=~=~=\n" + text,
    "screen": lambda text, chance: text.replace("\n", " " * 20 + "\n"),
    "no blank lines": lambda text, chance: re.sub(r"\n\n+", "\n", text),
    "double spaced": lambda text, chance: text.replace("\n", "\n\n"),
    "one blank": lambda text, chance: re.sub(r"  +", " ", text),
    "glued entries": glue_entries,
    "entries without 0x": drop_hex_prefix,
    "wrap 80": wrap(80),
    "wrap 79": wrap_trimmed(79),
    "wrap 60": wrap(60),
    "wrap 53": wrap_trimmed(53),
    "wrap 48": wrap(48),
    "wrap 132": wrap(132),
    "reflow": reflow,
    "reflow quoted": lambda text, chance: "\n".join("> " + line for line in lines_of(reflow(text, chance))),
    "time per chunk": stamp_chunks,
}


# These break the lines of messages and decoded names, too.
NARROW = ("wrap 80", "wrap 79", "wrap 60", "wrap 53", "wrap 48", "reflow", "reflow quoted", "time per chunk")


# ---- what a cable does to the text ---------------------------------------------------------------


def places(text):
    """Where the lines of reports are, as ranges of the text."""
    return [m.span() for m in re.finditer(r"(?m)^.+$", text) if REPORT_LINE.search(m[0])]


def somewhere(text, chance):
    lo, hi = chance.choice(places(text) or [(0, len(text))])
    return chance.randrange(lo, max(hi, lo + 1))


def drop(count):
    def put(text, chance):
        at = somewhere(text, chance)
        return text[:at] + text[at + count :]

    return put


def double_byte(text, chance):
    at = somewhere(text, chance)
    return text[:at] + text[at : at + 1] + text[at:]


def double_chunk(text, chance):
    at = somewhere(text, chance)
    size = chance.randrange(2, 12)
    return text[: at + size] + text[at : at + size] + text[at + size :]


def change_byte(with_what):
    def put(text, chance):
        at = somewhere(text, chance)
        return text[:at] + with_what + text[at + 1 :]

    return put


def garble_value(text, chance):
    """A letter for a digit."""
    spots = [m.start() for m in VALUE.finditer(text)]
    if not spots:
        return text
    at = chance.choice(spots) + chance.randrange(2, 10)
    return text[:at] + ("O" if text[at] == "0" else "l") + text[at + 1 :]


def lose_line(text, chance):
    lo, hi = chance.choice(places(text) or [(0, 0)])
    return text[:lo] + text[hi + 1 :]


def lose_line_end(text, chance):
    at = somewhere(text, chance)
    end = text.find("\n", at)
    return text[:at] + text[end:] if end >= 0 else text[:at]


def cut(text, chance):
    return text[: somewhere(text, chance)]


def cut_head(text, chance):
    return text[somewhere(text, chance) :]


CABLE = {
    "drop 1": drop(1),
    "drop 2": drop(2),
    "drop 5": drop(5),
    "drop 13": drop(13),
    "drop 30": drop(30),
    "drop 97": drop(97),
    "double 1": double_byte,
    "double chunk": double_chunk,
    "garble": change_byte("\ufffd"),
    "garble blank": change_byte(" "),
    "garble nul": change_byte("\0"),
    "letter": garble_value,
    "lose line": lose_line,
    "lose line end": lose_line_end,
    "cut": cut,
    "cut head": cut_head,
}


# What the text that is left cannot tell, by case and damage; counted, but not as wrong.
CANNOT_TELL = {
    ("null-deref-nuttx-esp32", "cut head (0)"): "one address is left: nothing tells whose backtrace it is of",
    ("illegal-instruction-zephyr-esp32", "drop 2 (2)"): "Zephyr pads no number: one that lost digits looks whole",
    ("near-abort-decoded-esp32", "lose line end (1)"): "the name behind an address is lost: it looks like a chip's",
    ("near-abort-decoded-esp32", "garble nul + time per chunk (2)"): "the frame between two decoded stacks is lost",
    ("task-wdt-other-core-esp32", "drop 97 (2)"): "two backtraces became one: what stood between them is lost",
}


# ---- judging -------------------------------------------------------------------------------------


def told_core(crash, core):
    registers = core.get("registers") or {}
    frames = (core.get("backtrace") or {}).get("frames") or []
    return {
        "pc": registers.get("PC", registers.get("MEPC")),
        "backtrace": [f["pc"] for f in frames if f["trust"] == "device"] or None,
    }


def told(crash):
    finding = crash["findings"][0] if crash["findings"] else {"class": None, "confidence": None}
    return {
        **told_core(crash, crash["cores"][0] if crash["cores"] else {}),
        "pc": crash["pc"],
        "fault address": crash["fault_address"],
        "cause": (crash["cause"] or {}).get("value"),
        "class": None if finding["confidence"] == "possible" else finding["class"],
    }


def is_part(part, whole):
    """True when `part` is `whole` with some of its entries left out or not known."""
    rest = iter(whole)
    return all(any(entry == other for other in rest) for entry in part if entry is not None)


def words(text):
    """The lines that say in words what happened."""
    return [line for line in lines_of(text) if WORDS.search(line)]


def keeps_words(text, data):
    """True when no cable has damaged the words of a report, nor its registers."""
    left = data.decode("utf-8", "replace")
    return all(word in left for word in [*words(text), *CELLS.findall(text)])


def mark(field, got, wanted, others):
    """Of one field: what was lost may be missing, and the other core's part, or the finding that
    rests on less, may be all that is left."""
    if got == wanted:
        return "right"
    if got is None or (field == "class" and got.startswith("unknown")):
        return "unknown"
    if field == "backtrace" and any(is_part(got, whole or []) for whole in (wanted, *others)):
        return "unknown"
    return "unknown" if got in others else "wrong"


def reports(espwhy, args, logs, folder):
    """The first crash of each log, by its name."""
    return {name: crashes[0] for name, crashes in all_reports(espwhy, args, logs, folder).items()}


def all_reports(espwhy, args, logs, folder):
    """The crashes of each log that has any, by its name."""
    found = {}
    for start in range(0, len(logs), FILES_PER_RUN):
        some = logs[start : start + FILES_PER_RUN]
        for name, data in some:
            (folder / name).write_bytes(data)
        done = whytest.run(espwhy, [*args, "-f", "json", *(name for name, _ in some)], cwd=folder)
        if done.returncode != 0:
            raise ValueError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
        for crash in json.loads(done.stdout)["crashes"]:
            found.setdefault(crash["log"], []).append(crash)
        for name, _ in some:
            (folder / name).unlink()
    return found


def as_bytes(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def variants(case, text, rounds, pairs):
    """(name, bytes) of each damage."""
    for name, put in TOOLS.items():
        yield name, as_bytes(put(text, random.Random(f"{case.name} {name}")))
    for name, put in CABLE.items():
        for turn in range(rounds):
            yield f"{name} ({turn})", as_bytes(put(text, random.Random(f"{case.name} {name} {turn}")))
    chance = random.Random(case.name)
    for turn in range(pairs):
        one = chance.choice([*TOOLS, *CABLE])
        two = chance.choice([n for n in TOOLS if n != one])
        once = {**TOOLS, **CABLE}[one](text, random.Random(f"{case.name} {one} {turn}"))
        if not isinstance(once, bytes):
            yield f"{one} + {two} ({turn})", as_bytes(TOOLS[two](once, random.Random(f"{turn}")))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--testdata", required=True)
    parser.add_argument("--rounds", type=int, default=3, help="how often each damage of a cable is drawn")
    parser.add_argument("--pairs", type=int, default=12, help="how many pairs of damages per case")
    parser.add_argument("--only", help="damages whose name holds this")
    parser.add_argument("--case", help="cases whose name holds this")
    parser.add_argument("--keep", type=Path, help="folder for the logs of what is wrong")
    parser.add_argument("--marks", default="wrong", help="which marks are shown")
    options = parser.parse_args()
    totals = {field: {"right": 0, "unknown": 0, "wrong": 0} for field in FIELDS}
    problems = []
    untold = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in whytest.cases(options.testdata):
            if options.case and options.case not in case.name:
                continue
            text = case.log.read_bytes().replace(b"\r", b"").decode("utf-8", "surrogateescape")
            crashes = all_reports(options.espwhy, case.chip_args, [("whole", as_bytes(text))], Path(folder)).get("whole")
            if not crashes:
                continue
            whole = crashes[0]
            wanted = told(whole)
            others = [told_core(whole, core) for core in whole["cores"][1:]]
            others += [told(crash) for crash in crashes[1:]]  # the first one may be lost
            others += [{"class": finding["class"]} for finding in whole["findings"][1:]]
            made = [
                (f"{case.name} {name}".replace("/", "_"), data)
                for name, data in variants(case, text, options.rounds, options.pairs)
                if not options.only or options.only in name
            ]
            found = reports(options.espwhy, case.chip_args, made, Path(folder))
            for name, data in made:
                got = told(found[name]) if name in found else {}
                cables = [part.split(" (")[0] for part in name.removeprefix(f"{case.name} ").split(" + ")]
                broken = any(cable in CABLE or cable in NARROW for cable in cables)
                whole_words = not broken or keeps_words(text, data)
                if (case.name, name.removeprefix(f"{case.name} ")) in CANNOT_TELL:
                    untold += 1
                    continue
                for field in FIELDS:
                    if not whole_words and (field == "class" or wanted[field] is None):
                        continue  # the words decide what the registers mean
                    judged = mark(field, got.get(field), wanted[field], [o.get(field) for o in others])
                    totals[field][judged] += wanted[field] is not None or judged == "wrong"
                    if judged in options.marks.split(","):
                        problems.append(f"{name}: {field}: {got.get(field)}, not {wanted[field]}")
                        if options.keep:
                            (options.keep / name.replace(" ", "_")).write_bytes(data)
    for field, marks in totals.items():
        print(f"{field:14} right {marks['right']:6}  unknown {marks['unknown']:6}  wrong {marks['wrong']:4}")
    print(f"cannot be told {untold:6}")
    whytest.finish(problems)


if __name__ == "__main__":
    main()
