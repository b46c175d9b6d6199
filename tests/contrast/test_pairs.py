from __future__ import annotations

import numpy as np

from detector.article import Article
from detector.contrast.pairs import candidate_pairs
from detector.contrast.reading import read_sentences
from detector.embedding import TextEncoder

ARTICLES = [
    Article("a", "", "The blast in Karim killed 37 people. The mayor spoke on Monday."),
    Article("b", "", "In Karim 62 people died in the blast. Rain is expected in Oslo tomorrow."),
    Article("c", "", "The blast in Karim killed 37 people. Did the mayor know?"),
]


def pairs_of(articles: list[Article], at_most: int = 100) -> list[tuple[str, str]]:
    sentences = read_sentences(articles)
    vectors = TextEncoder().encode([s.text for s in sentences])
    return [(p.left.text, p.right.text) for p in candidate_pairs(sentences, vectors, at_most)]


def test_pairs_share_a_subject_and_cross_articles() -> None:
    assert pairs_of(ARTICLES) == [
        ("The blast in Karim killed 37 people.", "In Karim 62 people died in the blast.")
    ]


def test_a_repeated_sentence_is_read_once_with_all_its_carriers() -> None:
    repeated = [s for s in read_sentences(ARTICLES) if s.text.startswith("The blast")]
    assert [s.carriers for s in repeated] == [("a", "c")]


def test_one_author_does_not_contradict_himself() -> None:
    both = Article("d", "", "The blast in Karim killed 37 people. In Karim 62 people died in it.")
    assert pairs_of([both]) == []


def test_order_of_articles_does_not_matter() -> None:
    assert pairs_of(ARTICLES) == pairs_of(ARTICLES[::-1])


def test_the_bound_keeps_the_most_promising() -> None:
    many = [Article(str(i), "", f"The blast in Karim killed {30 + i} people.") for i in range(8)]
    every = pairs_of(many)
    assert len(every) == 28
    assert pairs_of(many, at_most=5) == every[:5]


def test_nothing_to_compare() -> None:
    assert candidate_pairs([], np.zeros((0, 384), np.float32), 10) == []
