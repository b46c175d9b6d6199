"""From edits of a sentence to labelled pairs.

An edit decides the label; harmless edits (a moved date, a dropped clause, another
spelling) are put on either side as well, and a changed name or number on *both* sides,
so that neither the hypothesis alone nor the overlap of the two gives the label away.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from detector.contrast.train.edits_clauses import (
    detail_edits,
    dropping_edits,
    passive_to_active,
    role_edits,
)
from detector.contrast.train.edits_dates import date_edits
from detector.contrast.train.edits_numbers import number_edits
from detector.contrast.train.edits_polarity import (
    polarity_edits,
    reported_edits,
    restated_negations,
)
from detector.contrast.train.edits_text import (
    Edit,
    Relation,
    apply_edits,
    is_negated,
    is_open,
    main_verb,
    tidy,
)
from detector.contrast.train.edits_words import entity_edits, quantifier_edits, word_edits
from detector.contrast.train.sets import Example, labelled

#: Kinds that can be trusted under a negation or a "may".
_SAFE_UNDER_NEGATION = frozenset(
    {"negation_removed", "verb_synonym", "word_synonym", "number_respelled", "entity_alias",
     "report_added", "report_removed", "date_fronted"}
)  # fmt: skip
#: Clashes that leave the sentence's other edits valid when both sides have them.
_SHAREABLE = ("number_changed", "date_", "entity_", "verb_antonym", "word_antonym")
_SHARED_CHANCE = 0.4
_FORWARD = {
    "same": "entailment", "weaker": "entailment", "stronger": "neutral",
    "clash": "contradiction", "other": "neutral",
}  # fmt: skip


def sentence_edits(
    doc: Doc, rng: random.Random, names: Mapping[str, Sequence[str]], phrases: Sequence[str]
) -> list[Edit]:
    """Return every edit of a sentence that is safe to make.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        One sentence.
    rng : random.Random
    names : mapping of entity label to names
        What a participant may be replaced with.
    phrases : sequence of str
        Details that may be added.
    """
    verb = main_verb(doc)
    if verb is None:
        return []
    edits = [
        *number_edits(doc, rng), *date_edits(doc, rng), *word_edits(doc, rng),
        *quantifier_edits(doc, rng), *entity_edits(doc, rng, names), *polarity_edits(doc, rng),
        *reported_edits(doc, rng), *dropping_edits(doc), *detail_edits(doc, rng, phrases),
        *role_edits(doc), *passive_to_active(doc),
    ]  # fmt: skip
    if is_negated(verb) or is_open(verb):
        return [edit for edit in edits if edit.kind in _SAFE_UNDER_NEGATION]
    return edits


def compose(doc: Doc, edits: Sequence[Edit], rng: random.Random) -> Iterator[Example]:
    """Yield one labelled pair for each edit, on top of harmless ones."""
    for key in edits:
        reverse = rng.random() < 0.5
        if key.relation in ("weaker", "stronger") and reverse and not key.reversible:
            continue
        label = _label(key, reverse)
        sides: tuple[list[Edit], list[Edit]] = ([], [])
        sides[0 if reverse else 1].append(key)
        harmless: tuple[Relation, ...] = ("same", "weaker")
        if label != "contradiction" and rng.random() < _SHARED_CHANCE:
            shared = _share(edits, sides, rng, anything=key.relation == "same")
            if shared is not None and not shared.kind.startswith(_SHAREABLE):
                harmless = ("same",)
        for extra in _extras(key, edits, rng, harmless):
            side = 1 if label == "entailment" and extra.relation == "weaker" else rng.randrange(2)
            if _fits(extra, sides, side):
                sides[side].append(extra)
        premise, hypothesis = (apply_edits(doc.text, side) for side in sides)
        if premise != hypothesis:
            yield labelled(premise, hypothesis, label, f"news_{key.kind}")
    yield from _negative_pairs(doc, edits, rng)


def _label(key: Edit, reverse: bool) -> str:
    if key.relation in ("weaker", "stronger") and reverse:
        return "neutral" if key.relation == "weaker" else "entailment"
    return _FORWARD[key.relation]


def _extras(
    key: Edit, edits: Sequence[Edit], rng: random.Random, relations: Sequence[Relation]
) -> list[Edit]:
    """Choose up to two harmless edits to go with the one that decides."""
    harmless = [e for e in edits if e.relation in relations and e.kind != key.kind]
    count = rng.choice((0, 0, 1, 1, 1, 2, 2))
    return rng.sample(harmless, min(count, len(harmless)))


def _fits(extra: Edit, sides: tuple[list[Edit], list[Edit]], side: int) -> bool:
    """Whether an edit can join a side: only rewordings may meet what the other side changes."""
    if any(extra.touches(edit) for edit in sides[side]):
        return False
    other = sides[1 - side]
    if extra.relation == "same":
        return not any(extra.changes == edit.changes for edit in other)
    return not any(extra.touches(edit) for edit in other)


def _share(
    edits: Sequence[Edit],
    sides: tuple[list[Edit], list[Edit]],
    rng: random.Random,
    anything: bool,
) -> Edit | None:
    """Change both sides in the same way, so that they still agree.

    Two wordings of one thing agree whatever is done to both (`anything`: denied,
    negated, only possible); where one says less, only what leaves that so is done.
    """
    used = [*sides[0], *sides[1]]
    free = [
        edit
        for edit in edits
        if edit.relation in ("clash", "other")
        and (anything or edit.kind.startswith(_SHAREABLE))
        and not any(edit.touches(other) for other in used)
    ]
    if not free:
        return None
    shared = rng.choice(free)
    for side in sides:
        side.append(shared)
    return shared


def _negative_pairs(doc: Doc, edits: Sequence[Edit], rng: random.Random) -> Iterator[Example]:
    """Yield pairs that both deny the event: a "not" is no sign of contradiction."""
    rewordings = [edit for edit in edits if edit.relation == "same"]
    for stronger, weaker, equal in restated_negations(doc, rng):
        sides: tuple[list[Edit], list[Edit]] = ([stronger], [weaker])
        for extra in rng.sample(rewordings, min(2, len(rewordings))):
            side = rng.randrange(2)
            if _fits(extra, sides, side):
                sides[side].append(extra)
        first, second = (apply_edits(doc.text, side) for side in sides)
        origin = f"news_{stronger.kind}"
        if rng.random() < 0.5:
            yield labelled(first, second, "entailment", origin)
        else:
            yield labelled(second, first, "entailment" if equal else "neutral", origin)


def edited_or_not(text: str, edits: Sequence[Edit], rng: random.Random, chance: float) -> str:
    """Return the sentence, with `chance` of one random clash made in it."""
    clashes = [edit for edit in edits if edit.relation == "clash"]
    if clashes and rng.random() < chance:
        return apply_edits(text, [rng.choice(clashes)])
    return tidy(text)
