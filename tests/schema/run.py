#!/usr/bin/env python3
"""Every JSON that the cases and the lab's logs produce must agree with docs/report.schema.json."""

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

SIGNATURES = Path(__file__).resolve().parent / "signatures.ini"


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


def check_form(espwhy, name, folder, args, fmt, validator):
    done = whytest.run(espwhy, [*args, "-f", fmt], cwd=folder)
    text = done.stdout.decode("utf-8")
    try:
        documents = [json.loads(text)] if fmt == "json" else [json.loads(t) for t in text.splitlines()]
    except ValueError as problem:
        yield f"{name}: {fmt}: not JSON: {problem}"
        return
    for document in documents:
        for complaint in complaints(validator, document):
            yield f"{name}: {fmt}: {complaint}"


def check(espwhy, case, whole, crash):
    """Without and with signatures."""
    for fmt, validator in (("json", whole), ("jsonl", crash)):
        yield from check_form(espwhy, case.name, case.folder, [*case.args, "log.txt"], fmt, validator)
        args = [*case.args, "--signatures", str(SIGNATURES), "--fail-on", "signature:by-task", "log.txt"]
        yield from check_form(espwhy, case.name, case.folder, args, fmt, validator)


def check_lab(espwhy, testdata, whole):
    """Core dumps and unwound stacks, with the ELF."""
    for elf in sorted((Path(testdata).resolve() / "lab").glob("*-o*.elf")):
        for log in sorted(elf.with_suffix("").iterdir()):
            name = f"{elf.stem}/{log.name}"
            yield from check_form(espwhy, name, elf.parent, ["-e", str(elf), str(log)], "json", whole)


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
    failures += check_lab(options.espwhy, options.testdata, whole)
    whytest.finish(failures)


if __name__ == "__main__":
    main()
