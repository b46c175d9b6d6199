"""Polarity: one sentence says that something happened, the other that it did not.

Denied are events under "not", "no", "never", "without", verbs of refusal ("refused to",
"failed to") and of denial ("denied that").  Antonyms of one event ("accepted" against
"rejected") count as well.  What only may happen denies nothing, and two claims that name
different subjects or objects are about different things.
"""

from __future__ import annotations

from detector.article import Span
from detector.contrast.claims import Claim, same_event
from detector.contrast.lexicon import ANTONYMS, DENIAL, HEARSAY, HOAX
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence
from detector.contrast.signals.base import Clash
from detector.contrast.signals.roles import compatible, of_other_persons, other_roles, shared_roles

#: What happens to a report, rather than in the story.
_OF_REPORTS = DENIAL | HEARSAY


def compare(pair: SentencePair) -> Clash | None:
    """Find the surest clash of an assertion with its denial."""
    clashes = [
        clash
        for left in pair.left.claims
        for right in pair.right.claims
        if (clash := _clash(pair, left, right)) is not None
    ]
    if not clashes and pair.overlap >= 0.5 and (clash := _opposite_words(pair)) is not None:
        clashes.append(clash)
    return max(clashes, key=lambda clash: clash.strength, default=None)


def _retells_hoax(sentence: ReadSentence, claim: Claim) -> bool:
    """Whether a claim is told as made up; "is alive despite the hoax" is not."""
    event = sentence.doc[claim.index]
    holder = event.head if event.pos_ == "ADJ" else event
    return not claim.negated and any(
        token.lemma_.lower() in HOAX and holder not in token.ancestors for token in sentence.doc
    )


def _opposite_words(pair: SentencePair) -> Clash | None:
    """Find two sentences that say much the same, but for one word and its opposite."""
    for left in pair.left.doc:
        for right in pair.right.doc:
            words = left.lemma_.lower(), right.lemma_.lower()
            if left.pos_ != right.pos_ or frozenset(words) not in ANTONYMS:
                continue
            if words[1] in _lemmas(pair.left) or words[0] in _lemmas(pair.right):
                continue
            cues = (Span(t.idx, t.idx + len(t)) for t in (left, right))
            left_cue, right_cue = cues
            return Clash(
                kind="polarity",
                slot=f"polarity:{min(words)}",
                values=words,
                left=(left_cue,),
                right=(right_cue,),
                explanation=_explanation(pair, left_cue, right_cue),
                strength=0.45 + 0.35 * pair.overlap,
            )
    return None


def _lemmas(sentence: ReadSentence) -> frozenset[str]:
    return frozenset(token.lemma_.lower() for token in sentence.doc)


def _explanation(pair: SentencePair, left: Span, right: Span) -> str:
    return (
        f"One report says \u201c{_cue(pair.left, left)}\u201d, "
        f"the other \u201c{_cue(pair.right, right)}\u201d."
    )


def _clash(pair: SentencePair, left: Claim, right: Claim) -> Clash | None:
    if not (left.certain and right.certain and compatible(left, right)):
        return None
    if of_other_persons(pair, left, right):
        return None
    if _retells_hoax(pair.left, left) or _retells_hoax(pair.right, right):
        return None
    if "some" in (left.quantifier, right.quantifier):
        return None  # that some did leaves open that one did not; see the quantifier signal
    if left.negated != right.negated and _one_event(left, right):
        strength = 0.45
    elif left.negated == right.negated and _antonyms(pair, left, right):
        strength = 0.35
    else:
        return None
    shared = shared_roles(left, right)
    strangers = other_roles(left, right) > 0 and pair.overlap < 0.5
    if not shared and (left.retold or right.retold or strangers):
        return None
    if not shared and (
        left.negated == right.negated or (pair.overlap < 0.3 and pair.similarity < 0.5)
    ):
        return None
    if _said_of_both(pair.left, left) or _said_of_both(pair.right, right):
        return None
    if left.negated != right.negated and (
        (not left.retold and _article_says(pair.left, right))
        or (not right.retold and _article_says(pair.right, left))
    ):
        return None
    if pair.overlap > 0.8 and _negations(pair.left) == _negations(pair.right):
        return None  # one sentence in two wordings, read differently
    return Clash(
        kind="polarity",
        slot=f"polarity:{min(left.lemma, right.lemma)}",
        values=(_value(left), _value(right)),
        left=(left.cue,),
        right=(right.cue,),
        explanation=_explanation(pair, left.cue, right.cue),
        strength=strength + 0.15 * shared + 0.25 * pair.overlap,
        denial=left.denied or right.denied,
        negation=left.negated != right.negated,
        shared_roles=shared,
        other_roles=other_roles(left, right),
    )


def _one_event(left: Claim, right: Claim) -> bool:
    """Whether both tell of one event, and not of its being reported or denied."""
    return same_event(left.lemma, right.lemma) and not {left.lemma, right.lemma} & _OF_REPORTS


def _antonyms(pair: SentencePair, left: Claim, right: Claim) -> bool:
    """Whether the claims are opposites, and neither sentence holds the other's word too."""
    if frozenset((left.lemma, right.lemma)) not in ANTONYMS:
        return False
    return right.lemma not in pair.left.content and left.lemma not in pair.right.content


def _negations(sentence: ReadSentence) -> int:
    return sum(claim.negated for claim in sentence.claims)


def _said_of_both(sentence: ReadSentence, claim: Claim) -> bool:
    """Whether the sentence itself holds the event both done and not done."""
    return any(
        other is not claim
        and other.negated != claim.negated
        and same_event(other.lemma, claim.lemma)
        for other in sentence.claims
    )


def _article_says(sentence: ReadSentence, other: Claim) -> bool:
    """Whether the article of a sentence also says what the other one does of the event."""
    return any(
        claim.certain
        and claim.negated == other.negated
        and same_event(claim.lemma, other.lemma)
        and compatible(claim, other)
        and shared_roles(claim, other) > 0
        for neighbour in sentence.neighbours
        if neighbour is not sentence
        for claim in neighbour.claims
    )


def _cue(sentence: ReadSentence, span: Span) -> str:
    return sentence.text[span.start : span.end]


def _value(claim: Claim) -> str:
    return ("not " if claim.negated else "") + claim.lemma
