"""Ages: whose they are, as news writes them ("Reid, 33," and "33-year-old Tara Reid")."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from detector.contrast.lexicon import NAMING

#: "A 16-year-old Brooklyn resident".
_NOT_PEOPLE = frozenset({"GPE", "NORP", "DATE", "FAC"})


def age_holder(doc: Doc, start: int, end: int) -> str:
    """The name next to an age, in lower case: before ", 33,", else after "33-year-old".

    Of "Paul Horner, a 34-year-old" it is the name that the age is set beside.
    """
    spelled_out = end + 1 < len(doc) and "year" in (doc[end].lower_, doc[end + 1].lower_)
    if spelled_out and (named := _set_beside(doc, end)) is not None:
        return full_name(named)
    before = start > 0 and doc[start - 1].text in (",", "aged", "age", "(") and not spelled_out
    step = -1 if before else 1
    index = start - 2 if step < 0 else end
    name: list[str] = []
    for _ in range(9):
        if not 0 <= index < len(doc) or (name and doc[index].pos_ != "PROPN"):
            break
        if step > 0 and doc[index].text in (",", ";", "and"):
            break
        naming = doc[index].lemma_.lower() in NAMING
        if doc[index].pos_ in ("VERB", "AUX", "ADP") and not naming:
            break  # "a 36-year-old died at Mount Cook" names nobody
        if doc[index].pos_ == "PROPN" and doc[index].ent_type_ not in _NOT_PEOPLE:
            name.append(doc[index].lower_)
        index += step
    return " ".join(name if step > 0 else reversed(name))


def _set_beside(doc: Doc, end: int) -> Token | None:
    """The name to which "a 34-year-old" or "a 34-year-old man" is an apposition."""
    for token in doc[end : end + 6]:
        if token.dep_ == "appos" and token.head.pos_ == "PROPN" and token.head.i < token.i:
            return token.head
    return None


def full_name(last: Token) -> str:
    """The name that ends in a word, in lower case."""
    words = [c for c in last.children if c.dep_ == "compound" and c.pos_ == "PROPN"]
    return " ".join(word.lower_ for word in (*words, last))


def is_apposed_age(doc: Doc, start: int, end: int) -> bool:
    """Whether the number is an age set off by commas after a name: "Reid, 33, has"."""
    if end - start != 1 or start < 2 or not doc[start].text.isdigit():
        return False
    return (
        doc[start - 1].text == ","
        and doc[start - 2].pos_ == "PROPN"
        and (end >= len(doc) or doc[end].text in (",", ".", ")"))
        and int(doc[start].text) < 120
    )
