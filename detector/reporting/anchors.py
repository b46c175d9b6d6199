"""Ids of a page's parts, safe in an attribute and an address whatever the result calls them."""

from __future__ import annotations

import hashlib
import re

_FINGERPRINT = re.compile("[0-9a-f]{16}")


def finding_anchor(fingerprint: str) -> str:
    """The fingerprint itself, so that ``#fingerprint`` is a link to the finding."""
    return fingerprint if _FINGERPRINT.fullmatch(fingerprint) else _anchor("f", fingerprint)


def group_anchor(group_id: str) -> str:
    """The id of a story, without spaces whatever the group is called."""
    return _anchor("group", group_id)


def article_anchor(article_id: str) -> str:
    """The id of an article's full text."""
    return _anchor("article", article_id)


def sentence_anchor(article_id: str, field: str, start: int) -> str:
    """The id of a quoted sentence in the full text of its article."""
    return f"{_anchor('sentence', article_id)}-{field}-{start}"


def _anchor(kind: str, name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}-{digest[:12]}"
