"""Entities: the same act with another doer, object or place, the same words by another speaker.

Compared are claims of one verb that share one role by name and fill another with
different names of one type.  Longer and shorter forms of one name, and acronyms of it,
are the same name.  A quotation of some length is compared with the same quotation.
"""

from __future__ import annotations

import re

from spacy.tokens import Span as EntitySpan

from detector.article import Span
from detector.contrast.claims import Claim, same_event
from detector.contrast.lexicon import SPEECH
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence
from detector.contrast.signals.base import Clash

_SUBJECT = frozenset({"nsubj"})
_OBJECT = frozenset({"dobj", "nsubjpass"})
#: Words in a row from which two quotations are one.
_QUOTED_WORDS = 6
_QUOTATION = re.compile(r"[\"\u201c]([^\"\u201c\u201d]+)[\"\u201d]")
_TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC"})


def compare(pair: SentencePair) -> Clash | None:
    """Find one act with two different names in the same role."""
    if pair.left.is_background != pair.right.is_background:
        return None
    for left in pair.left.claims:
        for right in pair.right.claims:
            if left.negated or right.negated or not (left.certain and right.certain):
                continue
            if not same_event(left.lemma, right.lemma):
                continue
            clash = _role_clash(pair, left, right)
            if clash is not None:
                return clash
    return _speaker_clash(pair)


def _speaker_clash(pair: SentencePair) -> Clash | None:
    """Find one quotation that is put into the mouths of two persons."""
    quoted = _quoted(pair.left) & _quoted(pair.right)
    first, second = _speaker(pair.left), _speaker(pair.right)
    if not quoted or first is None or second is None:
        return None
    if first.root.lower_ in _words(pair.right) or second.root.lower_ in _words(pair.left):
        return None
    return _clash_of_names(
        first,
        second,
        slot="said " + " ".join(min(quoted)),
        explanation=(
            f"The same words are quoted from \u201c{first.text}\u201d in one report, "
            f"from \u201c{second.text}\u201d in the other."
        ),
        strength=0.9,
    )


def _quoted(sentence: ReadSentence) -> frozenset[tuple[str, ...]]:
    """All runs of `_QUOTED_WORDS` words that the sentence quotes, in lower case."""
    runs = set()
    for quotation in _QUOTATION.findall(sentence.text):
        words = re.findall(r"\w+", quotation.lower())
        runs |= {tuple(words[i : i + _QUOTED_WORDS]) for i in range(len(words) - _QUOTED_WORDS + 1)}
    return frozenset(runs)


def _speaker(sentence: ReadSentence) -> EntitySpan | None:
    """The one person whom the sentence names as a speaker."""
    speakers = [
        entity
        for entity in sentence.doc.ents
        if entity.label_ == "PERSON"
        and entity.root.dep_ == "nsubj"
        and entity.root.head.lemma_.lower() in SPEECH
    ]
    return speakers[0] if len(speakers) == 1 else None


def _words(sentence: ReadSentence) -> frozenset[str]:
    return frozenset(token.lower_ for token in sentence.doc)


def _role_clash(pair: SentencePair, left: Claim, right: Claim) -> Clash | None:
    first, second = None, None
    if left.subject & right.subject:
        first, second = _named(pair.left, left, _OBJECT), _named(pair.right, right, _OBJECT)
    elif left.object & right.object:
        first, second = _named(pair.left, left, _SUBJECT), _named(pair.right, right, _SUBJECT)
    if first is None or second is None:
        return None
    if (
        _one_name(first.text, second.text)
        or _mentions(pair.right, first)
        or _mentions(pair.left, second)
    ):
        return None
    return _clash_of_names(
        first,
        second,
        slot=left.lemma,
        explanation=(
            f"For \u201c{left.lemma}\u201d one report names "
            f"\u201c{first.text}\u201d, the other \u201c{second.text}\u201d."
        ),
        strength=0.3 + 0.5 * pair.overlap,
    )


def _clash_of_names(
    first: EntitySpan, second: EntitySpan, *, slot: str, explanation: str, strength: float
) -> Clash:
    return Clash(
        kind="entity",
        slot=f"entity:{slot}",
        values=(first.text.lower(), second.text.lower()),
        left=(Span(first.start_char, first.end_char),),
        right=(Span(second.start_char, second.end_char),),
        explanation=explanation,
        strength=strength,
    )


def _named(sentence: ReadSentence, claim: Claim, roles: frozenset[str]) -> EntitySpan | None:
    """The named entity that fills a role of the claim directly, not through a preposition."""
    heads = {c.i for c in sentence.doc[claim.index].children if c.dep_ in roles}
    for entity in sentence.doc.ents:
        if entity.label_ in _TYPES and entity.root.i in heads:
            return entity
    return None


def _mentions(sentence: ReadSentence, entity: EntitySpan) -> bool:
    words = {t.lower_ for t in entity if t.pos_ == "PROPN"}
    return bool(words & _words(sentence))


def _one_name(first: str, second: str) -> bool:
    """Whether one is a form of the other: contained in it, or its acronym."""
    a, b = (re.sub(r"^the |[.\u2019']s?\b", "", name.lower()).strip() for name in (first, second))
    if a in b or b in a:
        return True
    initials = ["".join(word[0] for word in name.split()) for name in (a, b)]
    return a == initials[1] or b == initials[0]
