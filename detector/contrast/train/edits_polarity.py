"""Edits of whether it happened: negated, refused, denied, only planned, only possible."""

from __future__ import annotations

import random
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from detector.contrast.lexicon import SPEECH
from detector.contrast.train.edits_lexicon import INVOLUNTARY_VERBS, STATE_VERBS, words
from detector.contrast.train.edits_text import (
    Edit,
    end_of,
    follows_adverb,
    inflect,
    is_negated,
    is_open,
    is_plural,
    lowered,
    main_verb,
    subject_of,
)

#: Words whose meaning a "not" beside them would turn in unforeseen ways.
_SCOPE_WORDS = words(
    """only also still already even just now once again always often never any all every some no
    not many few most both either neither nor without unless until but too ever yet more"""
)
_ACTORS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_ACTOR_WORDS = words(
    """he she they police officials government company president minister spokesman court judge
    officer man woman leader authorities lawmakers firm team workers protesters army rebels"""
)
_REFUSALS = ("refused to", "declined to", "failed to", "chose not to")
_OFFICIALS = ("Officials", "A spokesman", "Authorities", "A source", "A spokeswoman", "Police")


def polarity_edits(doc: Doc, rng: random.Random) -> Iterator[Edit]:
    """Yield the negated, refused and merely possible versions of the main event."""
    verb = main_verb(doc)
    if verb is None or any(
        child.dep_ == "conj" and child.pos_ == "VERB" for child in verb.children
    ):
        return
    if is_negated(verb):
        yield from _asserted(verb, rng)
        return
    if is_open(verb) or _in_scope(verb):
        return
    negated = _negated(verb, contracted=rng.random() < 0.3)
    if negated is not None:
        yield Edit("negation_inserted", "clash", negated)
    yield from _refused(verb, rng)
    yield from _opened(verb, rng)


def _in_scope(verb: Token) -> bool:
    near = [verb, *verb.children, *(g for child in verb.children for g in child.children)]
    return any(token.lower_ in _SCOPE_WORDS for token in near)


def _negated(verb: Token, contracted: bool) -> tuple[tuple[int, int, str], ...] | None:
    """Return the changes that negate a verb, with an auxiliary or with "did"."""
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass") and c.i < verb.i]
    first = auxiliaries[0] if auxiliaries else verb if verb.lemma_ == "be" else None
    if first is not None:
        if first.lower_ in ("to", "'d", "\u2019d", "be", "been", "being"):
            return None
        return (_after_auxiliary(first, contracted),)
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or follows_adverb(verb):
        return None
    support = {"VBD": "did", "VBZ": "does", "VBP": "do"}[verb.tag_]
    negation = f"{support}n't" if contracted else f"{support} not"
    return ((verb.idx, end_of(verb), f"{negation} {inflect(verb.lemma_, 'VB')}"),)


def _after_auxiliary(auxiliary: Token, contracted: bool) -> tuple[int, int, str]:
    word = auxiliary.text
    if contracted and auxiliary.lower_ in ("is", "are", "was", "were", "has", "have", "had", "did"):
        return (auxiliary.idx, end_of(auxiliary), f"{word}n't")
    if auxiliary.lower_ == "can":
        return (auxiliary.idx, end_of(auxiliary), f"{word}not")
    return (end_of(auxiliary), end_of(auxiliary), " not")


def _acts(verb: Token) -> bool:
    """Whether the verb is a plain past tense of somebody who could have refused."""
    subject = subject_of(verb)
    return (
        subject is not None
        and subject.dep_ == "nsubj"
        and verb.tag_ == "VBD"
        and verb.lemma_ not in INVOLUNTARY_VERBS
        and not any(child.dep_ in ("aux", "auxpass", "prt") for child in verb.children)
        and (subject.ent_type_ in _ACTORS or subject.lower_ in _ACTOR_WORDS)
        and not follows_adverb(verb)
    )


def _refused(verb: Token, rng: random.Random) -> Iterator[Edit]:
    if _acts(verb):
        refusal = f"{rng.choice(_REFUSALS)} {inflect(verb.lemma_, 'VB')}"
        yield Edit("negation_refused", "clash", ((verb.idx, end_of(verb), refusal),))


def _opened(verb: Token, rng: random.Random) -> Iterator[Edit]:
    """Yield "is expected to sign" and "may have signed" for "signed"."""
    subject = subject_of(verb)
    if subject is None or verb.lemma_ in STATE_VERBS:
        return
    be = "are" if is_plural(subject) else "is"
    passive = [child for child in verb.children if child.dep_ == "auxpass"]
    others = [child for child in verb.children if child.dep_ == "aux"]
    if passive and not others and passive[0].lower_ in ("was", "were"):
        opening = rng.choice(("may have been", f"{be} expected to be", "could be", "may be"))
        changes = ((passive[0].idx, end_of(passive[0]), opening),)
        yield Edit("modality_opened", "other", changes)
    elif verb.tag_ == "VBD" and not others and not passive and not follows_adverb(verb):
        base = inflect(verb.lemma_, "VB")
        openings = [f"may have {inflect(verb.lemma_, 'VBN')}"]
        if verb.lemma_ != "be":
            openings += [f"{be} expected to {base}", f"could {base}", f"may {base}"]
        if _acts(verb):
            openings += [f"planned to {base}", f"threatened to {base}", f"wanted to {base}"]
        yield Edit("modality_opened", "other", ((verb.idx, end_of(verb), rng.choice(openings)),))


