"""Edits of clauses: dropped, added, turned passive or active, subject and object exchanged."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from detector.contrast.train.edits_lexicon import DIRECTED_VERBS, words
from detector.contrast.train.edits_text import (
    Edit,
    end_of,
    inflect,
    is_negated,
    is_plural,
    lowered,
    main_verb,
    subject_of,
    subtree,
)

_TIME_PREPOSITIONS = words("after before during since amid following despite while")
_PLACE_PREPOSITIONS = words("in at near outside on")
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_CLAUSE_MARKS = words("after before while as when since because although though")
_OBJECT_PRONOUNS = {"he": "him", "she": "her", "they": "them", "we": "us", "i": "me"}
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})


def dropping_edits(doc: Doc) -> Iterator[Edit]:
    """Yield the sentence without each modifier that can go without changing the rest."""
    verb = main_verb(doc)
    if verb is None or is_negated(verb):
        return
    for token in doc:
        kind = _droppable(token, verb)
        if kind is None:
            continue
        start, end = _with_commas(doc, *subtree(token))
        rest = len(doc.text) - (end - start)
        if start <= verb.idx < end or rest < 30 or any(t.text in '"“”' for t in token.subtree):
            continue
        if start == 0:
            following = doc.char_span(end, len(doc.text), alignment_mode="expand")
            if following is None or following[0].pos_ in ("VERB", "AUX", "CCONJ"):
                continue
        yield Edit(kind, "weaker", ((start, end, " "),))


def _droppable(token: Token, verb: Token) -> str | None:
    """Name the kind of modifier that hangs on the token, if it may be dropped."""
    marks = {child.lower_ for child in token.children if child.dep_ in ("mark", "advmod")}
    if token.dep_ == "advcl" and token.head == verb and marks & _CLAUSE_MARKS:
        return "clause_dropped"
    if token.dep_ in ("relcl", "appos", "acl") and _in_commas(token):
        return "apposition_dropped"
    if token.dep_ == "prep" and token.head == verb:
        objects = [child for child in token.children if child.dep_ == "pobj"]
        place = bool(objects) and objects[0].ent_type_ in _PLACES
        after_object = token.i > verb.i + 1 or token.i < verb.i
        if any(word.tag_ in ("JJS", "RBS") for word in token.doc):
            return None  # "The lowest since 2001" says nothing about the lowest.
        if objects and after_object and token.lower_ in _TIME_PREPOSITIONS:
            return "phrase_dropped"
        if place and after_object and token.lower_ in _PLACE_PREPOSITIONS:
            return "place_dropped"
    return None


def _in_commas(token: Token) -> bool:
    """Whether the modifier stands between commas, or between a comma and the full stop."""
    doc, left, right = token.doc, token.left_edge.i, token.right_edge.i
    if left == 0 or doc[left - 1].text != "," or right + 1 >= len(doc):
        return False
    return doc[right].text == "," or doc[right + 1].text in (",", ".")


def _with_commas(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in the commas around a modifier, but not a full stop."""
    text = doc.text
    while start > 0 and text[start - 1] in " ,":
        start -= 1
    if text[end : end + 1] == ",":
        end += 1
    return start, end


def detail_edits(doc: Doc, rng: random.Random, phrases: Sequence[str]) -> Iterator[Edit]:
    """Yield the sentence with a phrase ("after the vote") taken from another one."""
    verb = main_verb(doc)
    if verb is None or is_negated(verb) or not phrases or doc[-1].text != "." or len(doc) > 30:
        return
    if any(
        t.dep_ in ("ccomp", "advcl", "relcl", "conj") and t.pos_ == "VERB" for t in verb.children
    ):
        return
    if verb.tag_ not in ("VBD", "VBN") or any(t.ent_type_ in ("DATE", "TIME") for t in doc):
        return
    if any(child.dep_ == "prep" and child.lower_ in _TIME_PREPOSITIONS for child in verb.children):
        return
    end = doc[-1].idx
    yield Edit("detail_added", "stronger", ((end, end, f" {rng.choice(phrases)}"),))


def detail_phrases(doc: Doc) -> Iterator[str]:
    """Yield phrases of the sentence that can be added to others."""
    verb = main_verb(doc)
    if verb is None or verb.tag_ not in ("VBD", "VBN"):
        return
    for child in verb.children:
        if (
            child.dep_ != "prep"
            or child.i < verb.i
            or child.lower_ not in ("after", "during", "on")
        ):
            continue
        inside = list(child.subtree)
        timed = child.lower_ != "on" or any(w.ent_type_ == "DATE" for w in inside)
        plain = all(w.is_alpha and w.pos_ not in ("VERB", "PRON", "AUX") for w in inside)
        if timed and plain and 2 <= len(inside) <= 6:
            yield child.doc[inside[0].i : inside[-1].i + 1].text


