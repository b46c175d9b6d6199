from __future__ import annotations

from datetime import UTC, datetime

import pytest

from detector import plugins
from detector.article import Article
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import read_sentences
from detector.contrast.relation import relate


def pair_of(left: str, right: str, hours: float | None) -> SentencePair:
    start = datetime(2020, 1, 14, 8, tzinfo=UTC)
    later = None if hours is None else datetime.fromtimestamp(start.timestamp() + hours * 3600, UTC)
    articles = [
        Article("a", "", left, published=None if hours is None else start),
        Article("b", "", right, published=later),
    ]
    return SentencePair(*read_sentences(articles), similarity=0.8)


@pytest.mark.parametrize(
    ("signal", "left", "right", "hours", "relation"),
    [
        (
            "number",
            "The blast killed 37 people.",
            "The blast killed 62 people.",
            1,
            "contradiction",
        ),
        ("number", "The blast killed 37 people.", "The blast killed 62 people.", 30, "update"),
        (
            "number",
            "The blast killed 62 people.",
            "The blast killed 37 people.",
            30,
            "contradiction",
        ),
        (
            "number",
            "The blast killed 37 people.",
            "The blast killed 62 people.",
            None,
            "contradiction",
        ),
        ("number", "The blast killed 62 people.", "The toll was revised to 37.", 2, "update"),
        (
            "number",
            "At least 12 people were killed.",
            "At least 40 people were killed.",
            3,
            "update",
        ),
        (
            "number",
            "At least 12 people were killed.",
            "At least 40 people were killed.",
            None,
            None,
        ),
        (
            "number",
            "Police said 200 people were arrested.",
            "Organisers said 450 people were arrested.",
            1,
            "dispute",
        ),
        (
            "polarity",
            "Troops crossed the border, Kyiv said.",
            "The ministry denied that troops had crossed the border.",
            1,
            "dispute",
        ),
        (
            "polarity",
            "Haftar signed the agreement.",
            "Haftar did not sign the agreement.",
            1,
            "contradiction",
        ),
    ],
)
def test_relation(
    signal: str, left: str, right: str, hours: float | None, relation: str | None
) -> None:
    pair = pair_of(left, right, hours)
    clash = plugins.load("detector.signals", signal)(pair)
    assert clash is not None
    assert relate(pair, clash) == relation
