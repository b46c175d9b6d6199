"""Copies of one text, and reports of one development."""

from detector.grouping.clusterer import EventClusterer
from detector.grouping.duplicates import find_duplicates
from detector.grouping.groups import group_articles, originals_of

__all__ = ["EventClusterer", "find_duplicates", "group_articles", "originals_of"]
