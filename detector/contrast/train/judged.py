"""What readers said of sentence pairs and stories of real news, joined to the articles.

The labels name articles and character offsets only; the articles are third-party text and
lie elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

from detector.article import Article, Sentence, normalise
from detector.contrast.pairs import SentencePair
from detector.contrast.train.stories import plain, read_slots, read_stories

#: Labels under which a reported clash is right.
RIGHT = frozenset({"contradiction", "dispute", "update"})
#: Pairs of listed slots are rich in contradictions, so they count less than drawn ones.
SLOT_WEIGHT = 0.3
#: Sentences of each side of a slot that are paired with those of the others.
_OF_A_SIDE = 2

#: The kind of a clash, and its two sentences by article and normalised text.
ClashKey = tuple[str, frozenset[tuple[str, str]]]

#: Articles and their sentences, by identifier and normalised text.
Said = Collection[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """Two sentences by their places, and how they were judged."""

    left: tuple[Article, Sentence]
    right: tuple[Article, Sentence]
    right_to_report: bool
    story: str
    weight: float


@dataclass(frozen=True)
class Slot:
    """A fact on which articles of a story seem to differ, and who says what of it.

    Attributes
    ----------
    relation : {"contradiction", "dispute", "update", "trap"}
        How they differ; a trap only looks like it.
    clear : bool
    sides : list of list of (Article, Sentence)
        The sentences on each side.
    """

    relation: str
    clear: bool
    sides: list[list[tuple[Article, Sentence]]]

    @property
    def right(self) -> bool:
        """Whether a reported clash over it is right."""
        return self.relation in RIGHT


@dataclass(frozen=True)
class ReadStory:
    """A story that was read for its disagreements.

    Attributes
    ----------
    name : str
    articles : list of Article
    slots : list of Slot
    in_part : bool
        Whether the ends of long articles were not read.
    """

    name: str
    articles: list[Article]
    slots: list[Slot]
    in_part: bool = False


def judged_rows(labels: Path, folder: Path, without: Collection[str] = frozenset()) -> list[Row]:
    """Join the labels to the articles they point into, and add the pairs of listed slots.

    Parameters
    ----------
    labels : Path
    folder : Path
        Holds the articles, and slots of its own.
    without : collection of str
        Ids of articles to leave out, and with them the stories they are of.
    """
    articles = _articles(folder)
    read = listed_stories(labels, folder, without)
    rows = (
        *_drawn_rows(labels, articles),
        *_slot_rows((*read, *_quoted_stories(folder, articles))),
    )
    return [row for row in rows if not {row.left[0].id, row.right[0].id} & set(without)]


def listed_stories(
    labels: Path, folder: Path, without: Collection[str] = frozenset()
) -> list[ReadStory]:
    """Read the stories of ``slots.jsonl``, beside `labels`, with their articles.

    Those that hold an article of `without` are left out.
    """
    articles = _articles(folder)
    stories = []
    for line in labels.with_name("slots.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if any(name in without for name in row["articles"]):
            continue
        members = [articles[name] for name in row["articles"] if name in articles]
        slots = [
            Slot(
                slot["relation"],
                slot["confidence"] == "clear",
                [[at for where in side if (at := _at(articles, where))] for side in slot["sides"]],
            )
            for slot in row["slots"]
        ]
        stories.append(ReadStory(row["story"], members, slots, row.get("in_part", False)))
    return stories


def read_in_full(
    labels: Path, folder: Path, without: Collection[str] = frozenset()
) -> list[ReadStory]:
    """Read those of `listed_stories` in which what is not listed is no difference."""
    # Of what no reader got to, there is no saying.
    return [story for story in listed_stories(labels, folder, without) if not story.in_part]


def judged_clashes(labels: Path, folder: Path) -> dict[ClashKey, bool]:
    """Read ``clashes.jsonl``, beside `labels`: clashes that were judged one by one.

    Those whose sentences are split elsewhere by now are left out.

    Returns
    -------
    dict of ClashKey to bool
        Whether a clash is right to report.
    """
    articles = _articles(folder)
    judged = {}
    for line in labels.with_name("clashes.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        sides = [at for side in ("left", "right") if (at := _at(articles, row[side]))]
        said = frozenset((article.id, normalise(s.text)) for article, s in sides)
        if len(sides) == 2:
            judged[row["kind"], said] = row["label"] == "right"
    return judged


def clash_keys(pair: SentencePair, kind: str) -> Iterator[ClashKey]:
    """Yield the keys under which a clash of two sentences may have been judged."""
    texts = [normalise(side.text) for side in (pair.left, pair.right)]
    for carriers in product(pair.left.carriers, pair.right.carriers):
        yield kind, frozenset(zip(carriers, texts, strict=True))


def listed_sides(slots: Sequence[Slot], *, right: bool = True) -> list[list[Said]]:
    """Who says what on each side of the slots that are rightly reported, or of the traps."""
    return [
        [{(article.id, normalise(s.text)) for article, s in side} for side in slot.sides]
        for slot in slots
        if slot.right is right
    ]


def is_listed(pair: SentencePair, slots: Sequence[Sequence[Said]]) -> bool:
    """Whether a reader set the two sentences against each other, on two sides of a slot."""
    said = [{(name, normalise(s.text)) for name in s.carriers} for s in (pair.left, pair.right)]
    return any(
        not said[0].isdisjoint(one) and not said[1].isdisjoint(other)
        for sides in slots
        for one, other in permutations(sides, 2)
    )


def _articles(folder: Path) -> dict[str, Article]:
    """The articles of all stories, by their ids."""
    return {article.id: article for story in read_stories(folder).values() for article in story}


def _slot_rows(stories: Iterable[ReadStory]) -> Iterator[Row]:
    """Pair the first sentences of each side of a slot with those of the others."""
    for story in stories:
        for slot in story.slots:
            weight = SLOT_WEIGHT if slot.clear else SLOT_WEIGHT / 2
            for one, other in combinations(slot.sides, 2):
                for left, right in product(one[:_OF_A_SIDE], other[:_OF_A_SIDE]):
                    if left[0].id != right[0].id:
                        yield Row(left, right, slot.right, story.name, weight)


def _drawn_rows(labels: Path, articles: dict[str, Article]) -> Iterator[Row]:
    """The labelled pairs; one whose sentences are split elsewhere by now is left out."""
    for line in labels.read_text("utf-8").splitlines():
        row = json.loads(line)
        left, right = (_at(articles, row[side]) for side in ("left", "right"))
        if left is not None and right is not None:
            weight = 1.0 if row["clear"] else 0.6
            yield Row(left, right, row["label"] in RIGHT, row["story"], weight)


def _at(articles: dict[str, Article], where: dict[str, Any]) -> tuple[Article, Sentence] | None:
    article = articles.get(where["article"])
    for s in article.sentences if article is not None else ():
        if (s.field, s.start, s.end) == (where["field"], where["start"], where["end"]):
            return (article, s) if article is not None else None
    return None


def _quoted_stories(folder: Path, articles: dict[str, Article]) -> Iterator[ReadStory]:
    """The events of the folder, each side of a slot by the first sentence quoted for it."""
    for event, slots in sorted(read_slots(folder).items()):
        quoted = [
            Slot(
                slot["relation"],
                slot["confidence"] == "clear",
                [
                    [at for quote in side["quotes"][:1] if (at := _quoted(articles, quote))]
                    for side in slot["sides"]
                ],
            )
            for slot in slots
        ]
        yield ReadStory(f"ecbplus:{event}", [], quoted)


def _quoted(articles: dict[str, Article], quote: dict[str, str]) -> tuple[Article, Sentence] | None:
    article = articles.get(quote["id"])
    for sentence in article.sentences if article is not None else ():
        if article is not None and plain(quote["text"]) in plain(sentence.text):
            return article, sentence
    return None
