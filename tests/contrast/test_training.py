"""Training: pairs made anew, and the last stage on judged pairs, at a small scale."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from detector.contrast.contraster import Contraster
from detector.contrast.train.adapt import JudgedPair, adapt, read_recorded
from detector.contrast.train.calibrate import listed_candidates
from detector.contrast.train.crossed_pairs import crossed_pairs
from detector.contrast.train.judged import ReadStory, read_in_full
from detector.contrast.train.sets import Example, labelled
from detector.embedding import TextEncoder
from detector.embedding.bundled import bundled_model_path

PREMISE = "The council of Karim approved the new bridge over the river on Monday."
GOLD = [
    labelled(PREMISE, "The council approved a bridge.", "entailment", "set"),
    labelled(PREMISE, "The council rejected the bridge.", "contradiction", "set"),
    labelled(PREMISE, "The bridge will cost 40 million euros.", "neutral", "set"),
    labelled("Rain fell on Oslo.", "It was dry in Oslo.", "contradiction", "another set"),
]


def test_sentences_are_paired_anew() -> None:
    pairs = crossed_pairs(GOLD, {"set"}, at_most=100)
    texts = {(pair.premise, pair.hypothesis) for pair in pairs}
    assert ("The council approved a bridge.", "The council rejected the bridge.") in texts
    assert ("The council approved a bridge.", PREMISE) in texts
    assert any(premise == PREMISE for premise, _ in texts)
    assert not any("Oslo" in premise + hypothesis for premise, hypothesis in texts)
    assert all(pair.gold is None for pair in pairs)
    assert not texts & {(pair.premise, pair.hypothesis) for pair in GOLD}


def test_the_order_of_examples_and_the_bound_are_kept() -> None:
    assert crossed_pairs(GOLD, {"set"}, at_most=100) == crossed_pairs(GOLD, {"set"}, at_most=100)
    assert len(crossed_pairs(GOLD, {"set"}, at_most=4)) <= 4


@pytest.fixture(scope="module")
def judged() -> list[JudgedPair]:
    return [
        JudgedPair(f"Some {n} people died.", f"No {n} people died.", n % 2 == 0, f"story {n % 3}")
        for n in range(6)
    ]


def test_each_pair_is_judged_by_a_model_that_has_not_seen_its_story(
    tmp_path: Path, judged: list[JudgedPair]
) -> None:
    replay = [Example(e.premise, e.hypothesis, e.gold, e.origin) for e in GOLD] * 10
    start = bundled_model_path()

    def evaluate(model: object, tokenizer: object) -> dict[str, float]:
        return {"asked": 1.0}

    model = adapt(start, judged, replay, tmp_path, evaluate)
    assert (model / "model.safetensors").exists()
    assert len(list(tmp_path.glob("fold_*/model/model.safetensors"))) == 3
    recorded = read_recorded(tmp_path / "out_of_fold.jsonl")
    assert recorded.keys() == {
        texts for pair in judged for texts in ((pair.left, pair.right), (pair.right, pair.left))
    }
    assert all(np.isclose(row.sum(), 1.0, atol=1e-3) for row in recorded.values())
    figures = json.loads((tmp_path / "mean.json").read_text())
    assert set(figures["average precision"]) == {"student", "mean, out of fold"}


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
    (labelled_clash,) = listed_candidates([read_story], contraster)
    assert labelled_clash.right
    unlisted = ReadStory(read_story.name, read_story.articles, [])
    (labelled_clash,) = listed_candidates([unlisted], contraster)
    assert not labelled_clash.right
