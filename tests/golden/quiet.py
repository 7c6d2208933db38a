#!/usr/bin/env python3
"""No false alarm: logs of ordinary operation, documents and source code in testdata/quiet give no crash,
each by itself and all of them in one run."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--testdata", required=True)
    options = parser.parse_args()
    logs = sorted((Path(options.testdata) / "quiet").glob("*.log"))
    if not logs:
        sys.exit("no quiet logs")
    done = whytest.run(options.espwhy, ["-f", "json", *map(str, logs)])
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    alarms = [
        f"{Path(crash['log']).name}:{crash['lines'][0]}-{crash['lines'][1]}: {crash['findings'][0]['class']}"
        for crash in json.loads(done.stdout)["crashes"]
    ]
    for log in logs:  # far from the start of the input, where lines may be passed over unread
        crashes = whytest.report(options.espwhy, b"I (1) app: tick\n" * 300 + log.read_bytes())["crashes"]
        alarms += [f"{log.name} behind 300 lines: {crash['findings'][0]['class']}" for crash in crashes]
    whytest.finish(alarms)


if __name__ == "__main__":
    main()
