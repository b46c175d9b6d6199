"""Contrast: which sentences of one group of articles cannot both be true, and why."""
