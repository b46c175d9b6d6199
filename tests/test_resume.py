"""A run that is killed and started again gives the bytes of one that was not."""

from __future__ import annotations

import json
import multiprocessing
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector import Article
from detector.article import Place
from detector.cli import main
from detector.contrast.kept import findings_key
from detector.detection import Disagreement, Group, ModelInfo, Quote
from detector.journal import Journal, journal_path, journal_until_done

STORIES = (
    "A ferry turned over off Ansel on Monday. {} passengers were killed, the coast guard said.",
    "A match factory burned down in Borrow on Friday. {} workers were hurt, firefighters said.",
    "Floods cut off the valley of Carrick on Sunday. {} houses were damaged, the mayor said.",
    "Thieves robbed the cathedral of Dunmere at night. {} paintings were stolen, police said.",
    "A dairy recalled its cheese in Eskdale this week. {} children were ill, doctors said.",
    "Teachers walked out in Farrow on Thursday. {} schools were closed, the union said.",
    "A rocket carrying satellites exploded over Gorsely. {} satellites were lost, its maker said.",
    "Rebels attacked a convoy near Holm on Saturday. {} soldiers were killed, the army said.",
    "An avalanche came down on the pass of Innis. {} skiers were buried, rescuers said.",
    "Locusts fell on the orchards of Jura in spring. {} farms were ruined, the ministry said.",
    "A court in Kilbride convicted the smugglers. {} men were jailed, their lawyer said.",
    "A bus hit a bridge in Lomond at noon. {} pupils were injured, the hospital said.",
)
NUMBERS = ("Twelve", "Thirty-seven")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen stories of two reports each, which differ over a figure."""
    path = tmp_path_factory.mktemp("corpus") / "feed.jsonl"
    with path.open("w") as file:
        for story in STORIES:
            for number in NUMBERS:
                file.write(json.dumps({"text": story.format(number)}) + "\n")
    return path


@pytest.fixture(scope="module")
def arguments(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    cache = tmp_path_factory.mktemp("cache")
    return [
        *("score", str(corpus), "--quiet", "--inference-model", "none"),
        *("--cache-folder", str(cache)),
    ]


@pytest.fixture(scope="module")
def clean(arguments: list[str], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of one run that nobody disturbed."""
    path = tmp_path_factory.mktemp("clean") / "result.json"
    assert CliRunner().invoke(main, [*arguments, "-o", str(path)]).exit_code == 0
    return path.read_bytes()


def run(arguments: list[str]) -> None:
    main(arguments, standalone_mode=False)


@pytest.fixture(scope="module")
def start() -> Callable[[list[str]], multiprocessing.process.BaseProcess]:
    """Start the command in a process of its own."""
    # The server imports once what every run needs, and forks the runs.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.warm"])

    def begin(arguments: list[str]) -> multiprocessing.process.BaseProcess:
        process = context.Process(target=run, args=(arguments,))
        process.start()
        return process

    return begin


def wait_for_lines(journal: Path, count: int, process: multiprocessing.process.BaseProcess) -> None:
    """Wait until a run has kept so many groups; for none, until some time in its start."""
    if count == 0:
        time.sleep(random.uniform(0, 0.3))
        return
    while process.is_alive() and not (
        journal.exists() and journal.read_bytes().count(b"\n") >= count
    ):
        time.sleep(0.001)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_and_run_again(
    clean: bytes,
    arguments: list[str],
    start: Callable[[list[str]], multiprocessing.process.BaseProcess],
    tmp_path: Path,
) -> None:
    output, journal = tmp_path / "result.json", tmp_path / "result.json.journal"
    chance = random.Random()
    kept = kills = 0
    for lines in (0, 1, chance.randint(1, 3), chance.randint(1, 3)):
        process = start([*arguments, "-o", str(output)])
        wait_for_lines(journal, kept + lines if lines else 0, process)
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        process.join()
        if process.exitcode == 0:  # A busy machine may let it end before it is killed.
            break
        assert process.exitcode == -signal.SIGKILL
        kills += 1
        grown = journal.read_bytes().count(b"\n") if journal.exists() else 0
        assert grown >= kept + lines, "each run goes on where the one before it stopped"
        kept = grown
    assert kills >= 2
    process = start([*arguments, "-o", str(output)])
    process.join()
    assert process.exitcode == 0
    assert output.read_bytes() == clean
    assert not journal.exists()


@pytest.fixture
def journal_of(clean: bytes, arguments: list[str], tmp_path: Path) -> Callable[[], Path]:
    """Make the journal of a run that was cut short before its result was written."""

    def make() -> Path:
        journal = tmp_path / "kept.journal"
        output = tmp_path / "taken"
        output.mkdir()
        result = CliRunner().invoke(
            main, [*arguments, "-o", str(output), "--format", "json", "--journal", str(journal)]
        )
        assert result.exit_code == 2
        assert "taken" in result.stderr
        return journal

    return make


