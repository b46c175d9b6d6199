"""Inference: an NLI model holds that two sentences exclude each other, both ways round.

Asked only where no typed signal can say what clashes; it must be sure in both
directions, since contradiction is symmetric, and both sentences must assert something.
Of sentences that hardly differ in wording the typed signals know better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detector.article import Span
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence
from detector.contrast.signals.base import Clash

#: Probabilities (entailment, neutral, contradiction), left to right and right to left.
Inference = tuple[NDArray[np.float32], NDArray[np.float32]]

#: Least probability of contradiction in each direction.
LEAST_PROBABILITY = 0.9
#: Share of content words in common above which two sentences are two wordings of one.
MOST_OVERLAP = 0.8
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def open_to_inference(pair: SentencePair) -> bool:
    """Whether the model may speak where the typed signals are silent.

    Of figures and dates for one slot, and of two wordings of one sentence, they know more:
    their silence is a verdict.
    """
    if pair.left.slots & pair.right.slots or pair.overlap > MOST_OVERLAP:
        return False
    return _asserts(pair.left) and _asserts(pair.right)


def inference_clash(pair: SentencePair, inference: Inference) -> Clash | None:
    """Turn the verdict of an inference model into a clash.

    Parameters
    ----------
    pair : SentencePair
    inference : two sequences of three probabilities
        (entailment, neutral, contradiction), left to right and right to left.
    """
    least = min(float(inference[0][2]), float(inference[1][2]))
    if least < LEAST_PROBABILITY:
        return None
    left, right = _only_in(pair.left, pair.right), _only_in(pair.right, pair.left)
    return Clash(
        kind="inference",
        slot="inference:" + " ".join(sorted(pair.left.content & pair.right.content)),
        values=(pair.left.text, pair.right.text),
        left=left,
        right=right,
        explanation="Read together, the two sentences cannot both be true.",
        strength=least,
    )


def _asserts(sentence: ReadSentence) -> bool:
    """Whether it has a finite verb, or one that a headline cuts short ("Dozens killed")."""
    return any(
        token.tag_ in _FINITE or (token.dep_ == "ROOT" and token.pos_ == "VERB")
        for token in sentence.doc
    )


def _only_in(sentence: ReadSentence, other: ReadSentence) -> tuple[Span, ...]:
    """The content words that the other sentence lacks, neighbours joined."""
    spans: list[Span] = []
    for token in sentence.doc:
        if token.lemma_.lower() not in sentence.content - other.content:
            continue
        if spans and not sentence.text[spans[-1].end : token.idx].strip():
            spans[-1] = Span(spans[-1].start, token.idx + len(token))
        else:
            spans.append(Span(token.idx, token.idx + len(token)))
    return tuple(spans)
