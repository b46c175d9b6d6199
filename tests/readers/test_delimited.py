from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector import Settings, read_articles

from .conftest import Read
from .test_json import WORDS


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("a.csv", ","), ("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", "|"), ("unnamed", ",")],
)
def test_delimiters(read: Read, name: str, delimiter: str) -> None:
    rows = [["Headline", "Body", "Date", "Desk"], ["Talks end", "No deal.", "14 Jan 2020", "3"]]
    [article] = read(name, "\n".join(delimiter.join(row) for row in rows))
    assert (article.title, article.text, article.extra) == ("Talks end", "No deal.", {"Desk": "3"})
    assert article.published == datetime(2020, 1, 14, tzinfo=UTC)


def test_lines_are_those_of_the_file(read: Read) -> None:
    content = 'id,text\r\na,"Two\r\nlines, here."\r\n\r\nb,One line.\r\n'
    articles = read("a.csv", content)
    assert [(a.id, a.text, a.place.line) for a in articles if a.place] == [
        ("a", "Two\nlines, here.", 2),
        ("b", "One line.", 5),
    ]


def test_a_row_of_another_length_is_a_problem(read: Read) -> None:
    articles = read("a.csv", "id,text\na,One, two.\nb\nc,Three four.\n")
    assert [a.id for a in articles] == ["c"]
    assert [p.place.line for p in articles.problems] == [2, 3]
    assert "3 cells, but the header has 2" in articles.problems[0].reason


def test_an_open_quote_costs_one_row(read: Read) -> None:
    articles = read("a.csv", 'id,text\na,"He said no.\nb,One two.\nc,Three four.\n')
    assert [a.id for a in articles] == ["b", "c"]
    assert [p.place.line for p in articles.problems] == [2]
    assert "check its quotes" in articles.problems[0].reason


def test_a_long_cell_is_read(read: Read) -> None:
    text = "word " * 40_000
    articles = read("a.csv", f"id,text\na,{text}\n", max_characters=300_000)
    assert articles[0].text == text.strip()


def test_unknown_columns_are_said_once(read: Read) -> None:
    articles = read("a.csv", "a,b\n1,2\n3,4\n")
    assert len(articles) == 0
    [problem] = articles.problems
    assert "'a', 'b'" in problem.reason
    assert "--text-field" in problem.reason
    assert len(read("a.csv", "a,b\n1,One two.\n", text_field="b")) == 1


@pytest.mark.parametrize("name", ["text_field", "date_field", "source_field"])
def test_a_named_column_must_be_there(read: Read, name: str) -> None:
    articles = read("a.csv", "id,text\n1,One two.\n", **{name: "nowhere"})
    assert len(articles) == 0
    assert f"{name} is 'nowhere'" in articles.problems[0].reason


def test_a_header_alone_is_a_problem(read: Read) -> None:
    assert "no article" in read("a.csv", "id,text\n").problems[0].reason


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(WORDS, WORDS), min_size=1), delimiter=st.sampled_from(",;\t|"))
def test_csv_round_trip(rows: list[tuple[str, str]], delimiter: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerows([("title", "text"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(buffer.getvalue().encode())
        articles = read_articles(path, settings=Settings())
    expected = sorted((" ".join(title.split()), text.strip()) for title, text in rows)
    assert sorted((a.title, a.text) for a in articles) == expected
