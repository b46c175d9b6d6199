"""Findings: one for each slot and pair of values, known again in the next run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from detector import Article
from detector.contrast.contraster import Contraster
from detector.contrast.findings import ScoredPair, merge
from detector.contrast.matters import join_inferred
from detector.contrast.reading import read_sentences
from detector.contrast.relation import relate
from detector.contrast.score import Candidate
from detector.contrast.signals.inference import inference_clash
from detector.detection import Disagreement, Group
from detector.embedding import TextEncoder

LOW = "At the mine near Orsk 37 people were killed, the ministry said."
LOW_AGAIN = "The ministry put the number of people killed at the Orsk mine at 37."
HIGH = "At the mine near Orsk 62 people were killed, rescuers said."
OTHER = "At the mine near Orsk 75 people were killed, a union said."


@pytest.fixture(scope="module")
def contraster() -> Contraster:
    return Contraster(TextEncoder().encode, None, least_score=0.0)


def article(name: str, hour: int, text: str) -> Article:
    return Article(name, "", text, published=datetime(2020, 5, 4, hour, tzinfo=UTC))


def contrast(contraster: Contraster, *articles: Article) -> list[Disagreement]:
    ids = tuple(a.id for a in articles)
    return contraster.contrast(Group("g", ids, ids[0], (), 0.8), articles)


def test_all_outlets_of_a_side_are_named_once(contraster: Contraster) -> None:
    (finding,) = contrast(
        contraster, article("a", 1, LOW), article("b", 2, LOW_AGAIN), article("c", 3, HIGH)
    )
    assert set(finding.left.article_ids) == {"a", "b"}
    assert finding.right.article_ids == ("c",)


def test_a_copy_is_named_on_its_side(contraster: Contraster) -> None:
    (finding,) = contrast(
        contraster, article("a", 1, LOW), article("b", 2, LOW), article("c", 3, HIGH)
    )
    assert finding.left.article_ids == ("a", "b")


def test_later_reports_keep_the_fingerprint(contraster: Contraster) -> None:
    first = contrast(contraster, article("b", 1, LOW), article("c", 3, HIGH))
    more = contrast(
        contraster,
        article("b", 1, LOW),
        article("c", 3, HIGH),
        article("a", 5, LOW_AGAIN),
        article("d", 6, HIGH.replace("rescuers said", "it was learnt")),
    )
    assert first[0].fingerprint in {finding.fingerprint for finding in more}


def test_another_place_in_another_article_keeps_the_fingerprint(contraster: Contraster) -> None:
    first = contrast(contraster, article("b", 1, LOW), article("c", 3, HIGH))
    moved = contrast(
        contraster, article("x", 1, f"It was a dark day.\n\n{LOW}"), article("y", 3, HIGH)
    )
    assert first[0].fingerprint in {finding.fingerprint for finding in moved}


def test_other_values_are_another_finding(contraster: Contraster) -> None:
    first = contrast(contraster, article("b", 1, LOW), article("c", 3, HIGH))
    other = contrast(contraster, article("b", 1, LOW), article("c", 3, OTHER))
    assert first[0].fingerprint != other[0].fingerprint


def test_other_scores_keep_the_fingerprint_but_choose_the_quote(contraster: Contraster) -> None:
    articles = [article("a", 1, LOW), article("b", 2, LOW_AGAIN), article("c", 3, HIGH)]
    clashes = [c for c in contraster.candidates(articles) if c.clash.kind == "number"]
    scored = [
        ScoredPair(c.pair, c.clash, 0.5, relation)
        for c in clashes
        if (relation := relate(c.pair, c.clash))
    ]
    assert len(scored) == 2
    quoted = set()
    fingerprints = set()
    for favoured in scored:
        turned = [replace(s, score=0.9 if s is favoured else 0.4) for s in scored]
        (finding,) = merge("g", turned, 0.6)
        quoted.add(finding.left.text)
        fingerprints.add(finding.fingerprint)
    assert len(quoted) == 2
    assert len(fingerprints) == 1


FRIDAY = "The fire at the Orsk mill began late on Friday evening."
FRIDAY_AGAIN = "The fire at the Orsk mill broke out late on Friday evening, firemen said."
SATURDAY = "The fire at the Orsk mill began in the small hours of Saturday."
COST = "Rebuilding the Orsk mill would cost 40 million euros, its owner said."
NO_COST = "Its owner will not rebuild the Orsk mill, he told workers."


def inferred(contraster: Contraster, *articles: Article) -> list[ScoredPair]:
    """What comes of a model that is sure of every pair of sentences."""
    sure = np.array([0.02, 0.03, 0.95], np.float32)
    pairs = contraster.pairs(read_sentences(articles))
    candidates = [
        Candidate(pair, clash, (sure, sure))
        for pair in pairs
        if (clash := inference_clash(pair, (sure, sure)))
    ]
    return [ScoredPair(c.pair, c.clash, 0.9, "contradiction") for c in join_inferred(candidates)]


def test_inferred_clashes_about_one_matter_are_one_finding(contraster: Contraster) -> None:
    scored = inferred(
        contraster,
        article("a", 1, FRIDAY),
        article("b", 2, SATURDAY),
        article("c", 3, FRIDAY_AGAIN),
    )
    friday_and_saturday = [s for s in scored if SATURDAY in (s.pair.left.text, s.pair.right.text)]
    assert len(friday_and_saturday) == 2
    (finding,) = merge("g", friday_and_saturday, 0.5)
    sides = {finding.left.article_ids, finding.right.article_ids}
    assert sides == {("a", "c"), ("b",)}


def test_inferred_clashes_about_other_matters_stay_apart(contraster: Contraster) -> None:
    scored = inferred(
        contraster,
        article("a", 1, f"{FRIDAY} {COST}"),
        article("b", 2, f"{SATURDAY} {NO_COST}"),
    )
    findings = merge("g", scored, 0.5)
    quoted = {(finding.left.text, finding.right.text) for finding in findings}
    assert {(FRIDAY, SATURDAY), (COST, NO_COST)} <= quoted
