"""A sentence as contrast sees it: its words, participants, quantities, dates and claims."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain

from spacy.tokens import Doc

from detector.article import Article, Sentence, Span, chronology, normalise
from detector.contrast.claims import Claim, find_claims, find_retold, find_speaker
from detector.contrast.dates import DateMention, find_dates
from detector.contrast.language import parse
from detector.contrast.lexicon import LIGHT, MONTHS, NOT_PARTICIPANTS, SPEECH, WEEKDAYS
from detector.contrast.quantities import Quantity, find_quantities

_BACKGROUND = re.compile(
    rf"\b(?:last (?:year|season|month|week|summer|winter|spring|autumn|{'|'.join(MONTHS)})|"
    r"(?:years?|months?|weeks|decades?) "
    r"(?:ago|earlier)|previous(?:ly)?|in the past|similar (?:attack|incident|quake|accident)|"
    r"world war|historically|on average|a year (?:ago|earlier)|a decade (?:ago|earlier))\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\W*(?:first |last |originally )?(?:published|updated|posted|modified|filed)\b.{0,80}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_IN_STAMP = re.compile(r"\d+(?:st|nd|rd|th|am|pm)?|[ap]m|[a-z]{1,2}t|utc|at|on")
_CALENDAR = frozenset({*MONTHS, *WEEKDAYS} | {name[:3] for name in (*MONTHS, *WEEKDAYS)} | {"sept"})
_LOWER = re.compile(r"\b[a-z]{2,}\b")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}\b")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+\b")
_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "NUM"})


@dataclass(frozen=True, eq=False)
class ReadSentence:
    """One sentence, read; the same sentence in several articles is read once.

    Attributes
    ----------
    carriers : tuple of str
        Ids of the articles that carry it, the earliest dated first.
    sentence : Sentence
        As it stands in the first of them.
    published : datetime or None
        Of the first of them.
    doc : spacy.tokens.Doc
    neighbours : list of ReadSentence
        All sentences of the articles that carry it, itself included.
    """

    carriers: tuple[str, ...]
    sentence: Sentence
    published: datetime | None
    doc: Doc
    neighbours: list[ReadSentence] = field(default_factory=list)

    @property
    def article_id(self) -> str:
        """The first article that carries it."""
        return self.carriers[0]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.sentence.text

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Quantities, in order."""
        return find_quantities(self.doc)

    @cached_property
    def dates(self) -> list[DateMention]:
        """Dates and times of events, in order."""
        return find_dates(self.doc, self.published)

    @cached_property
    def claims(self) -> list[Claim]:
        """Events asserted or denied, in order; those denied of the sentence before come last."""
        before = self._before
        retold = find_retold(self.doc, before.doc) if before is not None else []
        return find_claims(self.doc) + retold

    @property
    def _before(self) -> ReadSentence | None:
        """The sentence that precedes it in its article, if it was read there."""
        index = self.sentence.index - 1
        return next(
            (
                other
                for other in self.neighbours
                if other.article_id == self.article_id and other.sentence.index == index
            ),
            None,
        )

    @cached_property
    def slots(self) -> frozenset[str]:
        """What the sentence gives a value for: a count of people killed, a day of arrival."""
        counted = {f"number {q.outcome}" for q in self.quantities if q.outcome}
        measured = {
            f"number {q.unit} {_head(q.counted)}"
            for q in self.quantities
            if q.counted and (not q.outcome or q.unit == "age")
        }
        dated = {
            f"date {self.doc[d.event].lemma_.lower()}"
            for d in self.dates
            if d.event >= 0 and self.doc[d.event].lemma_.lower() not in LIGHT | SPEECH
        }
        return frozenset(counted | measured | dated)

    @cached_property
    def participants(self) -> frozenset[str]:
        """Lower-case words of the names in the sentence."""
        return frozenset(
            word
            for token in self.doc
            if token.pos_ == "PROPN" or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP", "LOC")
            for word in [token.lower_.strip(".'\u2019-")]
            if len(word) > 2 and word not in NOT_PARTICIPANTS and not token.is_stop
        )

    @cached_property
    def persons_meant(self) -> frozenset[str]:
        """Lower-case words of the persons named here or, where none is, in the sentence before."""
        before = self._before
        return _persons(self.doc) or (_persons(before.doc) if before is not None else frozenset())

    @cached_property
    def content(self) -> frozenset[str]:
        """Lemmas of the content words."""
        return frozenset(
            token.lemma_.lower()
            for token in self.doc
            if token.pos_ in _CONTENT and not token.is_stop and len(token) > 1
        )

    @cached_property
    def is_question(self) -> bool:
        """Whether it asks rather than says."""
        return self.text.rstrip("\"'\u201d\u2019 ").endswith("?")

    @cached_property
    def is_background(self) -> bool:
        """Whether it looks back at an earlier event rather than reports this one."""
        if _BACKGROUND.search(self.text):
            return True
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", self.text)]
        return self.published is not None and any(y < self.published.year - 1 for y in years)

    @cached_property
    def speaker(self) -> str | None:
        """Who is reported to say the main clause; None for the outlet itself."""
        root = next((token for token in self.doc if token.dep_ == "ROOT"), None)
        if root is None:
            return None
        for child in root.children:
            if child.dep_ == "ccomp":
                return find_speaker(child)
        return find_speaker(root)

    def in_article(self, span: Span) -> Span:
        """Turn a span of the sentence into one of its article's field."""
        return Span(self.sentence.start + span.start, self.sentence.start + span.end)


