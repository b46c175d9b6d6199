from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from detector.article import Article
from detector.engines.local import LocalEngine
from detector.grouping import EventClusterer, linkage, neighbours
from detector.grouping.terms import article_terms

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def stories(seed: int, sizes: list[int], spread: float = 0.04) -> tuple[np.ndarray, np.ndarray]:
    """Vectors around one direction a story, and the story of each."""
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(len(sizes), 48))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    story = np.repeat(np.arange(len(sizes)), sizes)
    vectors = centres[story] + spread * generator.normal(size=(len(story), 48))
    return vectors.astype(np.float32), story


def partition(labels: np.ndarray, names: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(names[labels == label].tolist()) for label in np.unique(labels)}


def test_is_a_scikit_learn_estimator() -> None:
    check_estimator(EventClusterer())


def test_stores_parameters_only() -> None:
    clusterer = EventClusterer(0.3, time_scale_days=2)
    assert clone(clusterer).get_params() == {
        "similarity": 0.3,
        "time_scale_days": 2,
        "neighbours": 50,
        "engine": None,
    }


def test_finds_the_stories() -> None:
    vectors, story = stories(0, [5, 1, 8, 2])
    assert EventClusterer().fit_predict(vectors).tolist() == story.tolist()


@given(seed=st.integers(0, 10**6), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_order_of_articles_does_not_matter(seed: int, sizes: list[int]) -> None:
    vectors, _ = stories(seed, sizes, spread=0.15)
    generator = np.random.default_rng(seed)
    days = np.where(generator.random(len(vectors)) < 0.3, np.nan, generator.uniform(0, 20))
    vectors[len(vectors) // 2] = vectors[0]  # a tie
    order = generator.permutation(len(vectors))
    names = np.arange(len(vectors))
    labels = EventClusterer().fit_predict(vectors, published=days)
    shuffled = EventClusterer().fit_predict(vectors[order], published=days[order])
    assert partition(labels, names) == partition(shuffled, names[order])


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_unrelated_articles_change_nothing(seed: int) -> None:
    vectors, _ = stories(seed, [4, 3, 5], spread=0.1)
    others, _ = stories(seed + 1, [6, 6, 6])
    # Unrelated: in dimensions of their own.
    here = np.hstack([vectors, np.zeros_like(vectors)])
    there = np.hstack([np.zeros_like(others), others])
    before = EventClusterer().fit_predict(here)
    after = EventClusterer().fit_predict(np.vstack([here, there]))[: len(here)]
    assert before.tolist() == after.tolist()


def test_time_tells_similar_events_apart() -> None:
    vectors, _ = stories(3, [6], spread=0.09)
    days = [0.0, 0.5, 1.0, 400.0, 400.5, 401.0]
    assert EventClusterer().fit_predict(vectors, published=days).tolist() == [0, 0, 0, 1, 1, 1]
    dates = [DAY + timedelta(days=day) for day in days]
    assert EventClusterer().fit_predict(vectors, published=dates).tolist() == [0, 0, 0, 1, 1, 1]


def test_unknown_time_is_no_evidence() -> None:
    vectors, _ = stories(4, [4, 4], spread=0.12)
    unknown = EventClusterer().fit_predict(vectors, published=[None, float("nan")] * 4)
    assert unknown.tolist() == EventClusterer().fit_predict(vectors).tolist()


def test_terms_tell_events_of_a_kind_apart() -> None:
    """Two earthquakes, alike in meaning, with other places and people."""
    texts = [
        f"An earthquake of magnitude 6 struck {place} and killed dozens, {name} said."
        for place, name in [("Valdoria", "Governor Imre Kostal"), ("Tessamark", "Mayor Ana Quill")]
        for _ in range(3)
    ]
    articles = [
        Article(str(n), "", f"{text} {['Rescuers dug.', 'Aid came.', 'Roads broke.'][n % 3]}")
        for n, text in enumerate(texts)
    ]
    vectors = np.ones((6, 4)) + np.linspace(0, 0.01, 24).reshape(6, 4)
    assert len(set(EventClusterer().fit_predict(vectors))) == 1
    labels = EventClusterer().fit_predict(
        0.85 * vectors / 2 + 0.3 * np.eye(6, 4), terms=article_terms(articles)
    )
    assert labels[0] == labels[1] == labels[2]
    assert labels[3] == labels[4] == labels[5]


def test_a_chain_is_not_one_story() -> None:
    """Each article is like the next, but the ends have nothing in common."""
    angles = np.linspace(0, 3 * np.pi / 4, 16)
    labels = EventClusterer().fit_predict(np.column_stack([np.cos(angles), np.sin(angles)]))
    assert labels[0] != labels[-1]
    assert len(set(labels)) < 16


def test_blocks_and_large_components_change_nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, story = stories(5, [30, 20, 10])
    monkeypatch.setattr("detector.vectors.ROWS_AT_ONCE", 7)
    monkeypatch.setattr(neighbours, "PAIRS_AT_ONCE", 7 * len(vectors))
    monkeypatch.setattr(linkage, "PAIRS_AT_ONCE", 100)
    monkeypatch.setattr(linkage, "LARGEST_COMPONENT", 30)
    assert EventClusterer().fit_predict(vectors).tolist() == story.tolist()


class PicklingEngine(LocalEngine):
    """Runs each batch as another process would, and counts them."""

    def __init__(self) -> None:
        self.batches = 0

    def map_batches(
        self,
        function: Callable[[Sequence[Any]], Sequence[Any]],
        items: Iterable[Any],
        batch_size: int,
    ) -> Iterator[Any]:
        def elsewhere(batch: Sequence[Any]) -> Sequence[Any]:
            self.batches += 1
            there, sent = pickle.loads(pickle.dumps((function, batch)))
            returned: Sequence[Any] = pickle.loads(pickle.dumps(there(sent)))
            return returned

        return super().map_batches(elsewhere, items, batch_size)


@pytest.mark.parametrize("exact", [0, neighbours.EXACT])
@pytest.mark.parametrize("with_terms", [False, True])
def test_where_it_runs_changes_nothing(
    exact: int, with_terms: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small pieces, in other processes."""
    vectors, story = stories(7, [4] * 60, spread=0.06)
    generator = np.random.default_rng(7)
    days = 400 * generator.random(60)[story] + generator.normal(size=len(story))
    days[::5] = np.nan
    terms = csr_matrix(generator.random((len(story), 40)) > 0.8, dtype=np.float32)
    evidence = {"published": days, "terms": terms if with_terms else None}
    monkeypatch.setattr(neighbours, "EXACT", exact)
    here = EventClusterer().fit_predict(vectors, **evidence)
    monkeypatch.setattr(neighbours, "PAIRS_OF_WORK", 5000)
    monkeypatch.setattr(linkage, "ARTICLES_AT_ONCE", 30)
    engine = PicklingEngine()
    there = EventClusterer(engine=engine).fit_predict(vectors, **evidence)
    assert engine.batches > 6
    assert 1 < len(set(here)) < len(here)
    np.testing.assert_array_equal(there, here)


@pytest.mark.parametrize(
    "parameters",
    [{"similarity": 0.0}, {"similarity": 1.0}, {"time_scale_days": 0}, {"neighbours": 0}],
)
def test_parameters_out_of_range(parameters: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(parameters))):
        EventClusterer(**parameters).fit(np.eye(3))


def test_evidence_of_another_length() -> None:
    with pytest.raises(ValueError, match="2 times of publication for 3 articles"):
        EventClusterer().fit(np.eye(3), published=[1.0, 2.0])
    with pytest.raises(ValueError, match="2 rows of terms for 3 vectors"):
        EventClusterer().fit(np.eye(3), terms=np.eye(2))
    with pytest.raises(ValueError, match="'yesterday'"):
        EventClusterer().fit(np.eye(1), published=["yesterday"])
