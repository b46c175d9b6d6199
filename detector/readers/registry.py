"""Which reader reads a document: told by its suffix, then by its content."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol

from detector import plugins
from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.settings import Settings


class Reader(Protocol):
    """What reads one format; registered under the entry points ``detector.readers``.

    The entry point names an instance or a class that needs no arguments.

    Attributes
    ----------
    name : str
        The format, as messages call it.
    suffixes : tuple of str
        In lower case with the dot, without ``.gz``.
    reads_part : bool
        Whether what comes before the size limit is worth having; if not, a document
        larger than it is refused as a whole.
    """

    name: str
    suffixes: tuple[str, ...]
    reads_part: bool

    def sniff(self, document: Document) -> float:
        """How sure it is that the content is of this format, in [0, 1]."""
        ...

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield the articles, and a problem for each entry that is none."""
        ...


def choose_reader(document: Document) -> Reader | None:
    """The reader for a document; None if its suffix and content say nothing to any."""
    # A file is named by its owner; an address ends in .php or .html whatever it serves.
    trust = 0.5 if document.is_address else 1.0
    best: Reader | None = None
    highest = 0.0
    for reader in readers():
        score = reader.sniff(document) + trust * (document.suffix in reader.suffixes)
        if score > highest:
            best, highest = reader, score
    return best


@cache
def readers() -> tuple[Reader, ...]:
    """All readers there are."""
    parts = [
        plugins.load("detector.readers", name) for name in plugins.available("detector.readers")
    ]
    return tuple(part() if isinstance(part, type) else part for part in parts)
