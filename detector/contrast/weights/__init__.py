"""The inference weights that come with the package; see ``MODEL_CARD.md`` beside this file.

Only what training changed is stored, in half precision: the word embeddings are those
of the bundled sentence encoder, to the bit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
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

    labels = ("entailment", "neutral", "contradiction")
    with _without_load_reports():
        encoder = CrossEncoder(
            str(bundled_model_path()),
            num_labels=len(labels),
            device="cpu",
            local_files_only=True,
            config_kwargs={
                "id2label": dict(enumerate(labels)),
                "label2id": {name: index for index, name in enumerate(labels)},
            },
        )
    trained = {name: tensor.to(torch.float32) for name, tensor in load_file(FILE).items()}
    encoder.model.load_state_dict(trained, strict=False)
    encoder.model.eval()
    return encoder


@contextmanager
def _without_load_reports() -> Iterator[None]:
    """Keep back that a head is missing from the bundled model: it is loaded right after."""
    from transformers.utils import logging as transformers_logging

    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers")]
    levels = [logger.level for logger in loggers]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
