"""Which inferred clashes are about one matter.

A model says that two sentences clash, and not over what.  Pairs whose sentences say much the
same, side by side, are taken to be about what the first of them, in order of time, is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detector.contrast.pairs import SentencePair, content_overlap, reading_order
from detector.contrast.score import Candidate

#: Content words that sentences share, of the shorter one, if they say much the same.
_OVERLAP = 0.5


def join_inferred(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Give inferred clashes about one matter one slot and pair of values.

    Parameters
    ----------
    candidates : iterable of Candidate
        Of one group.

    Returns
    -------
    list of Candidate
        In order of time; those of other kinds are as they were.
    """
    joined: list[Candidate] = []
    firsts: list[Candidate] = []
    for candidate in sorted(candidates, key=_order):
        if candidate.clash.kind == "inference":
            candidate = _as_first(candidate, firsts)
        joined.append(candidate)
    return joined


def _as_first(candidate: Candidate, firsts: list[Candidate]) -> Candidate:
    """Give the slot of the first candidate about the same matter; it may itself be the first."""
    for first in firsts:
        turned = _turned(first.pair, candidate.pair)
        if turned is not None:
            values = first.clash.values[::-1] if turned else first.clash.values
            clash = replace(candidate.clash, slot=first.clash.slot, values=values)
            return replace(candidate, clash=clash)
    firsts.append(candidate)
    return candidate


def _turned(first: SentencePair, second: SentencePair) -> bool | None:
    """Whether two pairs about one matter stand the other way round; None for two matters."""
    for turned in (False, True):
        left, right = (second.right, second.left) if turned else (second.left, second.right)
        alike = content_overlap(first.left, left), content_overlap(first.right, right)
        if min(alike) >= _OVERLAP:
            return turned
    return None


def _order(candidate: Candidate) -> tuple[object, ...]:
    return *reading_order(candidate.pair.left), *reading_order(candidate.pair.right)
