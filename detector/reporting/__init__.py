"""From a `Detection` to bytes: one file a format, found by name through entry points.

A reporter is a callable that takes a `Detection` and returns bytes, the same bytes for the
same result.  Third parties add their own under the entry point group
``detector.reporters``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from detector import plugins
from detector.detection import Detection, Disagreement, DuplicateSet
from detector.files import write_atomically

__all__ = ["available_formats", "check_references", "render", "write"]

Reporter = Callable[[Detection], bytes]


def available_formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(plugins.available("detector.reporters"))


def render(detection: Detection, format: str) -> bytes:
    """Return a result in the named format.

    Raises
    ------
    ValueError
        If there is no such format, if it needs a package that is not installed, or if the
        result names an article or group that it does not hold.
    """
    reporter: Reporter = plugins.load("detector.reporters", format)
    check_references(detection)
    return reporter(detection)


def write(detection: Detection, format: str, path: Path) -> None:
    """Write a result to a file, whole or not at all.

    Raises
    ------
    ValueError
        As `render`.
    OSError
        If the file cannot be written.
    """
    write_atomically(path, render(detection, format))


def check_references(detection: Detection) -> None:
    """Check that a result, which may come from an edited file, holds all that it names.

    Raises
    ------
    ValueError
        If it names an article or a group that it does not hold.
    """
    settled = [settled.finding for settled in detection.settled]
    disagreements = [f for f in settled if isinstance(f, Disagreement)]
    disagreements += (*detection.disagreements, *detection.review)
    duplicates = [f for f in settled if isinstance(f, DuplicateSet)]
    duplicates += detection.duplicates
    named = {
        article_id
        for finding in disagreements
        for quote in (finding.left, finding.right)
        for article_id in quote.article_ids
    }
    named |= {article_id for group in detection.groups for article_id in group.article_ids}
    named |= {group.representative for group in detection.groups}
    named |= {article_id for copies in duplicates for article_id in copies.article_ids}
    missing = sorted(named - detection.article_by_id.keys())
    if missing:
        raise ValueError(f"the result names the article {missing[0]!r} but does not hold it")
    groups = {finding.group_id for finding in disagreements}
    lost = sorted(groups - detection.group_by_id.keys())
    if lost:
        raise ValueError(f"the result names the group {lost[0]!r} but does not hold it")
