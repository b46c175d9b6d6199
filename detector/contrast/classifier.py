"""The inference signal: does one sentence entail or contradict another?

Serves the weights that come with the package, or any sentence-transformers
``CrossEncoder`` with natural language inference labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from detector.contrast.weights import DIGEST, load_default
from detector.detection import ModelInfo
from detector.errors import ModelError, loading
from detector.runtimes import Runtime, build

CLASSES = ("entailment", "neutral", "contradiction")

_LOADED = frozenset({"_run", "_encoder", "_columns"})


class ContradictionClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Natural language inference over sentence pairs.

    Parameters
    ----------
    model : str, default="default"
        ``"default"`` for the weights shipped with the package, else the name or path of
        a sentence-transformers ``CrossEncoder`` with three labels.  Nothing is
        downloaded unless a model is named that is not on disk.
    runtime : str, default="auto"
        How it is run: ``bf16``, ``fp32``, ``onnx`` (int8), ``openvino``, or ``auto`` for
        the fastest at hand that keeps accuracy; see `detector.runtimes`.
    batch_size : int, default=64
    max_length : int, default=128
        Tokens of a pair; the longer sentence is cut first.

    Attributes
    ----------
    classes_ : ndarray of str
        ``("entailment", "neutral", "contradiction")``.

    Notes
    -----
    Pairs are sorted by length before they are batched, so that little is padded.
    """

    classes_ = np.array(CLASSES)

    def __init__(
        self,
        model: str = "default",
        *,
        runtime: str = "auto",
        batch_size: int = 64,
        max_length: int = 128,
    ) -> None:
        self.model = model
        self.runtime = runtime
        self.batch_size = batch_size
        self.max_length = max_length

    @property
    def info(self) -> ModelInfo:
        """Name and digest of the weights."""
        if self.model == "default":
            return ModelInfo(self.model, "inference", DIGEST)
        digest = hashlib.sha256()
        for name, tensor in sorted(self._encoder.model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.contiguous().numpy().tobytes())
        return ModelInfo(self.model, "inference", digest.hexdigest())

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what another process has to load anew."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name not in _LOADED}

    def fit(self, pairs: object = None, labels: object = None) -> ContradictionClassifier:
        """Do nothing: the weights are trained by ``python -m detector.contrast.train``."""
        return self

    def predict_proba(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the probability of each class for each pair.

        Parameters
        ----------
        pairs : sequence of (premise, hypothesis)

        Returns
        -------
        ndarray of shape (n, 3), float32
            Columns in the order of `classes_`.

        Raises
        ------
        ModelError
            If the model is absent or damaged, is no inference model, or cannot be run here.
        """
        result = np.zeros((len(pairs), len(CLASSES)), dtype=np.float32)
        order = sorted(range(len(pairs)), key=lambda i: (-sum(map(len, pairs[i])), pairs[i]))
        for begin in range(0, len(order), self.batch_size):
            chosen = order[begin : begin + self.batch_size]
            result[chosen] = self._probabilities([pairs[i] for i in chosen])[:, self._columns]
        return result

    def predict(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.str_]:
        """Return the most probable class of each pair, shape (n,)."""
        predicted: NDArray[np.str_] = self.classes_[self.predict_proba(pairs).argmax(axis=1)]
        return predicted

    def _probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        inputs = self._encoder.tokenizer(
            [premise for premise, _ in pairs],
            [hypothesis for _, hypothesis in pairs],
            truncation="longest_first",
            max_length=self.max_length,
            padding=True,
            return_tensors="pt",
        )
        probabilities: NDArray[np.float32] = softmax(self._run(inputs), axis=-1)
        return probabilities

    @cached_property
    def _run(self) -> Runtime:
        with loading(self._name):
            return build(self.runtime, self._encoder.model)

    @cached_property
    def _encoder(self) -> Any:
        """What was loaded, with its ``model`` and ``tokenizer``."""
        with loading(self._name):
            if self.model == "default":
                return load_default()
            from sentence_transformers import CrossEncoder

            local = Path(self.model).exists()
            return CrossEncoder(self.model, device="cpu", local_files_only=local)

    @cached_property
    def _columns(self) -> list[int]:
        """Where each of `classes_` stands in the model's output, by its own labels."""
        labels = {
            str(label).lower(): int(index)
            for index, label in self._encoder.model.config.id2label.items()
        }
        columns = []
        for name in CLASSES:
            matching = [index for label, index in labels.items() if label.startswith(name[:6])]
            if len(matching) != 1:
                raise ModelError(
                    f"{self._name} is no inference model: its labels are "
                    f"{sorted(labels)}, needed are {list(CLASSES)}"
                )
            columns.append(matching[0])
        return columns

    @property
    def _name(self) -> str:
        return f"the inference model {self.model!r}"
