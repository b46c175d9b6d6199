"""Plots of a result through matplotlib; needs the extra ``notebook``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from textwrap import fill
from typing import TYPE_CHECKING

from detector.article import Article, chronology
from detector.detection import RELATIONS, Detection, Disagreement, Group, Relation
from detector.reporting.labels import many, outlet, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Told apart by colour-blind readers too (Okabe & Ito 2008).
_COLOURS: dict[Relation, str] = {
    "contradiction": "#d55e00",
    "update": "#009e73",
    "dispute": "#0072b2",
}
_BINS = [edge / 20 for edge in range(21)]


def timeline(detection: Detection, group: Group, axes: Axes | None = None) -> Axes:
    """Draw who reported when in a group, and which reports disagree.

    A row is an outlet, in order of first report; a hollow mark is a copy; a line joins the
    two reports that a finding quotes.  Reports without a date are left out and counted in
    the title.

    Parameters
    ----------
    detection : Detection
    group : Group
        One of its groups.
    axes : matplotlib.axes.Axes or None
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    axes = axes if axes is not None else _new_axes(min(12.0, 1.5 + 0.35 * len(group.article_ids)))
    from matplotlib.dates import ConciseDateFormatter

    members = sorted((detection.article_by_id[i] for i in group.article_ids), key=chronology)
    dated = [article for article in members if article.published is not None]
    rows = {name: row for row, name in enumerate(dict.fromkeys(map(outlet, dated)))}
    place = {article.id: (article.published, rows[outlet(article)]) for article in dated}
    _join(axes, [f for f in detection.disagreements if f.group_id == group.id], place)
    _mark(axes, dated, place, {i for d in group.duplicates for i in d.article_ids[1:]})
    # Text from articles is never formulas, however many dollars are in it.
    axes.set_yticks(range(len(rows)), list(rows), parse_math=False)
    axes.invert_yaxis()
    undated = len(members) - len(dated)
    note = f" ({many(undated, 'undated report')} not shown)" if undated else ""
    axes.set_title(fill(title_of(group, detection) + note, 90), parse_math=False)
    axes.set_xlabel("published (UTC)")
    axes.xaxis_date(UTC)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator(), UTC))
    if axes.get_legend_handles_labels()[0]:
        axes.legend()
    return axes


def scores(detection: Detection, axes: Axes | None = None) -> Axes:
    """Draw how many findings and candidates for review score how much, by relation.

    Parameters
    ----------
    detection : Detection
    axes : matplotlib.axes.Axes or None
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    axes = axes if axes is not None else _new_axes(3.5)
    from matplotlib.ticker import MaxNLocator

    found = (*detection.disagreements, *detection.review)
    axes.hist(
        [[f.score for f in found if f.relation == relation] for relation in RELATIONS],
        bins=_BINS,
        stacked=True,
        color=[_COLOURS[relation] for relation in RELATIONS],
        label=list(RELATIONS),
    )
    if "min_score" in detection.settings:
        axes.axvline(
            detection.settings["min_score"], color="0.3", linestyle="--", label="least of a finding"
        )
    axes.set_xlabel("score")
    axes.set_ylabel("disagreements")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend()
    return axes


def _new_axes(height: float) -> Axes:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "plots need matplotlib, which is not installed: pip install 'detector[notebook]'"
        ) from error
    return plt.subplots(figsize=(8, height), layout="constrained")[1]


#: Time of publication and row.
_Point = tuple[object, int]


def _join(axes: Axes, findings: Sequence[Disagreement], place: Mapping[str, _Point]) -> None:
    """Draw a line for each finding between the articles it quotes, if both are dated."""
    told: set[Relation] = set()
    for finding in findings:
        ids = finding.left.article_id, finding.right.article_id
        if not all(i in place for i in ids):
            continue
        axes.plot(
            *zip(*(place[i] for i in ids), strict=True),
            color=_COLOURS[finding.relation],
            label=None if finding.relation in told else finding.relation,
            zorder=1,
        )
        told.add(finding.relation)


def _mark(
    axes: Axes, dated: Sequence[Article], place: Mapping[str, _Point], copies: set[str]
) -> None:
    for is_copy, colour in ((False, "black"), (True, "white")):
        points = [place[a.id] for a in dated if (a.id in copies) is is_copy]
        if points:
            axes.scatter(
                *zip(*points, strict=True),
                facecolor=colour,
                edgecolor="black",
                zorder=2,
                label="copy" if is_copy else None,
            )
