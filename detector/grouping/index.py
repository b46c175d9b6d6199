"""An index of vectors by stretches of time, for more articles than can be compared exactly.

Graphs of navigable small worlds (HNSW; Malkov & Yashunin 2020) by usearch, one for each
stretch of time, so that neighbours are looked for where time allows them.  A graph depends
on the order in which it is built, so it is built by one thread in the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.grouping.evidence import Rows
from detector.grouping.timeline import Timeline
from detector.vectors import Vectors, blocks_of

Codes = NDArray[np.int8]

#: Links of an article, and articles looked at to find them and to search;
#: `benchmarks/scale.py` shows what share of neighbours they find.
LINKS, LOOKED_AT = 16, 64


def quantise(vectors: Vectors) -> tuple[Codes, NDArray[np.float32]]:
    """Return vectors as integers from -127 to 127, and the length of a step of each row."""
    codes = np.empty(vectors.shape, dtype=np.int8)
    steps = np.empty(len(vectors), dtype=np.float32)
    for rows in blocks_of(len(codes)):
        block = vectors[rows].astype(np.float32)
        steps[rows] = np.abs(block).max(axis=1).clip(1e-9) / np.float32(127)
        codes[rows] = np.rint(block / steps[rows, None])
    return codes, steps


class StretchIndexes:
    """Indexes of the articles of each stretch of time, and of those without a time.

    Parameters
    ----------
    codes : ndarray of shape (n, d), int8
    timeline : Timeline
    """

    def __init__(self, codes: Codes, timeline: Timeline) -> None:
        self._codes = codes
        self._time = timeline

    def propose(self, count: int) -> Iterator[tuple[Rows, Rows, NDArray[np.float32]]]:
        """Yield rows, their proposed neighbours and their cosines.

        Parameters
        ----------
        count : int
            Neighbours proposed of each stretch.

        Yields
        ------
        rows : ndarray of shape (m,), int64
        proposed : ndarray of shape (m, k), int64
            An article itself where there are fewer.
        cosine : ndarray of shape (m, k), float32
        """
        dated, undated = np.flatnonzero(self._time.dated), np.flatnonzero(~self._time.dated)
        without_time = self._index(undated)
        if len(undated):
            everything = self._index(np.arange(len(self._codes))) if len(dated) else without_time
            yield from self._search(undated, [everything], count)
        stretches = {
            stretch: dated[self._time.stretch[dated] == stretch]
            for stretch in np.unique(self._time.stretch[dated]).tolist()
        }
        indexes: dict[int, Any] = {}
        for stretch, rows in stretches.items():
            around = [near for near in range(stretch - 1, stretch + 2) if near in stretches]
            indexes = {near: indexes.get(near) or self._index(stretches[near]) for near in around}
            yield from self._search(rows, [*indexes.values(), without_time], count)

    def _index(self, rows: Rows) -> Any:
        from usearch.index import Index

        index = Index(
            ndim=self._codes.shape[1],
            metric="cos",
            dtype="i8",
            connectivity=LINKS,
            expansion_add=LOOKED_AT,
            expansion_search=LOOKED_AT,
        )
        index.add(rows, self._codes[rows], threads=1)
        return index

    def _search(
        self, rows: Rows, indexes: Sequence[Any], count: int
    ) -> Iterator[tuple[Rows, Rows, NDArray[np.float32]]]:
        for block in blocks_of(len(rows)):
            own = rows[block]
            found = [_found(index, self._codes[own], own, count) for index in indexes if len(index)]
            proposed = np.concatenate([keys for keys, _ in found], axis=1)
            yield own, proposed, np.concatenate([cosine for _, cosine in found], axis=1)


def _found(index: Any, codes: Codes, rows: Rows, count: int) -> tuple[Rows, NDArray[np.float32]]:
    """Search an index; fill up with the articles themselves."""
    matches = index.search(codes, count)
    if len(rows) == 1:  # usearch then leaves out the dimension of the rows, and gaps
        return matches.keys.astype(np.int64)[None], 1 - matches.distances[None]
    missing = np.arange(matches.keys.shape[1]) >= matches.counts[:, None]
    keys = np.where(missing, rows[:, None], matches.keys.astype(np.int64))
    # Distances of gaps are not set; an article is at none from itself.
    return keys, 1 - np.where(missing, np.float32(0), matches.distances)
