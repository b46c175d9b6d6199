from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from detector import Article, read_articles
from detector.article import Place
from detector.reporting.places import Region, file_and_line, region_of

TEXT = """Blast in Karim

The mayor spoke on Monday.

The blast in Karim killed 37 people, the ministry
said on Monday night. Rain fell.
"""


def test_the_line_of_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "blast.txt"
    path.write_text(TEXT)
    (article,) = read_articles(str(path))
    regions = [region_of(article, sentence.text) for sentence in article.sentences]
    assert regions == [
        Region(1, 1, 1, 15),
        Region(3, 3, 1, 27),
        Region(5, 6, 1, 22),
        Region(6, 6, 23, 33),
    ]
    assert file_and_line(article, "The mayor spoke on Monday.") == (str(path), 3)


def test_windows_line_ends_and_a_second_row(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(
        b'id,title,text\r\na,One,"It rained.\r\nThe mine closed."\r\nb,Two,"The mine closed."\r\n'
    )
    first, second = read_articles(str(path))
    assert region_of(first, "The mine closed.") == Region(3, 3, 1, 17)
    assert region_of(second, "The mine closed.") == Region(4, 4, 8, 24)


def test_where_the_article_starts_if_the_file_is_gone(tmp_path: Path) -> None:
    article = Article("a", "", "It rained.", place=Place(str(tmp_path / "gone.txt"), line=2))
    assert region_of(article, "It rained.") == Region(2, 2)
    assert region_of(Article("a", "", "It rained."), "It rained.") is None


def test_the_line_in_a_feed_read_from_an_address() -> None:
    place = Place("https://news.example/feed.jsonl", line=7)
    assert region_of(Article("a", "", "It rained.", place=place), "It rained.") == Region(7, 7)
    assert file_and_line(Article("a", "", "It rained.", place=place)) == (None, None)


SPOKEN = 'The mayor of Karlstejn said: "No one \\ nobody/none was hurt in Žižkov."'


def cut(path: Path, region: Region | None) -> str:
    """What a viewer would mark."""
    assert region is not None
    assert region.first_line == region.last_line
    assert region.first_column is not None
    assert region.last_column is not None
    line = path.read_text("utf-8").split("\n")[region.first_line - 1]
    return line[region.first_column - 1 : region.last_column - 1]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_sentence_in_a_line_of_json(tmp_path: Path, ascii_only: bool) -> None:
    path = tmp_path / "news.jsonl"
    texts = ["It rained.", f"It rained.\n\n{SPOKEN} Rain fell.", SPOKEN]
    rows = [json.dumps({"text": text}, ensure_ascii=ascii_only) for text in texts]
    path.write_text("\n".join(rows), "utf-8")
    for article in read_articles(str(path)):
        for sentence in article.sentences:
            region = region_of(article, sentence.text)
            assert region is not None
            assert region.first_line == texts.index(article.text) + 1
            assert json.loads(f'"{cut(path, region)}"') == sentence.text


def test_the_sentence_in_a_row_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], ["a", SPOKEN], ["b", f"Rain.\n{SPOKEN}"]])
    one, two = read_articles(str(path))
    for article, line in ((one, 2), (two, 4)):
        region = region_of(article, SPOKEN)
        assert region is not None
        assert region.first_line == line
        assert cut(path, region).replace('""', '"') == SPOKEN


def test_a_sentence_of_another_row_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text('id,text\na,"It\nrained."\nb,The mine closed.\n')
    first, _ = read_articles(str(path))
    assert region_of(first, "The mine closed.") == Region(2, 2)


def test_the_sentence_in_markdown(tmp_path: Path) -> None:
    path = tmp_path / "blast.md"
    path.write_text("---\ntitle: Blast in Karim\n---\n\nThe blast *killed* **37 people**.\n")
    (article,) = read_articles(str(path))
    headline, sentence = (region_of(article, part.text) for part in article.sentences)
    assert cut(path, headline) == "Blast in Karim"
    assert cut(path, sentence) == "The blast *killed* **37 people**."
