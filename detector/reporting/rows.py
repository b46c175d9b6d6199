"""A result as flat rows: one an article, one a pair of articles, one a finding.

The columns are in `detector.reporting.columns`.  Pairs of which there is nothing to tell
have no row: which articles share a group stands in the article rows, and all pairs of a
large group would be too many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from detector.detection import Detection, Disagreement, DuplicateSet, Group, Quote
from detector.reporting.columns import TABLES
from detector.reporting.quoting import encodable

Row = dict[str, Any]

_COUNTED = {"contradiction": "contradictions", "dispute": "disputes", "update": "updates"}


def rows(detection: Detection, table: str) -> Iterator[Row]:
    """The rows of a table, in a fixed order.

    Parameters
    ----------
    detection : Detection
    table : {"article", "pair", "finding"}

    Yields
    ------
    dict
        Column names to values, in the order of the columns.  Times are aware datetimes.
    """
    names = [column.name for column in TABLES[table]]
    for row in _MAKERS[table](detection):
        yield {name: _clean(row[name]) for name in names}


def article_rows(detection: Detection) -> Iterator[Row]:
    """One row an article, in the order of ids.

    Raises
    ------
    ValueError
        If an article is in no group, which only an edited result has.
    """
    group_of = {i: group for group in detection.groups for i in group.article_ids}
    original = {i: found for found in detection.duplicates for i in found.article_ids[1:]}
    tally = _tally(detection, _named)
    for article in detection.articles:
        if article.id not in group_of:
            raise ValueError(f"the result holds the article {article.id!r}, but in no group")
        group, copied = group_of[article.id], original.get(article.id)
        yield {
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "published": article.published,
            "language": article.language,
            "place": str(article.place) if article.place else None,
            "group_id": group.id,
            "group_size": len(group.article_ids),
            "representative": article.id == group.representative,
            "duplicate_of": copied.article_ids[0] if copied else None,
            "duplicate_kind": copied.kind if copied else None,
            "similarity": copied.similarity if copied else None,
            **tally[article.id].columns(),
        }


def pair_rows(detection: Detection) -> Iterator[Row]:
    """One row a pair of articles: a copy and its original, or the two that findings quote.

    By group, and in it by the order of publication.

    Raises
    ------
    ValueError
        If a finding quotes an article outside its group, which only an edited result has.
    """
    tally = _tally(detection, _quoted)
    quoted: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
    for finding in (*detection.disagreements, *detection.review):
        quoted[finding.group_id].update(_quoted(finding))
    for group in detection.groups:
        place = {article_id: number for number, article_id in enumerate(group.article_ids)}
        pairs = quoted[group.id] | _copies(group)
        if strangers := sorted(frozenset().union(*pairs) - place.keys()):
            raise ValueError(f"a finding of group {group.id} quotes {strangers[0]!r} outside of it")
        sets_of = _sets_of(group)
        for left, right in sorted(sorted(place[i] for i in pair) for pair in pairs):
            ids = group.article_ids[left], group.article_ids[right]
            shared = next((found for found in sets_of[ids[0]] if found in sets_of[ids[1]]), None)
            yield {
                "left_article_id": ids[0],
                "right_article_id": ids[1],
                "group_id": group.id,
                "copies": shared.kind if shared else None,
                "similarity": shared.similarity if shared else None,
                **tally[frozenset(ids)].columns(),
            }


def finding_rows(detection: Detection) -> Iterator[Row]:
    """One row a disagreement, best first: the findings, then those for review."""
    for status, disagreements in (
        ("finding", detection.disagreements),
        ("review", detection.review),
    ):
        for finding in disagreements:
            yield {
                "fingerprint": finding.fingerprint,
                "code": finding.code,
                "kind": finding.kind,
                "relation": finding.relation,
                "score": finding.score,
                "status": status,
                "group_id": finding.group_id,
                "explanation": finding.explanation,
                **_side("left_", finding.left, detection),
                **_side("right_", finding.right, detection),
            }


_MAKERS: Mapping[str, Callable[[Detection], Iterator[Row]]] = {
    "article": article_rows,
    "pair": pair_rows,
    "finding": finding_rows,
}


def _side(prefix: str, quote: Quote, detection: Detection) -> Row:
    article = detection.article_by_id[quote.article_id]
    side = {
        "article_id": quote.article_id,
        "source": article.source,
        "published": article.published,
        "url": article.url,
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "field": quote.field,
        "cues": quote.cue_texts,
        "speaker": quote.speaker,
        "also": quote.also,
    }
    return {prefix + name: value for name, value in side.items()}


@dataclass
class _Tally:
    """The findings about one subject: how many of each relation, and the best score."""

    counts: Counter[str] = field(default_factory=Counter)
    highest_score: float | None = None

    def add(self, finding: Disagreement) -> None:
        self.counts[_COUNTED[finding.relation]] += 1
        self.highest_score = max(finding.score, self.highest_score or 0.0)

    def columns(self) -> Row:
        names = (*_COUNTED.values(), "for_review")
        return {name: self.counts[name] for name in names} | {"highest_score": self.highest_score}


def _tally(
    detection: Detection, subjects: Callable[[Disagreement], Iterable[Hashable]]
) -> defaultdict[Hashable, _Tally]:
    tally: defaultdict[Hashable, _Tally] = defaultdict(_Tally)
    for finding in detection.disagreements:
        for subject in subjects(finding):
            tally[subject].add(finding)
    for finding in detection.review:
        for subject in subjects(finding):
            tally[subject].counts["for_review"] += 1
    return tally


def _named(finding: Disagreement) -> set[str]:
    """All articles that a finding names."""
    return {*finding.left.article_ids, *finding.right.article_ids}


def _quoted(finding: Disagreement) -> set[frozenset[str]]:
    """The pair of articles that a finding quotes; none if an edited result quotes one twice."""
    pair = frozenset((finding.left.article_id, finding.right.article_id))
    return {pair} if len(pair) == 2 else set()


def _copies(group: Group) -> set[frozenset[str]]:
    """Each copy of a group with its original."""
    return {
        frozenset((found.article_ids[0], copy))
        for found in group.duplicates
        for copy in found.article_ids[1:]
    }


def _sets_of(group: Group) -> defaultdict[str, list[DuplicateSet]]:
    """The sets of copies that each article is in."""
    sets_of: defaultdict[str, list[DuplicateSet]] = defaultdict(list)
    for found in group.duplicates:
        for article_id in found.article_ids:
            sets_of[article_id].append(found)
    return sets_of


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, tuple):
        return [_clean(part) for part in value]
    return value
