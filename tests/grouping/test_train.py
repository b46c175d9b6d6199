from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np

from detector.embedding.bundled import BUNDLED_DIGEST
from detector.grouping import evidence, train
from detector.grouping.evidence import MEASURES, shipped_weights


def test_shipped_weights_fit_the_measures_and_the_model() -> None:
    for name, measures in MEASURES.items():
        weights = shipped_weights(name)
        assert weights.coefficients.shape == (len(measures),)
        by_measure = dict(zip(measures, weights.coefficients, strict=True))
        assert by_measure["cosine"] > 0
        assert by_measure["near in time"] > 0 > by_measure["far in time"]
    text = Path(evidence.__file__).with_name("same_event.json").read_text()
    assert json.loads(text)["embedding"] == BUNDLED_DIGEST


def test_training_learns_to_tell_events_apart(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"{place}-{count}-{n}",
            "text": f"A flood in {place} left {count} homes without power. {tail}",
            "event": f"{place}-{count}",
            "date": f"2024-05-0{1 + n}",
        }
        for place, count in [("Oskeld", 40), ("Oskeld", 300), ("Tolmar", 75), ("Quist", 12)]
        for n, tail in enumerate(["Crews are at work.", "Schools were shut.", "Roads reopened."])
    ]
    rows.append({"id": "none", "text": "Not labelled.", "event": None, "date": "soon"})
    path = tmp_path / "floods.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    output = tmp_path / "weights.json"
    train.main([str(path), "--output", str(output)])
    written = json.loads(output.read_text())
    assert written["sets"] == {"floods": {"articles": 12, "events": 4}}
    coefficients = written["models"]["vectors and terms"]["pair"]["coefficients"]
    assert set(coefficients) == set(MEASURES["vectors and terms"])
    assert coefficients["shared terms"] > 0


def test_probability_grows_with_the_evidence() -> None:
    weights = shipped_weights("vectors")
    measures = np.array([[cosine, near, 1 - near] for near in (0.1, 0.9) for cosine in (0.3, 0.9)])
    far_unlike, far_like, near_unlike, near_like = weights.probability(measures)
    assert far_unlike < near_unlike < near_like
    assert far_unlike < far_like < near_like
