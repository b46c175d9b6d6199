"""Quantities in a sentence: value or interval, unit, and what is counted.

"At least 37 people were killed" becomes the interval [37, inf), counted ``people``,
outcome ``killed``.  Years, ages, clock times, and numbers that are part of a
name ("Flight 370", "Highway 61") are no counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from detector.article import Span
from detector.contrast.ages import age_holder
from detector.contrast.circumstances import find_holder, find_scope, find_year
from detector.contrast.lexicon import (
    FORESEEING,
    MONTHS,
    OUTCOMES,
    RESULTS,
    SPEECH,
    TALLIES,
    WEEKDAYS,
)
from detector.contrast.numerals import VAGUE, find_numbers, ordinal_value
from detector.contrast.precision import find_precision
from detector.contrast.units import dimension, find_unit, is_currency, unit_of_noun

_REPLACED = re.compile(
    r"(?:from|previously|earlier|initially|originally|had been|compared with|compared to|"
    r"down from|up from|instead of|rather than|against|"
    r"(?<!more )(?<!less )(?<!fewer )than)\s+(?:the\s+)?$",
    re.I,
)

#: "Three-plus seasons", "300+".
_AND_MORE = re.compile(r"\s?-?plus\b|\+")

#: "Revised down by about 100" tells of a change, not of a figure.
_CHANGED_BY = re.compile(
    r"\b(?:up|down|rose|risen|rise|fell|fallen|fall|revised|cut|raised|lowered|grew|grown|dropped|"
    r"increased?|decreased?|climbed|reduced)\s+(?:\w+\s+){0,4}by\s+(?:more than |less than |over |"
    r"about |around |nearly |almost |some |at least |as many as )?\W{0,2}$",
    re.I,
)
_CONVERTED = re.compile(r"\d[^()]*\((?:about )?\D{0,3}$")
#: "Eight fewer than", "47% less than": a difference, not a figure.
_COMPARED = re.compile(r"^\s*(?:less|more|fewer|higher|lower|longer|larger|bigger)\s+than\b", re.I)
_SETTINGS = frozenset("in at on during after near within across by from".split())
_CONVERSION = r"[\s-]*(?:\([^)]*\)[\s-]*)?"
#: "80 miles south of Mexico City": how far from a place.
_FROM_PLACE = re.compile(
    _CONVERSION + r"(?:away\s+)?(?:(?:due\s+)?(?:north|south|(?:north|south)?-?(?:east|west))\s+of|"
    r"from|outside)\s+((?:[A-Z][\w.\u2019'-]*\s?)+)"
)
#: How one says it of a thing that it measures so much, and what is measured.
_EXTENTS = {
    "deep": "depth", "wide": "width", "across": "width", "tall": "height", "high": "height",
    "long": "length", "thick": "thickness",
}  # fmt: skip
_EXTENT = re.compile(rf"{_CONVERSION}({'|'.join(_EXTENTS)})\b", re.I)
#: "A mother of 12" counts her children.
_PARENTS = frozenset({"mother", "father", "parent", "mom", "mum", "dad"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and what it is a quantity of.

    Attributes
    ----------
    low, high : float
        The interval of values it allows; equal for an exact number.
    value : float
        The number as written.
    precision : {"exact", "about", "at least", "at most", "range", "vague"}
    unit : str
        ``count``, ``ordinal``, an ISO currency code, ``percent``, ``age``, ``score`` or a
        measure.
    counted : str
        Lemma of the noun that is counted or measured, or ""; for an age or a record of
        wins and losses the name.
    modifiers : frozenset of str
        Lemmas that narrow the noun ("civilian", "police").
    outcome : str
        What happened to the counted people (``killed``), or "".
    verb : str
        Lemma of the verb that governs the quantity, or "".
    scope : str
        Which part it tells of (see `find_scope`), or "".
    certain : bool
        Whether it is said to be so, rather than expected or possible.
    span : Span
        In the sentence, approximators included.
    holder : frozenset of str
        Lower-case words of the name whose figure it is ("Reid scored 12 points").
    of_person : bool
        Whether the holder is a person; one without a name is "he" or "she".
    facet : str
        What a length is the length of, where the sentence says so: ``depth``, ``from oslo``.
    year : int
        To which its clause is tied ("in 2004"), or 0.
    """

    low: float
    high: float
    value: float
    precision: str
    unit: str
    counted: str
    modifiers: frozenset[str]
    outcome: str
    verb: str
    scope: str
    certain: bool
    span: Span
    holder: frozenset[str] = frozenset()
    of_person: bool = False
    facet: str = ""
    year: int = 0


