"""Where an article stands, as the formats for machines need it: file and line, or address."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from detector.article import Article, Place
from detector.reporting.labels import web_address
from detector.reporting.quoting import encodable

_STANDARD_INPUT = "-"


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


def file_and_line(article: Article) -> tuple[str | None, int | None]:
    """The file that an article was read from, and the line where it starts, where known."""
    path = file_of(article.place)
    return path, article.place.line if path and article.place else None
