"""Claims in a sentence: an event, whether it is said to have happened, and who took part.

"Haftar refused to sign any document" is the claim ``sign`` with negative polarity, the
cue "refused to", the subject ``haftar`` and the object ``document``.  Event nouns count
as well: "without a signature" and "no signature" deny ``signature``, which shares its
stem with ``sign``.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detector.article import Span
from detector.contrast.lexicon import (
    DENIAL,
    LIGHT,
    NOT_PARTICIPANTS,
    POSSIBILITY,
    REFUSAL,
    SPEECH,
    UNCERTAIN,
)

_ALL = frozenset({"all", "every", "each", "both", "everyone", "everybody", "everything", "entire"})
_NONE = frozenset({"no", "none", "neither", "nobody", "nothing", "no-one"})
_SOME = frozenset({"some", "several", "few", "many", "most", "certain", "half", "someone"})
#: "I do not think that P" denies P.
_NEGATION_RAISERS = frozenset({"think", "believe", "feel", "expect", "suppose"})
#: Verbs that bring about what their object names.
_BRINGING_ABOUT = frozenset(
    "announce reach sign agree broker declare strike secure conclude accept clinch".split()
)
#: Nouns that say only that something was agreed; what, their modifier says.
_AGREEMENTS = frozenset("deal agreement pact accord plan".split())
_HEARSAY = frozenset("report claim rumour rumor allegation suggestion".split())
#: Adverbs with which it is neither said that something happened nor that it did not.
_HEDGES = frozenset("reportedly possibly perhaps barely scarcely almost nearly".split())
_NEGATIONS = frozenset({"not", "n't", "never", "nor", "neither", "hardly", "no longer"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One event as a sentence presents it.

    Attributes
    ----------
    lemma : str
        Of the verb or noun that names the event.
    index : int
        Of that token in the sentence.
    negated : bool
    denied : bool
        Negated by a verb of denial ("denied that", "disputed").
    certain : bool
        False for what may, should or is expected to happen.
    subject, object : frozenset of str
        Lower-case head words of who did it and to what; empty where not said.
    named_subject, named_object : frozenset of str
        The proper nouns among them.
    quantifier : str
        ``all``, ``not all``, ``some``, ``none`` or "" of the subject or object.
    quantified : str
        The lemma it quantifies.
    cue : Span
        The words that make the polarity, in the sentence; the event itself if positive.
    quantifier_cue : Span or None
    speaker : str or None
        Who is reported to say it.
    """

    lemma: str
    index: int
    negated: bool
    denied: bool
    certain: bool
    subject: frozenset[str]
    object: frozenset[str]
    named_subject: frozenset[str]
    named_object: frozenset[str]
    quantifier: str
    quantified: str
    cue: Span
    quantifier_cue: Span | None
    speaker: str | None


def find_claims(doc: Doc) -> list[Claim]:
    """Find the events that a parsed sentence asserts or denies, in order."""
    return [_claim(doc, token) for token in doc if _names_event(token)]


def find_speaker(token: Token) -> str | None:
    """Who is reported to say what hangs on this token; None for the outlet itself."""
    for ancestor in (token, *token.ancestors):
        lemma = ancestor.lemma_.lower()
        if ancestor is not token and lemma in SPEECH | DENIAL and ancestor.pos_ == "VERB":
            return _speaker_of(ancestor)
        if ancestor.dep_ == "ROOT":
            break
    for child in _root(token).children:
        if child.dep_ in ("ccomp", "parataxis", "advcl") and child.lemma_.lower() in SPEECH:
            return _speaker_of(child)
    return _according_to(token.doc)


def same_event(left: str, right: str) -> bool:
    """Whether two lemmas name one event: equal, or one derived from the other."""
    if left == right:
        return True
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    shorter, longer = sorted((len(left), len(right)))
    return shared >= 4 and shared >= shorter - 1 and longer - shared <= 5


def _names_event(token: Token) -> bool:
    """Whether a token is a telling verb, a denied event noun or a predicate adjective."""
    if token.pos_ == "VERB":
        return token.lemma_.lower() not in LIGHT | SPEECH
    if token.pos_ == "NOUN":
        told = _noun_negation(token) is not None or _brought_about_by(token) is not None
        return token.lower_ not in _NONE and told
    return token.pos_ == "ADJ" and token.dep_ in ("acomp", "oprd")


