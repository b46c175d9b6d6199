from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.grouping import EventClusterer, neighbours
from detector.grouping.neighbours import NeighbourSearch, mutual_neighbours
from detector.grouping.timeline import Timeline, window

SCALE_DAYS = 7.0


def newsflow(seed: int, size: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors, six around one direction, over half a year, some without a date."""
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(size // 6, 64))
    vectors = centres[np.arange(size) % len(centres)]
    vectors = vectors + 0.5 * generator.normal(size=(size, 64))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    days = 20_000 + generator.uniform(0, 180, size)
    days[generator.random(size) < 0.2] = np.nan
    return vectors.astype(np.float32), days


def found(pairs: tuple[np.ndarray, np.ndarray]) -> set[tuple[int, int]]:
    return set(zip(*(side.tolist() for side in pairs), strict=True))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_nothing_beyond_the_window_is_compared(seed: int) -> None:
    vectors, days = newsflow(seed)
    left, right = mutual_neighbours(vectors, days, SCALE_DAYS, 20)
    assert len(left)
    assert (left < right).all()
    apart = np.abs(days[left] - days[right])
    assert np.nanmax(apart) <= window(SCALE_DAYS) + 0.01


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_later_articles_change_no_neighbours(seed: int) -> None:
    vectors, days = newsflow(seed)
    more, _ = newsflow(seed + 1)
    later = np.nanmax(days) + window(SCALE_DAYS) + 1 + np.arange(len(more)) / 50
    dated = ~np.isnan(days)
    before = mutual_neighbours(vectors[dated], days[dated], SCALE_DAYS, 20)
    both = np.concatenate([days[dated], later])
    after = mutual_neighbours(np.vstack([vectors[dated], more]), both, SCALE_DAYS, 20)
    assert found(before) == {pair for pair in found(after) if max(pair) < dated.sum()}


@pytest.mark.parametrize("size", [240, 1800])
def test_the_index_finds_what_exact_comparison_finds(size: int) -> None:
    """Also where stretches hold fewer articles than neighbours are kept."""
    vectors, days = newsflow(1, size)
    search = NeighbourSearch(vectors, Timeline(days, SCALE_DAYS), 20)
    exact = np.concatenate([np.stack(block) for block in search.exactly()], axis=1)
    stories = size // 6
    alike = exact[:, exact[0] % stories == exact[1] % stories]
    indexed = {pair for block in search.by_index() for pair in found(block)}
    missed = set(map(tuple, alike.T.tolist())) - indexed
    assert alike.shape[1] > 3 * size
    assert len(missed) < 0.01 * alike.shape[1]


def test_the_index_is_built_alike_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, days = newsflow(2, 1500)
    monkeypatch.setattr(neighbours, "EXACT", 0)
    first, second = (found(mutual_neighbours(vectors, days, SCALE_DAYS, 20)) for _ in range(2))
    assert first == second


def test_with_the_index_too_the_order_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, days = newsflow(4, 900)
    monkeypatch.setattr(neighbours, "EXACT", 0)
    order = np.random.default_rng(0).permutation(len(days))
    labels = EventClusterer().fit_predict(vectors, published=days)[order]
    shuffled = EventClusterer().fit_predict(vectors[order], published=days[order])
    assert len(np.unique(labels)) < 500
    np.testing.assert_array_equal(
        labels[:, None] == labels[None, :], shuffled[:, None] == shuffled[None, :]
    )


@pytest.mark.parametrize("dated", [0, 1, 150, 300])
def test_how_many_can_be_compared(dated: int) -> None:
    _, days = newsflow(3)
    days = np.where(np.arange(300) < dated, np.nan_to_num(days, nan=20_000), np.nan)
    timeline = Timeline(days, SCALE_DAYS)
    near = np.abs(timeline.stretch[:, None] - timeline.stretch[None, :]) <= 1
    unknown = ~timeline.dated
    expected = (near | unknown[:, None] | unknown[None, :]).sum() / 300
    assert timeline.compared() == pytest.approx(expected)
