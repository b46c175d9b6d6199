"""Which findings a reader wants to see, in what order, and which page of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from detector.detection import KINDS, RELATIONS, Detection, Disagreement
from detector.reporting.anchors import finding_anchor, group_anchor
from detector.reporting.labels import headline, outlet, title_of
from detector.reporting.quoting import visible
from detector.reporting.summary import appeared

#: Findings on a page.
PAGE_SIZE = 50

#: The states a finding can be in, and what a reader calls those in it.
STATUSES: Mapping[str, str] = {
    "finding": "Findings",
    "review": "For review",
    "settled": "Waived or known",
}

_LONGEST_SEARCH = 200
_CHOICES: Mapping[str, Sequence[str]] = {
    "kind": KINDS,
    "relation": RELATIONS,
    "sort": ("score", "newest", "oldest", "story"),
    "status": tuple(STATUSES),
}


@dataclass(frozen=True)
class Selection:
    """What a reader asked for; empty means anything.

    Attributes
    ----------
    kind, relation : str
    outlet : str
        The publisher as reports call it, on either side.
    group : str
        The anchor of a story.
    score : float
        Least score.
    search : str
        Words that must all occur on the card: in the sentences, the explanation, the headlines,
        the outlets, the speakers, the code or the fingerprint.
    sort : {"score", "newest", "oldest", "story"}
    status : {"finding", "review", "settled"}
        Review: the candidates below the score of a finding.  Settled: waived or known to the
        baseline.
    page : int
        From 1.
    """

    kind: str = ""
    relation: str = ""
    outlet: str = ""
    group: str = ""
    score: float = 0.0
    search: str = ""
    sort: str = "score"
    status: str = "finding"
    page: int = 1

    @classmethod
    def of_query(cls, query: Mapping[str, str]) -> Selection:
        """Read the parameters of an address; those it does not know are passed over.

        Raises
        ------
        ValueError
            If a value is not allowed; the message says what is.
        """
        given = {
            field.name: query[field.name]
            for field in fields(cls)
            if query.get(field.name, "") != ""
        }
        for name, choices in _CHOICES.items():
            if given.get(name, choices[0]) not in choices:
                raise ValueError(f"{name}: {given[name]!r} is none of {', '.join(choices)}")
        values: dict[str, Any] = dict(given)
        values["search"] = given.get("search", "")[:_LONGEST_SEARCH]
        if "score" in given:
            values["score"] = _number(given["score"])
        if "page" in given:
            values["page"] = _whole_number(given["page"])
        return cls(**values)

    def address(self, **changes: Any) -> str:
        """The query that asks for this, with some values changed: ``?kind=number&page=2``."""
        wanted, default = replace(self, **changes), Selection()
        pairs = [
            (field.name, getattr(wanted, field.name))
            for field in fields(self)
            if getattr(wanted, field.name) != getattr(default, field.name)
        ]
        return "?" + urlencode(pairs, errors="replace")

    def choose(self, detection: Detection) -> list[Disagreement]:
        """All findings that fit, in order; not yet cut to a page."""
        known = of_status(detection, self.status)
        return self._sorted([f for f in known if self._fits(f, detection)], detection)

    def showing(self, anchor: str, detection: Detection) -> Selection:
        """The page, of whatever status, on which the finding with that anchor stands.

        If it is not among those that fit, the selection as it is.
        """
        for status in _CHOICES["status"]:
            wanted = replace(self, status=status)
            for place, finding in enumerate(wanted.choose(detection)):
                if finding_anchor(finding.fingerprint) == anchor:
                    return replace(wanted, page=place // PAGE_SIZE + 1)
        return self

    def _sorted(self, findings: list[Disagreement], detection: Detection) -> list[Disagreement]:
        """Sort findings, which come best first; those that are alike stay in that order."""
        if self.sort == "score":
            return findings
        if self.sort == "story":
            ids = dict.fromkeys(finding.group_id for finding in findings)
            best = {group_id: place for place, group_id in enumerate(ids)}
            return sorted(findings, key=lambda finding: best[finding.group_id])
        sign = -1 if self.sort == "newest" else 1

        def age(finding: Disagreement) -> float:
            time = appeared(finding, detection)
            return math.inf if time is None else sign * time.timestamp()

        return sorted(findings, key=age)

    def _fits(self, finding: Disagreement, detection: Detection) -> bool:
        return (
            self.kind in ("", finding.kind)
            and self.relation in ("", finding.relation)
            and self.group in ("", group_anchor(finding.group_id))
            and finding.score >= self.score
            and (not self.outlet or self.outlet in outlets_of(finding, detection))
            and (not self.search or self._is_found(finding, detection))
        )

    def _is_found(self, finding: Disagreement, detection: Detection) -> bool:
        text = _searched(finding, detection)
        return all(word in text for word in self.search.lower().split())


def page_count(matching: int) -> int:
    """How many pages so many findings take; at least one."""
    return max(1, math.ceil(matching / PAGE_SIZE))


def of_status(detection: Detection, status: str) -> Sequence[Disagreement]:
    """The disagreements of a result that are in a state of `STATUSES`, best first."""
    if status == "finding":
        return detection.disagreements
    if status == "review":
        return detection.review
    found = (item.finding for item in detection.settled)
    settled = [finding for finding in found if isinstance(finding, Disagreement)]
    return sorted(settled, key=lambda finding: (-finding.score, finding.fingerprint))


def outlets_of(finding: Disagreement, detection: Detection) -> list[str]:
    """The outlets on both sides of a finding, sorted, each once."""
    ids = (*finding.left.article_ids, *finding.right.article_ids)
    return sorted({outlet(detection.article_by_id[article_id]) for article_id in ids})


def _searched(finding: Disagreement, detection: Detection) -> str:
    """All words of a finding's card that a search looks at, in lower case."""
    quotes = (finding.left, finding.right)
    parts = [
        finding.code,
        finding.fingerprint,
        finding.explanation,
        title_of(detection.group_by_id[finding.group_id], detection),
        *outlets_of(finding, detection),
        *(quote.text for quote in quotes),
        *(quote.speaker or "" for quote in quotes),
        *(headline(detection.article_by_id[quote.article_id]) for quote in quotes),
    ]
    return visible(" ".join(parts)).lower()


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise ValueError(f"score: {text!r} is no number from 0 to 1")
    return number


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= 1):
        raise ValueError(f"page: {text!r} is no number from 1")
    return int(text)
