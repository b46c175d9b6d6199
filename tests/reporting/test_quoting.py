from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from detector.article import Article, Span
from detector.detection import DuplicateSet, Group, Quote
from detector.reporting.labels import many, web_address, when
from detector.reporting.markdown import escape
from detector.reporting.quoting import segments, visible
from detector.reporting.summary import timeline

# Strategies that leave nothing out: halves of surrogate pairs are text to Python.
texts = st.text(st.characters(exclude_categories=()), max_size=60)
spans = st.tuples(st.integers(0, 80), st.integers(0, 80)).map(lambda pair: Span(*sorted(pair)))


@given(texts)
def test_visible_keeps_offsets_and_hides_no_trick(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert visible(shown) == shown
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(character) for character in shown}
    shown.encode("utf-8")


def test_visible_keeps_honest_text() -> None:
    text = "Ünïcödé “quotes” \u200f\u2067\u05e9\u05dc\u05d5\u05dd\u2069 👩\u200d🚒 1\u00a0000"
    assert visible(text) == text


@given(texts, st.lists(spans, max_size=4).map(tuple), st.integers(0, 20))
def test_segments_are_the_sentence(text: str, cues: tuple[Span, ...], start: int) -> None:
    quote = Quote("a", text, start, start + len(text), cues=cues)
    stretches = list(segments(quote))
    assert "".join(stretch for stretch, _ in stretches) == visible(text)
    marked = [is_cue for stretch, is_cue in stretches for _ in stretch]
    for place, is_cue in enumerate(marked, start=start):
        assert is_cue == any(cue.start <= place < cue.end for cue in cues)


@given(texts)
def test_escaped_markdown_reads_as_itself(text: str) -> None:
    line = visible(text).strip()
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escape(line))
    if line:
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        children = tokens[1].children or []
        assert {child.type for child in children} <= {"text", "text_special"}
        assert "".join(child.content for child in children) == line


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \tjavascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "http:evil",
        "https://[half",
        "report.html",
        "",
        None,
    ],
)
def test_addresses_that_are_no_links(address: str | None) -> None:
    assert web_address(address) is None


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://courier.example/a?b=1&c=%20#d", "https://courier.example/a?b=1&c=%20#d"),
        ("HTTP://courier.example", "http://courier.example"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/a b\n", "https://a.example/a%20b"),
        ("https://a.example/ä", "https://a.example/%C3%A4"),
    ],
)
def test_addresses_that_are_links(address: str, safe: str) -> None:
    assert web_address(address) == safe


def test_wording() -> None:
    assert [many(2, noun) for noun in ("copy", "group")] == ["2 copies", "2 groups"]
    assert many(1, "copy") == "1 copy"
    assert when(Article("a", "", "")) == "undated"


def test_copies_are_folded_under_the_first_origin() -> None:
    near = DuplicateSet("near", ("b", "a"), 0.7)
    exact = DuplicateSet("exact", ("a", "c"), 1.0)
    group = Group("g", ("a", "b", "c", "d"), "a", (exact, near), 0.8)
    entries = {entry.article_id: entry.copies for entry in timeline(group)}
    assert entries == {"b": (("a", near), ("c", exact)), "d": ()}


def test_copies_in_a_circle_are_all_shown() -> None:
    circle = (DuplicateSet("near", ("a", "b"), 0.7), DuplicateSet("near", ("b", "a"), 0.7))
    entries = [entry.article_id for entry in timeline(Group("g", ("a", "b"), "a", circle, 0.8))]
    assert entries == ["a", "b"]
