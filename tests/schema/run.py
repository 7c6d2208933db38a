#!/usr/bin/env python3
"""Every JSON that the cases produce must agree with docs/report.schema.json."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

try:
    import jsonschema
except ImportError:
    print("Skipped: the Python module jsonschema (python3-jsonschema) is missing")
    sys.exit(whytest.SKIPPED)


def validators(path):
    schema = json.loads(Path(path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    crash = {**schema, **schema["properties"]["crashes"]["items"]}
    if "$ref" in schema["properties"]["crashes"]["items"]:
        crash = {"$schema": schema["$schema"], "$defs": schema["$defs"], **schema["properties"]["crashes"]["items"]}
    return jsonschema.Draft202012Validator(schema), jsonschema.Draft202012Validator(crash)


def complaints(validator, document):
    for error in validator.iter_errors(document):
        yield f"at {error.json_path}: {error.message[:300]}"


def check(espwhy, case, whole, crash):
    for fmt in ("json", "jsonl"):
        done = whytest.run(espwhy, [*case.chip_args, "-f", fmt, "log.txt"], cwd=case.folder)
        text = done.stdout.decode("utf-8")
        try:
            documents = [json.loads(text)] if fmt == "json" else [json.loads(t) for t in text.splitlines()]
        except ValueError as problem:
            yield f"{case.name}: {fmt}: not JSON: {problem}"
            continue
        for document in documents:
            for complaint in complaints(whole if fmt == "json" else crash, document):
                yield f"{case.name}: {fmt}: {complaint}"


def refuses_nonsense(whole):
    """A schema that takes everything proves nothing."""
    for document in ({}, {"schema": "espwhy-report/1"}, []):
        if not list(complaints(whole, document)):
            yield f"the schema takes {document}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--testdata", required=True)
    parser.add_argument("--schema", required=True)
    options = parser.parse_args()
    whole, crash = validators(options.schema)
    failures = list(refuses_nonsense(whole))
    for case in whytest.cases(options.testdata):
        failures += check(options.espwhy, case, whole, crash)
    whytest.finish(failures)


if __name__ == "__main__":
    main()
