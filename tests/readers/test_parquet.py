from __future__ import annotations

import io
import sys
from datetime import UTC, datetime

import pyarrow as arrow
import pytest
from pyarrow import parquet

from .conftest import Read


def parquet_bytes(**columns: object) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(arrow.table(columns), buffer)
    return buffer.getvalue()


def test_rows_become_articles(read: Read) -> None:
    nanoseconds = arrow.array([1578994200_000000001, None], arrow.timestamp("ns"))
    data = parquet_bytes(
        id=[1.0, 2.0], text=["One two.", None], date=nanoseconds, score=[0.5, float("nan")]
    )
    articles = read("a.parquet", data)
    [article] = articles
    assert (article.id, article.text, article.extra) == ("1", "One two.", {"score": 0.5})
    assert article.published == datetime(2020, 1, 14, 9, 30, tzinfo=UTC)
    assert article.place is not None
    assert article.place.entry == 1
    assert [p.place.entry for p in articles.problems] == [2]


def test_zones_and_impossible_dates(read: Read) -> None:
    zoned = arrow.array([1578994200, 1578994200], arrow.timestamp("s", "Europe/Moscow"))
    far = arrow.array([0, 2**62], arrow.timestamp("us"))
    articles = read("a.parquet", parquet_bytes(id=["a", "b"], text=["a b", "b c"], date=zoned))
    assert {a.published for a in articles} == {datetime(2020, 1, 14, 9, 30, tzinfo=UTC)}
    articles = read("b.parquet", parquet_bytes(id=["a", "b"], text=["a b", "b c"], date=far))
    assert [a.published for a in articles] == [datetime(1970, 1, 1, tzinfo=UTC), None]
    assert [(p.place.entry, p.lost) for p in articles.problems] == [(2, False)]


def test_a_table_that_unfolds_is_bounded(read: Read) -> None:
    data = parquet_bytes(text=["word " * 1000] * 5000)
    assert len(data) < 1_000_000
    articles = read("a.parquet", data, max_megabytes=2)
    assert 0 < len(articles) < 5000
    assert "raise max_megabytes" in articles.problems[0].reason


def test_a_broken_file_is_a_problem(read: Read) -> None:
    data = parquet_bytes(text=["One two."])
    for broken in (data[:-20], data[:30] + b"\xff" * 20 + data[50:], b"PAR1"):
        articles = read("a.parquet", broken)
        assert len(articles) == 0
        assert articles.problems[0].lost


def test_without_pyarrow_the_extra_is_named(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    articles = read("a.parquet", b"PAR1")
    assert "pip install 'detector[parquet]'" in articles.problems[0].reason
