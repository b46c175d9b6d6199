"""Whether two claims can be about the same participants."""

from __future__ import annotations

from collections.abc import Sequence

from detector.contrast.claims import Claim


def compatible_subjects(left: Sequence[Claim], right: Sequence[Claim]) -> bool:
    """Whether no two claims name different subjects."""
    return not any(disjoint(a.named_subject, b.named_subject) for a in left for b in right)


def compatible(left: Claim, right: Claim) -> bool:
    """Whether neither subjects nor objects are named differently."""
    return not (
        disjoint(left.named_subject, right.named_subject)
        or disjoint(left.named_object, right.named_object)
    )


def shared_roles(left: Claim, right: Claim) -> int:
    """How many of subject and object share a word."""
    return bool(left.subject & right.subject) + bool(left.object & right.object)


def other_roles(left: Claim, right: Claim) -> int:
    """How many of subject and object both fill, without a word in common."""
    return disjoint(left.subject, right.subject) + disjoint(left.object, right.object)


def disjoint(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether both are named and have no name in common."""
    return bool(left) and bool(right) and not left & right
