"""Quantifiers: all, some or none of the same did the same.

"All" excludes "none" and "not all"; "some" excludes "none"; "some" and "not all" are
compatible.  An event denied outright ("no signature on any document") is "none"; what one
named doer or other things did not do is not.
"""

from __future__ import annotations

from detector.contrast.claims import Claim, same_event
from detector.contrast.pairs import SentencePair
from detector.contrast.signals.base import Clash
from detector.contrast.signals.roles import compatible

_EXCLUDE = frozenset(
    frozenset(pair)
    for pair in (("all", "none"), ("all", "not all"), ("some", "none"), ("all", "some not"))
)


def compare(pair: SentencePair) -> Clash | None:
    """Find two quantifiers over one event that exclude each other."""
    for left in pair.left.claims:
        for right in pair.right.claims:
            if not _one_thing(pair, left, right):
                continue
            if frozenset((_force(left), _force(right))) not in _EXCLUDE:
                continue
            return Clash(
                kind="quantifier",
                slot=f"quantifier:{min(left.lemma, right.lemma)}",
                values=(_force(left), _force(right)),
                left=tuple(s for s in (left.quantifier_cue, left.cue) if s is not None),
                right=tuple(s for s in (right.quantifier_cue, right.cue) if s is not None),
                explanation=(
                    f"One report says {_words(left)}, the other {_words(right)} "
                    f"of \u201c{left.quantified or right.quantified}\u201d: "
                    f"\u201c{left.lemma}\u201d cannot hold of both."
                ),
                strength=0.9 + 0.1 * pair.overlap,
                denial=left.denied or right.denied,
            )
    return None


def _one_thing(pair: SentencePair, left: Claim, right: Claim) -> bool:
    """Whether both quantify one noun of one event, or one denies what the other quantifies."""
    if not (left.certain and right.certain and same_event(left.lemma, right.lemma)):
        return False
    if not compatible(left, right) or pair.overlap < 0.1:
        return False
    if left.quantifier and right.quantifier:
        return left.quantified == right.quantified
    quantified, plain = (left, right) if left.quantifier else (right, left)
    if plain.by_pronoun or plain.retold:
        return False
    return (
        quantified.quantifier in ("all", "some")
        and not quantified.negated
        and plain.negated
        and (
            not (plain.subject or plain.passive)
            or quantified.quantified in plain.subject | plain.object
        )
    )


def _force(claim: Claim) -> str:
    """The quantifier that a claim amounts to, its negation counted in."""
    if claim.negated:
        if claim.quantifier == "all":
            return "not all"
        if claim.quantifier == "some" and claim.quantified in claim.subject:
            return "some not"
        return "none"
    return claim.quantifier or "some"


def _words(claim: Claim) -> str:
    return {"none": "none", "all": "all", "some": "some", "not all": "not all"}.get(
        _force(claim), "not all"
    )
