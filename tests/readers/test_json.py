from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector import Settings, read_articles
from detector.article import content_id

from .conftest import Read

LIBYA = {
    "id": "libya-1",
    "title": "Haftar leaves Moscow",
    "text": "He did not sign.",
    "source": "The Harbour Post",
    "url": "https://post.example/1",
    "published": "2020-01-14T09:30:00+03:00",
    "language": "en-GB",
    "section": "world",
}


def test_jsonl_maps_every_field(read: Read) -> None:
    [article] = read("a.jsonl", json.dumps(LIBYA))
    assert (article.id, article.title, article.text) == (
        "libya-1",
        "Haftar leaves Moscow",
        "He did not sign.",
    )
    assert (article.source, article.url) == ("The Harbour Post", "https://post.example/1")
    assert article.published == datetime(2020, 1, 14, 6, 30, tzinfo=UTC)
    assert article.published.utcoffset() is not None
    assert article.language == "en"
    assert article.extra == {"section": "world"}


def test_jsonl_counts_lines_and_skips_bad_ones(read: Read) -> None:
    content = '{"text": "One is here."}\n\n{"text": oops}\n[1]\n{"text": "Two is here."}\n'
    articles = read("a.jsonl", content)
    assert sorted(a.place.line for a in articles if a.place) == [1, 5]
    assert [(p.place.line, p.lost) for p in articles.problems] == [(3, True), (4, True)]
    assert "not valid JSON" in articles.problems[0].reason
    assert "this is a list" in articles.problems[1].reason


def test_names_are_matched_without_case_and_signs(read: Read) -> None:
    [article] = read(
        "a.jsonl",
        json.dumps(
            {
                "Headline": "Talks end",
                "article_body": "No deal was made.",
                "publishedAt": "2020-01-14",
                "Publisher": {"id": "hp", "name": "Harbour Post"},
            }
        ),
    )
    assert (article.title, article.text) == ("Talks end", "No deal was made.")
    assert (article.source, article.published) == (
        "Harbour Post",
        datetime(2020, 1, 14, tzinfo=UTC),
    )


def test_settings_name_the_fields(read: Read) -> None:
    content = '{"nr": 7, "text": "not this", "lead": "The lead."}\n{"nr": 8, "text": "x y"}'
    articles = read("a.jsonl", content, text_field="lead", id_field="nr")
    assert [(a.id, a.text, a.extra) for a in articles] == [("7", "The lead.", {"text": "not this"})]
    [problem] = articles.problems
    assert problem.place.line == 2
    assert "text_field is 'lead'" in problem.reason


def test_an_empty_name_gives_way_to_the_next(read: Read) -> None:
    [article] = read("a.jsonl", '{"text": "  ", "description": "A summary."}')
    assert article.text == "A summary."


def test_title_alone_is_an_article_and_nothing_is_none(read: Read) -> None:
    articles = read("a.jsonl", '{"title": "Only a headline"}\n{"title": "", "text": " "}')
    assert [(a.title, a.text) for a in articles] == [("Only a headline", "")]
    assert [(p.place.line, p.lost) for p in articles.problems] == [(2, True)]
    assert "neither title nor text" in articles.problems[0].reason


def test_html_becomes_text(read: Read) -> None:
    markup = "<p>AT&amp;T said <b>37</b>%.</p><script>track()</script><p>Then<br>more.</p>"
    [article] = read("a.jsonl", json.dumps({"text": markup}))
    assert article.text.split("\n") == ["AT&T said 37%.", "Then", "more."]


def test_text_that_only_looks_a_little_like_html_is_kept(read: Read) -> None:
    [article] = read("a.jsonl", json.dumps({"text": "Shares of A&amp;B: 3 < 5 > 2 <x>"}))
    assert article.text == "Shares of A&amp;B: 3 < 5 > 2 <x>"


def test_control_and_half_characters_are_dropped(read: Read) -> None:
    line = r'{"title": "A\u001b[31m red", "text": "half \ud83d and \ud83d\ude00\r\nend\u009b"}'
    [article] = read("a.jsonl", line)
    assert article.title == "A[31m red"
    assert article.text == "half \ufffd and \U0001f600\nend"