def _claim(doc: Doc, token: Token) -> Claim:
    negation = _noun_negation(token) if token.pos_ == "NOUN" else _negation(token)
    told_by = _brought_about_by(token) or token
    holder = token.head if token.pos_ == "ADJ" else told_by
    subjects = _arguments(holder, ("nsubj", "nsubjpass", "agent"))
    objects = _arguments(holder, ("dobj", "obj", "attr", "pobj"))
    direct = [t for t in subjects + objects if t.dep_ in ("nsubj", "nsubjpass", "dobj", "obj")]
    quantifier, quantified, cue = _quantifier(direct)
    return Claim(
        lemma=_event_lemma(token),
        index=token.i,
        negated=negation is not None,
        denied=negation is not None and negation.lemma_.lower() in DENIAL,
        certain=_is_certain(told_by, negation is not None),
        subject=_words(subjects),
        object=_words(objects),
        named_subject=_names(subjects),
        named_object=_names(objects),
        quantifier=quantifier,
        quantified=quantified,
        cue=_cue(token, negation),
        quantifier_cue=cue,
        speaker=find_speaker(token),
    )


def _negation(token: Token) -> Token | None:
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
    if token.dep_ in ("xcomp", "ccomp", "pcomp", "conj", "acl"):
        if token.dep_ == "conj":
            return _governing_negation(head) if head.tag_ == token.tag_ else None
        if token.dep_ == "pcomp":
            head = head.head
        lemma = head.lemma_.lower()
        if lemma in REFUSAL | DENIAL and not any(c.dep_ == "neg" for c in head.children):
            return head
        if lemma == "unable" or (lemma == "yet" and token.dep_ == "xcomp"):
            return head
        if token.dep_ == "ccomp" and lemma in _NEGATION_RAISERS:
            return next((c for c in head.children if c.dep_ == "neg"), None)
    return None


def _noun_negation(token: Token) -> Token | None:
    """The token that denies an event noun: "no signature", "without a deal"."""
    denied = _none_determiner(token)
    if denied is not None:
        return denied
    if token.dep_ == "pobj" and token.head.lower_ == "without":
        return token.head
    lack = token.head.head if token.dep_ == "pobj" else token.head
    if lack.lemma_.lower() in ("lack", "absence") and lack.pos_ in ("NOUN", "VERB"):
        return lack
    bringing = _brought_about_by(token)
    if bringing is not None and (denied := _negation(bringing)) is not None:
        return denied
    if token.dep_ in ("attr", "nsubj") and any(c.dep_ == "expl" for c in token.head.children):
        return _negation(token.head)  # "denies that there was a deal"
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.dep_ == "dobj":
        hearsay = token.head.head  # "denied reports of a deal"
        if hearsay.lemma_.lower() in _HEARSAY and hearsay.head.lemma_.lower() in DENIAL:
            return hearsay.head
    # Who rejects or dismisses an offer does not deny that it was made.
    if token.dep_ == "dobj" and token.head.lemma_.lower() in DENIAL - {"reject", "dismiss"}:
        return token.head
    return None


def _brought_about_by(token: Token) -> Token | None:
    """The verb that brings an event noun about: "announced a ceasefire", "agreed to a truce"."""
    if token.pos_ != "NOUN":
        return None
    holder = token.head
    if token.dep_ == "pobj" and holder.lower_ in ("to", "on") and holder.dep_ == "prep":
        holder = holder.head
    elif token.dep_ not in ("dobj", "nsubjpass"):
        return None
    return holder if holder.lemma_.lower() in _BRINGING_ABOUT else None


def _event_lemma(token: Token) -> str:
    """The lemma that names the event: of "ceasefire deal" it is the ceasefire."""
    if token.lemma_.lower() in _AGREEMENTS:
        for child in token.children:
            if child.dep_ == "compound" and child.pos_ == "NOUN":
                return child.lemma_.lower()
    return token.lemma_.lower()


def _none_determiner(token: Token) -> Token | None:
    if token.lower_ in _NONE:
        return token
    for child in token.children:
        if child.lower_ in ("no", "neither") and child.dep_ in ("det", "neg", "advmod", "preconj"):
            return child
    return None


def _is_certain(token: Token, negated: bool) -> bool:
    """Whether the event is said to have happened or not, rather than to be possible."""
    if _is_order(token):
        return False
    chain = [token]
    while chain[-1].dep_ in ("conj", "xcomp", "ccomp", "acl", "pcomp") and len(chain) < 6:
        chain.append(chain[-1].head)
    for link in chain:
        lemma = link.lemma_.lower()
        if link is not token and lemma in UNCERTAIN:
            return False
        for child in link.children:
            if child.lower_ == "to" and link.dep_ in ("acl", "advcl", "relcl"):
                return False  # a purpose: "ways to protect", "came to help"
            if child.dep_ == "aux" and child.lower_ in POSSIBILITY:
                return False
            if child.dep_ == "aux" and child.lower_ in ("will", "would", "'ll") and not negated:
                return False
            if child.dep_ == "mark" and child.lower_ in ("if", "unless", "whether"):
                return False
            if child.dep_ == "advcl" and any(c.lower_ in ("if", "unless") for c in child.children):
                return False
            if child.dep_ == "advmod" and child.lower_ in _HEDGES:
                return False
    return True


