"""The gate: what of a result is waived or known, and whether the rest fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from detector.baseline import Baseline
from detector.detection import Detection
from detector.waivers import apply_waivers, read_waiver_file, waivers_in


def judge(
    detection: Detection,
    *,
    today: date,
    waiver_files: Iterable[Path] = (),
    codes: frozenset[str] | None = None,
    baseline: Path | None = None,
    update_baseline: bool = False,
) -> Detection:
    """Settle what is waived or known; what stays open decides by `Detection.fails`.

    Parameters
    ----------
    detection : Detection
    today : datetime.date
        Waivers that expired before it hold no longer.
    waiver_files : iterable of Path
        Beside the waivers that the articles carry.
    codes : frozenset of str or None
        The rules that count; None for all.
    baseline : Path or None
        Holds the known findings.
    update_baseline : bool
        Write all that is not waived into the baseline first, whatever `codes`.

    Raises
    ------
    ValueError
        If a waiver or the baseline cannot be read; the message says where.
    OSError
        If the baseline cannot be written.
    """
    waivers = waivers_in(detection.articles)
    for path in waiver_files:
        waivers += read_waiver_file(path)
    judged = apply_waivers(detection, waivers, today)
    if baseline is not None:
        if update_baseline:
            Baseline.of(judged).save(baseline)
        judged = Baseline.load(baseline).compare(judged, baseline)
    return judged if codes is None else _selected(judged, codes)


def _selected(judged: Detection, codes: frozenset[str]) -> Detection:
    kept = judged.only(lambda finding: finding.code in codes)
    if kept.gone is None:
        return kept
    return replace(kept, gone=tuple(gone for gone in kept.gone if gone.code in codes))
