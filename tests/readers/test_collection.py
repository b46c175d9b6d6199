from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from detector.article import Article, Place, content_id
from detector.detection import Problem
from detector.readers import ArticleCollection

ARTICLES = st.lists(
    st.builds(
        Article,
        id=st.sampled_from(["x", "x-2", "x-3", "y", "x-2-2"]),
        title=st.just(""),
        text=st.sampled_from(["One.", "Two."]),
        source=st.sampled_from([None, "A", "B"]),
    ),
    max_size=12,
)


def placed(articles: list[Article]) -> list[Article]:
    return [
        Article(a.id, a.title, a.text, a.source, place=Place("f.jsonl", line=number))
        for number, a in enumerate(articles, start=1)
    ]


@given(articles=ARTICLES.map(placed), seed=st.integers())
def test_ids_are_unique_and_independent_of_order(articles: list[Article], seed: int) -> None:
    shuffled = random.Random(seed).sample(articles, len(articles))
    one, other = ArticleCollection(articles), ArticleCollection(shuffled)
    assert list(one) == list(other)
    assert one.problems == other.problems
    ids = [article.id for article in one]
    assert ids == sorted(set(ids))
    assert len(one) == len(articles)
    assert {a.id for a in articles} <= set(ids)
    assert len(one.problems) == len(articles) - len({a.id for a in articles})


def test_ids_made_from_the_content_repeat_silently() -> None:
    same = content_id("", "One.")
    articles = placed([Article(same, "", "One.")] * 3)
    collection = ArticleCollection(articles)
    assert [a.id for a in collection] == [same, f"{same}-2", f"{same}-3"]
    assert collection.problems == ()


def test_it_is_a_sequence() -> None:
    articles = placed([Article("b", "", "One."), Article("a", "", "Two.")])
    collection = ArticleCollection(articles, [Problem(Place("g"), "why")])
    assert collection[0].id == "a"
    assert [a.id for a in collection[:1]] == ["a"]
    assert articles[0] in collection
    assert repr(collection) == "<ArticleCollection: 2 articles, 1 problems>"


def test_problems_are_sorted_by_place() -> None:
    problems = [Problem(Place("b"), "x"), Problem(Place("a", 10), "x"), Problem(Place("a", 2), "x")]
    assert ArticleCollection([], problems).problems == tuple(reversed(problems))
