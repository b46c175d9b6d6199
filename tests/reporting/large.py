"""A large result, made up: as many stories and findings as wanted, the same every time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from detector.article import Article, Span
from detector.detection import (
    KINDS,
    RELATIONS,
    Detection,
    Disagreement,
    Group,
    Quote,
    fingerprint,
)

_WORDS = (
    "bridge council river harbour minister storm ferry bank verdict rocket strike water law "
    "border merger hospital runoff theft final recall rate quake talks signed opened closed"
).split()
_REPORTS = 4


def large_detection(stories: int, findings_per_story: int) -> Detection:
    """A result of four articles a story, each finding between two sentences of two of them."""
    chance = random.Random(0)
    articles: list[Article] = []
    groups: list[Group] = []
    findings: list[Disagreement] = []
    for number in range(stories):
        members = [_article(chance, number, place) for place in range(_REPORTS)]
        ids = tuple(article.id for article in members)
        group = Group(f"g-{number:05}", ids, ids[0], (), 0.7)
        for place in range(findings_per_story):
            findings.append(_finding(chance, group, members, place))
        articles += members
        groups.append(group)
    findings.sort(key=lambda finding: (-finding.score, finding.fingerprint))
    return Detection(tuple(articles), tuple(groups), tuple(findings), version="0")


def _article(chance: random.Random, story: int, place: int) -> Article:
    sentences = [
        f"{' '.join(chance.choices(_WORDS, k=14)).capitalize()} {chance.randrange(1000)}."
        for _ in range(12)
    ]
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, 12, 3)]
    return Article(
        f"a-{story:05}-{place}",
        f"Story {story}: {' '.join(chance.choices(_WORDS, k=5))}",
        "\n\n".join(paragraphs),
        f"Outlet {chance.randrange(80)}",
        f"https://outlet.example/{story}/{place}",
        datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=story * 3 + place),
        "en",
    )


def _finding(
    chance: random.Random, group: Group, members: list[Article], place: int
) -> Disagreement:
    left, right = members[place % (_REPORTS - 1)], members[-1]
    return Disagreement(
        group.id,
        _quote(left, place),
        _quote(right, place),
        chance.choice(KINDS),
        chance.choice(RELATIONS),
        round(0.4 + 0.6 * chance.random(), 3),
        f"The figures of story {group.id} differ in point {place}.",
        f"slot {place}",
        fingerprint("CON101", [group.id, str(place)]),
    )


def _quote(article: Article, place: int) -> Quote:
    sentence = article.sentences[1 + place % 12]
    cue = Span(sentence.end - 4, sentence.end - 1)
    return Quote(article.id, sentence.text, sentence.start, sentence.end, "text", (cue,))
