"""What two figures are figures for, in the words of the sentences that give them."""

from __future__ import annotations

from spacy.tokens import Token

from detector.contrast.lexicon import OUTCOMES, PEOPLE, TALLIES
from detector.contrast.quantities import Quantity
from detector.contrast.reading import ReadSentence

#: A sentence and a quantity that it gives.
Given = tuple[ReadSentence, Quantity]


def differing(left: Given, right: Given) -> str:
    """The subject of a sentence that says they differ, such as ``The figures for passengers``."""
    quantity = left[1]
    if quantity.unit == "score" and not quantity.counted:
        return "The scores"
    if quantity.unit == "age":
        thing = f"the age of {max(_name(left), _name(right), key=len)}"
    elif quantity.unit == "score":
        thing = _name(left)
    elif quantity.outcome:
        thing = _affected(left, right)
    else:
        thing = _thing(left, right)
    return f"The figures for {thing}" if thing else "The figures"


def _affected(left: Given, right: Given) -> str:
    """Those whose outcome is counted: ``people killed``, ``policemen killed``, ``arrests``."""
    outcome, counted = left[1].outcome, left[1].counted or right[1].counted
    named = [noun for noun in _nouns(left, right) if noun.lemma_.lower() not in PEOPLE | TALLIES]
    plural = next((_written(noun) for noun in named if _is_plural(noun)), "")
    if plural and OUTCOMES.get(counted) == outcome:
        return plural
    if not counted or counted in PEOPLE | TALLIES | OUTCOMES.keys():
        return outcome if outcome == "casualties" else f"people {outcome}"
    those = plural or "those"
    return f"casualties among {those}" if outcome == "casualties" else f"{those} {outcome}"


def _thing(left: Given, right: Given) -> str:
    """What is counted or measured: ``passengers``, ``the turnout``, ``Karim``; else the verb."""
    nouns = _nouns(left, right)
    noun = next(filter(_is_plural, nouns), nouns[0] if nouns else None)
    if noun is None:
        verb = _nearest(left, lemma=left[1].verb)
        return f"\u201c{_written(verb)}\u201d" if verb is not None else ""
    if noun.pos_ == "PROPN" or _is_plural(noun):
        return _written(noun)
    if left[1].unit == "count":
        # In "a 12-member crew" the singular is not what there are twelve of.
        return f"\u201c{_written(noun)}\u201d"
    # "The deal", but "inflation", as the sentences have it.
    return f"the {_written(noun)}" if any(map(_has_determiner, nouns)) else _written(noun)


def _name(given: Given) -> str:
    """The name that a quantity belongs to, with its capitals."""
    words = (_nearest(given, lower=word) for word in given[1].counted.split())
    return " ".join(word.text for word in words if word is not None)


def _nouns(*sides: Given) -> list[Token]:
    """The counted nouns, of the sides that have one; "percent" counts nothing."""
    found = ((_nearest(side, lemma=side[1].counted), side[1]) for side in sides)
    return [noun for noun, of in found if noun is not None and not _is_unit(noun, of)]


def _nearest(given: Given, *, lemma: str = "", lower: str = "") -> Token | None:
    """The word with that lemma, or that word, which stands nearest to a quantity."""
    sentence, quantity = given
    words = (t for t in sentence.doc if t.lower_ == lower or t.lemma_.lower() == lemma)
    return min(words, key=lambda word: abs(word.idx - quantity.span.end), default=None)


def _is_unit(noun: Token, quantity: Quantity) -> bool:
    inside = quantity.span.start <= noun.idx < quantity.span.end
    return inside and quantity.unit not in ("count", "ordinal")


def _has_determiner(noun: Token) -> bool:
    return any(child.dep_ in ("det", "poss") for child in noun.children)


def _is_plural(noun: Token) -> bool:
    return noun.tag_ in ("NNS", "NNPS")


def _written(word: Token) -> str:
    """As the sentence has it; a word that is no name without the capital of a beginning."""
    return word.lower_ if word.is_title and word.pos_ != "PROPN" else word.text
