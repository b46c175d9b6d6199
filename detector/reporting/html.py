"""One self-contained HTML page: no network, whole without its script, better with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detector.detection import Detection, Disagreement
from detector.reporting.anchors import group_anchor
from detector.reporting.overview import Overview
from detector.reporting.selection import PAGE_SIZE, Selection, of_status, page_count
from detector.reporting.summary import Story
from detector.reporting.templating import page_template

#: Problems, and stories told by one report, beyond these are counted only.
MOST_LISTED = 500


def render(detection: Detection, seconds: float | None = None) -> bytes:
    """Return the page with everything in it, UTF-8.

    Parameters
    ----------
    detection : Detection
    seconds : float or None
        How long the run took, for the page to say; a result itself does not hold it, so that
        the same articles give the same bytes.
    """
    overview = Overview(detection)
    settled = of_status(detection, "settled")
    shown = _Shown(
        detection.disagreements, overview.stories, detection.review, settled, seconds=seconds
    )
    return _page(overview, shown)


def render_selection(
    overview: Overview, selection: Selection, notice: str = "", state: str = ""
) -> bytes:
    """Return a page with some of the findings and their stories, UTF-8.

    It is meant to be served: its filters and links ask the server for other pages.

    Parameters
    ----------
    overview : Overview
    selection : Selection
        A page beyond the last shows the last.
    notice : str
        What the reader should know before all else.
    state : str
        What the page's script compares with the state that the server tells.
    """
    chosen = selection.choose(overview.detection)
    page = min(selection.page, page_count(len(chosen)))
    findings = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    told = {finding.group_id for finding in findings}
    near: list[Story] = []
    elsewhere: list[Story] = []
    for story in overview.stories:
        here = story.group.id in told or group_anchor(story.group.id) == selection.group
        (near if here else elsewhere).append(story)
    shown = _Shown(
        findings,
        near,
        elsewhere=elsewhere,
        matching=len(chosen),
        page=page,
        selection=selection,
        notice=notice,
        state=state,
    )
    return _page(overview, shown)


@dataclass(frozen=True)
class _Shown:
    """What a page shows of a result; with a `selection` it is one of many, and served."""

    findings: Sequence[Disagreement]
    stories: Sequence[Story]
    review: Sequence[Disagreement] = ()
    settled: Sequence[Disagreement] = ()
    elsewhere: Sequence[Story] = ()
    matching: int = 0
    page: int = 1
    selection: Selection | None = None
    notice: str = ""
    state: str = ""
    seconds: float | None = None

    @property
    def pages(self) -> int:
        return page_count(self.matching)


def _page(overview: Overview, shown: _Shown) -> bytes:
    page = page_template().render(
        detection=overview.detection,
        articles=overview.detection.article_by_id,
        overview=overview,
        summary=overview.summary,
        shown=shown,
        selection=shown.selection,
        most_listed=MOST_LISTED,
    )
    return page.encode()
