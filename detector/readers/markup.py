"""HTML to plain text, without the characters that no article needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_TAG = re.compile(
    r"</?(?:p|br|div|a|span|b|i|u|em|strong|ul|ol|li|h[1-6]|table|tr|td|img|script|style|"
    r"blockquote|figure|section|article)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_LINES = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr"),
        "ul",
    }
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"head", "iframe", "noscript", "object", "script", "style", "template"})
_SPACE = re.compile(r"\s+")

# Deeper than this an unknown value is an attack on recursion, not data about an article.
_DEEPEST = 32

_SURROGATE = re.compile("[\ud800-\udfff]+")
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Control characters can drive a terminal and are not allowed in XML reports.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def html_to_text(markup: str) -> str:
    """Return the visible text of an HTML fragment, each paragraph or row on a line.

    Style sheets and layout are not followed: what a page asks for, such as a margin of a
    thousand lines or a table padded to its widest cell, costs memory and adds no words.
    """
    # Its own bounds would lose a long text without a word; ours cut and record it.
    parser = etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        huge_tree=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    # An empty element first: without any, the parser raises.
    data = "<div></div>" + markup.replace("\x00", "")
    root = etree.fromstring(data.encode("utf-8", "replace"), parser)
    text = "".join(_pieces(root))
    return re.sub(r" *\n[ \n]*", "\n", re.sub(" +", " ", text)).strip()


def _pieces(root: Any) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if element.tag in _LINES:
            yield "\n"
        elif element.tag in _CELLS:
            yield " "
        if event == "end":
            yield _SPACE.sub(" ", element.tail or "")
        elif element.tag in _HIDDEN:
            walker.skip_subtree()
        else:
            yield _SPACE.sub(" ", element.text or "")


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
