from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from detector import plugins
from detector.contrast.relation import relate
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
