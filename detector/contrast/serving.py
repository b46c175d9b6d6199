"""Ways to run the inference model on a processor, and which one to take.

============  =======================================  =========================
name          what runs                                needs
============  =======================================  =========================
``bf16``      PyTorch, weights and products bfloat16   matrix units for bfloat16
``fp32``      PyTorch as it is                         nothing
``onnx``      ONNX Runtime, weights and products int8  extra ``onnx``
``openvino``  OpenVINO, the precision it prefers       extra ``openvino``
============  =======================================  =========================

``python benchmarks/serving.py`` compares them.  `choose` follows what it showed on a processor
with such units, where all of them keep accuracy; others have not been measured yet.
"""

from __future__ import annotations

import copy
import importlib.util
import inspect
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

#: From tokenized pairs (tensors of shape (n, length)) to logits of shape (n, classes).
Runtime = Callable[[Mapping[str, torch.Tensor]], NDArray[np.float32]]

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def choose() -> str:
    """Return the fastest way that is at hand and keeps accuracy."""
    if _has_bfloat16_units():
        return "bf16"
    if importlib.util.find_spec("openvino") is not None:
        return "openvino"
    return "fp32"


def build(name: str, model: Any) -> Runtime:
    """Make a transformers classifier ready to run.

    Parameters
    ----------
    name : str
        One of `RUNTIMES`, or ``auto`` for what `choose` says.
    model : transformers.PreTrainedModel

    Raises
    ------
    ValueError
        If there is no such way.
    ImportError
        If the package it needs is not installed.
    """
    name = choose() if name == "auto" else name
    if name not in _BUILDERS:
        raise ValueError(f"no runtime {name!r}; there are auto, {', '.join(RUNTIMES)}")
    return _BUILDERS[name](model)


def _torch_runtime(model: Any, dtype: torch.dtype) -> Runtime:
    # Autocast would convert the weights, and what passes between layers, at every call.
    converted = model if model.dtype == dtype else copy.deepcopy(model).to(dtype)

    def run(inputs: Mapping[str, torch.Tensor]) -> NDArray[np.float32]:
        with torch.inference_mode():
            logits: NDArray[np.float32] = converted(**inputs).logits.float().numpy()
        return logits

    return run


def _onnx_runtime(model: Any) -> Runtime:
    _require("onnxruntime", "onnx")
    _require("onnx", "onnx")
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names, example = _example(model)
    axes = {name: {0: "pair", 1: "token"} for name in names}
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "model.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            _Logits(model),
            tuple(example.values()),
            str(whole),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={**axes, "logits": {0: "pair"}},
            dynamo=False,
        )
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
        session = onnxruntime.InferenceSession(
            small.read_bytes(), providers=["CPUExecutionProvider"]
        )

    def run(inputs: Mapping[str, torch.Tensor]) -> NDArray[np.float32]:
        arrays = {name: inputs[name].numpy() for name in names}
        return np.asarray(session.run(["logits"], arrays)[0], dtype=np.float32)

    return run


def _openvino_runtime(model: Any) -> Runtime:
    _require("openvino", "openvino")
    import openvino

    names, example = _example(model)
    converted = openvino.convert_model(_Logits(model), example_input=tuple(example.values()))
    compiled = openvino.compile_model(converted, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})

    def run(inputs: Mapping[str, torch.Tensor]) -> NDArray[np.float32]:
        result = compiled([inputs[name].numpy() for name in names])
        return np.asarray(result[0], dtype=np.float32)

    return run


class _Logits(torch.nn.Module):
    """The model with plain tensors in and out, as tracing wants it."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self.model(**dict(zip(_input_names(self.model), inputs, strict=True))).logits


def _example(model: Any) -> tuple[list[str], dict[str, torch.Tensor]]:
    names = _input_names(model)
    example = {name: torch.ones((2, 8), dtype=torch.int64) for name in names}
    # Without padding in the example, tracing would take the mask for superfluous.
    example["attention_mask"][1, 5:] = 0
    return names, example


def _input_names(model: Any) -> list[str]:
    accepted = inspect.signature(model.forward).parameters
    return [name for name in _INPUTS if name in accepted]


def _require(module: str, extra: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise ImportError(f"{module} is not installed; pip install 'detector[{extra}]'")


def _has_bfloat16_units() -> bool:
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


_BUILDERS: dict[str, Callable[[Any], Runtime]] = {
    "bf16": partial(_torch_runtime, dtype=torch.bfloat16),
    "fp32": partial(_torch_runtime, dtype=torch.float32),
    "onnx": _onnx_runtime,
    "openvino": _openvino_runtime,
}
RUNTIMES = tuple(_BUILDERS)
