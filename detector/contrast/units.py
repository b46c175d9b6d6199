"""Units: what a number in a sentence is a number of, and how measures compare.

A unit is a currency, a measure, ``percent``, ``age``, ``score``, ``magnitude`` or, where
the sentence names none, ``count``.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from detector.contrast.ages import is_apposed_age
from detector.contrast.numerals import GLUED, PRICE, RANGE

_CURRENCIES = {
    "$": "USD", "us$": "USD", "dollar": "USD", "\u00a3": "GBP", "pound": "GBP", "\u20ac": "EUR",
    "euro": "EUR", "\u00a5": "JPY", "yen": "JPY", "yuan": "CNY", "rupee": "INR", "\u20b9": "INR",
    "ruble": "RUB", "rouble": "RUB", "franc": "CHF", "c$": "CAD", "a$": "AUD", "peso": "MXN",
    "$us": "USD", "usd": "USD", "nz$": "NZD", "hk$": "HKD", "eur": "EUR", "gbp": "GBP",
    "lira": "TRY", "won": "KRW", "krona": "SEK",
}  # fmt: skip
_UNITS = {
    "%": "percent", "percent": "percent", "pc": "percent", "per cent": "percent",
    "percentage": "percentage point", "km": "km", "kilometre": "km", "kilometer": "km",
    "mile": "mile", "metre": "m", "meter": "m", "foot": "foot", "ft": "foot", "inch": "inch",
    "m": "m", "cm": "cm", "mm": "mm", "kg": "kg", "tonne": "tonne", "ton": "ton", "kilogram": "kg",
    "lb": "lb", "mph": "mph", "kph": "km/h", "degree": "degree", "hectare": "hectare",
    "acre": "acre", "litre": "litre", "liter": "litre", "gallon": "gallon", "megawatt": "MW",
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "week",
    "month": "month", "year": "year", "decade": "decade", "point": "point", "barrel": "barrel",
    "knot": "knot", "magnitude": "magnitude", "yard": "yard",
}  # fmt: skip

#: What a measure measures, and how much of the dimension's base unit it is.
_MEASURES = {
    "m": ("length", 1.0), "km": ("length", 1000.0), "cm": ("length", 0.01),
    "mm": ("length", 0.001), "mile": ("length", 1609.344), "foot": ("length", 0.3048),
    "inch": ("length", 0.0254), "yard": ("length", 0.9144), "kg": ("mass", 1.0),
    "tonne": ("mass", 1000.0), "ton": ("mass", 907.185), "lb": ("mass", 0.453592),
    "km/h": ("speed", 1.0), "mph": ("speed", 1.609344), "knot": ("speed", 1.852),
    "hectare": ("area", 1.0), "acre": ("area", 0.404686), "litre": ("volume", 1.0),
    "gallon": ("volume", 3.78541),
}  # fmt: skip
#: Measures that with "per hour" make a speed.
_PER_HOUR = {"km": "km/h", "mile": "mph"}
#: What is done with pounds that are no money.
_WEIGHING = frozenset("weigh gain lose shed lift".split())
#: Nouns that a score precedes: "a 27-24 loss", "the 5-4 ruling".
_RESULTS = frozenset(
    "loss win victory defeat draw lead decision triumph vote ruling overtime tie thrashing".split()
)


def is_currency(unit: str) -> bool:
    """Whether a unit is money."""
    return unit in _CURRENCIES.values()


def dimension(unit: str) -> str:
    """What a unit measures ("length"); the unit itself where it converts to no other."""
    return _MEASURES[unit][0] if unit in _MEASURES else unit


def convert(value: float, unit: str, target: str) -> float:
    """Express a value of one unit in another of its dimension."""
    return value * _MEASURES[unit][1] / _MEASURES[target][1]


def find_unit(doc: Doc, start: int, end: int) -> tuple[str, int]:
    """Return the unit and the token after it; "" for what is no quantity."""
    previous = doc[start - 1].lower_ if start else ""
    here = doc[end - 1].text
    if previous in _CURRENCIES:
        return _CURRENCIES[previous], end
    glued = GLUED.match(here)
    if glued and glued[2].lower() in _UNITS:
        return _UNITS[glued[2].lower()], end
    if match := PRICE.match(doc[start].text):
        return _CURRENCIES.get((match[1] or "").lower() + match[2], "USD"), end
    if match := RANGE.match(doc.text[doc[start].idx : doc[end - 1].idx + len(here)]):
        return _unit_of_pair(doc, end, float(match[1]), float(match[2]))
    following_tokens = [doc[i] for i in range(end, min(end + 3, len(doc)))]
    hyphenated = bool(following_tokens) and following_tokens[0].text == "-"
    if hyphenated:
        following_tokens = following_tokens[1:]
    words = [t.lower_ for t in following_tokens]
    if hyphenated and words[:1] == ["point"]:
        return "", end  # "a three-point play" is a kind of play
    if words[:2] == ["per", "cent"]:
        return "percent", end + 2
    if "year" in words[:1] and "old" in [doc[i].lower_ for i in range(end, min(end + 5, len(doc)))]:
        return "age", end
    if previous in ("aged", "age"):
        return "age", end
    if words:
        lemma = following_tokens[0].lemma_.lower()
        position = following_tokens[0].i + 1
        if lemma == "pound" and _is_weight(following_tokens[0]):
            return "lb", position
        if lemma in _CURRENCIES and lemma not in ("won",):
            return _CURRENCIES[lemma], position
        if words[0] in ("us", "u.s.") and len(words) > 1 and words[1].startswith("dollar"):
            return "USD", position + 1
        if lemma in _UNITS or words[0] in _UNITS:
            unit = _UNITS.get(lemma) or _UNITS[words[0]]
            per_hour = unit in _PER_HOUR and words[1:] in (["per", "hour"], ["an", "hour"])
            return (_PER_HOUR[unit], position + 2) if per_hour else (unit, position)
    if previous == "magnitude" or (start > 1 and doc[start - 2].lower_ == "magnitude"):
        return "magnitude", end
    if words[:1] == ["-"] or (words and words[0] in ("a.m.", "p.m.", "am", "pm", "o'clock", ":")):
        return "", end
    if is_apposed_age(doc, start, end):
        return "age", end
    return "count", end


def unit_of_noun(noun: Token) -> str:
    """The unit that a counted noun is ("2,301 career points"); ``count`` if it is none."""
    square = any(child.lower_ in ("square", "cubic") for child in noun.children)
    return "count" if square else _UNITS.get(noun.lemma_.lower(), "count")


def _is_weight(pound: Token) -> bool:
    """Whether "pound" is a weight: "a 280-pound catfish", "weighs 200 pounds"."""
    attributive = pound.dep_ in ("compound", "nmod", "npadvmod") and pound.i < pound.head.i
    return attributive or pound.head.lemma_.lower() in _WEIGHING


def _unit_of_pair(doc: Doc, end: int, first: float, second: float) -> tuple[str, int]:
    """Tell "3-2" (a score), "30-40 people" (a range) and "2-for-1" (neither) apart."""
    following = doc[end].lemma_.lower() if end < len(doc) else ""
    counts = end < len(doc) and doc[end].pos_ in ("NOUN", "ADJ") and following not in _RESULTS
    if counts:
        return ("count", end) if first < second else ("", end)
    return ("score", end) if max(first, second) < 200 else ("", end)
