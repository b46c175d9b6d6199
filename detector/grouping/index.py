"""An index of vectors by stretches of time, for more articles than can be compared exactly.

Graphs of navigable small worlds (HNSW; Malkov & Yashunin 2020) by usearch, one for each
stretch of time, so that neighbours are looked for where time allows them.  A graph depends
on the order in which it is built, so it is built by one thread in the order of the rows.
Each is built once, by whichever worker of an engine searches it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detector.engines import Engine, map_each
from detector.grouping.codes import CodedArticles, Codes
from detector.grouping.evidence import Rows
from detector.grouping.timeline import Single, Timeline
from detector.vectors import blocks_of

#: Links of an article, and articles looked at to find them and to search;
#: `benchmarks/scale.py` shows what share of neighbours they find.
LINKS, LOOKED_AT = 16, 64

#: Articles proposed to each of some articles, and their cosines, both of shape (m, k).
Proposals = tuple[Rows, Single]


def propose(
    articles: CodedArticles, timeline: Timeline, count: int, engine: Engine
) -> Iterator[tuple[Rows, Rows, Single]]:
    """Yield articles, their proposed neighbours and their cosines.

    Parameters
    ----------
    articles : CodedArticles
    timeline : Timeline
    count : int
        Neighbours proposed by each index: those of the stretches around an article, and
        that of the articles without a time.  Those without a time ask one of all.
    engine : Engine
        Where indexes are built and searched.

    Yields
    ------
    rows : ndarray of shape (m,), int64
    proposed : ndarray of shape (m, k), int64
        An article itself where there are fewer.
    cosine : ndarray of shape (m, k), float32
        Minus infinity where there are fewer.
    """
    rows_of = _by_stretch(timeline)
    plan = _plan(rows_of, len(articles.number))
    asked = Counter(stretch for _, asking in plan for stretch in asking)
    searches = (
        _Search(
            articles.rows(indexed),
            articles.rows(np.concatenate([rows_of[stretch] for stretch in asking])),
        )
        for indexed, asking in plan
    )
    waiting: defaultdict[int | None, list[Proposals]] = defaultdict(list)
    answers = map_each(engine, partial(_found, count), searches)
    for (_, asking), (proposed, cosine) in zip(plan, answers, strict=True):
        ends = np.cumsum([len(rows_of[stretch]) for stretch in asking])[:-1]
        parts = zip(np.split(proposed, ends), np.split(cosine, ends), strict=True)
        for stretch, part in zip(asking, parts, strict=True):
            waiting[stretch].append(part)
            if len(waiting[stretch]) == asked[stretch]:  # all that it asks have answered
                yield rows_of[stretch], *_side_by_side(waiting.pop(stretch))


@dataclass(frozen=True)
class _Search:
    """Articles to be indexed, and those whose neighbours are looked for among them."""

    indexed: CodedArticles
    asking: CodedArticles


def _by_stretch(timeline: Timeline) -> dict[int | None, Rows]:
    """Return the articles of each stretch, in order; None stands for those without a time."""
    dated, undated = np.flatnonzero(timeline.dated), np.flatnonzero(~timeline.dated)
    stretches = timeline.stretch[dated]
    rows_of: dict[int | None, Rows] = {None: undated} if len(undated) else {}
    return rows_of | {each: dated[stretches == each] for each in np.unique(stretches).tolist()}


def _plan(rows_of: dict[int | None, Rows], size: int) -> list[tuple[Rows, list[int | None]]]:
    """Return which articles each index holds, and which stretches ask it."""
    dated = [stretch for stretch in rows_of if stretch is not None]
    plan: list[tuple[Rows, list[int | None]]] = []
    if None in rows_of:
        plan.append((np.arange(size), [None]))
        if dated:
            plan.append((rows_of[None], [*dated]))
    for stretch in dated:
        around = [near for near in range(stretch - 1, stretch + 2) if near in rows_of]
        plan.append((rows_of[stretch], [*around]))
    return plan


def _found(count: int, search: _Search) -> Proposals:
    """Build an index and search it; fill up with the asking articles themselves."""
    index = _index(search.indexed)
    asking = search.asking
    proposed, cosine = zip(
        *(
            _matches(index, asking.codes[block], asking.number[block], count)
            for block in blocks_of(len(asking.number))
        ),
        strict=True,
    )
    return np.concatenate(proposed), np.concatenate(cosine)


def _index(articles: CodedArticles) -> Any:
    from usearch.index import Index

    index = Index(
        ndim=articles.codes.shape[1],
        metric="cos",
        dtype="i8",
        connectivity=LINKS,
        expansion_add=LOOKED_AT,
        expansion_search=LOOKED_AT,
    )
    index.add(articles.number, articles.codes, threads=1)
    return index


def _matches(index: Any, codes: Codes, number: Rows, count: int) -> Proposals:
    matches = index.search(codes, count)
    proposed = np.repeat(number[:, None], count, axis=1)
    cosine = np.full(proposed.shape, -np.inf, dtype=np.float32)
    if len(number) == 1:  # usearch then leaves out the dimension of the rows, and gaps
        proposed[0, : len(matches.keys)] = matches.keys
        cosine[0, : len(matches.keys)] = 1 - matches.distances
        return proposed, cosine
    found = np.arange(count) < matches.counts[:, None]
    proposed[found] = matches.keys[found]
    cosine[found] = 1 - matches.distances[found]
    return proposed, cosine


def _side_by_side(proposals: list[Proposals]) -> Proposals:
    proposed, cosine = zip(*proposals, strict=True)
    return np.concatenate(proposed, axis=1), np.concatenate(cosine, axis=1)
