from __future__ import annotations

import pytest

from detector import Article, Detector, Settings
from detector.contrast.scope import foreign_language

ENGLISH = "Rescuers pulled 12 miners from the shaft near Orsk on Monday, the ministry said."
SPANISH = "Los equipos de rescate sacaron a 12 mineros del pozo cerca de Orsk, dijo el ministerio."
GERMAN = "Retter holten am Montag zwölf Bergleute aus dem Schacht bei Orsk, teilte das Amt mit."
RUSSIAN = "Спасатели подняли двенадцать горняков из шахты под Орском, сообщило министерство."


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH, None), (SPANISH, "es"), (GERMAN, "de"), (RUSSIAN, "ru")]
)
def test_language(text: str, language: str | None) -> None:
    assert foreign_language(Article("a", "", text)) == language


def test_what_is_too_short_to_tell_is_read() -> None:
    assert foreign_language(Article("a", "", "Orsk: 12 muertos")) is None


def test_other_languages_are_said_to_be_out_of_scope(fixture_settings: Settings) -> None:
    articles = [
        Article("a", "12 mineros rescatados en Orsk", SPANISH),
        Article("b", "14 mineros rescatados en Orsk", SPANISH.replace("12", "14")),
    ]
    detection = Detector(fixture_settings).detect(articles)
    assert len(detection.groups) == 1
    assert detection.disagreements == detection.review == ()
    assert [problem.lost for problem in detection.problems] == [False, False]
    assert "(es): grouped, but not searched for disagreements" in detection.problems[0].reason
