from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from detector import Article, Problem, Settings, plugins, read_articles
from detector.readers import Document, registry
from detector.readers.bounded import Content


class WireReader:
    """A third party's format: the text after the mark."""

    name = "wire"
    suffixes = (".wire",)
    reads_part = False

    def sniff(self, document: Document) -> float:
        return 1.0 if document.start.startswith("WIRE") else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        yield Article("w", "", document.text.removeprefix("WIRE").strip())
        if "fail" in document.text:
            raise RuntimeError("the wire is cut")


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    point = EntryPoint("wire", f"{__name__}:WireReader", "detector.readers")
    points = plugins.available("detector.readers") | {"wire": point}
    monkeypatch.setattr(plugins, "available", lambda group: points)
    registry.readers.cache_clear()
    yield
    registry.readers.cache_clear()


@pytest.mark.usefixtures("wire")
def test_a_third_partys_reader_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("WIRE One two.")
    (tmp_path / "b.wire").write_text("Three four.")
    articles = read_articles(tmp_path, settings=Settings())
    assert {a.text for a in articles} == {"One two.", "Three four."}


@pytest.mark.usefixtures("wire")
def test_a_reader_that_fails_costs_the_rest_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.wire").write_text("fail")
    (tmp_path / "b.txt").write_text("One two")
    articles = read_articles(tmp_path, settings=Settings())
    assert len(articles) == 2
    assert "reading it as wire failed" in articles.problems[0].reason


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.json", '{"text": "x"}\n{"text": "y"}', "JSON Lines"),
        ("a.json", '[{"text": "x"}]', "JSON"),
        ("a.json", '{"a": 1, "articles": [', "JSON"),
        ("a.json", '{"version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', "JSON Feed"),
        ("a.json", '{\n "text": "x"\n}', "JSON"),
        ("a.txt", '{"text": "x"}\n{"text": "y"}', "text"),
        ("a.csv", "just words", "CSV"),
        ("a", "Title, with a comma\n\nText.", "text"),
        ("a", "title;text\nx;y", "CSV"),
        ("a", '{"text": "x"}\n', "JSON Lines"),
        ("a.xml", "\n <rss version='2.0'>", "feed"),
        ("a", "<!DOCTYPE html>\n<p>", "HTML"),
        ("http://h.example/feed.html?x=.csv", "<rss version='2.0'>", "feed"),
        ("http://h.example/a.csv", "title,text\n", "CSV"),
        ("http://h.example/a.php", "words", "text"),
        ("dir.csv/a", "words", "text"),
    ],
)
def test_formats_are_told_by_suffix_and_content(name: str, content: str, reader: str) -> None:
    chosen = registry.choose_reader(Document(name, Content(content.encode())))
    assert chosen is not None
    assert chosen.name == reader
