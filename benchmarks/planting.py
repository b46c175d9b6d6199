"""Articles with copies planted among them, so that the truth is known."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

#: Words of the articles of either length, and the file that they are taken from.
LENGTHS = {"short": (35, "agnews_test.jsonl.gz"), "long": (400, "bbc.jsonl.gz")}
#: Independent reports of shared events, put into every pool.
INDEPENDENT = "allsides_dated.jsonl.gz"
#: Words that an editor keeps or cuts together where a text is abridged here and there.
BLOCK = 7

Words = list[str]
Change = Callable[[Words, random.Random, Words], Words]


def edited(rate: float) -> Change:
    """Substitute, delete or insert words at this rate."""

    def change(words: Words, draw: random.Random, vocabulary: Words) -> Words:
        result: Words = []
        for word in words:
            new = draw.choice(vocabulary)
            if draw.random() >= rate:
                result.append(word)
            else:
                result += draw.choice([[new], [], [word, new]])
        return result

    return change


def substituted(rate: float) -> Change:
    """Substitute words at this rate."""

    def change(words: Words, draw: random.Random, vocabulary: Words) -> Words:
        return [draw.choice(vocabulary) if draw.random() < rate else word for word in words]

    return change


def abridged(share: float) -> Change:
    """Keep this share of the words: the first ones, or blocks here and there."""

    def change(words: Words, draw: random.Random, vocabulary: Words) -> Words:
        kept = round(share * len(words))
        if draw.random() < 0.5:
            return words[:kept]
        starts = list(range(0, len(words), BLOCK))
        chosen = sorted(draw.sample(starts, -(-kept // BLOCK)))
        return [word for start in chosen for word in words[start : start + BLOCK]][:kept]

    return change


CHANGES: dict[str, Change] = {
    **{f"edited, {rate:.0%}": edited(rate) for rate in (0.05, 0.1, 0.15, 0.2, 0.3)},
    "substituted, 15%": substituted(0.15),
    **{f"abridged to {share:.0%}": abridged(share) for share in (0.8, 0.6, 0.4, 0.3)},
}
#: The changes within the bounds that the thresholds are chosen for.
WITHIN = [name for name in CHANGES if name not in ("edited, 20%", "edited, 30%", "abridged to 30%")]


@dataclass(frozen=True)
class Pool:
    """Texts, and the pairs of places among them that are an original and its copy."""

    texts: list[str]
    planted: set[tuple[int, int]]


class Planter:
    """Makes pools from the files of a folder.

    Parameters
    ----------
    folder : Path
    length : {"short", "long"}
    count : int
        Copies planted in a pool.
    seed : int
        Decides which articles are taken and how they are changed.
    """

    def __init__(self, folder: Path, length: str, count: int, seed: int) -> None:
        self._draw = random.Random(f"{length} {seed}")
        size, file = LENGTHS[length]
        long_enough = [words[:size] for words in _words(folder / file) if len(words) >= size]
        self._draw.shuffle(long_enough)
        self._taken = list(islice(_unlike(long_enough), 2 * count))
        self._count = min(count, len(self._taken) // 2)
        self._vocabulary = [word for words in self._taken for word in words]
        self._independent = [" ".join(words) for words in _words(folder / INDEPENDENT)]

    def pool(self, change: str) -> Pool:
        """Plant a copy of half of the articles, changed as `CHANGES` says."""
        copies = [
            CHANGES[change](words, self._draw, self._vocabulary)
            for words in self._taken[: self._count]
        ]
        originals = len(self._taken)
        return Pool(
            [" ".join(words) for words in (*self._taken, *copies)] + self._independent,
            {(number, originals + number) for number in range(self._count)},
        )


def read(path: Path) -> list[dict[str, str]]:
    """Read the rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _words(path: Path) -> list[Words]:
    return [row["text"].split() for row in read(path)]


def _unlike(texts: Sequence[Words]) -> Iterator[Words]:
    """Leave out texts that share five words in a row with an earlier one.

    What is a natural copy of another would count as a false one.
    """
    seen: set[tuple[str, ...]] = set()
    for words in texts:
        own = {tuple(words[place : place + 5]) for place in range(len(words) - 4)}
        if not own & seen:
            yield words
        seen |= own
