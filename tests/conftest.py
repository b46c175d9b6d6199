from __future__ import annotations

from pathlib import Path

import pytest

from detector import Detection, Detector, Settings, read_articles

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="session")
def fixture_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The defaults, with a cache of the test run's own."""
    return Settings(cache_folder=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def fixture_detection(fixture_settings: Settings) -> Detection:
    """The main job on our own corpora, run once."""
    return Detector(fixture_settings).detect(read_articles(FIXTURES / "articles"))
