"""A small part of what benchmarks/gate.py measures: planted sentences are found on their line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from detector.cli import main

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

#: Of the ten kinds of story, all of which the corpus holds.
PLANTED = frozenset({1, 5, 9})
ELEVENTH = 7


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import gate

    yield gate
    for name in ("gate", "gate_corpus"):
        sys.modules.pop(name)


def test_planted_contradictions(
    gate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> tuple[int, list[set[tuple[str, int]]]]:
        options = ("--quiet", "--cache-folder=cache", "--inference-model=none", "-o", "a.sarif")
        code = CliRunner().invoke(main, ["check", "corpus", *options, *arguments]).exit_code
        results = json.loads(Path("a.sarif").read_text())["runs"][0]["results"]
        return code, [gate.places(result) for result in results if gate.is_open(result)]

    planted = gate.write_corpus(Path("corpus"), 10, PLANTED)
    assert len(list(Path("corpus").iterdir())) == 30
    code, found = check()
    assert code == 1
    assert len(found) == len(planted)
    for one in planted:
        text = (Path("corpus") / one.false[0]).read_text().splitlines()
        assert text[one.false[1] - 1]
        assert any(gate.stands_at(where, one) for where in found)

    assert check("--baseline=known.json", "--update-baseline") == (0, [])
    assert check("--baseline=known.json") == (0, [])
    more = gate.write_corpus(Path("corpus"), 10, PLANTED | {ELEVENTH})
    (eleventh,) = (one for one in more if one.story == ELEVENTH)
    code, found = check("--baseline=known.json")
    assert code == 1
    assert len(found) == 1
    assert gate.stands_at(found[0], eleventh)
