"""The HTML report in a real browser: filters, links, reading, accessibility, speed, harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from detector.detection import Detection
from detector.reporting import write

from .browser import browser  # noqa: F401 - a fixture
from .large import large_detection
from .serving import serving

Open = Callable[..., Page]
Written = Callable[[Detection], Path]

#: Budgets for 1 000 stories and 5 000 findings, in seconds: until something is to be seen, and
#: the processor time of the page's thread until it is ready, and until a search is answered.
FIRST_PAINT = 3.0
READY = 5.0
SEARCH = 0.5


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Mapping[bool, BrowserContext]:  # noqa: F811
    """Without and with scripts; a page of a file keeps nothing there."""
    return {scripts: browser.new_context(java_script_enabled=scripts) for scripts in (False, True)}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Writes the report of a result, once each."""
    folder = tmp_path_factory.mktemp("reports")
    # The results are kept, so that no other can have the same id.
    known: dict[int, tuple[Detection, Path]] = {}

    def make(detection: Detection) -> Path:
        if id(detection) not in known:
            path = folder / f"{len(known)}.html"
            write(detection, "html", path)
            known[id(detection)] = detection, path
        return known[id(detection)][1]

    return make


@pytest.fixture
def open_page(contexts: Mapping[bool, BrowserContext], written: Written) -> Iterator[Open]:
    """Opens the report of a result; fails if it reaches out, shows a dialog or an error."""
    pages: list[Page] = []
    wrong: list[str] = []

    def make(detection: Detection, place: str = "", scripts: bool = True) -> Page:
        path = written(detection)
        page = contexts[scripts].new_page()
        pages.append(page)
        page.set_default_timeout(120_000)
        page.on("request", lambda request: wrong.append(request.url))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(path.as_uri() + place)
        assert wrong.pop(0).startswith(path.as_uri())
        return page

    yield make
    for page in pages:
        page.close()
    assert wrong == []


@pytest.fixture(scope="module")
def large() -> Detection:
    return large_detection(30, 4)


def shown(page: Page) -> list[str]:
    cards = page.locator("#findings .card:visible")
    return list(cards.evaluate_all("cards => cards.map((card) => card.id)"))


