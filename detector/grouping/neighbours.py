"""Which articles are near each other in meaning and time, without comparing all with all.

Articles further apart in time than a window are not compared.  Where that leaves few
enough, those that remain are compared exactly, block by block; else an index proposes
them, see `detector.grouping.index`.  Exact comparison does not depend on the order of the
articles, nor on others than the two: vectors are compared as 8-bit integers, whose
products and sums are exact in float32 (up to about a thousand dimensions), so that blocks,
threads and machines do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from detector.engines import Engine, map_each, portions
from detector.engines.local import LocalEngine
from detector.grouping.codes import CodedArticles, coded
from detector.grouping.evidence import Floats, Rows, shipped_weights
from detector.grouping.index import propose
from detector.grouping.timeline import Single, Timeline, nearness
from detector.vectors import Vectors, blocks_of

#: Neighbours that vectors and time make less probable to be of one development are dropped.
LEAST_PROBABILITY = 0.01
#: Largest mean number of articles with which one is compared exactly; the index pays from
#: about there, see `benchmarks/scale.py`.
EXACT = 20_000
#: Pairs of rows compared at once; bounds memory.
PAIRS_AT_ONCE = 4_000_000
#: Pairs of rows that an engine compares in one piece of work: some seconds of one processor.
PAIRS_OF_WORK = 500_000_000

#: Pairs (article, neighbour), in two arrays of equal length.
Pairs = tuple[Rows, Rows]


def mutual_neighbours(
    vectors: Vectors,
    days: Floats,
    time_scale_days: float,
    kept: int,
    engine: Engine | None = None,
) -> Pairs:
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
    engine : Engine or None
        Where stretches of time are searched, each by itself; this process by default.

    Returns
    -------
    left, right : ndarray of shape (pairs,), int64
        ``left < right``, sorted.
    """
    size = len(vectors)
    search = NeighbourSearch(vectors, Timeline(days, time_scale_days), kept, engine)
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
    engine : Engine or None
    """

    def __init__(
        self, vectors: Vectors, timeline: Timeline, kept: int, engine: Engine | None = None
    ) -> None:
        self._articles = coded(vectors, timeline.days)
        self._time = timeline
        # One more than is kept, since an article is nearest to itself.
        self._choice = _Choice(kept + 1, timeline.scale)
        self._engine = engine or LocalEngine()

    def nearest(self) -> Iterator[Pairs]:
        """Yield each article with its neighbours, block by block."""
        find = self.exactly if self._time.compared() <= EXACT else self.by_index
        for rows, columns in find():
            other = rows != columns
            yield rows[other], columns[other]

    def exactly(self) -> Iterator[Pairs]:
        """Compare all that time allows."""
        work = portions(self._comparisons(), lambda comparison: comparison.pairs, PAIRS_OF_WORK)
        return map_each(self._engine, self._choice.compared, work)

    def by_index(self) -> Iterator[Pairs]:
        """Let indexes propose neighbours, and keep the nearest of those."""
        found = propose(self._articles, self._time, self._choice.kept, self._engine)
        for rows, proposed, cosine in found:
            for block in blocks_of(len(rows)):
                own, others = rows[block], proposed[block]
                odds = cosine[block] * self._choice.weight
                days = self._time.days
                in_time = self._choice.odds_of_time(days[own][:, None], days[others])
                odds += np.nan_to_num(in_time, nan=0.0, neginf=-np.inf)
                chosen, places = self._choice.best(odds)
                yield own[chosen], others[chosen, places]

    def _comparisons(self) -> Iterator[_Comparison]:
        time, rows = self._time, self._articles.rows
        order = np.argsort(time.stretch, kind="stable")
        dated, undated = order[time.dated[order]], order[~time.dated[order]]
        for block in blocks_of(len(undated)) if len(undated) else ():
            yield _Comparison(
                rows(undated[block]), rows(order[:0]), rows(np.append(dated, undated))
            )
        stretches = time.stretch[dated]
        for stretch in np.unique(stretches).tolist():
            before, own, after, end = np.searchsorted(stretches, stretch + np.arange(-1, 3))
            within = rows(dated[before:end])
            yield _Comparison(rows(dated[own:after]), within, rows(undated))


@dataclass(frozen=True)
class _Comparison:
    """Articles, and those among which their neighbours are: with and without regard to time."""

    own: CodedArticles
    timed: CodedArticles
    untimed: CodedArticles

    @property
    def pairs(self) -> int:
        return len(self.own.number) * (len(self.timed.number) + len(self.untimed.number))


class _Choice:
    """Chooses neighbours by what vectors and time say.

    Parameters
    ----------
    kept : int
        Neighbours kept of each article.
    time_scale_days : float
    """

    def __init__(self, kept: int, time_scale_days: float) -> None:
        self.kept = kept
        self._scale = time_scale_days
        weights = shipped_weights("vectors")
        cosine, self._near, self._far = weights.coefficients.tolist()
        self.weight = np.float32(cosine)
        self._least = np.float32(logit(LEAST_PROBABILITY) - weights.intercept)

    def compared(self, comparisons: Sequence[_Comparison]) -> Pairs:
        """Return the neighbours of all articles that are compared."""
        found = [pairs for comparison in comparisons for pairs in self._compare(comparison)]
        rows, columns = zip(*found, strict=True)
        return np.concatenate(rows), np.concatenate(columns)

    def _compare(self, comparison: _Comparison) -> Iterator[Pairs]:
        own, timed, untimed = comparison.own, comparison.timed, comparison.untimed
        number = np.concatenate([timed.number, untimed.number])
        held = np.concatenate([timed.codes, untimed.codes]).astype(np.float32).T
        steps = np.concatenate([timed.steps, untimed.steps])
        step = max(1, PAIRS_AT_ONCE // len(number))
        for begin in range(0, len(own.number), step):
            block = slice(begin, begin + step)
            odds = own.codes[block].astype(np.float32) @ held
            odds *= self.weight * own.steps[block, None]
            odds *= steps
            in_time = self.odds_of_time(own.days[block, None], timed.days)
            odds[:, : len(timed.number)] += in_time
            chosen, places = self.best(odds)
            yield own.number[block][chosen], number[places]

    def odds_of_time(self, left: Single, right: Single) -> Single:
        """What nearness in time adds to the log odds; minus infinity beyond the window."""
        near = nearness(left, right, self._scale)
        beyond = near < 0
        near *= np.float32(self._near - self._far)
        near += np.float32(self._far)
        near[beyond] = -np.inf
        return near

    def best(self, odds: Single) -> Pairs:
        """Return places of the greatest of each row, and of all that equal the last one.

        Those that are hardly probable are left out.
        """
        size = odds.shape[1]
        from_here = np.full((len(odds), 1), self._least)
        if size > self.kept:
            last = np.partition(odds, size - self.kept, axis=1)[:, size - self.kept, None]
            from_here = np.maximum(from_here, last)
        rows, columns = np.nonzero(odds >= from_here)
        if len(rows) > 2 * self.kept * len(odds):  # very many alike: the first ones stand for all
            order = np.argsort(-odds, axis=1, kind="stable")[:, : self.kept]
            enough = np.take_along_axis(odds, order, axis=1) >= self._least
            rows, columns = np.nonzero(enough)[0], order[enough]
        return rows, columns
