"""More pairs for the teacher to judge, made by crossing and editing the labelled ones.

A small student learns more from a teacher's opinion on many plausible pairs than from
the gold labels alone, so the sentences of the labelled sets are paired anew: two
hypotheses of one premise, a hypothesis with its premise turned round, and a premise
with an edited hypothesis (augmented distillation as in Jiao et al. 2020, TinyBERT).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import permutations

from spacy.tokens import Doc

from detector.contrast.language import parse
from detector.contrast.train.edits_compose import sentence_edits
from detector.contrast.train.edits_text import apply_edits
from detector.contrast.train.sets import Example

#: Share of each way to make a pair among those asked for.
_SHARES = {"crossed_hypotheses": 0.5, "crossed_turned": 0.25, "crossed_edited": 0.25}
_LONGEST_TURNED = 300
_PARSED = 24_000


def crossed_pairs(
    gold: Sequence[Example], origins: Collection[str], seed: int = 0, at_most: int = 120_000
) -> list[Example]:
    """Pair the sentences of labelled examples anew, without labels.

    Parameters
    ----------
    gold : sequence of Example
    origins : collection of str
        The sets whose sentences are used.
    seed : int
    at_most : int
        Number of pairs at most.

    Returns
    -------
    list of Example
        Without gold labels, none of them a pair of `gold`.
    """
    examples = [example for example in gold if example.origin in origins]
    known = {(example.premise, example.hypothesis) for example in gold}
    ways = {
        "crossed_hypotheses": _hypotheses_of_one_premise(examples),
        "crossed_turned": _turned(examples),
        "crossed_edited": _edited(examples, seed),
    }
    chosen: list[Example] = []
    for way, pairs in ways.items():
        new = sorted(set(pairs) - known)
        wanted = min(len(new), int(_SHARES[way] * at_most))
        chosen += [Example(*pair, None, way) for pair in random.Random(seed).sample(new, wanted)]
    random.Random(seed).shuffle(chosen)
    return chosen


def _hypotheses_of_one_premise(examples: Sequence[Example]) -> Iterator[tuple[str, str]]:
    hypotheses: dict[str, dict[str, None]] = defaultdict(dict)
    for example in examples:
        hypotheses[example.premise][example.hypothesis] = None
    for texts in hypotheses.values():
        # A premise with many hypotheses would be given too much room.
        yield from permutations(list(texts)[:4], 2)


def _turned(examples: Sequence[Example]) -> Iterator[tuple[str, str]]:
    for example in examples:
        if len(example.premise) <= _LONGEST_TURNED:
            yield example.hypothesis, example.premise


def _edited(examples: Sequence[Example], seed: int) -> Iterator[tuple[str, str]]:
    chosen = random.Random(seed).sample(list(examples), min(_PARSED, len(examples)))
    docs = parse([example.hypothesis for example in chosen])
    names = _names(docs)
    for example, doc in zip(chosen, docs, strict=True):
        rng = random.Random(f"{seed}:{example.hypothesis}")
        edits = sentence_edits(doc, rng, names, [])
        for edit in rng.sample(edits, min(2, len(edits))):
            yield example.premise, apply_edits(example.hypothesis, [edit])


def _names(docs: Sequence[Doc]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for doc in docs:
        for entity in doc.ents:
            names[entity.label_].append(entity.text)
    return names
