from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.article import Article
from detector.grouping import find_duplicates
from detector.grouping.duplicates import LEAST_SHINGLES, _similarity
from tests.grouping.conftest import Newsroom

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def as_articles(texts: list[str]) -> list[Article]:
    return [Article(f"{number:05}", "", text) for number, text in enumerate(texts)]


def test_exact_copies_differ_in_case_and_space_only(newsroom: Newsroom) -> None:
    text = newsroom.write(50)
    articles = [
        Article("late", "Title", text, published=DAY + timedelta(days=1)),
        Article("early", "Another title", text.upper().replace(" ", "\n "), published=DAY),
        Article("other", "Title", newsroom.write(50)),
    ]
    (copies,) = find_duplicates(articles)
    assert (copies.kind, copies.article_ids, copies.similarity) == ("exact", ("early", "late"), 1)


def test_short_bodies_need_equal_titles_too() -> None:
    articles = [
        Article("a", "Storm closes port", "Details soon."),
        Article("b", "Minister resigns", "Details soon."),
        Article("c", "Minister resigns", "Details soon."),
    ]
    assert [copies.article_ids for copies in find_duplicates(articles)] == [("b", "c")]


@pytest.mark.parametrize("words", [60, 400])
def test_planted_copies_are_found_and_nothing_else(newsroom: Newsroom, words: int) -> None:
    texts = [newsroom.write(words) for _ in range(200)]
    originals = as_articles(texts)
    copies = [
        Article(f"{number:05}-copy", "", copy)
        for number, text in enumerate(texts)
        for copy in [
            newsroom.edit(text, 0.15)
            if number % 2
            else " ".join(text.split()[: max(20, int(0.4 * words))])
        ]
    ]
    found = find_duplicates([*originals, *copies], 0.55)
    pairs = {frozenset(each.article_ids) for each in found}
    planted = {frozenset((f"{n:05}", f"{n:05}-copy")) for n in range(200)}
    assert len(pairs & planted) >= 0.98 * len(planted)
    assert len(pairs & planted) >= 0.99 * len(pairs)


@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([0.3, 0.55, 0.8, 1.0]))
@settings(max_examples=30, deadline=None)
def test_nothing_that_reaches_the_threshold_is_missed(seed: int, threshold: float) -> None:
    """The index proposes all that comparing every article with every original would find."""
    newsroom = Newsroom(seed)
    texts = [newsroom.write(newsroom.random.randint(12, 60)) for _ in range(6)]
    texts += [newsroom.edit(newsroom.random.choice(texts), 0.2) for _ in range(8)]
    texts += [" ".join(text.split()[4:]) for text in texts[:4]]
    articles = as_articles(list(dict.fromkeys(texts)))
    found = {
        frozenset((s.article_ids[0], copy))
        for s in find_duplicates(articles, threshold)
        for copy in s.article_ids[1:]
    }
    assert {frozenset(pair) for pair in compared_with_all(articles, threshold)} == found


def compared_with_all(articles: list[Article], threshold: float) -> list[tuple[str, str]]:
    """Link copies to originals by comparing all with all."""
    numbers: dict[tuple[str, str], int] = {}
    shingles = {}
    for article in articles:
        words = article.text.split()
        pairs = {numbers.setdefault(p, len(numbers)) for p in pairwise(words)}
        shingles[article.id] = np.array(sorted(pairs))
    originals: list[str] = []
    links = []
    for article in sorted(articles, key=lambda a: (-len(a.text), a.id)):
        if len(shingles[article.id]) < LEAST_SHINGLES:
            continue
        scored = [
            (_similarity(shingles[other], shingles[article.id]), -place, other)
            for place, other in enumerate(originals)
        ]
        best = max(scored, default=((0.0, 0.0), 0, ""))
        if best[0][0] >= threshold:
            links.append((best[2], article.id))
        else:
            originals.append(article.id)
    return links


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_the_order_of_articles_does_not_matter(seed: int) -> None:
    newsroom = Newsroom(seed)
    texts = [newsroom.write(40) for _ in range(5)]
    texts += [newsroom.edit(newsroom.random.choice(texts), 0.15) for _ in range(10)]
    articles = as_articles([*texts, *texts[:3]])
    shuffled = random.Random(seed).sample(articles, len(articles))
    assert find_duplicates(articles) == find_duplicates(shuffled)


def test_copies_do_not_chain(newsroom: Newsroom) -> None:
    """Each version is a copy of the one before, but the last is no copy of the first."""
    versions = [newsroom.write(100)]
    for _ in range(6):
        versions.append(newsroom.edit(versions[-1], 0.15))
    articles = [
        Article(str(n), "", text, published=DAY + timedelta(hours=n))
        for n, text in enumerate(versions)
    ]
    found = find_duplicates(articles)
    assert "6" not in next(each.article_ids for each in found if each.article_ids[0] == "0")
    assert all(each.similarity >= 0.55 for each in found)


def test_a_template_with_other_contents_is_no_copy(newsroom: Newsroom) -> None:
    closing = newsroom.write(25)
    articles = as_articles([f"{newsroom.write(60)} {closing}" for _ in range(300)])
    assert find_duplicates(articles) == ()


def test_the_earliest_is_the_original_else_the_longest(newsroom: Newsroom) -> None:
    text = newsroom.write(80)
    short = " ".join(text.split()[:40])
    undated = [Article("a", "", short), Article("z", "", text)]
    assert find_duplicates(undated)[0].article_ids == ("z", "a")
    dated = [Article("a", "", short, published=DAY), Article("z", "", text)]
    assert find_duplicates(dated)[0].article_ids == ("a", "z")


@pytest.mark.parametrize("rate", [0.0, 0.03])
def test_ten_thousand_copies_are_quick(newsroom: Newsroom, rate: float) -> None:
    text = newsroom.write(40)
    articles = as_articles([newsroom.edit(text, rate) for _ in range(10_000)])
    started = time.perf_counter()
    found = find_duplicates(articles)
    assert time.perf_counter() - started < 8
    assert max(len(each.article_ids) for each in found) > (5_000 if rate else 9_999)


@pytest.mark.parametrize("texts", [[], [""], ["one"], ["", ""], ["word", "word"]])
def test_hardly_any_text(texts: list[str]) -> None:
    found = find_duplicates(as_articles(texts))
    assert [each.kind for each in found] == ["exact"] * (len(texts) > 1)


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.1, float("nan")])
def test_thresholds_out_of_range(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        find_duplicates([], threshold)
