"""Dates and times in a sentence, resolved against the day of publication.

Each keeps its own granularity: "Monday" is a day, "in March" a month, "at 5 p.m." a
time.  Only what both sides say is compared, so a day never clashes with a month that
contains it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from spacy.tokens import Doc, Token

from detector.article import Span
from detector.contrast.lexicon import MONTHS, NAMING, WEEKDAYS

_MONTH_NUMBER = {name: index + 1 for index, name in enumerate(MONTHS)} | {
    name[:3]: index + 1 for index, name in enumerate(MONTHS)
} | {"sept": 9}  # fmt: skip
_WEEKDAY_NUMBER = {name: index for index, name in enumerate(WEEKDAYS)}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\b\.?"
_PART = r"(?P<part>night|evening|afternoon|morning)"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<year>(?:19|20)\d\d))?",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>(?:19|20)\d\d))?",
        rf"\b(?P<early>(?:early|late)\s+(?:on\s+)?)?(?P<weekday>{'|'.join(WEEKDAYS)})(?:\s+{_PART})?\b",
        rf"\b(?P<relative>yesterday|today|tonight|tomorrow)(?:\s+{_PART})?\b",
        rf"\b(?:in|since|of|by|until|last|next|this|early|late)\s+{_MONTH}(?:,?\s+(?P<year>(?:19|20)\d\d))?",
        r"\b(?:in|since|of|by|until)\s+(?P<year>(?:19|20)\d\d)\b",
        r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>a\.?m\.?|p\.?m\.?)(?![a-z])",
    )
)
_NOT_AN_EVENT_DAY = re.compile(
    r"\b(?:since|until|till|by|before|after|from|every|each|last week|next week|expires?|due)\s+"
    r"(?:on\s+|the\s+)?$",
    re.IGNORECASE,
)
#: Stands for the year of a day whose year is not known; a leap year.
_ANY_YEAR = 1904
#: Endings of nouns that name what happens rather than who or what takes part.
_EVENT_ENDINGS = (
    "ion", "ment", "ing", "attack", "war", "crash", "quake", "fire", "vote", "raid", "strike",
    "blast", "death", "match", "game", "trial", "meeting", "summit", "visit", "launch",
)  # fmt: skip
_LATE_PARTS = frozenset({"night", "evening", "tonight", "late"})
_EARLY_PARTS = frozenset({"morning", "early"})


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or time, and the event it dates.

    Attributes
    ----------
    day : datetime.date or None
        The calendar day, where the mention and the publication date allow one.
    weekday : int or None
        0 for Monday, where the mention names one (also when no day can be resolved).
    month, year : int or None
        For mentions that are no finer.
    minute : int or None
        Minutes after midnight, for clock times.
    part : str
        ``night``, ``morning``, ``early`` ... or "".
    event : int
        Index of the verb or event noun that the mention dates; -1 where there is none.
    span : Span
        In the sentence.
    """

    day: date | None
    weekday: int | None
    month: int | None
    year: int | None
    minute: int | None
    part: str
    event: int
    span: Span

    @property
    def granularity(self) -> str:
        """One of ``time``, ``day``, ``month``, ``year``."""
        if self.minute is not None:
            return "time"
        if self.day is not None or self.weekday is not None:
            return "day"
        return "month" if self.month is not None else "year"


def find_dates(doc: Doc, published: datetime | None) -> list[DateMention]:
    """Find the dates of a parsed sentence that say when an event happened.

    Mentions that only bound a time ("since Monday", "until March") are left out.
    """
    mentions: list[DateMention] = []
    taken: list[Span] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(doc.text):
            span = Span(match.start(), match.end())
            if any(span.start < t.end and t.start < span.end for t in taken):
                continue
            taken.append(span)
            if _NOT_AN_EVENT_DAY.search(doc.text[: span.start]):
                continue
            if "relative" in match.groupdict() and match["relative"] and _in_quotes(doc.text, span):
                continue  # the day it was spoken on, which may not be that of publication
            mention = _resolve(match, span, _dated_event(doc, span), published)
            if mention is not None:
                mentions.append(mention)
    return sorted(mentions, key=lambda mention: mention.span.start)


def differ(left: DateMention, right: DateMention) -> bool:
    """Whether two mentions of the same granularity exclude each other."""
    if left.granularity != right.granularity:
        return False
    if left.granularity == "time":
        # Clock times of a few minutes' difference are two readings of one watch.
        return _minutes_apart(left, right) > 10
    if left.granularity == "day":
        return _days_differ(left, right)
    if left.granularity == "month":
        years_agree = left.year is None or right.year is None or left.year == right.year
        return left.month != right.month or not years_agree
    return left.year != right.year


