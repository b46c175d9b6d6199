"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.fields import without_field_names
from detector.readers.json_text import read_entries
from detector.settings import Settings

_VERSION = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org(?:\\?/)version')


class JsonFeedReader:
    """Reads the items of a JSON Feed; its title is their publisher."""

    name = "JSON Feed"
    suffixes = (".json",)
    reads_part = False

    def sniff(self, document: Document) -> float:
        """Look for the version that every JSON Feed names."""
        return 1.0 if document.start.startswith("{") and _VERSION.search(document.start) else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield an article or a problem for each item."""
        yield from read_entries(document, without_field_names(settings), "items")
