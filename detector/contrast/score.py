"""The score of a clash: a small logistic model over what the signals saw.

Fitted by ``python -m detector.contrast.train.calibrate`` on labelled sentence pairs and shipped
as ``score.json``: the coefficients with and without an inference model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from detector.contrast.pairs import SentencePair
from detector.contrast.signals.base import Clash
from detector.contrast.signals.inference import Inference
from detector.detection import ModelInfo

FILE = Path(__file__).parent / "score.json"

#: Kinds with enough labelled clashes to be weighed apart from the others.
FLAGGED = ("number", "polarity", "inference")


@dataclass(frozen=True)
class Candidate:
    """A sentence pair with a clash, before it is scored.

    `inference` is None where no inference model is used.
    """

    pair: SentencePair
    clash: Clash
    inference: Inference | None


def feature_names(with_inference: bool) -> list[str]:
    """Names of the columns of `features`."""
    names = ["strength", "similarity", "overlap", "participants", "title"]
    names += [f"is {kind}" for kind in FLAGGED]
    if with_inference:
        names += ["contradiction", "contradiction least", "entailment most"]
    return names


def features(candidate: Candidate) -> list[float]:
    """Describe a candidate by numbers, in the order of `feature_names`."""
    pair, clash = candidate.pair, candidate.clash
    row = [
        clash.strength,
        pair.similarity,
        pair.overlap,
        min(3, len(pair.shared_participants)) / 3,
        float("title" in (pair.left.sentence.field, pair.right.sentence.field)),
        *(float(clash.kind == kind) for kind in FLAGGED),
    ]
    if candidate.inference is not None:
        forward, backward = candidate.inference
        row += [
            float(forward[2] + backward[2]) / 2,
            float(min(forward[2], backward[2])),
            float(max(forward[0], backward[0])),
        ]
    return row


def score(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the calibrated score of each candidate, shape (n,), in [0, 1].

    All candidates carry inference, or none does.
    """
    if not candidates:
        return np.zeros(0)
    rows = np.array([features(candidate) for candidate in candidates])
    model = _model()["with inference" if candidates[0].inference is not None else "without"]
    logit = rows @ np.array(model["coefficients"]) + model["intercept"]
    probability: NDArray[np.float64] = expit(logit)
    return probability


def score_info() -> ModelInfo:
    """Name and digest of the fitted score."""
    return ModelInfo("score.json", "score", hashlib.sha256(FILE.read_bytes()).hexdigest())


@cache
def _model() -> dict[str, dict[str, list[float] | float]]:
    model: dict[str, dict[str, list[float] | float]] = json.loads(FILE.read_text("utf-8"))
    return model
