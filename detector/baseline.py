"""Baselines: findings that a team knows of and does not want to be stopped by again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detector.detection import Detection
from detector.files import write_atomically


@dataclass(frozen=True)
class Baseline:
    """Known findings: fingerprint to a short description for people.

    Fingerprints hold neither scores nor line numbers, so that edits elsewhere do not
    break a baseline.
    """

    known: Mapping[str, str]

    @classmethod
    def of(cls, detection: Detection) -> Baseline:
        """Make a baseline of all findings and duplicates of a result."""
        known = {d.fingerprint: f"{d.code} {d.explanation}" for d in detection.disagreements}
        known |= {
            d.fingerprint: f"{d.code} {', '.join(d.article_ids)}" for d in detection.duplicates
        }
        return cls(known)

    @classmethod
    def load(cls, path: Path, must_exist: bool = True) -> Baseline:
        """Read a baseline.

        Raises
        ------
        ValueError
            If the file is absent (unless it may be) or is no baseline.
        """
        if not path.exists():
            if must_exist:
                raise ValueError(f"{path}: no such baseline; make it with --update-baseline")
            return cls({})
        try:
            known = json.loads(path.read_text("utf-8"))["findings"]
            return cls({str(key): str(value) for key, value in known.items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}: not a baseline of detector: {error}") from error

    def save(self, path: Path) -> None:
        """Write the baseline, atomically, sorted so that diffs are small."""
        content = json.dumps({"findings": dict(sorted(self.known.items()))}, indent=2) + "\n"
        write_atomically(path, content.encode("utf-8"))

    def remove_known(self, detection: Detection) -> Detection:
        """Return the result without the findings and duplicates that are known."""
        return detection.only(lambda finding: finding.fingerprint not in self.known)

    def gone(self, detection: Detection) -> list[str]:
        """Describe the known findings that the result no longer holds, sorted."""
        found = {finding.fingerprint for finding in detection.disagreements}
        found |= {copies.fingerprint for copies in detection.duplicates}
        return sorted(text for key, text in self.known.items() if key not in found)
