from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from detector.article import Article
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import read_sentences

MakePair = Callable[..., SentencePair]


@pytest.fixture(scope="session")
def make_pair() -> MakePair:
    """Read two sentences, each as an article of its own."""

    def make(left: str, right: str, dates: list[str] | None = None) -> SentencePair:
        days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in dates or []]
        published = days or [None, None]
        articles = [
            Article(name, "", text, published=day)
            for name, text, day in zip("ab", (left, right), published, strict=True)
        ]
        first, second = read_sentences(articles)
        return SentencePair(first, second, similarity=0.8)

    return make
