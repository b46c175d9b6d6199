"""The gate as a team uses it, from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from detector.cli import main

FERRY = (
    "The ferry Santa Odila turned over in the Calbera Strait on Monday evening. {} people were "
    "killed, the coast guard said. Divers searched the hull until dawn on Tuesday."
)


@pytest.fixture(autouse=True)
def corpus(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Two reports that differ, and one of something else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETECTOR_CACHE_FOLDER", str(tmp_path_factory.getbasetemp() / "vectors"))
    monkeypatch.setenv("DETECTOR_INFERENCE_MODEL", "none")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "one.txt").write_text("Ferry sinks\n\n" + FERRY.format("Thirty-seven"))
    (folder / "two.txt").write_text("Ferry turns over\n\n" + FERRY.format("Sixty-two"))
    (folder / "fair.txt").write_text("Fair opens\n\nThe harvest fair of Lowmark has opened.")
    return Path("corpus")


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", "corpus", *map(str, arguments)])


def results(*arguments: object) -> list[dict[str, Any]]:
    """The contradictions; the two reports are near copies besides."""
    output = check(*arguments, "--format", "sarif", "--select", "CON").stdout
    return list(json.loads(output)["runs"][0]["results"])


def rewrite(path: Path, change: Any) -> None:
    path.write_text(change(path.read_text()))


def test_a_waiver_in_an_article(corpus: Path) -> None:
    head = "source: Wire\ndetector-waive: CON101 two.txt the first count\n\n"
    rewrite(corpus / "one.txt", lambda text: head + text)
    passed = check()
    assert passed.exit_code == 0
    assert "waived at corpus/one.txt:2: the first count" in " ".join(passed.stdout.split())
    (result,) = results()
    assert [(s["kind"], s["justification"]) for s in result["suppressions"]] == [
        ("inSource", "the first count")
    ]


def test_a_waiver_beside_the_corpus_and_one_that_is_named(corpus: Path) -> None:
    entry = '[[waive]]\ncode = "CON"\narticles = ["one.txt", "two.txt"]\n'
    (corpus / "detector-waivers.toml").write_text(entry)
    assert check().exit_code == 0
    Path("other.toml").write_text(entry.replace("two", "fair"))
    refused = check("--waivers", "other.toml")
    assert refused.exit_code == 1
    assert "note: other.toml:1: the waiver CON one.txt fair.txt waives nothing" in refused.stderr


def test_a_broken_waiver_is_wrong_usage(corpus: Path) -> None:
    rewrite(corpus / "one.txt", lambda text: "detector-waive: CON999 two.txt\n\n" + text)
    refused = check()
    assert refused.exit_code == 2
    assert "error: corpus/one.txt:1: no rule 'CON999'" in refused.stderr
    assert check("--waivers", "absent.toml").exit_code == 2


def test_what_is_waived_is_not_written_into_the_baseline(corpus: Path) -> None:
    rewrite(corpus / "one.txt", lambda text: "detector-waive: CON101 two.txt\n\n" + text)
    assert check("--baseline", "known.json", "--update-baseline").exit_code == 0
    assert "CON101" not in Path("known.json").read_text()


def test_unrelated_edits_do_not_break_a_baseline(corpus: Path) -> None:
    assert check("--baseline", "known.json", "--update-baseline").exit_code == 0
    rewrite(corpus / "one.txt", lambda text: text.replace("\n\n", "\n\n\n\nRain fell.\n\n"))
    rewrite(corpus / "two.txt", lambda text: text.replace("Ferry turns over", "Lost at sea"))
    rewrite(corpus / "fair.txt", lambda text: text.replace("Fair opens", "Lowmark celebrates"))
    (corpus / "three.txt").write_text("Ferry lost\n\n" + FERRY.format("Sixty-two"))
    (result,) = results("--baseline", "known.json")
    assert result["baselineState"] == "unchanged"
    lines = [
        location["physicalLocation"]["region"]["startLine"] for location in result["locations"]
    ]
    assert sorted(lines) == [3, 7]
    for score in ("0.1", "1"):
        passed = check("--baseline", "known.json", "--min-score", score)
        assert passed.exit_code == 0
        assert "CON101" not in passed.stdout + passed.stderr


def test_the_next_finding_is_new_and_the_corrected_one_absent(corpus: Path) -> None:
    assert check("--baseline", "known.json", "--update-baseline").exit_code == 0
    rewrite(corpus / "two.txt", lambda text: text.replace("Sixty-two", "Ninety-one"))
    states = {r["baselineState"]: r for r in results("--baseline", "known.json")}
    assert set(states) == {"new", "absent"}
    place = states["absent"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "known.json"
    line = Path("known.json").read_text().splitlines()[place["region"]["startLine"] - 1]
    assert states["absent"]["partialFingerprints"]["detector/v1"] in line


def test_updates_hide_show_fail(corpus: Path) -> None:
    dates = {"one.txt": "2024-05-06T20:00:00Z", "two.txt": "2024-05-07T09:00:00Z"}
    for name, published in dates.items():
        rewrite(corpus / name, lambda text, at=published: f"date: {at}\n\n{text}")
    shown = check()
    assert (shown.exit_code, "UPD101" in shown.stdout) == (0, True)
    hidden = check("--updates", "hide", "--fail-on", "update")
    assert (hidden.exit_code, "UPD101" in hidden.stdout) == (0, False)
    assert check("--updates", "fail", "--fail-on", "contradiction").exit_code == 1
    assert check("--updates", "fail", "--fail-on", "none").exit_code == 0


def test_an_output_may_be_stdout(corpus: Path) -> None:
    result = check("-o", "junit=a.xml", "-o", "github=-")
    assert result.exit_code == 1
    assert Path("a.xml").read_text().startswith("<?xml")
    assert re.match(r"::error file=corpus/one\.txt,line=3,title=CON101 ", result.stdout)


def test_exit_codes_are_documented() -> None:
    # Without white space, since lines are also broken at hyphens.
    told = "".join(CliRunner().invoke(main, ["check", "--help"]).output.split())
    for sentence in (
        "Exits 1 if there is a finding as grave as --fail-on",
        "Exits 2 on wrong usage",
        "let each one fail `check` whatever --fail-on says",
    ):
        assert "".join(sentence.split()) in told
