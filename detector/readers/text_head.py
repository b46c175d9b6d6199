"""The head of a text file: YAML front matter, or lines of ``Key: value``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

# Keys that begin a head.  Few on purpose: "Time: the great healer" is a title.
_FIRST_KEYS = frozenset(
    {
        *("id", "title", "headline", "source", "publisher", "outlet", "date", "published"),
        *("url", "link", "language", "lang", "detector-waive"),
    }
)
_LINE = re.compile(r"([A-Za-z][\w -]{0,30}?)\s*:(?:\s+(.*))?$")

_FENCES = ("---", "...")
_MOST_LINES = 100
_DEEPEST = 10


@dataclass(frozen=True)
class Head:
    """What a text file says about itself before it begins.

    Attributes
    ----------
    values : dict
        By key, in lower case; the headline under ``title``.
    length : int
        How many lines it takes up.
    doubt : str or None
        Why it could not be understood, for a person.
    """

    values: dict[str, Any] = field(default_factory=dict)
    length: int = 0
    doubt: str | None = None

    @property
    def title(self) -> str | None:
        """The title on one line, where there is one."""
        title = self.values.get("title")
        return " ".join(title.split()) if isinstance(title, str) else None


def split_head(lines: Sequence[str]) -> Head:
    """Find the head of a text; an empty one if it has none."""
    if lines and lines[0].rstrip() == "---":
        ends = (i for i, line in enumerate(lines[1:_MOST_LINES], 1) if line.rstrip() in _FENCES)
        if (end := next(ends, None)) is not None:
            return _front_matter("\n".join(lines[1:end]), end + 1)
    return _key_lines(lines)


def _front_matter(text: str, length: int) -> Head:
    try:
        if unsafe := _why_unsafe(text):
            return Head({}, length, f"the front matter {unsafe} and was not read")
        # The base loader leaves every value as written: an id of 0012 is no number.
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        shown = " ".join(str(error).split())
        return Head({}, length, f"the front matter is not valid YAML and was not read ({shown})")
    if not isinstance(values, dict):
        return Head({}, length, "the front matter has no keys and was not read")
    return Head(_titled(values), length)


def _why_unsafe(text: str) -> str | None:
    """Look for what unfolds to a billion values, or is nested to exhaust the parser."""
    depth = 0
    for event in yaml.parse(text):
        if isinstance(event, yaml.AliasEvent):
            return "uses YAML aliases"
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return "is nested too deeply"
    return None


def _key_lines(lines: Sequence[str]) -> Head:
    values: dict[str, Any] = {}
    for number, line in enumerate(lines[:_MOST_LINES]):
        if not line.strip():
            return Head(_titled(values), number) if values else Head()
        match = _LINE.match(line)
        if not match or (not values and match.group(1).casefold() not in _FIRST_KEYS):
            return Head()
        values[match.group(1)] = match.group(2) or ""
    return Head(_titled(values), len(lines)) if len(lines) < _MOST_LINES else Head()


def _titled(values: dict[Any, Any]) -> dict[str, Any]:
    lowered = {str(key).casefold(): value for key, value in values.items()}
    if isinstance(headline := lowered.pop("headline", None), str):
        lowered.setdefault("title", headline)
    return lowered
