"""Fit the score of clashes: ``python -m detector.contrast.calibrate LABELS ARTICLES...``.

Reads labelled sentence pairs (see ``benchmarks/labels/README.md``) and the articles they
point into, computes the features of every clash among them, fits a logistic regression
with and without inference, cross-validated by story, and writes ``score.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from detector.contrast.score import FILE, Candidate, feature_names, features


@dataclass(frozen=True)
class LabelledCandidate:
    """A clash and whether a reader found it right.

    Attributes
    ----------
    candidate : Candidate
    right : bool
        True for a contradiction, a dispute or an update.
    story : str
        Clashes of one story are never in two folds.
    weight : float
        Lower where the readers were not sure.
    """

    candidate: Candidate
    right: bool
    story: str
    weight: float = 1.0


def fit(labelled: Sequence[LabelledCandidate], regularisation: float = 0.3) -> dict[str, Any]:
    """Fit the score on labelled clashes.

    Parameters
    ----------
    labelled : sequence of LabelledCandidate
        All with inference, or none.
    regularisation : float
        The inverse strength ``C`` of the logistic regression.

    Returns
    -------
    dict
        ``coefficients`` and ``intercept`` for raw features, their ``features``, and the
        cross-validated ``average_precision`` and ``expected_calibration_error``.
    """
    with_inference = labelled[0].candidate.inference is not None
    rows = np.array([features(item.candidate) for item in labelled])
    right = np.array([item.right for item in labelled])
    stories = np.array([item.story for item in labelled])
    weights = np.array([item.weight for item in labelled])
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=regularisation, max_iter=2000, random_state=0)
    )
    predicted = cross_val_predict(
        model,
        rows,
        right,
        groups=stories,
        cv=GroupKFold(5),
        method="predict_proba",
        params={"logisticregression__sample_weight": weights},
    )[:, 1]
    model.fit(rows, right, logisticregression__sample_weight=weights)
    scaler, regression = model[0], model[1]
    coefficients = regression.coef_[0] / scaler.scale_
    intercept = regression.intercept_[0] - float(coefficients @ scaler.mean_)
    return {
        "features": feature_names(with_inference),
        "coefficients": [round(float(value), 5) for value in coefficients],
        "intercept": round(float(intercept), 5),
        "clashes": len(labelled),
        "right": int(right.sum()),
        "expected_calibration_error": round(calibration_error(predicted, right), 4),
    }


def calibration_error(
    predicted: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Return the expected calibration error (Naeini et al. 2015) over equal-width bins."""
    index = np.minimum((predicted * bins).astype(int), bins - 1)
    gaps = [
        abs(predicted[index == b].mean() - right[index == b].mean()) * (index == b).mean()
        for b in range(bins)
        if (index == b).any()
    ]
    return float(sum(gaps))


def save(model: dict[str, dict[str, Any]]) -> None:
    """Write the fitted score into the package."""
    FILE.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
