"""Which news articles report the same development, and where do they disagree?"""

from typing import TYPE_CHECKING, Any

from detector.article import Article
from detector.detection import Detection, Disagreement, DuplicateSet, Group, Problem, Quote
from detector.settings import Settings
from detector.version import __version__

if TYPE_CHECKING:
    from detector.pipeline import Detector
    from detector.readers import read_articles

__all__ = [
    "Article",
    "Detection",
    "Detector",
    "Disagreement",
    "DuplicateSet",
    "Group",
    "Problem",
    "Quote",
    "Settings",
    "__version__",
    "read_articles",
]


def __getattr__(name: str) -> Any:
    # Loaded when first used: importing torch and spaCy takes seconds.
    if name == "Detector":
        from detector.pipeline import Detector

        return Detector
    if name == "read_articles":
        from detector.readers import read_articles

        return read_articles
    raise AttributeError(f"module 'detector' has no attribute {name!r}")
