"""Imported by the server that forks runs: loads once what every run would load."""

from __future__ import annotations

import detector.readers
import detector.reporting.json
from detector.contrast.language import pipeline
from detector.pipeline import Detector

__all__ = ["Detector", "detector"]

pipeline()
