"""A JSON document that holds a list of articles, whole or broken off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.records import article_from
from detector.settings import Settings

_SPACE_OR_COMMA = re.compile(r"[\s,]*")


def load_json(text: str) -> Any:
    """Parse JSON.

    Raises
    ------
    ValueError
        If it is not JSON, or is nested too deeply to be data.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_entries(
    document: Document, settings: Settings, list_key: str
) -> Iterator[Article | Problem]:
    """Yield the articles of a JSON list, or of the list that an object has under a key.

    Where the document breaks off or is malformed, the entries before that are read.

    Parameters
    ----------
    document : Document
    settings : Settings
    list_key : str
        The key of the list, where the document is an object.  Its ``title`` and
        ``language`` then stand in for what an entry does not say.
    """
    head: Mapping[str, Any] = {}
    entries: Any
    try:
        entries = load_json(document.text)
    except ValueError as error:
        entries = list(_salvage(document.text, list_key))
        if document.complete:
            reason = f"not valid JSON ({error}); {len(entries)} entries before that were read"
            yield document.problem(reason)
    if isinstance(entries, Mapping):
        head, entries = entries, entries.get(list_key)
    if not isinstance(entries, list):
        yield document.problem(
            f'expected a list of articles, or an object with a list "{list_key}"'
        )
        return
    for number, entry in enumerate(entries, start=1):
        yield from article_from(
            entry,
            document.place(entry=number),
            settings,
            source=head.get("title"),
            language=head.get("language"),
        )


def _salvage(text: str, list_key: str) -> Iterator[Any]:
    """The entries of the list up to the first that cannot be parsed."""
    start = re.match(r"\s*\[", text) or re.search(rf'"{list_key}"\s*:\s*\[', text)
    position = start.end() if start else len(text)
    decoder = json.JSONDecoder()
    while True:
        spaces = _SPACE_OR_COMMA.match(text, position)
        position = spaces.end() if spaces else position
        try:
            entry, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield entry
