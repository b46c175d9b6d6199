"""Contrast of one group: sentences, candidate pairs, signals, score, findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from detector.article import Article
from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.findings import find_relation, merge
from detector.contrast.pairs import SentencePair, candidate_pairs
from detector.contrast.reading import read_sentences
from detector.contrast.score import Candidate, score, score_info
from detector.contrast.signals import Clash, load_signals
from detector.contrast.signals.inference import Inference, inference_clash
from detector.detection import Disagreement, Group, ModelInfo

#: Turns texts into L2-normalised vectors, shape (n, d), float32.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class Contraster:
    """Finds the disagreements inside groups of articles.

    Parameters
    ----------
    encode : callable
        From texts to L2-normalised sentence vectors.
    classifier : ContradictionClassifier or None
        The inference model; None to rely on the typed signals alone.
    max_pairs : int
        Most sentence pairs compared in one group.
    least_score : float
        Candidates below it are dropped.
    """

    def __init__(
        self,
        encode: Encode,
        classifier: ContradictionClassifier | None = None,
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
        inference = (self.classifier.info,) if self.classifier is not None else ()
        return (*inference, score_info())

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
            if value >= self.least_score
            and (found := find_relation(candidate.pair, candidate.clash, float(value)))
        ]
        return sorted(merge(group.id, scored), key=lambda d: (-d.score, d.fingerprint))

    def candidates(self, articles: Sequence[Article]) -> list[Candidate]:
        """Find the clashing sentence pairs of one group's articles, before they are scored."""
        if len(articles) < 2:
            return []
        sentences = read_sentences(articles)
        vectors = self.encode([sentence.text for sentence in sentences])
        pairs = candidate_pairs(sentences, vectors, self.max_pairs)
        inferences = self.infer(pairs)
        return [
            Candidate(pair, clash, inference)
            for pair, inference in zip(pairs, inferences, strict=True)
            for clash in self.clashes(pair, inference)
        ]

    def infer(self, pairs: Sequence[SentencePair]) -> list[Inference | None]:
        """Judge each pair in both directions: contradiction is symmetric, entailment not."""
        if self.classifier is None:
            return [None] * len(pairs)
        forward = [(pair.left.text, pair.right.text) for pair in pairs]
        backward = [(right, left) for left, right in forward]
        probabilities = self.classifier.predict_proba(forward + backward)
        return list(zip(probabilities[: len(pairs)], probabilities[len(pairs) :], strict=True))

    def clashes(self, pair: SentencePair, inference: Inference | None) -> list[Clash]:
        """What the typed signals find; the inference model's verdict where they are silent."""
        clashes = [clash for signal in self.signals if (clash := signal(pair)) is not None]
        if not clashes and inference is not None:
            clash = inference_clash(pair, inference)
            clashes = [clash] if clash is not None else []
        return clashes
