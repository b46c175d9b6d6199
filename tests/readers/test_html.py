from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from detector import read_articles

PAGE = """<!doctype html><html lang="en"><head><title>Ferry sinks</title>
<meta property="article:published_time" content="2024-09-16T19:45:00+08:00">
<meta property="og:site_name" content="Harbour Gazette">
<link rel="canonical" href="https://gazette.example/ferry"></head><body><article>
<h1>Ferry sinks</h1><p>The ferry turned over in the strait on Monday evening. At least 37 people
were killed, the coast guard said, and divers searched the hull until dawn.</p>
<p>The owner said that the ship had been inspected in May.</p>
<script>document.write("99 people were killed.")</script></article></body></html>"""


def test_the_article_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    (article,) = read_articles(path)
    assert article.title == "Ferry sinks"
    assert article.source == "Harbour Gazette"
    assert article.url == "https://gazette.example/ferry"
    assert article.published == datetime(2024, 9, 16, 11, 45, tzinfo=UTC)
    assert "At least 37 people" in article.text
    assert "99 people" not in article.text


def test_a_page_without_an_article_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html><body></body></html>")
    articles = read_articles(path)
    assert not articles
    assert "no article" in articles.problems[0].reason
