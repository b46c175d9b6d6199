"""Results made by hand: one with every kind and relation, one that means harm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from detector.article import Article, Place, Span
from detector.detection import (
    KINDS,
    RELATIONS,
    Detection,
    Disagreement,
    DuplicateSet,
    Group,
    ModelInfo,
    Problem,
    Quote,
    Settled,
)
from detector.settlement import Gone, Waiver

NOON = datetime(2020, 1, 14, 12, tzinfo=UTC)

#: Markup, command and encoding tricks, in one line.
HOSTILE = (
    "<script>alert(1)</script> ![x](javascript:alert(1)) [red]\"'`*_|]]>&amp; "
    "::error::%0A {0} \x1b[31m\x00\x08\r\n\t\u202egnp.exe\ud800\uffff @all #1 \\"
)

Says = Callable[..., Quote]


@pytest.fixture
def says() -> Says:
    def make(article: Article, cue: str = "", **more: object) -> Quote:
        start = article.text.index(cue)
        cues = (Span(start, start + len(cue)),) if cue else ()
        return replace(
            Quote(article.id, article.text, 0, len(article.text), "text", cues),
            **more,  # type: ignore[arg-type]
        )

    return make


@pytest.fixture
def articles() -> tuple[Article, ...]:
    """Three reports of one story (one twice), one of another story, one alone."""
    return (
        Article(
            "a",
            "Fire in the mill",
            "At least 37 workers died.",
            "Courier",
            "https://courier.example/mill?id=1",
            NOON,
            "en",
            Place("news/mill.txt", line=1),
        ),
        Article(
            "b",
            "Mill fire: 62 dead",
            "The fire killed 62 workers.",
            "Gazette",
            None,
            NOON + timedelta(hours=5),
            "en",
            Place("news/feed.jsonl", line=7),
        ),
        Article(
            "c",
            "Fire in the mill",
            "At least 37 workers died.",
            "Herald",
            "https://herald.example/mill",
            place=Place("-", entry=2),
        ),
        Article("d", "", "The mill was empty.", None, "https://www.late.example/d"),
        Article("e", "Harvest fair opens", "The fair opened.", "Courier", published=NOON),
    )


@pytest.fixture
def detection(articles: Sequence[Article], says: Says) -> Detection:
    """A result with a finding of every kind and relation, best first."""
    first, second, *_ = articles
    left = says(first, "37", also=("c",), speaker="the fire chief")
    findings = tuple(
        Disagreement(
            "g-a",
            left,
            says(replace(second, text=f"A {relation} has it that 62 workers died."), "62"),
            kind,
            relation,
            round(0.95 - 0.02 * place, 2),
            "The figures differ: 37 and 62.",
            "count:killed",
            f"{place:016x}",
        )
        for place, (relation, kind) in enumerate(product(RELATIONS, KINDS))
    )
    review = replace(findings[0], right=says(articles[3], "empty"), score=0.3, fingerprint="review")
    return Detection(
        articles=tuple(articles),
        groups=(
            Group("g-a", ("a", "b", "c", "d"), "a", (DuplicateSet("exact", ("a", "c"), 1.0),), 0.8),
            Group("g-e", ("e",), "e", (), 1.0),
        ),
        disagreements=findings,
        review=(review,),
        problems=(
            Problem(Place("news/feed.jsonl", line=3), "no text; give it a 'text' key"),
            Problem(Place("https://late.example/rss"), "bad date, left out", lost=False),
        ),
        settings={"min_score": 0.5, "updates": "show"},
        models=(ModelInfo("default", "embedding", "ab" * 32),),
        version="1.2.3",
    )


@pytest.fixture
def gated(detection: Detection) -> Detection:
    """A result that waivers and a baseline were applied to."""
    waived, shared, known, *_ = detection.disagreements
    in_article = Waiver("CON", Place("news/mill.txt", line=2), "article", ("a",), reason="old")
    in_file = Waiver("CON102", Place("waivers.toml", line=4), "file", ("a", "b"))
    settled = (
        Settled(waived, waiver=in_article),
        Settled(shared, known=True, waiver=in_file),
        Settled(known, known=True),
        Settled(detection.duplicates[0], known=True),
    )
    gone = Gone("ab" * 8, "UPD101", "It was [so]{0}.", Place("known.json", line=3))
    return replace(detection.settle(settled), gone=(gone,))


@pytest.fixture
def clean(articles: Sequence[Article]) -> Detection:
    """Two reports that agree, and nothing else."""
    first, second = (replace(article, text="It rained.") for article in articles[:2])
    return Detection((first, second), (Group("g-a", ("a", "b"), "a", (), 0.9),))


@pytest.fixture
def hostile() -> Detection:
    """Every string of a stranger is an attack."""
    urls = ("javascript:alert(1)", 'https://evil.example/"><script>alert(1)</script>')
    bad = tuple(
        Article(
            f"{number}{HOSTILE}",
            HOSTILE,
            HOSTILE,
            HOSTILE,
            url,
            None,
            HOSTILE,
            Place(HOSTILE, line=number),
            {HOSTILE: HOSTILE},
        )
        for number, url in enumerate(urls, start=1)
    )
    left, right = (
        Quote(
            article.id,
            HOSTILE,
            0,
            len(HOSTILE),
            "title",
            (Span(3, 30), Span(20, 45), Span(0, 2), Span(500, 900)),
            (bad[1].id,),
            HOSTILE,
        )
        for article in bad
    )
    ids = tuple(article.id for article in bad)
    return Detection(
        bad,
        (Group(HOSTILE, ids, ids[0], (DuplicateSet("near", ids[::-1], 0.7),), 0.5),),
        (
            Disagreement(
                HOSTILE, left, right, "entity", "contradiction", 0.9, HOSTILE, HOSTILE, "0"
            ),
        ),
        (Disagreement(HOSTILE, right, left, "number", "update", 0.4, HOSTILE, HOSTILE, "1"),),
        (Problem(Place(HOSTILE), HOSTILE), Problem(Place("-"), HOSTILE, lost=False)),
        {"embedding_model": HOSTILE},
        (ModelInfo(HOSTILE, "embedding", HOSTILE),),
        HOSTILE,
    )
