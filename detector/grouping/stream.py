"""Articles that come over time: what is kept of them, and labels that last."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from detector.grouping.evidence import Evidence, Floats, Rows


@dataclass(frozen=True)
class Held:
    """The articles that later ones may still join, one row an article.

    Attributes
    ----------
    number : ndarray of shape (n,), int64
        Place of the article among all that came.
    evidence : Evidence
    latest : float
        The latest time of publication so far; NaN before the first.
    since : ndarray of shape (n,), float64
        Time of publication, else the latest that was known when the article came.
    """

    number: Rows
    evidence: Evidence
    latest: float
    since: Floats

    def within(self, days: float, labels: Rows) -> Held:
        """Keep whole clusters, those with an article of the last so many days."""
        recent = ~(self.since < self.latest - days)
        kept = np.isin(labels, labels[recent])
        return replace(
            self,
            number=self.number[kept],
            evidence=self.evidence.rows(np.flatnonzero(kept)),
            since=self.since[kept],
        )


def added(held: Held | None, number: int, evidence: Evidence) -> Held:
    """Put new articles behind those that are held; the first of them has this number.

    Raises
    ------
    ValueError
        If terms are missing here or there, or their number differs.
    """
    days = evidence.days
    latest = float(np.fmax.reduce(days, initial=held.latest if held else np.nan))
    since = np.where(np.isnan(days), latest, days)
    numbers = np.arange(number, number + len(days))
    if held is None:
        return Held(numbers, evidence, latest, since)
    return Held(
        np.concatenate([held.number, numbers]),
        _together(held.evidence, evidence),
        latest,
        np.concatenate([held.since, since]),
    )


def _together(earlier: Evidence, later: Evidence) -> Evidence:
    return Evidence(
        np.concatenate([earlier.vectors, later.vectors]),
        np.concatenate([earlier.days, later.days]),
        _below(earlier.terms, later.terms),
        _below(earlier.leads, later.leads),
        later.time_scale_days,
    )


def _below(upper: csr_matrix | None, lower: csr_matrix | None) -> csr_matrix | None:
    if upper is None and lower is None:
        return None
    if upper is None or lower is None:
        raise ValueError("terms must come with every call of partial_fit, or with none")
    if lower.shape[1] != upper.shape[1]:
        raise ValueError(f"{2 * lower.shape[1]} terms now, {2 * upper.shape[1]} before")
    return vstack([upper, lower], format="csr")


def continued(earlier: Rows, number: Rows, clusters: Rows) -> Rows:
    """Return the labels of all articles, where clusters go on under their earlier labels.

    A cluster takes the label that most of its articles had; where two claim one label, the
    one with more of it gets it, and a cluster that can claim none gets a new one.

    Parameters
    ----------
    earlier : ndarray of shape (m,), int64
        Labels of the articles that came before.
    number : ndarray of shape (n,), int64
        Those held, earlier and new ones, by their place among all that came; ascending.
    clusters : ndarray of shape (n,), int64
        The cluster of each, by any numbers.

    Returns
    -------
    ndarray of shape (number[-1] + 1,), int64
    """
    _, first, cluster = np.unique(clusters, return_index=True, return_inverse=True)
    labelled = number < len(earlier)
    pairs, shared = np.unique(
        np.stack([cluster[labelled], earlier[number[labelled]]]), axis=1, return_counts=True
    )
    label: dict[int, int] = {}
    taken: set[int] = set()
    for claim in np.lexsort((pairs[1], -shared)).tolist():
        own, wanted = pairs[:, claim].tolist()
        if own not in label and wanted not in taken:
            label[own] = wanted
            taken.add(wanted)
    fresh = int(earlier.max(initial=-1)) + 1
    for own in np.argsort(first).tolist():
        if own not in label:
            label[own] = fresh
            fresh += 1
    labels = np.concatenate([earlier, np.zeros(number[-1] + 1 - len(earlier), dtype=np.int64)])
    labels[number] = np.array([label[own] for own in range(len(first))])[cluster]
    return labels
