"""What holds for every format."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from detector.detection import Detection
from detector.reporting import available_formats, render, write

FORMATS = (
    "csv",
    "github",
    "html",
    "json",
    "jsonl",
    "junit",
    "markdown",
    "parquet",
    "sarif",
    "terminal",
)
TEXT_FORMATS = tuple(name for name in FORMATS if name != "parquet")


def test_formats() -> None:
    assert set(FORMATS) <= set(available_formats())


def test_unknown_format(detection: Detection) -> None:
    with pytest.raises(ValueError, match=r"no reporter is called 'pdf'; there are: .*html"):
        render(detection, "pdf")


@pytest.mark.parametrize("name", FORMATS)
def test_same_result_same_bytes(detection: Detection, name: str) -> None:
    assert render(detection, name) == render(Detection.from_json(detection.to_json()), name)


@pytest.mark.parametrize("name", FORMATS)
def test_empty_result(name: str) -> None:
    render(Detection((), ()), name)


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_hostile_text_is_written_without_control_characters(hostile: Detection, name: str) -> None:
    text = render(hostile, name).decode("utf-8")
    assert not set(text) & set("\0\b\x1b\ufdd0\r")
    if name not in ("json", "jsonl", "sarif"):  # They keep what articles say, for machines.
        assert "\u202e" not in text


@pytest.mark.parametrize("name", ["html", "markdown", "terminal", "github", "junit", "sarif"])
def test_findings_are_told_with_both_sentences(detection: Detection, name: str) -> None:
    text = render(detection, name).decode()
    for tag in ("<mark>", "</mark>", "<b>", "</b>", "*"):
        text = text.replace(tag, "")
    assert "At least 37 workers died." in text
    assert "A contradiction has it that 62 workers died." in text
    assert "The figures differ: 37 and 62." in text


@pytest.mark.parametrize("part", ["articles", "groups"])
def test_result_that_names_what_it_does_not_hold(detection: Detection, part: str) -> None:
    broken = replace(detection, **{part: ()})
    with pytest.raises(ValueError, match=rf"the result names the {part[:-1]} '.*' but does not"):
        render(broken, "html")


def test_parquet_without_pyarrow(detection: Detection, tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    write(detection, "json", result)
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from detector.detection import Detection\n"
        "from detector.reporting import render\n"
        "render(Detection.from_json(open(sys.argv[1], 'rb').read()), 'parquet')"
    )
    run = subprocess.run([sys.executable, "-c", script, result], capture_output=True, text=True)
    assert "ValueError: Parquet needs pyarrow" in run.stderr
    assert "pip install 'detector[parquet]'" in run.stderr


def test_write_replaces_whole_files(detection: Detection, clean: Detection, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    for result in (detection, clean):
        write(result, "html", path)
        assert path.read_bytes() == render(result, "html")
    assert os.listdir(tmp_path) == ["report.html"]


def test_written_files_have_the_usual_mode(detection: Detection, tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write(detection, "json", tmp_path / "result.json")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_write_leaves_nothing_behind_when_it_fails(detection: Detection, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(OSError, match="taken"):
        write(detection, "json", folder)
    with pytest.raises(FileNotFoundError, match=r"the folder .*nowhere does not exist"):
        write(detection, "json", tmp_path / "nowhere" / "result.json")
    with pytest.raises(ValueError, match="no reporter"):
        write(detection, "pdf", tmp_path / "report.pdf")
    assert os.listdir(tmp_path) == ["taken"]


def test_write_follows_links(detection: Detection, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "result.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    write(detection, "json", link)
    assert link.is_symlink()
    assert target.read_bytes() == render(detection, "json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_write_into_a_pipe(detection: Detection, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    write(detection, "json", pipe)
    reader.join(timeout=5)
    assert received == [render(detection, "json")]
    assert pipe.is_fifo()
