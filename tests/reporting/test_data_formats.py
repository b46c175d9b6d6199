"""JSON and its schema."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from detector.detection import Detection
from detector.reporting import render
from detector.reporting.schema import detection_schema, schema_text


def shipped_schema() -> str:
    return (files("detector") / "detection.schema.json").read_text("utf-8")


def test_shipped_schema_is_up_to_date() -> None:
    assert shipped_schema() == schema_text(detection_schema()), (
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
