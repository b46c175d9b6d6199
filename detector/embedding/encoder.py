"""From texts to vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.detection import ModelInfo
from detector.embedding.bundled import BUNDLED_DIGEST, bundled_model_path
from detector.embedding.cache import VectorCache
from detector.embedding.served import Encode, serve
from detector.engines import Engine
from detector.engines.local import LocalEngine
from detector.errors import loading
from detector.runtimes import choose

Vectors = NDArray[np.float32]

#: Vectors put into the cache at once: what a run that is cut short loses at most.
KEPT_AT_ONCE = 4096

_LOADED = frozenset({"_served", "_transformer"})


class TextEncoder:
    """Turns texts into L2-normalised vectors; the model is loaded when first needed.

    Parameters
    ----------
    model : str
        ``"default"`` for the bundled model, else the name or path of a
        sentence-transformers model.  Nothing is downloaded unless a model is named that
        is not on disk.
    engine : Engine or None
        Where the batches run; this process by default.
    cache : VectorCache or None
        Where vectors are kept between runs; None to keep none.
    batch_size : int
        Texts given to the model at once.
    runtime : str
        How the model is run: one of `detector.runtimes.RUNTIMES`, or ``auto`` for the
        fastest at hand that keeps accuracy.
    """

    def __init__(
        self,
        model: str = "default",
        *,
        engine: Engine | None = None,
        cache: VectorCache | None = None,
        batch_size: int = 64,
        runtime: str = "auto",
    ) -> None:
        self.model = model
        self.engine = engine if engine is not None else LocalEngine()
        self.cache = cache
        self.batch_size = batch_size
        self.runtime = choose() if runtime == "auto" else runtime

    @cached_property
    def info(self) -> ModelInfo:
        """Name and digest of the model."""
        with loading(self._name):
            if self.model == "default":
                bundled_model_path()  # verifies the digest before it is claimed
                return ModelInfo(self.model, "embedding", BUNDLED_DIGEST)
            return ModelInfo(self.model, "embedding", self._weights_digest())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts.

        Each different text is computed once, or taken from the cache.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        ndarray of shape (n, d), float32
            L2-normalised rows, in the order of `texts`.

        Raises
        ------
        ModelError
            If the model is absent or damaged, or cannot be run here.
        """
        if not texts:
            return np.zeros((0, len(self._encode_batch([""])[0])), dtype=np.float32)
        # Texts of like length together: a batch costs what its longest text costs.
        different = sorted(set(texts), key=lambda text: (-len(text), text))
        # Ways to run a model differ in the last digits, and must not be mixed.
        origin = f"{self.info.digest} {self.runtime}"
        known = self.cache.get(origin, different) if self.cache else {}
        missing = [text for text in different if text not in known]
        if missing:
            computed = self.engine.map_batches(self._encode_batch, missing, self.batch_size)
            by_text = zip(missing, computed, strict=True)
            while fresh := dict(islice(by_text, KEPT_AT_ONCE)):
                if self.cache:
                    self.cache.put(origin, fresh)
                known |= fresh
        return np.stack([known[text] for text in texts])

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what another process has to load anew, and where batches run here."""
        kept = {name: value for name, value in self.__dict__.items() if name not in _LOADED}
        return kept | {"engine": LocalEngine()}

    def _encode_batch(self, texts: Sequence[str]) -> list[Vectors]:
        return list(self._served(texts))

    @cached_property
    def _served(self) -> Encode:
        with loading(self._name):
            return serve(self._transformer, self.runtime)

    @cached_property
    def _transformer(self) -> Any:
        # Imported here: together they take seconds, and a filled cache needs neither.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        name = str(bundled_model_path()) if self.model == "default" else self.model
        # The bar of loading weights would be drawn into the output of every command.
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(name, device="cpu", local_files_only=Path(name).exists())

    @property
    def _name(self) -> str:
        return f"the embedding model {self.model!r}"

    def _weights_digest(self) -> str:
        digest = hashlib.sha256()
        for name, tensor in sorted(self._transformer.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.contiguous().cpu().float().numpy().tobytes())
        return digest.hexdigest()
