"""JSON: a list of articles, or an object with a list ``articles``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.json_text import read_entries
from detector.settings import Settings


class JsonReader:
    """Reads a JSON list of articles."""

    name = "JSON"
    suffixes = (".json",)
    reads_part = False

    def sniff(self, document: Document) -> float:
        """Look for a list of objects or the key ``articles``."""
        start = document.start
        if re.match(r"\[\s*[{\]]", start) or re.match(r'\{[^\[]*"articles"\s*:\s*\[', start):
            return 0.8
        return 0.2 if start.startswith(("[", "{")) else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield an article or a problem for each entry of the list."""
        yield from read_entries(document, settings, "articles")
