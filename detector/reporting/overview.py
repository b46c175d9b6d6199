"""What a page says of a whole result; worked out once, however many pages show it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from detector.detection import Detection, Disagreement, Group
from detector.reporting.chart import Chart, findings_over_time
from detector.reporting.corpus_map import Point, corpus_map
from detector.reporting.quoted import Said, repeated_by_article, said_by_article
from detector.reporting.selection import outlets_of
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
        """All sentences that are quoted, also in candidates for review, by article id."""
        return said_by_article((*self.detection.disagreements, *self.detection.review))

    @cached_property
    def repeated(self) -> Mapping[str, Sequence[Disagreement]]:
        """The findings on a side of which an article stands unquoted, by its id."""
        return repeated_by_article(self.detection.disagreements)

    @cached_property
    def outlets(self) -> Mapping[str, int]:
        """In how many findings and candidates each outlet stands, by its name, sorted."""
        known = (*self.detection.disagreements, *self.detection.review)
        counts = Counter(name for finding in known for name in outlets_of(finding, self.detection))
        return dict(sorted(counts.items()))


def _landmark(story: Story, points: Sequence[Point]) -> Landmark:
    x, y = fmean(point.x for point in points), fmean(point.y for point in points)
    nearest = min(points, key=lambda point: math.dist((point.x, point.y), (x, y)))
    return Landmark(story, nearest.x, nearest.y)
