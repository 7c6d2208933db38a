#!/usr/bin/env python3
"""Test the built program as its users meet it: pipes, files, terminals, signals, exit statuses.

    run.py --espwhy BINARY [--data TESTDATA] [NAME...]

NAME is a module, class or test, such as test_live or test_live.Signals.test_second_interrupt_ends.
"""

import argparse
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import program  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--espwhy", required=True, type=Path)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "testdata")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program.ESPWHY = str(options.espwhy.resolve())
    program.DATA = options.data.resolve()
    names = options.names or sorted(path.stem for path in HERE.glob("test_*.py"))
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    if suite.countTestCases() == 0:
        sys.exit("no tests")
    done = unittest.TextTestRunner(verbosity=2 if options.verbose else 1).run(suite)
    sys.exit(0 if done.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
