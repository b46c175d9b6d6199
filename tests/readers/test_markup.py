from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.readers.markup import clean, clean_value, html_to_text, plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("<!-- nothing -->", ""),
        ("plain a < b &amp; c", "plain a < b & c"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("un<i>signed</i>, <a href='x'>Lavrov</a>'s $<b>37</b>m", "unsigned, Lavrov's $37m"),
        ("one<br/>two<hr>three", "one\ntwo\nthree"),
        ("<ul><li>one<li>two</ul>tail", "one\ntwo\ntail"),
        ("<table><tr><td>Dead</td><td>37</td></tr><tr><td>Hurt</td></tr></table>", "Dead 37\nHurt"),
        ("a<script>x()</script>b<style>y{}</style>c", "abc"),
        ("<?xml\tversion='1.0' encoding='latin-1'?><p>Zürich&nbsp;é</p>", "Zürich é"),
        ("<p>a\x00b</p>", "ab"),
        ("<p style='margin-top: 99999em'>a</p>" * 2, "a\na"),
    ],
)
def test_html_to_text(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@given(
    st.text()
    | st.lists(st.sampled_from(["<p>", "</p>", "<td>", "a", "<!--", "&#27;", "<"])).map("".join)
)
def test_any_text_can_be_markup(text: str) -> None:
    assert "<p>" not in html_to_text(text)
    assert clean(plain(text)) == clean(clean(plain(text)))


@given(st.text(st.characters()))
def test_clean_text_can_always_be_written(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert all(c == "\n" or c == "\t" or c.isprintable() or ord(c) >= 160 for c in cleaned)


def test_clean_values_are_json() -> None:
    value = {1: float("inf"), "a": [b"x", {"b": (1, None, True)}], "c\x1b": "\ud800"}
    assert json.loads(json.dumps(clean_value(value))) == {
        "1": None,
        "a": ["b'x'", {"b": [1, None, True]}],
        "c": "\ufffd",
    }
