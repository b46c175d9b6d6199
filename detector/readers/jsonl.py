"""JSON Lines: one article a line."""

from __future__ import annotations

from collections.abc import Iterator

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.json_text import load_json
from detector.readers.records import article_from
from detector.settings import Settings


class JsonLinesReader:
    """Reads an object from each line that is not blank."""

    name = "JSON Lines"
    # Many a file of JSON lines is called .json.
    suffixes = (".jsonl", ".ndjson", ".json")
    reads_part = True

    def sniff(self, document: Document) -> float:
        """Look at whether the first line is an object by itself."""
        first, *others = document.start.split("\n", 1)
        if not first.startswith("{"):
            return 0.0
        try:
            load_json(first)
        except ValueError:
            # A first line longer than what is looked at; or an object over many lines.
            return 0.0 if others else 0.3
        return 0.9 if others and others[0].strip() else 0.5

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield an article or a problem for each line."""
        for number, line in enumerate(document.lines(), start=1):
            if not line.strip():
                continue
            try:
                record = load_json(line)
            except ValueError as error:
                yield document.problem(f"this line is not valid JSON ({error})", line=number)
                continue
            yield from article_from(record, document.place(line=number), settings)
