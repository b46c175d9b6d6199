from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detector import Settings, read_articles

from .test_feed import RSS

PAGES = {
    "/feed.php": (200, {"content-type": "text/xml"}, RSS.encode()),
    "/packed": (200, {"content-encoding": "gzip"}, gzip.compress(RSS.encode())),
    "/twice.xml.gz": (
        200,
        {"content-encoding": "gzip"},
        gzip.compress(gzip.compress(RSS.encode())),
    ),
    "/bomb": (200, {"content-encoding": "gzip"}, gzip.compress(b" " * 20_000_000)),
    "/brotli": (200, {"content-encoding": "br"}, b"\x0b\x02\x80"),
    "/latin": (
        200,
        {"content-type": "text/plain; charset=iso-8859-1"},
        "Müller übt".encode("latin-1"),
    ),
    "/moved": (302, {"location": "/feed.php"}, b""),
    "/round": (302, {"location": "/round"}, b""),
    "/file": (302, {"location": "file:///etc/hostname"}, b""),
    "/short": (200, {"content-length": "5000"}, b"A title"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = PAGES.get(self.path, (404, {}, b"gone"))
            self.send_response(status)
            for name, value in ({"content-length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{httpd.server_port}", asked
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.parametrize("path", ["/feed.php", "/packed", "/twice.xml.gz", "/moved"])
def test_a_feed_is_fetched_and_nothing_it_names(server: tuple[str, list[str]], path: str) -> None:
    host, asked = server
    asked.clear()
    articles = read_articles(f"http://{host}{path}", settings=Settings())
    assert len(articles) == 2
    assert asked == ([path, "/feed.php"] if path == "/moved" else [path])


def test_the_charset_of_the_answer_counts(server: tuple[str, list[str]]) -> None:
    [article] = read_articles(f"http://{server[0]}/latin", settings=Settings())
    assert article.title == "Müller übt"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nowhere", "answered 404"),
        ("/round", "redirects"),
        ("/file", "could not be fetched"),
        ("/brotli", "compresses with 'br'"),
        ("/short", "could not be fetched"),
    ],
)
def test_what_cannot_be_fetched_is_a_problem(
    server: tuple[str, list[str]], path: str, reason: str
) -> None:
    articles = read_articles(f"http://{server[0]}{path}", settings=Settings())
    assert len(articles) == 0
    [problem] = articles.problems
    assert problem.lost
    assert reason in problem.reason.lower().replace("redirect ", "redirects ")


def test_a_bomb_is_stopped(server: tuple[str, list[str]]) -> None:
    articles = read_articles(f"http://{server[0]}/bomb", settings=Settings(max_megabytes=1))
    assert len(articles) == 0
    assert "larger than 1 MB" in articles.problems[0].reason


def test_a_password_is_not_shown(server: tuple[str, list[str]]) -> None:
    host = server[0]
    articles = read_articles(f"http://me:secret@{host}/feed.php", settings=Settings())
    assert {a.place.source for a in articles if a.place} == {f"http://{host}/feed.php"}
    [problem] = read_articles(f"http://me:secret@{host}/nowhere", settings=Settings()).problems
    assert "secret" not in str(problem)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/feed", "http://[broken", "https://"])
def test_an_address_that_leads_nowhere(address: str) -> None:
    [problem] = read_articles(address, settings=Settings()).problems
    assert problem.lost
    assert "could not be fetched" in problem.reason
