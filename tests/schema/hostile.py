#!/usr/bin/env python3
"""Hostile text in logs: in no format does it become an annotation, an element, an escape or a path
outside the workspace, and no key of the report is lost."""

import argparse
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True, type=os.path.abspath)
    options = parser.parse_args()
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        harmless = report_of(options.espwhy, b"harmless", folder)
        if len(harmless["crashes"]) != len(HEADS):
            failures.append(f"{len(harmless['crashes'])} crashes are seen, {len(HEADS)} are there")
        for text in (HARMLESS, *HOSTILE, *BYTES):
            failures += check(options.espwhy, text, folder, harmless)
    whytest.finish(failures)


if __name__ == "__main__":
    main()
