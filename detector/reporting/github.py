"""Annotations for GitHub Actions: one workflow command a line."""

from __future__ import annotations

from collections.abc import Iterator

from detector.detection import Detection, Disagreement, DuplicateSet, Problem
from detector.reporting.labels import carriers, headline, outlet
from detector.reporting.places import file_and_line, file_of
from detector.reporting.quoting import visible
from detector.rules import Level, rule_for

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(detection: Detection) -> bytes:
    """Return the findings, then the copies, then the problems as workflow commands."""
    return "".join(line + "\n" for line in _commands(detection)).encode()


def _commands(detection: Detection) -> Iterator[str]:
    for finding in detection.disagreements:
        yield _disagreement(finding, detection)
    for found in detection.duplicates:
        yield _copies(found, detection)
    for problem in detection.problems:
        yield _problem(problem)


def _disagreement(finding: Disagreement, detection: Detection) -> str:
    quoted = [
        f"{outlet(detection.article_by_id[quote.article_id])}: “{visible(quote.text)}”"
        for quote in (finding.left, finding.right)
    ]
    path, line = file_and_line(detection.article_by_id[finding.left.article_id], finding.left.text)
    message = "\n".join([visible(finding.explanation), *quoted])
    return _command(
        _COMMANDS[rule_for(finding.code).level], _title(finding.code), message, path, line
    )


def _copies(found: DuplicateSet, detection: Detection) -> str:
    original, *copies = (detection.article_by_id[article_id] for article_id in found.article_ids)
    carried = f"Carried by {carriers(found, detection)}"
    message = f"{outlet(original)}: {headline(original)}\n{carried}"
    path, line = file_and_line(copies[0] if copies else original)
    return _command(_COMMANDS[rule_for(found.code).level], _title(found.code), message, path, line)


def _problem(problem: Problem) -> str:
    command = "warning" if problem.lost else "notice"
    path, line = file_of(problem.place), problem.place.line
    return _command(
        command, "Not read" if problem.lost else "Read", visible(str(problem)), path, line
    )


def _title(code: str) -> str:
    return f"{code} {rule_for(code).name}"


def _command(command: str, title: str, message: str, path: str | None, line: int | None) -> str:
    """Compose a command; without a file, a line means nothing."""
    properties = {"title": title}
    if path is not None:
        properties = {"file": visible(path), **({"line": str(line)} if line else {}), **properties}
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    return f"::{command} {listed}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
