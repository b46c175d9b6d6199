"""The bad input that the product promises to survive, one test each."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from pathlib import Path

import pytest

from detector import Settings, read_articles

from .conftest import Read


def test_a_truncated_gzip_keeps_what_comes_before(read: Read) -> None:
    lines = [
        json.dumps({"id": f"{n:04}", "text": f"Report {n}: {n * 7919} met."}) for n in range(2000)
    ]
    whole = gzip.compress("\n".join(lines).encode())
    articles = read("a.jsonl.gz", whole[: len(whole) // 2])
    assert 500 < len(articles) < 1500
    assert [a.id for a in articles] == [f"{n:04}" for n in range(len(articles))]
    [problem] = articles.problems
    assert problem.lost
    assert "breaks off" in problem.reason


def test_a_damaged_gzip_is_a_problem(read: Read) -> None:
    whole = gzip.compress(b'{"text": "One two."}\n')
    articles = read("a.jsonl.gz", whole[:-6] + b"\x00" * 6)
    assert len(articles) == 1
    assert "damaged" in articles.problems[0].reason


@pytest.mark.parametrize("cut", [0.5, 0.8, 0.95])
def test_a_truncated_feed_and_list_lose_the_broken_entry_only(read: Read, cut: float) -> None:
    texts = [f"Report {n}: {n * 7919} people met." for n in range(300)]
    items = "".join(f"<item><description>{text}</description></item>" for text in texts)
    feed = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    listed = json.dumps([{"text": text} for text in texts])
    for name, content in (
        ("a.xml.gz", feed),
        ("a.json.gz", listed),
        ("a.csv.gz", "text\n" + "\n".join(texts)),
    ):
        packed = gzip.compress(content.encode())
        articles = read(name, packed[: int(len(packed) * cut)])
        assert 50 < len(articles) < 300
        assert {a.text for a in articles} <= set(texts)
        assert [p.lost for p in articles.problems] == [True]


def test_a_line_of_200_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        file.truncate(200_000_000)
    started = time.perf_counter()
    tracemalloc.start()
    articles = read_articles(path, settings=Settings())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.perf_counter() - started < 2
    assert peak < 250_000_000
    assert len(articles) == 0
    assert [p.reason for p in articles.problems] == [
        "its first line alone is larger than 100 MB; the rest was not read: split it, "
        "or raise max_megabytes"
    ]


def test_lines_before_the_limit_are_read(read: Read) -> None:
    line = json.dumps({"text": "word " * 1000}) + "\n"
    articles = read("a.jsonl", line * 300 + "x" * 1_000_000, max_megabytes=1)
    assert len(articles) == 199
    assert "larger than 1 MB" in articles.problems[0].reason


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(gzip.compress(b" " * 50_000_000, 1), 1))
    tracemalloc.start()
    articles = read_articles(path, settings=Settings(max_megabytes=1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert "larger than 1 MB" in articles.problems[0].reason


def test_invalid_utf8_is_read_and_recorded(read: Read) -> None:
    content = '{"text": "Zürich müde."}\n{"text": "bad Xbyte"}\n'.encode().replace(b"X", b"\xff")
    articles = read("a.jsonl", content)
    assert {a.text for a in articles} == {"Zürich müde.", "bad \ufffdbyte"}
    [problem] = articles.problems
    assert not problem.lost
    assert "0xff on line 2" in problem.reason


def test_ids_that_repeat_are_renamed_and_recorded(read: Read) -> None:
    articles = read("a.jsonl", '{"id": 1, "text": "One two."}\n{"id": 1, "text": "Three four."}')
    assert [a.id for a in articles] == ["1", "1-2"]
    assert [p.lost for p in articles.problems] == [False]
    assert "given more than once" in articles.problems[0].reason


def test_ten_thousand_identical_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "Talks end", "text": "No deal was made."}\n' * 10_000)
    started = time.perf_counter()
    articles = read_articles(path, settings=Settings())
    assert time.perf_counter() - started < 5
    assert len({a.id for a in articles}) == 10_000
    assert articles.problems == ()


def test_one_bad_file_does_not_sink_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("One two")
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00")
    articles = read_articles(tmp_path, settings=Settings())
    assert [a.title for a in articles] == ["One two"]
    assert {Path(p.place.source).name for p in articles.problems if p.lost} == {
        "bad.json",
        "bad.parquet",
        "bad.csv",
    }
