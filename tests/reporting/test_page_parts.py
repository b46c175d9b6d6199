"""What the HTML report is made of: map, chart, full texts, selections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector import read_articles
from detector.article import Article, Span
from detector.detection import Detection, Disagreement, Group, Quote
from detector.reporting.chart import MOST_PERIODS, findings_over_time
from detector.reporting.corpus_map import MOST_POINTS, corpus_map
from detector.reporting.full_text import paragraphs
from detector.reporting.quoted import repeated_by_article, said_by_article
from detector.reporting.selection import Selection
from detector.reporting.summary import stories
from tests.conftest import FIXTURES

from .large import large_detection


@pytest.fixture(scope="module")
def large() -> Detection:
    return large_detection(20, 6)


def quoting(article: Article, spans: Sequence[tuple[int, int]]) -> list[Disagreement]:
    quotes = [Quote(article.id, article.text[a:b], a, b) for a, b in spans]
    return [
        Disagreement("g", quote, quote, "number", "update", 0.5, "", "", f"{place:016x}")
        for place, quote in enumerate(quotes)
    ]


@given(
    text=st.text(st.sampled_from("ab \n."), max_size=60),
    spans=st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=5),
)
def test_full_text_keeps_every_character(text: str, spans: list[tuple[int, int]]) -> None:
    article = Article("a", "", text)
    findings = quoting(article, spans)
    said = said_by_article(findings).get("a", ())
    found = list(paragraphs(article, "text", said))
    shown = "\n".join("".join(passage.text for passage in line) for line in found)
    kept = [line for line in text.split("\n") if line.strip()]
    assert [line for line in shown.split("\n") if line.strip()] == kept
    anchors = [passage.anchor for line in found for passage in line if passage.anchor]
    assert len(anchors) == len({sentence.quote.start for sentence in said})
    assert len(anchors) == len(set(anchors))


def test_full_text_marks_what_is_quoted() -> None:
    article = Article("a", "", "One man died. Two men fled.\n\nNobody knows why.")
    (first, second) = paragraphs(
        article, "text", said_by_article(quoting(article, [(14, 27)]))["a"]
    )
    assert [(p.text, len(p.findings)) for p in first] == [
        ("One man died. ", 0),
        ("Two men fled.", 1),
    ]
    assert [p.text for p in second] == ["Nobody knows why."]


def test_a_sentence_is_said_once_with_all_its_cues(detection: Detection) -> None:
    first, second, *_ = detection.disagreements
    more = replace(second, left=replace(second.left, cues=(Span(0, 2),)))
    (said,) = said_by_article([first, more])["a"]
    assert [cue.start for cue in said.quote.cues] == [0, first.left.cues[0].start]
    assert said.findings == (first, more)
    assert repeated_by_article([first, more]) == {"c": (first, more)}


def test_map_puts_reports_of_a_story_together(large: Detection) -> None:
    told = stories(large)
    points = corpus_map(large, told)
    assert {point.article_id for point in points} == set(large.article_by_id)
    assert all(0 <= point.x <= 1 and 0 <= point.y <= 1 for point in points)
    assert points == corpus_map(large, told)


def test_map_of_our_own_corpora_keeps_neighbours() -> None:
    articles = tuple(read_articles(FIXTURES / "articles"))
    corpora: defaultdict[str, list[str]] = defaultdict(list)
    for article in articles:
        assert article.place is not None
        corpora[article.place.source].append(article.id)
    groups = tuple(Group(name, tuple(ids), ids[0], (), 1.0) for name, ids in corpora.items())
    detection = Detection(articles, groups)
    points = corpus_map(detection, stories(detection))
    right = 0
    for point in points:
        others = (other for other in points if other is not point)
        nearest = min(others, key=lambda o: (o.x - point.x) ** 2 + (o.y - point.y) ** 2)
        right += nearest.group_id == point.group_id
    shared = sum(point.rank is not None for point in points)
    assert right / shared > 0.75


@pytest.mark.parametrize("text", ["", "the of and", "same words", "\ud800\x00"])
def test_no_map_where_words_do_not_suffice(text: str) -> None:
    articles = tuple(Article(f"a{number}", "", text) for number in range(8))
    groups = tuple(Group(f"g{a.id}", (a.id,), a.id, (), 1.0) for a in articles)
    assert corpus_map(Detection(articles, groups), []) == ()


def test_map_is_bounded() -> None:
    many = large_detection(400, 0)
    many = replace(many, articles=tuple(replace(a, text=a.text[:80]) for a in many.articles))
    assert len(many.articles) > MOST_POINTS
    assert len(corpus_map(many, stories(many))) == MOST_POINTS


@given(days=st.lists(st.integers(0, 3_000_000), min_size=2, max_size=6))
def test_chart_counts_every_dated_finding(days: list[int]) -> None:
    start = datetime(1, 1, 1, tzinfo=UTC)
    articles = tuple(
        Article(f"a{place}", "", "x", published=start + timedelta(days=day))
        for place, day in enumerate(days)
    )
    quotes = [Quote(article.id, "x", 0, 1) for article in articles]
    findings = tuple(
        Disagreement("g", quote, quote, "number", "dispute", 0.5, "", "", str(place))
        for place, quote in enumerate(quotes)
    )
    chart = findings_over_time(Detection(articles, (), findings))
    assert sum(period.total for period in chart.periods) == len(days)
    assert sum(bar.count for bar in chart.bars) == len(days)
    assert len(chart.periods) <= (100 if chart.unit == "century" else MOST_PERIODS)
    assert chart.periods[0].total
    assert chart.periods[-1].total


def test_chart_names_its_periods(detection: Detection) -> None:
    chart = findings_over_time(detection)
    assert (chart.unit, [period.label for period in chart.periods]) == ("day", ["2020-01-14"])
    assert chart.periods[0].counts == {"contradiction": 6, "update": 6, "dispute": 6}


def test_no_chart_without_dates(clean: Detection) -> None:
    assert findings_over_time(clean).periods == ()


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({}, lambda f: True),
        ({"kind": "date"}, lambda f: f.kind == "date"),
        ({"score": "0.7"}, lambda f: f.score >= 0.7),
        ({"relation": "update"}, lambda f: f.relation == "update"),
        ({"search": "DIFFER  g-00003"}, lambda f: f.group_id == "g-00003"),
    ],
)  # fmt: skip
def test_selection_chooses(large: Detection, query: dict[str, str], fits: object) -> None:
    chosen = Selection.of_query(query).choose(large)
    assert chosen == [finding for finding in large.disagreements if fits(finding)]  # type: ignore[operator]
    assert chosen


def test_selection_sorts(large: Detection) -> None:
    def times(sort: str) -> list[datetime | None]:
        chosen = Selection.of_query({"sort": sort}).choose(large)
        return [large.article_by_id[f.right.article_id].published for f in chosen]

    assert times("newest") == sorted(times("newest"), reverse=True)  # type: ignore[type-var]
    assert times("oldest") == sorted(times("oldest"))  # type: ignore[type-var]
    by_story = [f.group_id for f in Selection.of_query({"sort": "story"}).choose(large)]
    assert len(by_story) == 120
    assert sum(one != other for one, other in pairwise(by_story)) == 19


def test_selection_finds_the_page_of_a_finding(large: Detection) -> None:
    last = large.disagreements[-1].fingerprint
    assert Selection().showing(last, large).page == 3
    assert Selection(kind="date").showing("f" * 16, large) == Selection(kind="date")


@given(
    st.builds(
        Selection,
        kind=st.sampled_from(["", "date"]),
        outlet=st.text(max_size=5),
        search=st.text(max_size=5),
        score=st.floats(0, 1),
        page=st.integers(1, 999),
    )
)
def test_selection_and_address_are_one(selection: Selection) -> None:
    assert Selection.of_query(dict(parse_qsl(selection.address()[1:]))) == selection


@pytest.mark.parametrize(
    "query",
    [{"kind": "x"}, {"score": "nan"}, {"score": "2"}, {"page": "0"}, {"page": "-1"},
     {"page": "9" * 5000}, {"sort": "<b>"}, {"status": "all"}],
)  # fmt: skip
def test_selection_refuses_what_is_not_allowed(query: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(query))):
        Selection.of_query(query)
