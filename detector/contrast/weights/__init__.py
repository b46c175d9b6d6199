"""The inference weights that come with the package; see ``MODEL_CARD.md`` beside this file.

Only what training changed is stored, in half precision: the word embeddings are those
of the bundled sentence encoder, to the bit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from detector.embedding.bundled import bundled_model_path, file_digest

FOLDER = Path(__file__).parent
FILE = FOLDER / "inference.safetensors"
#: SHA-256 of that file.
DIGEST = (FOLDER / "inference.sha256").read_text("ascii").strip()


@cache
def load_default() -> Any:
    """Load the shipped weights as a sentence-transformers ``CrossEncoder``.

    Raises
    ------
    RuntimeError
        If the weights are not those that were shipped.
    """
    if file_digest(FILE) != DIGEST:
        raise RuntimeError(f"{FILE}: the weights are damaged; reinstall detector")
    from sentence_transformers import CrossEncoder

    base = bundled_model_path()
    encoder = CrossEncoder(
        str(base),
        num_labels=3,
        device="cpu",
        local_files_only=True,
        config_kwargs={
            "id2label": {0: "entailment", 1: "neutral", 2: "contradiction"},
            "label2id": {"entailment": 0, "neutral": 1, "contradiction": 2},
        },
    )
    trained = {name: tensor.to(torch.float32) for name, tensor in load_file(FILE).items()}
    encoder.model.load_state_dict(trained, strict=False)
    encoder.model.eval()
    return encoder
