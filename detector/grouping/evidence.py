"""How likely two articles report the same development: the evidence and its weights.

The weights are logistic regressions over a few measures of a pair of articles, or of a
merge of clusters, fitted by ``python -m detector.grouping.train`` and shipped in
``same_event.json``: one of each for vectors alone, one of each for vectors with terms.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

from detector.vectors import Vectors, blocks_of, taken

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
ModelName = Literal["vectors", "vectors and terms"]

#: What each model weighs, in the order of the columns of `Evidence.measures`.
MEASURES: dict[ModelName, tuple[str, ...]] = {
    "vectors": ("cosine", "near in time", "far in time"),
    "vectors and terms": (
        "cosine",
        "near in time",
        "far in time",
        "shared terms",
        "terms of the shorter",
        "terms of the longer",
        "cosine x terms of the shorter",
        "shared terms x terms of the shorter",
        "lead said by the other, at least",
        "lead said by the other, at most",
    ),
}

# Articles of about this many different terms are in the middle of the scale of lengths.
_USUAL_LOG_TERMS = 4.0


@dataclass(frozen=True)
class PairWeights:
    """A logistic regression over the measures of a pair of articles or of clusters."""

    intercept: float
    coefficients: Floats

    def probability(self, measures: Floats) -> Floats:
        """Return the probability of one development of each row of measures, shape (n,).

        Rounded, so that the last bits of a matrix product never decide.
        """
        probability: Floats = expit(measures @ self.coefficients + self.intercept)
        return np.round(probability, 6)


@cache
def shipped_weights(name: ModelName) -> PairWeights:
    """Return the weights of this package for pairs of articles."""
    return read_weights(name, "pair", MEASURES[name])


def read_weights(
    name: ModelName, judged: Literal["pair", "merge"], measures: Sequence[str]
) -> PairWeights:
    """Return the weights of this package for the measures of a pair or a merge."""
    text = (files("detector.grouping") / "same_event.json").read_text(encoding="utf-8")
    model = json.loads(text)["models"][name][judged]
    coefficients = np.array([model["coefficients"][measure] for measure in measures])
    return PairWeights(model["intercept"], coefficients)


@dataclass(frozen=True)
class Evidence:
    """What is known of each article, one row an article.

    Attributes
    ----------
    vectors : ndarray of shape (n, d), float16 or float32
        L2-normalised.
    days : ndarray of shape (n,), float64
        Time of publication in days; NaN where it is not known.
    terms : csr_matrix of shape (n, m) or None
        L2-normalised.
    leads : csr_matrix of shape (n, m) or None
        Those of the leads, L2-normalised, in the same columns.
    time_scale_days : float
        Days over which nearness in time fades to 1/e.
    """

    vectors: Vectors
    days: Floats
    terms: csr_matrix | None
    leads: csr_matrix | None
    time_scale_days: float

    @property
    def model(self) -> ModelName:
        """The name of the model that this evidence allows."""
        return "vectors" if self.terms is None else "vectors and terms"

    def rows(self, rows: Rows) -> Evidence:
        """Return what is known of some of the articles."""
        return Evidence(
            taken(self.vectors, rows),
            self.days[rows],
            None if self.terms is None else self.terms[rows],
            None if self.leads is None else self.leads[rows],
            self.time_scale_days,
        )

    def measures(self, left: Rows, right: Rows) -> Floats:
        """Return the measures of pairs of rows, shape (pairs, len(MEASURES[model]))."""
        parts = [self._measure(left[block], right[block]) for block in blocks_of(len(left))]
        return np.concatenate(parts)

    def nearness(self, left: Floats, right: Floats) -> tuple[Floats, Floats]:
        """Return how near and how far in time; both 0 where a time is not known."""
        near = np.exp(-np.abs(left - right) / self.time_scale_days)
        return np.nan_to_num(near), np.nan_to_num(1.0 - near)

    def _measure(self, left: Rows, right: Rows) -> Floats:
        here, there = (self.vectors[rows].astype(np.float32) for rows in (left, right))
        cosine = np.einsum("ij,ij->i", here, there).astype(float)
        near, far = self.nearness(self.days[left], self.days[right])
        if self.terms is None or self.leads is None:
            return np.column_stack([cosine, near, far])
        own, other = self.terms[left], self.terms[right]
        shared = _products(own, other)
        lengths = [np.log1p(np.diff(rows.indptr)) - _USUAL_LOG_TERMS for rows in (own, other)]
        shorter, longer = np.minimum(*lengths), np.maximum(*lengths)
        forth = _said(self.leads[left], other)
        back = _said(self.leads[right], own)
        return np.column_stack(
            [
                cosine,
                near,
                far,
                shared,
                shorter,
                longer,
                cosine * shorter,
                shared * shorter,
                np.minimum(forth, back),
                np.maximum(forth, back),
            ]
        )


def _said(leads: csr_matrix, terms: csr_matrix) -> Floats:
    """Return how much of what each lead is about the article beside it says, from 0 to 1."""
    # Squares of the weights of a lead sum to 1: they are the shares of its terms.
    return _products(leads.power(2), terms.sign())


def _products(left: csr_matrix, right: csr_matrix) -> Floats:
    """Return the inner product of each row with the row beside it, shape (rows,)."""
    products: Floats = np.asarray(left.multiply(right).astype(float).sum(axis=1)).ravel()
    return products
