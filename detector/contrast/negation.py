"""What denies an event: negation words, verbs of refusal and of denial, reports called false."""

from __future__ import annotations

from spacy.tokens import Token

from detector.contrast.lexicon import DENIAL, FALSE, HEARSAY, NONE, REFUSAL, TRUE

#: "I do not think that P" denies P.
_NEGATION_RAISERS = frozenset({"think", "believe", "feel", "expect", "suppose"})
#: Verbs that bring about what their object names.
_BRINGING_ABOUT = frozenset(
    "announce reach sign agree broker declare strike secure conclude accept clinch".split()
)
#: "The suggestions are not supported by the facts".
_BEARING_OUT = frozenset({"support", "substantiate"})
_NEGATIONS = frozenset({"not", "n't", "never", "nor", "neither", "hardly", "no longer"})


def verb_negation(token: Token) -> Token | None:
    """The token that denies a verb or adjective, or None."""
    child: Token
    holder = token.head if token.pos_ == "ADJ" and token.head.pos_ == "AUX" else token
    for child in (*token.children, *(holder.children if holder is not token else ())):
        if child.dep_ == "neg" or child.lower_ in _NEGATIONS:
            return child
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
            denied = _none_determiner(child)
            if denied is not None:
                return denied
    return _governing_negation(token)


def _governing_negation(token: Token) -> Token | None:
    """A verb or preposition above that says the event did not take place."""
    head = token.head
    if token.dep_ == "pcomp" and head.lower_ == "without":
        return head
    reported = token.dep_ == "relcl" and any(c.dep_ == "mark" for c in token.children)
    if reported or token.dep_ in ("xcomp", "ccomp", "pcomp", "conj", "acl"):
        if token.dep_ == "conj":
            return _governing_negation(head) if head.tag_ == token.tag_ else None
        if token.dep_ == "pcomp":
            if head.lower_ not in ("from", "of"):
                return None  # "stopped for speeding"
            head = head.head
        denial = denied_hearsay(head) or _predicate_denial(head)
        if denial is not None and (reported or token.dep_ in ("acl", "ccomp")):
            return denial  # "rejected claims that", "it is not true that"
        lemma = head.lemma_.lower()
        if lemma in REFUSAL | DENIAL and not any(c.dep_ == "neg" for c in head.children):
            return head
        if lemma == "unable" or (lemma == "yet" and token.dep_ == "xcomp"):
            return head
        if token.dep_ == "ccomp" and lemma in _NEGATION_RAISERS:
            return next((c for c in head.children if c.dep_ == "neg"), None)
    return None


def denied_hearsay(noun: Token) -> Token | None:
    """The word that denies a report: "denied the rumour", "the claims are false"; or None."""
    if noun.lemma_.lower() not in HEARSAY or noun.pos_ != "NOUN":
        return None
    head = noun.head
    if noun.dep_ in ("dobj", "nsubjpass") and head.lemma_.lower() in DENIAL:
        return None if any(c.dep_ == "neg" for c in head.children) else head
    return _predicate_denial(head) if noun.dep_ in ("nsubj", "nsubjpass") else None


def _predicate_denial(verb: Token) -> Token | None:
    """The word by which "is false", "is not true" or "is not supported" denies its subject."""
    negation = next((c for c in verb.children if c.dep_ == "neg"), None)
    if negation is not None and verb.lemma_.lower() in _BEARING_OUT:
        return negation
    denying = FALSE if negation is None else TRUE
    for child in verb.children:
        if child.dep_ in ("acomp", "attr") and child.lemma_.lower() in denying:
            return negation or child
    return None


def noun_negation(token: Token) -> Token | None:
    """The token that denies an event noun: "no signature", "without a deal"."""
    denied = _none_determiner(token)
    if denied is not None:
        return denied
    if token.dep_ == "pobj" and token.head.lower_ == "without":
        return token.head
    lack = token.head.head if token.dep_ == "pobj" else token.head
    if lack.lemma_.lower() in ("lack", "absence") and lack.pos_ in ("NOUN", "VERB"):
        return lack
    bringing = brought_about_by(token)
    if bringing is not None and (denied := verb_negation(bringing)) is not None:
        return denied
    if token.dep_ in ("attr", "nsubj") and any(c.dep_ == "expl" for c in token.head.children):
        return verb_negation(token.head)  # "denies that there was a deal"
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.dep_ == "dobj":
        hearsay = token.head.head  # "denied reports of a deal"
        if hearsay.lemma_.lower() in HEARSAY and hearsay.head.lemma_.lower() in DENIAL:
            return hearsay.head
    # Who rejects or dismisses an offer does not deny that it was made.
    if token.dep_ == "dobj" and token.head.lemma_.lower() in DENIAL - {"reject", "dismiss"}:
        return token.head
    return None


def brought_about_by(token: Token) -> Token | None:
    """The verb that brings an event noun about: "announced a ceasefire", "agreed to a truce"."""
    if token.pos_ != "NOUN":
        return None
    holder = token.head
    if token.dep_ == "pobj" and holder.lower_ in ("to", "on") and holder.dep_ == "prep":
        holder = holder.head
    elif token.dep_ not in ("dobj", "nsubjpass"):
        return None
    return holder if holder.lemma_.lower() in _BRINGING_ABOUT else None


def _none_determiner(token: Token) -> Token | None:
    for child in (token, *token.children):
        if child.lower_ == "no" and child.i + 1 < len(child.doc) and child.nbor().text[0] == ".":
            return None  # "No. 5 seed"
    if token.lower_ in NONE:
        return token
    for child in token.children:
        if child.lower_ in ("no", "neither") and child.dep_ in ("det", "neg", "advmod", "preconj"):
            return child
    return None