def _days_differ(left: DateMention, right: DateMention) -> bool:
    if left.day is not None and right.day is not None:
        first, second = left.day, right.day
        if _ANY_YEAR in (first.year, second.year):
            first, second = first.replace(year=_ANY_YEAR), second.replace(year=_ANY_YEAR)
        gap = (second - first).days
    elif left.weekday is not None and right.weekday is not None:
        gap = (right.weekday - left.weekday + 3) % 7 - 3
    else:
        return False
    if gap == 0:
        return False
    if abs(gap) == 1:
        earlier, later = (left, right) if gap > 0 else (right, left)
        if earlier.part in _LATE_PARTS or later.part in _EARLY_PARTS:
            # "Monday night" and "early Tuesday" may be one moment.
            return False
    return True


def _minutes_apart(left: DateMention, right: DateMention) -> int:
    return abs((left.minute or 0) - (right.minute or 0))


def _resolve(
    match: re.Match[str], span: Span, event: int, published: datetime | None
) -> DateMention | None:
    found = {name: value for name, value in match.groupdict().items() if value}
    part = (found.get("part") or found.get("early") or "").lower().split(" ")[0]
    if "hour" in found:
        return DateMention(None, None, None, None, _minutes(found), part, event, span)
    if "weekday" in found:
        weekday = _WEEKDAY_NUMBER[found["weekday"].lower()]
        return DateMention(
            _nearest(weekday, match.string[: span.start], published),
            weekday, None, None, None, part, event, span,
        )  # fmt: skip
    if "relative" in found:
        return _relative(found["relative"].lower(), part, span, event, published)
    year = int(found["year"]) if "year" in found else None
    if "month" not in found:
        return DateMention(None, None, None, year, None, part, event, span)
    month = _MONTH_NUMBER[found["month"].lower()]
    if "day" not in found:
        return DateMention(None, None, month, year, None, part, event, span)
    day = _calendar_day(int(found["day"]), month, year, published)
    if day is None:
        return None
    known = year is not None or published is not None
    return DateMention(day, day.weekday() if known else None, None, None, None, part, event, span)


def _minutes(found: dict[str, str]) -> int:
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower().startswith("p") else 0)
    return hour * 60 + int(found.get("minute", 0))


def _nearest(weekday: int, before: str, published: datetime | None) -> date | None:
    """The last such day up to publication, or the next one where the words say so."""
    if published is None:
        return None
    today = published.date()
    back = (today.weekday() - weekday) % 7
    if re.search(r"\b(?:next|coming|on)\s+$", before, re.IGNORECASE) and re.search(
        r"\b(?:will|next|coming|scheduled|due|expected|set to|plans?)\b", before, re.IGNORECASE
    ):
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today - timedelta(days=back)


def _relative(
    word: str, part: str, span: Span, event: int, published: datetime | None
) -> DateMention | None:
    if published is None:
        return None
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}[word]
    day = published.date() + timedelta(days=shift)
    part = part or ("night" if word == "tonight" else "")
    return DateMention(day, day.weekday(), None, None, None, part, event, span)


def _calendar_day(
    day: int, month: int, year: int | None, published: datetime | None
) -> date | None:
    """The day named; without a year, the one nearest to publication (or any one year)."""
    years = [year] if year else [_ANY_YEAR]
    if not year and published is not None:
        years = [published.year - 1, published.year, published.year + 1]
    days = []
    for candidate in years:
        try:
            days.append(date(candidate, month, day))
        except ValueError:
            continue
    if not days:
        return None
    if published is None or year:
        return days[0]
    return min(days, key=lambda d: abs((d - published.date()).days))


def _dated_event(doc: Doc, span: Span) -> int:
    """Index of the verb or noun that a date modifies ("left on Monday", "Monday's blast")."""
    token = _token_at(doc, span.start)
    if token is None:
        return -1
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX") and ancestor.lemma_.lower() not in NAMING:
            return ancestor.i
        if ancestor.pos_ == "NOUN" and ancestor.ent_type_ not in ("DATE", "TIME"):
            return ancestor.i if _happens(ancestor, token) else int(ancestor.head.i)
    return -1


def _happens(noun: Token, date: Token) -> bool:
    """Whether a date is the noun's own: "Monday's blast", but not "voters in 2009"."""
    if date.dep_ != "pobj" or date.head.head != noun or date.head.lower_ not in ("in", "on"):
        return True
    governor = noun.head
    argues = noun.dep_ in ("nsubj", "nsubjpass", "dobj") and governor.pos_ == "VERB"
    return not argues or noun.lemma_.lower().endswith(_EVENT_ENDINGS)


def _in_quotes(text: str, span: Span) -> bool:
    opened = sum(text[: span.start].count(mark) for mark in '"\u201c\u201d')
    return opened % 2 == 1


def _token_at(doc: Doc, offset: int) -> Token | None:
    for token in doc:
        if token.idx <= offset < token.idx + len(token) + 1:
            names = {*WEEKDAYS, *_MONTH_NUMBER}
            following = doc[token.i + 1] if token.i + 1 < len(doc) else None
            if token.lower_ in ("early", "late", "in", "last", "next", "this") and following:
                return following if following.lower_ in names else token
            return token
    return None
