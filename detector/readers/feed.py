"""RSS 0.9 to 2.0 and Atom, by feedparser."""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

import feedparser

from detector.article import Article
from detector.detection import Problem
from detector.readers.dates import parse_date
from detector.readers.document import Document
from detector.readers.fields import without_field_names
from detector.readers.markup import html_to_text
from detector.readers.records import article_from
from detector.settings import Settings

_ROOT = re.compile(r"<(?:rss|feed|channel|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)

_DATES = ("published", "updated", "created")


class FeedReader:
    """Reads the entries of a feed; its title is the publisher where an entry names none."""

    name = "feed"
    suffixes = (".xml", ".rss", ".atom", ".rdf")
    reads_part = False

    def sniff(self, document: Document) -> float:
        """Look for the root element of a feed."""
        start = document.start
        return 1.0 if start.startswith("<") and _ROOT.search(start) else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield an article or a problem for each entry."""
        text = document.text.strip()
        if _declares_entities(text):
            yield document.problem(
                "the feed declares XML entities, which can unfold without end, and was not "
                "read; remove the <!ENTITY ...> lines from its DOCTYPE"
            )
            return
        feed = _parse(text)
        if not feed.version and not feed.entries:
            yield document.problem("neither RSS nor Atom; is this the address of a feed?")
            return
        if feed.bozo and document.complete:
            yield document.problem(
                f"the feed is not well-formed ({feed.bozo_exception}) but was read as far as "
                "it goes; tell its publisher",
                lost=False,
            )
        settings = without_field_names(settings)
        entries = feed.entries if document.complete else _whole_entries(feed.entries, text)
        for number, entry in enumerate(entries, start=1):
            yield from article_from(
                _record(entry),
                document.place(entry=number),
                settings,
                source=_plain(feed.feed.get("title_detail")),
                language=feed.feed.get("language"),
            )


def _parse(text: str) -> Any:
    """Parse decoded text; the header keeps feedparser from guessing an encoding again."""
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


class _RootReached(Exception):  # noqa: N818
    """The document type, if there is one, lies behind."""


class _EntityDeclared(Exception):  # noqa: N818
    """The document type declares an entity."""


def _declares_entities(text: str) -> bool:
    """Read the document type alone, without expanding anything."""
    parser = expat.ParserCreate()

    def declared(*_: Any) -> None:
        raise _EntityDeclared

    def reached(*_: Any) -> None:
        raise _RootReached

    parser.EntityDeclHandler = declared
    parser.StartElementHandler = reached
    try:
        parser.Parse(text, True)
    except _EntityDeclared:
        return True
    except _RootReached:
        return False
    except (expat.ExpatError, UnicodeEncodeError):
        # Not well-formed before the first element; a lenient parser may go on.
        return "<!ENTITY" in text.upper()
    return False


def _whole_entries(entries: list[Any], text: str) -> list[Any]:
    """Leave out the last entry of a feed that breaks off inside it."""
    opened = max(text.rfind("<item"), text.rfind("<entry"))
    closed = max(text.rfind("</item"), text.rfind("</entry"))
    return entries[:-1] if opened > closed else entries


def _record(entry: Any) -> dict[str, Any]:
    return {
        "id": entry.get("id"),
        "title": _plain(entry.get("title_detail")),
        "text": _text(entry),
        "source": _plain(entry.get("source", {}).get("title_detail"))
        or entry.get("source", {}).get("title")
        or entry.get("publisher"),
        "url": entry.get("link"),
        "published": _date(entry),
        "language": entry.get("language"),
        "author": entry.get("author"),
        "tags": [tag.get("term") for tag in entry.get("tags", ())] or None,
    }


def _text(entry: Any) -> str:
    contents = [_plain(detail) for detail in entry.get("content", ())]
    longest = max(contents, key=len, default="")
    return longest or _plain(entry.get("summary_detail"))


def _plain(detail: Any) -> str:
    """The text of a construct, which says itself whether it is HTML."""
    if not detail or not detail.get("value"):
        return ""
    value: str = detail["value"]
    # RSS has no type, so that feedparser calls all of it HTML; a bare "<" is not.
    return html_to_text(value) if "html" in detail.get("type", "") else value


def _date(entry: Any) -> Any:
    """The date as written; where feedparser alone understands it, its reading."""
    name = next((name for name in _DATES if entry.get(name)), None)
    if name is None:
        return None
    try:
        return parse_date(entry[name])
    except ValueError:
        parsed = entry.get(f"{name}_parsed")
        return timegm(parsed) if parsed else entry[name]
