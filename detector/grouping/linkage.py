"""From the evidence on pairs of articles to clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from detector.grouping.evidence import Evidence, PairWeights, Rows
from detector.grouping.merging import LEAST_PROBABILITY, Tree, clusters, grow
from detector.grouping.neighbours import mutual_neighbours

#: Pairs measured at once; bounds memory.
PAIRS_AT_ONCE = 500_000
#: Largest component that average linkage, which is quadratic, sees whole.
LARGEST_COMPONENT = 1000


def link(
    evidence: Evidence,
    weights: PairWeights,
    merges: PairWeights,
    similarity: float,
    neighbours: int,
) -> Rows:
    """Cluster by average linkage inside the components of a graph of mutual neighbours.

    Parameters
    ----------
    evidence : Evidence
    weights, merges : PairWeights
        They say how probable it is that two articles, and two clusters, are of one
        development.
    similarity : float
        Least probability of one development at which two clusters are merged.
    neighbours : int
        Nearest neighbours that each article keeps.

    Returns
    -------
    ndarray of shape (n,), int64
        For each article, the number of one article of its cluster.
    """
    graph = probable(evidence, weights, *nearest(evidence, neighbours))
    return merge(evidence, weights, merges, similarity, graph)


def nearest(evidence: Evidence, neighbours: int) -> tuple[Rows, Rows]:
    """Return the pairs that are among each other's neighbours by vectors and time."""
    return mutual_neighbours(evidence.vectors, evidence.days, evidence.time_scale_days, neighbours)


def merge(
    evidence: Evidence,
    weights: PairWeights,
    merges: PairWeights,
    similarity: float,
    graph: csr_matrix,
) -> Rows:
    """Cluster inside each component of the graph; see `link`."""
    labels = np.arange(len(evidence.vectors), dtype=np.int64)
    for members, tree in trees(evidence, weights, graph):
        labels[members] = members[clusters(tree, merges, similarity)]
    return labels


def probable(evidence: Evidence, weights: PairWeights, left: Rows, right: Rows) -> csr_matrix:
    """Return a symmetric graph of the pairs that may be of one development.

    A mean of at least `LEAST_PROBABILITY` needs one pair of at least that, so that leaving
    out less probable pairs loses nothing.
    """
    size = len(evidence.vectors)
    probability = np.zeros(len(left))
    for begin in range(0, len(left), PAIRS_AT_ONCE):
        part = slice(begin, begin + PAIRS_AT_ONCE)
        probability[part] = weights.probability(evidence.measures(left[part], right[part]))
    kept = probability >= LEAST_PROBABILITY
    graph = coo_matrix((probability[kept], (left[kept], right[kept])), shape=(size, size)).tocsr()
    return graph + graph.T


def trees(
    evidence: Evidence, weights: PairWeights, graph: csr_matrix
) -> Iterator[tuple[Rows, Tree]]:
    """Yield the articles of each component of the graph, and their tree."""
    for batch in _batches(_components(graph, LARGEST_COMPONENT)):
        left, right = zip(*(_pairs(members) for members in batch), strict=True)
        measures = evidence.measures(np.concatenate(left), np.concatenate(right))
        probability = weights.probability(measures)
        ends = np.cumsum([len(pairs) for pairs in left])[:-1]
        parts = zip(np.split(probability, ends), np.split(measures, ends), strict=True)
        for members, (likely, measured) in zip(batch, parts, strict=True):
            terms = None if evidence.terms is None else evidence.terms[members]
            yield members, grow(likely, measured, terms)


def _pairs(members: Rows) -> tuple[Rows, Rows]:
    left, right = np.triu_indices(len(members), k=1)
    return members[left], members[right]


def _batches(components: Iterator[Rows]) -> Iterator[Sequence[Rows]]:
    """Put components together until they hold about `PAIRS_AT_ONCE` pairs."""
    batch: list[Rows] = []
    pairs = 0
    for members in components:
        batch.append(members)
        pairs += len(members) * (len(members) - 1) // 2
        if pairs >= PAIRS_AT_ONCE:
            yield batch
            batch, pairs = [], 0
    if batch:
        yield batch


def _components(graph: csr_matrix, largest: int) -> Iterator[Rows]:
    """Yield the components of two or more; those too large are cut at their weaker links."""
    _, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        if len(members) < 2:
            continue
        if len(members) <= largest:
            yield members
            continue
        inner = graph[members][:, members].tocsr()
        weaker = inner.data <= np.median(inner.data)
        if weaker.all():  # all alike: nothing to tell them apart by but their place
            for begin in range(0, len(members), largest):
                yield members[begin : begin + largest]
            continue
        inner.data[weaker] = 0.0
        inner.eliminate_zeros()
        for part in _components(inner, largest):
            yield members[part]
