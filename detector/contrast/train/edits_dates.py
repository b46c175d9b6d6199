"""Edits of weekdays, months and days: changed, dropped, moved to the front, made coarser."""

from __future__ import annotations

import random
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from detector.contrast.lexicon import MONTHS, WEEKDAYS
from detector.contrast.train.edits_text import (
    Edit,
    end_of,
    is_negated,
    lowered,
    main_verb,
    subtree,
    word_beside,
)


def date_edits(doc: Doc, rng: random.Random) -> Iterator[Edit]:
    """Yield the edits of each calendar date of the sentence."""
    for token in doc:
        if token.ent_type_ != "DATE":
            continue
        name = token.lower_
        if name in WEEKDAYS and _is_single(token):
            others = [day for day in WEEKDAYS if day != name]
            yield _renamed("date_weekday_changed", token, rng.choice(others).title())
        elif name in MONTHS and _is_month(token):
            others = [month for month in MONTHS if month != name]
            yield _renamed("date_month_changed", token, rng.choice(others).title())
            yield from _day_edits(token, rng)
    yield from _phrase_edits(doc)


def _is_single(token: Token) -> bool:
    before = word_beside(token, -1)
    return before not in ("every", "each", "black", "good", "ash", "super", "cyber", "bloody")


def _is_month(token: Token) -> bool:
    """Whether it is the month: not the verb, and not Mrs May."""
    before = word_beside(token, -1)
    near = (before, word_beside(token, 1))
    dated = before in ("in", "since", "until") or any(word.isdigit() for word in near)
    return token.text[0].isupper() and (token.lower_ not in ("may", "march", "august") or dated)


def _renamed(kind: str, token: Token, name: str) -> Edit:
    return Edit(kind, "clash", ((token.idx, end_of(token), name),))


def _day_edits(month: Token, rng: random.Random) -> Iterator[Edit]:
    """Yield another day of the month, and the month alone."""
    doc = month.doc
    after = doc[month.i + 1] if month.i + 1 < len(doc) else None
    before = doc[month.i - 1] if month.i else None
    day = next((t for t in (after, before) if t is not None and _is_day(t)), None)
    if day is None:
        return
    number = int(day.text)
    others = [value for value in range(1, 29) if abs(value - number) > 2]
    other = str(rng.choice(others))
    yield Edit("date_day_changed", "clash", ((day.idx, end_of(day), other),))
    first, last = min(day.i, month.i), max(day.i, month.i)
    if first and doc[first - 1].lower_ == "on" and _ends_phrase(doc, last):
        start = doc[first - 1].idx
        change = (start, end_of(doc[last]), f"in {month.text}")
        yield Edit("date_coarser", "weaker", (change,))


def _is_day(token: Token) -> bool:
    return token.text.isdigit() and 1 <= int(token.text) <= 31 and token.ent_type_ == "DATE"


def _ends_phrase(doc: Doc, last: int) -> bool:
    return last + 1 >= len(doc) or (doc[last + 1].ent_type_ != "DATE" and doc[last + 1].text != ",")


def _phrase_edits(doc: Doc) -> Iterator[Edit]:
    """Yield the sentence without "on Friday", and with "On Friday," at its front."""
    verb = main_verb(doc)
    if verb is None or is_negated(verb):
        return
    for token in doc:
        if token.ent_type_ != "DATE" or not ({token.lower_} & {*WEEKDAYS, *MONTHS}):
            continue
        head = token.head
        if token.dep_ == "pobj" and head.lower_ in ("on", "in") and head.head.pos_ == "VERB":
            phrase, governor = head, head.head
        elif token.dep_ == "npadvmod" and token.head.pos_ == "VERB":
            phrase, governor = token, token.head
        else:
            continue
        start, end = subtree(phrase)
        if start == 0 or any(child.dep_ in ("relcl", "acl") for child in token.children):
            continue
        yield Edit("date_dropped", "weaker", ((start, end, ""),))
        movable = (
            governor == verb
            and governor.dep_ == "ROOT"
            and doc[0].dep_ in ("det", "nsubj", "nsubjpass", "compound", "poss", "amod", "nummod")
        )
        if movable:
            text = doc.text[start:end]
            front = (text if text.lower().startswith(("on", "in")) else f"on {text}").strip(", ")
            opening = f"{front[:1].upper()}{front[1:]}, {lowered(doc, doc[0].text)}"
            yield Edit("date_fronted", "same", ((0, end_of(doc[0]), opening), (start, end, "")))
