"""Which sentences of a group are worth comparing.

Two sentences of different articles are a candidate pair if they are similar and share a
participant or content words, if they fill the same slot (a count of those killed, say), or if
one denies what the other tells.  Pairs are ranked before they are cut, so that a bound on their
number costs the least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from detector.article import order_of_time
from detector.contrast.reading import ReadSentence

#: Cosine similarity below which two sentences do not speak of one thing.
LEAST_SIMILARITY = 0.45
#: The same for sentences that fill one slot.
LEAST_SIMILARITY_IN_SLOT = 0.25
#: How many partners a sentence may have in each other article.
PARTNERS = 3


@dataclass(frozen=True, eq=False)
class SentencePair:
    """Two sentences of different articles of one group.

    Attributes
    ----------
    left, right : ReadSentence
        The earlier report on the left.
    similarity : float
        Cosine of their vectors.
    """

    left: ReadSentence
    right: ReadSentence
    similarity: float

    @cached_property
    def shared_participants(self) -> frozenset[str]:
        """Name words that both sentences mention."""
        return self.left.participants & self.right.participants

    @cached_property
    def overlap(self) -> float:
        """Share of the shorter sentence's content words that the other has too."""
        return content_overlap(self.left, self.right)

    @cached_property
    def rare_overlap(self) -> float:
        """The same, where a word weighs the more the rarer it is in English."""
        weights = [sum(map(rarity, sorted(side.content))) for side in (self.left, self.right)]
        shared = sum(map(rarity, sorted(self.left.content & self.right.content)))
        return shared / min(weights) if min(weights) else 0.0

    @property
    def unshared_names(self) -> int:
        """How many name words the richer sentence has that the other lacks."""
        left, right = self.left.participants, self.right.participants
        return max(len(left - right), len(right - left))

    @property
    def hours_apart(self) -> float | None:
        """Hours from the left report to the right one; None if a time is not known."""
        if self.left.published is None or self.right.published is None:
            return None
        return (self.right.published - self.left.published).total_seconds() / 3600


def candidate_pairs(
    sentences: Sequence[ReadSentence],
    vectors: NDArray[np.float32],
    at_most: int,
) -> list[SentencePair]:
    """Choose the sentence pairs of a group that are worth comparing.

    Parameters
    ----------
    sentences : sequence of ReadSentence
        Of all articles of one group.
    vectors : ndarray of shape (len(sentences), d), float32
        L2-normalised sentence vectors.
    at_most : int
        Most pairs returned, the most promising first.

    Returns
    -------
    list of SentencePair
    """
    similarity = vectors @ vectors.T
    # An author who writes both sentences sees no contradiction between them.
    similarity[_share_carrier(sentences)] = -1.0
    chosen: dict[tuple[int, int], float] = {}
    for i, j in _similar(sentences, similarity):
        chosen[i, j] = float(similarity[i, j])
    for i, j in chain(_in_one_slot(sentences, similarity), _denied(sentences, similarity)):
        chosen.setdefault((i, j), float(similarity[i, j]))
    pairs = [_ordered(sentences[i], sentences[j], value) for (i, j), value in chosen.items()]
    pairs.sort(key=lambda pair: (-_promise(pair), *_identity(pair)))
    return pairs[:at_most]


def _similar(
    sentences: Sequence[ReadSentence], similarity: NDArray[np.float32]
) -> Iterator[tuple[int, int]]:
    """Pairs above the least similarity, the nearest few for each sentence and article."""
    for i, sentence in enumerate(sentences):
        if sentence.is_question:
            continue
        row = similarity[i]
        partners: defaultdict[str, int] = defaultdict(int)
        for j in np.argsort(-row, kind="stable"):
            if row[j] < LEAST_SIMILARITY:
                break
            other = sentences[j]
            if other.is_question or partners[other.article_id] >= PARTNERS:
                continue
            if _share_subject(sentence, other):
                partners[other.article_id] += 1
                yield (i, int(j)) if i < j else (int(j), i)


def _in_one_slot(
    sentences: Sequence[ReadSentence], similarity: NDArray[np.float32]
) -> Iterator[tuple[int, int]]:
    """Pairs that give a value for one slot, however differently they are worded."""
    slots: defaultdict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for slot in sorted(sentence.slots):
            slots[slot].append(index)
    for members in slots.values():
        for position, i in enumerate(members):
            for j in members[position + 1 :]:
                if similarity[i, j] >= LEAST_SIMILARITY_IN_SLOT:
                    yield i, j


def _denied(
    sentences: Sequence[ReadSentence], similarity: NDArray[np.float32]
) -> Iterator[tuple[int, int]]:
    """Pairs of which one denies an event that the other tells of."""
    asserted: defaultdict[str, list[int]] = defaultdict(list)
    denied: defaultdict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for claim in sentence.claims:
            (denied if claim.negated else asserted)[claim.lemma[:4]].append(index)
    for stem, deniers in denied.items():
        for i in deniers:
            for j in asserted[stem]:
                if similarity[i, j] >= LEAST_SIMILARITY_IN_SLOT:
                    yield (i, j) if i < j else (j, i)


def _share_carrier(sentences: Sequence[ReadSentence]) -> NDArray[np.bool_]:
    """Whether two sentences stand in one article, shape (n, n); true on the diagonal."""
    articles = sorted({a for sentence in sentences for a in sentence.carriers})
    column = {article: index for index, article in enumerate(articles)}
    carried = np.zeros((len(sentences), len(articles)), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        carried[row, [column[a] for a in sentence.carriers]] = 1.0
    shared: NDArray[np.bool_] = carried @ carried.T > 0
    return shared


def _share_subject(left: ReadSentence, right: ReadSentence) -> bool:
    """Whether both name a participant, or share two content words where one names none."""
    if left.participants & right.participants:
        return True
    return len(left.content & right.content) >= 2


def _ordered(first: ReadSentence, second: ReadSentence, similarity: float) -> SentencePair:
    left, right = sorted((first, second), key=reading_order)
    return SentencePair(left, right, similarity)


def content_overlap(left: ReadSentence, right: ReadSentence) -> float:
    """Share of the shorter sentence's content words that the other has too, in [0, 1]."""
    shorter = min(len(left.content), len(right.content))
    return len(left.content & right.content) / shorter if shorter else 0.0


def reading_order(sentence: ReadSentence) -> tuple[bool, float, str, int]:
    """Sort key: articles in order of time, and sentences as they stand in them."""
    return *order_of_time(sentence.published, sentence.article_id), sentence.sentence.index


def _promise(pair: SentencePair) -> float:
    return pair.similarity + 0.1 * min(3, len(pair.shared_participants)) + 0.3 * pair.overlap


def _identity(pair: SentencePair) -> tuple[str, int, str, int]:
    left, right = pair.left, pair.right
    return left.article_id, left.sentence.index, right.article_id, right.sentence.index


@lru_cache(maxsize=100_000)
def rarity(word: str) -> float:
    """How rare a word is, from 0 for the commonest; in orders of magnitude (Zipf scale)."""
    return max(0.0, 6.5 - float(zipf_frequency(word, "en")))
