"""The article: what every reader makes and everything else reads."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import sentencex

#: Whether a sentence stands in its article's title or text.
Field = Literal["title", "text"]

# Beyond this many characters a "sentence" is a table, a list or a missing full stop,
# and is split at line ends; see `_split`.
_LONGEST_SENTENCE = 2000

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, `start` inclusive and `end` exclusive, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article.

    Attributes
    ----------
    index : int
        Place in the article; the title, where there is one, is sentence 0.
    text : str
        The sentence, without white space around it.
    start, end : int
        Character offsets into the title or the text of the article, as `field` says:
        ``getattr(article, field)[start:end] == text``.
    field : {"title", "text"}
    """

    index: int
    text: str
    start: int
    end: int
    field: Field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read: a file or address, and the place in it.

    Attributes
    ----------
    source : str
        The path or address as the user named it (``-`` is standard input).
    line : int or None
        Line of the file, from 1, for line-based formats and for text files (the line
        on which the article starts).
    entry : int or None
        Number of the entry, from 1, for formats that hold several articles.
    """

    source: str
    line: int | None = None
    entry: int | None = None

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.source}:{self.line}"
        if self.entry is not None:
            return f"{self.source}, entry {self.entry}"
        return self.source


@dataclass(frozen=True)
class Article:
    """A news article.

    Attributes
    ----------
    id : str
        As given, else `content_id` of title and text.
    title : str
        May be empty.
    text : str
        The body, without the title.
    source : str or None
        The publisher, e.g. ``"Reuters"``.
    url : str or None
    published : datetime or None
        Always with a time zone; None where it is not known.
    language : str or None
        ISO 639-1 code, where it is known.
    place : Place or None
        Where it was read, so that a report can point at file and line.
    extra : Mapping
        Keys that readers did not know; kept, never interpreted.
    """

    id: str
    title: str
    text: str
    source: str | None = None
    url: str | None = None
    published: datetime | None = None
    language: str | None = None
    place: Place | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.published is not None and self.published.tzinfo is None:
            raise ValueError(
                f"article {self.id!r}: 'published' needs a time zone, got {self.published!r}"
            )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences with exact offsets, the title first."""
        spans: list[tuple[Field, Span]] = []
        if self.title.strip():
            spans.append(("title", _trim(self.title, 0, len(self.title))))
        spans += [("text", span) for span in _split(self.text)]
        return tuple(
            Sentence(index, getattr(self, name)[span.start : span.end], span.start, span.end, name)
            for index, (name, span) in enumerate(spans)
        )

    @property
    def outlet(self) -> str:
        """The publisher's name, or the best stand-in for it."""
        if self.source:
            return self.source
        if self.url:
            return re.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", self.url).split("/")[0] or self.id
        return self.id


def normalise(text: str) -> str:
    """Fold compatibility characters, case and white space, so that equal texts are equal."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def content_id(title: str, text: str) -> str:
    """Return a stable id made from the words of an article."""
    content = normalise(title) + "\n" + normalise(text)
    return "a-" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def chronology(article: Article) -> tuple[bool, float, str]:
    """Sort key: dated articles in order of time, then undated ones, then by id."""
    return order_of_time(article.published, article.id)


def order_of_time(published: datetime | None, article_id: str) -> tuple[bool, float, str]:
    """Sort key of an article, or of what stands in it."""
    return published is None, published.timestamp() if published else 0.0, article_id


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _split(text: str) -> list[Span]:
    """Split a text into sentences; a line break between paragraphs always ends one."""
    spans: list[Span] = []
    for paragraph in re.finditer(r"[^\n]+", text):
        offset = paragraph.start()
        # Unpaired surrogates cannot be passed on; a stand-in keeps the offsets.
        text_of = _SURROGATE.sub("\ufffd", paragraph.group())
        for boundary in sentencex.get_sentence_boundaries("en", text_of):
            begin, end = offset + boundary["start_index"], offset + boundary["end_index"]
            for cut in range(begin, end, _LONGEST_SENTENCE):
                span = _trim(text, cut, min(cut + _LONGEST_SENTENCE, end))
                if span.end > span.start:
                    spans.append(span)
    return spans
