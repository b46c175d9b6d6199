"""Where to cut the tree of average linkage: do two branches report one development?

A mean probability alone says too little.  Reports of one rumour differ more than reports
of two title fights of one boxer do; but the two fights fall into two branches, each
closer in itself than to the other, and each full of a name that the other never says.
So every merge of the tree is judged anew, by how its branches differ as wholes.  Nothing
outside the two branches has a say, so that unrelated articles change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.sparse import csr_matrix
from scipy.spatial.distance import squareform
from scipy.special import logit

from detector.grouping.evidence import (
    MEASURES,
    Floats,
    ModelName,
    PairWeights,
    Rows,
    read_weights,
)

#: Branches whose articles are of one development with a lower mean probability never merge.
LEAST_PROBABILITY = 0.3
#: Weightiest terms of an article that are what it is about.
SALIENT_TERMS = 12
#: So many of them tell two branches apart better than one does.
SUBJECTS = 4

# What is compared of two branches: means between them, and how much closer each is in
# itself.  Time counts through the log odds.
_COMMON = ("log odds between", "log odds gap", "cosine gap")
_LEAD = ("lead said by the other, at least", "lead said by the other, at most")
_SIZES = ("log size of the smaller", "log size of the larger")

#: What each model weighs, in the order of the columns of `Tree.measures`.
MERGE_MEASURES: dict[ModelName, tuple[str, ...]] = {
    "vectors": (*_COMMON, *_SIZES),
    "vectors and terms": (
        *_COMMON,
        "shared terms gap",
        *_LEAD,
        *_SIZES,
        "own terms of the less distinct",
        "own terms of the more distinct",
        "own subjects of the less distinct",
    ),
}

# Log odds beyond this are as good as certain; no one pair may outweigh all others.
_MOST_LOG_ODDS = 9.0
# A branch of few pairs says little about how close its articles are: so many pairs as far
# apart as the branches are count in.
_PRIOR_PAIRS = 3.0
# From this size on branches are large; how many reports an event gets says no more.
_LARGE = 5.0


@dataclass(frozen=True)
class Tree:
    """The merges of average linkage, in order of falling probability.

    Attributes
    ----------
    branches : ndarray of shape (n - 1, 2), int64
        What each merge joins: an article if below n, else the merge of that number less n.
    probability : ndarray of shape (n - 1,), float64
        Mean over the pairs between the branches.
    measures : ndarray of shape (n - 1, m), float64
        How the branches differ, see `MERGE_MEASURES`.
    """

    branches: Rows
    probability: Floats
    measures: Floats

    def members(self) -> list[Rows]:
        """Return the articles under each article and then under each merge."""
        members = [np.array([article]) for article in range(len(self.branches) + 1)]
        for left, right in self.branches:
            members.append(np.concatenate([members[left], members[right]]))
        return members

    def cut(self, accepted: NDArray[np.bool_]) -> Rows:
        """Return, for each article, the first one of its cluster.

        A cluster is all under a merge that is accepted, as far up as there is one.
        """
        size = len(self.branches) + 1
        cluster = np.arange(2 * size - 1)
        for merge in range(len(self.branches) - 1, -1, -1):
            own = size + merge
            if cluster[own] != own or accepted[merge]:
                cluster[self.branches[merge]] = cluster[own]
        _, first, inverse = np.unique(cluster[:size], return_index=True, return_inverse=True)
        own_first: Rows = first[inverse]
        return own_first


@cache
def shipped_merge_weights(name: ModelName) -> PairWeights:
    """Return the weights of this package for merges."""
    return read_weights(name, "merge", MERGE_MEASURES[name])


def clusters(tree: Tree, weights: PairWeights, similarity: float) -> Rows:
    """Return, for each article, the first one of its cluster.

    Parameters
    ----------
    tree : Tree
    weights : PairWeights
        A logistic regression over the measures of a merge.
    similarity : float
        Least probability of one development at which two branches are merged.
    """
    likely = tree.probability >= LEAST_PROBABILITY
    return tree.cut(likely & (weights.probability(tree.measures) >= similarity))


def grow(probability: Floats, measures: Floats, terms: csr_matrix | None) -> Tree:
    """Grow the tree of a component and measure its merges.

    Parameters
    ----------
    probability : ndarray of shape (n (n - 1) / 2,), float64
        Of one development, for each pair in the order of `numpy.triu_indices`.
    measures : ndarray of shape (n (n - 1) / 2, m), float64
        Of each pair, as `Evidence.measures` returns them.
    terms : csr_matrix of shape (n, v) or None
    """
    merges = linkage(1.0 - probability, "average")
    branches = merges[:, :2].astype(np.int64)
    odds = logit(probability.clip(1e-6, 1 - 1e-6)).clip(-_MOST_LOG_ODDS, _MOST_LOG_ODDS)
    likeness = ["cosine"] if terms is None else ["cosine", "shared terms", *_LEAD]
    columns = [MEASURES["vectors and terms"].index(name) for name in likeness]
    between, gap, sizes = _likeness(branches, np.column_stack([odds, measures[:, columns]]))
    # What a lead says and the other does not counts as it is; the rest as a gap.
    parts = [between[:, :1], gap[:, :3], between[:, 3:], np.log(sizes.clip(max=_LARGE))]
    if terms is not None:
        parts.append(_own_terms(branches, *_counts(terms, salient_terms(terms))))
    return Tree(branches, 1.0 - merges[:, 2], np.round(np.hstack(parts), 6))


def salient_terms(terms: csr_matrix) -> Rows:
    """Return the weightiest terms of each row, -1 where there are no more.

    Parameters
    ----------
    terms : csr_matrix of shape (n, v)

    Returns
    -------
    ndarray of shape (n, SALIENT_TERMS), int64
    """
    counts = np.diff(terms.indptr)
    row = np.repeat(np.arange(terms.shape[0]), counts)
    order = np.lexsort((terms.indices, -np.round(terms.data, 6), row))
    rank = np.arange(len(order)) - np.repeat(terms.indptr[:-1], counts)
    kept = rank < SALIENT_TERMS
    salient = np.full((terms.shape[0], SALIENT_TERMS), -1, dtype=np.int64)
    salient[row[kept], rank[kept]] = terms.indices[order[kept]]
    return salient


def _likeness(branches: Rows, likeness: Floats) -> tuple[Floats, Floats, Floats]:
    """Return means between branches, how much closer each is in itself, and sorted sizes."""
    size, kinds = len(branches) + 1, likeness.shape[1]
    sums = np.stack([squareform(column) for column in likeness.T], axis=2)
    within = np.zeros((2 * size - 1, kinds))
    count = np.ones(2 * size - 1)
    slot = np.arange(2 * size - 1)
    between, gap = np.zeros((size - 1, kinds)), np.zeros((size - 1, kinds))
    for merge, (left, right) in enumerate(branches):
        here, there = slot[left], slot[right]
        crossing = sums[here, there]
        between[merge] = crossing / (count[left] * count[right])
        inside = within[left] + within[right]
        pairs = (count[left] * (count[left] - 1) + count[right] * (count[right] - 1)) / 2
        gap[merge] = (inside - pairs * between[merge]) / (pairs + _PRIOR_PAIRS)
        slot[size + merge] = here
        count[size + merge] = count[left] + count[right]
        within[size + merge] = inside + crossing
        sums[here] += sums[there]
        sums[:, here] += sums[:, there]
    return between, gap, np.sort(count[branches], axis=1)


def _counts(terms: csr_matrix, salient: Rows) -> tuple[Floats, Floats]:
    """Return, over all salient terms, in which articles each is salient and where it occurs."""
    columns = np.unique(salient[salient >= 0])
    shape = (len(salient), len(columns))
    about, says = np.zeros(shape), np.zeros(shape)
    row, rank = np.nonzero(salient >= 0)
    about[row, np.searchsorted(columns, salient[row, rank])] = 1
    row = np.repeat(np.arange(len(salient)), np.diff(terms.indptr))
    place = np.searchsorted(columns, terms.indices).clip(max=max(0, len(columns) - 1))
    known = columns[place] == terms.indices if len(columns) else np.zeros(len(place), bool)
    says[row[known], place[known]] = 1
    return about, says


def _own_terms(branches: Rows, about: Floats, says: Floats) -> Floats:
    """Return how much the branches of each merge are about terms of their own, shape (n - 1, 3).

    First by the one term that a branch is about and the other says least, for the less and the
    more distinct branch; then by the few terms that a branch is more about than the other, which
    may well mention them, for the less distinct branch.
    """
    size = len(branches) + 1
    count = np.ones(2 * size - 1)
    slot = np.arange(2 * size - 1)
    rows, subjects = np.zeros((size - 1, 2)), np.zeros((size - 1, 2))
    for merge, (left, right) in enumerate(branches):
        here, there = slot[left], slot[right]
        for side, (one, other, n, m) in enumerate(
            ((here, there, count[left], count[right]), (there, here, count[right], count[left]))
        ):
            # One more article, not about it, so that a single one does not say it all.
            share = about[one] / (n + 1)
            rows[merge, side] = (share - says[other] / m).max(initial=0.0)
            ahead = np.sort(share - about[other] / m)[-SUBJECTS:]
            subjects[merge, side] = ahead.clip(min=0.0).sum() / SUBJECTS
        slot[size + merge] = here
        count[size + merge] = count[left] + count[right]
        about[here] += about[there]
        says[here] += says[there]
    return np.column_stack([np.sort(rows, axis=1), subjects.min(axis=1)])
