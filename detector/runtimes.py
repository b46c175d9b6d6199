"""Ways to run a transformer on a processor, and which one to take.

============  =======================================  =========================
name          what runs                                needs
============  =======================================  =========================
``bf16``      PyTorch, weights and products bfloat16   bfloat16 instructions
``fp32``      PyTorch as it is                         nothing
``onnx``      ONNX Runtime, weights and products int8  extra ``onnx``
``openvino``  OpenVINO, the precision it prefers       extra ``openvino``
============  =======================================  =========================

``python benchmarks/serving.py`` compares them for the inference model and
``python benchmarks/embedding.py`` for the embedding model.  With matrix units for bfloat16,
``bf16`` is the fastest; with instructions alone it comes second to ``onnx``, whose answers
depend on what else is in a batch, so that `choose` takes ``bf16`` there too.
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

#: From tokenised texts (tensors of shape (n, length)) to one output of the model, float32.
Runtime = Callable[[Mapping[str, torch.Tensor]], NDArray[np.float32]]

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def choose() -> str:
    """Return the fastest way that is at hand and keeps accuracy."""
    if _has_bfloat16_units():
        return "bf16"
    if importlib.util.find_spec("openvino") is not None:
        return "openvino"
    return "fp32"


def build(name: str, model: Any, output: str = "logits") -> Runtime:
    """Make a transformers model ready to run.

    Parameters
    ----------
    name : str
        One of `RUNTIMES`, or ``auto`` for what `choose` says.
    model : transformers.PreTrainedModel
    output : {"logits", "last_hidden_state"}
        What is wanted of it.

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
    return _BUILDERS[name](model, output)


def _torch_runtime(model: Any, output: str, dtype: torch.dtype) -> Runtime:
    # Autocast would convert the weights, and what passes between layers, at every call.
    converted = model if model.dtype == dtype else copy.deepcopy(model).to(dtype)

    def run(inputs: Mapping[str, torch.Tensor]) -> NDArray[np.float32]:
        with torch.inference_mode():
            result: NDArray[np.float32] = getattr(converted(**inputs), output).float().numpy()
        return result

    return run


def _onnx_runtime(model: Any, output: str) -> Runtime:
    _require("onnxruntime", "onnx")
    _require("onnx", "onnx")
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names, example = _example(model)
    axes = {name: {0: "text", 1: "token"} for name in names}
    axes[output] = {0: "text"} if output == "logits" else {0: "text", 1: "token"}
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "model.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            _Traced(model, output),
            tuple(example.values()),
            str(whole),
            input_names=names,
            output_names=[output],
            dynamic_axes=axes,
            dynamo=False,
        )
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
        session = onnxruntime.InferenceSession(
            small.read_bytes(), providers=["CPUExecutionProvider"]
        )

    def run(inputs: Mapping[str, torch.Tensor]) -> NDArray[np.float32]:
        arrays = {name: inputs[name].numpy() for name in names}
        return np.asarray(session.run([output], arrays)[0], dtype=np.float32)

    return run


def _openvino_runtime(model: Any, output: str) -> Runtime:
    _require("openvino", "openvino")
    import openvino

    names, example = _example(model)
    traced = _Traced(model, output)
    converted = openvino.convert_model(traced, example_input=tuple(example.values()))
    compiled = openvino.compile_model(converted, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})

    def run(inputs: Mapping[str, torch.Tensor]) -> NDArray[np.float32]:
        result = compiled([inputs[name].numpy() for name in names])
        return np.asarray(result[0], dtype=np.float32)

    return run


class _Traced(torch.nn.Module):
    """The model with plain tensors in and out, as tracing wants it."""

    def __init__(self, model: Any, output: str) -> None:
        super().__init__()
        self.model = model
        self.output = output

    def forward(self, *inputs: torch.Tensor) -> Any:
        named = dict(zip(_input_names(self.model), inputs, strict=True))
        return getattr(self.model(**named), self.output)


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


_BUILDERS: dict[str, Callable[[Any, str], Runtime]] = {
    "bf16": partial(_torch_runtime, dtype=torch.bfloat16),
    "fp32": partial(_torch_runtime, dtype=torch.float32),
    "onnx": _onnx_runtime,
    "openvino": _openvino_runtime,
}
RUNTIMES = tuple(_BUILDERS)
