"""HTML to plain text, and characters that no article needs out of it."""

from __future__ import annotations

import re
from typing import Any

import html_text

_TAG = re.compile(
    r"</?(?:p|br|div|a|span|b|i|u|em|strong|ul|ol|li|h[1-6]|table|tr|td|img|script|style|"
    r"blockquote|figure|section|article)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# Deeper than this an unknown value is an attack on recursion, not data about an article.
_DEEPEST = 32

_SURROGATE = re.compile("[\ud800-\udfff]+")
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Control characters can drive a terminal and are not allowed in XML reports.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def html_to_text(markup: str) -> str:
    """Return the visible text of an HTML fragment; paragraphs become lines."""
    text: str = html_text.extract_text(markup)
    return text


def plain(text: str) -> str:
    """Turn what looks like HTML into text; leave other text as it is."""
    return html_to_text(text) if _TAG.search(text) else text


def clean(text: str) -> str:
    r"""Drop control characters and half characters; every line ends in ``\n``."""
    text = _LINE_END.sub("\n", text).translate(_CONTROLS)
    return _SURROGATE.sub(_join_surrogates, text)


def clean_value(value: Any, depth: int = 0) -> Any:
    """Return plain JSON data for any value: what JSON has no form for becomes text."""
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, dict):
        return {clean(str(key)): clean_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_value(item, depth + 1) for item in value]
    return clean(str(value))


def _join_surrogates(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
