"""Measures that the benchmarks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, each in [0, 1]."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def b_cubed(
    labels: Sequence[Hashable],
    gold: Sequence[Hashable],
    items: Collection[int] | None = None,
) -> Score:
    """Compare a clustering with the true one, item by item (Bagga & Baldwin 1998).

    Parameters
    ----------
    labels, gold : sequence of hashable
        Cluster of each item, found and true.
    items : collection of int or None
        Items over which to average, each against the clusters of all; None for all.

    Raises
    ------
    ValueError
        If the lengths differ, or there are no items.
    """
    both = Counter(zip(labels, gold, strict=True))
    found, true = Counter(labels), Counter(gold)
    chosen = range(len(labels)) if items is None else items
    if not chosen:
        raise ValueError("no items to score")
    shared = {i: both[labels[i], gold[i]] for i in chosen}
    precision = sum(n / found[labels[i]] for i, n in shared.items()) / len(chosen)
    recall = sum(n / true[gold[i]] for i, n in shared.items()) / len(chosen)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def ratio(part: int, whole: int) -> str:
    """Write a share with its counts, e.g. ``0.750 (3/4)``; a dash where there is none."""
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0/0)"
