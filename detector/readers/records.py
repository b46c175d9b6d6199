"""A mapping of names to values, as a row or an object, to an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from detector.article import Article, Place, content_id
from detector.detection import Problem
from detector.readers.dates import parse_date
from detector.readers.fields import choose_names, is_empty, listed, missing_field, simple
from detector.readers.markup import clean, clean_value, html_to_text, plain
from detector.settings import Settings

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
    names = choose_names(record, settings)
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
    convert: Callable[[str], str] = html_to_text if simple(names[field]) in _HTML_NAMES else plain
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
    return (
        f"neither title nor text is filled; there are: {listed(record)}; name one with --text-field"
    )


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
        if name not in used and not is_empty(value)
    }


def _kind(value: Any) -> str:
    kinds = {list: "a list", dict: "an object", str: "a string", bool: "a truth value"}
    return kinds.get(type(value), "null" if value is None else "a number")
