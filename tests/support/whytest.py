"""What the Python tests share: running espwhy, the golden cases, data that may be absent."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

SKIPPED = 77  # exit status that ctest reports as Skipped
TIMEOUT_S = 120


def environment():
    """An environment in which output depends on nothing but the input."""
    noisy = ("COLOR", "LC_", "ESP_ROM_ELF_DIR", "GITHUB_", "CI_PROJECT_DIR")
    kept = {k: v for k, v in os.environ.items() if not any(word in k for word in noisy)}
    kept.update(
        LC_ALL="C.UTF-8",
        TERM="dumb",
        # Statuses that no documented exit status of espwhy uses.
        ASAN_OPTIONS="exitcode=99:" + os.environ.get("ASAN_OPTIONS", ""),
        LSAN_OPTIONS="exitcode=98:" + os.environ.get("LSAN_OPTIONS", ""),
        UBSAN_OPTIONS="exitcode=97:print_stacktrace=1:" + os.environ.get("UBSAN_OPTIONS", ""),
    )
    return kept


def run(espwhy, args, data=None, cwd=None):
    """Run espwhy; `data` becomes its standard input, which is /dev/null otherwise."""
    feed = {"stdin": subprocess.DEVNULL} if data is None else {"input": data}
    return subprocess.run(
        [str(espwhy), *args],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=TIMEOUT_S,
        check=False,
        **feed,
    )


def report(espwhy, data, args=()):
    """The parsed JSON report about some bytes; ValueError when there is none."""
    done = run(espwhy, [*args, "-f", "json", "-"], data)
    if done.returncode != 0:
        raise ValueError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)


class Case:
    """A folder of testdata/cases."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.name = self.folder.name
        self.log = self.folder / "log.txt"

    def _text(self, name):
        file = self.folder / name
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def args(self):
        return shlex.split(self._text("args"))

    @property
    def exit_status(self):
        return int(self._text("exit") or 0)

    @property
    def chip_args(self):
        """Those arguments that change how a log is read."""
        args = self.args
        return [word for i, word in enumerate(args) if word.startswith("--chip") or (i and args[i - 1] == "--chip")]


def cases(testdata):
    folders = sorted(p for p in (Path(testdata) / "cases").iterdir() if p.is_dir())
    if not folders:
        sys.exit("no cases in " + str(testdata))
    return [Case(p) for p in folders]


def shared_folder(base, name):
    """A folder of data that is not part of the repository; ends the test as Skipped when absent."""
    folder = Path(os.environ.get("ESPWHY_SHARED_DATA") or base) / name
    if not folder.is_dir():
        print(f"Skipped: {folder} is not there")
        sys.exit(SKIPPED)
    return folder


def finish(failures):
    """Print what failed and end with the test's status."""
    for failure in failures:
        print("FAILED " + failure)
    sys.exit(1 if failures else 0)
