from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector import Article
from detector.article import content_id, normalise


@given(title=st.text(max_size=60), text=st.text(max_size=400))
def test_sentence_offsets_are_exact(title: str, text: str) -> None:
    for sentence in Article("a", title, text).sentences:
        field = getattr(Article("a", title, text), sentence.field)
        assert field[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""


@given(text=st.text(alphabet=st.characters(exclude_categories=["Zs", "Cc", "Zl", "Zp"])))
def test_no_visible_character_is_lost(text: str) -> None:
    kept = "".join(sentence.text for sentence in Article("a", "", text).sentences)
    assert "".join(kept.split()) == "".join(text.split())


def test_title_is_sentence_zero() -> None:
    article = Article("a", "Haftar leaves Moscow", "He did not sign. Talks go on.")
    assert [(s.index, s.field, s.text) for s in article.sentences] == [
        (0, "title", "Haftar leaves Moscow"),
        (1, "text", "He did not sign."),
        (2, "text", "Talks go on."),
    ]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Gen. Haftar met Mr. Lavrov at 3 p.m. on Monday. The U.S. was not there."
    assert len(Article("a", "", text).sentences) == 2


def test_paragraphs_end_sentences() -> None:
    assert len(Article("a", "", "No full stop here\n\nNor here").sentences) == 2


def test_a_table_without_full_stops_is_cut() -> None:
    sentences = Article("a", "", "word " * 10_000).sentences
    assert max(len(s.text) for s in sentences) <= 2000


def test_published_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Article("a", "", "Text.", published=datetime(2020, 1, 14))
    assert Article("a", "", "Text.", published=datetime(2020, 1, 14, tzinfo=UTC)).published


def test_content_id_ignores_case_and_space() -> None:
    assert content_id("A Title", "Some  text") == content_id("a title", "some\ntext")
    assert content_id("A", "b") != content_id("A b", "")
    assert normalise("\ufb01re  NOW") == "fire now"


@pytest.mark.parametrize(
    ("source", "url", "outlet"),
    [
        ("Reuters", "https://example.org/1", "Reuters"),
        (None, "https://www.example.org/1", "example.org"),
        (None, None, "a"),
    ],
)
def test_outlet(source: str | None, url: str | None, outlet: str) -> None:
    assert Article("a", "", "Text.", source=source, url=url).outlet == outlet
