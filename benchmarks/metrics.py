"""Measures that the benchmarks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, each in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def b_cubed(labels: Sequence[Hashable], gold: Sequence[Hashable]) -> Score:
    """Compare a clustering with the true one, item by item (Bagga & Baldwin 1998).

    Parameters
    ----------
    labels, gold : sequence of hashable
        Cluster of each item, found and true.

    Raises
    ------
    ValueError
        If the lengths differ, or there are no items.
    """
    if not labels:
        raise ValueError("no items to score")
    both = Counter(zip(labels, gold, strict=True))
    found, true = Counter(labels), Counter(gold)
    precision = sum(n * n / found[label] for (label, _), n in both.items())
    recall = sum(n * n / true[event] for (_, event), n in both.items())
    return Score(precision / len(labels), recall / len(labels))


def set_score(found: Collection[Hashable], gold: Collection[Hashable]) -> Score:
    """Compare what was found with what is true, e.g. pairs of articles.

    Precision is 1 where nothing was found, recall is 1 where nothing is true.
    """
    found, gold = set(found), set(gold)
    right = len(found & gold)
    return Score(right / len(found) if found else 1.0, right / len(gold) if gold else 1.0)
