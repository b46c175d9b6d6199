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


def test_duplicates_fail_only_if_asked(detection: Detection) -> None:
    only_copies = replace(detection, disagreements=())
    assert only_copies.fails("duplicate")
    assert not only_copies.fails("update")


def test_baseline(detection: Detection, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    Baseline.of(detection).save(path)
    cleaned = Baseline.load(path).remove_known(detection)
    assert cleaned.disagreements == ()
    assert cleaned.duplicates == ()
    fresh = replace(detection.disagreements[0], fingerprint="fedcba9876543210")
    grown = replace(detection, disagreements=(*detection.disagreements, fresh))
    assert Baseline.load(path).remove_known(grown).disagreements == (fresh,)


def test_broken_baseline_is_named(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    with pytest.raises(ValueError, match=r"baseline\.json: no such baseline"):
        Baseline.load(path)
    path.write_text("[1, 2]")
    with pytest.raises(ValueError, match=r"baseline\.json: not a baseline"):
        Baseline.load(path)
