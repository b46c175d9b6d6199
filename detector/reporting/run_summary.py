"""A run in figures, for machines: what was read, what was found and how long it took."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from detector.detection import KINDS, RELATIONS, Detection
from detector.files import write_atomically
from detector.reporting.summary import summarise


def run_summary(detection: Detection, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return the figures of a run as plain data; every key is there even where it counts 0.

    Parameters
    ----------
    detection : Detection
    seconds : Mapping of str to float
        How long each stage took, in order.

    Returns
    -------
    dict
        ``articles``, ``groups``, ``shared_groups`` (of more than one article), ``copies``,
        ``findings``, ``for_review``, ``by_relation`` and ``by_kind`` (of findings; kind to
        relation to number), ``problems`` (``lost``: left out, ``notes``: others),
        ``seconds``, ``models`` and ``version``.
    """
    summary = summarise(detection)
    none = dict.fromkeys(RELATIONS, 0)
    return {
        "articles": summary.articles,
        "groups": summary.groups,
        "shared_groups": summary.shared_groups,
        "copies": summary.copies,
        "findings": summary.findings,
        "for_review": summary.review,
        "by_relation": dict(summary.by_relation),
        "by_kind": {kind: dict(summary.table.get(kind, none)) for kind in KINDS},
        "problems": {"lost": summary.lost, "notes": summary.notes},
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
        "models": [asdict(model) for model in detection.models],
        "version": detection.version,
    }


def write_run_summary(
    detection: Detection, seconds: Mapping[str, float], path: Path | None
) -> None:
    """Write the figures of a run as JSON on one line; to standard error without a path.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    line = json.dumps(run_summary(detection, seconds)) + "\n"
    if path is None:
        sys.stderr.write(line)
    else:
        write_atomically(path, line.encode())
