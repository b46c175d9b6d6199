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

if TYPE_CHECKING:
    from detector.reporting.notebook import Frames

Kind = Literal["number", "date", "quantifier", "polarity", "entity", "inference"]
Relation = Literal["contradiction", "update", "dispute"]
DuplicateKind = Literal["exact", "near"]

KINDS: tuple[Kind, ...] = ("number", "date", "quantifier", "polarity", "entity", "inference")
RELATIONS: tuple[Relation, ...] = ("contradiction", "update", "dispute")

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
class DuplicateSet:
    """Articles that carry the same text.

    Attributes
    ----------
    kind : {"exact", "near"}
        Exact: equal after folding case and white space.  Near: edited or abridged.
    article_ids : tuple of str
        The original (the earliest dated, else the longest) first, then sorted by id.
    similarity : float
        The lowest verified similarity of a copy to the set's original in [0, 1]: the
        larger of Jaccard and containment of word shingles.
    """

    kind: DuplicateKind
    article_ids: tuple[str, ...]
    similarity: float

    @property
    def code(self) -> str:
        """Rule code: DUP101 for exact, DUP102 for near copies."""
        return "DUP101" if self.kind == "exact" else "DUP102"

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
        Stable: made from the smallest article id of the group.
    article_ids : tuple of str
        In order of publication, then of id.
    representative : str
        The article nearest to all others of the group.
    duplicates : tuple of DuplicateSet
    cohesion : float
        Mean pairwise similarity of the independent articles, in [0, 1]; 1 for one.
    """

    id: str
    article_ids: tuple[str, ...]
    representative: str
    duplicates: tuple[DuplicateSet, ...]
    cohesion: float

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

    def only(self, keep: Callable[[Disagreement | DuplicateSet], bool]) -> Detection:
        """Return the result with those findings and duplicates alone that `keep` accepts."""
        groups = tuple(
            replace(group, duplicates=tuple(d for d in group.duplicates if keep(d)))
            for group in self.groups
        )
        return replace(
            self,
            groups=groups,
            disagreements=tuple(d for d in self.disagreements if keep(d)),
            review=tuple(d for d in self.review if keep(d)),
        )

    def fails(self, fail_on: str) -> bool:
        """Whether there is a finding at least as grave as `fail_on`.

        Parameters
        ----------
        fail_on : {"contradiction", "dispute", "update", "duplicate", "any", "none"}
            The mildest finding that fails; ``any`` is ``duplicate``.
        """
        gravity = ("duplicate", "update", "dispute", "contradiction")
        if fail_on == "none":
            return False
        least = gravity.index("duplicate" if fail_on == "any" else fail_on)
        if least == 0 and self.duplicates:
            return True
        return any(gravity.index(d.relation) >= least for d in self.disagreements)

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