def find_quantities(doc: Doc) -> list[Quantity]:
    """Find the quantities of a parsed sentence, in order."""
    counted = [quantity for found in find_numbers(doc) if (quantity := _describe(doc, *found))]
    found = [*_whole_by_outcome(counted), *_zeros(doc), *_ordinals(doc)]
    return sorted(found, key=lambda quantity: quantity.span.start)


def _whole_by_outcome(quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """Take "killing five and wounding 12 others" for all who were wounded."""
    outcomes: set[str] = set()
    for quantity in quantities:
        others = quantity.scope == "new" and quantity.outcome and outcomes - {quantity.outcome}
        whole = others and quantity.outcome not in outcomes
        yield replace(quantity, scope="") if whole else quantity
        outcomes.add(quantity.outcome)


def _ordinals(doc: Doc) -> Iterator[Quantity]:
    """Yield places in a series: "the eighth day of protests", "his 21st coach".

    "First" is left out: it mostly means a beginning, not a count.
    """
    for token in doc:
        value = ordinal_value(token.lower_)
        noun = token.head
        if value < 2 or token.dep_ != "amod" or noun.pos_ != "NOUN" or noun.i < token.i:
            continue
        verb = _governing_verb(noun)
        yield _exactly(value, "ordinal", noun.lemma_.lower(), "", verb, (token, noun))


def _zeros(doc: Doc) -> Iterator[Quantity]:
    """Yield what is said of nobody: "no one was hurt", "there were no injuries"."""
    for token in doc:
        if token.lower_ not in ("no", "nobody"):
            continue
        noun = token if token.lower_ == "nobody" else token.head
        verb = _governing_verb(noun)
        outcome = _outcome(doc, noun, verb, noun)
        if outcome and noun.dep_ in ("nsubj", "nsubjpass", "attr", "dobj") and noun.i >= token.i:
            yield _exactly(0.0, "count", "people", outcome, verb, (token, noun))


def _exactly(
    value: float,
    unit: str,
    counted: str,
    outcome: str,
    verb: Token | None,
    ends: tuple[Token, Token],
) -> Quantity:
    """Make an exact quantity that nothing narrows, from its first to its last token."""
    first, last = ends
    return Quantity(
        low=value,
        high=value,
        value=value,
        precision="exact",
        unit=unit,
        counted=counted,
        modifiers=frozenset(),
        outcome=outcome,
        verb=verb.lemma_.lower() if verb is not None else "",
        scope="",
        certain=_is_so(verb),
        span=Span(first.idx, last.idx + len(last)),
    )


def _describe(doc: Doc, start: int, end: int, low: float, high: float) -> Quantity | None:
    first, last = doc[start], doc[end - 1]
    text = doc.text
    before = text[: first.idx]
    unit, unit_end = find_unit(doc, start, end)
    if unit == "" or _REPLACED.search(before) or _CHANGED_BY.search(before):
        return None
    converts = is_currency(unit) or dimension(unit) != unit
    if converts and _CONVERTED.search(before):
        return None  # the same amount in another unit
    close = max(unit_end, end)
    span_end = doc[close - 1].idx + len(doc[close - 1])
    if _COMPARED.search(text[span_end:]):
        return None
    noun = _counted_noun(doc, start, end, unit_end)
    if unit == "count" and noun is not None:
        unit = unit_of_noun(noun)
    if unit == "score":
        low = high = 1000 * max(low, high) + min(low, high)
    if unit == "count" and _is_name_or_date(doc, start, end, low, noun):
        return None
    value = low if first.lower_ in VAGUE else high
    precision, low, high, begin = find_precision(before, low, high, first)
    if precision == "exact" and _AND_MORE.match(text, last.idx + len(last)):
        precision, high = "at least", math.inf
    verb = _governing_verb(noun if noun is not None else last)
    outcome = _outcome(doc, noun, verb, last)
    if unit == "count" and not outcome and _only_introduces(doc.text[begin:span_end], noun):
        return None
    if unit == "score":
        verb = _result(noun, *doc[end : end + 1]) or verb  # "a 65-53 victory"
    attributive = noun is not None and end < unit_end <= noun.i
    # "Woods has a 62-acre island": the acres are the island's.
    holder, of_person = (frozenset(), False) if attributive else find_holder(last)
    facet = _facet(noun, text[span_end:]) if dimension(unit) == "length" else ""
    noun_end = span_end if noun is None or noun.i < start else noun.idx + len(noun)
    return Quantity(
        low=low,
        high=high,
        value=value,
        precision=precision,
        unit=unit,
        counted=facet or _counted(doc, start, end, noun, verb, unit),
        modifiers=_modifiers(noun, within=range(start, close)) if not facet else frozenset(),
        outcome=outcome,
        verb=verb.lemma_.lower() if verb is not None else "",
        scope=find_scope(text, begin, span_end, noun_end),
        certain=_is_so(verb),
        span=Span(begin, span_end),
        holder=holder,
        of_person=of_person,
        facet=facet,
        year=find_year(last),
    )


def _only_introduces(number: str, noun: Token | None) -> bool:
    """Whether a count only introduces who speaks: "one former employee", "two sources told"."""
    speaks = noun is not None and noun.dep_ == "nsubj" and noun.head.lemma_.lower() in SPEECH
    return speaks or number.lower() == "one"


def _is_name_or_date(doc: Doc, start: int, end: int, value: float, noun: Token | None) -> bool:
    previous = doc[start - 1] if start else None
    following = doc[end] if end < len(doc) else None
    token = doc[start]
    if noun is not None and (noun.i == start - 1 or _is_month(noun)):
        return True  # "Flight 370", "August 7, 2012"
    # "Airbus 320" is a name; in "near Orsk 37 people died" the noun outside it is counted.
    named_thing = noun is None or noun.ent_type_ != ""
    if token.ent_type_ in ("LAW", "PRODUCT", "FAC", "WORK_OF_ART") and named_thing:
        return True
    if token.ent_type_ == "ORDINAL":
        return True
    if token.ent_type_ in ("DATE", "TIME") and noun is None:
        return True
    if previous is not None and previous.lower_.rstrip(".") in {*WEEKDAYS, "no", "number"}:
        return True
    if any(word is not None and _is_month(word) for word in (previous, following)):
        return True
    if 1900 <= value <= 2100 and token.text.isdigit():
        after_day = previous is not None and previous.text.isdigit()  # "Sun Apr 16 2017"
        if noun is None or after_day:
            return True
    if start > 1 and doc[start - 2].text == "No" and doc[start - 1].text == ".":
        return True
    if previous is not None and previous.text in ("#", "/", ":") and not previous.whitespace_:
        return True
    if "/" in token.text:
        return True
    named = previous is not None and previous.pos_ == "PROPN" and previous.ent_type_ != ""
    if named and noun is None and token.head.pos_ == "PROPN":
        return True
    return value == 1 and token.lower_ == "one" and token.dep_ != "nummod"


def _is_month(token: Token) -> bool:
    """Whether a token names a month, in full or cut short ("Nov", "Sept.")."""
    word = token.lower_.rstrip(".")
    cut_short = token.pos_ == "PROPN" and 3 <= len(word) <= 4
    return word in MONTHS or (cut_short and any(month.startswith(word) for month in MONTHS))


def _result(*words: Token | None) -> Token | None:
    """The noun among the words that says how a match ended."""
    named = (word for word in words if word is not None)
    return next((word for word in named if word.lemma_.lower() in RESULTS), None)


def _is_so(verb: Token | None) -> bool:
    """Whether the clause of a quantity reports rather than foresees."""
    if verb is None:
        return True
    possible = any(
        c.dep_ == "aux" and c.lower_ in ("can", "may", "might", "could") for c in verb.children
    )
    return not possible and verb.lemma_.lower() not in FORESEEING


def _counted_noun(doc: Doc, start: int, end: int, unit_end: int) -> Token | None:
    """The noun that the number counts or measures."""
    for token in doc[start:end]:
        head = token.head
        modifies = token.dep_ in ("nummod", "quantmod", "compound", "amod")
        outside = head.i >= unit_end or head.i < start
        if modifies and outside and head.pos_ in ("NOUN", "PROPN", "ADJ"):
            return head
    holder = doc[unit_end - 1]
    if holder.lower_ == "cent" and unit_end < len(doc) and doc[unit_end].lower_ == "of":
        return next((c for c in doc[unit_end].children if c.pos_ == "NOUN"), None)
    if unit_end < len(doc) and doc[unit_end].lemma_.lower() in OUTCOMES:
        return None  # "the names of all 18 killed"
    if holder.dep_ == "pobj" and holder.head.lower_ == "of" and holder.head.head.pos_ == "NOUN":
        return holder.head.head  # "a gust of 148 kilometres", "a crowd of 41,206"
    if end < len(doc) and doc[end].lower_ == "of" and end + 1 < len(doc):
        for child in doc[end].children:
            if child.pos_ == "NOUN":
                return child
    last = doc[unit_end - 1]
    if last.dep_ in ("nmod", "compound", "nummod", "npadvmod") and last.head.pos_ == "NOUN":
        return last.head
    return None


def _counted(
    doc: Doc, start: int, end: int, noun: Token | None, verb: Token | None, unit: str
) -> str:
    """Lemma of what is counted or measured; for an age or a record whose it is."""
    if unit == "age":
        return age_holder(doc, start, end)
    parent = doc[start - 2] if start > 1 and doc[start - 1].lower_ == "of" else None
    if unit == "count" and parent is not None and parent.lower_ in _PARENTS:
        return "offspring"
    if unit == "score":  # "Bowe (43-1, 33 KOs)"
        return age_holder(doc, start, end) if start and doc[start - 1].text == "(" else ""
    if noun is not None and noun.lemma_.lower() == "child" and _are_somebodys(noun, verb):
        return "offspring"
    if noun is not None:
        return noun.lemma_.lower()
    if verb is None:
        return ""
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if subjects and subjects[0].pos_ == "NOUN" and (unit != "count" or _is_measured(subjects[0])):
        return subjects[0].lemma_.lower()
    return ""


def _are_somebodys(children: Token, verb: Token | None) -> bool:
    """Whether it is said whose children they are: "her 13 children", "had 13 children"."""
    had = verb is not None and verb.lemma_.lower() == "have" and children.head == verb
    return had or any(word.dep_ == "poss" for word in children.children)


def _facet(noun: Token | None, after: str) -> str:
    """What a length is the length of: the depth of a thing, the way from a place; or ""."""
    if noun is not None and noun.lemma_.lower() in _EXTENTS.values():
        return noun.lemma_.lower()
    if extent := _EXTENT.match(after):
        return _EXTENTS[extent[1].lower()]
    place = _FROM_PLACE.match(after)
    return f"from {place[1].strip(' .,').lower()}" if place else ""


def _is_measured(subject: Token) -> bool:
    return subject.lemma_.lower() in TALLIES


def _modifiers(noun: Token | None, within: range) -> frozenset[str]:
    """Lemmas that narrow a noun; not the unit that stands `within` the quantity."""
    if noun is None:
        return frozenset()
    found = {
        child.lemma_.lower()
        for child in noun.children
        if child.dep_ in ("amod", "compound", "nmod", "poss")
        and not child.like_num
        and child.i not in within
    }
    return frozenset(found - OUTCOMES.keys() - {"more", "many", "other", "total"})


def _governing_verb(token: Token) -> Token | None:
    for ancestor in (token, *token.ancestors):
        copula = ancestor.pos_ == "AUX" and ancestor.dep_ not in ("aux", "auxpass")
        if ancestor.pos_ == "VERB" or copula:
            return ancestor
    return None


def _is_setting(noun: Token | None) -> bool:
    """Whether a noun says where, when or by whom: "killed in 13 countries", "in three raids"."""
    return noun is not None and noun.dep_ == "pobj" and noun.head.lower_ in _SETTINGS


def _outcome(doc: Doc, noun: Token | None, verb: Token | None, number: Token) -> str:
    """What happened to those counted, from the nearest word that says so."""
    nearby: list[Token] = []
    if noun is not None:
        nearby += [
            child
            for child in noun.children
            if child.dep_ in ("acl", "relcl", "amod", "compound")
            # "No doubt that she will be arrested" tells of no arrest.
            and not any(word.dep_ == "mark" for word in child.children)
            # "killed one person, injured dozens": another clause, whatever the parse says.
            and not (child.i > noun.i and doc[noun.i + 1].text == ",")
        ]
        nearby.append(noun)
        nearby += [c for c in noun.children if c.dep_ == "prep"]
    else:
        nearby += [c for c in number.children if c.dep_ in ("acl", "amod", "relcl")]
        following = list(doc[number.i + 1 : number.i + 3])
        if following and following[0].lower_ not in ("more", "others"):
            del following[1:]
        nearby += [t for t in following if t.lemma_.lower() in OUTCOMES]
    if verb is not None and not _is_setting(noun):
        nearby.append(verb)
        nearby += [c for c in verb.children if c.dep_ in ("oprd", "acomp", "xcomp")]
        for subject in (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")):
            if _is_measured(subject):
                nearby += list(subject.subtree)
    if noun is not None and verb is not None and noun.lemma_.lower() == "life":
        return "killed" if verb.lemma_.lower() in ("claim", "cost", "lose", "take") else ""
    for token in nearby:
        outcome = OUTCOMES.get(token.lemma_.lower()) or OUTCOMES.get(token.lower_)
        if outcome:
            return outcome
    return ""
