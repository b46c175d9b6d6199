"""Pairs that contrast compares, and that a reader of the story passed over.

Listed disagreements and traps are picked for being interesting; what contrast meets are mostly
pairs in which nothing is the matter, and a model that has not seen them finds too much.
"""

from __future__ import annotations

import random

from detector.contrast.contraster import Contraster
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import read_sentences
from detector.contrast.train.judged import ReadStory, is_listed, listed_sides


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
