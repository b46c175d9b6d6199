"""Ages: whose they are, as news writes them ("Reid, 33," and "33-year-old Tara Reid")."""

from __future__ import annotations

from spacy.tokens import Doc

#: "A 16-year-old Brooklyn resident".
_NOT_PEOPLE = frozenset({"GPE", "NORP", "DATE", "FAC"})


def age_holder(doc: Doc, start: int, end: int) -> str:
    """The name next to an age, in lower case: before ", 33,", else after "33-year-old"."""
    spelled_out = end + 1 < len(doc) and "year" in (doc[end].lower_, doc[end + 1].lower_)
    before = start > 0 and doc[start - 1].text in (",", "aged", "age", "(") and not spelled_out
    step = -1 if before else 1
    index = start - 2 if step < 0 else end
    name: list[str] = []
    for _ in range(9):
        if not 0 <= index < len(doc) or (name and doc[index].pos_ != "PROPN"):
            break
        if doc[index].pos_ in ("VERB", "AUX", "ADP"):
            break  # "a 36-year-old died at Mount Cook" names nobody
        if doc[index].pos_ == "PROPN" and doc[index].ent_type_ not in _NOT_PEOPLE:
            name.append(doc[index].lower_)
        index += step
    return " ".join(name if step > 0 else reversed(name))


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
