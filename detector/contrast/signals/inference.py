"""Inference: an NLI model holds that two sentences exclude each other, both ways round.

Asked only where no typed signal can say what clashes; it must be sure in both
directions, since contradiction is symmetric, and the sentences must be close.
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


def open_to_inference(pair: SentencePair) -> bool:
    """Whether the model may speak where the typed signals are silent.

    Of figures and dates for one slot they know more: their silence is a verdict.
    """
    return not pair.left.slots & pair.right.slots


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
