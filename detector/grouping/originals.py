"""An index that proposes the originals of which a text may be a copy.

It misses none that shares enough shingles, unless all but one of the rarest that it shares
are boilerplate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from heapq import nsmallest
from itertools import chain
from math import ceil

from detector.grouping.alignment import LEAST_SHARED, least_shared
from detector.grouping.shingles import Words

#: A shingle that more originals hold is boilerplate, and proposes none of them.
MOST_HOLDERS = 100
#: Most originals proposed either way, those that share the most; more share boilerplate.
MOST_PROPOSED = 20
#: Share of a text's shingles that a proposal needs among the rarest.
LEVEL = 0.1

#: The originals that hold a shingle; None for boilerplate.
_Index = defaultdict[int, list[int] | None]


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
        self._by_shingle: _Index = defaultdict(list)
        self._by_rarest: _Index = defaultdict(list)

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
        longer = _proposed(self._by_shingle, rarest, lambda number: level)
        shorter = _proposed(self._by_rarest, text.shared.tolist(), self._level.__getitem__)
        return sorted({*longer, *shorter})

    def _rarest(self, text: Words) -> tuple[list[int], int]:
        """Return the rarest shingles, and how many of them any text that contains this one has.

        Those that no other text holds are left out of the list, but are counted.
        """
        count = len(text.shingles)
        least = max(LEAST_SHARED, ceil(round(self._share * count, 9)))
        level = min(least, 1 + int(LEVEL * count))
        alone = count - len(text.shared)
        return text.shared[: max(0, count - least + level - alone)].tolist(), level


def _note(index: _Index, shingles: Sequence[int], number: int) -> None:
    for shingle in shingles:
        holders = index[shingle]
        if holders is None:
            continue
        if len(holders) < MOST_HOLDERS:
            holders.append(number)
        else:
            index[shingle] = None


def _proposed(index: _Index, shingles: Sequence[int], level: Callable[[int], int]) -> list[int]:
    """Return the originals that share as many of the shingles as their level asks for.

    Boilerplate counts as shared, but not alone.
    """
    holders = [index[shingle] for shingle in shingles if shingle in index]
    unknown = holders.count(None)
    shared = Counter(chain.from_iterable(filter(None, holders)))
    proposed = [
        (-count, number)
        for number, count in shared.items()
        if count + unknown >= level(number) and count >= min(2, level(number))
    ]
    return [number for _, number in nsmallest(MOST_PROPOSED, proposed)]