def rerun(arguments: list[str], journal: Path) -> tuple[bytes, str]:
    given = [argument for argument in arguments if argument != "--quiet"]
    result = CliRunner().invoke(
        main, [*given, "--format", "json", "--journal", str(journal)], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert not journal.exists()
    return result.stdout_bytes, result.stderr


def test_what_is_kept_is_used_and_damage_is_not(
    journal_of: Callable[[], Path], clean: bytes, arguments: list[str]
) -> None:
    journal = journal_of()
    lines = journal.read_bytes().splitlines(keepends=True)
    # A kept finding that nobody could compute shows that it was taken from the journal ...
    entry = next(json.loads(line)["entry"] for line in lines if b"Thirty-seven" in line)
    other = Journal(journal)
    findings = [replace(f, explanation="Kept.") for f in other.get(entry["key"]) or []]
    other.put(entry["key"], findings)
    other.close()
    stdout, stderr = rerun(arguments, journal)
    assert b'"Kept."' in stdout
    assert f"keeps {len(lines)} finished groups" in stderr
    # ... and a line that was changed without its digest that it was not.
    damaged = b"".join(lines).replace(b"figures", b"colours")[:-40]
    assert damaged.count(b"colours") > 10
    journal.write_bytes(damaged)
    stdout, stderr = rerun(arguments, journal)
    assert stdout == clean


@pytest.mark.parametrize("change", ["--max-pairs-per-group=7", "--min-score=0.9"])
def test_other_settings_do_not_use_what_is_kept(
    journal_of: Callable[[], Path], arguments: list[str], change: str
) -> None:
    journal = journal_of()
    changed = [*arguments, change]
    honest = CliRunner().invoke(main, [*changed, "--format", "json"]).stdout_bytes
    assert b"fingerprint" in honest
    entries = [json.loads(line)["entry"] for line in journal.read_bytes().splitlines()]
    journal.unlink()
    forged = Journal(journal)
    for entry in entries:
        forged.put(entry["key"], [])
    forged.close()
    stdout, _ = rerun(changed, journal)
    assert stdout == honest


def finding(number: int) -> Disagreement:
    left, right = (Quote(i, f"{number} died.", 0, 8) for i in ("a", "b"))
    text = "The figures differ: \u00e9\u2028."
    return Disagreement("g", left, right, "number", "dispute", 0.5, text, "slot", f"{number:016x}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_journal_cut_anywhere_keeps_its_whole_lines(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    written = Journal(path)
    for number in range(3):
        written.put(str(number), [finding(number)] * number)
    written.close()
    content = path.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:cut])
    whole = content[: cut + 1].count(b"\n")
    again = Journal(path)
    assert [again.get(str(i)) for i in range(whole)] == [[finding(i)] * i for i in range(whole)]
    assert len(again) == whole
    again.put("new", [finding(9)])
    again.close()
    last = Journal(path)
    assert last.get("new") == [finding(9)]
    assert len(last) == whole + 1
    last.close()


def test_a_journal_stays_until_the_run_is_done(tmp_path: Path) -> None:
    path = tmp_path / "journal"

    def fail() -> None:
        with journal_until_done(path) as journal:
            assert journal is not None
            journal.put("one", [finding(1)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with journal_until_done(path) as journal:
        assert journal is not None
        assert journal.get("one") == [finding(1)]
    assert not path.exists()


def test_journals_stand_beside_files_only(tmp_path: Path) -> None:
    assert journal_path([]) is None
    assert journal_path([tmp_path]) is None
    assert journal_path([Path("/dev/null")]) is None
    beside = journal_path([tmp_path / "a.json", tmp_path / "b.csv"])
    assert beside == tmp_path / "a.json.journal"


def test_the_key_holds_all_that_shapes_findings() -> None:
    one, two = (Article(i, "Fire", f"{i} burned.", place=Place("x", line=1)) for i in "ab")
    group = Group("g", ("a", "b"), "a", (), 0.9)
    model = ModelInfo("default", "inference", "00")
    key = findings_key(group, [one, two], {"min_score": 0.4}, [model])
    elsewhere = replace(two, place=Place("y", line=9))
    assert findings_key(group, [elsewhere, one], {"min_score": 0.4}, [model]) == key
    dated = replace(two, published=datetime(2020, 1, 14, tzinfo=UTC))
    others = [
        findings_key(replace(group, id="h"), [one, two], {"min_score": 0.4}, [model]),
        findings_key(group, [one, replace(two, text="b is burning.")], {"min_score": 0.4}, [model]),
        findings_key(group, [one, dated], {"min_score": 0.4}, [model]),
        findings_key(group, [one, two], {"min_score": 0.5}, [model]),
        findings_key(group, [one, two], {"min_score": 0.4}, [replace(model, digest="01")]),
        findings_key(group, [one, two], {"min_score": 0.4}, []),
    ]
    assert len({key, *others}) == 7
