"""How far two texts say the same words in the same order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq

from detector.article import Span, normalise
from detector.grouping.shingles import WORD, Words

#: Fewer shared shingles cannot be told from coincidence.
LEAST_SHARED = 8
#: A text is abridged, not just edited, if the other has so much more, as a share of it.
LEAST_CUT = 0.1


def least_shared(threshold: float) -> float:
    """The share of shingles that edited copies share; a bound for all copies."""
    return threshold**3


@dataclass(frozen=True, slots=True)
class Alignment:
    """What two texts have in common.

    Attributes
    ----------
    shorter, longer : int
        Words of either text.
    aligned : int
        Words of their longest common subsequence.
    """

    shorter: int
    longer: int
    aligned: int

    @property
    def containment(self) -> float:
        """Share of the shorter text that stands in the longer one, in order."""
        return self.aligned / self.shorter

    @property
    def similarity(self) -> float:
        """Share of both texts that is common: 1 only if they are equal."""
        return 2 * self.aligned / (self.shorter + self.longer)

    @property
    def is_cut(self) -> bool:
        """Whether more was cut than changed."""
        cut = self.longer - self.shorter
        return cut > self.shorter - self.aligned and cut >= LEAST_CUT * self.longer


def align(left: Words, right: Words, threshold: float) -> Alignment | None:
    """Align two texts; None if neither is a copy of the other.

    Parameters
    ----------
    left, right : Words
        Of one call of `read_words`.
    threshold : float
        Least containment of a copy, in (0, 1].
    """
    shared = len(np.intersect1d(left.shared, right.shared, assume_unique=True))
    fewer = min(len(left.shingles), len(right.shingles))
    # Rounded, so that a share that is exact on paper is not missed by the last bit.
    if shared < LEAST_SHARED or shared < round(least_shared(threshold) * fewer, 9):
        return None
    shorter, longer = sorted((len(left.words), len(right.words)))
    aligned = LCSseq.similarity(left.words.tolist(), right.words.tolist())
    found = Alignment(shorter, longer, aligned)
    if found.containment < threshold:
        return None
    if found.is_cut and shared < round(threshold**2 * fewer, 9):
        return None
    return found


def longest_passage(original: str, copy: str) -> Span | None:
    """Return the longest stretch of `copy` that stands word for word in `original`.

    The longest of those that the two have in common in the same order; the first of
    equally long ones.
    """
    theirs = [normalise(found.group()) for found in WORD.finditer(original)]
    places = list(WORD.finditer(copy))
    own = [normalise(found.group()) for found in places]
    blocks = LCSseq.opcodes(theirs, own).as_matching_blocks()
    longest = max(blocks, key=lambda block: block.size)
    if not longest.size:
        return None
    return Span(places[longest.b].start(), places[longest.b + longest.size - 1].end())