def test_long_text_is_cut_after_a_sentence(read: Read) -> None:
    text = "Police counted 1,200 people. " * 10
    articles = read("a.jsonl", json.dumps({"text": text}), max_characters=100)
    assert articles[0].text == ("Police counted 1,200 people. " * 3).strip()
    assert [p.lost for p in articles.problems] == [False]
    assert "cut to 100" in articles.problems[0].reason


@pytest.mark.parametrize("value", ["NaN", '"NaT"', '""', "null", '"nan"'])
def test_no_date_is_no_problem(read: Read, value: str) -> None:
    articles = read("a.jsonl", f'{{"text": "Some words.", "date": {value}}}')
    assert articles[0].published is None
    assert articles.problems == ()


@pytest.mark.parametrize("value", ["soon", "2020", "0201-01-01", "3020-01-01", True, 1e300])
def test_a_bad_date_is_recorded_and_costs_the_date_only(read: Read, value: object) -> None:
    articles = read("a.jsonl", json.dumps({"text": "Some words.", "date": value}))
    assert articles[0].published is None
    assert [p.lost for p in articles.problems] == [False]


def test_a_list_of_paragraphs_is_a_text_and_an_object_is_not(read: Read) -> None:
    articles = read("a.jsonl", '{"text": ["One.", "Two."]}\n{"text": {"en": "x"}}')
    assert [a.text for a in articles] == ["One.\nTwo."]
    assert "'text' is an object" in articles.problems[0].reason


def test_deep_nesting_is_refused(read: Read) -> None:
    deep = '{"text": ' + "[" * 50_000 + "]" * 50_000 + "}"
    nested = '{"text": "Some words.", "x": ' + "[" * 200 + "]" * 200 + "}"
    articles = read("a.jsonl", deep + "\n" + nested)
    assert [p.place.line for p in articles.problems] == [1]
    assert "…" in json.dumps(articles[0].extra, ensure_ascii=False)


def test_json_lists_and_objects_with_a_list(read: Read) -> None:
    for content in (json.dumps([LIBYA, 3]), json.dumps({"count": 2, "articles": [LIBYA, 3]})):
        articles = read("a.json", content)
        assert [a.id for a in articles] == ["libya-1"]
        assert articles[0].place is not None
        assert articles[0].place.entry == 1
        assert [p.place.entry for p in articles.problems] == [2]
        assert "this is a number" in articles.problems[0].reason


def test_json_lines_called_json_are_read(read: Read) -> None:
    assert len(read("a.json", '{"text": "One two."}\n{"text": "Three four."}\n')) == 2


def test_broken_json_keeps_what_comes_before(read: Read) -> None:
    articles = read("a.json", '[{"text": "One two."}, {"text": "Three')
    assert [a.text for a in articles] == ["One two."]
    [problem] = articles.problems
    assert problem.lost
    assert "1 entries before that were read" in problem.reason


def test_json_feed(read: Read) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Post",
        "language": "en",
        "items": [
            {
                "id": "https://post.example/1",
                "url": "https://post.example/1",
                "title": "Talks end",
                "content_html": "<p>No deal &ndash; yet.</p><p>More talks follow.</p>",
                "date_published": "2020-01-14T10:00:00Z",
                "tags": ["libya"],
            },
            {"id": 2, "content_text": "A note.", "language": "fr"},
            {"id": 3},
        ],
    }
    articles = read("feed.json", json.dumps(feed), text_field="body")
    assert [a.id for a in articles] == ["2", "https://post.example/1"]
    note, talks = articles
    assert talks.text == "No deal \u2013 yet.\nMore talks follow."
    assert talks.published == datetime(2020, 1, 14, 10, tzinfo=UTC)
    assert (talks.source, talks.language, note.language) == ("Harbour Post", "en", "fr")
    assert talks.extra == {"tags": ["libya"]}
    assert [p.place.entry for p in articles.problems] == [3]


WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="<&"), min_size=1
).filter(lambda text: text.strip())


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(WORDS, WORDS, st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1))))
)
def test_jsonl_round_trip(rows: list[tuple[str, str, datetime]]) -> None:
    records = [
        {"title": title, "text": text, "published": when.isoformat()} for title, text, when in rows
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
        articles = read_articles(path, settings=Settings())
    expected = sorted(
        (" ".join(title.split()), text.strip(), when.replace(tzinfo=UTC))
        for title, text, when in rows
    )
    assert sorted((a.title, a.text, a.published) for a in articles) == expected
    assert all(a.id.startswith(content_id(a.title, a.text)) for a in articles)
