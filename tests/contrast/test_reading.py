from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.article import Article
from detector.contrast.reading import ReadSentence, read_sentences


def read(text: str) -> ReadSentence:
    return read_sentences([Article("a", "", text)])[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "outcome"),
    [
        ("At least 37 people were killed.", 37, float("inf"), "count", "killed"),
        ("Thirty-seven people were injured.", 37, 37, "count", "injured"),
        ("Two hundred and three people died.", 203, 203, "count", "killed"),
        ("Police arrested between 30 and 40 people.", 30, 40, "count", "arrested"),
        ("Up to 40 people are missing.", 0, 40, "count", "missing"),
        ("The deal is worth $4.7 billion.", 4.65e9, 4.75e9, "USD", ""),
        ("The deal is worth 4.7 billion euros.", 4.65e9, 4.75e9, "EUR", ""),
        ("Turnout was 61.3 per cent.", 61.3, 61.3, "percent", ""),
        ("Half a million people fled.", 499_950, 500_050, "count", "displaced"),
        ("A dozen people were hurt.", 12, 12, "count", "injured"),
    ],
)
def test_quantity(text: str, low: float, high: float, unit: str, outcome: str) -> None:
    (quantity,) = read(text).quantities
    assert quantity.low == pytest.approx(low, rel=0.11)
    assert quantity.high == pytest.approx(high, rel=0.11)
    assert (quantity.unit, quantity.outcome) == (unit, outcome)


@pytest.mark.parametrize(
    "text",
    [
        "The law was passed in 1998.",
        "Flight 370 vanished.",
        "He came first.",
        "The match begins at 3:30 p.m. on May 5.",
        "No. 10 did not comment.",
    ],
)
def test_no_quantity(text: str) -> None:
    assert read(text).quantities == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Some sides had signed, Foreign Minister Sergei Lavrov said.", "Lavrov"),
        ("Police said that 12 people were arrested.", "Police"),
        ("According to the ministry, 12 people were arrested.", "ministry"),
        ("Twelve people were arrested.", None),
    ],
)
def test_speaker(text: str, speaker: str | None) -> None:
    found = read(text).speaker
    assert found is None if speaker is None else found is not None and speaker in found


@given(st.text(min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_cues_stay_inside(text: str) -> None:
    for sentence in read_sentences([Article("a", "", text)]):
        spans = [q.span for q in sentence.quantities] + [d.span for d in sentence.dates]
        spans += [c.cue for c in sentence.claims]
        assert all(0 <= s.start < s.end <= len(sentence.text) for s in spans)


@pytest.mark.parametrize(
    "line", ["February 29, 2012 2:27 PM", "Wed, Feb. 29, 2012 2:31 p.m. ET", "Monday, 3rd March"]
)
def test_a_date_alone_is_no_sentence(line: str) -> None:
    assert (
        read_sentences([Article("a", line, "Rain fell on Oslo.")])[0].text == "Rain fell on Oslo."
    )


@pytest.mark.parametrize("line", ["March on Oslo at 12", "May resigned on Monday", "Sunday Times"])
def test_a_headline_about_a_day_is_a_sentence(line: str) -> None:
    assert read_sentences([Article("a", line, "")])[0].text == line


def test_he_means_the_person_named_before() -> None:
    text = "Tara Reid came with Hela Boyle. She scored 12 points. Rain fell. She left."
    sentences = read_sentences([Article("a", "", text)])
    assert sentences[1].persons_meant >= {"tara", "reid"}
    assert sentences[3].persons_meant == frozenset()
