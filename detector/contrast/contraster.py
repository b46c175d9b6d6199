"""Contrast of one group: sentences, candidate pairs, signals, score, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detector.article import Article
from detector.contrast.findings import find_relation, merge
from detector.contrast.matters import join_inferred
from detector.contrast.pairs import SentencePair, candidate_pairs
from detector.contrast.reading import ReadSentence, read_sentences
from detector.contrast.score import Candidate, score, score_info
from detector.contrast.signals import Clash, load_signals
from detector.contrast.signals.inference import (
    LEAST_PROBABILITY,
    Inference,
    inference_clash,
    open_to_inference,
)
from detector.detection import Disagreement, Group, ModelInfo

#: Sentence pairs of two articles that the model is asked about where no signal speaks, the
#: most promising ones.
OPEN_PAIRS = 4

#: Turns texts into L2-normalised vectors, shape (n, d), float32.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class Classifier(Protocol):
    """What is asked of an inference model."""

    @property
    def info(self) -> ModelInfo:
        """Name and digest of the weights."""
        ...

    def predict_proba(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return entailment, neutral and contradiction of each pair, shape (n, 3)."""
        ...


class Contraster:
    """Finds the disagreements inside groups of articles.

    Parameters
    ----------
    encode : callable
        From texts to L2-normalised sentence vectors.
    classifier : Classifier or None
        The inference model, such as `ContradictionClassifier`; None to rely on the typed
        signals alone.
    max_pairs : int
        Most sentence pairs compared in one group.
    least_score : float
        Candidates below it are dropped.
    """

    def __init__(
        self,
        encode: Encode,
        classifier: Classifier | None = None,
        *,
        max_pairs: int = 2000,
        least_score: float = 0.25,
    ) -> None:
        self.encode = encode
        self.classifier = classifier
        self.max_pairs = max_pairs
        self.least_score = least_score
        self.signals = load_signals()

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """The models that take part."""
        asked = (self.classifier.info,) if self.classifier is not None else ()
        return (*asked, score_info())

    def contrast(self, group: Group, articles: Sequence[Article]) -> list[Disagreement]:
        """Find the disagreements of one group.

        Parameters
        ----------
        group : Group
        articles : sequence of Article
            The articles of the group, in any order.

        Returns
        -------
        list of Disagreement
            Those that score at least `least_score`, best first.
        """
        candidates = self.candidates(articles)
        scored = [
            found
            for candidate, value in zip(candidates, score(candidates), strict=True)
            if (found := find_relation(candidate.pair, candidate.clash, float(value)))
        ]
        findings = merge(group.id, scored, self.least_score)
        return sorted(findings, key=lambda d: (-d.score, d.fingerprint))

    def candidates(self, articles: Sequence[Article]) -> list[Candidate]:
        """Find the clashing sentence pairs of one group's articles, before they are scored."""
        if len(articles) < 2:
            return []
        pairs = self.pairs(read_sentences(articles))
        return join_inferred(chain.from_iterable(self.clashes(pairs)))

    def pairs(self, sentences: Sequence[ReadSentence]) -> list[SentencePair]:
        """Choose the sentence pairs of one group that are worth comparing."""
        vectors = self.encode([sentence.text for sentence in sentences])
        return candidate_pairs(sentences, vectors, self.max_pairs)

    def clashes(self, pairs: Sequence[SentencePair]) -> list[list[Candidate]]:
        """Find the clashes of each pair: the typed ones, else what the model infers."""
        typed = [self.typed_clashes(pair) for pair in pairs]
        inferences = self.infer(pairs, [bool(clashes) for clashes in typed])
        return [
            [Candidate(pair, clash, inference) for clash in clashes or _inferred(pair, inference)]
            for pair, clashes, inference in zip(pairs, typed, inferences, strict=True)
        ]

    def typed_clashes(self, pair: SentencePair) -> list[Clash]:
        """What the typed signals find."""
        return [clash for signal in self.signals if (clash := signal(pair)) is not None]

    def infer(
        self, pairs: Sequence[SentencePair], needed: Sequence[bool]
    ) -> list[Inference | None]:
        """Judge pairs in both directions: contradiction is symmetric, entailment not.

        Where it is not `needed`, a pair is asked only if the verdict may count and it is one
        of the first of its two articles, and the second direction only if the first one
        finds a contradiction; else there is none.
        """
        result: list[Inference | None] = [None] * len(pairs)
        if self.classifier is None:
            return result
        texts = [(pair.left.text, pair.right.text) for pair in pairs]
        turned = [(right, left) for left, right in texts]
        asked = _to_ask(pairs, needed)
        forward = self.classifier.predict_proba([texts[i] for i in asked])
        both = [
            (i, row)
            for i, row in zip(asked, forward, strict=True)
            if needed[i] or row[2] >= LEAST_PROBABILITY
        ]
        backward = self.classifier.predict_proba([turned[i] for i, _ in both])
        for (i, there), back in zip(both, backward, strict=True):
            result[i] = (there, back)
        return result


def _to_ask(pairs: Sequence[SentencePair], needed: Sequence[bool]) -> list[int]:
    """Choose whom to ask the model about, which is what takes the time."""
    chosen = []
    of_articles: Counter[tuple[str, str]] = Counter()
    for index, pair in enumerate(pairs):
        articles = pair.left.article_id, pair.right.article_id
        if needed[index]:
            chosen.append(index)
        elif open_to_inference(pair) and of_articles[articles] < OPEN_PAIRS:
            of_articles[articles] += 1
            chosen.append(index)
    return chosen


def _inferred(pair: SentencePair, inference: Inference | None) -> list[Clash]:
    """The inference model's verdict, asked where the typed signals are silent."""
    clash = inference_clash(pair, inference) if inference is not None else None
    return [clash] if clash is not None else []