def _asserted(verb: Token, rng: random.Random) -> Iterator[Edit]:
    """Yield "signed" for "did not sign", and "has signed" for "has not signed"."""
    negations = [
        child for child in verb.children if child.dep_ == "neg" and child.lower_ != "never"
    ]
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass") and c.i < verb.i]
    near = {token.lower_ for token in verb.subtree}
    if len(negations) != 1 or near & {"any", "anyone", "anything", "yet", "but", "ever", "until"}:
        return
    negation = negations[0]
    if negation.i == 0:
        return
    before = negation.nbor(-1)
    if before.lower_ in ("did", "does", "do"):
        if verb.i != negation.i + 1 or len(auxiliaries) != 1:
            return
        tag = {"did": "VBD", "does": "VBZ", "do": "VBP"}[before.lower_]
        changes: tuple[tuple[int, int, str], ...] = (
            (before.idx, end_of(verb), inflect(verb.lemma_, tag)),
        )
    elif before.lower_ in ("ca", "wo", "sha"):
        full = {"ca": "can", "wo": "will", "sha": "shall"}[before.lower_]
        changes = ((before.idx, end_of(negation), full),)
    elif before in auxiliaries or before == verb:
        changes = ((negation.idx, end_of(negation), ""),)
    else:
        return
    yield Edit("negation_removed", "clash", changes)


def restated_negations(doc: Doc, rng: random.Random) -> Iterator[tuple[Edit, Edit, bool]]:
    """Yield pairs of negative versions of one event: "refused to sign", "did not sign".

    The third value says whether the first also follows from the second.
    """
    verb = main_verb(doc)
    if verb is None or is_negated(verb) or is_open(verb) or _in_scope(verb):
        return
    if any(child.dep_ == "conj" and child.pos_ == "VERB" for child in verb.children):
        return
    full, short = _negated(verb, contracted=False), _negated(verb, contracted=True)
    if full is None or short is None:
        return
    plain = Edit("negation_restated", "clash", full)
    for refused in _refused(verb, rng):
        yield Edit("negation_restated", "clash", refused.changes), plain, False
    if full != short:
        yield Edit("negation_restated", "clash", short), plain, True


def reported_edits(doc: Doc, rng: random.Random) -> Iterator[Edit]:
    """Yield the sentence as said, denied or asked about by somebody, or freed of that."""
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None or root.lemma_ in SPEECH:
        if root is not None:
            yield from _said_edits(root, rng)
        return
    verb = main_verb(doc)
    if verb is None or any(token.text in "\"\u201c\u201d''" for token in doc) or len(doc) > 35:
        return
    if doc[0].dep_ not in ("det", "nsubj", "nsubjpass", "compound", "poss", "amod", "nummod"):
        return
    who, start = rng.choice(_OFFICIALS), (0, end_of(doc[0]))
    opening = lowered(doc, doc[0].text)
    said = rng.choice(("said", "confirmed that", "said that", "told reporters that"))
    denied = rng.choice(("denied that", "rejected reports that", "dismissed claims that"))
    asked = rng.choice(
        (
            "It was not clear whether", "Police were investigating whether",
            "Reporters asked whether", f"{who} declined to say whether",
        )
    )  # fmt: skip
    yield Edit("report_added", "same", ((*start, f"{who} {said} {opening}"),))
    if not is_negated(verb):
        yield Edit("report_denied", "clash", ((*start, f"{who} {denied} {opening}"),))
        yield Edit("report_asked", "other", ((*start, f"{asked} {opening}"),))


def _said_edits(root: Token, rng: random.Random) -> Iterator[Edit]:
    """Yield edits of "X said that S"."""
    said = next((child for child in root.children if child.dep_ == "ccomp"), None)
    speaker = subject_of(root)
    if said is None or speaker is None or said.i < root.i or root.lower_ != "said":
        return
    doc = root.doc
    if any(token.text in "\"\u201c\u201d''" for token in doc) or doc.text[end_of(root)] != " ":
        return
    begin = said.left_edge
    if begin.i != root.i + 1 or speaker.left_edge.i != 0 or subject_of(said) is None:
        return
    that = begin if begin.dep_ == "mark" and begin.lower_ == "that" else None
    if that is not None:
        begin = doc[that.i + 1]
    if begin.lower_ in (
        "in",
        "on",
        "at",
        "after",
        "while",
        "if",
        "when",
        "he",
        "she",
        "they",
        "it",
    ):
        return
    yield Edit("report_removed", "same", ((0, begin.idx, ""),))
    if not is_negated(said):
        denied = rng.choice(("denied that", "rejected claims that", "dismissed reports that"))
        yield Edit("report_denied", "clash", ((root.idx, begin.idx, f"{denied} "),))
        asked = rng.choice(("was asked whether", "did not say whether", "declined to say whether"))
        if not is_plural(speaker) or not asked.startswith("was"):
            yield Edit("report_asked", "other", ((root.idx, begin.idx, f"{asked} "),))
