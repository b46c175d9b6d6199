"""What narrows a quantity: part or whole, a rate, the year and whose figure it is.

"Five more", "50,000 a year", "in 2004" and "Reid's 12 points" are no values of the slots
that "five", "50,000", "this time" and "Boyle's 12 points" fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from spacy.tokens import Token

from detector.contrast.ages import full_name

_OF_A_WHOLE = re.compile(r"^\s+of\s+(?:the|those|them|these|whom|which)\b", re.I)
_RATE = re.compile(
    r"^\s*(?:(?:an?|per|each|every|/)\s+(?:year|month|week|day|night|hour|minute|season|game|match|"
    r"share|head|person|unit|piece|barrel|gallon|ounce|household|vehicle)\b|"
    r"(?:each|apiece|annually|yearly|monthly|weekly|daily)\b|per\s+\w+)",
    re.I,
)
_MEAN = re.compile(r"\b(?:averag(?:e|ed|es|ing)|annual|mean of|median)(?:\W+\w+){0,2}\W+$", re.I)
_CASH = re.compile(r"^\s+in\s+(?:cash|stock|shares|equity)\b", re.I)
_PART = re.compile(
    r"(?:\b(?:of them|of whom|among them|including|of those|of which)\W+(?:\w+\W+){0,4}|"
    r"\b(?:first|last|next|final|latest|remaining)\s+)$",
    re.I,
)
_AT_THE_SCENE = re.compile(
    r"^\W+(?:\w+\W+){0,4}(?:at the scene|on the spot|instantly|in hospital)\b", re.I
)
_TOTAL = re.compile(r"\b(?:in total|total of|in all|altogether|overall|combined)\b", re.I)
_ADDED = re.compile(r"\b(?:another|further|additional|other)\s+(?:\w+\s+)?$", re.I)
_MORE = re.compile(r"^\s*(?:(?:more|others?|further|additional)\b(?!\s+than)|new\s+cases\b)", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words through which a figure belongs to the clause above it.
_OWN_CLAUSE = frozenset({"ccomp", "advcl", "conj", "parataxis", "ROOT"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
#: Who they are, a sentence before says.
_PERSONAL = frozenset("he she his her".split())


def find_scope(text: str, begin: int, end: int, noun_end: int) -> str:
    """Which part of the whole a quantity tells of.

    Parameters
    ----------
    text : str
        The sentence.
    begin, end : int
        Where the quantity stands in it, unit and approximators included.
    noun_end : int
        Where the counted noun ends.

    Returns
    -------
    str
        ``each`` for a rate or mean, ``of them``, ``in cash``, ``at the scene``, ``total``,
        ``new`` for what comes on top, or "".
    """
    before, after = text[:begin], text[end:]
    if _RATE.search(after) or _RATE.search(text[noun_end:]) or _MEAN.search(before):
        return "each"
    if _OF_A_WHOLE.search(after) or _PART.search(before):
        return "of them"
    if _CASH.search(after):
        return "in cash"
    if _TOTAL.search(text[max(0, begin - 25) : end + 12]):
        return "total"
    if _ADDED.search(before) or _MORE.search(after):
        return "new"
    return "at the scene" if _AT_THE_SCENE.search(after[:50]) else ""


def find_year(token: Token) -> int:
    """The year to which the clause of a quantity is tied by "in 2004"; 0 for none.

    What a clause says of the counted thing ties it as well: "60,000 jobs it cut in 1993".
    """
    for holder in _clause(token):
        told = (c for c in holder.children if c.dep_ in ("relcl", "acl") and holder.pos_ == "NOUN")
        for preposition in chain(holder.children, *(verb.children for verb in told)):
            if preposition.lower_ != "in":
                continue
            for day in preposition.children:
                for word in (day, *day.children):
                    if _YEAR.fullmatch(word.text):
                        return int(word.text)
    return 0


def find_holder(token: Token) -> tuple[frozenset[str], bool]:
    """Whose figure a quantity is: lower-case words of the name, and whether of a person.

    The holder is a possessor ("Reid's 12 points"), a source ("12 points from Reid") or the
    subject of the verb ("Reid scored 12 points").  Empty where no name holds it; of a person
    all the same where "he" or "her" does.
    """
    for holder in _clause(token):
        if holder.dep_ in _SUBJECTS and holder.pos_ != "VERB":
            break
        for child in holder.children:
            if child.dep_ == "poss" and child.pos_ == "PROPN":
                return _name(child)
            if child.dep_ == "poss" and child.lower_ in _PERSONAL:
                return frozenset(), True
            if child.lower_ in ("by", "from") and child.i > token.i:
                source = next((c for c in child.children if c.ent_type_ == "PERSON"), None)
                if source is not None:
                    return _name(source)
            if child.dep_ in _SUBJECTS and holder.pos_ in ("VERB", "AUX"):
                return _name(child) if child.pos_ == "PROPN" else _unnamed(child)
    return frozenset(), False


def _clause(token: Token) -> Iterator[Token]:
    """The token and what it hangs on, up to the head of its clause.

    What is said of "a tsunami that killed 12" holds of the 12, so a relative clause belongs
    to the clause above it; a verb joined to another shares its subject.
    """
    yield token
    while token.dep_ != "ROOT":
        shared = token.pos_ == "VERB" and token.dep_ == "conj" and not _has_subject(token)
        if token.dep_ in _OWN_CLAUSE and token.pos_ in ("VERB", "AUX") and not shared:
            return
        token = token.head
        yield token


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in _SUBJECTS for child in verb.children)


def _unnamed(subject: Token) -> tuple[frozenset[str], bool]:
    return frozenset(), subject.lower_ in _PERSONAL


def _name(head: Token) -> tuple[frozenset[str], bool]:
    return frozenset(full_name(head).split()), head.ent_type_ == "PERSON"
