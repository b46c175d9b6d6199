"""Claims in a sentence: an event, whether it is said to have happened, and who took part.

"Haftar refused to sign any document" is the claim ``sign`` with negative polarity, the
cue "refused to", the subject ``haftar`` and the object ``document``.  Event nouns count
as well: "without a signature" and "no signature" deny ``signature``, which shares its
stem with ``sign``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from detector.article import Span
from detector.contrast.lexicon import (
    DENIAL,
    DIRECTIONS,
    HEARSAY,
    LIGHT,
    NONE,
    NOT_PARTICIPANTS,
    POSSIBILITY,
    SPEECH,
    UNCERTAIN,
)
from detector.contrast.negation import (
    brought_about_by,
    denied_hearsay,
    noun_negation,
    verb_negation,
)

_ALL = frozenset({"all", "every", "each", "both", "everyone", "everybody", "everything", "entire"})
_SOME = frozenset({"some", "several", "few", "many", "most", "certain", "half", "someone"})
#: Nouns that say only that something was agreed; what, their modifier says.
_AGREEMENTS = frozenset("deal agreement pact accord plan".split())
#: Adverbs with which it is neither said that something happened nor that it did not, or was so
#: at first only.
_HEDGES = frozenset(
    "reportedly possibly perhaps barely scarcely almost nearly initially originally".split()
)
#: Whom they mean, only the one who speaks knows.
_ONE_PERSON = frozenset("i we you he she it".split())
_HE = frozenset("he him she her".split())
_BACK_REFERENCES = frozenset("the this that these those such both".split())
_MAIN = frozenset("acomp attr ccomp conj dobj nsubj oprd parataxis xcomp".split())
#: What bounds the time of which something is denied, and not the event: "not until 2009".
_BOUNDS = frozenset("until till since for before".split())


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
        Lower-case head words of who did it and to what, in the passive as well; empty where
        not said.
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
    passive : bool
        Whether it is told of whom it happened to.
    by_pronoun : bool
        Whether its subject is I, you, it and the like, who differ from report to report.
    he_is_subject, he_is_object : bool
        Whether he or she is, whom a sentence before may name.
    retold : bool
        Whether the sentence before makes the claim, which this one denies.
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
    passive: bool = False
    by_pronoun: bool = False
    he_is_subject: bool = False
    he_is_object: bool = False
    retold: bool = False


def find_claims(doc: Doc) -> list[Claim]:
    """Find the events that a parsed sentence asserts or denies, in order."""
    return [_claim(doc, token) for token in doc if _names_event(token)]


def find_retold(doc: Doc, before: Doc) -> list[Claim]:
    """Find the claims of the sentence before that a sentence denies: "The report is false".

    Parameters
    ----------
    doc, before : spacy.tokens.Doc
        Two sentences that follow each other in one article, the later one first.
    """
    for noun in doc:
        refers = any(c.lower_ in _BACK_REFERENCES and c.dep_ == "det" for c in noun.children)
        told = any(c.dep_ in ("acl", "relcl", "ccomp", "prep") for c in noun.children)
        denial = denied_hearsay(noun) if refers and not told else None
        if denial is not None:
            return [
                replace(
                    claim,
                    index=noun.i,
                    negated=True,
                    denied=True,
                    cue=_cue(noun, denial),
                    speaker=find_speaker(denial),
                    retold=True,
                )
                for claim in find_claims(before)
                if claim.certain and not claim.negated and not claim.quantifier
                if _is_main(before[claim.index])
            ]
    return []


def _is_main(event: Token) -> bool:
    """Whether a sentence tells an event for its own sake, or reports that it took place."""
    while event.dep_ != "ROOT":
        reported = event.dep_ == "acl" and event.head.lemma_.lower() in HEARSAY
        if not reported and event.dep_ not in _MAIN:
            return False
        event = event.head
    return True


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
        if token.tag_ == "VBG" and token.dep_ in ("amod", "compound"):
            return False  # "running back", "missing child"
        return token.lemma_.lower() not in LIGHT | SPEECH
    if token.pos_ == "NOUN":
        told = noun_negation(token) is not None or brought_about_by(token) is not None
        return token.lower_ not in NONE and told
    pleaded = token.head.lemma_.lower() == "plead"  # "guilty" is then no verdict
    return token.pos_ == "ADJ" and token.dep_ in ("acomp", "oprd") and not pleaded


def _claim(doc: Doc, token: Token) -> Claim:
    negation = noun_negation(token) if token.pos_ == "NOUN" else verb_negation(token)
    told_by = brought_about_by(token) or token
    holder = token.head if token.pos_ == "ADJ" else told_by
    subjects = _arguments(holder, ("nsubj", "nsubjpass"))
    objects = _arguments(holder, ("dobj", "obj", "attr", "pobj"))
    passive = _is_passive(holder)
    if passive:
        subjects, objects = _arguments(holder, ("agent",)), subjects + objects
    direct = [t for t in subjects + objects if t.dep_ in ("nsubj", "nsubjpass", "dobj", "obj")]
    bounded = negation is not None and _is_bounded(told_by)
    quantifier, quantified, cue = _quantifier(direct)
    return Claim(
        lemma=_event_lemma(token),
        index=token.i,
        negated=negation is not None,
        denied=negation is not None and negation.lemma_.lower() in DENIAL,
        certain=not bounded and _is_certain(told_by, negation is not None),
        subject=_words(subjects),
        object=_words(objects),
        named_subject=_names(subjects),
        named_object=_names(objects),
        quantifier=quantifier,
        quantified=quantified,
        cue=_cue(token, negation),
        quantifier_cue=cue,
        speaker=find_speaker(token),
        passive=passive,
        by_pronoun=any(t.lower_ in _ONE_PERSON for t in subjects),
        he_is_subject=any(t.lower_ in _HE for t in subjects),
        he_is_object=any(t.lower_ in _HE for t in objects),
    )


def _event_lemma(token: Token) -> str:
    """The lemma that names the event: of "ceasefire deal" it is the ceasefire."""
    if token.lemma_.lower() in _AGREEMENTS:
        for child in token.children:
            if child.dep_ == "compound" and child.pos_ == "NOUN":
                return child.lemma_.lower()
    return token.lemma_.lower()


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


def _is_bounded(token: Token) -> bool:
    """Whether a verb is said of a stretch of time only: "did not score for eight minutes"."""
    for child in token.children:
        timed = any(c.dep_ == "pobj" and c.ent_type_ in ("DATE", "TIME") for c in child.children)
        if child.dep_ == "prep" and child.lower_ in _BOUNDS and timed:
            return True
        if child.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ in _BOUNDS - {"for"} for c in child.children
        ):
            return True
    return False


def _is_order(token: Token) -> bool:
    """Whether a verb tells somebody to act: "Don't move" asserts nothing."""
    warned = token.dep_ != "conj" and any(c.lower_ == "do" for c in token.children)
    if not (warned or (token.tag_ == "VB" and token.dep_ in ("ROOT", "ccomp"))):
        return False
    roles = {child.dep_ for child in token.children if child.lower_ not in ("do", "not", "n't")}
    return not roles & {"nsubj", "nsubjpass", "expl", "aux", "auxpass"}


def _arguments(holder: Token, roles: tuple[str, ...]) -> list[Token]:
    """The head tokens that fill a role of a verb, conjuncts included."""
    found: list[Token] = []
    for child in holder.children:
        if child.dep_ in roles:
            found.append(child)
        elif child.dep_ == "prep" and "pobj" in roles:
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


def _is_passive(verb: Token) -> bool:
    """Whether its subject is whom it happened to; what "was held and" says holds of the next."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    follows = verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.pos_ == "VERB"
    return follows and _is_passive(verb.head)


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
            if word in DIRECTIONS:
                continue
            directions = [c.lower_ for c in token.children if c.lower_ in DIRECTIONS]
            if part is token and directions:
                word = " ".join((*directions, word))  # South Sudan is not Sudan
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
            for name, words in (("none", NONE), ("all", _ALL), ("some", _SOME)):
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
