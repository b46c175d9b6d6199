"""The main job, end to end, on our own corpora."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from detector import Article, Detection, Detector, Settings, read_articles
from detector.detection import Disagreement
from detector.pipeline import STAGES
from detector.reporting import render
from detector.reporting.schema import rows_schema
from tests.conftest import FIXTURES


def findings_about(detection: Detection, prefix: str) -> list[Disagreement]:
    return [f for f in detection.disagreements if f.left.article_id.startswith(prefix)]


def test_some_sides_signed_against_no_signature(fixture_detection: Detection) -> None:
    signed = [
        f
        for f in findings_about(fixture_detection, "libya")
        if "some sides had signed" in f.left.text + f.right.text
        and "no signature on any document" in f.left.text + f.right.text
    ]
    assert signed, "the finding that the project was begun for"
    assert signed[0].kind in ("quantifier", "polarity")
    assert signed[0].left.cue_texts
    assert signed[0].right.cue_texts


def test_a_background_story_of_the_same_minister_is_its_own_group(
    fixture_detection: Detection,
) -> None:
    (background,) = [g for g in fixture_detection.groups if "libya-10" in g.article_ids]
    assert background.article_ids == ("libya-10",)


def test_every_article_is_in_one_group(fixture_detection: Detection) -> None:
    grouped = [i for group in fixture_detection.groups for i in group.article_ids]
    assert sorted(grouped) == [article.id for article in fixture_detection.articles]


def test_quotes_are_exact(fixture_detection: Detection) -> None:
    for finding in (*fixture_detection.disagreements, *fixture_detection.review):
        for quote in (finding.left, finding.right):
            field = getattr(fixture_detection.article_by_id[quote.article_id], quote.field)
            assert field[quote.start : quote.end] == quote.text
            assert all(quote.start <= c.start < c.end <= quote.end for c in quote.cues)


def test_scores_part_findings_from_review(
    fixture_detection: Detection, fixture_settings: Settings
) -> None:
    least = fixture_settings.min_score
    assert all(f.score >= least for f in fixture_detection.disagreements)
    assert all(fixture_settings.review_score <= f.score < least for f in fixture_detection.review)


def test_the_same_bytes_in_any_order(
    fixture_detection: Detection, fixture_settings: Settings
) -> None:
    articles = list(read_articles(FIXTURES / "articles"))
    random.Random(3).shuffle(articles)
    assert Detector(fixture_settings).detect(articles).to_json() == fixture_detection.to_json()


def test_unrelated_articles_change_no_group(
    fixture_detection: Detection, fixture_settings: Settings
) -> None:
    stranger = Article("zz", "Bees return to the moor", "Beekeepers counted hives on the moor.")
    articles = [*read_articles(FIXTURES / "articles"), stranger]
    grown = Detector(fixture_settings).group(articles)
    assert {g for g in grown.groups if "zz" not in g.article_ids} == set(fixture_detection.groups)


def test_a_changed_toll_in_a_copy_is_found(fixture_settings: Settings) -> None:
    body = (
        "The ferry turned over in the strait on Monday evening. {} people were killed, the coast "
        "guard said. Divers searched the hull until dawn. The owner said the ship had been "
        "inspected in May. Relatives waited at the harbour for news of the missing."
    )
    detection = Detector(fixture_settings).detect(
        [Article("a", "", body.format("At least 37")), Article("b", "", body.format("Only 12"))]
    )
    assert [d.kind for d in detection.duplicates] == ["near"]
    assert [(f.kind, f.relation) for f in detection.disagreements] == [("number", "contradiction")]


def test_ids_must_be_unique() -> None:
    with pytest.raises(ValueError, match="'a'"):
        Detector().detect([Article("a", "", "One."), Article("a", "", "Two.")])


def test_nothing_to_do(fixture_settings: Settings) -> None:
    detection = Detector(fixture_settings).detect([])
    assert detection.groups == ()
    assert detection.disagreements == ()


def test_ten_thousand_identical_articles(fixture_settings: Settings) -> None:
    text = "The ferry turned over in the strait on Monday. At least 37 people were killed."
    articles = [Article(f"a{i:05}", "Ferry sinks", text) for i in range(10_000)]
    detection = Detector(fixture_settings).detect(articles)
    (group,) = detection.groups
    assert len(group.duplicates[0].article_ids) == 10_000
    assert detection.disagreements == ()


def test_progress_names_the_stages(fixture_settings: Settings, tmp_path: Path) -> None:
    seen: list[str] = []
    detector = Detector(fixture_settings, lambda stage, done, total: seen.append(stage))
    detector.detect([Article("a", "", "One thing."), Article("b", "", "Another matter.")])
    assert tuple(dict.fromkeys(seen)) == STAGES
    assert set(detector.seconds) == set(STAGES)


def test_a_group_that_fails_is_reported_and_sinks_nothing(
    fixture_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [
        Article("a", "Blast in Karim", "The blast in Karim killed 37 people on Monday."),
        Article("b", "Karim blast", "The blast in Karim killed 62 people on Monday."),
    ]

    def fail(*_: object) -> None:
        raise RuntimeError("strange sentence")

    detector = Detector(fixture_settings)
    monkeypatch.setattr("detector.contrast.contraster.read_sentences", fail)
    detection = detector.detect(articles)
    assert len(detection.articles) == 2
    (problem,) = detection.problems
    assert not problem.lost
    assert "RuntimeError: strange sentence" in problem.reason


def test_every_row_fits_the_schema(fixture_detection: Detection) -> None:
    validator = Draft202012Validator(rows_schema())
    for line in render(fixture_detection, "jsonl").splitlines():
        assert list(validator.iter_errors(json.loads(line))) == []
