from __future__ import annotations

import re
from calendar import month_name
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from detector import plugins
from detector.contrast.relation import relate
from detector.contrast.signals.inference import inference_clash
from detector.rules import rule_for
from tests.contrast.case_tables import RELATION_CASES, read_cases, sentence_pair

CASES = read_cases(RELATION_CASES)


@pytest.mark.parametrize("case", CASES, ids=range(1, len(CASES) + 1))
def test_relation(case: dict[str, object]) -> None:
    start = datetime(2020, 1, 14, 8, tzinfo=UTC)
    hours = case["hours"]
    published = (None, None) if hours is None else (start, start + timedelta(hours=float(hours)))
    pair = sentence_pair(str(case["left"]), str(case["right"]), published)
    clash = plugins.load("detector.signals", str(case["signal"]))(pair)
    assert clash is not None
    assert relate(pair, clash) == case["relation"]


@pytest.mark.parametrize("code", ["UPD103", "UPD104", "UPD106"])
def test_examples_of_what_only_time_makes_an_update(code: str) -> None:
    """Quantifiers, polarity and inference: they lie far enough apart, and clash as told."""
    example = re.search('Example: "(.*)" against "(.*)"', rule_for(code).help)
    assert example
    months = [
        datetime(2024, month, 1, tzinfo=UTC)
        for sentence in example.groups()
        for month in range(1, 13)
        if re.search(rf"\b{month_name[month]}\b", sentence)
    ]
    pair = sentence_pair(*example.groups(), months)
    kind = rule_for(code).name.removesuffix("Update").lower()
    if kind == "inference":
        sure = np.array([0, 0, 1], dtype=np.float32)
        clash = inference_clash(pair, (sure, sure))
    else:
        clash = plugins.load("detector.signals", kind)(pair)
    assert clash is not None
    assert relate(pair, clash) == "update"
