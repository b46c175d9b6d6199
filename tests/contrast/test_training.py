"""Training: the encoder to begin with, and the last stage on judged pairs, at a small scale."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from detector.contrast.contraster import Contraster
from detector.contrast.train.adapt import JudgedPair, adapt
from detector.contrast.train.calibrate import listed_candidates
from detector.contrast.train.judged import ReadStory, judged_clashes, read_in_full
from detector.contrast.train.passed_over import passed_over
from detector.contrast.train.sets import labelled
from detector.embedding import TextEncoder
from detector.embedding.bundled import bundled_model_path

PREMISE = "The council of Karim approved the new bridge over the river on Monday."
GOLD = [
    labelled(PREMISE, "The council approved a bridge.", "entailment", "set"),
    labelled(PREMISE, "The council rejected the bridge.", "contradiction", "set"),
    labelled(PREMISE, "The bridge will cost 40 million euros.", "neutral", "set"),
    labelled("Rain fell on Oslo.", "It was dry in Oslo.", "contradiction", "another set"),
]


@pytest.fixture(scope="module")
def judged() -> list[JudgedPair]:
    return [
        JudgedPair(f"Some {n} people died.", f"No {n} people died.", n % 2 == 0, f"story {n % 3}")
        for n in range(6)
    ]


def test_each_story_has_a_model_that_has_not_seen_it(
    tmp_path: Path, judged: list[JudgedPair]
) -> None:
    start = bundled_model_path()

    def evaluate(model: object, tokenizer: object) -> dict[str, float]:
        return {"asked": 1.0}

    adapt(start, judged, GOLD * 10, tmp_path, evaluate)
    assert (tmp_path / "mean" / "model.safetensors").exists()
    fold_of = json.loads((tmp_path / "folds.json").read_text())
    assert fold_of.keys() == {pair.story for pair in judged}
    for fold in set(fold_of.values()):
        assert (tmp_path / f"fold_{fold}" / "mean" / "model.safetensors").exists()
    figures = json.loads((tmp_path / "mean.json").read_text())
    assert set(figures["average precision"]) == {"before", "mean, out of fold"}


ARTICLES = {
    "a": "The ferry sank off Karim on Monday. The coast guard said 37 passengers drowned.",
    "b": "Rain fell all night. The coast guard said 62 passengers drowned near Karim.",
}


@pytest.fixture
def read_story(tmp_path: Path) -> ReadStory:
    (tmp_path / "events").mkdir()
    with gzip.open(tmp_path / "events" / "fakes_ferry.jsonl.gz", "wt") as file:
        for name, text in ARTICLES.items():
            row = {"id": name, "event": "ferry", "title": "", "text": text}
            file.write(json.dumps(row) + "\n")
    sides = [
        [{"article": name, "field": "text", "start": text.index(opening), "end": len(text)}]
        for (name, text), opening in zip(ARTICLES.items(), ("The coast", "The coast"), strict=True)
    ]
    slot = {"slot": "toll", "relation": "contradiction", "confidence": "clear", "sides": sides}
    story = {"story": "fakes:ferry", "articles": ["a", "b"], "slots": [slot]}
    (tmp_path / "slots.jsonl").write_text(json.dumps(story) + "\n")
    (read,) = read_in_full(tmp_path / "sentence_pairs.jsonl", tmp_path)
    return read


def test_clashes_of_a_story_read_in_full_are_judged_by_its_slots(read_story: ReadStory) -> None:
    ((one,), (other,)) = read_story.slots[0].sides
    assert "37" in one[1].text
    assert "62" in other[1].text
    contraster = Contraster(TextEncoder().encode)
    (labelled_clash,) = listed_candidates([read_story], {}, lambda story: contraster)
    assert labelled_clash.right
    unlisted = ReadStory(read_story.name, read_story.articles, [])
    (labelled_clash,) = listed_candidates([unlisted], {}, lambda story: contraster)
    assert not labelled_clash.right


@pytest.mark.parametrize(("label", "right"), [("right", True), ("wrong", False)])
def test_clashes_of_a_story_read_in_part_are_judged_one_by_one(
    read_story: ReadStory, tmp_path: Path, label: str, right: bool
) -> None:
    contraster = Contraster(TextEncoder().encode)
    in_part = ReadStory(read_story.name, read_story.articles, [], in_part=True)
    assert listed_candidates([in_part], {}, lambda story: contraster) == []
    left, right_side = (
        {"article": name, "field": "text", "start": text.index("The coast"), "end": len(text)}
        for name, text in ARTICLES.items()
    )
    row = {"kind": "number", "left": right_side, "right": left, "label": label}
    (tmp_path / "clashes.jsonl").write_text(json.dumps(row) + "\n")
    judged = judged_clashes(tmp_path / "sentence_pairs.jsonl", tmp_path)
    (labelled_clash,) = listed_candidates([in_part], judged, lambda story: contraster)
    assert labelled_clash.right == right


def test_pairs_are_passed_over_that_are_on_no_two_sides(read_story: ReadStory) -> None:
    contraster = Contraster(TextEncoder().encode)

    def tolls(story: ReadStory, at_most: int) -> list[bool]:
        pairs = passed_over(story, contraster, at_most, seed=0)
        return ["37" in pair.left.text and "62" in pair.right.text for pair in pairs]

    unlisted = ReadStory(read_story.name, read_story.articles, [])
    assert tolls(unlisted, at_most=9).count(True) == 1
    assert tolls(read_story, at_most=9) == [False] * (len(tolls(unlisted, at_most=9)) - 1)
    assert tolls(unlisted, at_most=0) == []
