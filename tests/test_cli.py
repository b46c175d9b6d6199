from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detector.cli import main
from detector.contrast.weights import load_default
from detector.embedding.bundled import bundled_model_path
from detector.rules import RULES

FERRY = (
    "The ferry Santa Odila turned over in the Calbera Strait on Monday evening. {} people were "
    "killed, the coast guard said. Divers searched the hull until dawn on Tuesday."
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETECTOR_CACHE_FOLDER", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def clashing(own_folder: Path) -> Path:
    folder = own_folder / "corpus"
    folder.mkdir()
    (folder / "one.txt").write_text("Ferry sinks\n\n" + FERRY.format("Thirty-seven"))
    (folder / "two.txt").write_text("Ferry turns over\n\n" + FERRY.format("Sixty-two"))
    return folder


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def test_check_finds_and_exits_1(clashing: Path) -> None:
    result = run("check", clashing)
    assert result.exit_code == 1
    assert "CON101" in result.stdout


def test_check_is_clean_and_exits_0(clashing: Path) -> None:
    (clashing / "two.txt").unlink()
    assert run("check", clashing).exit_code == 0


def test_baseline_accepts_and_catches_the_next(clashing: Path) -> None:
    accepted = run("check", clashing, "--baseline", "known.json", "--update-baseline")
    assert accepted.exit_code == 0
    held = len(json.loads(Path("known.json").read_text())["findings"])
    assert held > 1
    assert accepted.stderr == f"known.json: {held} findings accepted\n"
    assert "No disagreement found" not in accepted.output
    assert run("check", clashing, "--baseline", "known.json").exit_code == 0
    (clashing / "three.txt").write_text("Ferry lost\n\n" + FERRY.format("Ninety-one"))
    assert run("check", clashing, "--baseline", "known.json").exit_code == 1


def test_fail_on(clashing: Path) -> None:
    assert run("check", clashing, "--fail-on", "none").exit_code == 0


@pytest.mark.parametrize("format_", ["json", "sarif", "junit", "github", "markdown", "text"])
def test_check_formats_go_to_stdout(clashing: Path, format_: str) -> None:
    result = run("check", clashing, "--format", format_)
    assert result.exit_code == 1
    assert "Sixty-two" in result.stdout
    if format_ in ("json", "sarif"):
        json.loads(result.stdout)


def test_score_report_and_back(clashing: Path) -> None:
    assert run("score", clashing, "-o", "result.json", "--quiet").exit_code == 0
    assert json.loads(Path("result.json").read_text())["disagreements"]
    reported = run("report", "result.json", "-o", "report.html")
    assert reported.exit_code == 0
    assert reported.stderr == "report.html: 1 finding\n"
    assert "Sixty-two" in Path("report.html").read_text()
    assert run("report", clashing, "-o", "report.md").exit_code == 0
    assert "Sixty-two" in Path("report.md").read_text()
    broken = Path("result.json").read_text().replace('"explanation"', '"explication"')
    Path("edited.json").write_text(broken)
    refused = run("report", "edited.json", "-o", "report.html")
    assert refused.exit_code == 2
    assert "was edited: disagreements.0.explanation" in refused.output


def test_page_says_on_demand_how_long_the_run_took(clashing: Path) -> None:
    for name, flags in (("one.html", ()), ("two.html", ()), ("timed.html", ("--timing",))):
        assert run("report", clashing, "-o", name, *flags).exit_code == 0
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()
    assert re.search(r"in \d+\.\d seconds", Path("timed.html").read_text())
    assert " seconds" not in Path("one.html").read_text()
    assert run("report", clashing, "-o", "report.md", "--timing").exit_code == 2


def test_rules_are_selected_and_ignored(clashing: Path) -> None:
    assert run("check", clashing).exit_code == 1
    assert run("check", clashing, "--select", "con101,UPD").exit_code == 1
    assert run("check", clashing, "--ignore", "CON").exit_code == 0
    assert run("check", clashing, "--select", "CON,DIS", "--ignore", "CON101").exit_code == 0


def test_several_outputs_in_one_run(clashing: Path) -> None:
    result = run("check", clashing, "-o", "sarif=a.log", "-o", "b.xml", "-o", "markdown=c")
    assert result.exit_code == 1
    assert json.loads(Path("a.log").read_text())["version"] == "2.1.0"
    assert Path("b.xml").read_text().startswith("<?xml")
    assert "Sixty-two" in Path("c").read_text()


def test_known_findings_that_are_gone_are_named(clashing: Path) -> None:
    assert run("check", clashing, "--baseline", "b.json", "--update-baseline").exit_code == 0
    for path in Path("corpus").iterdir():
        path.write_text(path.read_text().replace("Sixty-two", "Thirty-seven"))
    result = run("check", clashing, "--baseline", "b.json")
    assert "known findings that are gone" in result.stderr
    assert "CON101" in result.stderr


def test_rules_and_their_explanations() -> None:
    listed = run("rules").stdout.splitlines()
    assert any(line.startswith("CON101  error") for line in listed)
    assert "The bridge cost" in run("explain", "con101").stdout


@pytest.mark.parametrize(("columns", "widest"), [(60, 60), (300, 100)])
def test_explanations_are_wrapped(
    columns: int, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for code in RULES:
        lines = run("explain", code).stdout.splitlines()
        assert max(map(len, lines)) <= widest
        assert " ".join(RULES[code].help.split()) in " ".join(" ".join(lines).split())


def test_score_in_a_pipe(own_folder: Path) -> None:
    feed = "\n".join(json.dumps({"text": FERRY.format(n)}) for n in ("Thirty-seven", "Sixty-two"))
    result = run("score", "-", "--format", "jsonl", stdin=feed)
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["kind"] for row in rows if row["row"] == "finding"] == ["number"]


def test_score_without_output_prints_a_summary(clashing: Path) -> None:
    result = run("score", clashing)
    assert result.exit_code == 0
    assert "Thirty-seven" in result.stdout
    assert "2 articles" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "absent.jsonl"), "absent.jsonl"),
        (("score", "corpus", "--min-score", "7"), "min_score"),
        (("score", "corpus", "--engine", "warp"), "no engine is called 'warp'"),
        (("score", "corpus", "-o", "result.xyz"), "known suffixes"),
        (("score", "corpus", "--config", "absent.toml"), "absent.toml"),
        (("check", "corpus", "--update-baseline"), "needs --baseline"),
        (("check", "corpus", "--baseline", "absent.json"), "--update-baseline"),
        (("check", "corpus", "--select", "XYZ"), "no rule 'XYZ'"),
        (("check", "corpus", "-o", "a.xyz"), "known suffixes"),
        (("explain", "XYZ"), "no rule 'XYZ'"),
        (("score",), "Missing argument"),
    ],
)
def test_wrong_usage_exits_2_and_says_why(
    clashing: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_an_empty_folder_is_nothing_usable(own_folder: Path) -> None:
    (own_folder / "empty").mkdir()
    result = run("check", "empty")
    assert result.exit_code == 2
    assert "nothing usable" in result.output


def test_bad_entries_are_named_and_do_not_sink_the_batch(own_folder: Path) -> None:
    rows = [
        json.dumps({"text": FERRY.format("Thirty-seven")}),
        "{broken",
        json.dumps({"text": " "}),
    ]
    Path("feed.jsonl").write_text("\n".join(rows))
    result = run("score", "feed.jsonl", "--format", "json")
    assert result.exit_code == 0
    detection = json.loads(result.stdout)
    assert len(detection["articles"]) == 1
    assert [p["place"]["line"] for p in detection["problems"]] == [2, 3]
    assert "feed.jsonl:2" in result.stderr


def test_a_truncated_gz_keeps_what_was_read(own_folder: Path) -> None:
    lines = "".join(json.dumps({"id": str(i), "text": f"{i} {FERRY}"}) + "\n" for i in range(2000))
    whole = gzip.compress(lines.encode())
    Path("feed.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    result = run("score", "feed.jsonl.gz", "--format", "json", "--inference-model", "none")
    assert result.exit_code == 0
    assert 0 < len(json.loads(result.stdout)["articles"]) < 2000
    assert "feed.jsonl.gz" in result.stderr


def test_models_are_listed_and_verified() -> None:
    result = run("models")
    assert result.exit_code == 0
    assert result.stdout.count("(verified)") == 2
    assert "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db" in result.stdout


@pytest.fixture
def damaged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Weights whose digest is another than the one that is pinned."""
    digest, loaded = request.param
    monkeypatch.setattr(digest, "0" * 64)
    loaded.cache_clear()
    yield
    loaded.cache_clear()


@pytest.mark.parametrize(
    "damaged",
    [
        ("detector.contrast.weights.DIGEST", load_default),
        ("detector.embedding.bundled.BUNDLED_DIGEST", bundled_model_path),
    ],
    indirect=True,
    ids=["inference", "embedding"],
)
def test_damaged_weights_do_not_pass_the_gate(damaged: None, clashing: Path) -> None:
    assert run("models").exit_code == 2
    result = run("check", clashing)
    assert result.exit_code == 2
    assert re.fullmatch(
        r"error: the \w+ model 'default' cannot be used: .* reinstall .*\n", result.stderr
    )


@pytest.mark.parametrize("option", ["--inference-model", "--embedding-model"])
def test_a_folder_without_a_model_exits_2(clashing: Path, option: str) -> None:
    result = run("check", clashing, option, "corpus")
    assert result.exit_code == 2
    assert re.match(r"error: the \w+ model 'corpus' cannot be used: ", result.stderr)


def test_version_and_help() -> None:
    assert run("--version").exit_code == 0
    for command in ("score", "check", "report", "models"):
        assert run(command, "--help").exit_code == 0
