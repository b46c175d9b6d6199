"""Numbers: the same thing counted or measured with values that exclude each other.

Compared are quantities of one dimension (feet are metres) that fill one slot: the same
outcome of people ("killed"), or the same counted noun with the same verb.  "About", "at
least", "up to", ranges and rounding widen a value to an interval; only disjoint intervals
clash.  A part ("12 of them", "another 12", "eight at the scene") is never compared with a
whole, nor are numbers of different currencies, nor a count of children with one of people,
nor a depth with a width.  A person's figure is compared with one of the same person only,
whom "he" and "her" name through the sentence before.

A lower bound that a later report far exceeds ("at least 12", then 62) is no
contradiction; it is noted as an update.  Nor is it one when an article gives both figures.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from detector.contrast.claims import same_event
from detector.contrast.lexicon import ACCOUNTS, ATTACKERS, GROUPS, LIGHT, PEOPLE, RISING
from detector.contrast.numerals import find_numbers
from detector.contrast.pairs import SentencePair
from detector.contrast.quantities import Quantity
from detector.contrast.reading import ReadSentence
from detector.contrast.signals.base import Clash
from detector.contrast.signals.naming import differing
from detector.contrast.signals.sameness import (
    age_strength,
    same_holder,
    same_time,
    score_strength,
)
from detector.contrast.units import convert, dimension

#: Figures in another unit are rounded once more ("60 metres (200 feet)").
CONVERSION_SLACK = 0.08

_OF = re.compile(r"\s+(?:out )?of\s+(?:the\s+|(?:his|her|its|their)\s+)?")
_DURATIONS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})


def compare(pair: SentencePair) -> Clash | None:
    """Find the surest clash of quantities between two sentences."""
    clashes = [
        clash
        for left in pair.left.quantities
        for right in pair.right.quantities
        if (clash := _clash(pair, left, right)) is not None
    ]
    return max(clashes, key=lambda clash: clash.strength, default=None)


def _clash(pair: SentencePair, left: Quantity, right: Quantity) -> Clash | None:
    strength = _slot_strength(pair, left, right)
    if strength == 0.0 or not _exclude(left, right):
        only_update = strength > 0.0 and _outgrown(left, right)
        if not only_update:
            return None
        strength *= 0.8
    else:
        only_update = False
        if _agrees_elsewhere(pair.right, left, pair) or _agrees_elsewhere(pair.left, right, pair):
            return None
    if left.outcome == "killed" and abs(left.value - right.value) == 1 and _attacked(pair):
        return None  # one report counts the attacker among the dead
    if _article_says(pair.left, right) or _article_says(pair.right, left):
        return None
    if _is_part(pair.left, left, right) or _is_part(pair.right, right, left):
        return None
    return Clash(
        kind="number",
        slot=_slot(left, right),
        values=(_value(left), _value(right)),
        left=(left.span,),
        right=(right.span,),
        explanation=(
            f"{differing((pair.left, left), (pair.right, right))} differ: "
            f"\u201c{_cue(pair.left, left)}\u201d against \u201c{_cue(pair.right, right)}\u201d."
        ),
        strength=strength,
        rising=left.outcome in RISING and right.low > left.low,
        only_update=only_update,
        magnitudes=_magnitudes(left, right),
        exact=left.precision == right.precision == "exact",
        of_people=bool(left.outcome) and left.unit != "age",
        of_age=left.unit == "age",
        measured=left.unit not in ("count", "age"),
    )


def _slot(left: Quantity, right: Quantity) -> str:
    if left.unit == "age":  # under the one name that both reports use
        shorter, longer = sorted((left.counted.split(), right.counted.split()), key=len)
        return "age:" + next(word for word in reversed(longer) if word in shorter)
    return f"{left.unit}:{left.outcome or left.counted or left.verb}"


def _slot_strength(pair: SentencePair, left: Quantity, right: Quantity) -> float:
    """How surely two quantities are values of one slot, in [0, 1]; 0 if they are not."""
    if dimension(left.unit) != dimension(right.unit) or not _one_scope(left, right):
        return 0.0
    if left.certain != right.certain:
        return 0.0  # a forecast and what came of it
    if left.unit == "age":  # of today, whatever the sentence looks back at
        return age_strength(pair, left, right)
    if not same_time(pair, left, right):
        return 0.0
    if left.unit == "score":
        return score_strength(pair, left, right)
    if not (left.outcome or right.outcome) and not same_holder(pair, left, right):
        return 0.0
    if left.unit == "ordinal":
        one_series = left.counted == right.counted and bool(pair.shared_participants)
        return 0.2 + 0.6 * pair.overlap if one_series and pair.overlap >= 0.4 else 0.0
    if left.unit == "magnitude":
        return 0.8
    if left.outcome or right.outcome:
        return _outcome_strength(left, right)
    return _measure_strength(pair, left, right)


def _outcome_strength(left: Quantity, right: Quantity) -> float:
    if left.outcome != right.outcome:
        return 0.0
    left_people = left.counted in PEOPLE or not left.counted
    right_people = right.counted in PEOPLE or not right.counted
    if left_people and right_people:
        return 0.9 if not left.modifiers ^ right.modifiers else 0.5
    if left.counted == right.counted:
        return 0.9 if left.modifiers == right.modifiers else 0.4
    if {left.counted, right.counted} & GROUPS:
        return 0.0
    # "Five policemen" may be among "15 dead"; "28 Palestinians" cannot be among 26.
    if left_people == right_people:
        return 0.0
    part, whole = (right, left) if left_people else (left, right)
    return 0.3 if part.low > whole.high else 0.0


def _measure_strength(pair: SentencePair, left: Quantity, right: Quantity) -> float:
    if left.facet != right.facet:
        return 0.0
    same_noun = bool(left.counted) and left.counted == right.counted
    same_verb = bool(left.verb) and same_event(left.verb, right.verb)
    telling_verb = same_verb and left.verb not in LIGHT
    if left.unit in _DURATIONS and not telling_verb:
        return 0.0
    if left.modifiers and right.modifiers and not left.modifiers & right.modifiers:
        return 0.0
    if same_noun and same_verb:
        return 0.7 + 0.2 * pair.overlap
    if same_noun:
        return 0.4 + 0.4 * pair.overlap
    if left.unit == "count" or not _of_one_order(left, right) or _other_account(left, right):
        return 0.0
    if telling_verb:
        return 0.3 + 0.4 * pair.overlap
    if _alone(pair.left, left) and _alone(pair.right, right) and pair.similarity >= 0.6:
        return 0.35 + 0.4 * pair.overlap
    return 0.0


def _of_one_order(left: Quantity, right: Quantity) -> bool:
    """Whether two measures that share no noun are of one order of magnitude."""
    return _magnitudes(left, right) <= 0.5


def _magnitudes(left: Quantity, right: Quantity) -> float:
    """How many orders of magnitude lie between two values, in one unit."""
    return abs(math.log10((1 + left.value) / (1 + _in_unit_of(left, right).value)))


def _other_account(left: Quantity, right: Quantity) -> bool:
    """Whether one amount is of a standing account and the other of something else."""
    return left.counted != right.counted and bool({left.counted, right.counted} & ACCOUNTS)


def _alone(sentence: ReadSentence, quantity: Quantity) -> bool:
    """Whether it is the one amount or measure of its unit in the sentence."""
    same = [other for other in sentence.quantities if other.unit == quantity.unit]
    return quantity.unit != "count" and len(same) == 1


def _one_scope(left: Quantity, right: Quantity) -> bool:
    """Whether both tell of the whole, or of one part that both name ("four children")."""
    scopes = {left.scope, right.scope}
    if "of them" in scopes:
        named = left.counted not in PEOPLE | {""} and left.counted == right.counted
        return named and bool(left.outcome) and scopes <= {"of them", ""}
    return "new" not in scopes and (len(scopes) == 1 or scopes == {"", "total"})


def _in_unit_of(left: Quantity, right: Quantity) -> Quantity:
    """The right quantity in the unit of the left one, as exactly as such figures are meant."""
    if left.unit == right.unit or dimension(left.unit) != dimension(right.unit):
        return right
    low, high, value = (
        convert(number, right.unit, left.unit) for number in (right.low, right.high, right.value)
    )
    return replace(
        right,
        low=low * (1 - CONVERSION_SLACK),
        high=high * (1 + CONVERSION_SLACK),
        value=value,
        unit=left.unit,
    )


def _exclude(left: Quantity, right: Quantity) -> bool:
    right = _in_unit_of(left, right)
    return left.high < right.low or right.high < left.low


def _outgrown(left: Quantity, right: Quantity) -> bool:
    """Whether the right value far exceeds a lower bound on the left that can only grow."""
    return (
        left.outcome in RISING
        and left.precision in ("at least", "vague")
        and right.low >= (4.0 if left.precision == "vague" else 1.3) * left.low
        and (right.precision == "at least" or right.high > left.value)
        and math.isfinite(right.low)
    )


def _agrees_elsewhere(sentence: ReadSentence, quantity: Quantity, pair: SentencePair) -> bool:
    """Whether the sentence also gives a value for the slot that fits this quantity."""
    return any(
        dimension(other.unit) == dimension(quantity.unit)
        and not _exclude(other, quantity)
        and _slot_strength(pair, quantity, other) > 0
        for other in sentence.quantities
    )


def _article_says(sentence: ReadSentence, quantity: Quantity) -> bool:
    """Whether the article of a sentence gives the very figure elsewhere.

    An article with both figures knows how they go together: a part and the whole, an
    earlier toll and the latest.
    """
    return any(
        other.unit == quantity.unit
        and other.outcome == quantity.outcome
        and (bool(quantity.outcome) or other.counted == quantity.counted)
        and other.value == quantity.value
        for neighbour in sentence.neighbours
        for other in neighbour.quantities
    )


def _is_part(sentence: ReadSentence, whole: Quantity, part: Quantity) -> bool:
    """Whether the sentence tells the other figure as a part of its own ("178 of 369")."""
    for _, end, value, _ in find_numbers(sentence.doc):
        last = sentence.doc[end - 1]
        if value == part.value and _OF.fullmatch(
            sentence.text, last.idx + len(last), whole.span.start
        ):
            return True
    return False


def _attacked(pair: SentencePair) -> bool:
    """Whether either sentence tells of somebody who did the killing."""
    return any(
        token.lemma_.lower() in ATTACKERS for side in (pair.left, pair.right) for token in side.doc
    )


def _cue(sentence: ReadSentence, quantity: Quantity) -> str:
    return sentence.text[quantity.span.start : quantity.span.end]


def _value(quantity: Quantity) -> str:
    return f"{quantity.precision} {quantity.value:g}"
