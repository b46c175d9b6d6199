from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from detector.article import Article
from detector.grouping.evidence import MEASURES, PairWeights
from detector.grouping.merging import (
    MERGE_MEASURES,
    SALIENT_TERMS,
    Tree,
    clusters,
    grow,
    salient_terms,
    shipped_merge_weights,
)
from detector.grouping.terms import article_terms


def grown(probability: np.ndarray, texts: Sequence[str] | None = None) -> Tree:
    """Grow a tree over a symmetric matrix of probabilities, which stand for cosines too."""
    own = probability[np.triu_indices(len(probability), k=1)]
    terms = None if texts is None else article_terms([Article(t, "", t) for t in texts])
    measures = np.zeros((len(own), len(MEASURES["vectors and terms"])))
    measures[:, 0] = own
    return grow(own, measures, terms)


def random_probability(seed: int, size: int) -> np.ndarray:
    half = np.triu(np.random.default_rng(seed).random((size, size)).round(6), k=1)
    return half + half.T


@given(seed=st.integers(0, 10**6), size=st.integers(2, 12))
@settings(max_examples=40, deadline=None)
def test_measures_are_those_of_the_branches_compared_pair_by_pair(seed: int, size: int) -> None:
    probability = random_probability(seed, size)
    tree = grown(probability)
    names = MERGE_MEASURES["vectors"]
    members = tree.members()
    for merge, branches in enumerate(tree.branches):
        left, right = (members[branch] for branch in branches)
        between = probability[np.ix_(left, right)].mean()
        assert tree.probability[merge] == pytest.approx(between)
        within = [probability[a, b] for side in (left, right) for a, b in combinations(side, 2)]
        gap = (sum(within) + 3 * between) / (len(within) + 3) - between
        measured = dict(zip(names, tree.measures[merge], strict=True))
        assert measured["cosine gap"] == pytest.approx(gap, abs=1e-5)
        smaller = min(5, len(left), len(right))
        assert measured["log size of the smaller"] == pytest.approx(np.log(smaller), abs=1e-5)


@given(seed=st.integers(0, 10**6), size=st.integers(2, 12))
@settings(max_examples=40, deadline=None)
def test_a_cut_takes_the_topmost_accepted_merges(seed: int, size: int) -> None:
    tree = grown(random_probability(seed, size))
    accepted = np.random.default_rng(seed).random(size - 1) < 0.5
    members = tree.members()
    expected = {frozenset([article]) for article in range(size)}
    for merge in range(size - 1):  # later merges hold earlier ones and replace them
        if accepted[merge]:
            whole = frozenset(members[size + merge].tolist())
            expected = {part for part in expected if not part <= whole} | {whole}
    labels = tree.cut(accepted)
    found = {frozenset(np.flatnonzero(labels == label).tolist()) for label in labels}
    assert found == expected
    assert all(labels[label] == label for label in labels)


def test_two_tight_branches_part_where_a_loose_one_of_equal_mean_stays_whole() -> None:
    tight = np.full((8, 8), 0.6)
    tight[:4, :4] = tight[4:, 4:] = 0.99
    loose = np.full((8, 8), 0.6)
    weights = shipped_merge_weights("vectors")
    assert clusters(grown(tight), weights, 0.38).tolist() == [0] * 4 + [4] * 4
    assert clusters(grown(loose), weights, 0.38).tolist() == [0] * 8


def test_own_terms_are_what_one_branch_is_about_and_the_other_never_says() -> None:
    texts = ["The champion Klimov beat Rademann."] * 3 + ["The champion Klimov beat Tomasson."] * 3
    probability = np.full((6, 6), 0.8)
    probability[:3, :3] = probability[3:, 3:] = 0.95
    names = MERGE_MEASURES["vectors and terms"]
    own = names.index("own terms of the less distinct")
    assert grown(probability, texts).measures[-1, own] == pytest.approx(3 / 4)
    assert grown(probability, texts[:1] * 6).measures[-1, own] == 0


def test_salient_terms_are_the_weightiest() -> None:
    row = np.arange(1, 31, dtype=float)
    salient = salient_terms(csr_matrix([row, np.zeros(30), row * (row < 3)]))
    assert salient[0].tolist() == list(range(29, 29 - SALIENT_TERMS, -1))
    assert salient[1].tolist() == [-1] * SALIENT_TERMS
    assert salient[2, :3].tolist() == [1, 0, -1]


def test_shipped_weights_fit_the_measures() -> None:
    for name, measures in MERGE_MEASURES.items():
        weights = shipped_merge_weights(name)
        by_measure = dict(zip(measures, weights.coefficients, strict=True))
        # With terms, what the leads say of each other stands for the mean odds.
        for_one = "log odds between" if name == "vectors" else "lead said by the other, at most"
        assert by_measure[for_one] > 0 > by_measure["log odds gap"]


def test_the_less_likely_never_merge() -> None:
    certain = PairWeights(9.0, np.zeros(len(MERGE_MEASURES["vectors"])))
    assert clusters(grown(np.full((3, 3), 0.29)), certain, 0.38).tolist() == [0, 1, 2]
    assert clusters(grown(np.full((3, 3), 0.31)), certain, 0.38).tolist() == [0, 0, 0]
