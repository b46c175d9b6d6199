"""Edits of one word or name: antonym, synonym, more general, quantifier, entity."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from detector.contrast.train.edits_lexicon import (
    ALIASES,
    ANTONYM_VERBS,
    ANTONYM_VERBS_ONE_WAY,
    ANTONYM_WORDS,
    GENERAL_VERBS,
    GENERAL_WORDS,
    OTHER_OUTCOMES,
    QUANTIFIER_CLASHES,
    QUANTIFIER_CONSEQUENCES,
    SYNONYM_VERBS,
    SYNONYM_WORDS,
)
from detector.contrast.train.edits_numbers import changed_value, find_counts, written
from detector.contrast.train.edits_text import (
    Edit,
    Relation,
    end_of,
    inflect,
    is_negated,
    like,
    main_verb,
    word_beside,
)

#: Names of each type (PERSON, ORG, GPE) found elsewhere.
NamePool = Mapping[str, Sequence[str]]

_MAIN_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj"})
_REPLACED = frozenset({"PERSON", "ORG", "GPE"})
_INDEFINITE = {"a": "an", "an": "a"}


def word_edits(doc: Doc, rng: random.Random) -> Iterator[Edit]:
    """Yield antonyms, synonyms, more general words and other outcomes."""
    verb = main_verb(doc)
    for token in doc:
        if token.pos_ == "VERB" and not token.ent_type_:
            asserted = verb is not None and (token == verb or token in verb.conjuncts)
            if asserted and not is_negated(token):
                yield from _swapped(token, ANTONYM_VERBS, "verb_antonym", "clash", rng)
                yield from _swapped(token, ANTONYM_VERBS_ONE_WAY, "verb_antonym", "clash", rng)
                yield from _swapped(token, GENERAL_VERBS, "verb_general", "weaker", rng)
                yield from _other_outcome(token, rng)
            yield from _swapped(token, SYNONYM_VERBS, "verb_synonym", "same", rng)
        elif token.pos_ in ("NOUN", "ADJ", "ADV") and not token.ent_type_:
            if _is_central(token, verb):
                yield from _swapped(token, ANTONYM_WORDS, "word_antonym", "clash", rng)
                yield from _swapped(token, GENERAL_WORDS, "word_general", "weaker", rng)
            yield from _swapped(token, SYNONYM_WORDS, "word_synonym", "same", rng)


def _is_central(token: Token, verb: Token | None) -> bool:
    """Whether the word describes the main event or one of its participants."""
    if verb is None or is_negated(verb):
        return False
    if token.pos_ == "NOUN":
        return token.head == verb and token.dep_ in (*_MAIN_ARGUMENTS, "attr")
    if token.dep_ in ("acomp", "advmod"):
        return token.head == verb
    return token.dep_ == "amod" and token.head.head == verb and token.head.dep_ != "npadvmod"


def _swapped(
    token: Token,
    table: Mapping[str, Sequence[str]],
    kind: str,
    relation: Relation,
    rng: random.Random,
) -> Iterator[Edit]:
    choices = table.get(token.lemma_.lower())
    if not choices or any(child.dep_ == "prt" for child in token.children):
        return
    if "-" in (word_beside(token, -1), word_beside(token, 1)):
        return
    word = inflect(rng.choice(list(choices)), token.tag_)
    if word.lower() == token.lower_:
        return
    changes = [(token.idx, end_of(token), like(token.text, word))]
    before = token.nbor(-1) if token.i else None
    if before is not None and before.lower_ in _INDEFINITE:
        article = "an" if word[0].lower() in "aeiou" else "a"
        changes.insert(0, (before.idx, end_of(before), like(before.text, article)))
    yield Edit(kind, relation, tuple(changes))


def _other_outcome(token: Token, rng: random.Random) -> Iterator[Edit]:
    """Yield "30 injured" for "12 killed": the count and what befell those counted."""
    for edit in _swapped(token, OTHER_OUTCOMES, "number_other_outcome", "other", rng):
        counted = [c for c in find_counts(token.doc) if c.token.head.head == token]
        counts = tuple(
            (c.number, c.end, written(changed_value(c.value, rng), c.token.text)) for c in counted
        )
        if counts:
            yield Edit(edit.kind, "other", (*edit.changes, *counts))


def quantifier_edits(doc: Doc, rng: random.Random) -> Iterator[Edit]:
    """Yield flipped and weakened quantifiers where no negation interferes."""
    verb = main_verb(doc)
    if verb is None or any(token.dep_ == "neg" for token in verb.children):
        return
    inside = {token.i for token in verb.subtree}
    for token in doc:
        if token.i not in inside or not _quantifies(token):
            continue
        following = word_beside(token, 1)
        for table, kind, relation in (
            (QUANTIFIER_CLASHES, "quantifier_flipped", "clash"),
            (QUANTIFIER_CONSEQUENCES, "quantifier_weakened", "weaker"),
        ):
            choices = [c for c in table.get(token.lower_, ()) if _fits(token, c, following)]
            if choices:
                word = rng.choice(choices)
                if word.endswith(" of") and following == "of":
                    word = word.removesuffix(" of")
                elif token.lower_ != "all" and following == "of" and word == "no":
                    word = "none"
                change = (token.idx, end_of(token), like(token.text, word))
                yield Edit(kind, relation, (change,))  # type: ignore[arg-type]


def _quantifies(token: Token) -> bool:
    before = word_beside(token, -1)
    if before in ("the", "too", "so", "as", "how", "very", "not", "nearly", "almost", "that", "of"):
        return False
    if token.lower_ == "most" and token.tag_ in ("RBS", "RB"):
        return False
    if token.dep_ in ("det", "predet", "amod", "neg", "advmod"):
        if token.dep_ == "advmod":
            return token.lower_ in ("always", "never", "often")
        return token.head.dep_ in (*_MAIN_ARGUMENTS, "attr")
    return token.dep_ in ("nsubj", "nsubjpass", "dobj")


def _fits(token: Token, choice: str, following: str) -> bool:
    """Whether the quantifier reads well before what follows."""
    definite = following in ("the", "these", "those", "his", "her", "its", "their", "of", "them")
    if choice in ("several", "many", "few", "hardly any", "most") and following != "of":
        return token.dep_ not in ("det", "amod", "predet") or token.head.tag_ == "NNS"
    if token.lower_ == "all":
        if token.dep_ not in ("det", "predet") or token.head.tag_ not in ("NNS", "NNPS"):
            return False
        if choice == "none of":
            return definite
        if choice in ("some", "only some"):
            return following == "of" or not definite
        return token.head.dep_ in ("nsubj", "nsubjpass")
    if choice == "neither of":
        return following in ("the", "of", "his", "her", "its", "their")
    if token.lower_ == "some":
        return following == "of" or token.doc[token.i + 1].pos_ != "NUM"
    return token.lower_ != "none" or following == "of"


def entity_edits(doc: Doc, rng: random.Random, pool: NamePool) -> Iterator[Edit]:
    """Yield replaced participants and places of the main event, and shortened names."""
    verb = main_verb(doc)
    for entity in doc.ents:
        if entity.label_ == "PERSON":
            yield from _shortened(entity)
        if entity.text in ALIASES:
            alias = rng.choice(ALIASES[entity.text])
            change = (entity.start_char, entity.end_char, alias)
            yield Edit("entity_alias", "same", (change,))
        if verb is not None and _takes_part(entity, verb) and _is_replaceable(entity):
            other = _other_name(entity, rng, pool)
            if other is not None:
                change = (entity.start_char, entity.end_char, other)
                yield Edit(f"entity_{entity.label_.lower()}_changed", "clash", (change,))


def _is_replaceable(entity: Span) -> bool:
    """Whether another name of the type can stand there: not in "the U.S."."""
    doc, before = entity.doc, entity.start - 1
    return (
        entity.label_ in _REPLACED
        and entity[0].pos_ == "PROPN"
        and entity[-1].tag_ != "NNPS"
        and (before < 0 or doc[before].pos_ not in ("DET", "ADJ"))
        and doc.text.count(entity.text) == 1
    )


def _takes_part(entity: Span, verb: Token) -> bool:
    root = entity.root
    if root.head == verb and root.dep_ in _MAIN_ARGUMENTS:
        return True
    preposition = root.head
    return (
        root.dep_ == "pobj"
        and preposition.head == verb
        and (preposition.dep_ == "agent" or (entity.label_ == "GPE" and preposition.lower_ == "in"))
    )


def _other_name(entity: Span, rng: random.Random, pool: NamePool) -> str | None:
    size = len(entity)
    names = [
        name
        for name in pool.get(entity.label_, ())
        if len(name.split()) == size and not _overlap(name, entity.doc.text)
    ]
    return rng.choice(names) if names else None


def _overlap(name: str, text: str) -> bool:
    return any(word in text for word in name.split())


def _shortened(entity: Span) -> Iterator[Edit]:
    words = [token for token in entity if token.pos_ == "PROPN"]
    if len(words) != len(entity) or not 2 <= len(words) <= 3 or len(words[-1]) < 3:
        return
    if not all(word.text.isalpha() and word.text[0].isupper() for word in words):
        return
    change = (entity.start_char, words[-1].idx, "")
    yield Edit("entity_shortened", "weaker", (change,), reversible=False)
