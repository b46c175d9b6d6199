"""What people read: HTML, Markdown, the terminal."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from importlib.resources import files
from itertools import pairwise

import pytest
from lxml import html
from markdown_it import MarkdownIt
from rich.console import Console

from detector.detection import Detection
from detector.reporting import render
from detector.reporting.terminal import print_summary


def page(detection: Detection) -> html.HtmlElement:
    return html.document_fromstring(render(detection, "html"))


def test_html_cards(detection: Detection) -> None:
    found = page(detection).xpath("//section[@id='findings']//article")
    assert [card.get("id") for card in found] == [
        finding.fingerprint for finding in detection.disagreements
    ]
    first = found[0]
    assert [mark.text for mark in first.iter("mark")] == ["37", "62"]
    assert [quote.text_content() for quote in first.iter("blockquote")] == [
        detection.disagreements[0].left.text,
        detection.disagreements[0].right.text,
    ]
    text = " ".join(first.text_content().split())
    for words in (
        "contradiction number CON101",
        "0.95",
        "The figures differ: 37 and 62.",
        "Courier",
        "2020-01-14 12:00 UTC",
        "Said by the fire chief",
        "Also in Herald",
        "news/mill.txt:1",
    ):
        assert words in text
    assert first.xpath(".//figure[1]//strong/a/@href") == ["https://courier.example/mill?id=1"]
    assert first.xpath(".//figure[2]//strong/a") == []


def test_html_summary(detection: Detection) -> None:
    (summary,) = page(detection).xpath("//section[@id='summary']")
    figures = [
        (div.findtext("dt"), div.findtext("dd"))
        for div in summary.xpath("./dl[@class='figures']/div")
    ]
    assert figures == [
        ("Articles", "5"),
        ("Stories", "2"),
        ("Copies", "1"),
        ("Findings", "18"),
        ("Problems", "2"),
    ]
    text = summary.text_content()
    assert "ab" * 32 in text
    assert "min_score" in text


def test_html_story_folds_copies(detection: Detection) -> None:
    (timeline,) = page(detection).xpath("//ol[@class='timeline']")
    outlets = [item.xpath("./strong")[0].text for item in timeline.xpath("./li")]
    assert outlets == ["Courier", "Gazette", "late.example"]
    assert timeline.xpath("./li[1]/details//strong/text()") == ["Herald"]


@pytest.mark.parametrize("result", ["detection", "gated"])
def test_html_links_lead_somewhere(result: str, request: pytest.FixtureRequest) -> None:
    root = page(request.getfixturevalue(result))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in root.xpath("//@href") if link.startswith("#")}
    assert targets <= set(ids)
    assert set(" ".join(root.xpath("//@aria-labelledby")).split()) <= set(ids)


def test_html_tells_what_is_settled(gated: Detection) -> None:
    root = page(gated)
    (section,) = root.xpath("//section[@id='settled']")
    assert section.xpath(".//article/@id") == [f"{place:016x}" for place in range(3)]
    text = " ".join(section.text_content().split())
    for words in (
        "3 findings",
        "Settled: waived at waivers.toml:4",
        "1 set of copies",
        "1 finding of the baseline no longer found",
        "UPD101 It was [so]{0}. · known.json:3",
    ):
        assert words in text
    (story,) = root.xpath("//section[@class='story']/p")
    assert "15 findings, 3 waived or known" in " ".join(story.text_content().split())
    (copy,) = root.xpath("//details[@class='copies']//strong")
    assert copy.text == "Herald"


def test_html_is_well_built(detection: Detection) -> None:
    root = page(detection)
    assert root.get("lang") == "en"
    assert len(root.xpath("//h1")) == len(root.xpath("//main")) == 1
    levels = [int(heading.tag[1]) for heading in root.xpath("//h1|//h2|//h3|//h4")]
    assert all(following - level <= 1 for level, following in pairwise(levels))
    assert root.xpath("//th[not(@scope)]") == []
    assert root.xpath("//table[not(caption)]") == []


@pytest.mark.parametrize("result", ["detection", "hostile"])
def test_html_can_do_nothing(result: str, request: pytest.FixtureRequest) -> None:
    root = page(request.getfixturevalue(result))
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = root.xpath("//style/text()")
    # One script and one style, both our own, and a policy that allows no others.
    (script,) = root.xpath("//script")
    assert dict(script.attrib) == {}
    templates = files("detector.reporting") / "templates"
    assert script.text == (templates / "report.js").read_text("utf-8")
    assert style == (templates / "report.css").read_text("utf-8")
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; "
        f"script-src 'sha256-{digest(script.text)}'; base-uri 'none'; form-action 'none'"
    )
    assert root.xpath("//iframe|//img|//link|//object|//embed|//base|//form/@action") == []
    assert root.xpath("//@style|//@src|//@*[starts-with(name(), 'on')]") == []
    assert all(re.match(r"#|https?://", link) for link in root.xpath("//@href"))
    assert "url(" not in style


def test_html_shows_hostile_text_as_text(hostile: Detection) -> None:
    quote = page(hostile).xpath("//section[@id='findings']//blockquote")[0].text_content()
    assert quote.startswith("<script>alert(1)</script> ![x](javascript:alert(1))")


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2, 1.4.3)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in channels
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_read_in_light_and_dark(clean: Detection) -> None:
    (style,) = page(clean).xpath("//style/text()")
    schemes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    ]
    assert len(schemes) == 2
    for scheme in schemes:
        assert contrast(scheme["mark-ink"], scheme["mark"]) >= 4.5
        for mark in ("border", *(f"hue-{letter}" for letter in "abcdefgh")):
            assert contrast(scheme[mark], scheme["sheet"]) >= 3, mark
        for ink in ("ink", "faint", "link", "contradiction", "dispute", "update"):
            for ground in ("page", "sheet"):
                assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)


@pytest.mark.parametrize("result", ["detection", "hostile"])
def test_markdown_renders_as_meant(result: str, request: pytest.FixtureRequest) -> None:
    detection = request.getfixturevalue(result)
    rendered = (
        MarkdownIt("commonmark").enable("table").render(render(detection, "markdown").decode())
    )
    root = html.document_fromstring(rendered)
    assert root.xpath("//script|//img|//ol|//hr|//pre") == []
    assert all(link.startswith("https://") for link in root.xpath("//@href"))
    quotes = root.xpath("//blockquote")
    assert len(quotes) == 2 * len(detection.disagreements)
    if result == "detection":
        assert quotes[0].xpath(".//b/text()") == ["37"]
        assert quotes[0].xpath(".//a/@href") == ["https://courier.example/mill?id=1"]
        assert "“At least 37 workers died.”" in quotes[0].text_content()


def test_terminal_in_plain_text(detection: Detection) -> None:
    text = render(detection, "terminal").decode()
    assert "“At least *37* workers died.”" in text
    assert "18 findings: 6 contradictions, 6 updates, 6 disputes" in " ".join(text.split())
    assert "left out: news/feed.jsonl:3: no text" in text
    assert not re.search(r"[ \t]$", text, re.M)


def test_terminal_in_colour(detection: Detection, hostile: Detection) -> None:
    for result in (detection, hostile):
        console = Console(
            file=io.StringIO(), force_terminal=True, color_system="truecolor", width=80
        )
        print_summary(result, console)
        text = console.file.getvalue()  # type: ignore[attr-defined]
        assert set(re.findall(r"\x1b\[([\d;]*)m", text)) <= {
            *("0", "1", "2", "3", "1;7", "1;31", "1;33", "1;36")
        }
        assert text.count("\x1b") == len(re.findall(r"\x1b\[[\d;]*m", text))
    assert "[red]" in " ".join(text.split())


def test_terminal_names_stories_without_findings(clean: Detection) -> None:
    assert (
        "No disagreement found in\n  Fire in the mill  2 reports"
        in render(clean, "terminal").decode()
    )


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_what_is_waived_or_known_is_told(gated: Detection, name: str) -> None:
    text = render(gated, name).decode().replace("\\", "").replace("`", "")
    assert f"CON101 {0:016x} waived at news/mill.txt:2: old" in text
    assert f"CON102 {1:016x} waived at waivers.toml:4" in text
    assert "2 known; 2 waived" in text or f"CON103 {2:016x} known to the baseline" in text
