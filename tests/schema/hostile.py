#!/usr/bin/env python3
"""Hostile text in logs: in no format does it become an annotation, an element, an escape or a path
outside the workspace, and no key of the report is lost."""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

try:
    import checks
    import formats
except ImportError:
    print("Skipped: the Python module jsonschema (python3-jsonschema) is missing")
    sys.exit(whytest.SKIPPED)

# Crashes with a place for foreign text wherever a log has one. TEXT, FILE and NAME are replaced.
REGISTERS = b"""\
Core  0 register dump:
PC      : 0x400d1b5c  PS      : 0x00060730  A0      : 0x800d1b8f  A1      : 0x3ffb4ff0
A2      : 0x00000000  A3      : 0x00000000  A4      : 0x3ffb5020  A5      : 0x00000003
EXCVADDR: 0x00000000  LBEG    : 0x00000000  LEND    : 0x00000000  LCOUNT  : 0x00000000
"""
BACKTRACE = b"""
Backtrace: 0x400d1b59:0x3ffb4ff0 0x400d1b8c:0x3ffb5010
0x400d1b59: NAME at FILE:9
0x400d1b8c: app_main at FILE:20 (discriminator 1)

ELF file SHA256: 0123456789abcdef

Rebooting...
"""
BOOT = b"""rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
I (31) app_init: Project name:     NAME
I (32) app_init: App version:      TEXT
I (33) TEXT: TEXT
"""
HEADS = (
    b"assert failed: NAME FILE:12 (TEXT)\n",
    b'assertion "TEXT" failed: file "FILE", line 12, function: NAME\nabort() was called at PC 0x400d1b59 on core 0\n',
    b"Guru Meditation Error: Core  0 panic'ed (TEXT). Exception was unhandled.\n" + REGISTERS,
    b"Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n" + REGISTERS,
    b"***ERROR*** A stack overflow in task NAME has been detected.\n",
    b"ESP_ERROR_CHECK failed: esp_err_t 0x105 (TEXT) at 0x400d1b59\n"
    b'file: "FILE" line 12\nfunc: NAME\nexpression: TEXT\n\nabort() was called at PC 0x400d1b59 on core 0\n',
    b"E (10) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:\n"
    b"E (10) task_wdt:  - NAME (CPU 0)\nE (10) task_wdt: Tasks currently running:\nE (10) task_wdt: CPU 0: NAME\n"
    b"E (10) task_wdt: Aborting.\n\nabort() was called at PC 0x400d1b59 on core 0\n",
    b"terminate called after throwing an instance of 'NAME'\n  what():  TEXT\n\n"
    b"abort() was called at PC 0x400d1b59 on core 0\n",
    b"thread 'NAME' panicked at FILE:12:5:\nTEXT\n\nabort() was called at PC 0x400d1b59 on core 0\n",
)
HARMLESS = b"quite harmless"
HOSTILE = (
    b"::error::forged", b"x%0A::error::forged", b"x\r::error::forged", b"x\x0b::error::y", b"x\xe2\x80\xa8::error::y",
    b"section_start:1:x\r\x1b[0Kforged", b"\x1b[0Ksection_end:1:x\r\x1b[0K", b"##teamcity[buildStatus text='x']", b"##[command]x", b"\\##[error]x",
    b"%25%0A::error::x", b"%3A%3Aerror::x", b"\xd8\x9cx\xe2\x81\xa6y\xe2\x80\x8fz",
    b"::stop-commands::x", b"##[error]forged", b"##vso[task.complete result=Failed]", b"\xff##[group]\xff",
    b"]]><x/>", b"</failure></testcase><testcase name='x'>", b"<!-- ", b"<![CDATA[ x", b"&#0;&amp;&x;", b"<script>alert(1)</script>",
    b'" onload="x', b"'\"><img src=x>", b"\x1b[31mred\x1b]0;title\x07", b"\x9b31m", b"\xc2\x9b31m", b"a\x00b\x01c\x7f",
    b"../../../../etc/passwd", b"/etc/passwd", b"/etc/../etc/passwd:1: error: x", b"C:\\x\\y.c", b"file:///etc/passwd", b"//host/share/x",
    b"~/x", b"main/../../../x.c", b"-rf", b"x.c:1:1: error: forged",
    b"@everyone #123 org/repo#1 !7 GH-1", b"# heading", b"- [x] item", b"> quote", b"---", b"| a | b |", b"1. x",
    b"```", b"````\n```", b"``` ` `` ` ```", b"`", b"`unclosed <b>", b"~~~", b"</details><h1>x</h1>", b"[x](javascript:y)", b"![x](http://x/y.png)",
    b"<http://x/>", b"\\", b"\\`\\<", b"*x* __y__", b"$x$", b"{{x}} %x% ${x}",
    b"\xff", b"\xff\xfe\xfd", b"\xc3", b"\xed\xa0\x80", b"\xef\xbf\xbe\xef\xbf\xbf", b"\xf4\x8f\xbf\xbf", b"\xe2\x80\xae" b"abc", b"\xe2\x80\x8b",
    b"x" * 5000, b"@" * 3000, b"`" * 3000, b"\xff" * 3000, b"%" * 3000,
)


def hostile_log(text):
    """Every crash with this text in it."""
    crashes = (BOOT + head + BACKTRACE for head in HEADS)
    return b"\n".join(crashes).replace(b"TEXT", text).replace(b"FILE", text).replace(b"NAME", text)


def keys(value):
    """The shape of a JSON value: all that bears a name, with whether it is known."""
    if isinstance(value, dict):
        return {key: keys(item) for key, item in value.items() if item is not None}
    return [keys(item) for item in value] if isinstance(value, list) else None


