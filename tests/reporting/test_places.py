from __future__ import annotations

from pathlib import Path

from detector import Article, read_articles
from detector.article import Place
from detector.reporting.places import file_and_line, lines_of

TEXT = """Blast in Karim

The mayor spoke on Monday.

The blast in Karim killed 37 people, the ministry
said on Monday night. Rain fell.
"""


def test_the_line_of_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "blast.txt"
    path.write_text(TEXT)
    (article,) = read_articles(str(path))
    lines = [lines_of(article, sentence.text) for sentence in article.sentences]
    assert lines == [(1, 1), (3, 3), (5, 6), (6, 6)]
    assert file_and_line(article, "The mayor spoke on Monday.") == (str(path), 3)


def test_windows_line_ends_and_a_second_row(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(
        b'id,title,text\r\na,One,"It rained.\r\nThe mine closed."\r\nb,Two,"The mine closed."\r\n'
    )
    first, second = read_articles(str(path))
    assert lines_of(first, "The mine closed.") == (3, 3)
    assert lines_of(second, "The mine closed.") == (4, 4)


def test_where_the_article_starts_if_the_file_is_gone(tmp_path: Path) -> None:
    article = Article("a", "", "It rained.", place=Place(str(tmp_path / "gone.txt"), line=2))
    assert lines_of(article, "It rained.") == (2, 2)
    assert lines_of(Article("a", "", "It rained."), "It rained.") is None


def test_the_line_in_a_feed_read_from_an_address() -> None:
    place = Place("https://news.example/feed.jsonl", line=7)
    assert lines_of(Article("a", "", "It rained.", place=place), "It rained.") == (7, 7)
    assert file_and_line(Article("a", "", "It rained.", place=place)) == (None, None)
