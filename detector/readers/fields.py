"""What publishers call the fields of an article, and which of a record's names is which."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from detector.settings import Settings

#: What publishers call each field, the surest name first; compared without case or signs.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "guid", "uuid", "uid", "docid", "documentid"),
    "title": ("title", "headline", "heading", "articletitle"),
    "text": (
        *("text", "body", "content", "articletext", "articlebody", "fulltext", "maintext"),
        *("contenttext", "contenthtml", "article", "story", "description", "summary", "abstract"),
    ),
    "source": (
        *("source", "publisher", "outlet", "sourcename", "sitename", "publication"),
        *("newspaper", "provider", "site"),
    ),
    "url": ("url", "link", "uri", "href", "articleurl", "canonicalurl", "weburl", "externalurl"),
    "published": (
        *("published", "publishedat", "datepublished", "publicationdate", "publisheddate"),
        *("publishdate", "pubdate", "date", "datetime", "timestamp", "time", "created"),
        *("createdat", "updated", "datemodified"),
    ),
    "language": ("language", "lang", "locale"),
}

_SETTING = {
    "id": "id_field",
    "title": "title_field",
    "text": "text_field",
    "source": "source_field",
    "url": "url_field",
    "published": "date_field",
}


def choose_names(record: Mapping[str, Any], settings: Settings) -> dict[str, str]:
    """For each field the record's own name for it; the first that is filled wins."""
    by_simple: dict[str, str] = {}
    for name in record:
        by_simple.setdefault(simple(name), name)
    chosen: dict[str, str] = {}
    for field, aliases in ALIASES.items():
        wanted = _named(field, settings)
        candidates = [wanted] if wanted else [by_simple[a] for a in aliases if a in by_simple]
        for name in candidates:
            if not is_empty(record.get(name)):
                chosen[field] = name
                break
    return chosen


def without_field_names(settings: Settings) -> Settings:
    """The same settings for a format whose names are fixed, whatever columns are called."""
    return settings.model_copy(update=dict.fromkeys(_SETTING.values()))


def missing_field(
    names: Collection[str], settings: Settings, fields: Collection[str] = tuple(_SETTING)
) -> str | None:
    """Say which of the `fields` that the settings name is not among `names`, if one is."""
    for field in fields:
        wanted = _named(field, settings)
        if wanted is not None and wanted not in names:
            return f"{_SETTING[field]} is {wanted!r}, but there are: {listed(names)}"
    return None


def known_fields(names: Collection[str], settings: Settings) -> set[str]:
    """The fields of an article that a set of column names can fill."""
    simplified = {simple(name) for name in names}
    return {
        field
        for field, aliases in ALIASES.items()
        if _named(field, settings) in names or not simplified.isdisjoint(aliases)
    }


def missing_words(names: Collection[str], settings: Settings) -> str | None:
    """Say what to do if no column can be the title or the text."""
    if absent := missing_field(names, settings):
        return absent
    if known_fields(names, settings).isdisjoint({"title", "text"}):
        return (
            f"no column is called title or text; there are: {listed(names)}. "
            "Name one with --text-field or --title-field"
        )
    return None


def is_empty(value: Any) -> bool:
    """Whether a cell or a value says nothing."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or (isinstance(value, str) and not value.strip())


def simple(name: str) -> str:
    """A name without case, spaces and signs."""
    return re.sub(r"[\W_]", "", str(name)).casefold()


def listed(names: Collection[str]) -> str:
    """The names as a message shows them; not all of hundreds."""
    shown = [repr(str(name)[:40]) for name in list(names)[:12]]
    return ", ".join(shown) + (", …" if len(names) > 12 else "")


def _named(field: str, settings: Settings) -> str | None:
    setting = _SETTING.get(field)
    return getattr(settings, setting) if setting else None
