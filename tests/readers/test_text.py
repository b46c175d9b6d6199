from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from .conftest import Read


def test_the_first_line_is_the_title(read: Read) -> None:
    [article] = read("a.txt", "\n\nTalks end\n\nNo deal was made.\nAll went home.\n")
    assert (article.title, article.text) == ("Talks end", "No deal was made.\nAll went home.")
    assert article.source is None
    assert article.place is not None
    assert article.place.line == 3


def test_key_lines(read: Read) -> None:
    head = "ID: libya-7\nSource: Harbour Post\nDate: 14 January 2020\nURL: https://h.example/7\n"
    [article] = read("a.txt", head + "Desk: world\nLang: en\n\nTalks end: no deal\n\nThe text.\n")
    assert (article.id, article.title, article.text) == (
        "libya-7",
        "Talks end: no deal",
        "The text.",
    )
    assert (article.source, article.url) == ("Harbour Post", "https://h.example/7")
    assert article.published == datetime(2020, 1, 14, tzinfo=UTC)
    assert (article.language, article.extra) == ("en", {"desk": "world"})
    assert article.place is not None
    assert article.place.line == 8


@pytest.mark.parametrize("first", ["Time: the great healer", "Libya: no deal signed"])
def test_a_title_with_a_colon_is_a_title(read: Read, first: str) -> None:
    [article] = read("a.txt", f"{first}\n\nThe text goes on.")
    assert article.title == first


def test_a_head_may_give_the_title(read: Read) -> None:
    [article] = read("a.txt", "Title: Talks end\nSource: Post\n\nThe text goes on.\nAnd on.")
    assert (article.title, article.text) == ("Talks end", "The text goes on.\nAnd on.")


def test_markdown_with_front_matter(read: Read) -> None:
    content = (
        "---\nid: 0012\nsource: Harbour Post\ndate: 2020-01-14\ntags: [libya, moscow]\n---\n\n"
        "# Talks *end* #\n\n**37** people met, [officials](https://o.example) said, and\n"
        "no paper was signed.\n\n## Later\n\n- one\n- two\n"
    )
    [article] = read("a.md", content)
    assert (article.id, article.source) == ("0012", "Harbour Post")
    assert article.extra == {"tags": ["libya", "moscow"]}
    assert article.text.split("\n") == [
        "37 people met, officials said, and no paper was signed.",
        "Later",
        "one",
        "two",
    ]
    assert article.place is not None
    assert article.place.line == 8


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("a: [1, 2", "not valid YAML"),
        ("just words", "no keys"),
        ("a: &a [x, x]\nb: [*a, *a]", "aliases"),
        ("a: " + "[" * 3000, "nested too deeply"),
    ],
)
def test_bad_front_matter_is_recorded(read: Read, matter: str, reason: str) -> None:
    articles = read("a.md", f"---\n{matter}\n---\n# Talks end\n\nThe text.")
    assert [(a.title, a.text) for a in articles] == [("Talks end", "The text.")]
    assert [p.lost for p in articles.problems] == [False]
    assert reason in articles.problems[0].reason


def test_lines_broken_at_a_width_are_joined(read: Read) -> None:
    body = (
        "The commander left the capital early on Tuesday without\n"
        "signing the deal, officials said.\nTalks go on.\n\nA second paragraph.\n"
    )
    [article] = read("a.txt", "Talks end\n\n" + body)
    assert article.text.split("\n") == [
        "The commander left the capital early on Tuesday without signing the deal, officials said.",
        "Talks go on.",
        "",
        "A second paragraph.",
    ]


def test_a_paragraph_is_no_title(read: Read) -> None:
    paragraph = "A sentence of some length stands here. " * 10
    [article] = read("a.txt", paragraph)
    assert (article.title, article.text) == ("", paragraph.strip())


def test_an_article_of_one_word(read: Read) -> None:
    articles = read("a.txt", "Ceasefire")
    assert [(a.title, a.text) for a in articles] == [("Ceasefire", "")]
    assert [p.lost for p in articles.problems] == [False]
    assert "a single word" in articles.problems[0].reason
    assert read("b.txt", "停火协议没有签署").problems == ()


def test_binary_data_is_refused(read: Read) -> None:
    image = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4
    assert "format" in read("a.png", image).problems[0].reason
    assert "binary" in read("a.txt", image).problems[0].reason
    assert len(read("a.txt", image)) == 0


PAGE = """<!doctype html><html lang="en"><head><title>Haftar leaves | The Post</title>
<link rel="canonical" href="https://post.example/a">
<meta property="og:site_name" content="The Post">
<meta property="og:title" content="Haftar leaves Moscow">
<meta property="article:published_time" content="2020-01-14T09:30:00+03:00"></head>
<body><nav>Home | World</nav><article><h1>Haftar leaves Moscow</h1>
<p>Khalifa Haftar left Moscow on Tuesday without signing the ceasefire deal, officials said.</p>
<p>He asked for two more days to consider it, the ministry said in a statement.</p></article>
<script>track()</script><footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize("name", ["a.html", "a.htm", "unnamed"])
def test_html(read: Read, name: str) -> None:
    [article] = read(name, PAGE)
    assert (article.title, article.source) == ("Haftar leaves Moscow", "The Post")
    assert article.text.startswith("Khalifa Haftar left Moscow on Tuesday")
    assert article.text.endswith("said in a statement.")
    assert (article.url, article.language) == ("https://post.example/a", "en")
    assert article.published == datetime(2020, 1, 14, 6, 30, tzinfo=UTC)


def test_a_page_without_an_article_is_a_problem(read: Read) -> None:
    articles = read("a.html", "<html><body><nav></nav></body></html>")
    assert "no article was found" in articles.problems[0].reason


def test_without_trafilatura_the_extra_is_named(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert "pip install 'detector[html]'" in read("a.html", PAGE).problems[0].reason
