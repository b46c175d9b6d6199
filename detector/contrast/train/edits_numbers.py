"""Edits of numbers, amounts and percentages: changed, rounded, bounded, respelled."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detector.contrast.train.edits_lexicon import words
from detector.contrast.train.edits_text import Edit, end_of, like

_SPELLED = dict(
    enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
) | {30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_VALUES = {word: float(value) for value, word in _SPELLED.items()}
_DIGITS = re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
_HEDGES = words(
    """about around nearly almost over than least most some roughly approximately up under only
    estimated many much as just another between from to or - about. exactly below above first
    last next every fewer less more no number page chapter article section flight"""
)
_NUMBER_ENTITIES = frozenset({"CARDINAL", "MONEY", "PERCENT", "QUANTITY"})
#: Of these, the last three are for numbers that do not quite reach the round one.
_NEAR = ("about", "around", "roughly", "approximately", "nearly", "almost", "close to")
_VAGUE = ((4, 9, "several"), (25, 95, "dozens of"), (200, 950, "hundreds of"))
_SCALES = words("hundred thousand million billion trillion")


@dataclass(frozen=True)
class Count:
    """A number in a sentence that counts or measures something.

    `start` is where an approximator would go (before a currency sign), `number` and
    `end` enclose the number itself.
    """

    token: Token
    value: float
    start: int
    number: int
    end: int
    scaled: bool


def find_counts(doc: Doc) -> list[Count]:
    """Return the plain numbers of a sentence: no dates, ordinals, ranges or hedged ones."""
    return [count for token in doc if (count := _count(token)) is not None]


def _count(token: Token) -> Count | None:
    value = _value(token)
    countable = token.ent_type_ in _NUMBER_ENTITIES and token.pos_ == "NUM"
    if value is None or value < 2 or not countable:
        return None
    doc, before = token.doc, token.i - 1
    start = token.idx
    if before >= 0 and doc[before].text.endswith(("$", "£", "€")):
        start, before = doc[before].idx, before - 1
    context = {word.lower_ for word in doc[max(0, before - 2) : before + 1]}
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if context & _HEDGES or (before >= 0 and doc[before].pos_ in ("NUM", "PROPN", "SYM", "PUNCT")):
        return None
    if (
        following is None
        or following.text in ("-", "/", ":", "to", "or")
        or (following.is_punct and following.text not in (".", ",", "%", ")"))
    ):
        return None
    if following.pos_ == "NUM" and following.lower_ not in _SCALES:
        return None
    if "between" in {word.lower_ for word in doc[: token.i]}:
        return None
    if not token.whitespace_ and following.is_alpha and token.ent_type_ == "CARDINAL":
        return None  # The 100m final.
    if 1900 <= value <= 2100 and "," not in token.text and token.ent_type_ == "CARDINAL":
        return None
    return Count(token, value, start, token.idx, end_of(token), following.lower_ in _SCALES)


def _value(token: Token) -> float | None:
    if _DIGITS.match(token.text):
        return float(token.text.replace(",", ""))
    return _VALUES.get(token.lower_)


def written(value: float, pattern: str) -> str:
    """Write a number as the number `pattern` is written: spelled out, commas, decimals."""
    if pattern.lower() in _VALUES and value in _SPELLED:
        return like(pattern, _SPELLED[int(value)])
    decimals = len(pattern.partition(".")[2]) if _DIGITS.match(pattern) else 0
    grouped = "," in pattern or value >= 10_000 or pattern.lower() in _VALUES
    return f"{value:{',' if grouped else ''}.{decimals}f}"


def changed_value(value: float, rng: random.Random, highest: float = float("inf")) -> float:
    """Return a number of the same size and roundness that is clearly not `value`."""
    if value <= 10 and value == int(value):
        choices = [float(x) for x in range(2, 16) if abs(x - value) >= max(2, 0.4 * value)]
    else:
        factors = (0.4, 0.5, 0.6, 0.7, 1.4, 1.6, 1.8, 2.2, 3.0)
        choices = [_as_round_as(value, value * factor) for factor in factors]
    choices = [x for x in choices if x < highest and abs(x - value) >= 0.2 * value]
    return rng.choice(choices or [_as_round_as(value, value * 0.5)])


def _as_round_as(value: float, other: float) -> float:
    for grid in (1_000_000, 100_000, 10_000, 1000, 100, 10):
        if value % grid == 0 and other >= grid:
            return round(other / grid) * float(grid)
    return float(round(other)) if value == int(value) else round(other, 2)


def number_edits(doc: Doc, rng: random.Random) -> Iterator[Edit]:
    """Yield the edits of each number of the sentence."""
    for count in find_counts(doc):
        highest = 100.0 if count.token.ent_type_ == "PERCENT" and count.value <= 100 else 1e15
        other = changed_value(count.value, rng, highest)
        yield _replaced("number_changed", "clash", count, written(other, count.token.text))
        yield from _respelled(count)
        if _is_open_to_hedges(count):
            yield from _rounded(count, rng)
            far = _round_near(other)
            if abs(far - count.value) > 0.25 * count.value:
                hedge = rng.choice(_NEAR)
                yield _hedged("number_hedged_changed", "clash", count, hedge, far)
            yield from _bounded(count, rng)
            yield from _vague(count)


def _is_open_to_hedges(count: Count) -> bool:
    """Whether "about" can stand before the number: not in "the 38 men" or "a 38-page"."""
    token = count.token
    first = token.i if count.start == count.number else token.i - 1
    previous = token.doc[first - 1] if first else None
    if previous is not None and previous.lower_ in ("at", "by", "on"):
        return False
    return previous is None or previous.pos_ not in ("DET", "ADJ", "PRON", "PART", "NOUN")


def _respelled(count: Count) -> Iterator[Edit]:
    if count.scaled or count.start != count.number or count.value != int(count.value):
        return
    text = count.token.text
    if text.lower() in _VALUES:
        yield _replaced("number_respelled", "same", count, f"{count.value:.0f}")
    elif count.value in _SPELLED and count.token.ent_type_ == "CARDINAL":
        yield _replaced("number_respelled", "same", count, _SPELLED[int(count.value)])


def _round_near(value: float) -> float:
    grid = 10.0 ** max(0, len(str(int(value))) - 2)
    if value >= 10:
        grid = max(grid, 5 if value < 30 else 10)
    return round(value / grid) * grid


def _rounded(count: Count, rng: random.Random) -> Iterator[Edit]:
    near = _round_near(count.value)
    if near == count.value or abs(near - count.value) > 0.1 * count.value:
        return
    hedges = list(_NEAR[:4])
    hedges += _NEAR[4:] if near > count.value else ("more than", "over")
    yield _hedged("number_rounded", "weaker", count, rng.choice(hedges), near)


def _bounded(count: Count, rng: random.Random) -> Iterator[Edit]:
    """Yield lower and upper bounds, some true of the number and some false."""
    value, smaller = count.value, "less than" if count.start != count.number else "fewer than"
    if count.token.ent_type_ in ("PERCENT", "MONEY"):
        smaller = "less than"
    low, high = max(2.0, _below(value)), _above(value)
    yield _hedged("number_bound", "weaker", count, "at least", rng.choice((low, value)))
    if low < value:
        yield _hedged("number_bound", "weaker", count, rng.choice(("more than", "over")), low)
    yield _hedged("number_bound", "weaker", count, rng.choice((smaller, "at most")), high)
    yield _hedged("number_bound_changed", "clash", count, rng.choice(("more than", "over")), high)
    yield _hedged("number_bound_changed", "clash", count, "at least", high)
    if 2 < low < value:
        yield _hedged("number_bound_changed", "clash", count, rng.choice((smaller, "at most")), low)


def _below(value: float) -> float:
    if value <= 10:
        return max(1.0, float(int(value - 1)))
    low = _round_near(value * 0.88)
    return low if low < value else float(int(value * 0.8))


def _above(value: float) -> float:
    if value <= 10:
        return float(int(value + 2))
    high = _round_near(value * 1.15)
    return high if high > value else float(int(value * 1.3))


def _vague(count: Count) -> Iterator[Edit]:
    """Yield "dozens of" for 38; only before a plain plural."""
    token = count.token
    plain = token.dep_ == "nummod" and token.head.i == token.i + 1 and token.head.tag_ == "NNS"
    if not plain or count.scaled or count.start != count.number:
        return
    for low, high, phrase in _VAGUE:
        relation = "weaker" if low <= count.value <= high else "clash"
        far = low / 20 < count.value < low / 3 or high * 2 < count.value < high * 20
        if relation == "weaker" or (far and phrase != "several"):
            kind = "number_vague" if relation == "weaker" else "number_vague_changed"
            change = (count.start, count.end, like(token.text, phrase))
            yield Edit(kind, "weaker" if relation == "weaker" else "clash", (change,))


def _replaced(kind: str, relation: str, count: Count, text: str) -> Edit:
    return Edit(kind, relation, ((count.number, count.end, text),))  # type: ignore[arg-type]


def _hedged(kind: str, relation: str, count: Count, hedge: str, value: float) -> Edit:
    text = count.token.text
    sign = count.token.doc.text[count.start : count.number]
    number = written(value, text.lower())
    if value == int(value) and _DIGITS.match(text):
        number = f"{value:,.0f}" if value >= 10_000 or "," in text else f"{value:.0f}"
    change = (count.start, count.end, f"{like(text, hedge)} {sign}{number}")
    return Edit(kind, relation, (change,))  # type: ignore[arg-type]
