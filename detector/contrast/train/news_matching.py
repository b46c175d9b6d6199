"""Pairs of sentences of different articles that speak of one event, by shared words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

Item = TypeVar("Item")

#: Articles of one event that are compared, and first sentences of each.
_ARTICLES_OF_EVENT = 12
_SENTENCES_OF_ARTICLE = 14


@dataclass(frozen=True)
class NewsArticle:
    """A news article as material for sentence pairs.

    Attributes
    ----------
    id : str
    file : str
        Name of the file it came from, without suffixes.
    event : str or None
        Articles of one event share it; None where it is not known.
    topic : str or None
        Events of one topic are alike and yet different; None where it is not known.
    sentences : tuple of str
        Title first, where there is one.
    """

    id: str
    file: str
    event: str | None
    topic: str | None
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Two sentences of different articles, and the cosine of their word vectors."""

    first: str
    second: str
    similarity: float
    event: str


class SentenceMatcher:
    """Compares sentences by TF-IDF over words, fitted once on all of them."""

    def __init__(self, articles: Sequence[NewsArticle]) -> None:
        self._vectorizer = TfidfVectorizer(
            sublinear_tf=True, stop_words="english", dtype=np.float32
        )
        self._vectorizer.fit(s for article in articles for s in article.sentences)

    def within_events(
        self, articles: Sequence[NewsArticle], seed: int, lowest: float = 0.08
    ) -> Iterator[Match]:
        """Yield the pairs across articles of each event, from `lowest` similarity up."""
        for event, members in _grouped((a.event, a) for a in articles):
            chosen = random.Random(f"{seed}:{event}").sample(
                members, min(len(members), _ARTICLES_OF_EVENT)
            )
            rows = [(a.id, s) for a in chosen for s in a.sentences[:_SENTENCES_OF_ARTICLE]]
            yield from self._matches(event, rows, rows, lowest)

    def across_events(
        self, articles: Sequence[NewsArticle], seed: int, lowest: float = 0.15
    ) -> Iterator[Match]:
        """Yield the pairs across events of each topic, from `lowest` similarity up."""
        for topic, members in _grouped((a.topic, a) for a in articles if a.event):
            by_event = sorted(_grouped((a.event, a) for a in members))
            for index, (event, first) in enumerate(by_event):
                for _, second in by_event[index + 1 :]:
                    rng = random.Random(f"{seed}:{topic}:{event}")
                    left, right = (_sentences(group, rng) for group in (first, second))
                    yield from self._matches(f"{topic}:{event}", left, right, lowest)

    def _matches(
        self,
        event: str,
        left: Sequence[tuple[str, str]],
        right: Sequence[tuple[str, str]],
        lowest: float,
    ) -> Iterator[Match]:
        if not left or not right:
            return
        first = self._vectorizer.transform([s for _, s in left])
        second = self._vectorizer.transform([s for _, s in right])
        similarity = (first @ second.T).toarray()
        if left is right:
            similarity = np.triu(similarity, 1)
        for i, j in np.argwhere(similarity >= lowest):
            if left[i][0] != right[j][0]:
                yield Match(left[i][1], right[j][1], float(similarity[i, j]), event)


def _sentences(articles: Sequence[NewsArticle], rng: random.Random) -> list[tuple[str, str]]:
    chosen = rng.sample(list(articles), min(len(articles), _ARTICLES_OF_EVENT))
    return [(a.id, s) for a in chosen for s in a.sentences[:_SENTENCES_OF_ARTICLE]]


def _grouped(
    keyed: Iterable[tuple[str | None, NewsArticle]],
) -> list[tuple[str, list[NewsArticle]]]:
    """Group by key, keys and members sorted; articles without a key are left out."""
    groups: dict[str, list[NewsArticle]] = defaultdict(list)
    for key, article in keyed:
        if key is not None:
            groups[key].append(article)
    return [(key, sorted(groups[key], key=lambda a: a.id)) for key in sorted(groups)]


def shared_out(groups: dict[Hashable, list[Item]], at_most: int, rng: random.Random) -> list[Item]:
    """Take up to `at_most` items, the same number of each group as far as they reach."""
    taken: list[Item] = []
    left = sorted(groups.items(), key=lambda group: (len(group[1]), str(group[0])))
    for position, (_, items) in enumerate(left):
        share = (at_most - len(taken)) // (len(left) - position)
        taken += rng.sample(items, min(share, len(items)))
    return taken
