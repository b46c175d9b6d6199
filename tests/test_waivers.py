"""Waivers: how they are written, what they settle, and what is said of useless ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector import Article, Detection, read_articles
from detector.article import Place
from detector.detection import Disagreement, DuplicateSet, Group, Quote
from detector.settlement import Waiver
from detector.waivers import apply_waivers, read_waiver_file, waiver_files, waivers_in

TODAY = date(2026, 11, 1)
HERE = Place("waivers.toml", 1)
PRINT = "0123456789abcdef"


@pytest.fixture
def detection() -> Detection:
    """One disagreement of a and b with c on the side of b; c is a copy of b."""
    articles = tuple(
        Article(name, "", f"{name} died.", place=Place(f"corpus/north/{name}.txt", 1))
        for name in "abcd"
    )
    left, right = Quote("a", "a died.", 0, 7), Quote("b", "b died.", 0, 7, also=("c",))
    finding = Disagreement(
        "g", left, right, "number", "contradiction", 0.9, "They differ.", "count", PRINT
    )
    group = Group("g", ("a", "b", "c", "d"), "a", (DuplicateSet("near", ("b", "c"), 0.8),), 0.7)
    return Detection(articles, (group,), (finding,))


def waiver(code: str = "CON101", *articles: str, **more: object) -> Waiver:
    return replace(Waiver(code, HERE, "file", articles), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "valid",
    [
        waiver("CON101", "a"),
        waiver("CON", "c"),
        waiver("CON101", "b", "a"),
        waiver("CON101", "a", "c"),
        waiver("CON101", "a.txt", "north/b.txt"),
        waiver("CON101", "corpus/north/*.txt", "b"),
        waiver("CON101", fingerprint=PRINT),
        waiver("CON101", "b", fingerprint=PRINT),
        waiver("CON101", "a", expires=TODAY),
    ],
)
def test_what_a_waiver_settles(detection: Detection, valid: Waiver) -> None:
    applied = apply_waivers(detection, [valid], TODAY)
    assert applied.disagreements == ()
    assert [(s.finding, s.waiver) for s in applied.settled] == [(detection.disagreements[0], valid)]
    assert applied.duplicates == detection.duplicates
    assert applied.problems == ()
    assert not applied.fails("dispute")


@pytest.mark.parametrize(
    ("useless", "reason"),
    [
        (waiver("CON102", "a"), "CON102 a waives nothing"),
        (waiver("CON101", "d"), "CON101 d waives nothing"),
        (waiver("CON101", "a", "d"), "waives nothing"),
        (waiver("CON101", "b", "c"), "waives nothing"),
        (waiver("CON101", "orth/b.txt"), "waives nothing"),
        (waiver("CON101", "d", fingerprint=PRINT), "waives nothing"),
        (waiver("CON101", fingerprint="f" * 16), "waives nothing"),
        (waiver("CON101", "a", expires=date(2026, 10, 31)), "expired on 2026-10-31"),
    ],
)
def test_useless_waivers_are_named(detection: Detection, useless: Waiver, reason: str) -> None:
    applied = apply_waivers(detection, [useless], TODAY)
    assert applied.disagreements == detection.disagreements
    assert applied.settled == ()
    (problem,) = applied.problems
    assert (problem.place, problem.lost) == (HERE, False)
    assert reason in problem.reason


def test_copies_are_waived_too(detection: Detection) -> None:
    applied = apply_waivers(detection, [waiver("DUP102", "b", "c")], TODAY)
    assert applied.duplicates == ()
    assert applied.disagreements == detection.disagreements


def test_a_waiver_is_of_use_where_the_finding_is_not_shown(detection: Detection) -> None:
    sunk = replace(detection, disagreements=(), review=detection.disagreements)
    assert apply_waivers(sunk, [waiver("CON", "a")], TODAY) == sunk
    hidden = replace(detection, settings={"updates": "hide"})
    assert apply_waivers(hidden, [waiver("UPD101", "a")], TODAY).problems == ()


def test_the_order_of_waivers_changes_no_finding(detection: Detection) -> None:
    two = [waiver("CON", "a"), waiver("CON101", "b")]
    one, other = (apply_waivers(detection, order, TODAY) for order in (two, two[::-1]))
    assert one.findings == other.findings
    assert one.problems == other.problems == ()


LONG = "con101 b.txt until 2027-01-31 the desk knows"
TEXT = "title: One\n\nIt rained.\n"


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.txt", f"detector-waive: {LONG}\n{TEXT}", 1),
        ("a.txt", f"source: Wire\nDetector-Waive: {LONG}\n{TEXT}", 2),
        (
            "a.md",
            "---\ntitle: One\ndetector-waive:\n  - DUP101 *\n"
            "  - CON101 b.txt until 2027-01-31 the desk knows\n---\n\nIt rained.\n",
            5,
        ),
        (
            "a.jsonl",
            '\n{"text": "It rained.", "id": "a",'
            ' "detector-waive": "CON101 b.txt until 2027-01-31 the desk knows"}\n',
            2,
        ),
        (
            "a.csv",
            "id,text,detector-waive\na,It rained.,CON101 b.txt until 2027-01-31 the desk knows\n",
            2,
        ),
    ],
)
def test_waivers_in_articles(tmp_path: Path, name: str, content: str, line: int) -> None:
    path = tmp_path / name
    path.write_text(content)
    (article,) = read_articles(str(path))
    found = waivers_in([article])[-1]
    assert article.text == "It rained."
    assert (found.place.source, found.place.line) == (str(path), line)
    assert found == Waiver(
        "CON101",
        found.place,
        "article",
        (article.id, "b.txt"),
        None,
        date(2027, 1, 31),
        "the desk knows",
    )


def test_an_article_waives_findings_about_itself_alone(detection: Detection) -> None:
    a, b, c, d = detection.articles
    other = replace(d, extra={"detector-waive": [f"CON101 {PRINT}", "CON *", "CON b"]})
    applied = apply_waivers(detection, waivers_in([other]), TODAY)
    assert applied.disagreements == detection.disagreements
    assert len(applied.problems) == 3
    own = replace(a, extra={"detector-waive": f"CON101 {PRINT}"})
    assert apply_waivers(detection, waivers_in([own, b, c]), TODAY).disagreements == ()


def test_what_comes_from_the_web_waives_nothing() -> None:
    article = Article("a", "", "It rained.", extra={"detector-waive": "CON *"})
    assert waivers_in([replace(article, place=Place("https://news.example/feed.jsonl", 3))]) == []
    assert len(waivers_in([article])) == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("CON101", "must be text such as"),
        ({"code": "CON101"}, "must be text such as"),
        (["CON101 b", 7], "must be text such as"),
        ("XYZ b", "no rule 'XYZ'"),
        ("CON101 b until soon", "'soon' is no date"),
    ],
)
def test_malformed_waivers_in_articles(value: object, reason: str) -> None:
    article = Article(
        "a", "", "It rained.", place=Place("feed.jsonl", 3), extra={"detector-waive": value}
    )
    with pytest.raises(ValueError, match=r"^feed\.jsonl:3: .*") as raised:
        waivers_in([article])
    assert reason in str(raised.value)


WAIVERS = """# what we know
[[waive]]
code = "con101"
articles = ["one.txt", "two.txt"]
expires = 2027-01-31
reason = "corrected"

  [[ waive ]]
