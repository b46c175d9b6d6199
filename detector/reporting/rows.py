"""Findings and review candidates as flat rows, one a disagreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detector.detection import Detection, Disagreement, Quote
from detector.reporting.quoting import encodable

#: Columns of a row that speak of the disagreement.
#:
#: ``status`` is ``finding`` or ``review`` (below the score of a finding).
PAIR_COLUMNS = (
    "fingerprint",
    "code",
    "kind",
    "relation",
    "score",
    "status",
    "group_id",
    "explanation",
)

#: Columns of a row that speak of one side, each with the prefix ``left_`` or ``right_``.
#:
#: ``published`` is a datetime or None; ``start`` and ``end`` are character offsets into the
#: article's ``field`` (``title`` or ``text``); ``also`` lists the ids of the other articles
#: on that side; ``speaker`` is None where the outlet speaks for itself.
SIDE_COLUMNS = (
    "article_id",
    "source",
    "published",
    "url",
    "text",
    "start",
    "end",
    "field",
    "speaker",
    "also",
)

#: All columns, in order.
COLUMNS = (
    *PAIR_COLUMNS,
    *(f"{side}_{column}" for side in ("left", "right") for column in SIDE_COLUMNS),
)


def rows(detection: Detection) -> Iterator[dict[str, Any]]:
    """The disagreements of a result as flat rows: the findings, then those for review."""
    for status, disagreements in (
        ("finding", detection.disagreements),
        ("review", detection.review),
    ):
        for disagreement in disagreements:
            yield _row(disagreement, status, detection)


def _row(disagreement: Disagreement, status: str, detection: Detection) -> dict[str, Any]:
    values = {column: getattr(disagreement, column, status) for column in PAIR_COLUMNS}
    values |= _side("left_", disagreement.left, detection)
    values |= _side("right_", disagreement.right, detection)
    return {column: _clean(value) for column, value in values.items()}


def _side(prefix: str, quote: Quote, detection: Detection) -> dict[str, Any]:
    article = detection.article_by_id[quote.article_id]
    of_article = {name: getattr(article, name) for name in ("source", "published", "url")}
    of_quote = {name: getattr(quote, name) for name in SIDE_COLUMNS if name not in of_article}
    return {prefix + name: (of_article | of_quote)[name] for name in SIDE_COLUMNS}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, tuple):
        return [_clean(part) for part in value]
    return value
