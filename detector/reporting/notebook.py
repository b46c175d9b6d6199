"""How results show in a notebook: a little HTML, without scripts, styles or links of its own.

`Detection`, `Group` and `Disagreement` know only data, so their ``_repr_html_`` and
``to_dataframe`` come here, and import this module only when a notebook asks.  Everything
from articles is made visible and escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from detector.detection import Detection, Disagreement, Group, Quote
from detector.reporting.columns import TABLES, ColumnType
from detector.reporting.labels import many, outlet
from detector.reporting.quoting import segments, visible
from detector.reporting.rows import rows

if TYPE_CHECKING:
    import pandas as pd

#: Findings, or articles of a group, shown before the rest is only counted.
MOST_SHOWN = 20

_TYPES: dict[ColumnType, str] = {"integer": "int64", "number": "float64", "boolean": "bool"}


class Frames(NamedTuple):
    """A result as data frames, with the columns of `detector.reporting.columns`.

    Attributes
    ----------
    articles : pandas.DataFrame
        One row an article.
    disagreements : pandas.DataFrame
        One row a disagreement, also of those for review; see ``status``.
    """

    articles: pd.DataFrame
    disagreements: pd.DataFrame


def frames(detection: Detection) -> Frames:
    """Return a result as data frames.

    Raises
    ------
    ImportError
        If pandas is not installed.
    """
    return Frames(_frame(detection, "article"), _frame(detection, "finding"))


def _frame(detection: Detection, table: str) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(
            "data frames need pandas, which is not installed: pip install 'detector[notebook]'"
        ) from error
    columns = TABLES[table]
    frame = pd.DataFrame(list(rows(detection, table)), columns=[c.name for c in columns])
    for column in columns:
        if column.type == "time":
            # A date that pandas cannot hold (of the year 1, say) is as good as none.
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True, errors="coerce")
        elif column.type in _TYPES:
            frame[column.name] = frame[column.name].astype(_TYPES[column.type])
    return frame


def detection_html(detection: Detection) -> str:
    """The figures and the best findings."""
    shown = detection.disagreements[:MOST_SHOWN]
    lines = [
        _row(
            f"{finding.code} {finding.score:.2f}",
            _said(finding.left, _outlet(detection, finding.left)),
            _said(finding.right, _outlet(detection, finding.right)),
            finding.explanation,
        )
        for finding in shown
    ]
    rest = len(detection.disagreements) - len(shown)
    return _table(repr(detection), ("", "left", "right", "why"), lines, rest, "finding")


def group_html(group: Group) -> str:
    """The articles of a group in order of publication, and which copy which."""
    original = {i: found for found in group.duplicates for i in found.article_ids[1:]}
    lines = []
    for article_id in group.article_ids[:MOST_SHOWN]:
        copied = original.get(article_id)
        note = f"{copied.kind} copy of {copied.article_ids[0]}" if copied else ""
        if article_id == group.representative:
            note = "representative"
        lines.append(_row(article_id, note))
    rest = len(group.article_ids) - len(lines)
    return _table(repr(group), ("article", ""), lines, rest, "article")


def disagreement_html(finding: Disagreement) -> str:
    """Both sentences, with what clashes marked."""
    lines = [_row(_said(quote, quote.article_id)) for quote in (finding.left, finding.right)]
    return _table(repr(finding), (), lines, 0, "")


def _outlet(detection: Detection, quote: Quote) -> str:
    article = detection.article_by_id.get(quote.article_id)
    return outlet(article) if article else quote.article_id


def _said(quote: Quote, who: str) -> Markup:
    """A sentence after who says it, and how many others do."""
    others = f" (and {many(len(quote.also), 'other')})" if quote.also else ""
    speaker = f", quoting {visible(quote.speaker)}" if quote.speaker else ""
    sentence = Markup().join(
        Markup("<mark>{}</mark>").format(text) if is_cue else text
        for text, is_cue in segments(quote)
    )
    return Markup("<b>{}</b>{}{}: “{}”").format(visible(who), speaker, others, sentence)


def _row(*cells: str) -> Markup:
    return Markup("<tr>{}</tr>").format(
        Markup().join(
            Markup('<td style="text-align:left">{}</td>').format(
                cell if isinstance(cell, Markup) else visible(cell)
            )
            for cell in cells
        )
    )


def _table(
    caption: str, heads: Sequence[str], lines: Sequence[Markup], rest: int, noun: str
) -> str:
    head = Markup().join(Markup("<th>{}</th>").format(name) for name in heads)
    more = Markup("<p>and {}</p>").format(many(rest, f"more {noun}")) if rest else ""
    return str(
        Markup("<div><p>{}</p><table>{}{}</table>{}</div>").format(
            visible(caption),
            Markup("<thead><tr>{}</tr></thead>").format(head) if heads else "",
            Markup("<tbody>{}</tbody>").format(Markup().join(lines)),
            more,
        )
    )
