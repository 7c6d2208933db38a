"""When a test of pytest-embedded fails, espwhy explains the crashes in the log of its board. To be copied beside the tests."""

import os
import subprocess
import time

import pytest

OPTIONS = []  # more of espwhy, such as "--path-map", "/builder/project=."


def wait_for_silence(path):
    """A board that crashes goes on printing; what ended the test may stand in the first line of a report."""
    size = -1
    for _ in range(10):
        if size == (size := os.path.getsize(path)):
            return
        time.sleep(0.5)


def explain(dut):
    elf = getattr(dut.app, "elf_file", None)
    words = ["espwhy", "--color=never", *OPTIONS, *([f"--elf={elf}"] if elf else []), "--", dut.logfile]
    try:
        wait_for_silence(dut.logfile)
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        return f"espwhy was not run: {error}"
    return (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    found = item.funcargs.get("dut", [])  # several boards make a list
    for dut in found if isinstance(found, (list, tuple)) else [found]:
        if report.failed and report.when != "teardown":
            report.sections.append((f"espwhy: {dut.logfile}", explain(dut)))