def dressed(report):
    """What text may not change: which crashes there are, and which words of each are known."""
    wanted = ("task", "reason", "chip", "fingerprint", "boot", "lines")
    return [{key: keys(crash[key]) for key in wanted if crash[key] is not None} for crash in report["crashes"]]


def check_keys(title, data, harmless):
    got, expected = dressed(json.loads(data)), dressed(harmless)
    if got != expected:
        differing = [f"{one} instead of {other}" for one, other in zip(got, expected) if one != other]
        yield f"{title}: keys are lost: {len(got)} crashes, {differing[:2]}"


# Text that is a name all the same: whatever its bytes, the same keys must be there.
BYTES = (b"\xff", b"\xff\xfe\xfd", b"\xc3", b"a\xffb", b"\xef\xbf\xbe\xef\xbf\xbf")


def check(espwhy, text, folder, harmless):
    title = repr(text[:40])
    log = folder / "crash.log"
    log.write_bytes(hostile_log(text))
    for name, data in formats.reports(espwhy, ["-v", "crash.log"], folder, folder):
        found = checks.complaints(name, data) if name else [data]
        yield from (f"{title}: {complaint}" for complaint in found)
        if name == "json" and text in BYTES:
            yield from check_keys(title, data, harmless)


def report_of(espwhy, text, folder):
    log = folder / "crash.log"
    log.write_bytes(hostile_log(text))
    return json.loads(whytest.run(espwhy, ["-f", "json", "crash.log"], cwd=folder).stdout)


# Names in an ELF, replaced by others of the same length wherever they stand in it.
FUNCTIONS = (
    b"::error::x", b"##[error]x", b"\n::error::", b"]]><x/>", b"\x1b[31m\x1b]0;x", b"<b>@a #1", b"`x` | *y*", b"\xff\xfe\xc3", b"\xe2\x80\xaex",
    b"../../etc/", b"%0A::error", b"\r\x1b[0Kx", b"&lt;<!--", b"[x](y)![z",
)  # fmt: skip
FILES = (
    b"../../.c", b"/etc/a.c", b"a:1: x.c", b"\x1b[31m.c", b"\xff\xff\n.c", b"::x::\n.c", b"##[x]a.c", b"<a>]]>.c", b"%0A,:,.c", b"C:\\x\\.c",
    b"\xe2\x80\xaea.c", b"a#1@b.c",
)  # fmt: skip
ELF = "lab/esp32c3-og.elf"
ELF_LOG = "lab/esp32c3-og/through-three.log"


def renamed(data, old, new):
    assert data.count(old + b"\0") > 0
    return data.replace(old + b"\0", (new + b"x" * len(old))[: len(old)] + b"\0")


def check_elf(espwhy, testdata, folder):
    """Names that come from the ELF and not from the log."""
    elf = (testdata / ELF).read_bytes()
    log = (testdata / ELF_LOG).read_bytes()
    short = hashlib.sha256(elf).hexdigest()[:9].encode()
    assert short in log
    for number in range(max(len(FUNCTIONS), len(FILES))):
        function, file = FUNCTIONS[number % len(FUNCTIONS)], FILES[number % len(FILES)]
        changed = renamed(elf, b"drain_sink", function)
        changed = renamed(renamed(changed, b"routes.c", file), b"scene_through_three", function)
        (folder / "app.elf").write_bytes(changed)
        (folder / "crash.log").write_bytes(log.replace(short, hashlib.sha256(changed).hexdigest()[:9].encode()))
        for name, data in formats.reports(espwhy, ["-v", "-e", "app.elf", "crash.log"], folder, folder):
            found = checks.complaints(name, data) if name else [data]
            if name == "json" and json.loads(data)["crashes"][0]["firmware"][0]["match"] != "yes":
                found.append("the ELF is not taken for the one of the log")
            yield from (f"ELF with {function!r} in {file!r}: {complaint}" for complaint in found)


# Names of logs: whoever names them may be who writes them.
NAMES = (
    b"::error::x", b"a\n::error::x", b"a\r##[error]x", b"]]><x y='", b"\x1b[31m.log", b"\xff\xfe.log", b"\xe2\x80\xaegol.exe", b"<b>@me #1.log",
    b"a b,c:d;e.log", b"-f", b"--help", b"%0A%0D.log", b"`x`|*y*.log", b"a:1:1: error: x", b"~", b"x" * 255,
)  # fmt: skip


def check_names(espwhy, folder):
    for title in NAMES:
        path = os.fsencode(folder) + b"/" + title
        with open(path, "wb") as log:
            log.write(hostile_log(HARMLESS))
        for name, data in formats.reports(espwhy, ["-v", "--", os.fsdecode(title)], folder, folder):
            found = checks.complaints(name, data) if name else [data]
            yield from (f"log {title[:40]!r}: {complaint}" for complaint in found)
        os.unlink(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True, type=os.path.abspath)
    parser.add_argument("--testdata", required=True, type=Path)
    options = parser.parse_args()
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        harmless = report_of(options.espwhy, b"harmless", folder)
        if len(harmless["crashes"]) != len(HEADS):
            failures.append(f"{len(harmless['crashes'])} crashes are seen, {len(HEADS)} are there")
        for text in (HARMLESS, *HOSTILE, *BYTES):
            failures += check(options.espwhy, text, folder, harmless)
        failures += check_elf(options.espwhy, options.testdata, folder)
        failures += check_names(options.espwhy, folder)
    whytest.finish(failures)


if __name__ == "__main__":
    main()
