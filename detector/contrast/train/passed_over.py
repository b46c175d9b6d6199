"""Pairs that contrast compares, and that a reader of the story passed over.

Listed disagreements and traps are picked for being interesting; what contrast meets are mostly
pairs in which nothing is the matter, and a model that has not seen them finds too much.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from itertools import permutations

from detector.article import normalise
from detector.contrast.contraster import Contraster
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import read_sentences
from detector.contrast.train.judged import ReadStory, Slot

#: Articles and their sentences, by identifier and normalised text.
Said = Collection[tuple[str, str]]


def passed_over(
    story: ReadStory, contraster: Contraster, at_most: int, seed: int
) -> list[SentencePair]:
    """Draw pairs of a story that are on no two sides of a listed disagreement.

    Parameters
    ----------
    story : ReadStory
    contraster : Contraster
        Chooses the pairs.
    at_most : int
        Most pairs drawn.
    seed : int
    """
    sides = listed_sides(story.slots)
    pairs = [
        pair
        for pair in contraster.pairs(read_sentences(story.articles))
        if not is_listed(pair, sides)
    ]
    return random.Random(seed).sample(pairs, min(at_most, len(pairs)))


def listed_sides(slots: Sequence[Slot]) -> list[list[Said]]:
    """Who says what on each side of the slots that are rightly reported."""
    return [
        [{(article.id, normalise(s.text)) for article, s in side} for side in slot.sides]
        for slot in slots
        if slot.right
    ]


def is_listed(pair: SentencePair, slots: Sequence[Sequence[Said]]) -> bool:
    """Whether a reader set the two sentences against each other, on two sides of a slot."""
    said = [{(name, normalise(s.text)) for name in s.carriers} for s in (pair.left, pair.right)]
    return any(
        not said[0].isdisjoint(one) and not said[1].isdisjoint(other)
        for sides in slots
        for one, other in permutations(sides, 2)
    )
