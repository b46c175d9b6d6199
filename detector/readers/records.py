"""A mapping of names to values, as a row or an object, to an article."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from detector.article import Article, Place, content_id
from detector.detection import Problem
from detector.readers.dates import parse_date
from detector.readers.markup import clean, clean_value, html_to_text, plain
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

_HTML_NAMES = frozenset({"contenthtml"})


def article_from(
    record: Any,
    place: Place,
    settings: Settings,
    *,
    source: str | None = None,
    language: str | None = None,
) -> Iterator[Article | Problem]:
    """Yield the article of a record, and what is wrong with it.

    Parameters
    ----------
    record : Mapping
        Anything else yields a problem.
    place : Place
    settings : Settings
        May name the fields, and bounds the text.
    source, language : str or None
        Those of the whole document, where the record has none of its own.
    """
    if not isinstance(record, Mapping):
        yield Problem(place, f"this is {_kind(record)}, but an article is an object with keys")
        return
    # A record may lack a title or a date; where the words are was said for all of them.
    if absent := missing_field(record, settings, ["text"]):
        yield Problem(place, absent)
        return
    names = _choose_names(record, settings)
    values = {field: record[name] for field, name in names.items()}
    notes: list[str] = []
    title = " ".join(_text_of(names, values, "title", notes).split())
    text = _text_of(names, values, "text", notes).strip()
    if not title and not text:
        yield Problem(place, _why_empty(record, names, notes))
        return
    title = _cut(title, "title", settings.max_characters, notes)
    text = _cut(text, "text", settings.max_characters, notes)
    if _is_one_word(title, text):
        notes.append("the article is a single word, which can hardly match another")
    spoken = _language(values.get("language")) or _language(language)
    if spoken is None:
        names.pop("language", None)
    yield Article(
        id=_word(values.get("id")) or content_id(title, text),
        title=title,
        text=text,
        source=_name(values.get("source")) or _name(source),
        url=_word(values.get("url")),
        published=_published(values.get("published"), notes),
        language=spoken,
        place=place,
        extra=_extra(record, used=set(names.values())),
    )
    yield from (Problem(place, note, lost=False) for note in notes)


def missing_field(
    names: Collection[str], settings: Settings, fields: Collection[str] = tuple(_SETTING)
) -> str | None:
    """Say which of the `fields` that the settings name is not among `names`, if one is."""
    for field in fields:
        wanted = _named(field, settings)
        if wanted is not None and wanted not in names:
            return f"{_SETTING[field]} is {wanted!r}, but there are: {_listed(names)}"
    return None


def known_fields(names: Collection[str], settings: Settings) -> set[str]:
    """The fields of an article that a set of column names can fill."""
    simple = {_simple(name) for name in names}
    return {
        field
        for field, aliases in ALIASES.items()
        if _named(field, settings) in names or not simple.isdisjoint(aliases)
    }


def missing_words(names: Collection[str], settings: Settings) -> str | None:
    """Say what to do if no column can be the title or the text."""
    if absent := missing_field(names, settings):
        return absent
    if known_fields(names, settings).isdisjoint({"title", "text"}):
        return (
            f"no column is called title or text; there are: {_listed(names)}. "
            "Name one with --text-field or --title-field"
        )
    return None


def _named(field: str, settings: Settings) -> str | None:
    setting = _SETTING.get(field)
    return getattr(settings, setting) if setting else None


def _choose_names(record: Mapping[str, Any], settings: Settings) -> dict[str, str]:
    """For each field the record's own name for it; the first that is filled wins."""
    by_simple: dict[str, str] = {}
    for name in record:
        by_simple.setdefault(_simple(name), name)
    chosen: dict[str, str] = {}
    for field, aliases in ALIASES.items():
        wanted = _named(field, settings)
        candidates = [wanted] if wanted else [by_simple[a] for a in aliases if a in by_simple]
        filled = (name for name in candidates if name in record and not _is_empty(record[name]))
        if (name := next(filled, None)) is not None:
            chosen[field] = name
    return chosen


def _text_of(
    names: Mapping[str, str], values: Mapping[str, Any], field: str, notes: list[str]
) -> str:
    value = values.get(field)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    if isinstance(value, bool | list | Mapping):
        notes.append(f"{names[field]!r} is {_kind(value)}, but should be text; it was not used")
        return ""
    if value is None:
        return ""
    convert: Callable[[str], str] = (
        html_to_text if _simple(names[field]) in _HTML_NAMES else plain
    )
    return clean(convert(str(value)))


def _cut(text: str, field: str, most: int, notes: list[str]) -> str:
    if len(text) <= most:
        return text
    notes.append(
        f"the {field} has {len(text)} characters and was cut to {most}; "
        "raise max_characters to read more"
    )
    kept = text[:most]
    # Half a sentence, or half a number, could seem to contradict a whole one.
    whole = max(kept.rfind("\n"), kept.rfind(". ") + 1, kept.rfind("。") + 1)
    if whole < most // 2:
        whole = kept.rfind(" ")
    return kept[:whole].rstrip() if whole > 0 else kept


def _is_one_word(title: str, text: str) -> bool:
    words = f"{title} {text}".split()
    # Scripts that put no spaces between words have no upper case either.
    return len(words) == 1 and words[0].upper() != words[0].lower()


def _why_empty(record: Mapping[str, Any], names: Mapping[str, str], notes: list[str]) -> str:
    if notes:
        return "; ".join(notes)
    if "title" in names or "text" in names:
        return "no words are left in title and text once markup is removed"
    return f"neither title nor text is filled; there are: {_listed(record)}"


def _published(value: Any, notes: list[str]) -> datetime | None:
    try:
        return parse_date(value)
    except ValueError as error:
        notes.append(f"{error}; read without a date")
        return None


def _language(value: Any) -> str | None:
    match = re.fullmatch(r"([A-Za-z]{2})(?:[-_][\w-]*)?", str(value).strip()) if value else None
    return match.group(1).lower() if match else None


def _word(value: Any) -> str | None:
    """One line of text; whole floats as a spreadsheet meant them, `12` for `12.0`."""
    if value is None or isinstance(value, bool | list | Mapping):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(clean(str(value)).split()) or None


def _name(value: Any) -> str | None:
    """A publisher's name; some APIs give an object with a name."""
    if isinstance(value, Mapping):
        value = value.get("name")
    return _word(plain(value) if isinstance(value, str) else value)


def _extra(record: Mapping[str, Any], used: set[str]) -> dict[str, Any]:
    return {
        clean(str(name)): clean_value(value)
        for name, value in record.items()
        if name not in used and not _is_empty(value)
    }


def _is_empty(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or (isinstance(value, str) and not value.strip())


def _simple(name: str) -> str:
    return re.sub(r"[\W_]", "", str(name)).casefold()


def _listed(names: Collection[str]) -> str:
    shown = [repr(str(name)[:40]) for name in list(names)[:12]]
    return ", ".join(shown) + (", …" if len(names) > 12 else "")


def _kind(value: Any) -> str:
    kinds = {list: "a list", dict: "an object", str: "a string", bool: "a truth value"}
    return kinds.get(type(value), "null" if value is None else "a number")
