from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from detector.contrast.classifier import CLASSES, ContradictionClassifier
from detector.embedding.bundled import bundled_model_path
from detector.errors import ModelError

PAIRS = [
    ("Haftar signed the agreement in Moscow.", "Haftar did not sign the agreement in Moscow."),
    ("Haftar signed the agreement in Moscow.", "Haftar signed the agreement."),
    ("Haftar signed the agreement in Moscow.", "The talks in Moscow lasted eight hours."),
]


@pytest.fixture(scope="module")
def classifier() -> ContradictionClassifier:
    return ContradictionClassifier()


def test_verdicts(classifier: ContradictionClassifier) -> None:
    assert list(classifier.predict(PAIRS)) == ["contradiction", "entailment", "neutral"]


def test_probabilities(classifier: ContradictionClassifier) -> None:
    probabilities = classifier.predict_proba(PAIRS)
    assert probabilities.shape == (3, 3)
    assert probabilities.dtype == np.float32
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert tuple(classifier.classes_) == CLASSES == ("entailment", "neutral", "contradiction")


def test_no_pairs(classifier: ContradictionClassifier) -> None:
    assert classifier.predict_proba([]).shape == (0, 3)


def test_the_same_bytes_in_any_order(classifier: ContradictionClassifier) -> None:
    many = [(f"{a} Number {i}.", b) for i in range(30) for a, b in PAIRS]
    forward = classifier.predict_proba(many)
    backward = classifier.predict_proba(many[::-1])[::-1]
    assert forward.tobytes() == backward.tobytes()


def test_a_sentence_of_ten_thousand_words(classifier: ContradictionClassifier) -> None:
    assert classifier.predict_proba([("word " * 10_000, "Short.")]).shape == (1, 3)


def test_label_order_is_read_from_the_model(tmp_path: Path) -> None:
    names = ["contradiction", "entailment", "neutral"]
    torch.manual_seed(0)
    model = AutoModelForSequenceClassification.from_pretrained(
        bundled_model_path(),
        num_labels=3,
        id2label=dict(enumerate(names)),
        label2id={name: index for index, name in enumerate(names)},
    )
    model.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bundled_model_path()).save_pretrained(tmp_path)
    inputs = AutoTokenizer.from_pretrained(tmp_path)(*PAIRS[0], return_tensors="pt")
    with torch.inference_mode():
        raw = torch.softmax(model.eval()(**inputs).logits, dim=-1).numpy()[0]
    served = ContradictionClassifier(str(tmp_path)).predict_proba(PAIRS[:1])[0]
    assert served == pytest.approx(raw[[1, 2, 0]], abs=0.02)


def test_a_model_without_inference_labels_is_refused(tmp_path: Path) -> None:
    model = AutoModelForSequenceClassification.from_pretrained(bundled_model_path(), num_labels=1)
    model.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bundled_model_path()).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="no inference model"):
        ContradictionClassifier(str(tmp_path)).predict_proba(PAIRS)
