from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from detector import Settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_arguments_win_over_environment_over_file(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / "detector.toml").write_text("min-score = 0.6\nreview-score = 0.1\n")
    assert Settings.load().min_score == 0.6
    monkeypatch.setenv("DETECTOR_MIN_SCORE", "0.7")
    assert Settings.load().min_score == 0.7
    assert Settings.load(min_score=0.8).min_score == 0.8
    assert Settings.load(min_score=0.8).review_score == 0.1


def test_pyproject_table(empty_folder: Path) -> None:
    (empty_folder / "pyproject.toml").write_text("[tool.detector]\nupdates = 'hide'\n")
    assert Settings.load().updates == "hide"


def test_unknown_name_is_an_error(empty_folder: Path) -> None:
    (empty_folder / "detector.toml").write_text("min_scoer = 0.6\n")
    with pytest.raises(ValidationError, match="min_scoer"):
        Settings.load()


def test_out_of_range_is_an_error() -> None:
    with pytest.raises(ValidationError, match="min_score"):
        Settings.load(min_score=1.5)


def test_broken_file_is_named(empty_folder: Path) -> None:
    (empty_folder / "detector.toml").write_text("min_score = = 1\n")
    with pytest.raises(ValueError, match=r"detector\.toml: not valid TOML"):
        Settings.load()
    with pytest.raises(ValueError, match="no such settings file"):
        Settings.load(empty_folder / "absent.toml")


def test_results_do_not_depend_on_how_it_was_run() -> None:
    assert Settings.load(batch_size=3, cache=False).for_result() == Settings.load().for_result()
