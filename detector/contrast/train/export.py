"""Turn a trained model into the weights that are shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

from detector.contrast.train.shorten import unchanged_matrices
from detector.contrast.weights import FILE, FOLDER
from detector.contrast.weights.packing import pack
from detector.embedding.bundled import file_digest


def export(model: Path) -> None:
    """Write the packed weights into the package, with their tokenizer and digest.

    Parameters
    ----------
    model : Path
        Folder of the trained model.
    """
    state = load_file(model / "model.safetensors")
    save_file(pack(state, unchanged_matrices(state)), FILE, metadata={"format": "pt"})
    FILE.with_suffix(".sha256").write_text(file_digest(FILE) + "\n", "ascii")
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(model / name, FOLDER / name)
