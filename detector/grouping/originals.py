"""An index that proposes the originals of which a text may be a copy, and misses none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain
from math import ceil

from detector.grouping.alignment import LEAST_SHARED, least_shared
from detector.grouping.shingles import Words

#: A shingle proposes at most so many originals; more hold it only if it is boilerplate.
MOST_HOLDERS = 200
#: Share of a text's shingles that a proposal needs among the rarest.
LEVEL = 0.1


class Originals:
    """The originals so far, by all of their shingles and by their rarest.

    Parameters
    ----------
    threshold : float
        Least containment of a copy, in (0, 1].
    """

    def __init__(self, threshold: float) -> None:
        self._share = least_shared(threshold)
        self._level: dict[int, int] = {}
        self._by_shingle: defaultdict[int, list[int]] = defaultdict(list)
        self._by_rarest: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, number: int, text: Words) -> None:
        """Take a text as an original, known by its number."""
        if len(text.shared) < LEAST_SHARED:
            return
        rarest, self._level[number] = self._rarest(text)
        _note(self._by_shingle, text.shared.tolist(), number)
        _note(self._by_rarest, rarest, number)

    def like(self, text: Words) -> list[int]:
        """Return the originals that may contain this text, or be contained in it, sorted."""
        if len(text.shared) < LEAST_SHARED:
            return []
        rarest, level = self._rarest(text)
        shared, unknown = _count(self._by_shingle, rarest)
        longer = {number for number, n in shared.items() if n + unknown >= level}
        shared, unknown = _count(self._by_rarest, text.shared.tolist())
        return sorted(longer | {n for n, k in shared.items() if k + unknown >= self._level[n]})

    def _rarest(self, text: Words) -> tuple[list[int], int]:
        """Return the rarest shingles, and of how many any text that contains the rest has.

        Those that no other text holds are left out: they only count.
        """
        count = len(text.shingles)
        least = max(LEAST_SHARED, ceil(round(self._share * count, 9)))
        level = min(least, 1 + int(LEVEL * count))
        alone = count - len(text.shared)
        return text.shared[: max(0, count - least + level - alone)].tolist(), level


def _note(index: defaultdict[int, list[int]], shingles: Sequence[int], number: int) -> None:
    for shingle in shingles:
        holders = index[shingle]
        if len(holders) < MOST_HOLDERS:
            holders.append(number)


def _count(index: defaultdict[int, list[int]], shingles: Sequence[int]) -> tuple[Counter[int], int]:
    """Count the shingles that each holder shares, and those with holders left out."""
    holders = [index[shingle] for shingle in shingles if shingle in index]
    unknown = sum(len(each) == MOST_HOLDERS for each in holders)
    return Counter(chain.from_iterable(holders)), unknown
