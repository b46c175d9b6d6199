from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from detector.article import Article, Place, Span
from detector.baseline import Baseline
from detector.detection import (
    Detection,
    Disagreement,
    DuplicateSet,
    Group,
    ModelInfo,
    Problem,
    Quote,
    Relation,
)


@pytest.fixture
def detection() -> Detection:
    articles = (
        Article("a", "Title", "37 died.", published=datetime(2020, 1, 14, tzinfo=UTC)),
        Article("b", "", "62 died.", source="Wire", extra={"section": "world"}),
    )
    finding = Disagreement(
        "g",
        Quote("a", "37 died.", 0, 8, cues=(Span(0, 2),)),
        Quote("b", "62 died.", 0, 8, cues=(Span(0, 2),), speaker="police"),
        "number",
        "contradiction",
        0.9,
        "The figures differ.",
        "count:killed",
        "0123456789abcdef",
    )
    group = Group("g", ("a", "b"), "a", (DuplicateSet("near", ("a", "b"), 0.8),), 0.7)
    return Detection(
        articles,
        (group,),
        (finding,),
        problems=(Problem(Place("feed.jsonl", line=3), "no text"),),
        settings={"min_score": 0.5},
        models=(ModelInfo("default", "embedding", "00"),),
        version="0",
    )


def test_json_round_trip(detection: Detection) -> None:
    assert Detection.from_json(detection.to_json()) == detection
    assert detection.to_json() == Detection.from_json(detection.to_json()).to_json()


def test_codes(detection: Detection) -> None:
    finding = detection.disagreements[0]
    assert finding.code == "CON101"
    assert replace(finding, relation="update", kind="date").code == "UPD102"
    assert replace(finding, relation="dispute", kind="inference").code == "DIS106"
    assert detection.duplicates[0].code == "DUP102"
    assert replace(detection.duplicates[0], kind="exact").code == "DUP101"


def test_cue_texts(detection: Detection) -> None:
    assert detection.disagreements[0].left.cue_texts == ("37",)


@pytest.mark.parametrize(
    ("relation", "fail_on", "fails"),
    [
        ("contradiction", "contradiction", True),
        ("dispute", "contradiction", False),
        ("dispute", "dispute", True),
        ("update", "dispute", False),
        ("update", "update", True),
        ("update", "any", True),
        ("contradiction", "none", False),
    ],
)
def test_what_fails(detection: Detection, relation: str, fail_on: str, fails: bool) -> None:
    finding = replace(detection.disagreements[0], relation=relation)  # type: ignore[arg-type]
    assert replace(detection, disagreements=(finding,)).fails(fail_on) is fails


@pytest.mark.parametrize(
    ("relation", "fail_on", "fails"),
    [
        ("update", "contradiction", True),
        ("update", "none", False),
        ("dispute", "contradiction", False),
    ],
)
def test_updates_may_fail_by_themselves(
    detection: Detection, relation: Relation, fail_on: str, fails: bool
) -> None:
    finding = replace(detection.disagreements[0], relation=relation)
    result = replace(detection, disagreements=(finding,))
    assert result.fails(fail_on, updates="fail") is fails


def test_duplicates_fail_only_if_asked(detection: Detection) -> None:
    only_copies = replace(detection, disagreements=())
    assert only_copies.fails("duplicate")
    assert not only_copies.fails("update")


def test_baseline(detection: Detection, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    Baseline.of(detection).save(path)
    cleaned = Baseline.load(path).compare(detection, path)
    assert cleaned.findings == ()
    assert [(s.finding, s.known) for s in cleaned.settled] == [
        (finding, True) for finding in detection.findings
    ]
    fresh = replace(detection.disagreements[0], fingerprint="fedcba9876543210")
    grown = replace(detection, disagreements=(*detection.disagreements, fresh))
    assert Baseline.load(path).compare(grown, path).disagreements == (fresh,)


def test_what_a_baseline_calls_gone(detection: Detection, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    Baseline.of(detection).save(path)
    baseline = Baseline.load(path)
    empty = replace(detection, disagreements=())
    (gone,) = baseline.compare(empty, path).gone or ()
    assert (gone.code, gone.description) == ("CON101", "The figures differ.")
    assert gone.fingerprint in path.read_text().splitlines()[(gone.place.line or 0) - 1]
    sunk = replace(empty, review=detection.disagreements)
    assert baseline.compare(sunk, path).gone == ()
    hidden = replace(detection.disagreements[0], relation="update")
    Baseline.of(replace(detection, disagreements=(hidden,))).save(path)
    unasked = replace(empty, settings={"updates": "hide"})
    assert Baseline.load(path).compare(unasked, path).gone == ()


def test_broken_baseline_is_named(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    with pytest.raises(ValueError, match=r"baseline\.json: no such baseline"):
        Baseline.load(path)
    for content in ("[1, 2]", '{"findings": 1}', '{"findings": {"ab": "CON999 gone"}}'):
        path.write_text(content)
        with pytest.raises(ValueError, match=r"baseline\.json: not a baseline"):
            Baseline.load(path)
