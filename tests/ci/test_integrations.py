"""The pre-commit hook, the GitHub Action and the GitLab job, as far as they go offline."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

ROOT = Path(__file__).parents[2]

FERRY = (
    "The ferry Santa Odila turned over in the Calbera Strait on Monday evening. {} people were "
    "killed, the coast guard said.\n"
)

#: What the shell of a runner is started as.
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A repository with two reports that differ, in a folder with a space in its name."""
    folder = tmp_path / "repository" / "the corpus"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text("Ferry sinks\n\n" + FERRY.format("Thirty-seven"))
    (folder / "two.txt").write_text("Ferry turns over\n\n" + FERRY.format("Sixty-two"))
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a runner has: this detector on the path, and files of its own."""
    command = tmp_path / "bin" / "detector"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom detector.cli import main\nmain()\n")
    command.chmod(0o755)
    return os.environ | {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "DETECTOR_INFERENCE_MODEL": "none",
        "DETECTOR_CACHE_FOLDER": str(tmp_path / "vectors"),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "RUNNER_TEMP": str(tmp_path),
    }


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("action.yml", ["--builtin-schema", "vendor.github-actions"]),
        (
            ".ci/gitlab.yml",
            ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
        ),
    ],
)
def test_fits_the_published_schema(name: str, schema: list[str]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(ROOT / name)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def step(inputs: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The script of the action that checks, and its environment for these inputs."""
    action = load("action.yml")
    (check,) = (step for step in action["runs"]["steps"] if step.get("id") == "check")
    given = {
        name: inputs.get(name, value.get("default")) for name, value in action["inputs"].items()
    }

    def fill(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: str(given[found[1]]), text)

    assert "${{" not in check["run"]
    return check["run"], {name: fill(text) for name, text in check["env"].items()}


def test_the_action_checks_and_says_where(
    corpus: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    script, given = step({"paths": "the corpus\n", "arguments": "--fail-on=dispute\n--select=CON"})
    ran = subprocess.run(
        [*BASH, script],
        cwd=corpus.parent,
        env=environment | given,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1, ran.stderr
    (annotation,) = ran.stdout.splitlines()
    assert annotation.startswith("::error file=the corpus/")
    assert (tmp_path / "output").read_text() == "sarif=detector.sarif\nexit-code=1\n"
    assert "### CON101" in (tmp_path / "summary").read_text()
    log = json.loads((corpus.parent / "detector.sarif").read_text())
    uris = {
        location["physicalLocation"]["artifactLocation"]["uri"]
        for location in log["runs"][0]["results"][0]["locations"]
    }
    assert uris == {"the%20corpus/one.txt", "the%20corpus/two.txt"}


def test_inputs_of_the_action_are_words_and_no_script(
    corpus: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    script, given = step({"paths": "$(touch struck)\n; touch struck\n--help", "baseline": "`x`"})
    ran = subprocess.run(
        [*BASH, script],
        cwd=corpus.parent,
        env=environment | given,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert "$(touch struck): there is no such file" in ran.stderr
    assert not (corpus.parent / "struck").exists()
    assert (tmp_path / "output").read_text().endswith("exit-code=2\n")


def test_the_job_of_gitlab(corpus: Path, environment: dict[str, str]) -> None:
    job = load(".ci/gitlab.yml")["detector"]
    corpus = corpus.rename(corpus.with_name("corpus"))
    install, check = job["script"]
    given = environment | job["variables"]
    nowhere = subprocess.run(
        [*BASH, install], cwd=corpus.parent, env=given, capture_output=True, text=True
    )
    assert "say where detector is installed from" in nowhere.stderr
    given |= {"DETECTOR_CORPUS": "corpus", "DETECTOR_ARGUMENTS": "--fail-on none --select CON"}
    ran = subprocess.run(
        [*BASH, check], cwd=corpus.parent, env=given, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "Sixty-two" in ran.stdout
    tests = etree.parse(corpus.parent / job["artifacts"]["reports"]["junit"])
    assert tests.find(".//failure").get("type") == "CON101"
    (sarif,) = job["artifacts"]["paths"]
    assert json.loads((corpus.parent / sarif).read_text())["version"] == "2.1.0"


def pre_commit(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, **options)


def test_the_hook_is_a_valid_manifest() -> None:
    checked = pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert checked.returncode == 0, checked.stdout


def test_the_hook_fails_a_commit(corpus: Path, environment: dict[str, str]) -> None:
    # As a local hook with the same entry: to install one from a repository needs the network.
    (hook,) = load(".pre-commit-hooks.yaml")
    assert hook["language"] == "python"
    local = hook | {"language": "system", "args": ["the corpus", "--select", "CON"]}
    repository = corpus.parent
    (repository / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]})
    )
    for command in (["git", "init", "--quiet"], ["git", "add", "the corpus/one.txt"]):
        subprocess.run(command, cwd=repository, env=environment, check=True)
    ran = pre_commit("run", "detector-check", cwd=repository, env=environment)
    assert ran.returncode == 1
    assert "exit code: 1" in ran.stdout
    assert "Sixty-two" in ran.stdout
