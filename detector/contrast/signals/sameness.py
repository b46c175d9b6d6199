"""Whether two figures are of one holder, one time and one match."""

from __future__ import annotations

from detector.contrast.lexicon import RESULTS
from detector.contrast.pairs import SentencePair
from detector.contrast.quantities import Quantity
from detector.contrast.reading import ReadSentence
from detector.contrast.units import is_currency

#: Within it the age of a person seldom changes.
_DAYS_OF_ONE_AGE = 7
_DAYS_OF_A_YEAR = 365.25


def same_holder(pair: SentencePair, left: Quantity, right: Quantity) -> bool:
    """Whether no two figures of different holders are compared.

    A person's figure is compared only with a sentence that names that person, or says "he"
    after one that does; what was paid may be told without the payer.
    """
    held = [side for side in (left, right) if side.holder or side.of_person]
    if len(held) == 2:
        return bool(_holder(pair.left, left) & _holder(pair.right, right))
    if not held or not held[0].of_person or is_currency(held[0].unit):
        return True
    holder = _holder(pair.left, left) | _holder(pair.right, right)
    return bool(holder & pair.left.participants & pair.right.participants)


def _holder(sentence: ReadSentence, quantity: Quantity) -> frozenset[str]:
    """Words of the holder's name; of "he" those of all persons whom it may mean."""
    if quantity.of_person and not quantity.holder:
        return sentence.persons_meant
    return quantity.holder


def same_time(pair: SentencePair, left: Quantity, right: Quantity) -> bool:
    """Whether neither figure is tied to a year that the other is not of."""
    if left.year and right.year:
        return left.year == right.year
    if pair.left.is_background != pair.right.is_background:
        return False
    year = left.year or right.year
    return not year or all(_may_be_of(sentence, year) for sentence in (pair.left, pair.right))


def _may_be_of(sentence: ReadSentence, year: int) -> bool:
    if sentence.published is not None:
        return sentence.published.year == year
    return str(year) in sentence.text


def age_strength(pair: SentencePair, left: Quantity, right: Quantity) -> float:
    """Ages of one person, unless it grew by the years that passed between two reports."""
    if not one_person(left.counted, right.counted):
        return 0.0
    if pair.hours_apart is None:
        return 0.9 if abs(left.value - right.value) > 1 else 0.5
    days = abs(pair.hours_apart) / 24
    earlier, later = (left, right) if left in pair.left.quantities else (right, left)
    grew_up = 0 <= later.value - earlier.value <= 1 + days / _DAYS_OF_A_YEAR
    return 0.0 if grew_up and days > _DAYS_OF_ONE_AGE else 0.9


def one_person(left: str, right: str) -> bool:
    """Whether one name is the other or a part of it ("Reid" and "Tara Reid")."""
    shorter, longer = sorted((left.split(), right.split()), key=len)
    return bool(shorter) and set(shorter) <= set(longer)


def score_strength(pair: SentencePair, left: Quantity, right: Quantity) -> float:
    """Scores: the record of one side, or the result of one match that both sentences tell."""
    if left.counted or right.counted:
        return 0.8 if one_person(left.counted, right.counted) else 0.0
    if len(pair.shared_participants) < 2:
        return 0.0
    return 0.8 if _is_result(left) and _is_result(right) else 0.0


def _is_result(quantity: Quantity) -> bool:
    """Whether it is how a match ended, not how it stood or what else was counted."""
    return quantity.verb in RESULTS
