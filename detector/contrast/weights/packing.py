"""Weights in few bits: what is stored, and what becomes of it when it is loaded.

Matrices that training changed keep 8 bits a weight and one scale a row.  Those that it left
alone keep 4 bits, as 4-bit NormalFloat (Dettmers et al. 2023, "QLoRA"): blocks of 128 weights
are divided by their largest and each weight becomes the nearest of 16 quantiles of the normal
distribution.  All else is stored in half precision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import torch

#: Weights that share one scale where a weight has 4 bits.
BLOCK = 128
#: The 16 values of 4-bit NormalFloat.
_LEVELS = torch.tensor(
    [
        *(-1.0, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.09105004, 0.0),
        *(0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684, 1.0),
    ]
)
_BOUNDS = (_LEVELS[1:] + _LEVELS[:-1]) / 2
#: The two values that each byte stands for, looked up as one.
_OF_BYTE = (
    np.stack([_LEVELS[np.arange(256) & 15], _LEVELS[np.arange(256) >> 4]], axis=1)
    .view(np.complex64)
    .ravel()
)
_SCALE = ".scale"


def pack(
    state: Mapping[str, torch.Tensor], unchanged: Collection[str] = ()
) -> dict[str, torch.Tensor]:
    """Turn weights into what is stored of them.

    Parameters
    ----------
    state : mapping of str to Tensor
        Weights by name, float32.
    unchanged : collection of str
        Names of the matrices for which 4 bits a weight must do; the length of their rows is
        a multiple of `BLOCK`.

    Returns
    -------
    dict of str to Tensor
        int8 or, for `unchanged`, uint8 of half the width, with float16 scales beside them
        under the same name and ``.scale``; float16 for whatever is no matrix.
    """
    packed: dict[str, torch.Tensor] = {}
    for name, tensor in state.items():
        if tensor.dim() != 2:
            packed[name] = tensor.to(torch.float16)
        elif name in unchanged:
            packed[name], packed[name + _SCALE] = _to_4_bits(tensor)
        else:
            packed[name], packed[name + _SCALE] = _to_8_bits(tensor)
    return packed


def unpack(packed: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Turn what is stored into weights, float32.

    Parameters
    ----------
    packed : mapping of str to Tensor
        As `pack` returns it.
    """
    state = {}
    for name, tensor in packed.items():
        if tensor.dtype == torch.uint8:
            state[name] = _from_4_bits(tensor, packed[name + _SCALE])
        elif tensor.dtype == torch.int8:
            state[name] = tensor.float() * packed[name + _SCALE].float()
        elif not name.endswith(_SCALE):
            state[name] = tensor.float()
    return state


def _to_8_bits(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    scale = _scale(matrix.abs().amax(dim=1, keepdim=True) / 127)
    return (matrix / scale.float()).round().clamp(-127, 127).to(torch.int8), scale


def _to_4_bits(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    scale = _scale(blocks.abs().amax(dim=2))
    codes = torch.bucketize(blocks / scale.float()[..., None], _BOUNDS).to(torch.uint8)
    pairs = codes.reshape(len(matrix), -1, 2)
    return pairs[..., 0] | pairs[..., 1] << 4, scale


def _from_4_bits(packed: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    values = torch.from_numpy(_OF_BYTE.take(packed.numpy()).view(np.float32))
    blocks = values.reshape(*scale.shape, BLOCK) * scale.float()[..., None]
    return blocks.reshape(len(packed), -1)


def _scale(largest: torch.Tensor) -> torch.Tensor:
    """Scales as they are stored; one of zeros is divided by something."""
    return largest.clamp_min(torch.finfo(torch.float16).tiny).to(torch.float16)
