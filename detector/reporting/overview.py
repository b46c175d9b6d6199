"""What a page says of a whole result; worked out once, however many pages show it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from detector.detection import Detection, Disagreement, DuplicateSet, Group, Settled
from detector.reporting.chart import Chart, findings_over_time
from detector.reporting.corpus_map import Point, corpus_map
from detector.reporting.quoted import Said, repeated_by_article, said_by_article
from detector.reporting.selection import STATUSES, of_status, outlets_of
from detector.reporting.summary import Story, Summary, stories, summarise

#: Stories named on the map, with a colour of their own.
MOST_LANDMARKS = 8


@dataclass(frozen=True)
class Landmark:
    """A story named on the map, at the article nearest to the middle of its articles."""

    story: Story
    x: float
    y: float


class Overview:
    """The views of a result that do not depend on what a reader selects."""

    def __init__(self, detection: Detection) -> None:
        self.detection = detection

    @cached_property
    def summary(self) -> Summary:
        """The figures."""
        return summarise(self.detection)

    @cached_property
    def stories(self) -> Sequence[Story]:
        """The groups of several reports, best finding first."""
        return stories(self.detection)

    @cached_property
    def alone(self) -> Sequence[Group]:
        """The groups of one report."""
        shared = {story.group.id for story in self.stories}
        return [group for group in self.detection.groups if group.id not in shared]

    @cached_property
    def settled(self) -> Mapping[str, Settled]:
        """What is waived or known to the baseline, by fingerprint."""
        return {item.finding.fingerprint: item for item in self.detection.settled}

    @cached_property
    def settled_copies(self) -> Sequence[DuplicateSet]:
        """The sets of copies that are settled."""
        found = (item.finding for item in self.detection.settled)
        return [finding for finding in found if isinstance(finding, DuplicateSet)]

    @cached_property
    def settled_copies_by_group(self) -> Mapping[str, Sequence[DuplicateSet]]:
        """The sets of copies that are settled, by the id of the group of their original."""
        originals = {found.article_ids[0] for found in self.settled_copies}
        home = {
            article_id: group.id
            for group in self.detection.groups
            for article_id in originals.intersection(group.article_ids)
        }
        by_group: defaultdict[str, list[DuplicateSet]] = defaultdict(list)
        for found in self.settled_copies:
            by_group[home.get(found.article_ids[0], "")].append(found)
        return dict(by_group)

    @cached_property
    def chart(self) -> Chart:
        """Findings over time."""
        return findings_over_time(self.detection)

    @cached_property
    def points(self) -> Sequence[Point]:
        """The articles' places on the map."""
        return corpus_map(self.detection, self.stories)

    @cached_property
    def landmarks(self) -> Sequence[Landmark]:
        """The first stories, where they lie on the map."""
        places: defaultdict[str, list[Point]] = defaultdict(list)
        for point in self.points:
            places[point.group_id].append(point)
        return [
            _landmark(story, found)
            for story in self.stories[:MOST_LANDMARKS]
            if (found := places[story.group.id])
        ]

    @cached_property
    def said(self) -> Mapping[str, Sequence[Said]]:
        """What each article says in the findings, by its id."""
        return said_by_article(self.detection.disagreements)

    @cached_property
    def quoted(self) -> Mapping[str, Sequence[Said]]:
        """All sentences that are quoted, whatever the state of the finding, by article id."""
        return said_by_article(self._known)

    @cached_property
    def repeated(self) -> Mapping[str, Sequence[Disagreement]]:
        """The findings on a side of which an article stands unquoted, by its id."""
        return repeated_by_article(self.detection.disagreements)

    @cached_property
    def outlets(self) -> Mapping[str, int]:
        """In how many findings of any state each outlet stands, by its name, sorted."""
        counts = Counter(
            name for finding in self._known for name in outlets_of(finding, self.detection)
        )
        return dict(sorted(counts.items()))

    @property
    def _known(self) -> Sequence[Disagreement]:
        return [finding for status in STATUSES for finding in of_status(self.detection, status)]


def _landmark(story: Story, points: Sequence[Point]) -> Landmark:
    x, y = fmean(point.x for point in points), fmean(point.y for point in points)
    nearest = min(points, key=lambda point: math.dist((point.x, point.y), (x, y)))
    return Landmark(story, nearest.x, nearest.y)
