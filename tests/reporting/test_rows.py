"""Rows and the formats that hold them: JSON Lines, CSV, Parquet."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from detector.article import Article
from detector.detection import DUPLICATE_KINDS, Detection, DuplicateSet, Group
from detector.reporting import csv, jsonl, parquet, render
from detector.reporting.columns import TABLES
from detector.reporting.quoting import visible
from detector.reporting.rows import rows
from detector.reporting.schema import rows_schema, schema_text
from detector.reporting.tables import SUFFIXES, write_table

from .large import large_detection


@pytest.fixture(scope="module")
def copying() -> Detection:
    """Stories with findings, and copies of every kind."""
    told = large_detection(8, 3)
    groups = tuple(
        replace(group, duplicates=(DuplicateSet(kind, group.article_ids[:2], 0.9),))
        for group, kind in zip(told.groups, cycle(DUPLICATE_KINDS), strict=False)
    )
    return replace(told, groups=groups)


def read_csv(content: bytes, **options: Any) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), keep_default_na=False, **options)


def without_times(row: dict[str, Any]) -> dict[str, Any]:
    """Times as moments, whatever the format writes them as."""
    return {
        key: datetime.fromisoformat(value) if "published" in key and value else value
        for key, value in row.items()
    }


def test_shipped_schema_is_up_to_date() -> None:
    shipped = (files("detector") / "rows.schema.json").read_text("utf-8")
    assert shipped == schema_text(rows_schema()), (
        "run: python -m detector.reporting.schema rows > detector/rows.schema.json"
    )


@pytest.mark.parametrize("result", ["detection", "clean", "hostile", "copying"])
def test_every_line_fits_the_schema(result: str, request: pytest.FixtureRequest) -> None:
    Draft202012Validator.check_schema(rows_schema())
    validator = Draft202012Validator(rows_schema())
    for line in render(request.getfixturevalue(result), "jsonl").splitlines():
        assert list(validator.iter_errors(json.loads(line))) == []


def test_the_schema_refuses_other_rows(detection: Detection) -> None:
    validator = Draft202012Validator(rows_schema())
    row = {"row": "pair"} | next(rows(detection, "pair"))
    assert validator.is_valid(row)
    for change in ({"row": "article"}, {"copies": "far"}, {"disputes": None}, {"new": 1}):
        assert not validator.is_valid(row | change)


def test_article_rows(detection: Detection) -> None:
    by_id = {row["article_id"]: row for row in rows(detection, "article")}
    assert by_id["c"] | {"url": None} == {
        "article_id": "c",
        "title": "Fire in the mill",
        "source": "Herald",
        "url": None,
        "published": None,
        "language": None,
        "place": "-, entry 2",
        "group_id": "g-a",
        "group_size": 4,
        "representative": False,
        "duplicate_of": "a",
        "duplicate_kind": "exact",
        "similarity": 1.0,
        # Named beside "a" on the left of all findings, and of the one for review.
        "contradictions": 6,
        "disputes": 6,
        "updates": 6,
        "for_review": 1,
        "highest_score": 0.95,
    }
    assert by_id["a"]["representative"] is True
    assert by_id["a"]["duplicate_of"] is None
    assert by_id["e"]["highest_score"] is None


def test_pair_rows(detection: Detection) -> None:
    pairs = list(rows(detection, "pair"))
    assert [(p["left_article_id"], p["right_article_id"], p["copies"]) for p in pairs] == [
        ("a", "b", None),
        ("a", "c", "exact"),
        ("a", "d", None),
    ]
    assert [(p["updates"], p["for_review"], p["highest_score"]) for p in pairs] == [
        (6, 0, 0.95),
        (0, 0, None),
        (0, 1, None),
    ]


def test_a_pair_that_disagrees_and_copies_says_both(detection: Detection) -> None:
    near = DuplicateSet("near", ("a", "b"), 0.8)
    group = replace(detection.groups[0], duplicates=(*detection.groups[0].duplicates, near))
    changed = replace(detection, groups=(group, *detection.groups[1:]))
    pair = next(rows(changed, "pair"))
    assert (pair["copies"], pair["similarity"], pair["contradictions"]) == ("near", 0.8, 6)


def test_finding_rows(detection: Detection) -> None:
    findings = list(rows(detection, "finding"))
    assert Counter(row["status"] for row in findings) == {"finding": 18, "review": 1}
    expected = {
        "fingerprint": detection.disagreements[0].fingerprint,
        "code": "CON101",
        "kind": "number",
        "relation": "contradiction",
        "score": 0.95,
        "group_id": "g-a",
        "left_article_id": "a",
        "left_source": "Courier",
        "left_published": datetime(2020, 1, 14, 12, tzinfo=UTC),
        "left_url": "https://courier.example/mill?id=1",
        "left_text": "At least 37 workers died.",
        "left_start": 0,
        "left_end": 25,
        "left_field": "text",
        "left_cues": ["37"],
        "left_speaker": "the fire chief",
        "left_also": ["c"],
        "right_article_id": "b",
        "right_url": None,
        "right_speaker": None,
        "right_also": [],
    }
    assert {key: findings[0][key] for key in expected} == expected


def test_tables_join(copying: Detection) -> None:
    articles = {row["article_id"]: row for row in rows(copying, "article")}
    pairs = {
        (row["left_article_id"], row["right_article_id"]): row for row in rows(copying, "pair")
    }
    findings = list(rows(copying, "finding"))
    assert findings
    for row in findings:
        pair = pairs[row["left_article_id"], row["right_article_id"]]
        assert pair["group_id"] == row["group_id"]
        assert articles[row["left_article_id"]]["group_id"] == row["group_id"]
    copies = {pair for pair, row in pairs.items() if row["copies"]}
    assert {row["copies"] for row in pairs.values()} == {None, *DUPLICATE_KINDS}
    assert {
        tuple(sorted((i, row["duplicate_of"])))
        for i, row in articles.items()
        if row["duplicate_of"]
    } == {tuple(sorted(pair)) for pair in copies}


def test_many_copies_make_few_rows() -> None:
    ids = tuple(f"a{number:05}" for number in range(5000))
    group = Group("g", ids, ids[0], (DuplicateSet("exact", ids, 1.0),), 1.0)
    detection = Detection(tuple(Article(i, "", "It rained.") for i in ids), (group,))
    assert sum(1 for _ in rows(detection, "pair")) == 4999


def test_an_edited_result_is_refused(detection: Detection) -> None:
    torn = replace(detection.groups[0], article_ids=("a", "c", "d"))
    edited = replace(detection, groups=(torn, detection.groups[1]))
    with pytest.raises(ValueError, match="'b', but in no group"):
        list(rows(edited, "article"))
    with pytest.raises(ValueError, match="quotes 'b' outside of it"):
        list(rows(edited, "pair"))


@pytest.mark.parametrize("table", TABLES)
def test_all_formats_hold_the_same_rows(detection: Detection, table: str) -> None:
    wanted = list(rows(detection, table))
    lines = [json.loads(line) for line in jsonl.render_table(detection, table).splitlines()]
    assert all(line.pop("row") == table for line in lines)
    assert [without_times(line) for line in lines] == wanted
    content = parquet.render_table(detection, table)
    assert pq.read_table(io.BytesIO(content)).to_pylist() == wanted
    cells = read_csv(csv.render_table(detection, table), dtype=str).to_dict("records")
    assert len(cells) == len(wanted)
    for cell, row in zip(cells, wanted, strict=True):
        for column in TABLES[table]:
            assert _value(cell[column.name], column.type, column.nullable) == row[column.name]


def _value(cell: str, type_: str, nullable: bool) -> Any:
    """Read a cell of CSV as its column says."""
    if nullable and cell == "":
        return None
    if type_ == "string":
        return csv.unguarded(cell)
    return datetime.fromisoformat(cell) if type_ == "time" else json.loads(cell)


def test_pandas_reads_the_types(detection: Detection) -> None:
    frame = read_csv(csv.render_table(detection, "article"))
    assert frame["representative"].dtype == bool
    assert frame["group_size"].dtype == "int64"
    assert pd.read_csv(io.BytesIO(render(detection, "csv")))["score"].dtype == "float64"


@example('=HYPERLINK("https://evil.example","x")')
@example("\t=1+1")
@example("'quoted'")
@example("\u00a0\uff1d1")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_csv_cells_are_inert_and_come_back(title: str) -> None:
    article = Article("-1", title, "It rained.")
    detection = Detection((article,), (Group("@g", ("-1",), "-1", (), 1.0),))
    content = csv.render_table(detection, "article")
    assert len(content.splitlines()) == 2, "a row is one line"
    (cell,) = read_csv(content, dtype=str)["title"]
    assert cell.strip()[:1] not in {*"=+-@\uff1d\uff0b\uff0d\uff20"} or not cell.strip()
    assert csv.unguarded(cell) == visible(title)


def test_parquet_without_rows_has_the_same_schema(detection: Detection, clean: Detection) -> None:
    empty = pq.read_table(io.BytesIO(render(clean, "parquet")))
    assert empty.num_rows == 0
    assert empty.schema == pq.read_schema(io.BytesIO(render(detection, "parquet")))
    assert str(empty.schema.field("left_published").type) == "timestamp[us, tz=UTC]"
    assert str(empty.schema.field("score").type) == "double"
    assert not empty.schema.field("score").nullable
    assert empty.schema.field("code").metadata == {b"meaning": b"Rule code, such as CON101."}


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


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_tables_are_written_by_suffix(detection: Detection, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"pairs{suffix.upper()}"
    write_table(detection, "pair", path)
    formats = {".jsonl": jsonl, ".csv": csv, ".parquet": parquet}
    assert path.read_bytes() == formats[suffix].render_table(detection, "pair")


def test_an_unknown_suffix_of_a_table(detection: Detection, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"pairs\.xlsx; a table is \.jsonl, \.csv, \.parquet"):
        write_table(detection, "pair", tmp_path / "pairs.xlsx")
