"""How copies and origins are told in every format that shows them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import html

from detector.article import Article, Span
from detector.detection import CopyEvidence, Detection, DuplicateSet, Group, Settled
from detector.reporting import render

WIRE = "At least 37 workers died in the mill at Storholm."


@pytest.fixture
def syndicated() -> Detection:
    articles = (
        Article("a", "Fire in the mill", WIRE, "Courier"),
        Article("b", "Mill fire", WIRE, "Herald [East]"),
        Article("c", "Mill burns", "The mill at Storholm is on fire.", "Gazette"),
    )
    evidence = (CopyEvidence("b", 0.8, 0.94, Span(0, 25), "Reuters"),)
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


def test_page_tells_the_evidence_of_copies(syndicated: Detection) -> None:
    root = html.document_fromstring(render(syndicated, "html"))
    (copies,) = root.xpath("//details[@class='copies']")
    words = "DUP104: the same report of an agency: 94 % of words in order, Reuters"
    assert words in " ".join(copies.text_content().split())
    assert copies.xpath(".//details[not(@id)]/blockquote/p/text()") == [WIRE[:24]]


def test_page_tells_the_similarity_where_there_is_no_evidence(syndicated: Detection) -> None:
    (first, *_) = syndicated.groups
    old = replace(first, duplicates=(DuplicateSet("abridged", ("a", "b"), 0.8),))
    page = render(replace(syndicated, groups=(old,)), "html").decode()
    assert "the same text, abridged: similarity 0.80" in page


def test_settled_copies_stay_folded(syndicated: Detection) -> None:
    (found,) = syndicated.duplicates
    root = html.document_fromstring(render(syndicated.settle([Settled(found, known=True)]), "html"))
    (copies,) = root.xpath("//details[@class='copies']")
    assert "known to the baseline" in copies.text_content()
    listed = root.xpath("//section[@id='settled']//li")[0].text_content()
    assert "carried by Herald [East] (94 % of words in order, Reuters)" in listed


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
