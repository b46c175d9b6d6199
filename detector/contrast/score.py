"""The score of a clash: a small logistic model over what the signals saw.

Fitted by ``python -m detector.contrast.train.calibrate`` on labelled sentence pairs and shipped
as ``score.json``: the coefficients with and without an inference model.
"""

from __future__ import annotations

import hashlib
import json
import math
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
from detector.errors import loading

FILE = Path(__file__).parent / "score.json"

#: Kinds whose clashes are weighed apart from the others; labelled quantifiers are few.
FLAGGED = ("number", "polarity", "quantifier", "inference")

#: The first sentences of an article, which tell the news itself.
OPENING = 4


@dataclass(frozen=True)
class Candidate:
    """A sentence pair with a clash, before it is scored.

    `inference` is None where no inference model is used.
    """

    pair: SentencePair
    clash: Clash
    inference: Inference | None


def features(candidate: Candidate) -> dict[str, float]:
    """Describe a candidate by numbers, the same names in the same order for all.

    Those of the inference model are there only where one was asked.
    """
    pair, clash = candidate.pair, candidate.clash
    left, right = pair.left, pair.right
    positions = (left.sentence.index, right.sentence.index)
    described = {
        "strength": clash.strength,
        "similarity": pair.similarity,
        "overlap": pair.overlap,
        "rare overlap": pair.rare_overlap,
        "participants": min(3, len(pair.shared_participants)) / 3,
        "other names": min(3, pair.unshared_names) / 3,
        "title": float("title" in (left.sentence.field, right.sentence.field)),
        "opening": float(max(positions) < OPENING),
        "length": abs(math.log(len(left.text) / len(right.text))),
        "background": float(left.is_background or right.is_background),
        "dated": float(pair.hours_apart is not None),
        "hours": math.log1p(abs(pair.hours_apart or 0.0)),
        "magnitudes": clash.magnitudes,
        "exact": float(clash.exact),
        "of people": float(clash.of_people),
        "of age": float(clash.of_age),
        "measured": float(clash.measured),
        "negation": float(clash.negation),
        "denial": float(clash.denial),
        "shared roles": float(clash.shared_roles),
        "other roles": float(clash.other_roles),
    }
    if candidate.inference is not None:
        forward, backward = candidate.inference
        described["contradiction"] = float(forward[2] + backward[2]) / 2
        described["contradiction least"] = float(min(forward[2], backward[2]))
        described["entailment"] = float(forward[0] + backward[0]) / 2
    # What speaks for a clash of figures is not what speaks for one of claims.
    number = float(clash.kind == "number")
    of_number = {f"{name} of number": number * value for name, value in described.items()}
    kinds = {f"is {kind}": float(clash.kind == kind) for kind in FLAGGED}
    return {**described, **kinds, **of_number}


def score(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the calibrated score of each candidate, shape (n,), in [0, 1].

    All candidates carry inference, or none does.
    """
    if not candidates:
        return np.zeros(0)
    rows = np.array([list(features(candidate).values()) for candidate in candidates])
    model = _model()["with inference" if candidates[0].inference is not None else "without"]
    logit = rows @ np.array(model["coefficients"]) + model["intercept"]
    probability: NDArray[np.float64] = expit(logit)
    return probability


def score_info() -> ModelInfo:
    """Name and digest of the fitted score."""
    return ModelInfo("score.json", "score", hashlib.sha256(FILE.read_bytes()).hexdigest())


@cache
def _model() -> dict[str, dict[str, list[float] | float]]:
    with loading("the score"):
        model: dict[str, dict[str, list[float] | float]] = json.loads(FILE.read_text("utf-8"))
    return model
