"""Does the gate stop what it should, where it should, and let known findings pass?

    python benchmarks/gate.py [--stories 100] [--planted 10]

Writes a curated corpus of three text files a story with false sentences planted in some, and
runs `detector check` on it as a team would, with an own cache: first with a cold one.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from gate_corpus import REPORTS, Planted, write_corpus

_CHECK = (sys.executable, "-c", "from detector.cli import main; main()", "check")

#: A file and a line in it.
Where = tuple[str, int]


def main() -> None:
    """Print a row a step: its exit code, what it found where, and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=100)
    parser.add_argument("--planted", type=int, default=10)
    arguments = parser.parse_args()
    # Ten and one apart: one of each kind, each about another thing.
    planted = [11 * number % arguments.stories for number in range(arguments.planted)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        gate = Gate(folder)
        false = write_corpus(folder / "corpus", arguments.stories, frozenset(planted))
        print(f"{arguments.stories * REPORTS} files, {len(false)} planted contradictions")
        print("step                 exit  planted found  line right  others  seconds")
        gate.step("cold cache", false)
        gate.step("warm cache", false)
        gate.step("--update-baseline", [], "--update-baseline", "--baseline=known.json")
        gate.step("with the baseline", [], "--baseline=known.json")
        eleventh = min(set(range(arguments.stories)) - set(planted))
        more = frozenset({*planted, eleventh})
        false = write_corpus(folder / "corpus", arguments.stories, more)
        one_more = [planted for planted in false if planted.story == eleventh]
        gate.step("one more planted", one_more, "--baseline=known.json")


class Gate:
    """Runs `detector check` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def step(self, name: str, planted: list[Planted], *arguments: str) -> None:
        """Check, and print a row."""
        started = perf_counter()
        options = ("--quiet", "--cache-folder=cache", "--output=found.sarif")
        done = run([*_CHECK, "corpus", *options, *arguments], cwd=self._folder)
        seconds = perf_counter() - started
        log = json.loads((self._folder / "found.sarif").read_text("utf-8"))
        found = [places(result) for result in log["runs"][0]["results"] if is_open(result)]
        files = sum(any(names(where, one) for where in found) for one in planted)
        lines = sum(any(stands_at(where, one) for where in found) for one in planted)
        others = sum(not any(names(where, one) for one in planted) for where in found)
        print(
            f"{name:20} {done.returncode:4}  {f'{files}/{len(planted)}':>13}  "
            f"{f'{lines}/{len(planted)}':>10}  {others:6}  {seconds:7.1f}",
            flush=True,
        )


def is_open(result: dict[str, Any]) -> bool:
    """Whether a result is a contradiction or dispute that is neither known nor gone."""
    fails = result["ruleId"].startswith(("CON", "DIS"))
    return fails and result.get("baselineState", "new") == "new"


def places(result: dict[str, Any]) -> set[Where]:
    """The file, within the corpus, and the line of both sentences."""
    physical = [location["physicalLocation"] for location in result["locations"]]
    return {
        (where["artifactLocation"]["uri"].rsplit("/", 1)[-1], where["region"]["startLine"])
        for where in physical
    }


def names(found: set[Where], planted: Planted) -> bool:
    """Whether the false report is set against a true one of its story."""
    files = {file for file, _ in found}
    return planted.false[0] in files and bool(files & {file for file, _ in planted.true})


def stands_at(found: set[Where], planted: Planted) -> bool:
    """Whether the false sentence itself is set against a true one."""
    return planted.false in found and bool(found & planted.true)


if __name__ == "__main__":
    main()
