"""The encoder to begin with: the lower layers of a larger one, as few bits as they may keep.

The lower half of a pretrained encoder keeps most of what fine-tuning for inference needs
(Sajjad et al. 2023, "On the effect of dropping layers of pre-trained transformer models").
The embeddings and the lowest layers are not trained, so they are rounded to what will be
stored of them before training begins: the layers above learn to live with it.
"""

from __future__ import annotations

from pathlib import Path

import torch

from detector.contrast.train.loop import load_classifier
from detector.contrast.weights.packing import pack, unpack

LAYERS = 6
#: The lowest of them, which are not trained.
FROZEN_LAYERS = 2


def shorten(encoder: Path, folder: Path, seed: int = 0) -> None:
    """Write the lower layers of an encoder, with a new head for three classes, to a folder.

    Parameters
    ----------
    encoder : Path
        Folder of an MPNet encoder.
    folder : Path
        Left alone if it is there.
    seed : int
        Of the head.
    """
    if folder.exists():
        return
    torch.manual_seed(seed)
    model, tokenizer = load_classifier(encoder)
    layers = model.base_model.encoder
    layers.layer = layers.layer[:LAYERS]
    model.config.num_hidden_layers = LAYERS
    state = model.state_dict()
    frozen = {name: state[name] for name in unchanged_matrices(state)}
    model.load_state_dict(unpack(pack(frozen, frozen)), strict=False)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def unchanged_matrices(state: dict[str, torch.Tensor]) -> list[str]:
    """Name the matrices that training leaves alone: word embeddings and lowest layers."""
    lowest = tuple(f".encoder.layer.{index}." for index in range(FROZEN_LAYERS))
    return [
        name
        for name, tensor in state.items()
        if tensor.dim() == 2
        and ("word_embeddings" in name or any(layer in name for layer in lowest))
    ]
