"""Whether two claims can be about the same participants."""

from __future__ import annotations

from collections.abc import Sequence

from detector.contrast.claims import Claim
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence


def compatible_subjects(left: Sequence[Claim], right: Sequence[Claim]) -> bool:
    """Whether no two claims name different subjects."""
    return not any(disjoint(a.named_subject, b.named_subject) for a in left for b in right)


def compatible(left: Claim, right: Claim) -> bool:
    """Whether neither subjects nor objects are named differently."""
    return not (
        disjoint(left.named_subject, right.named_subject)
        or disjoint(left.named_object, right.named_object)
    )


def of_other_persons(pair: SentencePair, left: Claim, right: Claim) -> bool:
    """Whether subjects or objects are different persons, once it is known who "he" is."""
    return disjoint(_subject(pair.left, left), _subject(pair.right, right)) or disjoint(
        _object(pair.left, left), _object(pair.right, right)
    )


def _subject(sentence: ReadSentence, claim: Claim) -> frozenset[str]:
    if claim.he_is_subject:
        return sentence.persons_meant - claim.named_object
    return claim.named_subject


def _object(sentence: ReadSentence, claim: Claim) -> frozenset[str]:
    if claim.he_is_object:
        return sentence.persons_meant - claim.named_subject
    return claim.named_object


def shared_roles(left: Claim, right: Claim) -> int:
    """How many of subject and object share a word."""
    return bool(left.subject & right.subject) + bool(left.object & right.object)


def other_roles(left: Claim, right: Claim) -> int:
    """How many of subject and object both fill, without a word in common."""
    return disjoint(left.subject, right.subject) + disjoint(left.object, right.object)


def disjoint(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether both are named and have no name in common."""
    return bool(left) and bool(right) and not left & right