def _is_order(token: Token) -> bool:
    """Whether a verb tells somebody to act: "Don't move" asserts nothing."""
    if token.tag_ != "VB" or token.dep_ not in ("ROOT", "ccomp"):
        return False
    roles = {child.dep_ for child in token.children if child.lower_ not in ("do", "not", "n't")}
    return not roles & {"nsubj", "nsubjpass", "expl", "aux", "auxpass"}


def _arguments(holder: Token, roles: tuple[str, ...]) -> list[Token]:
    """The head tokens that fill a role of a verb, conjuncts included."""
    found: list[Token] = []
    for child in holder.children:
        if child.dep_ in roles:
            found.append(child)
        elif child.dep_ in ("prep", "agent") and "pobj" in roles:
            found += [c for c in child.children if c.dep_ == "pobj" and c.ent_type_ != "DATE"]
        if child.dep_ == "agent" and "agent" in roles:
            found += [c for c in child.children if c.dep_ == "pobj"]
    if not found and "nsubj" in roles and holder.dep_ in ("xcomp", "conj", "pcomp", "acl", "advcl"):
        above = holder.head.head if holder.dep_ == "pcomp" else holder.head
        if above is not holder and above.pos_ == "VERB":
            return _arguments(above, roles)
        if holder.dep_ == "acl" and above.pos_ in ("NOUN", "PROPN"):
            return [above]
    return found + [c for token in found for c in token.conjuncts if c not in found]


def _words(tokens: list[Token]) -> frozenset[str]:
    return frozenset(t.lemma_.lower() for t in tokens if t.pos_ in ("NOUN", "PROPN", "NUM", "ADJ"))


def _names(tokens: list[Token]) -> frozenset[str]:
    names = set()
    for token in tokens:
        for part in (
            token,
            *(c for c in token.children if c.dep_ in ("compound", "appos", "poss")),
        ):
            word = part.lower_.strip(".")
            if part.pos_ == "PROPN" and word not in NOT_PARTICIPANTS:
                names.add(word)
    return frozenset(names)


def _quantifier(arguments: list[Token]) -> tuple[str, str, Span | None]:
    for token in arguments:
        for part in (token, *token.children):
            if part is not token and part.dep_ not in ("det", "amod", "predet", "neg"):
                continue
            named = part.i > 0 and part.text.istitle()  # "the Reset All Settings option"
            if named or (part.lower_ == "each" and token.lower_ == "other"):
                continue
            for name, words in (("none", _NONE), ("all", _ALL), ("some", _SOME)):
                if part.lower_ in words:
                    before = part.doc[part.i - 1].lower_ if part.i else ""
                    name = "not all" if name == "all" and before == "not" else name
                    quantified = token if part is not token else _of_what(token)
                    return name, quantified.lemma_.lower(), _span(part)
    return "", "", None


def _of_what(token: Token) -> Token:
    """The noun that "all of the sides" quantifies."""
    for child in token.children:
        if child.lower_ == "of":
            return next((c for c in child.children if c.dep_ == "pobj"), token)
    return token


def _cue(token: Token, negation: Token | None) -> Span:
    if negation is None:
        return _span(token)
    first, last = sorted((token, negation), key=lambda t: t.i)
    if last.i - first.i > 5:
        return _span(negation)
    return Span(first.idx, last.idx + len(last))


def _span(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token))


def _root(token: Token) -> Token:
    return next((a for a in (token, *token.ancestors) if a.dep_ == "ROOT"), token)


def _speaker_of(verb: Token) -> str | None:
    for child in verb.children:
        if child.dep_ in ("nsubj", "agent", "nsubjpass"):
            if child.pos_ == "PRON":
                return None
            return " ".join(
                t.text
                for t in child.subtree
                if t.dep_ in ("compound", "amod", "poss") or t is child
            )
    return None


def _according_to(doc: Doc) -> str | None:
    for token in doc:
        if token.lower_ == "according" and token.i + 1 < len(doc):
            for child in doc[token.i + 1].children:
                if child.dep_ == "pobj":
                    return " ".join(t.text for t in child.subtree if t.pos_ in ("PROPN", "NOUN"))
    return None
