"""Which articles are near each other in meaning and time, without comparing all with all.

Articles further apart in time than a window are not compared.  Where that leaves few
enough, those that remain are compared exactly, block by block; else an index proposes
them, see `detector.grouping.index`.  Exact comparison does not depend on the order of the
articles, nor on others than the two: vectors are compared as 8-bit integers, whose
products and sums are exact in float32 (up to about a thousand dimensions), so that blocks,
threads and machines do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from detector.grouping.evidence import Floats, Rows, shipped_weights
from detector.grouping.index import StretchIndexes, quantise
from detector.grouping.timeline import Timeline
from detector.vectors import Vectors

#: Neighbours that vectors and time make less probable to be of one development are dropped.
LEAST_PROBABILITY = 0.01
#: Largest mean number of articles with which one is compared exactly; the index pays from
#: about there, see `benchmarks/scale.py`.
EXACT = 20_000
#: Pairs of rows compared at once; bounds memory.
PAIRS_AT_ONCE = 4_000_000

#: Pairs (article, neighbour), in two arrays of equal length.
Pairs = tuple[Rows, Rows]


def mutual_neighbours(vectors: Vectors, days: Floats, time_scale_days: float, kept: int) -> Pairs:
    """Return the pairs of which each is among the nearest of the other.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float16 or float32
        L2-normalised.
    days : ndarray of shape (n,), float64
        Time of publication in days; NaN where it is not known.
    time_scale_days : float
        Days over which nearness in time fades to 1/e.
    kept : int
        Nearest neighbours that each article keeps; more where several are equally near.

    Returns
    -------
    left, right : ndarray of shape (pairs,), int64
        ``left < right``, sorted.
    """
    size = len(vectors)
    search = NeighbourSearch(vectors, Timeline(days, time_scale_days), kept)
    forth, back = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for rows, columns in search.nearest():
        smaller = rows < columns
        forth.append(rows[smaller] * size + columns[smaller])
        back.append(columns[~smaller] * size + rows[~smaller])
    both = np.intersect1d(np.concatenate(forth), np.concatenate(back), assume_unique=True)
    return both // size, both % size


class NeighbourSearch:
    """Finds the nearest neighbours of articles by vectors and time.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float16 or float32
        L2-normalised.
    timeline : Timeline
    kept : int
    """

    def __init__(self, vectors: Vectors, timeline: Timeline, kept: int) -> None:
        self._codes, self._steps = quantise(vectors)
        self._time = timeline
        # One more than is kept, since an article is nearest to itself.
        self._kept = kept + 1
        weights = shipped_weights("vectors")
        cosine, self._near, self._far = weights.coefficients.tolist()
        self._cosine = np.float32(cosine)
        self._least = np.float32(logit(LEAST_PROBABILITY) - weights.intercept)

    def nearest(self) -> Iterator[Pairs]:
        """Yield each article with its neighbours, block by block."""
        find = self.exactly if self._time.compared() <= EXACT else self.by_index
        for rows, columns in find():
            other = rows != columns
            yield rows[other], columns[other]

    def exactly(self) -> Iterator[Pairs]:
        """Compare all that time allows."""
        time = self._time
        order = np.argsort(time.stretch, kind="stable")
        dated, undated = order[time.dated[order]], order[~time.dated[order]]
        stretches = time.stretch[dated]
        yield from self._compare(undated, dated, undated, timed=False)
        for stretch in np.unique(stretches).tolist():
            before, own, after, end = np.searchsorted(stretches, stretch + np.arange(-1, 3))
            yield from self._compare(dated[own:after], dated[before:end], undated, timed=True)

    def by_index(self) -> Iterator[Pairs]:
        """Let indexes propose neighbours, and keep the nearest of those."""
        indexes = StretchIndexes(self._codes, self._time)
        for rows, proposed, cosine in indexes.propose(self._kept):
            days = self._time.days
            in_time = self._odds_of_time(days[rows][:, None], days[proposed])
            odds = self._cosine * cosine + np.nan_to_num(in_time, nan=0.0, neginf=-np.inf)
            chosen, places = _best(odds, self._kept, self._least)
            yield rows[chosen], proposed[chosen, places]

    def _compare(self, rows: Rows, dated: Rows, undated: Rows, *, timed: bool) -> Iterator[Pairs]:
        candidates = np.concatenate([dated, undated])
        held = self._codes[candidates].astype(np.float32).T
        step = max(1, PAIRS_AT_ONCE // max(1, len(candidates)))
        for begin in range(0, len(rows), step):
            own = rows[begin : begin + step]
            odds = self._codes[own].astype(np.float32) @ held
            odds *= self._cosine * self._steps[own][:, None]
            odds *= self._steps[candidates]
            if timed:
                days = self._time.days
                odds[:, : len(dated)] += self._odds_of_time(days[own][:, None], days[dated])
            chosen, places = _best(odds, self._kept, self._least)
            yield own[chosen], candidates[places]

    def _odds_of_time(
        self, left: NDArray[np.float32], right: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """What nearness in time adds to the log odds; minus infinity beyond the window."""
        near = self._time.nearness(left, right)
        beyond = near < 0
        near *= np.float32(self._near - self._far)
        near += np.float32(self._far)
        near[beyond] = -np.inf
        return near


def _best(odds: NDArray[np.float32], kept: int, least: np.float32) -> Pairs:
    """Return places of the `kept` greatest of each row, and of all that equal the last one.

    Those below `least` are left out.
    """
    size = odds.shape[1]
    from_here = np.full((len(odds), 1), least)
    if size > kept:
        last = np.partition(odds, size - kept, axis=1)[:, size - kept, None]
        from_here = np.maximum(from_here, last)
    rows, columns = np.nonzero(odds >= from_here)
    if len(rows) > 2 * kept * len(odds):  # very many alike: the first ones stand for all
        order = np.argsort(-odds, axis=1, kind="stable")[:, :kept]
        enough = np.take_along_axis(odds, order, axis=1) >= least
        rows, columns = np.nonzero(enough)[0], order[enough]
    return rows, columns
