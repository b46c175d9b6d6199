"""How results show in a notebook."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from detector import plots
from detector.article import Article, Span
from detector.detection import Detection, Disagreement, Group, Quote

matplotlib.use("Agg")


class _Parts(HTMLParser):
    """Collects the elements and the attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


def shown(detection: Detection) -> list[Any]:
    return [detection, *detection.groups, *detection.disagreements]


def test_short_forms(detection: Detection) -> None:
    assert [repr(item) for item in shown(detection)[:4]] == [
        "<Detection articles=5 groups=2 disagreements=18 review=1 problems=2>",
        "<Group 'g-a' articles=4 copies=1 cohesion=0.80>",
        "<Group 'g-e' articles=1 copies=0 cohesion=1.00>",
        "<Disagreement CON101 0.95 'The figures differ: 37 and 62.'>",
    ]


def test_short_forms_of_hostile_results_hold_no_control_character(hostile: Detection) -> None:
    assert all(repr(item).isprintable() for item in shown(hostile))


def test_a_detection_shows_its_findings(detection: Detection) -> None:
    page = html.fromstring(detection._repr_html_())
    text = page.text_content()
    assert len(page.findall(".//tbody/tr")) == 18
    assert "Courier, quoting the fire chief (and 1 other): “At least 37 workers died.”" in text
    assert {mark.text for mark in page.iter("mark")} == {"37", "62"}
    many = replace(detection, disagreements=detection.disagreements * 3)
    page = html.fromstring(many._repr_html_())
    assert len(page.findall(".//tbody/tr")) == 20
    assert "and 34 more findings" in page.text_content()


def test_a_group_shows_its_copies(detection: Detection) -> None:
    page = html.fromstring(detection.groups[0]._repr_html_())
    rows = [[cell.text_content() for cell in row] for row in page.findall(".//tbody/tr")]
    assert rows == [["a", "representative"], ["b", ""], ["c", "exact copy of a"], ["d", ""]]


def test_a_large_group_is_cut() -> None:
    ids = tuple(f"a{number}" for number in range(100_000))
    page = Group("g", ids, ids[0], (), 0.5)._repr_html_()
    assert len(page) < 5000
    assert "and 99980 more articles" in page


def test_html_of_hostile_results_is_inert(hostile: Detection) -> None:
    for item in shown(hostile):
        page = item._repr_html_()
        parts = _Parts(page)
        assert parts.tags <= {*"div p table thead tbody tr th td b mark".split()}
        assert parts.attributes <= {("style", "text-align:left")}
        assert not re.search("[\0-\x08\x0e-\x1f\u202a-\u202e\ud800-\udfff]", page)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_sentence_is_shown_whole(text: str, start: int, end: int) -> None:
    quote = Quote("<a>", text, 0, len(text), cues=(Span(start, end),), speaker="<b>")
    finding = Disagreement("g", quote, quote, "date", "update", 0.5, "<i>", "<u>", "0" * 16)
    page = finding._repr_html_()
    assert _Parts(page).tags <= {*"div p table tbody tr td b mark".split()}
    whole = html.fromstring(page).text_content()
    printable = "".join(c for c in text if c.isalnum() and c.isascii())
    assert printable in "".join(c for c in whole if c.isalnum() and c.isascii())


def test_data_frames(detection: Detection) -> None:
    articles, disagreements = detection.to_dataframe()
    assert list(articles["article_id"]) == ["a", "b", "c", "d", "e"]
    assert list(disagreements["status"].value_counts()) == [18, 1]
    joined = disagreements.merge(articles, left_on="left_article_id", right_on="article_id")
    assert set(joined["title"]) == {"Fire in the mill"}
    assert disagreements.loc[0, "left_also"] == ["c"]
    empty = Detection((), ()).to_dataframe()
    for full, bare in zip((articles, disagreements), empty, strict=True):
        assert list(bare) == list(full)
        for name in ("published", "left_published", "score", "group_size", "representative"):
            if name in full:
                assert bare[name].dtype.kind == full[name].dtype.kind
    assert articles["published"].dt.tz is not None
    assert articles["published"].isna().sum() == 2


def test_the_timeline_marks_copies_and_joins_what_clashes(detection: Detection) -> None:
    axes = plots.timeline(detection, detection.groups[0])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Courier", "Gazette"]
    assert len(axes.lines) == 18
    assert axes.get_title() == "Fire in the mill (2 undated reports not shown)"
    assert {text.get_text() for text in axes.get_legend().texts} == {
        "contradiction",
        "dispute",
        "update",
    }
    dated = tuple(replace(a, published=detection.articles[0].published) for a in detection.articles)
    axes = plots.timeline(replace(detection, articles=dated), detection.groups[0])
    assert axes.get_title() == "Fire in the mill"
    assert "copy" in {text.get_text() for text in axes.get_legend().texts}


def test_scores_are_all_counted(detection: Detection) -> None:
    axes = plots.scores(detection)
    heights = [bar.get_height() for bars in axes.containers for bar in bars]
    assert sum(heights) == 19


@pytest.mark.parametrize("draw", [plots.scores, lambda d: plots.timeline(d, d.groups[0])])
def test_plots_of_hostile_and_empty_results(
    hostile: Detection, clean: Detection, draw: Callable[[Detection], Any]
) -> None:
    formulas = replace(
        hostile, articles=tuple(replace(a, source=r"$\frac{$ $x") for a in hostile.articles)
    )
    alone = Detection((Article("a", r"$\frac{$", ""),), (Group("g", ("a",), "a", (), 1.0),))
    for result in (formulas, clean, alone):
        draw(result).figure.savefig(io.BytesIO())


@pytest.mark.parametrize(
    ("module", "call"),
    [
        ("pandas", "detection.to_dataframe()"),
        ("matplotlib", "plots.scores(detection)"),
        ("matplotlib", "plots.timeline(detection, detection.groups[0])"),
    ],
)
def test_a_missing_extra_is_named(
    detection: Detection, tmp_path: Path, module: str, call: str
) -> None:
    result = tmp_path / "result.json"
    result.write_text(detection.to_json())
    script = (
        f"import sys; sys.modules[{module!r}] = sys.modules['matplotlib.pyplot'] = None\n"
        "from detector import Detection, plots\n"
        "detection = Detection.from_json(open(sys.argv[1], 'rb').read())\n"
        f"{call}"
    )
    run = subprocess.run([sys.executable, "-c", script, result], capture_output=True, text=True)
    assert f"need {module}, which is not installed: pip install 'detector[notebook]'" in run.stderr
