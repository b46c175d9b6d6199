"""Where an article stands, as the formats for machines need it: file and line, or address."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import quote

from detector.article import Article, Place
from detector.reporting.labels import web_address
from detector.reporting.quoting import encodable

_STANDARD_INPUT = "-"
#: Formats in which an article is the whole file, and its title may stand in the head.
_WHOLE_FILE = frozenset({".txt", ".text", ".md", ".markdown"})
#: Formats in which an article is a row, whose quoted cells may go over lines, and a line.
_ROW = frozenset({".csv", ".tsv", ".tab"})
_LINE = frozenset({".jsonl", ".ndjson"})
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
    path, region = file_of(article.place), region_of(article, sentence)
    return path, region.first_line if path is not None and region else None


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file, lines and columns from 1, the last column exclusive.

    Columns count characters; they are None where only lines are known.
    """

    first_line: int
    last_line: int
    first_column: int | None = None
    last_column: int | None = None


def region_of(article: Article, sentence: str = "") -> Region | None:
    """Where a sentence stands in the file its article was read from.

    Where it cannot be found, the line on which the article starts; None if that is not known.
    """
    place = article.place
    if place is None:
        return None
    path = file_of(place)
    suffix = PurePath(path or "").suffix.lower()
    if sentence and path is not None and suffix in _WHOLE_FILE | _ROW | _LINE:
        content = _content(path, _changed(path))
        begin = _start_of_line(content, place.line or 1)
        pattern = _as_written(sentence)
        found = pattern.search(content, begin, _end_of_article(content, begin, suffix))
        if found is None and suffix in _WHOLE_FILE:
            found = pattern.search(content, 0, begin)
        if found is not None:
            return _region(content, *found.span())
    return Region(place.line, place.line) if place.line else None


def _as_written(sentence: str) -> re.Pattern[str]:
    """A pattern of a sentence as text, Markdown, CSV and JSON write it."""
    marks = "[*_`]*"
    between = rf"{marks}(?:\s|\\[nrt])+{marks}"
    words = (marks.join(map(_as_escaped, _WORD.findall(w))) for w in sentence.split())
    return re.compile(between.join(words))


#: A word is cut from the signs around it, between which Markdown puts its own.
_WORD = re.compile(r"\w+|\W+")


def _as_escaped(part: str) -> str:
    return "".join(map(_character, part))


@lru_cache(maxsize=4096)
def _character(character: str) -> str:
    """A pattern of a character: as it is, doubled in CSV, or escaped in JSON."""
    escaped = re.escape(character)
    if character == '"':
        return r'(?:""?|\\")'
    if character in "\\/":
        return rf"\\?{escaped}"
    if character.isascii():
        return escaped
    units = character.encode("utf-16-be", "surrogatepass")
    codes = "".join(rf"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return f"(?:{escaped}|(?i:{codes}))"


def _region(content: str, start: int, end: int) -> Region:
    first = content.count("\n", 0, start) + 1
    last = first + content.count("\n", start, end)
    first_column = start - content.rfind("\n", 0, start)
    return Region(first, last, first_column, end - content.rfind("\n", 0, end))


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


def _end_of_article(content: str, begin: int, suffix: str) -> int:
    if suffix in _WHOLE_FILE:
        return len(content)
    pattern = r'(?:[^"\n]+|"[^"]*")*' if suffix in _ROW else r"[^\n]*"
    found = re.compile(pattern).match(content, begin)
    return found.end() if found else begin


def _start_of_line(content: str, line: int) -> int:
    begin = 0
    for _ in range(line - 1):
        begin = content.find("\n", begin) + 1
        if begin == 0:
            return len(content)
    return begin
