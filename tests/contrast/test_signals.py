"""Every signal against its table of cases: sentence pairs that must clash or stay silent."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from detector import plugins
from tests.contrast.conftest import MakePair

CASES = Path(__file__).parent / "cases"
ROWS = [
    pytest.param(path.stem, row, id=f"{path.stem}-{number}")
    for path in sorted(CASES.glob("*.yaml"))
    for number, row in enumerate(yaml.safe_load(path.read_text("utf-8")), start=1)
]


@pytest.mark.parametrize(("signal", "row"), ROWS)
def test_verdict(signal: str, row: dict[str, object], make_pair: MakePair) -> None:
    compare = plugins.load("detector.signals", signal)
    left, right = str(row["left"]), str(row["right"])
    clash = compare(make_pair(left, right, row.get("dates")))
    assert (clash is not None) == (row["verdict"] == "clash"), clash
    if clash is not None:
        assert clash.kind == signal
        assert clash.left
        assert clash.right


@pytest.mark.parametrize(("signal", "row"), ROWS)
def test_verdict_is_symmetric(signal: str, row: dict[str, object], make_pair: MakePair) -> None:
    """Which report comes first decides the relation, never whether there is a clash."""
    compare = plugins.load("detector.signals", signal)
    dates = row.get("dates")
    swapped = make_pair(
        str(row["right"]), str(row["left"]), list(reversed(dates)) if dates else None
    )
    assert (compare(swapped) is not None) == (row["verdict"] == "clash")
