"""Where an article stands, as the formats for machines need it: file and line, or address."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import quote

from detector.article import Article, Place
from detector.reporting.labels import web_address
from detector.reporting.quoting import encodable

_STANDARD_INPUT = "-"
#: Formats in which an article takes several lines of its own.
_SEVERAL_LINES = frozenset({".txt", ".text", ".md", ".markdown", ".csv", ".tsv"})
#: Characters of a file that are searched for a sentence.
_LONGEST_FILE = 20_000_000


def file_of(place: Place | None) -> str | None:
    """The path of the file that was read; None for an address or standard input."""
    if place is None or place.source == _STANDARD_INPUT or web_address(place.source):
        return None
    return place.source


def uri_of(place: Place | None, url: str | None = None) -> str | None:
    """A URI of the place, else of `url`; relative for a relative path."""
    path = file_of(place)
    if path is None:
        return web_address(place.source if place else None) or web_address(url)
    pure = PurePath(encodable(path))
    # A colon in the first part of a relative reference would read as a scheme; quoted too.
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())


def file_and_line(article: Article, sentence: str = "") -> tuple[str | None, int | None]:
    """The file an article was read from, and the line of a sentence in it.

    Where the sentence cannot be found (the file is gone or changed, or it is written with
    markup there), the line on which the article starts, where that is known.
    """
    path, lines = file_of(article.place), lines_of(article, sentence)
    return path, lines[0] if path is not None and lines else None


def lines_of(article: Article, sentence: str = "") -> tuple[int, int] | None:
    """The first and last line of a sentence where its article was read, from 1."""
    place = article.place
    if place is None:
        return None
    path = file_of(place)
    if sentence and path is not None and PurePath(path).suffix.lower() in _SEVERAL_LINES:
        content = _content(path, _changed(path))
        words = r"\s+".join(map(re.escape, sentence.split()))
        begin = _start_of_line(content, place.line or 1)
        found = re.compile(words).search(content, begin)
        if found is not None:
            first = content.count("\n", 0, found.start()) + 1
            return first, first + found.group().count("\n")
    return (place.line, place.line) if place.line else None


@lru_cache(maxsize=64)
def _content(path: str, changed: int) -> str:
    """The text of a file, with line feeds for all line ends; empty if it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline=None) as file:
            return file.read(_LONGEST_FILE)
    except OSError:
        return ""


def _changed(path: str) -> int:
    """When a file was last changed, so that a changed one is read again; 0 if it is gone."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _start_of_line(content: str, line: int) -> int:
    begin = 0
    for _ in range(line - 1):
        begin = content.find("\n", begin) + 1
        if begin == 0:
            return len(content)
    return begin