def _persons(doc: Doc) -> frozenset[str]:
    return frozenset(token.lower_ for token in doc if token.ent_type_ == "PERSON")


def _head(counted: str) -> str:
    """What is counted; of a name the surname, by which a second report may call its bearer."""
    return counted.rsplit(" ", 1)[-1]


def read_sentences(articles: Sequence[Article]) -> list[ReadSentence]:
    """Read every different sentence of the articles, in order of their publication.

    Datelines, dates alone and notes of publication ("Updated: May 3") are no sentences of the
    story.
    What a copy repeats is read once; what it changes is read as a sentence of its own.
    """
    first: dict[str, tuple[Article, Sentence]] = {}
    carriers: defaultdict[str, list[str]] = defaultdict(list)
    for article in sorted(articles, key=chronology):
        for sentence in article.sentences:
            if _FURNITURE.match(sentence.text) or _is_stamp(sentence.text):
                continue
            key = normalise(sentence.text)
            first.setdefault(key, (article, sentence))
            if article.id not in carriers[key]:
                carriers[key].append(article.id)
    known = _lower_case_words(articles)
    docs = parse([sentence_case(sentence.text, known) for _, sentence in first.values()])
    sentences = [
        ReadSentence(tuple(carriers[key]), sentence, article.published, doc)
        for (key, (article, sentence)), doc in zip(first.items(), docs, strict=True)
    ]
    _join_neighbours(sentences)
    return sentences


def _is_stamp(text: str) -> bool:
    """Whether it is a date or time and nothing else: "Wednesday, Feb. 29, 2012 2:27 PM ET"."""
    words = _WORD.findall(text.lower().replace(".m.", "m"))
    return all(word in _CALENDAR or _IN_STAMP.fullmatch(word) for word in words)


def _join_neighbours(sentences: Sequence[ReadSentence]) -> None:
    carried: defaultdict[str, list[ReadSentence]] = defaultdict(list)
    for sentence in sentences:
        for article_id in sentence.carriers:
            carried[article_id].append(sentence)
    for sentence in sentences:
        # Copies carry the same sentences; ReadSentence is compared by identity.
        together = (carried[article_id] for article_id in sentence.carriers)
        sentence.neighbours.extend(dict.fromkeys(chain.from_iterable(together)))


def _lower_case_words(articles: Sequence[Article]) -> frozenset[str]:
    return frozenset(word for article in articles for word in _LOWER.findall(article.text))


def sentence_case(text: str, known: frozenset[str]) -> str:
    """Write a headline in Title Case as a sentence, which a parser understands better.

    Only the case of letters changes, so that offsets hold.

    Parameters
    ----------
    text : str
    known : frozenset of str
        Words seen in lower case in running text; others may be names and stay.
    """
    words = _LONG_WORD.findall(text)
    capitalised = sum(word[0].isupper() for word in words)
    if len(words) < 3 or capitalised < 0.8 * len(words):
        return text
    first = re.search(r"\w", text)
    begin = first.end() if first is not None else 0
    return text[:begin] + _CAPITALISED.sub(
        lambda match: match.group().lower() if match.group().lower() in known else match.group(),
        text[begin:],
    )
