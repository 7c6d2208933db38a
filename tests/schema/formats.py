#!/usr/bin/env python3
"""Reports on the cases and the lab's logs must be what their readers read, in every format."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

try:
    import checks
except ImportError:
    print("Skipped: the Python module jsonschema (python3-jsonschema) is missing")
    sys.exit(whytest.SKIPPED)


def reports(espwhy, args, folder, cwd=None):
    """One run, every format: its name and the bytes of the report."""
    wanted = [word for name in checks.CHECKS for word in ("-f", f"{name}:{folder / name}")]
    done = whytest.run(espwhy, [*wanted, *args], cwd=cwd)
    if done.returncode not in (0, 1) or done.stderr:
        yield None, f"exit status {done.returncode}: {done.stderr.decode(errors='replace')[:500]}"
        return
    for name in checks.CHECKS:
        yield name, (folder / name).read_bytes()


def check(espwhy, title, args, folder, cwd=None):
    for name, data in reports(espwhy, args, folder, cwd):
        found = checks.complaints(name, data) if name else [data]
        yield from (f"{title}: {complaint}" for complaint in found)


def check_all(options, folder):
    for case in whytest.cases(options.testdata):
        yield from check(options.espwhy, case.name, [*case.args, "log.txt"], folder, case.folder)
    everything = [str(case.log) for case in whytest.cases(options.testdata)]
    yield from check(options.espwhy, "all cases at once", everything, folder)
    for elf in sorted((Path(options.testdata).resolve() / "lab").glob("*-o?.elf")):
        logs = [str(log) for log in sorted(elf.with_suffix("").iterdir())]
        yield from check(options.espwhy, elf.stem, ["-e", str(elf), *logs], folder, elf.parent)


def refuse_nonsense():
    """Checks that take everything prove nothing."""
    nonsense = {
        "sarif": b'{"version":"2.1.0","runs":[{"results":[]}]}',
        "junit": b"<testsuites><testsuite/></testsuites>",
        "github": b"::error file=/etc/passwd,line=1,title=x::y\n",
        "gitlab": b'[{"description":"x"}]',
        "gcc": b"/etc/passwd:1: error: x\n",
        "markdown": b"<script>\n",
        "text": b"  ::error::x\n",
        "json": b'"##[error]x"',
        "jsonl": b'"\x1b[31m"',
    }
    for name, data in nonsense.items():
        if not checks.complaints(name, data):
            yield f"the check of {name} takes {data!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True, type=os.path.abspath)
    parser.add_argument("--testdata", required=True)
    options = parser.parse_args()
    failures = list(refuse_nonsense())
    with tempfile.TemporaryDirectory() as folder:
        failures += check_all(options, Path(folder))
    whytest.finish(failures)


if __name__ == "__main__":
    main()