def grave_violations(page: Page, *only: str) -> list[tuple[str, str]]:
    """What axe-core calls serious or critical, with everything unfolded."""
    page.evaluate("""() => {
        document.querySelectorAll("details").forEach((part) => { part.open = true; });
        // What is not laid out would be judged by the colours of its neighbours.
        document.querySelectorAll(".card, .story").forEach((part) => {
            part.style.contentVisibility = "visible";
        });
    }""")
    # Of what is in order only the count is worked out.
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(only)} if only else {})
    return [
        (rule["id"], node["html"])
        for rule in Axe().run(page, options=options).response["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("result", ["gated", "hostile", "clean"])
def test_accessible(result: str, open_page: Open, request: pytest.FixtureRequest) -> None:
    page = open_page(request.getfixturevalue(result))
    assert grave_violations(page) == []
    # All that another scheme changes is colour.
    page.emulate_media(color_scheme="dark")
    assert grave_violations(page, "color-contrast") == []


def test_reader_is_accessible(detection: Detection, open_page: Open) -> None:
    page = open_page(detection)
    page.locator(".read a").first.click()
    assert grave_violations(page) == []


def test_filters(detection: Detection, open_page: Open) -> None:
    page = open_page(detection)
    count = page.locator("#count")
    expect(count).to_have_text("18 of 18 findings")
    page.get_by_label("Kind").select_option("date")
    expect(count).to_have_text("3 of 18 findings")
    page.get_by_label("Relation").select_option("dispute")
    expect(count).to_have_text("1 of 18 findings")
    (one,) = shown(page)
    (finding,) = [d for d in detection.disagreements if (d.kind, d.relation) == ("date", "dispute")]
    assert one == finding.fingerprint
    page.get_by_role("button", name="Reset").click()
    expect(count).to_have_text("18 of 18 findings")
    page.get_by_label("Least score").fill("0.8")
    expect(count).to_have_text("8 of 18 findings")
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Outlet").select_option("Herald")
    expect(count).to_have_text("18 of 18 findings")


def test_search(detection: Detection, open_page: Open) -> None:
    page = open_page(detection)
    page.get_by_role("searchbox", name="Search").fill("UPDATE has it")
    expect(page.locator("#count")).to_have_text("6 of 18 findings")
    page.get_by_role("searchbox", name="Search").fill("no such words")
    expect(page.locator("#count")).to_have_text("0 of 18 findings")
    assert shown(page) == []


def test_sort_and_show_more(large: Detection, open_page: Open) -> None:
    page = open_page(large)
    best = [finding.fingerprint for finding in large.disagreements]
    assert shown(page) == best[:50]
    page.get_by_role("button", name="Show 50 more of 70").click()
    assert shown(page) == best[:100]
    assert page.evaluate("document.activeElement.id") == best[50]
    page.get_by_label("Sort by").select_option("oldest")
    expect(page.locator("#findings .card").first).to_contain_text("story g-00000")
    page.get_by_label("Sort by").select_option("score")
    expect(page.locator("#findings .card").first).to_have_attribute("id", best[0])


def test_story_filter_from_the_map(large: Detection, open_page: Open) -> None:
    page = open_page(large)
    page.locator(".map circle").first.dispatch_event("click")
    expect(page.locator("#count")).to_have_text("4 of 120 findings")
    expect(page.locator(".story:visible")).to_have_count(1)
    expect(page.locator(".map circle:not(.dim)")).to_have_count(4)


def test_deep_link(large: Detection, open_page: Open) -> None:
    last = large.disagreements[-1].fingerprint
    page = open_page(large, f"#{last}")
    card = page.locator(f"[id='{last}']")
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    # Also when filters hide it.
    page.get_by_role("searchbox", name="Search").fill("no such words")
    expect(card).to_be_hidden()
    page.evaluate("location.hash = ''")
    page.evaluate(f"location.hash = '{last}'")
    expect(card).to_be_in_viewport()


def test_deep_link_to_a_candidate(detection: Detection, open_page: Open) -> None:
    review = tuple(replace(finding, fingerprint="ab" * 8) for finding in detection.review)
    page = open_page(replace(detection, review=review), f"#{'ab' * 8}")
    expect(page.locator(f"[id='{'ab' * 8}']")).to_be_in_viewport()


def test_settled_findings_stand_apart(gated: Detection, open_page: Open) -> None:
    page = open_page(gated, f"#{0:016x}")
    card = page.locator(f"#settled [id='{0:016x}']")
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text("Settled: waived at news/mill.txt:2: old")
    expect(page.locator("#count")).to_have_text("15 of 15 findings")
    card.locator(".read a").first.click()
    expect(page.get_by_role("dialog").locator("mark.current")).to_have_text(
        "At least 37 workers died."
    )


def test_full_text_on_demand(large: Detection, open_page: Open) -> None:
    page = open_page(large)
    first = large.disagreements[0]
    article = large.article_by_id[first.left.article_id]
    link = page.locator(f"[id='{first.fingerprint}'] .read a").first
    link.click()
    reader = page.get_by_role("dialog", name=article.title)
    expect(reader.locator("mark.current")).to_have_text(first.left.text)
    expect(reader.locator("mark.current")).to_be_in_viewport()
    text = reader.locator(".text").inner_text()
    assert text.split() == article.text.split()
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(link).to_be_focused()


def test_reading_without_scripts(large: Detection, open_page: Open) -> None:
    page = open_page(large, scripts=False)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#findings .card:visible")).to_have_count(120)
    first = large.disagreements[0]
    article = large.article_by_id[first.left.article_id]
    page.locator(f"[id='{first.fingerprint}'] .read a").first.click()
    sentence = page.locator(f"details[open] mark:text-is('{first.left.text}')")
    expect(sentence).to_be_in_viewport()
    text = page.locator("details[open] .text").inner_text()
    assert article.text.split()[-5:] == text.split()[-5:]


def test_keyboard_reaches_the_findings(detection: Detection, open_page: Open) -> None:
    page = open_page(detection)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the findings")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()


def test_hostile_text_does_nothing(hostile: Detection, open_page: Open) -> None:
    page = open_page(hostile)
    for link in page.locator("#findings .read a").all():
        link.click()
        page.keyboard.press("Escape")
    page.get_by_label("Outlet").select_option(index=1)
    expect(page.locator("#count")).to_have_text("1 of 1 findings")
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe").count() == 0


def test_page_allows_no_other_script(
    detection: Detection,
    browser: Browser,  # noqa: F811
    written: Written,
) -> None:
    page = browser.new_page()
    page.goto(written(detection).as_uri())
    blocked = page.evaluate("""() => new Promise((resolve) => {
        addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.harmed = true";
        document.body.append(script);
    })""")
    assert blocked == "script-src-elem"
    assert page.evaluate("window.harmed") is None
    page.close()


def test_printing_shows_all_findings(large: Detection, open_page: Open) -> None:
    page = open_page(large)
    page.emulate_media(media="print")
    expect(page.locator("#findings .card:visible")).to_have_count(120)
    expect(page.locator("#filters")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_cut_off(width: int, detection: Detection, open_page: Open) -> None:
    page = open_page(detection)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reload_is_offered_when_the_result_grows(
    detection: Detection,
    browser: Browser,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = tmp_path / "result.json"
    path.write_text(replace(detection, disagreements=()).to_json(), "utf-8")
    page = browser.new_page()
    page.clock.install()
    with serving(path) as server:
        page.goto(server.address)
        growth = page.locator("#growth")
        with page.expect_response("**/state"):
            page.clock.run_for(6_000)
        expect(growth).to_be_empty()
        path.write_text(detection.to_json(), "utf-8")
        with page.expect_response("**/state"):
            page.clock.run_for(6_000)
        expect(growth).to_contain_text("The result has changed.")
        assert grave_violations(page) == []
        assert shown(page) == []
        growth.get_by_role("button", name="Reload").click()
        expect(page.locator("#count")).to_have_text("18 of 18 findings")
        expect(growth).to_be_empty()
    page.close()


def test_large_result_stays_responsive(open_page: Open) -> None:
    page = open_page(large_detection(1000, 5))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def processor_time() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "ThreadTime")

    painted = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
    )
    ready = processor_time()
    page.evaluate("""async () => {
        document.getElementById("search").value = "point 3";
        filter();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }""")
    searched = processor_time() - ready
    assert re.fullmatch(r"\d+ of 5000 findings", page.locator("#count").inner_text())
    assert painted < FIRST_PAINT
    assert ready < READY
    assert searched < SEARCH
