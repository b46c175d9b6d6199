"""What a test of those who keep articles sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector import Article, read_articles
from detector.baseline import Baseline
from detector.detection import fingerprint
from detector.testing import assert_consistent

FERRY = (
    "The ferry Santa Odila turned over in the Calbera Strait on Monday evening. {} people were "
    "killed, the coast guard said."
)


@pytest.fixture(autouse=True)
def own_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # The same for all tests, so that the models are loaded once.
    monkeypatch.setenv("DETECTOR_CACHE_FOLDER", str(tmp_path_factory.getbasetemp() / "vectors"))
    monkeypatch.setenv("DETECTOR_INFERENCE_MODEL", "none")


def articles(*counts: str) -> list[Article]:
    return [
        Article(f"ferry-{count}", "Ferry sinks", FERRY.format(count), source=f"Paper {count}")
        for count in counts
    ]


def test_articles_that_agree() -> None:
    assert_consistent(articles("Sixty"))


def test_articles_that_do_not_agree(tmp_path: Path) -> None:
    for count in ("Forty", "Sixty"):
        (tmp_path / f"{count}.txt").write_text("Ferry sinks\n\n" + FERRY.format(count))
    with pytest.raises(AssertionError) as raised:
        assert_consistent(read_articles(tmp_path))
    told = str(raised.value)
    assert told.startswith("the articles are not consistent: 1 finding\n\nCON101 ")
    assert "The figures for people killed differ" in told
    for count in ("Forty", "Sixty"):
        assert f"{tmp_path}/{count}.txt:3 " in told
        assert f"“{count} people were killed, the coast guard said.”" in told


def test_what_fails_is_a_matter_of_settings(tmp_path: Path) -> None:
    clashing = articles("Forty", "Sixty")
    assert_consistent(clashing, fail_on="none")
    assert_consistent(clashing, min_score=1.0)
    with pytest.raises(AssertionError, match=r"2 findings(.|\n)*DUP102 \w+ copies\n  ferry-Forty"):
        assert_consistent(clashing, fail_on="any")
    with pytest.raises(ValueError, match="min_scores"):
        assert_consistent(clashing, min_scores=1.0)


def test_a_baseline_and_waivers(tmp_path: Path) -> None:
    clashing = articles("Forty", "Sixty")
    sentences = [
        f"{count} people were killed, the coast guard said." for count in ("forty", "sixty")
    ]
    known = tmp_path / "known.json"
    Baseline({fingerprint("number", sentences): "CON101 known"}).save(known)
    assert_consistent(clashing, baseline=known)
    waivers = tmp_path / "detector-waivers.toml"
    waivers.write_text('[[waive]]\ncode = "CON"\narticles = ["ferry-Forty"]\n')
    assert_consistent(clashing)
    assert_consistent(clashing, waivers=waivers)
    with pytest.warns(UserWarning, match=r"detector-waivers\.toml:1: .* waives nothing"):
        assert_consistent(articles("Sixty"))


def test_what_cannot_be_read_fails(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "It rained in Lowmark."}\n{"text"')
    with pytest.raises(AssertionError, match=r"could be read:\n.*a\.jsonl:2: this line"):
        assert_consistent(read_articles(tmp_path / "a.jsonl"))
