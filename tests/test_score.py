"""Batch scoring at the command line: rows, figures and pipes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from detector.cli import main
from detector.reporting.columns import TABLES

COMMAND = [sys.executable, "-c", "from detector.cli import main; main()"]

TEXT = (
    "The ferry Santa Odila turned over in the Calbera Strait on Monday evening. {} people were "
    "killed, the coast guard said. Divers searched the hull until dawn on Tuesday."
)


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three reports, each a copy of the one before with or without a change; a broken line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETECTOR_CACHE_FOLDER", str(tmp_path / "cache"))
    monkeypatch.setenv("DETECTOR_INFERENCE_MODEL", "none")
    figures = {"a": "Thirty-seven", "b": "Sixty-two", "c": "Sixty-two"}
    rows = [json.dumps({"id": i, "text": TEXT.format(n)}) for i, n in figures.items()]
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join([*rows, "{broken"]))
    return path


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def test_a_pipe_carries_rows_and_nothing_else(feed: Path) -> None:
    result = run("score", "-", "--format", "jsonl", "--summary", "-", stdin=feed.read_text())
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    tables = [row["row"] for row in rows]
    assert tables == [*["article"] * 3, *["pair"] * tables.count("pair"), "finding"]
    assert rows[-1]["code"] == "CON101"
    problem, figures = result.stderr.splitlines()
    assert problem.startswith("skipped: -:4")
    assert json.loads(figures)["findings"] == 1


def test_tables_beside_the_result(feed: Path) -> None:
    outputs = ("-o", "result.json", "--articles", "articles.csv", "--pairs", "pairs.parquet")
    result = run("score", feed, *outputs, "--summary", "run.json", "--quiet")
    assert result.exit_code == 0
    assert result.stdout == ""
    articles, pairs = pd.read_csv("articles.csv"), pd.read_parquet("pairs.parquet")
    assert list(articles["contradictions"]) == [1, 1, 1]
    assert list(articles["duplicate_of"].fillna("")) == ["", "a", "b"]
    quoted = pairs[pairs["contradictions"] > 0]
    assert list(quoted["left_article_id"] + quoted["right_article_id"]) == ["ab"]
    assert len(json.loads(Path("result.json").read_text())["disagreements"]) == 1
    written = {"articles.csv", "cache", "feed.jsonl", "pairs.parquet", "result.json", "run.json"}
    assert {path.name for path in Path().iterdir()} == written


def test_the_figures_of_a_run(feed: Path) -> None:
    assert run("score", feed, "--summary", "run.json").exit_code == 0
    figures = json.loads(Path("run.json").read_text())
    stages = ("reading", "duplicates", "embedding", "grouping", "contrast")
    assert tuple(figures.pop("seconds")) == stages
    assert [model["role"] for model in figures.pop("models")] == ["embedding", "score"]
    assert figures.pop("by_kind")["number"] == {"contradiction": 1, "update": 0, "dispute": 0}
    del figures["version"]
    assert figures == {
        "articles": 3,
        "groups": 1,
        "shared_groups": 1,
        "copies": 2,
        "findings": 1,
        "for_review": 0,
        "by_relation": {"contradiction": 1, "update": 0, "dispute": 0},
        "problems": {"lost": 1, "notes": 0},
    }


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_of_one_table_holds_the_findings(feed: Path, suffix: str) -> None:
    assert run("score", feed, "-o", f"findings.{suffix}", "--quiet").exit_code == 0
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet}[suffix]
    assert list(read(f"findings.{suffix}")) == [column.name for column in TABLES["finding"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "result.xyz"), "known suffixes"),
        (("--pairs", "pairs.xlsx"), "a table is .jsonl, .csv, .parquet"),
        (("-o", "nowhere/result.json"), "the folder nowhere does not exist"),
        (("-o", "result.json", "--summary", "nowhere/run.json"), "nowhere"),
        (("--journal", "nowhere/j"), "the folder nowhere does not exist"),
    ],
)
def test_wrong_usage_is_told(feed: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("score", feed, *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    # What was found before the figures could not be written is kept, and nothing else.
    kept = [path.name for path in Path().rglob("*.journal")]
    assert kept == (["result.json.journal"] if "--summary" in arguments else [])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_reader_that_leaves_early(feed: Path) -> None:
    # More than a pipe holds, so that the writer is still writing when `head` is gone.
    rows = (
        json.dumps({"id": str(i), "title": "x" * 9000, "text": "It rained."}) for i in range(50)
    )
    feed.write_text("\n".join(rows))
    command = f"{shlex.join([*COMMAND, 'score', str(feed), '--format', 'jsonl'])} | head -1"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, "as if all had been read: 1 would mean findings in `check`"
    assert json.loads(result.stdout)["row"] == "article"
    assert result.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="other errors for closed pipes")
def test_a_summary_for_a_reader_that_left() -> None:
    script = (
        "from detector.cli.pipes import PipeConsole, reader_may_leave\n"
        "with reader_may_leave():\n"
        "    PipeConsole().print('37 killed')\n"
        "print('also into the void')\n"
    )
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run(
        [sys.executable, "-c", script], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (result.returncode, result.stderr) == (0, b"")
