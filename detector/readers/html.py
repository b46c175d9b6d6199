"""Web pages saved as HTML, by trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.fields import without_field_names
from detector.readers.records import article_from
from detector.settings import Settings

_ROOT = re.compile(r"(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)

_META = re.compile(r"<meta\b[^>]{0,500}>", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*[\"']([^\"']{4,40})[\"']", re.IGNORECASE)
#: Characters in which the head of a page is looked for.
_HEAD = 100_000

_DATES = {
    "outputformat": "%Y-%m-%dT%H:%M:%S%z",
    # The day of publication, as the page declares it: not the latest date in its text,
    # and not bounded by today, or the same page would read differently tomorrow.
    "original_date": True,
    "extensive_search": False,
    "max_date": "2100-12-31",
}


class HtmlReader:
    """Reads the article of a page; needs the extra ``html``.  Nothing is fetched."""

    name = "HTML"
    suffixes = (".html", ".htm", ".xhtml")
    reads_part = False

    def sniff(self, document: Document) -> float:
        """Look for the document type or the root element."""
        return 0.9 if _ROOT.match(document.start) else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield the article, or a problem."""
        try:
            import trafilatura
        except ImportError:
            yield document.problem("reading HTML needs trafilatura: pip install 'detector[html]'")
            return
        page: Any = trafilatura.bare_extraction(
            document.text, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
        if page is None or not page.text:
            yield document.problem(
                "no article was found in this page; save the article's own page, or its text"
            )
            return
        record = {
            "title": page.title,
            "text": _without_title(page.text, page.title),
            "source": page.sitename,
            "url": page.url,
            "published": _declared_time(document.text) or page.date,
            "language": _language(document.text),
            "author": page.author,
        }
        yield from article_from(record, document.place(), without_field_names(settings))


def _without_title(text: str, title: str | None) -> str:
    first, _, rest = text.partition("\n")
    return rest if title and " ".join(first.split()) == " ".join(title.split()) else text


def _declared_time(page: str) -> str | None:
    """The time of publication that the head declares; trafilatura keeps the day alone."""
    for meta in _META.findall(page[:_HEAD]):
        if "article:published_time" in meta and (content := _CONTENT.search(meta)):
            return content.group(1)
    return None


def _language(page: str) -> str | None:
    match = re.search(r"<html[^>]*?\slang\s*=\s*[\"']?([\w-]+)", page[:4096], re.IGNORECASE)
    return match.group(1) if match else None
