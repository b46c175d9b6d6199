"""What the detector says: groups, duplicates, disagreements and problems.

Everything here is frozen, typed data.  `Detection.to_json` and `Detection.from_json`
round-trip; the JSON Schema (2020-12) is made from these very types and shipped as
``detector/detection.schema.json``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter

from detector.article import Article, Field, Place, Span
from detector.settlement import Gone, Waiver

if TYPE_CHECKING:
    from detector.reporting.notebook import Frames

Kind = Literal["number", "date", "quantifier", "polarity", "entity", "inference"]
Relation = Literal["contradiction", "update", "dispute"]
DuplicateKind = Literal["exact", "near", "abridged", "syndicated"]

KINDS: tuple[Kind, ...] = ("number", "date", "quantifier", "polarity", "entity", "inference")
RELATIONS: tuple[Relation, ...] = ("contradiction", "update", "dispute")
DUPLICATE_KINDS: tuple[DuplicateKind, ...] = ("exact", "near", "abridged", "syndicated")

#: Raised when a change of these types breaks readers of the JSON.
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Problem:
    """An input that could not be used, or was used with a reservation.

    Attributes
    ----------
    place : Place
        The file or address and, where it applies, the line or entry.
    reason : str
        What is wrong and what to do, for a person.
    lost : bool
        True if an article (or a whole file) was left out because of it.
    """

    place: Place
    reason: str
    lost: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True)
class CopyEvidence:
    """Why an article counts as a copy of the original of its set.

    Attributes
    ----------
    article_id : str
        The copy.
    similarity : float
        Share of the words of both texts that stand in both in the same order, in [0, 1].
    containment : float
        Share of the words of the shorter text that stand in the longer one in the same
        order, in [0, 1].
    passage : Span or None
        The longest stretch of the copy's text that stands word for word in the original;
        None where the texts are equal.
    agency : str or None
        The news agency that the report came from, as one of the two or its publisher says.
    """

    article_id: str
    similarity: float
    containment: float
    passage: Span | None = None
    agency: str | None = None


@dataclass(frozen=True)
class DuplicateSet:
    """Articles that carry the same text.

    Attributes
    ----------
    kind : {"exact", "near", "abridged", "syndicated"}
        Exact: equal after folding case and white space.  Near: edited.  Abridged: one is
        a shortened form of the other.  Syndicated: one agency's report, whole, edited or
        abridged, carried by several outlets.
    article_ids : tuple of str
        The original (the earliest dated, else the longest) first, then sorted by id.
    similarity : float
        The lowest containment of a copy; see `CopyEvidence`.
    evidence : tuple of CopyEvidence
        One a copy, in the order of `article_ids`; empty in results of older versions.
    """

    kind: DuplicateKind
    article_ids: tuple[str, ...]
    similarity: float
    evidence: tuple[CopyEvidence, ...] = ()

    @property
    def code(self) -> str:
        """Rule code: DUP101 exact, DUP102 near, DUP103 abridged, DUP104 syndicated."""
        return f"DUP{101 + DUPLICATE_KINDS.index(self.kind)}"

    @property
    def fingerprint(self) -> str:
        """Stable identity of the finding."""
        return fingerprint(self.code, sorted(self.article_ids))


@dataclass(frozen=True)
class Group:
    """Articles that report the same development.

    Attributes
    ----------
    id : str
        Stable: made from the id of the earliest article of the group (undated ones last),
        so that later articles do not change it.
    article_ids : tuple of str
        In order of publication, then of id.
    representative : str
        The article nearest to all others of the group.
    duplicates : tuple of DuplicateSet
    cohesion : float
        Mean pairwise similarity of the independent articles, in [0, 1]; 1 for one.
    origins : int
        Articles that are no copy of another; 0 in results of older versions.
    """

    id: str
    article_ids: tuple[str, ...]
    representative: str
    duplicates: tuple[DuplicateSet, ...]
    cohesion: float
    origins: int = 0

    def __repr__(self) -> str:
        copies = sum(len(found.article_ids) - 1 for found in self.duplicates)
        figures = f"articles={len(self.article_ids)} copies={copies} cohesion={self.cohesion:.2f}"
        return f"<Group {self.id!r} {figures}>"

    # Imported when a notebook asks, here and below: data know nothing of how they are shown.
    def _repr_html_(self) -> str:
        from detector.reporting.notebook import group_html

        return group_html(self)


@dataclass(frozen=True)
class Quote:
    """One side of a disagreement.

    Attributes
    ----------
    article_id : str
    text : str
        The sentence, exactly as it stands in the article.
    start, end : int
        Its character offsets into the article's `field`.
    field : {"title", "text"}
    cues : tuple of Span
        What clashes, as offsets into the same field of the article.
    also : tuple of str
        Ids of the other articles on this side, sorted.
    speaker : str or None
        Who is quoted as saying it; None where the outlet says so itself.
    """

    article_id: str
    text: str
    start: int
    end: int
    field: Field = "text"
    cues: tuple[Span, ...] = ()
    also: tuple[str, ...] = ()
    speaker: str | None = None

    @property
    def article_ids(self) -> tuple[str, ...]:
        """All articles on this side, the quoted one first."""
        return (self.article_id, *self.also)

    @property
    def cue_texts(self) -> tuple[str, ...]:
        """The words that clash."""
        return tuple(self.text[c.start - self.start : c.end - self.start] for c in self.cues)


@dataclass(frozen=True)
class Disagreement:
    """Two sentences of one group that cannot both be true, and why.

    Attributes
    ----------
    group_id : str
    left, right : Quote
        The earlier report is on the left.
    kind : {"number", "date", "quantifier", "polarity", "entity", "inference"}
    relation : {"contradiction", "update", "dispute"}
        Contradiction: cannot both be true at one time.  Update: the later report
        supersedes the earlier one.  Dispute: sources are quoted saying opposite things.
    score : float
        In [0, 1]; of those scored 0.8, about 80 % are right.
    explanation : str
        One plain sentence.
    slot : str
        What the reports differ about, the same for all sentence pairs about it.
    fingerprint : str
        Stable identity, from the kind and the earliest sentence on each side: it survives
        another score, another choice of quotes, other lines and reports added later.
    """

    group_id: str
    left: Quote
    right: Quote
    kind: Kind
    relation: Relation
    score: float
    explanation: str
    slot: str
    fingerprint: str

    @property
    def code(self) -> str:
        """Rule code, e.g. CON101: the relation, then the kind."""
        prefix = {"contradiction": "CON", "dispute": "DIS", "update": "UPD"}[self.relation]
        return f"{prefix}{101 + KINDS.index(self.kind)}"

    def __repr__(self) -> str:
        return f"<Disagreement {self.code} {self.score:.2f} {self.explanation!r}>"

    def _repr_html_(self) -> str:
        from detector.reporting.notebook import disagreement_html

        return disagreement_html(self)


#: What the gate judges.
Finding = Disagreement | DuplicateSet


@dataclass(frozen=True)
class Settled:
    """A finding that does not fail the gate.

    Attributes
    ----------
    finding : Disagreement or DuplicateSet
    known : bool
        The baseline holds it.
    waiver : Waiver or None
        What waives it, if anything does.
    """

    finding: Finding
    known: bool = False
    waiver: Waiver | None = None


@dataclass(frozen=True)
class ModelInfo:
    """A model that took part: its name, its role and the SHA-256 of its weights."""

    name: str
    role: Literal["embedding", "inference", "score"]
    digest: str


@dataclass(frozen=True)
class Detection:
    """The result of a run.

    Attributes
    ----------
    articles : tuple of Article
        Sorted by id.
    groups : tuple of Group
        Every article is in exactly one group; a group may hold one article only.
    disagreements : tuple of Disagreement
        The findings, best first.
    review : tuple of Disagreement
        Candidates below the score that makes a finding, above the one that makes noise.
    problems : tuple of Problem
    settings : Mapping
        The settings that shaped the result.
    models : tuple of ModelInfo
    version : str
        Version of the package.
    schema_version : int
    settled : tuple of Settled
        Findings and duplicates that a waiver or the baseline took out of the above.
    gone : tuple of Gone or None
        What the baseline holds and the articles do not; None without a baseline.
    """

    articles: tuple[Article, ...]
    groups: tuple[Group, ...]
    disagreements: tuple[Disagreement, ...] = ()
    review: tuple[Disagreement, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    models: tuple[ModelInfo, ...] = ()
    version: str = ""
    schema_version: int = SCHEMA_VERSION
    settled: tuple[Settled, ...] = ()
    gone: tuple[Gone, ...] | None = None

    def __repr__(self) -> str:
        figures = (
            f"articles={len(self.articles)} groups={len(self.groups)} "
            f"disagreements={len(self.disagreements)} review={len(self.review)} "
            f"problems={len(self.problems)}"
        )
        return f"<Detection {figures}>"

    def _repr_html_(self) -> str:
        from detector.reporting.notebook import detection_html

        return detection_html(self)

    def to_dataframe(self) -> Frames:
        """Return ``articles`` and ``disagreements`` as pandas data frames.

        Raises
        ------
        ImportError
            If pandas is not installed; it comes with the extra ``notebook``.
        """
        from detector.reporting.notebook import frames

        return frames(self)

    @cached_property
    def article_by_id(self) -> Mapping[str, Article]:
        """The articles by their id."""
        return {article.id: article for article in self.articles}

    @cached_property
    def group_by_id(self) -> Mapping[str, Group]:
        """The groups by their id."""
        return {group.id: group for group in self.groups}

    @property
    def duplicates(self) -> tuple[DuplicateSet, ...]:
        """The duplicate sets of all groups."""
        return tuple(d for group in self.groups for d in group.duplicates)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is open: the disagreements, then the duplicates."""
        return (*self.disagreements, *self.duplicates)

    def only(self, keep: Callable[[Finding], bool]) -> Detection:
        """Return the result with those findings and duplicates alone that `keep` accepts."""
        kept = self._open_only(keep)
        return replace(
            kept,
            review=tuple(d for d in self.review if keep(d)),
            settled=tuple(s for s in self.settled if keep(s.finding)),
        )

    def settle(self, settled: Iterable[Settled]) -> Detection:
        """Move findings and duplicates from the open ones to the settled ones."""
        moved = {s.finding.fingerprint: s for s in (*self.settled, *settled)}
        rest = self._open_only(lambda finding: finding.fingerprint not in moved)
        return replace(rest, settled=tuple(moved[key] for key in sorted(moved)))

    def _open_only(self, keep: Callable[[Finding], bool]) -> Detection:
        groups = tuple(
            replace(group, duplicates=tuple(d for d in group.duplicates if keep(d)))
            for group in self.groups
        )
        return replace(
            self,
            groups=groups,
            disagreements=tuple(d for d in self.disagreements if keep(d)),
        )

    def looks_for(self, code: str) -> bool:
        """Whether findings with this code, or this beginning of one, can be in the result."""
        return self.settings.get("updates") != "hide" or not code.startswith("UPD")

    def failing(self, fail_on: str, updates: str = "show") -> tuple[Finding, ...]:
        """The open findings that fail the gate.

        Parameters
        ----------
        fail_on : {"contradiction", "dispute", "update", "duplicate", "any", "none"}
            The mildest finding that fails; ``any`` is ``duplicate``.
        updates : {"show", "hide", "fail"}
            With ``fail`` an update fails as a contradiction does, unless nothing may fail.
        """
        if fail_on == "none":
            return ()
        gravity = ("duplicate", "update", "dispute", "contradiction")
        least = gravity.index("duplicate" if fail_on == "any" else fail_on)
        grave = {*gravity[least:], *(["update"] if updates == "fail" else [])}
        failing = tuple(d for d in self.disagreements if d.relation in grave)
        return (*failing, *(self.duplicates if least == 0 else ()))

    def fails(self, fail_on: str, updates: str = "show") -> bool:
        """Whether any open finding fails the gate; see `failing`."""
        return bool(self.failing(fail_on, updates))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: dicts, lists, strings and numbers."""
        result: dict[str, Any] = detection_type().dump_python(self, mode="json")
        return result

    def to_json(self, indent: int | None = 2) -> str:
        """Return JSON with sorted keys, the same bytes for the same result."""
        return json.dumps(self.to_dict(), indent=indent, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, data: str | bytes) -> Detection:
        """Read what `to_json` wrote.

        Raises
        ------
        pydantic.ValidationError
            If the data do not fit the schema.
        """
        return detection_type().validate_json(data)


def detection_type() -> TypeAdapter[Detection]:
    """The pydantic adapter of `Detection`; it also makes the JSON Schema."""
    global _detection_type
    if _detection_type is None:
        _detection_type = TypeAdapter(Detection)
    return _detection_type


_detection_type: TypeAdapter[Detection] | None = None


def fingerprint(code: str, parts: Iterable[str]) -> str:
    """Make a short digest of what identifies a finding, the same in every run."""
    content = "\n".join([code, *parts])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
