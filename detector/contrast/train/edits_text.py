"""An edit of a sentence: what changes in the text, and what that does to its meaning.

Edits are replacements of character spans of one original sentence, so that several
that do not touch one another can be applied together: a changed number on top of a
dropped clause and a moved date, say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lemminflect import getInflection
from spacy.tokens import Doc, Span, Token

from detector.contrast.lexicon import SPEECH
from detector.contrast.train.edits_lexicon import words

#: What the edited sentence is to the original: `same` in meaning, `weaker` (follows from
#: it, says less), `stronger` (the original follows from it), `clash` (both cannot be
#: true), `other` (neither follows, both can be true).
Relation = Literal["same", "weaker", "stronger", "clash", "other"]

Change = tuple[int, int, str]

_NAMED = words("PERSON ORG GPE NORP LOC FAC EVENT PRODUCT")
_OPEN_AUXILIARIES = words("may might could would should can must")


@dataclass(frozen=True)
class Edit:
    """Changes to a sentence and their effect.

    Attributes
    ----------
    kind : str
        Name of the edit, e.g. ``"number_changed"``.
    relation : Relation
        Of the edited sentence to the original.
    changes : tuple of (start, end, text)
        Character spans of the original and what replaces them.
    reversible : bool
        Whether the pair may also be shown the other way round: "Smith" does not
        safely lead back to "John Smith".
    """

    kind: str
    relation: Relation
    changes: tuple[Change, ...]
    reversible: bool = True

    def touches(self, other: Edit) -> bool:
        """Whether the two edits change overlapping or adjacent text."""
        return any(
            start <= other_end + 1 and other_start <= end + 1
            for start, end, _ in self.changes
            for other_start, other_end, _ in other.changes
        )


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all the edits made, tidied; they must not touch one another."""
    changes = sorted((change for edit in edits for change in edit.changes), reverse=True)
    for start, end, new in changes:
        text = text[:start] + new + text[end:]
    return tidy(text)


def tidy(text: str) -> str:
    """Repair spaces, doubled commas and the capital that an edit may have left behind."""
    text = " ".join(text.split())
    text = re.sub(r"\s+([,.;:!?])(?!\d)", r"\1", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = re.sub(r",\s*([.;:!?])", r"\1", text)
    text = re.sub(r"^[,;:]\s*", "", text)
    return text[:1].upper() + text[1:]


def subtree(token: Token) -> tuple[int, int]:
    """Return the character span of everything that hangs on a token."""
    right = token.right_edge
    return token.left_edge.idx, right.idx + len(right)


def end_of(token: Token) -> int:
    """Return the offset after a token's last character."""
    return token.idx + len(token)


def word_beside(token: Token, offset: int) -> str:
    """Return the lower-case word `offset` places away, or an empty string past the ends."""
    index = token.i + offset
    return token.doc[index].lower_ if 0 <= index < len(token.doc) else ""


def inflect(lemma: str, tag: str) -> str:
    """Return the form of a verb, noun or adjective that a Penn tag asks for.

    A verb of several words ("step down", "lose to") is inflected on the first, a noun
    ("police officer") on the last.
    """
    if tag.startswith("N") and " " in lemma:
        before, _, last = lemma.rpartition(" ")
        return f"{before} {inflect(last, tag)}"
    first, _, rest = lemma.partition(" ")
    forms = getInflection(first, tag=tag)
    return " ".join(filter(None, [forms[0] if forms else first, rest]))


def like(original: str, replacement: str) -> str:
    """Return the replacement, capitalised if the original is."""
    if original[:1].isupper():
        return replacement[:1].upper() + replacement[1:]
    return replacement


def lowered(doc: Doc, text: str) -> str:
    """Return `text`, which began the sentence, as it stands in mid-sentence."""
    first = doc[0]
    named = first.pos_ == "PROPN" or first.ent_type_ in _NAMED
    if (first.pos_ != "DET" and named) or first.text == "I" or (len(first) > 1 and first.is_upper):
        return text
    return text[:1].lower() + text[1:]


def main_verb(doc: Doc) -> Token | None:
    """Return the verb of the main event: the root, or what is said where it says something."""
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is not None and root.lemma_ in SPEECH:
        root = next((child for child in root.children if child.dep_ == "ccomp"), None)
    if root is None or root.pos_ not in ("VERB", "AUX") or subject_of(root) is None:
        return None
    return root


def subject_of(verb: Token) -> Token | None:
    """Return the subject of a verb, active or passive, or None."""
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return subjects[0] if len(subjects) == 1 else None


def is_negated(verb: Token) -> bool:
    """Whether a negation hangs on the verb or on its subject or object."""
    return any(
        word.dep_ == "neg" or word.lower_ in ("no", "none", "nobody", "never", "neither", "hardly")
        for word in (
            *verb.children,
            *(grand for child in verb.children for grand in child.children),
        )
    )


def follows_adverb(verb: Token) -> bool:
    """Whether an adverb, or nothing, stands right before the verb."""
    return verb.i == 0 or verb.doc[verb.i - 1].dep_ == "advmod"


def is_open(verb: Token) -> bool:
    """Whether the sentence leaves open that the event happened."""
    return any(child.dep_ == "aux" and child.lower_ in _OPEN_AUXILIARIES for child in verb.children)


def entity_at(token: Token) -> Span | None:
    """Return the named entity that ends in, or holds, the token."""
    return next((entity for entity in token.doc.ents if entity.start <= token.i < entity.end), None)


def is_plural(subject: Token) -> bool:
    """Whether a subject takes a plural verb."""
    return (
        subject.tag_ in ("NNS", "NNPS")
        or subject.lower_ in ("they", "we", "you", "these", "those", "many", "several", "i")
        or any(child.dep_ == "conj" for child in subject.children)
    )
