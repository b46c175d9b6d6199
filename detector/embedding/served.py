"""A sentence-transformers model, run in the way that suits the machine.

Each text is padded to a length of its own, and texts of one length are run together: so a
vector does not depend on the texts beside it but for the order in which numbers are added
up, and little is padded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from detector.runtimes import Runtime, build

#: Texts are padded to a multiple of so many tokens.
STEP = 16


#: From texts to L2-normalised vectors, shape (n, d), float32.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def serve(model: Any, runtime: str) -> Encode:
    """Make a model ready to run.

    Parameters
    ----------
    model : sentence_transformers.SentenceTransformer
    runtime : str
        One of `detector.runtimes.RUNTIMES`.  A model that is not a transformer followed by
        pooling, or that puts a prompt before texts, runs as it is.

    Raises
    ------
    ValueError
        If there is no such runtime.
    ImportError
        If the package it needs is not installed.
    """
    transformer = getattr(model[0], "auto_model", None)
    if transformer is None or model.default_prompt_name is not None:
        return partial(_as_it_is, model)
    return _Served(model, build(runtime, transformer, "last_hidden_state"))


def _as_it_is(model: Any, texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)


class _Served:
    """A transformer run by a runtime, followed by the other modules of its model."""

    def __init__(self, model: Any, run: Runtime) -> None:
        self._model = model
        self._run = run

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        most = self._model.max_seq_length
        tokens = self._model.tokenizer(list(texts), truncation=True, max_length=most)
        used = np.array([len(ids) for ids in tokens["input_ids"]])
        padded = np.minimum(-(-used // STEP) * STEP, most)
        parts = [np.flatnonzero(padded == length) for length in np.unique(padded)]
        computed = [self._vectors(tokens, rows, int(padded[rows[0]])) for rows in parts]
        vectors = np.empty((len(texts), computed[0].shape[1]), dtype=np.float32)
        for rows, part in zip(parts, computed, strict=True):
            vectors[rows] = part
        return vectors

    def _vectors(
        self, tokens: Mapping[str, Sequence[Any]], rows: NDArray[np.int64], length: int
    ) -> NDArray[np.float32]:
        """Run the texts of one padded length; all but the transformer is in full precision."""
        chosen = {name: [values[row] for row in rows] for name, values in tokens.items()}
        inputs = self._model.tokenizer.pad(
            chosen, padding="max_length", max_length=length, return_tensors="pt"
        )
        features = dict(inputs) | {"token_embeddings": torch.from_numpy(self._run(inputs))}
        with torch.inference_mode():
            for module in list(self._model)[1:]:
                features = module(features)
            unit = torch.nn.functional.normalize(features["sentence_embedding"], dim=1)
        result: NDArray[np.float32] = unit.float().numpy()
        return result
