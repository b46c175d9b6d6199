"""Texts as numbers: their words in order, and the pairs of neighbouring words they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

WORD = re.compile(r"\w+")


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """A text as numbers that stand for the same words and shingles in all texts of a call.

    Attributes
    ----------
    words : ndarray of shape (n,), int64
        The words in order.
    shingles : ndarray of shape (m,), int64
        The different shingles, the rarest first.
    shared : ndarray of shape (k,), int64
        Those of them that other texts hold too; the last `k`.
    """

    words: Numbers
    shingles: Numbers
    shared: Numbers


def read_words(contents: Sequence[str]) -> list[Words]:
    """Number the words and the shingles of folded texts.

    Shingles are pairs of neighbouring words: longer ones do not survive the edits of a
    news desk.
    """
    numbers: dict[str, int] = {}
    coded = [
        np.array([numbers.setdefault(w, len(numbers)) for w in WORD.findall(content)], np.int64)
        for content in contents
    ]
    pairs = [np.unique((words[:-1] << 32) | words[1:]) for words in coded]
    if not pairs:
        return []
    different, inverse, counts = np.unique(
        np.concatenate(pairs), return_inverse=True, return_counts=True
    )
    rank = np.empty(len(different), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(different))
    alone = int((counts == 1).sum())
    ends = np.cumsum([len(own) for own in pairs])[:-1]
    ranked = [np.sort(own) for own in np.split(rank[inverse], ends)]
    return [
        Words(words, own, own[np.searchsorted(own, alone) :])
        for words, own in zip(coded, ranked, strict=True)
    ]
