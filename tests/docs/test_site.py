"""The site builds without a warning, stands on its own, and its links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import lxml.html
import pytest

from detector import Settings
from tests.conftest import FIXTURES

ROOT = FIXTURES.parent
NOTEBOOK = ROOT / "docs" / "tutorial.ipynb"
SECONDS = 900


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, fixture_settings: Settings) -> Path:
    """The site, built once with warnings as errors; the build runs the notebook."""
    pytest.importorskip("sphinx", reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    built = subprocess.run(
        [*command, "-d", str(folder / "doctrees"), str(ROOT / "docs"), str(folder / "html")],
        env=os.environ | {"DETECTOR_CACHE_FOLDER": str(fixture_settings.cache_folder)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert built.returncode == 0, built.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, lxml.html.HtmlElement]:
    """The parsed pages by their files."""
    files = sorted(site.rglob("*.html"))
    return {file: lxml.html.fromstring(file.read_bytes()) for file in files}


def test_pages_fetch_nothing_from_elsewhere(
    site: Path, pages: dict[Path, lxml.html.HtmlElement]
) -> None:
    fetched = [
        (page.name, address)
        for page, root in pages.items()
        for address in root.xpath("//link/@href | //@src | //@srcset | //@data | //@poster")
    ]
    fetched += [
        (style.name, address)
        for style in site.rglob("*.css")
        for address in re.findall(
            r"(?:url\(|@import )\s*['\"]?([^'\")]+)", style.read_text("utf-8")
        )
    ]
    assert len(fetched) > len(pages)
    elsewhere = [(n, a) for n, a in fetched if urlsplit(a).netloc]
    assert not elsewhere


def test_internal_links_lead_somewhere(pages: dict[Path, lxml.html.HtmlElement]) -> None:
    broken = [
        f"{page.name}: {link}"
        for page, root in pages.items()
        for link in root.xpath("//a/@href")
        if not urlsplit(link).scheme and not _leads_somewhere(link, page, pages)
    ]
    assert not broken


def _leads_somewhere(link: str, page: Path, pages: dict[Path, lxml.html.HtmlElement]) -> bool:
    path, fragment = urldefrag(link)
    target = (page.parent / unquote(path)).resolve() if path else page
    if not fragment or target not in pages:
        return target.is_file()
    return bool(pages[target].xpath("//*[@id=$id]", id=unquote(fragment)))


def test_pages_name_no_folder_of_this_machine(pages: dict[Path, lxml.html.HtmlElement]) -> None:
    for page in pages:
        content = page.read_text("utf-8")
        assert str(ROOT) not in content, page.name
        assert f"{sys.prefix}/lib" not in content, page.name


def test_notebook_is_kept_without_output() -> None:
    for cell in _code_cells():
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_notebook_is_shown_as_it_ran(site: Path, pages: dict[Path, lxml.html.HtmlElement]) -> None:
    outputs = pages[site / "tutorial.html"].xpath("//div[contains(@class, 'cell_output')]")
    assert len(outputs) == len(list(_code_cells()))
    assert "CON104 contradiction polarity" in "".join(o.text_content() for o in outputs)


def _code_cells() -> Iterator[dict[str, object]]:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return (cell for cell in cells if cell["cell_type"] == "code")
