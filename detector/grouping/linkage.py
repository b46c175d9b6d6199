"""From the evidence on pairs of articles to clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from detector.grouping.evidence import Evidence, Floats, PairWeights, Rows
from detector.grouping.neighbours import mutual_neighbours

#: Pairs measured at once; bounds memory.
PAIRS_AT_ONCE = 500_000
#: Largest component that average linkage, which is quadratic, sees whole.
LARGEST_COMPONENT = 1000


def link(evidence: Evidence, weights: PairWeights, similarity: float, neighbours: int) -> Rows:
    """Cluster by average linkage inside the components of a graph of mutual neighbours.

    An average of at least `similarity` needs one pair of at least `similarity`, so that
    cutting the graph there loses nothing.

    Parameters
    ----------
    evidence : Evidence
    weights : PairWeights
        They say how probable it is that two articles are of one development.
    similarity : float
        Least mean probability between clusters that are merged.
    neighbours : int
        Nearest neighbours that each article keeps.

    Returns
    -------
    ndarray of shape (n,), int64
        For each article, the number of one article of its cluster.
    """
    left, right = mutual_neighbours(
        evidence.vectors, evidence.days, evidence.time_scale_days, neighbours
    )
    return merge(
        evidence, weights, similarity, probable(evidence, weights, similarity, left, right)
    )


def probable(
    evidence: Evidence, weights: PairWeights, similarity: float, left: Rows, right: Rows
) -> csr_matrix:
    """Return a symmetric graph of the pairs that are at least as probable as `similarity`."""
    size = len(evidence.vectors)
    probability = _probability(evidence, weights, left, right)
    kept = probability >= similarity
    graph = coo_matrix((probability[kept], (left[kept], right[kept])), shape=(size, size)).tocsr()
    return graph + graph.T


def merge(evidence: Evidence, weights: PairWeights, similarity: float, graph: csr_matrix) -> Rows:
    """Merge by average linkage inside each component of the graph; see `link`."""
    labels = np.arange(len(evidence.vectors), dtype=np.int64)
    for batch in _batches(_components(graph, LARGEST_COMPONENT)):
        left, right = zip(*(_pairs(members) for members in batch), strict=True)
        probability = _probability(evidence, weights, np.concatenate(left), np.concatenate(right))
        ends = np.cumsum([len(pairs) for pairs in left])[:-1]
        for members, own in zip(batch, np.split(probability, ends), strict=True):
            # Rounding must not part those that are just as probable as needed.
            parts = fcluster(linkage(1.0 - own, "average"), 1.0 - similarity + 1e-9, "distance")
            _, first, inverse = np.unique(parts, return_index=True, return_inverse=True)
            labels[members] = members[first[inverse]]
    return labels


def _probability(evidence: Evidence, weights: PairWeights, left: Rows, right: Rows) -> Floats:
    """Return the probability of each pair, in blocks, so that measures never pile up."""
    probability = np.zeros(len(left))
    for begin in range(0, len(left), PAIRS_AT_ONCE):
        part = slice(begin, begin + PAIRS_AT_ONCE)
        probability[part] = weights.probability(evidence.measures(left[part], right[part]))
    return probability


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
