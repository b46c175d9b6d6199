"""Weights in few bits: how far they move, and that what is stored stays what it is."""

from __future__ import annotations

from pathlib import Path

import torch
from hypothesis import given
from hypothesis import strategies as st

from detector.contrast.train.shorten import shorten, unchanged_matrices
from detector.contrast.weights.packing import BLOCK, pack, unpack


def _normal(rows: int, columns: int, seed: int, spread: float = 0.05) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return spread * torch.randn(rows, columns, generator=generator)


@given(
    seed=st.integers(0, 2**16),
    rows=st.integers(1, 8),
    blocks=st.integers(1, 4),
    spread=st.sampled_from([1e-2, 0.05, 1.0, 30.0]),
)
def test_weights_move_little_and_only_once(
    seed: int, rows: int, blocks: int, spread: float
) -> None:
    state = {
        "trained": _normal(rows, blocks * BLOCK, seed, spread),
        "kept": _normal(rows, blocks * BLOCK, seed + 1, spread),
        "bias": _normal(rows, 1, seed + 2, spread).ravel(),
    }
    packed = pack(state, {"kept"})
    unpacked = unpack(packed)
    assert unpacked.keys() == state.keys()
    for name, most in (("trained", 0.02), ("kept", 0.15), ("bias", 0.002)):
        moved = (unpacked[name] - state[name]).norm() / state[name].norm()
        assert moved < most
    again = pack(unpacked, {"kept"})
    assert torch.equal(again["kept"], packed["kept"])
    assert torch.equal(again["kept.scale"], packed["kept.scale"])


def test_a_weight_takes_a_byte_or_half_of_one() -> None:
    packed = pack({"trained": _normal(3, BLOCK, 0), "kept": _normal(3, BLOCK, 1)}, {"kept"})
    assert packed["trained"].dtype == torch.int8
    assert packed["trained"].shape == (3, BLOCK)
    assert packed["kept"].dtype == torch.uint8
    assert packed["kept"].shape == (3, BLOCK // 2)


def test_rows_of_zeros_stay_zeros() -> None:
    state = {"trained": torch.zeros(2, BLOCK), "kept": torch.zeros(2, BLOCK)}
    unpacked = unpack(pack(state, {"kept"}))
    assert all(torch.equal(unpacked[name], state[name]) for name in state)


def test_the_encoder_to_begin_with_is_what_will_be_stored_of_it(tmp_path: Path) -> None:
    from transformers import AutoTokenizer, MPNetConfig, MPNetForSequenceClassification

    from detector.contrast.weights import FOLDER

    torch.manual_seed(0)
    config = MPNetConfig(
        hidden_size=BLOCK,
        intermediate_size=2 * BLOCK,
        num_hidden_layers=8,
        num_attention_heads=4,
        num_labels=3,
    )
    MPNetForSequenceClassification(config).save_pretrained(tmp_path / "large")
    AutoTokenizer.from_pretrained(FOLDER).save_pretrained(tmp_path / "large")
    shorten(tmp_path / "large", tmp_path / "short")
    state = MPNetForSequenceClassification.from_pretrained(tmp_path / "short").state_dict()
    assert not any("layer.6." in name for name in state)
    unchanged = unchanged_matrices(state)
    assert "mpnet.embeddings.word_embeddings.weight" in unchanged
    stored = unpack(pack(state, unchanged))
    assert all(torch.equal(stored[name], state[name]) for name in unchanged)
    assert not torch.equal(stored["classifier.dense.weight"], state["classifier.dense.weight"])
