"""What a news desk writes around an agency's report: datelines, credits and sign-offs.

They differ between the papers that carry one report, so they are taken off before texts
are compared; the agency that they name is evidence of where the report came from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Agencies by name, each with its other spellings.
AGENCIES: dict[str, tuple[str, ...]] = {
    "AAP": ("Australian Associated Press",),
    "AFP": ("Agence France-Presse", "Agence France Presse"),
    "ANI": ("Asian News International",),
    "ANSA": (),
    "AP": ("Associated Press", "A.P."),
    "Anadolu": ("Anadolu Agency",),
    "Bloomberg": ("Bloomberg News",),
    "Canadian Press": ("CP",),
    "Dow Jones": ("Dow Jones Newswires",),
    "EFE": (),
    "IANS": ("Indo-Asian News Service",),
    "Interfax": (),
    "Kyodo": ("Kyodo News",),
    "PA": ("Press Association", "PA Media"),
    "PTI": ("Press Trust of India",),
    "Reuters": ("REUTERS", "Thomson Reuters"),
    "RIA Novosti": (),
    "TASS": ("Itar-Tass", "ITAR-TASS"),
    "UPI": ("United Press International",),
    "Xinhua": ("Xinhua News Agency",),
    "Yonhap": ("Yonhap News Agency",),
    "dpa": ("DPA", "Deutsche Presse-Agentur"),
}

#: Characters at either end of a text among which attributions are looked for.
REACH = 600

_NAME_OF = {spelling: name for name, others in AGENCIES.items() for spelling in (name, *others)}
_SPELLINGS = "|".join(re.escape(each) for each in sorted(_NAME_OF, key=len, reverse=True))
_AGENCY = rf"(?:[Tt]he )?\b(?P<agency>{_SPELLINGS})(?!\w)"
_DASH = r"\s*(?:--?|[\u2013\u2014])\s+"
_PLACE = r"(?:[A-Z0-9][\w.'\u2019/-]*,?[ ]+){0,8}"
_CAPITALS = r"[A-Z][A-Z.,'\u2019/ -]{2,40}(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?"
_CREDIT = r"(?:staff|writers?|reporters?|correspondents?|contributors?)"

_NAMED = re.compile(_AGENCY)
_SOURCE = re.compile(rf"{_AGENCY}(?: News| Newswire| Wire)?", re.IGNORECASE)

_OPENINGS = tuple(
    re.compile(pattern)
    for pattern in (
        # By Agence France-Presse / By JANE DOE, Associated Press
        rf"\s*(?:By|From|Source:)\s+(?:[^\n]{{0,80}}?[,|]\s*)?{_AGENCY}(?i:\s+{_CREDIT})?"
        rf"\s*(?:\n|{_DASH}|(?=\b[A-Z]{{3,}}))",
        # LONDON, Jan 5 (Reuters) - / (AP)
        rf"\s*{_PLACE}\({_AGENCY}(?:/[\w ]{{2,20}})?\)(?:{_DASH}|:\s|\s*)",
        # AP - / Reuters:
        rf"\s*{_AGENCY}(?:{_DASH}|:\s|\s*\n)",
        # LONDON - , which is left where the agency's name was struck out
        rf"\s*{_CAPITALS}{_DASH}",
    )
)

_END = r"[\s.)\]]*$"
_START = r"(?:(?<=[.!?\n\"\u201d\u2019)])|^)\s*"
_CLOSINGS = tuple(
    re.compile(pattern)
    for pattern in (
        # (Reporting by Jane Doe; Editing by John Roe)
        rf"{_START}(?:[(\[]|(?=[^\n]{{0,300}}\b[Ee]diting by ))"
        r"(?P<signed>(?:Additional |With )?[Rr]eporting|Writing|Editing|Compiled) by [^\n]{2,400}$",
        # Associated Press writer Jane Doe in Paris contributed to this report.
        rf"{_START}[(\[]?[^.\n]{{2,200}} contributed to this (?:report|story|article){_END}",
        # This material may not be published, broadcast, rewritten or redistributed.
        rf"{_START}This material may not be published[^\n]{{0,200}}$",
        rf"{_START}Our Standards: The Thomson Reuters Trust Principles{_END}",
        rf"{_START}All rights reserved{_END}",
        # © 2024 AFP / Copyright 2024 The Associated Press.
        rf"\s*(?:©|\([cC]\)|Copyright)[^\n.]{{0,80}}?{_AGENCY}[^\n]{{0,40}}$",
        # (AP) / (With inputs from PTI) / - Reuters / a last line of its own
        rf"\s*\((?:[Ww]ith [\w ]{{2,30}} )?{_AGENCY}[^()\n]{{0,40}}\){_END}",
        rf"\s+(?:--?|[\u2013\u2014])\s*{_AGENCY}{_END}",
        rf"\s*\n\s*(?:Source: ?|With [\w ]{{2,30}} )?{_AGENCY}{_END}",
    )
)

# One of these stands in whatever the patterns of closings find; to look for them first is
# ten times as quick.
_HINTS = (
    *_NAME_OF,
    "ing by ",
    "ompiled by ",
    "contributed to this",
    "This material",
    "All rights reserved",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A text without what was written around it.

    Attributes
    ----------
    text : str
    agencies : frozenset of str
        The agencies named around the text, by their names in `AGENCIES`.
    """

    text: str
    agencies: frozenset[str]


def report_of(text: str, source: str | None = None) -> Report:
    """Take datelines, credits and sign-offs of agencies off a text.

    Parameters
    ----------
    text : str
        The body of an article.
    source : str or None
        The publisher, which may be an agency itself.

    Returns
    -------
    Report
        With the whole text where nothing else would be left.
    """
    agencies = {_NAME_OF[found] for found in _named(source)} if source else set()
    opening, named = _strip_opening(text[:REACH])
    rest = opening + text[REACH:]
    agencies |= named
    tail, named = _strip_closing(rest[-REACH:])
    rest = rest[:-REACH] + tail
    agencies |= named
    return Report(rest if rest.strip() else text, frozenset(agencies))


def _named(source: str) -> set[str]:
    """The spelling of the agency that is this publisher."""
    found = _SOURCE.fullmatch(source.strip())
    if found is None:
        return set()
    folded = found["agency"].casefold()
    return {next(each for each in _NAME_OF if each.casefold() == folded)}


def _strip_opening(head: str) -> tuple[str, set[str]]:
    agencies: set[str] = set()
    while found := _first(_OPENINGS, head):
        agencies |= _agencies(found)
        head = head[found.end() :]
    return head, agencies


def _strip_closing(tail: str) -> tuple[str, set[str]]:
    agencies: set[str] = set()
    if not any(hint in tail for hint in _HINTS):
        return tail, agencies
    signed = False
    while found := next(filter(None, (each.search(tail) for each in _CLOSINGS)), None):
        agencies |= _agencies(found)
        signed |= bool(found.groupdict().get("signed"))
        tail = tail[: found.start()]
    # Reuters alone closes with the names of its reporters and editors.
    return tail, agencies or ({"Reuters"} if signed else set())


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.match(text) for pattern in patterns)), None)


def _agencies(found: re.Match[str]) -> set[str]:
    return {_NAME_OF[each["agency"]] for each in _NAMED.finditer(found.group())}