code = "DUP"
fingerprint = "0123456789abcdef"
"""


def test_a_waiver_file(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(WAIVERS)
    first, second = read_waiver_file(path)
    assert first == Waiver(
        "CON101",
        Place(str(path), 2, 1),
        "file",
        ("one.txt", "two.txt"),
        None,
        date(2027, 1, 31),
        "corrected",
    )
    assert (second.place.line, second.fingerprint) == (8, PRINT)
    path.write_text('waive = [{code = "CON", articles = ["a"]}, {code = "X"}]')
    with pytest.raises(ValueError, match=r"waivers\.toml:1: no rule 'X'|names articles"):
        read_waiver_file(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("waive = ", "not valid TOML"),
        ("[waiver]\ncode = 1", "and nothing else"),
        ("waive = 1", "and nothing else"),
        ("[[waive]]\narticles = ['a']", ":1: a waiver needs a rule code"),
        ("\n[[waive]]\ncode = 'CON1O1'\narticles = ['a']", ":2: no rule 'CON1O1'"),
        ("[[waive]]\ncode = 'CON'", ":1: a waiver names articles or a fingerprint"),
        ("[[waive]]\ncode = 'CON'\narticles = 'a'", "articles must be a list"),
        ("[[waive]]\ncode = 'CON'\nfingerprint = '12'", "'12' is no fingerprint"),
        ("[[waive]]\ncode = 'CON'\narticle = 'a'", "has no 'article'"),
        ("[[waive]]\ncode = 'CON'\narticles = ['a']\nexpires = 1", "1 is no date"),
        ("[[waive]]\ncode = 'CON'\narticles = ['a']\nexpires = 2027-01-01T00:00:00", "no date"),
    ],
)
def test_malformed_waiver_files(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"^\S*waivers\.toml:") as raised:
        read_waiver_file(path)
    assert reason in str(raised.value)


def test_an_absent_waiver_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"absent\.toml: no such waiver file"):
        read_waiver_file(tmp_path / "absent.toml")


def test_waiver_files_are_found_and_not_read_as_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    for folder in (Path(), Path("corpus")):
        (folder / "detector-waivers.toml").write_text("")
    Path("corpus/a.txt").write_text("It rained.\n\nIt rained on Monday.")
    assert waiver_files(["corpus", "corpus/a.txt", "."]) == [
        Path("detector-waivers.toml"),
        Path("corpus/detector-waivers.toml"),
    ]
    assert [str(a.place) for a in read_articles("corpus")] == ["corpus/a.txt:1"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.sampled_from(["CON101 b", "CON101 .", "CON *", ""]))
def test_any_text_is_a_waiver_or_an_error_with_its_place(
    detection: Detection, text: str, start: str
) -> None:
    article = Article(
        "a",
        "",
        "It rained.",
        place=Place("feed.jsonl", 3),
        extra=json.loads(json.dumps({"detector-waive": start + text})),
    )
    told = ""
    try:
        (found,) = waivers_in([article])
    except ValueError as error:
        told = str(error)
    if told:
        assert told.startswith("feed.jsonl:3: ")
    else:
        assert found.articles[0] == "a"
        applied = apply_waivers(detection, [found], TODAY)
        assert len(applied.settled) + len(applied.problems) >= 1
