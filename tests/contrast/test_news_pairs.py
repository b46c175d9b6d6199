"""Training pairs from news sentences: each edit does to the meaning what it says it does."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.contrast.language import parse
from detector.contrast.train.edits_compose import compose, sentence_edits
from detector.contrast.train.edits_numbers import changed_value, written
from detector.contrast.train.edits_text import Edit, apply_edits, tidy
from detector.contrast.train.news_matching import NewsArticle
from detector.contrast.train.news_pairs import (
    generated_pairs,
    read_events,
)
from detector.contrast.train.sets import CLASSES, Example

NAMES = {"PERSON": ["Mary Miller", "Jones"], "GPE": ["Norway"], "ORG": ["Acme"]}


def edits_of(sentence: str, seed: int = 0) -> dict[str, set[tuple[str, str]]]:
    """Return the edited texts by kind, each with the relation to the original."""
    (doc,) = parse([sentence])
    found: dict[str, set[tuple[str, str]]] = {}
    for edit in sentence_edits(doc, random.Random(seed), NAMES, ["after the vote"]):
        found.setdefault(edit.kind, set()).add((apply_edits(sentence, [edit]), edit.relation))
    return found


def texts(sentence: str, kind: str) -> set[str]:
    """Return every text that an edit of one kind gives, over several seeds."""
    return {text for seed in range(30) for text, _ in edits_of(sentence, seed).get(kind, ())}


@pytest.mark.parametrize(
    ("sentence", "kind", "expected"),
    [
        ("Police arrested 38 men in the city.", "number_rounded", "Police arrested about 40 men"),
        ("Police arrested 38 men in the city.", "number_vague", "Police arrested dozens of men"),
        ("Police arrested 12 men in the city.", "number_respelled", "Police arrested twelve men"),
        ("Police arrested six men in the city.", "number_respelled", "Police arrested 6 men"),
        ("The firm lost $38 million last year.", "number_rounded", "The firm lost about $40 mill"),
        ("The two sides signed a deal on Friday.", "date_fronted", "On Friday, the two sides sig"),
        ("The president left Paris on 12 March.", "date_coarser", "The president left Paris in Ma"),
        ("The minister signed the deal.", "negation_inserted", "The minister did not sign the de"),
        ("The minister has signed the deal.", "negation_inserted", "The minister has not signed"),
        ("The minister did not sign the deal.", "negation_removed", "The minister signed the deal"),
        ("The minister signed the deal.", "negation_refused", "The minister refused to sign"),
        ("The minister signed the deal.", "modality_opened", "The minister is expected to sign"),
        ("The minister signed the deal.", "voice_passive", "The deal was signed by the minister."),
        ("The deal was signed by the minister.", "voice_active", "The minister signed the deal."),
        ("Officials said that the minister left.", "report_removed", "The minister left."),
        ("Shares rose 4 percent in London.", "verb_antonym", "Shares fell 4 percent in London."),
        ("Some workers left the factory.", "quantifier_flipped", "No workers left the factory."),
        ("Many workers left the factory.", "quantifier_weakened", "Some workers left the factory."),
        ("John Smith left the country.", "entity_shortened", "Smith left the country."),
    ],
)
def test_an_edit_makes_the_sentence_it_promises(sentence: str, kind: str, expected: str) -> None:
    assert any(text.startswith(expected) for text in texts(sentence, kind))


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("About 38 men were arrested in the city.", "number_changed"),
        ("The election of 2012 divided the country.", "number_changed"),
        ("The court sat between 20 and 30 days.", "number_changed"),
        ("The minister did not arrive on Friday.", "date_weekday_changed"),
        ("The minister did not arrive on Friday.", "date_dropped"),
        ("The minister may sign the deal on Friday.", "date_weekday_changed"),
        ("The minister may sign the deal.", "negation_inserted"),
        ("The rate fell to its lowest since the war.", "phrase_dropped"),
        ("Shares did not rise in London.", "verb_antonym"),
        ("Mrs May left the country in silence.", "date_month_changed"),
        ("He washed himself in the river.", "voice_passive"),
    ],
)
def test_an_edit_keeps_away_from_what_would_make_its_label_wrong(sentence: str, kind: str) -> None:
    assert texts(sentence, kind) == set()


def test_subject_and_object_change_places_only_between_names() -> None:
    assert "Russia attacked Ukraine." in texts("Ukraine attacked Russia.", "role_swapped")
    assert texts("The army attacked the town.", "role_swapped") == set()


def test_an_article_agrees_with_the_word_put_in() -> None:
    assert "It was an unsuccessful launch." in texts("It was a successful launch.", "word_antonym")


@given(
    value=st.integers(2, 10**7).map(float) | st.floats(2, 1000).map(lambda x: round(x, 1)),
    seed=st.integers(0, 1000),
)
def test_a_changed_number_is_well_outside_rounding(value: float, seed: int) -> None:
    other = changed_value(value, random.Random(seed))
    assert other > 0
    assert abs(other - value) >= min(0.2 * value, 2)


@given(st.integers(0, 10**9))
def test_a_number_is_written_so_that_it_reads_back(value: int) -> None:
    assert float(written(float(value), "1,234").replace(",", "")) == value


@given(st.text(alphabet="ab ,.", max_size=40))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_touching_is_symmetric_and_covers_overlap(a: int, b: int, c: int, d: int) -> None:
    one = Edit("one", "same", ((min(a, b), max(a, b), ""),))
    two = Edit("two", "same", ((min(c, d), max(c, d), ""),))
    assert one.touches(two) == two.touches(one)
    if set(range(min(a, b), max(a, b))) & set(range(min(c, d), max(c, d))):
        assert one.touches(two)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_labels_follow_the_numbers_of_the_two_sides(seed: int) -> None:
    (doc,) = parse(["Police arrested 38 protesters in the capital on Friday."])
    rng = random.Random(seed)
    for pair in compose(doc, sentence_edits(doc, rng, NAMES, []), rng):
        assert pair.premise != pair.hypothesis
        if pair.origin == "news_number_rounded":
            exact_first = "38" in pair.premise
            assert label_of(pair) == ("entailment" if exact_first else "neutral")
        if pair.origin in ("news_number_changed", "news_date_weekday_changed"):
            assert label_of(pair) == "contradiction"


def label_of(example: Example) -> str:
    assert example.gold is not None
    return CLASSES[example.gold.index(1.0)]


PLACES = ("Oslo", "Lima", "Cairo", "Dublin", "Madrid", "Vienna")
EVENTS = (
    "A fire killed {n} people in {place} on Monday.",
    "At least one firefighter was injured in {place} when the roof of the hotel fell.",
    "The mayor of {place} thanked the crews who fought the fire during the night.",
    "Police in {place} arrested {n} men after the fire in the hotel.",
    "The hotel in {place} had failed a safety test in March, officials said.",
)


@pytest.fixture(scope="module")
def articles() -> list[NewsArticle]:
    """Three articles on each of six fires, all of one topic."""
    return [
        NewsArticle(
            id=f"{place}-{outlet}",
            file="fires",
            event=f"fire in {place}",
            topic="fires",
            sentences=(
                *(
                    EVENTS[(index + outlet) % len(EVENTS)].format(n=14 + number, place=place)
                    for index in range(4)
                ),
                f"Outlet {outlet} reported on Tuesday that {place} mourned the {number} victims.",
            ),
        )
        for number, place in enumerate(PLACES)
        for outlet in range(3)
    ]


def test_generated_pairs_are_labelled_balanced_and_independent_of_order(
    articles: list[NewsArticle],
) -> None:
    pairs = generated_pairs(articles, seed=3, at_most=150)
    assert pairs == generated_pairs(articles[::-1], seed=3, at_most=150)
    assert pairs != generated_pairs(articles, seed=4, at_most=150)
    assert Counter(map(label_of, pairs)) == dict.fromkeys(CLASSES, 50)
    assert len({(p.premise, p.hypothesis) for p in pairs}) == len(pairs)
    assert {p.origin for p in pairs} >= {"news_number_changed", "news_other_event"}


def test_events_are_read_without_files_and_articles_that_are_left_out(tmp_path: Path) -> None:
    text = "The council of the town met on Monday. It voted for the new bridge over the river."
    rows = {
        "beta": {"id": "b", "event": "e", "text": text},
        "agnews_test": {"id": "n", "text": text},
    }
    rows["alpha"] = {
        "id": "p",
        "a": f"A title of some length here\n{text}",
        "b": text,
        "label": "SAME",
    }
    for name, row in rows.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as file:
            file.write(json.dumps(row) + "\n")
    read = read_events(tmp_path, without={"p_b"})
    assert [a.id for a in read] == ["p_a", "b"]
    assert read[0].event == "alpha:p"
    assert read[1].sentences == (
        "The council of the town met on Monday.",
        "It voted for the new bridge over the river.",
    )


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "events.jsonl.gz", "wt") as file:
        file.write('{"id": "a", "text": "fine"}\n{broken\n')
    with pytest.raises(ValueError, match=r"events\.jsonl\.gz:2: not a JSON object"):
        read_events(tmp_path)
