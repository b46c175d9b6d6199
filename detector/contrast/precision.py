"""How exactly a number is meant: "at least 37", "nearly 40", "about 12", "4.7 billion"."""

from __future__ import annotations

import math
import re

from spacy.tokens import Token

from detector.contrast.numerals import VAGUE

_AT_LEAST = re.compile(
    r"(?:at least|more than|over|above|no fewer than|no less than|upwards of|exceeding|"
    r"in excess of|not less than|minimum of|topped|passed|surpassed|exceeded)\s*$",
    re.I,
)
_AT_MOST = re.compile(
    r"(?:up to|at most|no more than|fewer than|less than|under|below|as many as|as much as|"
    r"maximum of|not more than|nearly|almost|close to|just under|just short of)\s*$",
    re.I,
)
_NEARLY = re.compile(r"(?:nearly|almost|close to|just under|just short of)\s*$", re.I)
_ABOUT = re.compile(
    r"(?:about|around|some|roughly|approximately|an estimated|estimated|circa|or so|"
    r"more or less|in the region of|somewhere near|near)\s*$",
    re.I,
)


def find_precision(
    before: str, low: float, high: float, first: Token
) -> tuple[str, float, float, int]:
    """Return (precision, low, high, start of the span) from the words before the number."""
    core = re.sub(r"(?:US|C|A)?[$\u00a3\u20ac\u00a5\u20b9]\s*$", "", before)
    core = re.sub(r"\ba\s*$", "", core)
    for name, pattern in (("at least", _AT_LEAST), ("at most", _AT_MOST), ("about", _ABOUT)):
        match = pattern.search(core)
        if match is None or (name == "about" and first.i == 0):
            continue
        if name == "at least":
            return name, low, math.inf, match.start()
        if name == "at most":
            floor = 0.85 * low if _NEARLY.search(core) else 0.0
            return ("about" if floor else name), floor, high, match.start()
        return name, 0.85 * low, 1.15 * high, match.start()
    begin = len(core)
    if high > low:
        return ("vague" if first.lower_ in VAGUE else "range"), low, high, begin
    slack = _rounding(low)
    return "exact", low - slack, high + slack, begin


def _rounding(value: float) -> float:
    """Half a unit of the last digit that a writer may have rounded a large number to."""
    if value < 1000:
        return 0.0
    digits = f"{value:.0f}".rstrip("0")
    return 0.5 * 10 ** (len(f"{value:.0f}") - len(digits)) if len(digits) <= 3 else 0.0
