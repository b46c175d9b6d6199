"""Training of the inference weights; see ``python -m detector.contrast.train --help``."""
