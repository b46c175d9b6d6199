"""Baselines: findings that a team knows of and does not want to be stopped by again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from detector.article import Place
from detector.detection import Detection, Disagreement, Finding, Settled
from detector.files import write_atomically
from detector.rules import rule_for
from detector.settlement import Gone


@dataclass(frozen=True)
class Baseline:
    """Known findings: fingerprint to a short description for people, the code first.

    Fingerprints hold neither scores nor line numbers, so that edits elsewhere do not
    break a baseline.
    """

    known: Mapping[str, str]

    @classmethod
    def of(cls, detection: Detection) -> Baseline:
        """Make a baseline of all open findings and duplicates of a result."""
        return cls({found.fingerprint: _described(found) for found in detection.findings})

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Read a baseline.

        Raises
        ------
        ValueError
            If the file is absent or is no baseline.
        """
        if not path.exists():
            raise ValueError(f"{path}: no such baseline; make it with --update-baseline")
        try:
            findings = json.loads(path.read_text("utf-8"))["findings"]
            known = {str(key): str(value) for key, value in findings.items()}
            for text in known.values():
                rule_for(_parted(text)[0])
            return cls(known)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}: not a baseline of detector: {error}") from error

    def save(self, path: Path) -> None:
        """Write the baseline, atomically, sorted so that diffs are small."""
        content = json.dumps({"findings": dict(sorted(self.known.items()))}, indent=2) + "\n"
        write_atomically(path, content.encode("utf-8"))

    def compare(self, detection: Detection, path: Path) -> Detection:
        """Settle what is known, and name what is gone.

        Parameters
        ----------
        detection : Detection
            A finding whose score has sunk below the least, and one that is not looked for,
            is not gone.
        path : Path
            Where the baseline is kept, for people to find what is gone.
        """
        found = {finding.fingerprint for finding in (*detection.findings, *detection.review)}
        found |= {settled.finding.fingerprint for settled in detection.settled}
        gone = [
            key
            for key, text in self.known.items()
            if key not in found and detection.looks_for(text)
        ]
        known = [
            Settled(finding, known=True) for finding in detection.findings if self._knows(finding)
        ]
        waived = [replace(s, known=self._knows(s.finding)) for s in detection.settled]
        return replace(detection.settle([*waived, *known]), gone=self._describe(gone, path))

    def _knows(self, finding: Finding) -> bool:
        return finding.fingerprint in self.known

    def _describe(self, keys: Iterable[str], path: Path) -> tuple[Gone, ...]:
        try:
            lines = path.read_text("utf-8").splitlines()
        except OSError:
            lines = []
        numbers = {line.split('"')[1]: at for at, line in enumerate(lines, 1) if '":' in line}
        told = [
            Gone(key, *_parted(self.known[key]), Place(str(path), line=numbers.get(key)))
            for key in keys
        ]
        return tuple(sorted(told, key=lambda gone: (gone.code, gone.description, gone.fingerprint)))


def _described(finding: Finding) -> str:
    if isinstance(finding, Disagreement):
        return f"{finding.code} {finding.explanation}"
    return f"{finding.code} {', '.join(finding.article_ids)}"


def _parted(text: str) -> tuple[str, str]:
    code, _, description = text.partition(" ")
    return code, description
