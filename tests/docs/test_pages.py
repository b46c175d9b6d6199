"""What the pages show is true: commands and their output, settings, waivers and Python."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from detector import Article, Settings
from detector.cli import main
from detector.settlement import WAIVER_FILE
from detector.waivers import KEY, read_waiver_file, waivers_in
from docs.console import Console, blocks_of, renew, shown_in
from tests.conftest import FIXTURES

ROOT = FIXTURES.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?<![\w/.-])detector (?=[a-z])[^\n]*")


def blocks_in(page: Path, *languages: str) -> list[str]:
    """The blocks of a page that are in one of the languages."""
    blocks = FENCE.findall(page.read_text("utf-8"))
    return [code for language, code in blocks if language in languages]


def code_in(page: Path, *languages: str) -> str:
    """The same, as one text."""
    return "".join(blocks_in(page, *languages))


def with_code(*languages: str) -> list[object]:
    """The pages that hold such blocks, to be parametrised over."""
    name = {page: page.relative_to(ROOT).as_posix() for page in PAGES}
    return [pytest.param(page, id=name[page]) for page in PAGES if code_in(page, *languages)]


@pytest.fixture
def folder(tmp_path: Path, fixture_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, with the cache of the test run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETECTOR_CACHE_FOLDER", str(fixture_settings.cache_folder))
    return tmp_path


@pytest.mark.parametrize("page", with_code("console"))
def test_commands_print_what_is_shown(page: Path, folder: Path) -> None:
    (folder / "fixtures").symlink_to(FIXTURES)
    console = Console()
    for block in blocks_of(page.read_text("utf-8")):
        for shown in shown_in(block):
            lines = console.run(shown.command)
            assert shown.agrees_with(lines), "\n".join(
                [f"{page.name} shows:", str(shown), "but it prints:", *lines]
            )


@pytest.mark.parametrize("page", with_code("console", "sh", "yaml"))
def test_commands_have_the_options_shown(page: Path) -> None:
    for command in COMMAND.findall(code_in(page, "console", "sh", "yaml")):
        lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)[1:]
        end = next((i for i, word in enumerate(words) if set(word) <= set("|&;<>")), len(words))
        name, *arguments = words[:end]
        main.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("page", with_code("toml"))
def test_settings_and_waiver_files_shown_are_allowed(page: Path, folder: Path) -> None:
    for block in blocks_in(page, "toml"):
        if "[[waive]]" in block:
            (folder / WAIVER_FILE).write_text(block, "utf-8")
            assert read_waiver_file(folder / WAIVER_FILE)
        else:
            assert Settings(**tomllib.loads(block))


@pytest.mark.parametrize("page", with_code("yaml"))
def test_what_other_tools_are_told_exists(page: Path) -> None:
    """The waivers of articles, and the names of the action, the hook and the job."""
    for block in blocks_in(page, "yaml"):
        shown = yaml.safe_load(block)
        if KEY in shown:
            assert waivers_in([Article("one.txt", "", "", extra=shown)])
            continue
        for part in _mappings(shown):
            if str(part.get("uses")).startswith("OWNER/detector"):
                assert part["with"].keys() <= _manifest("action.yml")["inputs"].keys()
            if "hooks" in part:
                (hook,) = _manifest(".pre-commit-hooks.yaml")
                assert [wanted["id"] for wanted in part["hooks"]] == [hook["id"]]
            if "include" in part:
                job = _manifest(part["include"][0]["file"])["detector"]
                assert part["detector"]["variables"].keys() <= job["variables"].keys()


def _manifest(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def _mappings(node: Any) -> Iterator[dict[str, Any]]:
    """All mappings of a document."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _mappings(part)


@pytest.mark.parametrize("page", with_code("python"))
def test_python_shown_runs(page: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(FIXTURES / "articles" / "ferry-santa-odila.rss", folder / "feed.xml")
    for name in ("corpus", "archive"):
        shutil.copytree(FIXTURES / "articles" / "kessel-verdict", folder / name)
    code = code_in(page, "python")
    if "known.json" in code:
        Console().run("detector check corpus --baseline known.json --update-baseline")
    shown: dict[str, Any] = {}
    exec(code, shown)
    tests = [value for name, value in shown.items() if name.startswith("test_")]
    for test in tests:
        test()
    assert tests or capsys.readouterr().out


PAGE = """\
```console
$ detector a
one
...
three
$ echo $?
0
```
"""


def test_ellipsis_stands_for_any_lines() -> None:
    (block,) = blocks_of(PAGE)
    shown, _ = shown_in(block)
    assert shown.agrees_with(["one", "three"])
    assert shown.agrees_with(["one", "two", "and more", "three"])
    assert not shown.agrees_with(["one", "two"])
    assert not shown.agrees_with(["one", "two", "three", "four"])


def test_renewing_keeps_what_is_left_out() -> None:
    output = {"detector a": ["1", "2", "2", "3"], "echo $?": ["4"]}
    renewed = renew(PAGE, output.__getitem__)
    assert renewed == "```console\n$ detector a\n1\n...\n3\n$ echo $?\n4\n```\n"
