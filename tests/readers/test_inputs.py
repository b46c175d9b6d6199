from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from detector import Settings, read_articles
from detector.readers import ArticleCollection

SETTINGS = Settings()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "a.jsonl", '{"id": "a", "text": "One two."}')
    write(tmp_path / "deep/er/b.txt", "Three four\n\nFive six.")
    write(tmp_path / "deep/c.csv", "id,text\nc,Seven eight.\n")
    write(tmp_path / ".hidden/d.txt", "Not to be read")
    write(tmp_path / ".e.txt", "Not to be read")
    return tmp_path


def sources(articles: ArticleCollection, root: Path) -> set[str]:
    return {os.path.relpath(a.place.source, root) for a in articles if a.place}


def test_a_folder_is_read_with_what_is_below_and_nothing_hidden(folder: Path) -> None:
    for name in (folder, str(folder)):
        articles = read_articles(name, settings=SETTINGS)
        assert sources(articles, folder) == {"a.jsonl", "deep/er/b.txt", "deep/c.csv"}
        assert articles.problems == ()


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.jsonl", {"a.jsonl"}),
        ("**/*.txt", {"deep/er/b.txt"}),
        ("**", {"a.jsonl", "deep/er/b.txt", "deep/c.csv"}),
        ("d*", {"deep/er/b.txt", "deep/c.csv"}),
        ("[ab].*", {"a.jsonl"}),
    ],
)
def test_globs(folder: Path, pattern: str, found: set[str]) -> None:
    assert sources(read_articles(f"{folder}/{pattern}", settings=SETTINGS), folder) == found


def test_a_file_may_have_the_name_of_a_pattern(tmp_path: Path) -> None:
    write(tmp_path / "[ab].txt", "One two")
    assert len(read_articles(tmp_path / "[ab].txt", settings=SETTINGS)) == 1


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    os.symlink(folder / "a.jsonl", folder / "z.jsonl")
    inputs = [folder, folder / "a.jsonl", f"{folder}/*.jsonl", f"{folder}/deep/../a.jsonl"]
    one = read_articles(*inputs, settings=SETTINGS)
    other = read_articles(*reversed(inputs), settings=SETTINGS)
    assert len(one) == 3
    assert list(one) == list(other)


def test_the_order_of_the_inputs_does_not_matter(folder: Path) -> None:
    files = [folder / "a.jsonl", folder / "deep", folder / "missing", folder / "deep/c.csv"]
    one = read_articles(*files, settings=SETTINGS)
    other = read_articles(*reversed(files), settings=SETTINGS)
    assert list(one) == list(other)
    assert one.problems == other.problems


def test_standard_input_is_sniffed(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (b'{"text": "One two."}\n', gzip.compress(b"title,text\nx,One two.\n")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        [article] = read_articles("-", settings=SETTINGS)
        assert article.text == "One two."
        assert article.place is not None
        assert article.place.source == "-"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", '{"text": "One two."}'),
        ("a.csv.gz", "id,text\n1,One two.\n"),
        ("a.json.gz", '[{"text": "One two."}]'),
        ("a.txt.gz", "A title\n\nOne two."),
        ("a.md.gz", "# A title\n\nOne **two**."),
        (
            "feed.gz",
            "<rss><channel><item><description>One two.</description></item></channel></rss>",
        ),
    ],
)
def test_gzip_of_every_format(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content.encode()))
    [article] = read_articles(path, settings=SETTINGS)
    assert article.text == "One two."


def test_nothing_named_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to read"):
        read_articles(settings=SETTINGS)


def test_missing_files_empty_folders_and_patterns_are_problems(folder: Path) -> None:
    (folder / "empty").mkdir()
    names = [folder / "no.txt", folder / "empty", f"{folder}/*.nothing", folder / "a.jsonl"]
    articles = read_articles(*names, settings=SETTINGS)
    assert [a.id for a in articles] == ["a"]
    assert {(Path(p.place.source).name, p.reason, p.lost) for p in articles.problems} == {
        ("no.txt", "there is no such file or folder", True),
        ("empty", "there are no files in this folder", True),
        ("*.nothing", "no file matches this pattern", True),
    }


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    os.symlink(tmp_path / "loop", tmp_path / "loop")
    [problem] = read_articles(tmp_path / "loop", settings=SETTINGS).problems
    assert "cannot be read" in problem.reason


def test_an_empty_file_is_a_problem(tmp_path: Path) -> None:
    for data in (b"", gzip.compress(b"")):
        (tmp_path / "a.txt").write_bytes(data)
        [problem] = read_articles(tmp_path / "a.txt", settings=SETTINGS).problems
        assert problem.reason == "the file is empty"


def test_a_pipe_in_a_folder_is_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert len(read_articles(folder, settings=SETTINGS)) == 3


def test_a_file_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("One two")
    [article] = read_articles(tmp_path, settings=SETTINGS)
    assert article.place is not None
    assert article.place.source.encode("utf-8").endswith(b"?.txt")
