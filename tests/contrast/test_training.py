"""Training: pairs made anew, and the last stage on judged pairs, at a small scale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.contrast.train.adapt import JudgedPair, adapt, read_recorded
from detector.contrast.train.crossed_pairs import crossed_pairs
from detector.contrast.train.sets import Example, labelled
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
