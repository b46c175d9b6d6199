from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.article import Article
from detector.detection import Group
from detector.embedding import TextEncoder, embed_articles
from detector.grouping import find_duplicates, group_articles
from detector.settings import Settings

DAY = datetime(2024, 5, 1, 9, tzinfo=UTC)

FERRY = [
    "The ferry Halvard ran aground off Storholm on Wednesday with 212 people on board. All were "
    "taken off by lifeboats, the coast guard said, and nobody was hurt.",
    "All 212 passengers and crew of the Halvard were rescued after the ferry struck rocks near "
    "Storholm on Wednesday morning. The cause is not known, according to the coast guard.",
    "Lifeboats from Storholm evacuated the grounded ferry Halvard on Wednesday. Captain Ida Berg "
    "said that the steering had failed minutes before the ship hit the rocks.",
]
STRIKE = [
    "Bus drivers in Lormont voted on Tuesday to strike from Friday after talks on pay with the "
    "operator Translor broke down, the union UTL said.",
    "Lormont faces a bus strike from Friday: members of the union UTL rejected the pay offer of "
    "Translor, which called the vote of its drivers regrettable.",
]


def newspaper() -> list[Article]:
    articles = [
        Article(f"ferry-{n}", "Ferry Halvard aground", text, published=DAY + timedelta(hours=n))
        for n, text in enumerate(FERRY)
    ]
    articles += [
        Article(f"strike-{n}", "Bus drivers to strike", text, published=DAY - timedelta(hours=n))
        for n, text in enumerate(STRIKE)
    ]
    lead = FERRY[0].removesuffix("and nobody was hurt.") + "without injury."
    articles.append(Article("a-syndicated", "Rescue", FERRY[0].upper()))
    articles.append(Article("b-edited", "Rescue", lead, published=DAY + timedelta(hours=9)))
    return articles


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def grouped(encoder: TextEncoder, articles: list[Article]) -> tuple[Group, ...]:
    copies = find_duplicates(articles)
    return group_articles(articles, embed_articles(encoder, articles), copies, Settings())


def test_groups_hold_each_article_once(encoder: TextEncoder) -> None:
    groups = grouped(encoder, newspaper())
    assert {frozenset(group.article_ids) for group in groups} == {
        frozenset({"ferry-0", "ferry-1", "ferry-2", "a-syndicated", "b-edited"}),
        frozenset({"strike-0", "strike-1"}),
    }


def test_a_group_is_in_order_of_publication(encoder: TextEncoder) -> None:
    ferry = next(g for g in grouped(encoder, newspaper()) if "ferry-0" in g.article_ids)
    assert ferry.article_ids == ("ferry-0", "ferry-1", "ferry-2", "b-edited", "a-syndicated")
    assert ferry.representative.startswith("ferry-")
    assert 0.5 < ferry.cohesion < 1
    assert ferry.origins == 3
    assert [(copies.kind, copies.article_ids) for copies in ferry.duplicates] == [
        ("exact", ("ferry-0", "a-syndicated")),
        ("near", ("ferry-0", "b-edited")),
    ]


def test_an_exact_copy_of_a_near_copy_follows_the_original(encoder: TextEncoder) -> None:
    articles = newspaper()
    articles.append(Article("c-edited-too", "", articles[-1].text))
    ferry = next(g for g in grouped(encoder, articles) if "ferry-0" in g.article_ids)
    assert "c-edited-too" in ferry.article_ids


def test_the_order_of_articles_does_not_matter(encoder: TextEncoder) -> None:
    articles = newspaper()
    shuffled = random.Random(1).sample(articles, len(articles))
    assert grouped(encoder, articles) == grouped(encoder, shuffled)


def test_unrelated_articles_change_nothing(encoder: TextEncoder) -> None:
    before = grouped(encoder, newspaper())
    more = [
        Article("0-first", "Comet seen", "A comet was seen over the southern sky by astronomers."),
        Article("z-last", "Cup final", "The home side won the cup final on penalties at night."),
    ]
    after = grouped(encoder, newspaper() + more)
    assert set(before) < set(after)
    assert len(after) == len(before) + 2


def test_a_later_article_does_not_change_the_id_of_its_group(encoder: TextEncoder) -> None:
    before = {group.id for group in grouped(encoder, newspaper())}
    text = FERRY[1].replace("The cause is not known", "What went wrong is not known")
    later = Article("0-later", "Ferry Halvard aground", text, published=DAY + timedelta(days=1))
    after = grouped(encoder, [later, *newspaper()])
    assert {group.id for group in after} == before
    assert any({"0-later", "ferry-0"} <= set(group.article_ids) for group in after)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_invariants_over_any_mixture(seed: int) -> None:
    """Order changes nothing, nor do articles that are like none of the others."""
    generator = random.Random(seed)
    articles = generator.sample(newspaper(), 6)
    vectors = {a.id: vector for a, vector in zip(newspaper(), mixture(seed), strict=True)}
    others = [Article(f"0-{n}", "", f"Qwyx{n} zelph{n} vorn{n}.") for n in range(4)]
    for n, other in enumerate(others):  # in dimensions of their own
        vectors[other.id] = np.eye(16, dtype=np.float32)[12 + n]

    def groups(chosen: list[Article]) -> tuple[Group, ...]:
        rows = np.array([vectors[article.id] for article in chosen])
        return group_articles(chosen, rows, find_duplicates(chosen), Settings())

    before = groups(articles)
    assert groups(generator.sample(articles, 6)) == before
    after = groups(generator.sample([*articles, *others], 10))
    assert set(before) < set(after)
    assert len(after) == len(before) + len(others)


def mixture(seed: int) -> np.ndarray:
    """Vectors of two stories in twelve dimensions, so noisy that any grouping may come out."""
    story = np.array([0, 0, 0, 1, 1, 0, 0])
    vectors = np.zeros((7, 16), np.float32)
    vectors[:, :12] = np.eye(12)[story] + np.random.default_rng(seed).normal(0, 0.2, (7, 12))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_copies_alone_and_no_articles() -> None:
    assert group_articles([], np.zeros((0, 4), np.float32), (), Settings()) == ()
    articles = [Article(f"{n:05}", "", FERRY[0]) for n in range(10_000)]
    vectors = np.ones((10_000, 4), np.float32) / 2
    (group,) = group_articles(articles, vectors, find_duplicates(articles), Settings())
    assert len(group.article_ids) == 10_000
    assert group.cohesion == 1
