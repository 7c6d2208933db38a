#!/usr/bin/env python3
"""Every log of the lab is explained without its ELF as scenes.tsv says: one report per crash, of the right class."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit.scenes import scenes_of  # noqa: E402
from labkit.variants import COMMITTED, VARIANTS  # noqa: E402


def complaints(espwhy, variant, scene):
    log = (COMMITTED / variant.name / f"{scene.name}.log").read_bytes()
    crashes = whytest.report(espwhy, log)["crashes"]
    if len(crashes) != scene.boots:
        yield f"{len(crashes)} crashes, not {scene.boots}"
    for crash in crashes:
        best = crash["findings"][0]
        names = (best["class"], f"{best['class']}/{best.get('variant')}")
        if not set(scene.verdict_of_log.split(" or ")) & set(names):
            yield f"verdict {names[1]}, expected {scene.verdict_of_log}"
        if crash["chip"] != variant.chip.name:
            yield f"chip {crash['chip']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    espwhy = parser.parse_args().espwhy
    every = [(variant, scene) for variant in VARIANTS for scene in scenes_of(variant.chip)]
    whytest.finish([f"{v.name}/{s.name}: {text}" for v, s in every for text in complaints(espwhy, v, s)])


if __name__ == "__main__":
    main()
