#!/usr/bin/env python3
"""Console dumps from the field are explained as expected.tsv demands.

A row is: file; the verdict, class or class/variant, with a confidence behind ':' where that matters;
then what the verbose text report must hold, in any letter case. '+' joins logs that were captured apart;
'a|b' in a text means that one of both is enough."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402


def rows():
    for line in Path(__file__).with_name("expected.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            files, verdict, *texts = line.split("\t")
            yield files, verdict, [text for text in texts if text]


def check_verdict(report, verdict):
    wanted, _, confidence = verdict.partition(":")
    if len(report["crashes"]) != 1:
        yield f"{len(report['crashes'])} crashes, not one"
        return
    findings = report["crashes"][0]["findings"]
    best = findings[0]
    names = (best["class"], f"{best['class']}/{best.get('variant')}")
    if wanted not in names or confidence not in ("", best["confidence"]):
        all_of = ", ".join(f"{f['class']}/{f.get('variant')} {f['confidence']}" for f in findings)
        yield f"verdict {all_of}; expected {verdict}"


def check_texts(espwhy, data, texts):
    done = whytest.run(espwhy, ["-v", "-f", "text", "--no-passthrough", "-"], data)
    said = " ".join(done.stdout.decode("utf-8").lower().split())
    for text in texts:
        if not any(one.lower() in said for one in text.split("|")):
            yield f"says nothing of '{text}'"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    folder = whytest.shared_folder(options.data, "console")
    failures = []
    seen = set()
    for files, verdict, texts in rows():
        seen.update(files.split("+"))
        data = b"\n".join((folder / name).read_bytes() for name in files.split("+"))
        problems = [*check_verdict(whytest.report(options.espwhy, data), verdict)]
        problems += check_texts(options.espwhy, data, texts)
        failures += [f"{files}: {problem}" for problem in problems]
    failures += [f"{p.name}: no row in expected.tsv" for p in folder.glob("*.log") if p.name not in seen]
    whytest.finish(failures)


if __name__ == "__main__":
    main()
