"""CSV, TSV and their kin: a header, then one article a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.fields import known_fields, missing_words
from detector.readers.records import article_from
from detector.settings import Settings

_DELIMITERS = ",\t;|"

#: A row and the number of its first line; or the number of a line and what is wrong there.
_Row = tuple[int, list[str] | str]


class DelimitedReader:
    """Reads rows under a header of column names."""

    name = "CSV"
    suffixes = (".csv", ".tsv", ".tab")
    reads_part = True

    def sniff(self, document: Document) -> float:
        """Look for a header in which a title or a text is named beside something else."""
        header = document.start.split("\n", 1)[0]
        names = _split_header(header, _delimiter(header, Settings.model_construct()))
        known = known_fields(names, Settings.model_construct())
        return 0.6 if len(known) > 1 and known & {"title", "text"} else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield an article or a problem for each row."""
        lines = list(document.lines())
        header = next((line for line in lines if line.strip()), "")
        rows = _rows(lines, _delimiter(header, settings))
        number, names = next(rows, (1, []))
        if isinstance(names, str):
            yield document.problem(f"the header cannot be read: {names}", line=number)
            return
        names = [name.strip() for name in names]
        if reason := missing_words(names, settings):
            yield document.problem(reason, line=number)
            return
        for number, row in rows:
            yield from _article(document, names, number, row, settings)


def _article(
    document: Document, names: Sequence[str], number: int, row: list[str] | str, settings: Settings
) -> Iterator[Article | Problem]:
    if isinstance(row, str):
        yield document.problem(row, line=number)
    elif len(row) != len(names):
        yield document.problem(
            f"this row has {len(row)} cells, but the header has {len(names)}; "
            "put quotes around cells that hold the delimiter",
            line=number,
        )
    else:
        record = dict(zip(names, row, strict=False))
        yield from article_from(record, document.place(line=number), settings)


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[_Row]:
    """Parse the rows; a quote that is never closed costs its own line and no other."""
    start = 0
    # The module's own bound, 128 KiB a cell, is less than a long article; the size of
    # the document is bounded already.
    csv.field_size_limit(max(csv.field_size_limit(), 1 + sum(map(len, lines))))
    while start < len(lines):
        reader = csv.reader(_from(lines, start), delimiter=delimiter, strict=True)
        done = 0
        try:
            for row in reader:
                if row:
                    yield start + done + 1, row
                done = reader.line_num
            return
        except csv.Error as error:
            yield start + done + 1, f"this row cannot be read ({error}); check its quotes"
            start += done + 1


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    return (lines[index] for index in range(start, len(lines)))


def _delimiter(header: str, settings: Settings) -> str:
    """The delimiter that makes the most known names, then the most names, of the header."""

    def names_found(delimiter: str) -> tuple[int, int]:
        names = _split_header(header, delimiter)
        return len(known_fields(names, settings)), len(names)

    return max(_DELIMITERS, key=names_found)


def _split_header(header: str, delimiter: str) -> list[str]:
    return [name.strip().strip('"') for name in header.split(delimiter)]
