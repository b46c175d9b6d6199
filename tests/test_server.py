"""The served report, over real HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from click.testing import CliRunner
from lxml import html

from detector.cli import main
from detector.detection import Detection, Settled
from detector.reporting.selection import PAGE_SIZE
from detector.reporting.templating import content_security_policy
from detector.server import ReportServer, is_loopback

from .reporting.large import large_detection
from .reporting.serving import serving


@pytest.fixture(scope="module")
def detection() -> Detection:
    return large_detection(20, 6)


@pytest.fixture
def result(detection: Detection, tmp_path: Path) -> Path:
    path = tmp_path / "result.json"
    path.write_text(detection.to_json(), "utf-8")
    return path


@pytest.fixture
def server(result: Path) -> Iterator[ReportServer]:
    with serving(result) as server:
        yield server


def ask(
    server: ReportServer, path: str, method: str = "GET", host: str | None = None
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request(method, path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def page(server: ReportServer, path: str = "/") -> html.HtmlElement:
    response, content = ask(server, path)
    assert response.status == 200, content[:200]
    return html.document_fromstring(content)


def cards(root: html.HtmlElement) -> list[str]:
    return [str(name) for name in root.xpath("//section[@id='findings']//article/@id")]


def test_pages_hold_all_findings_once(server: ReportServer, detection: Detection) -> None:
    found: list[str] = []
    address = "/"
    while address:
        root = page(server, address)
        assert len(cards(root)) <= PAGE_SIZE
        found += cards(root)
        ids = set(root.xpath("//@id"))
        targets = {link[1:] for link in root.xpath("//@href") if link.startswith("#")}
        assert targets <= ids
        address = "".join(f"/{link}".split("#")[0] for link in root.xpath("//a[@rel='next']/@href"))
    assert found == [finding.fingerprint for finding in detection.disagreements]


def test_page_is_small(server: ReportServer) -> None:
    _, content = ask(server, "/?search=point+3")
    assert len(content) < 1_000_000


def test_filters_are_asked_of_the_server(server: ReportServer, detection: Detection) -> None:
    root = page(server, "/?kind=date&relation=update&score=0.6&sort=oldest")
    expected = [
        finding.fingerprint
        for finding in detection.disagreements
        if (finding.kind, finding.relation) == ("date", "update") and finding.score >= 0.6
    ]
    assert sorted(cards(root)) == sorted(expected) != []
    assert root.xpath("//select[@id='kind']/option[@selected]/text()") == ["date"]


def test_a_finding_on_another_page_is_found(server: ReportServer, detection: Detection) -> None:
    last = detection.disagreements[-1].fingerprint
    assert last not in cards(page(server))
    assert last in cards(page(server, f"/?finding={last}"))


def test_a_story_is_told_when_chosen(server: ReportServer, detection: Detection) -> None:
    (link, *_) = page(server).xpath("//section[@id='stories']//ul[@class='list']//a/@href") or [""]
    first = link or page(server).xpath("//ol[@class='landmarks']//a/@href")[0]
    root = page(server, f"/{first.split('#')[0]}")
    assert [story.get("id") for story in root.xpath("//section[@class='story']")] == [
        first.split("#")[1]
    ]
    assert len(cards(root)) == 6


def test_a_changed_file_is_read_anew(server: ReportServer, result: Path) -> None:
    result.write_text(large_detection(2, 1).to_json(), "utf-8")
    assert len(cards(page(server))) == 2
    result.write_text("{", "utf-8")
    root = page(server)
    assert len(cards(root)) == 2
    assert "cannot be read" in root.xpath("//p[@role='alert']")[0].text
    os.remove(result)
    assert "cannot be read" in page(server).xpath("//p[@role='alert']")[0].text
    result.write_text(large_detection(3, 1).to_json(), "utf-8")
    root = page(server)
    assert len(cards(root)) == 3
    assert root.xpath("//p[@role='alert']") == []


def test_state_tells_of_every_change(server: ReportServer, result: Path) -> None:
    def state() -> str:
        response, content = ask(server, "/state")
        assert response.headers["Content-Type"].startswith("text/plain")
        return content.decode()

    def shown_state() -> str:
        return str(page(server).get_element_by_id("growth").get("data-state"))

    seen = [state()]
    assert seen == [shown_state()]
    for content in (large_detection(2, 1).to_json(), "{", None):
        os.remove(result) if content is None else result.write_text(content, "utf-8")
        seen.append(state())
        # Also what cannot be read is told once, not at every look.
        assert seen[-1] == shown_state()
    assert len(set(seen)) == 4


def test_settled_findings_are_served(
    server: ReportServer, detection: Detection, result: Path
) -> None:
    first, second, *_ = detection.disagreements
    settled = detection.settle([Settled(first, known=True)])
    result.write_text(settled.to_json(), "utf-8")
    root = page(server, "/?status=settled")
    assert cards(root) == [first.fingerprint]
    assert "Settled: known to the baseline" in root.xpath("//article")[0].text_content()
    assert cards(page(server))[0] == second.fingerprint
    assert cards(page(server, f"/?finding={first.fingerprint}")) == [first.fingerprint]


def test_headers(server: ReportServer) -> None:
    for path in ("/", "/state", "/elsewhere", "/?page=0"):
        response, _ = ask(server, path)
        assert response.headers["Content-Security-Policy"] == (
            content_security_policy(served=True) + "; frame-ancestors 'none'"
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Server"].strip() == "detector"
    assert "form-action 'self'; connect-src 'self'" in content_security_policy(served=True)


def test_head_says_what_get_would(server: ReportServer) -> None:
    (got, content), (headed, nothing) = ask(server, "/"), ask(server, "/", "HEAD")
    assert headed.headers["Content-Length"] == got.headers["Content-Length"] == str(len(content))
    assert nothing == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(server: ReportServer, method: str) -> None:
    assert ask(server, "/", method)[0].status == 501


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8765", 200),
        ("127.0.0.1", 200),
        ("[::1]:8765", 200),
        ("evil.example", 421),
        ("evil.example:8765", 421),
        ("localhost.evil.example", 421),
        ("[oops", 421),
    ],
)
def test_host_header(server: ReportServer, host: str, status: int) -> None:
    assert ask(server, "/", host=host)[0].status == status


@pytest.mark.parametrize(
    "path",
    ["/?kind=x", "/?page=-1", "/?score=nan", "/?" + "&".join(f"a{n}=1" for n in range(50))],
)
def test_bad_questions(server: ReportServer, path: str) -> None:
    assert ask(server, path)[0].status == 400


def test_hostile_question_is_shown_as_text(server: ReportServer) -> None:
    words = '"><script>alert(1)</script>'
    root = page(server, f"/?search={quote(words)}&outlet={quote(words)}")
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//input[@id='search']/@value") == [words]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"articles": []}'])
def test_what_is_no_result_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(content)
    outcome = CliRunner().invoke(main, ["serve", str(path), "--port", "0"])
    assert outcome.exit_code == 2
    assert "detector score" in outcome.output


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(main, ["serve", str(tmp_path / "none.json")])
    assert outcome.exit_code == 2
    assert "none.json" in outcome.output


def test_the_command_serves_until_it_is_interrupted(result: Path) -> None:
    # A process that a shell started in the background ignores interrupts, and so its own do.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = f"{heed}; from detector.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, "serve", str(result), "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.request("HEAD", "/")
        assert connection.getresponse().status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr.read() == ""


def test_loopback() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.0.1", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.0.2", "example.org", "")))
