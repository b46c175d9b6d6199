"""From the evidence on pairs of articles to clusters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from detector.grouping.evidence import Evidence, PairWeights, Rows, shipped_weights
from detector.grouping.merging import LEAST_PROBABILITY, Tree, clusters, grow, salient_terms

#: Pairs of rows compared at once; bounds memory.
CELLS = 4_000_000
#: Largest component that average linkage, which is quadratic, sees whole.
LARGEST_COMPONENT = 2000


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
    labels = np.arange(len(evidence.vectors), dtype=np.int64)
    for members, tree in trees(evidence, weights, neighbours):
        labels[members] = members[clusters(tree, merges, similarity)]
    return labels


def trees(evidence: Evidence, weights: PairWeights, neighbours: int) -> Iterator[tuple[Rows, Tree]]:
    """Yield the articles of each component, and their tree; see `link`.

    A mean of at least `LEAST_PROBABILITY` needs one pair of at least that, so that cutting
    the graph there loses nothing.
    """
    salient = None if evidence.terms is None else salient_terms(evidence.terms)
    graph = _graph(evidence, weights, LEAST_PROBABILITY, neighbours)
    for members in _components(graph, LARGEST_COMPONENT):
        left, right = np.triu_indices(len(members), k=1)
        measures = evidence.measures(members[left], members[right])
        yield (
            members,
            grow(
                weights.probability(measures),
                measures,
                None if evidence.terms is None else evidence.terms[members],
                None if salient is None else salient[members],
            ),
        )


def _graph(
    evidence: Evidence, weights: PairWeights, probability: float, neighbours: int
) -> csr_matrix:
    """Link mutual neighbours that are of one development with at least `probability`."""
    size = len(evidence.vectors)
    left, right = _mutual(_neighbours(evidence, neighbours), size)
    likely = weights.probability(evidence.measures(left, right))
    kept = likely >= probability
    left, right, likely = left[kept], right[kept], likely[kept]
    graph = coo_matrix((likely, (left, right)), shape=(size, size)).tocsr()
    return graph + graph.T


def _neighbours(evidence: Evidence, neighbours: int) -> Iterator[tuple[Rows, Rows]]:
    """Yield pairs (article, neighbour), block by block, by vectors and time alone."""
    size = len(evidence.vectors)
    kept = min(neighbours, size - 1)
    if kept < 1:
        return
    cosine_weight, near_weight, far_weight = shipped_weights("vectors").coefficients
    block = max(1, CELLS // size)
    for begin in range(0, size, block):
        rows = np.arange(begin, min(begin + block, size))
        near, far = evidence.nearness(evidence.days[rows][:, None], evidence.days[None, :])
        odds = cosine_weight * (evidence.vectors[rows] @ evidence.vectors.T)
        odds = np.round(odds + near_weight * near + far_weight * far, 5)
        odds[rows - begin, rows] = -np.inf
        nearest = np.argpartition(-odds, kept - 1, axis=1)[:, :kept]
        yield np.repeat(rows, kept), nearest.ravel()


def _mutual(directed: Iterator[tuple[Rows, Rows]], size: int) -> tuple[Rows, Rows]:
    """Return the pairs (smaller, larger) that occur in both directions."""
    forth: list[Rows] = [np.zeros(0, dtype=np.int64)]
    back: list[Rows] = [np.zeros(0, dtype=np.int64)]
    for rows, columns in directed:
        smaller = rows < columns
        forth.append(rows[smaller] * size + columns[smaller])
        back.append(columns[~smaller] * size + rows[~smaller])
    both = np.intersect1d(np.concatenate(forth), np.concatenate(back), assume_unique=True)
    return both // size, both % size


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
