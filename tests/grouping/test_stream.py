from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.grouping import EventClusterer
from detector.grouping.stream import continued


def newsflow(seed: int, events: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Reports of events over 200 days, in order of time."""
    generator = np.random.default_rng(seed)
    event = np.repeat(np.arange(events), generator.integers(1, 7, events))
    directions = generator.normal(size=(events, 64))
    vectors = directions[event] + 0.5 * generator.normal(size=(len(event), 64))
    days = generator.uniform(0, 200, events)[event] + generator.exponential(1, len(event))
    order = np.argsort(days)
    return vectors[order].astype(np.float32), days[order]


def streamed(vectors: np.ndarray, days: np.ndarray, calls: int) -> EventClusterer:
    clusterer = EventClusterer()
    for part in np.array_split(np.arange(len(days)), calls):
        clusterer.partial_fit(vectors[part], published=days[part])
    return clusterer


@given(seed=st.integers(0, 10**6), calls=st.integers(1, 12))
@settings(max_examples=10, deadline=None)
def test_a_stream_is_clustered_like_a_batch(seed: int, calls: int) -> None:
    vectors, days = newsflow(seed)
    together = streamed(vectors, days, calls).labels_
    batch = EventClusterer().fit_predict(vectors, published=days)
    agree = (together[:, None] == together) == (batch[:, None] == batch)
    assert agree.all(axis=1).mean() > 0.98


def test_what_is_past_is_let_go_and_keeps_its_label() -> None:
    vectors, days = newsflow(1)
    clusterer = EventClusterer()
    half = len(days) // 2
    clusterer.partial_fit(vectors[:half], published=days[:half])
    before = clusterer.labels_.copy()
    later = vectors[half:], days[half:] + 100
    clusterer.partial_fit(later[0], published=later[1])
    assert clusterer.labels_[:half].tolist() == before.tolist()
    assert len(clusterer.labels_) == len(days)
    assert len(clusterer._held.number) < half
    assert clusterer.labels_[half:].min() > before.max()


def test_a_group_keeps_its_label_as_it_grows() -> None:
    story, other = np.eye(2, 8)
    clusterer = EventClusterer().partial_fit([other, story], published=[0.0, 0.1])
    clusterer.partial_fit([story + 0.01, story + 0.02], published=[1.0, 1.1])
    assert clusterer.labels_.tolist() == [0, 1, 1, 1]


def test_merged_groups_go_on_under_the_larger_ones_label() -> None:
    earlier = np.array([0, 1, 1, 2])
    assert continued(earlier, np.arange(6), np.array([7, 7, 7, 9, 9, 3])).tolist() == [
        *[1, 1, 1],
        *[2, 2],
        3,
    ]


def test_a_parted_group_goes_on_in_its_larger_part() -> None:
    earlier = np.array([4, 4, 4, 0])
    assert continued(earlier, np.array([0, 1, 2, 4]), np.array([5, 8, 8, 1])).tolist() == [
        *[5, 4, 4],
        0,
        6,
    ]


def test_a_new_fit_begins_anew() -> None:
    vectors, days = newsflow(2)
    clusterer = streamed(vectors, days, 3)
    again = clusterer.fit(vectors[:5], published=days[:5])
    assert len(again.labels_) == 5
    assert len(again.partial_fit(vectors[:3], published=days[:3]).labels_) == 3


def test_calls_that_do_not_fit_together() -> None:
    clusterer = EventClusterer().partial_fit(np.eye(3), terms=np.eye(3, 4))
    with pytest.raises(ValueError, match="every call"):
        clusterer.partial_fit(np.eye(3))
    with pytest.raises(ValueError, match="2 terms now, 4 before"):
        clusterer.partial_fit(np.eye(3), terms=np.eye(3, 2))
    with pytest.raises(ValueError, match="4 features"):
        clusterer.partial_fit(np.eye(4))
