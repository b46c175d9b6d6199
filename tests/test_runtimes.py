from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from detector.contrast.classifier import ContradictionClassifier
from detector.errors import ModelError
from detector.runtimes import RUNTIMES, choose

PAIRS = [
    ("The court upheld the ban on Monday.", "The court overturned the ban."),
    ("The court upheld the ban on Monday.", "The ban was upheld by the court."),
    ("The court upheld the ban on Monday.", "Snow fell in the hills above the town."),
    ("Thirty people were hurt when the train left the rails.", "No one was hurt in the accident."),
]
NEEDS = {"onnx": ("onnx", "onnxruntime"), "openvino": ("openvino",)}


@pytest.fixture(scope="module")
def exact() -> np.ndarray:
    return ContradictionClassifier(runtime="fp32").predict_proba(PAIRS)


@pytest.mark.parametrize("runtime", [name for name in RUNTIMES if name != "fp32"])
def test_every_way_gives_the_same_verdicts(runtime: str, exact: np.ndarray) -> None:
    for package in NEEDS.get(runtime, ()):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is an extra and not installed")
    served = ContradictionClassifier(runtime=runtime).predict_proba(PAIRS)
    assert (served.argmax(axis=1) == exact.argmax(axis=1)).all()
    assert np.abs(served - exact).max() < 0.15


def test_the_chosen_way_needs_no_extra() -> None:
    assert choose() in RUNTIMES


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ModelError, match="no runtime 'gpu'"):
        ContradictionClassifier(runtime="gpu").predict_proba(PAIRS)
