"""The tables of cases: read by the tests, and shown in the documentation as they turn out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from detector.article import Article
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import read_sentences

SIGNAL_CASES = Path(__file__).parent / "cases"
RELATION_CASES = Path(__file__).parent / "relations.yaml"


def read_cases(file: Path) -> list[dict[str, Any]]:
    """The rows of a table."""
    cases: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    return cases


def sentence_pair(
    left: str, right: str, published: Sequence[datetime | None] = (None, None)
) -> SentencePair:
    """Read two sentences, each as an article of its own."""
    articles = [
        Article(name, "", text, published=day)
        for name, text, day in zip("ab", (left, right), published, strict=True)
    ]
    return SentencePair(*read_sentences(articles), similarity=0.8)


def sentence_pair_on(left: str, right: str, days: Sequence[str] | None = None) -> SentencePair:
    """Read two sentences, published on the days given as ISO 8601 dates, or undated."""
    dates = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in days or []]
    return sentence_pair(left, right, dates or (None, None))
