"""Corpora of any size whose groups are known, made by recombining and editing sentences.

An event takes its lead from one real text and its details from another; its names are
swapped for those of other texts and its figures drawn anew, so that many events are of
one kind without being one.  Each of its articles keeps most of these sentences, in order,
and edits their words; a few carry a sentence of another text.  Everything follows from
the seed.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.article import Article
from detector.vectors import stacked

#: All events fall into so many days, however many they are: growth is not hidden in time.
SPAN_DAYS = 365
#: Days after which a report of an event is 1/e as likely.
DELAY_DAYS = 0.7
#: Largest number of reports of one event; half of all events have one report only.
MOST_REPORTS = 40
#: Share of the words of a report that are changed.
EDITS = 0.12
#: Sentences of the lead text and of the other that make an event.
LEAD_SENTENCES, DETAIL_SENTENCES = 3, 3

#: What makes up a vector: what all share, the two texts of the event, its own names, and
#: (up to so much) the report.  Chosen so that cosines of reports of one event, of two
#: events with one lead, and of two others are distributed as those of the vectors of the
#: texts themselves; `scale.py` prints both.
COMMON_PART, LEAD_PART, DETAIL_PART, EVENT_PART, REPORT_PART = 1.0, 0.58, 0.48, 0.62, 1.05

_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_FIGURE = re.compile(r"\b\d+\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'])")
_START = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Source:
    """A real text: its title and its first sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is to be written, one row a report.

    Attributes
    ----------
    event : ndarray of shape (n,), int64
        The event of each report, in no order.
    lead, detail : ndarray of shape (events,), int64
        The source texts of each event.
    day : ndarray of shape (n,), float64
        Publication, in days since the start.
    """

    event: NDArray[np.int64]
    lead: NDArray[np.int64]
    detail: NDArray[np.int64]
    day: NDArray[np.float64]


def read_sources(paths: Sequence[Path]) -> list[Source]:
    """Read texts of JSON lines with ``text`` (or ``update``) and perhaps ``title``."""
    sources = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                text = " ".join((row.get("text") or row.get("update") or "").split())
                sentences = tuple(_SENTENCE_END.split(text)[:LEAD_SENTENCES])
                if len(text) > 60:
                    sources.append(Source(row.get("title") or "", sentences))
    return sources


def plan(size: int, sources: int, seed: int = 0) -> Plan:
    """Draw events until there are `size` reports."""
    generator = np.random.default_rng(seed)
    reports = np.minimum(generator.zipf(1.9, size=size), MOST_REPORTS)
    events = int(np.searchsorted(np.cumsum(reports), size)) + 1
    event = np.repeat(np.arange(events), reports[:events])[:size]
    generator.shuffle(event)
    day = generator.uniform(0, SPAN_DAYS, events)[event]
    return Plan(
        event,
        generator.integers(0, sources, events),
        generator.integers(0, sources, events),
        day + generator.exponential(DELAY_DAYS, size),
    )


def write(planned: Plan, sources: Sequence[Source], dated: bool = True) -> Iterator[Article]:
    """Yield the reports, one a row of the plan."""
    names = sorted({n for source in sources for s in source.sentences for n in _NAME.findall(s)})
    words = sorted({w for source in sources for s in source.sentences for w in s.split()})
    for row, event in enumerate(planned.event.tolist()):
        lead, detail = sources[planned.lead[event]], sources[planned.detail[event]]
        own = random.Random(event)
        told = _Retelling(own, names)
        title = told.of(lead.title)
        story = [told.of(s) for s in (*lead.sentences, *detail.sentences[:DETAIL_SENTENCES])]
        reporter = random.Random(f"{event} {row}")
        kept = [s for n, s in enumerate(story) if n == 0 or reporter.random() < 0.8]
        if reporter.random() < 0.15:
            kept.append(reporter.choice(reporter.choice(sources).sentences))
        text = " ".join(_edited(sentence, words, reporter) for sentence in kept)
        yield Article(
            f"{row:07}",
            _edited(title, words, reporter),
            text,
            source=f"Outlet {reporter.randrange(400)}",
            published=_START + timedelta(days=float(planned.day[row])) if dated else None,
        )


def vectors(planned: Plan, of_sources: NDArray[np.float32], seed: int = 0) -> NDArray[np.float16]:
    """Return a vector a report: the sources' own, with a direction an event and a report.

    Parameters
    ----------
    planned : Plan
    of_sources : ndarray of shape (sources, d), float32
        L2-normalised.

    Returns
    -------
    ndarray of shape (n, d), float16
        L2-normalised.
    """
    generator = np.random.default_rng(seed)
    events = _directions(generator, len(planned.lead), of_sources) * np.float32(EVENT_PART)
    events += LEAD_PART * of_sources[planned.lead] + DETAIL_PART * of_sources[planned.detail]
    events += COMMON_PART * of_sources.mean(axis=0)

    def reports(rows: slice) -> NDArray[np.float32]:
        own: NDArray[np.float32] = events[planned.event[rows]]
        part = generator.uniform(0.1, REPORT_PART, (len(own), 1)).astype(np.float32)
        own += part * _directions(generator, len(own), of_sources)
        own /= np.linalg.norm(own, axis=1, keepdims=True)
        return own

    blocks = range(0, len(planned.event), 100_000)
    return stacked(reports(slice(begin, begin + 100_000)) for begin in blocks)


def _directions(
    generator: np.random.Generator, size: int, of_sources: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Draw directions along which the sources themselves differ."""
    left, right = generator.integers(0, len(of_sources), (2, size))
    drawn = of_sources[left] - of_sources[right]
    drawn += 0.02 * generator.standard_normal(drawn.shape, dtype=np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn


class _Retelling:
    """Swaps names and figures, the same ones for the same others."""

    def __init__(self, own: random.Random, names: Sequence[str]) -> None:
        self._own = own
        self._names = names
        self._swapped: dict[str, str] = {}

    def of(self, sentence: str) -> str:
        told = _NAME.sub(lambda m: self._swap(m.group(), self._name), sentence)
        return _FIGURE.sub(lambda m: self._swap(m.group(), self._figure), told)

    def _swap(self, old: str, draw: object) -> str:
        return self._swapped.setdefault(old, draw())  # type: ignore[operator]

    def _name(self) -> str:
        return self._own.choice(self._names)

    def _figure(self) -> str:
        return str(self._own.randint(2, 900))


def _edited(sentence: str, words: Sequence[str], reporter: random.Random) -> str:
    """Drop or replace words."""
    edited = []
    for word in sentence.split():
        if reporter.random() >= EDITS:
            edited.append(word)
        elif reporter.random() < 0.5:
            edited.append(reporter.choice(words))
    return " ".join(edited)
