"""Numbers written in a sentence: digits, words, ranges and orders of magnitude.

"37", "thirty-seven", "two hundred and three", "$4.7bn", "30 to 40", "dozens".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from spacy.tokens import Doc

_DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d+(?:\.\d+)?$")
GLUED = re.compile(
    r"^(\d+(?:\.\d+)?)(k|m|mn|mln|bn|bln|b|tn|km|kg|mph|kph|lb|ft|cm|mm|pc|%)$", re.I
)
PRICE = re.compile(
    r"^(us|a|c|nz|hk)?([$\u00a3\u20ac])(\d[\d,]*(?:\.\d+)?)(k|m|mn|mln|bn|bln|b|tn)?$", re.I
)
RANGE = re.compile(r"^(\d+(?:\.\d+)?)[-\u2013](\d+(?:\.\d+)?)$")

_WORDS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen
        fourteen fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
        thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
        twentieth""".split()
    )
}
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_TENS = {
    word: 10 * (index + 2)
    for index, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_MULTIPLIERS = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "tn": 1e12, "trln": 1e12, "dozen": 12,
}  # fmt: skip
#: Plurals that name only an order of magnitude, and the least that news means by them.
VAGUE = {
    "dozens": 15, "scores": 20, "hundreds": 150, "thousands": 1500, "millions": 1.5e6,
    "billions": 1.5e9, "several": 3, "couple": 2,
}  # fmt: skip


def ordinal_value(word: str) -> float:
    """Return the number of an ordinal, written out or in digits; 0 for another word."""
    if match := _ORDINAL.match(word):
        return float(match[1])
    return float(_ORDINALS.get(word, 0))


def find_numbers(doc: Doc) -> Iterator[tuple[int, int, float, float]]:
    """Yield (first token, end token, low, high) of each number written in the sentence."""
    index = 0
    while index < len(doc):
        found = _number_at(doc, index)
        if found is None:
            index += 1
            continue
        end, low, high = found
        joined = _pair_end(doc, index, end) or _range_end(doc, index, end, low)
        if joined is not None:
            end, high = joined
        yield index, end, low, high
        index = end


def _number_at(doc: Doc, index: int) -> tuple[int, float, float] | None:
    """Read the number that starts at a token: (end token, low, high)."""
    token = doc[index]
    lower = token.lower_
    if lower in VAGUE and not (lower == "several" and token.dep_ == "nummod"):
        return index + 1, VAGUE[lower], math.inf
    if match := RANGE.match(token.text):
        return index + 1, float(match[1]), float(match[2])
    if match := PRICE.match(token.text):
        value = float(match[3].replace(",", "")) * _MULTIPLIERS.get((match[4] or "").lower(), 1)
        return _multiplied(doc, index + 1, value)
    if match := GLUED.match(token.text):
        value = float(match[1]) * _MULTIPLIERS.get(match[2].lower(), 1)
        return index + 1, value, value
    if _DIGITS.match(token.text):
        value = float(token.text.replace(",", ""))
        return _multiplied(doc, index + 1, value)
    return _spelled(doc, index)


def _multiplied(doc: Doc, end: int, value: float) -> tuple[int, float, float]:
    while end < len(doc) and doc[end].lower_ in _MULTIPLIERS and not _is_metre(doc, end):
        value *= _MULTIPLIERS[doc[end].lower_]
        end += 1
    return end, value, value


def _is_metre(doc: Doc, index: int) -> bool:
    """Whether "m" measures rather than multiplies: "200m down", but "$200m" and "5m users"."""
    if doc[index].lower_ != "m":
        return False
    priced = any(token.is_currency for token in doc[max(0, index - 2) : index])
    counts = index + 1 < len(doc) and doc[index + 1].pos_ in ("NOUN", "PROPN")
    return not priced and not counts


def _spelled(doc: Doc, index: int) -> tuple[int, float, float] | None:
    """Read a number in words: "twenty-five", "two hundred and three", "a dozen"."""
    total, current, end, seen = 0.0, 0.0, index, False
    if doc[index].lower_ in ("a", "an", "half"):
        end = index + 1
        if doc[index].lower_ == "half" and end < len(doc) and doc[end].lower_ in ("a", "of", "-"):
            end += 1
        if end >= len(doc) or len(doc[end]) <= 3 or doc[end].lower_ not in _MULTIPLIERS:
            return None
        value = (0.5 if doc[index].lower_ == "half" else 1.0) * _MULTIPLIERS[doc[end].lower_]
        return _multiplied(doc, end + 1, value)
    while end < len(doc):
        word = doc[end].lower_
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif len(word) > 3 and word in _MULTIPLIERS and (seen or current):
            current = max(current, 1.0) * _MULTIPLIERS[word]
            if _MULTIPLIERS[word] >= 1e3:
                total, current = total + current, 0.0
        elif not (seen and word in ("and", "-") and _continues(doc, end + 1)):
            break
        seen, end = True, end + 1
    return (end, total + current, total + current) if seen else None


def _continues(doc: Doc, index: int) -> bool:
    """Whether "and" or a hyphen joins two parts of one number ("hundred and three")."""
    if index >= len(doc) or index < 2:
        return False
    before, after = doc[index - 2].lower_, doc[index].lower_
    if doc[index - 1].text == "-":
        return before in _TENS and after in _WORDS
    return before in _MULTIPLIERS and (after in _WORDS or after in _TENS)


def _pair_end(doc: Doc, start: int, end: int) -> tuple[int, float] | None:
    """Read the second number of "3-2", written without spaces."""
    if end != start + 1 or end + 1 >= len(doc) or doc[end].text not in ("-", "\u2013"):
        return None
    both = doc[start].text.isdigit() and doc[end + 1].text.isdigit()
    glued = not doc[start].whitespace_ and not doc[end].whitespace_
    return (end + 2, float(doc[end + 1].text)) if both and glued else None


def _range_end(doc: Doc, start: int, end: int, low: float) -> tuple[int, float] | None:
    """Read the second number of "30 to 40" or "between 30 and 40"."""
    if end + 1 >= len(doc):
        return None
    word = doc[end].lower_
    between = start > 0 and doc[start - 1].lower_ == "between"
    if not (word in ("-", "\u2013", "to") or (between and word == "and")):
        return None
    second = _number_at(doc, end + 1)
    if second is None or second[2] <= low:
        return None
    if word == "to" and start > 0 and doc[start - 1].lower_ == "from":
        return None
    return second[0], second[2]
