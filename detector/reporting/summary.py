"""The figures that head every report, and the order in which groups are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from detector.detection import (
    KINDS,
    RELATIONS,
    Detection,
    Disagreement,
    DuplicateSet,
    Group,
    Kind,
    Relation,
    Settled,
)
from detector.reporting.labels import outlet


@dataclass(frozen=True)
class Summary:
    """What a result holds, in figures.

    Attributes
    ----------
    articles, groups : int
    outlets : int
        Publishers, by name.
    earliest, latest : datetime or None
        First and last time of publication, where any is known.
    shared_groups : int
        Groups of more than one article.
    copies : int
        Articles that are copies of another, their originals not counted.
    findings : int
    review : int
        Candidates below the score of a finding.
    lost : int
        Problems by which an article or a file was left out.
    notes : int
        Other problems.
    table : Mapping
        Number of findings by kind and relation, of those kinds that occur.
    """

    articles: int
    groups: int
    outlets: int
    earliest: datetime | None
    latest: datetime | None
    shared_groups: int
    copies: int
    findings: int
    review: int
    lost: int
    notes: int
    table: Mapping[Kind, Mapping[Relation, int]]

    @property
    def by_relation(self) -> Mapping[Relation, int]:
        """Number of findings by relation."""
        return {
            relation: sum(row[relation] for row in self.table.values()) for relation in RELATIONS
        }


def summarise(detection: Detection) -> Summary:
    """Count what a result holds."""
    counts = Counter((finding.kind, finding.relation) for finding in detection.disagreements)
    table = {
        kind: {relation: counts[kind, relation] for relation in RELATIONS}
        for kind in KINDS
        if any(counts[kind, relation] for relation in RELATIONS)
    }
    copies = {copy for found in detection.duplicates for copy in found.article_ids[1:]}
    times = [article.published for article in detection.articles if article.published]
    lost = sum(problem.lost for problem in detection.problems)
    return Summary(
        articles=len(detection.articles),
        groups=len(detection.groups),
        outlets=len({outlet(article) for article in detection.articles}),
        earliest=min(times, default=None),
        latest=max(times, default=None),
        shared_groups=sum(len(group.article_ids) > 1 for group in detection.groups),
        copies=len(copies),
        findings=len(detection.disagreements),
        review=len(detection.review),
        lost=lost,
        notes=len(detection.problems) - lost,
        table=table,
    )


def appeared(finding: Disagreement, detection: Detection) -> datetime | None:
    """When the later of the two quoted reports was published, as far as that is known."""
    sides = (finding.left.article_id, finding.right.article_id)
    times = [detection.article_by_id[article_id].published for article_id in sides]
    return max((time for time in times if time is not None), default=None)


@dataclass(frozen=True)
class Story:
    """A group, the findings in it, best first, and the disagreements that are settled."""

    group: Group
    findings: tuple[Disagreement, ...]
    settled: tuple[Settled, ...] = ()


def stories(detection: Detection) -> list[Story]:
    """The groups of more than one article: best finding first, then the largest."""
    by_group: defaultdict[str, list[Disagreement]] = defaultdict(list)
    for finding in detection.disagreements:
        by_group[finding.group_id].append(finding)
    settled: defaultdict[str, list[Settled]] = defaultdict(list)
    for item in detection.settled:
        if isinstance(item.finding, Disagreement):
            settled[item.finding.group_id].append(item)
    told = [
        Story(group, tuple(by_group[group.id]), tuple(settled[group.id]))
        for group in detection.groups
        if len(group.article_ids) > 1
    ]
    return sorted(told, key=_rank)


def _rank(story: Story) -> tuple[float, int, str]:
    best = max((finding.score for finding in story.findings), default=-1.0)
    return -best, -len(story.group.article_ids), story.group.id


@dataclass(frozen=True)
class Entry:
    """An article of a group and its copies, each with the set that says so."""

    article_id: str
    copies: tuple[tuple[str, DuplicateSet], ...]


def timeline(group: Group, settled: Sequence[DuplicateSet] = ()) -> Iterator[Entry]:
    """The articles of a group in order, copies, also settled ones, folded under their origin."""
    origin = {
        copy: (found.article_ids[0], found)
        for found in reversed((*group.duplicates, *settled))
        for copy in found.article_ids[1:]
    }
    folded: defaultdict[str, list[tuple[str, DuplicateSet]]] = defaultdict(list)
    for article_id in group.article_ids:
        root = _root(article_id, origin)
        if root != article_id:
            folded[root].append((article_id, origin[article_id][1]))
    for article_id in group.article_ids:
        if _root(article_id, origin) == article_id:
            yield Entry(article_id, tuple(folded[article_id]))


def _root(article_id: str, origin: Mapping[str, tuple[str, DuplicateSet]]) -> str:
    """Follow a copy to its origin; a circle, which only an edited result has, ends nowhere."""
    path = [article_id]
    while path[-1] in origin:
        parent = origin[path[-1]][0]
        if parent in path:
            return article_id
        path.append(parent)
    return path[-1]