def role_edits(doc: Doc) -> Iterator[Edit]:
    """Yield the passive of an active clause, and both with subject and object exchanged."""
    verb = main_verb(doc)
    subject = subject_of(verb) if verb is not None else None
    if verb is None or subject is None or is_negated(verb) or verb.tag_ != "VBD":
        return
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    blocked = ("aux", "auxpass", "conj", "cc", "dative", "prt", "xcomp", "ccomp", "oprd", "advmod")
    if len(objects) != 1 or any(child.dep_ in blocked for child in verb.children):
        return
    if verb.lemma_ not in DIRECTED_VERBS or subject.dep_ != "nsubj":
        return
    whole = objects[0]
    if _is_awkward(subject) or _is_awkward(whole) or verb.i < subject.right_edge.i:
        return
    agent, patient = subtree(subject), subtree(whole)
    if verb.idx != agent[1] + 1 or patient[0] != end_of(verb) + 1:
        return
    participle = inflect(verb.lemma_, "VBN")
    agent_text, patient_text = doc.text[slice(*agent)], doc.text[slice(*patient)]
    inner = lowered(doc, agent_text) if agent[0] == 0 else agent_text
    inner = _OBJECT_PRONOUNS.get(inner.lower(), inner)
    be = "were" if is_plural(whole) else "was"
    passive = f"{patient_text} {be} {participle} by {inner}"
    yield Edit("voice_passive", "same", ((agent[0], patient[1], passive),))
    if subject.ent_type_ in _NAMES and whole.ent_type_ in _NAMES:
        be = "were" if is_plural(subject) else "was"
        swapped = f"{agent_text} {be} {participle} by {patient_text}"
        yield Edit("role_swapped_passive", "clash", ((agent[0], patient[1], swapped),))
        exchanged = f"{patient_text} {verb.text} {inner}"
        yield Edit("role_swapped", "clash", ((agent[0], patient[1], exchanged),))


def _is_awkward(noun: Token) -> bool:
    """Whether the noun phrase is too long, reflexive or relative to move."""
    inside = list(noun.subtree)
    return (
        len(inside) > 9
        or noun.lower_ in ("which", "who", "that", "what", "it", "this", "there", "you", "i")
        or any(w.dep_ in ("relcl", "acl", "appos", "punct") for w in inside)
        or any(w.lower_.endswith(("self", "selves")) for w in inside)
        or any(w.pos_ == "NUM" and w.i >= noun.i for w in inside)
        or (noun.dep_ == "dobj" and noun.pos_ == "PRON")
        or (noun.dep_ == "dobj" and any(w.tag_ == "PRP$" for w in inside))
    )


def passive_to_active(doc: Doc) -> Iterator[Edit]:
    """Yield the active of "X was hit by Y", and the same with X and Y exchanged."""
    verb = main_verb(doc)
    subject = subject_of(verb) if verb is not None else None
    if verb is None or subject is None or subject.dep_ != "nsubjpass" or is_negated(verb):
        return
    be = [child for child in verb.children if child.dep_ == "auxpass"]
    agents = [child for child in verb.children if child.dep_ == "agent"]
    if len(agents) != 1 or len(be) != 1 or be[0].lower_ not in ("was", "were"):
        return
    objects = [child for child in agents[0].children if child.dep_ == "pobj"]
    if len(objects) != 1 or _is_awkward(objects[0]) or _is_awkward(subject):
        return
    if any(child.dep_ in ("aux", "conj", "advmod") for child in verb.children):
        return
    patient, agent = subtree(subject), subtree(objects[0])
    between = doc.text[patient[1] : be[0].idx].strip() or doc.text[end_of(be[0]) : verb.idx].strip()
    if between or agents[0].i != verb.i + 1 or objects[0].pos_ == "PRON":
        return
    past = inflect(verb.lemma_, "VBD")
    patient_text, agent_text = doc.text[slice(*patient)], doc.text[slice(*agent)]
    inner = lowered(doc, patient_text) if patient[0] == 0 else patient_text
    inner = _OBJECT_PRONOUNS.get(inner.lower(), inner)
    active = f"{agent_text} {past} {inner}"
    yield Edit("voice_active", "same", ((patient[0], agent[1], active),))
    if subject.ent_type_ in _NAMES and objects[0].ent_type_ in _NAMES:
        number = "were" if is_plural(objects[0]) else "was"
        exchanged = f"{agent_text} {number} {verb.text} by {inner}"
        yield Edit("role_swapped", "clash", ((patient[0], agent[1], exchanged),))
