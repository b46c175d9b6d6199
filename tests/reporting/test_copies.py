"""How copies and origins are told in every format that shows them."""

from __future__ import annotations

import json

import pytest

from detector.article import Article
from detector.detection import CopyEvidence, Detection, DuplicateSet, Group
from detector.reporting import render

WIRE = "At least 37 workers died in the mill at Storholm."


@pytest.fixture
def syndicated() -> Detection:
    articles = (
        Article("a", "Fire in the mill", WIRE, "Courier"),
        Article("b", "Mill fire", WIRE, "Herald [East]"),
        Article("c", "Mill burns", "The mill at Storholm is on fire.", "Gazette"),
    )
    evidence = (CopyEvidence("b", 0.8, 0.94, agency="Reuters"),)
    copies = DuplicateSet("syndicated", ("a", "b"), 0.94, evidence)
    return Detection(articles, (Group("g", ("a", "b", "c"), "a", (copies,), 0.8, origins=2),))


@pytest.mark.parametrize("format", ["markdown", "html", "terminal"])
def test_groups_tell_their_origins(syndicated: Detection, format: str) -> None:
    assert "3 reports of 2 origins" in render(syndicated, format).decode()


@pytest.mark.parametrize("format", ["markdown", "github", "sarif"])
def test_copies_tell_their_evidence(syndicated: Detection, format: str) -> None:
    page = render(syndicated, format).decode()
    assert "94 % of words in order, Reuters" in page.replace("%25", "%")
    assert "DUP104" in page
    assert "[East]" not in page or format == "github"


def test_sarif_holds_the_evidence(syndicated: Detection) -> None:
    (result,) = json.loads(render(syndicated, "sarif"))["runs"][0]["results"]
    assert result["properties"]["evidence"][0]["agency"] == "Reuters"


def test_results_of_older_versions_are_read(syndicated: Detection) -> None:
    plain = syndicated.to_dict()
    del plain["groups"][0]["origins"], plain["groups"][0]["duplicates"][0]["evidence"]
    old = Detection.from_json(json.dumps(plain))
    assert old.duplicates[0].evidence == ()
    assert "3 reports" in render(old, "markdown").decode()
    assert "origin" not in render(old, "terminal").decode()
