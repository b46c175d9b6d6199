"""From the evidence on pairs of articles to clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from detector.engines import Engine, map_each, portions
from detector.engines.local import LocalEngine
from detector.grouping.evidence import Evidence, PairWeights, Rows
from detector.grouping.merging import LEAST_PROBABILITY, Tree, clusters, grow
from detector.grouping.neighbours import mutual_neighbours

#: Pairs measured at once; bounds memory.
PAIRS_AT_ONCE = 500_000
#: Articles whose trees are grown at once; bounds memory as well, where components are small.
ARTICLES_AT_ONCE = 10_000
#: Largest component that average linkage, which is quadratic, sees whole.
LARGEST_COMPONENT = 1000


def link(
    evidence: Evidence,
    weights: PairWeights,
    merges: PairWeights,
    similarity: float,
    neighbours: int,
    engine: Engine | None = None,
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
    engine : Engine or None
        Where neighbours are looked for and trees are grown; this process by default.

    Returns
    -------
    ndarray of shape (n,), int64
        For each article, the number of one article of its cluster.
    """
    graph = probable(evidence, weights, *nearest(evidence, neighbours, engine))
    return merge(evidence, weights, merges, similarity, graph, engine)


def nearest(evidence: Evidence, neighbours: int, engine: Engine | None = None) -> tuple[Rows, Rows]:
    """Return the pairs that are among each other's neighbours by vectors and time."""
    return mutual_neighbours(
        evidence.vectors, evidence.days, evidence.time_scale_days, neighbours, engine
    )


def merge(
    evidence: Evidence,
    weights: PairWeights,
    merges: PairWeights,
    similarity: float,
    graph: csr_matrix,
    engine: Engine | None = None,
) -> Rows:
    """Cluster inside each component of the graph; see `link`."""
    labels = np.arange(len(evidence.vectors), dtype=np.int64)
    cluster = partial(_clusters, weights, merges, similarity)
    work = _components(evidence, graph)
    for component in map_each(engine or LocalEngine(), cluster, work):
        for members, first in component:
            labels[members] = members[first]
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
    for components in _components(evidence, graph):
        yield from _trees(weights, components)


@dataclass(frozen=True)
class _Components:
    """Some components of the graph.

    Attributes
    ----------
    members : sequence of ndarray of int64
        The articles of each, by their numbers among all.
    evidence : Evidence
        On these articles, in this order.
    """

    members: Sequence[Rows]
    evidence: Evidence


def _components(evidence: Evidence, graph: csr_matrix) -> Iterator[_Components]:
    """Yield components, so many together as are handled at once."""
    for members in portions(_connected(graph, LARGEST_COMPONENT), _share_of_work, 1.0):
        yield _Components(members, evidence.rows(np.concatenate(members)))


def _share_of_work(members: Rows) -> float:
    pairs = len(members) * (len(members) - 1) / 2
    return max(pairs / PAIRS_AT_ONCE, len(members) / ARTICLES_AT_ONCE)


def _clusters(
    weights: PairWeights, merges: PairWeights, similarity: float, components: _Components
) -> list[tuple[Rows, Rows]]:
    """Return the articles of each component and, of each, the place of one of its cluster."""
    return [
        (members, clusters(tree, merges, similarity))
        for members, tree in _trees(weights, components)
    ]


def _trees(weights: PairWeights, components: _Components) -> Iterator[tuple[Rows, Tree]]:
    evidence, sizes = components.evidence, [len(members) for members in components.members]
    ends = np.cumsum(sizes)
    rows = [np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    left, right = zip(*(_pairs(each) for each in rows), strict=True)
    measures = evidence.measures(np.concatenate(left), np.concatenate(right))
    probability = weights.probability(measures)
    cuts = np.cumsum([len(pairs) for pairs in left])[:-1]
    parts = zip(np.split(probability, cuts), np.split(measures, cuts), strict=True)
    for members, own, (likely, measured) in zip(components.members, rows, parts, strict=True):
        terms = None if evidence.terms is None else evidence.terms[own]
        yield members, grow(likely, measured, terms)


def _pairs(rows: Rows) -> tuple[Rows, Rows]:
    left, right = np.triu_indices(len(rows), k=1)
    return rows[left], rows[right]


def _connected(graph: csr_matrix, largest: int) -> Iterator[Rows]:
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
        for part in _connected(inner, largest):
            yield members[part]
