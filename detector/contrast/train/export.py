"""Turn a trained student into the weights that are shipped."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from detector.contrast.weights import FILE
from detector.embedding.bundled import bundled_model_path, file_digest

_WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight"


def export(model: Path) -> None:
    """Write what training changed, in half precision, into the package.

    Parameters
    ----------
    model : Path
        Folder of the trained student.

    Raises
    ------
    ValueError
        If training touched the word embeddings, which are shared with the bundled encoder.
    """
    state = load_file(model / "model.safetensors")
    bundled = load_file(bundled_model_path() / "model.safetensors")
    shared = bundled[_WORD_EMBEDDINGS.removeprefix("bert.")]
    if not torch.equal(state.pop(_WORD_EMBEDDINGS), shared):
        raise ValueError(f"{model}: the word embeddings are not those of the bundled encoder")
    halved = {
        name: tensor.to(torch.float16)
        for name, tensor in state.items()
        if "position_ids" not in name
    }
    save_file(halved, FILE, metadata={"format": "pt"})
    FILE.with_suffix(".sha256").write_text(file_digest(FILE) + "\n", "ascii")
