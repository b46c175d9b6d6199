"""The inference weights that come with the package; see ``MODEL_CARD.md`` beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from safetensors.torch import load_file

from detector.contrast.weights.packing import unpack
from detector.embedding.bundled import file_digest

FOLDER = Path(__file__).parent
FILE = FOLDER / "inference.safetensors"
#: SHA-256 of that file.
DIGEST = (FOLDER / "inference.sha256").read_text("ascii").strip()


class LoadedModel(NamedTuple):
    """A transformers classifier, whose configuration names its labels, and its tokenizer."""

    model: Any
    tokenizer: Any


@cache
def load_default() -> LoadedModel:
    """Load the shipped weights.

    Raises
    ------
    RuntimeError
        If the weights are not those that were shipped.
    """
    if file_digest(FILE) != DIGEST:
        raise RuntimeError(f"{FILE}: the weights are damaged; reinstall detector")
    from transformers import AutoTokenizer, MPNetConfig, MPNetForSequenceClassification

    with _without_progress():
        model = MPNetForSequenceClassification.from_pretrained(
            None, config=MPNetConfig.from_pretrained(FOLDER), state_dict=unpack(load_file(FILE))
        )
        tokenizer = AutoTokenizer.from_pretrained(FOLDER)
    return LoadedModel(model.eval(), tokenizer)  # type: ignore[no-untyped-call]


@contextmanager
def _without_progress() -> Iterator[None]:
    """Keep back a progress bar that would come and go within a second."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
