"""JSON and its schema, JSON Lines, Parquet."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from detector.detection import Detection
from detector.reporting import render
from detector.reporting.rows import COLUMNS
from detector.reporting.schema import schema_text


def shipped_schema() -> str:
    return (files("detector") / "detection.schema.json").read_text("utf-8")


def test_shipped_schema_is_up_to_date() -> None:
    assert shipped_schema() == schema_text(), (
        "run: python -m detector.reporting.schema > detector/detection.schema.json"
    )


@pytest.mark.parametrize("result", ["detection", "clean", "hostile"])
def test_json_fits_the_schema(result: str, request: pytest.FixtureRequest) -> None:
    schema = json.loads(shipped_schema())
    Draft202012Validator.check_schema(schema)
    data = json.loads(render(request.getfixturevalue(result), "json"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []


def test_schema_refuses_other_data(detection: Detection) -> None:
    validator = Draft202012Validator(json.loads(shipped_schema()))
    data = json.loads(render(detection, "json"))
    data["disagreements"][0]["kind"] = "opinion"
    del data["articles"][0]["text"]
    assert len(list(validator.iter_errors(data))) == 2


def test_json_round_trip(detection: Detection) -> None:
    assert Detection.from_json(render(detection, "json")) == detection


def test_hostile_json_can_be_read_again(hostile: Detection) -> None:
    once = render(hostile, "json")
    assert render(Detection.from_json(once), "json") == once


def test_rows(detection: Detection) -> None:
    rows = [json.loads(line) for line in render(detection, "jsonl").splitlines()]
    assert [tuple(row) for row in rows] == [COLUMNS] * 19
    assert [row["status"] for row in rows] == ["finding"] * 18 + ["review"]
    expected = {
        "fingerprint": detection.disagreements[0].fingerprint,
        "code": "CON101",
        "kind": "number",
        "relation": "contradiction",
        "score": 0.95,
        "group_id": "g-a",
        "left_article_id": "a",
        "left_source": "Courier",
        "left_published": "2020-01-14T12:00:00Z",
        "left_url": "https://courier.example/mill?id=1",
        "left_text": "At least 37 workers died.",
        "left_start": 0,
        "left_end": 25,
        "left_field": "text",
        "left_speaker": "the fire chief",
        "left_also": ["c"],
        "right_article_id": "b",
        "right_url": None,
        "right_speaker": None,
        "right_also": [],
    }
    assert {key: rows[0][key] for key in expected} == expected


def test_parquet_holds_the_same_rows(detection: Detection) -> None:
    table = pq.read_table(io.BytesIO(render(detection, "parquet"))).to_pylist()
    lines = [json.loads(line) for line in render(detection, "jsonl").splitlines()]
    for row in (*table, *lines):
        for column in ("left_published", "right_published"):
            value = row[column]
            row[column] = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert table == lines


def test_parquet_without_rows_has_the_same_schema(detection: Detection, clean: Detection) -> None:
    empty = pq.read_table(io.BytesIO(render(clean, "parquet")))
    assert empty.num_rows == 0
    assert empty.schema == pq.read_schema(io.BytesIO(render(detection, "parquet")))
    assert str(empty.schema.field("left_published").type) == "timestamp[us, tz=UTC]"
    assert str(empty.schema.field("score").type) == "double"


def test_parquet_takes_the_first_and_last_dates(detection: Detection) -> None:
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
    dates = {"a": datetime.min.replace(tzinfo=east), "b": datetime.max.replace(tzinfo=west)}
    extreme = replace(
        detection,
        articles=tuple(
            replace(article, published=dates.get(article.id, datetime(2020, 1, 1, tzinfo=UTC)))
            for article in detection.articles
        ),
    )
    table = pq.read_table(io.BytesIO(render(extreme, "parquet")))
    assert table.column("left_published").null_count == 0
