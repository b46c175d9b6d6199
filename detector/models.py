"""Which models are used, where they come from, and whether their digests are right."""

from __future__ import annotations

from dataclasses import dataclass

from detector.contrast import weights
from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.score import FILE, score_info
from detector.detection import ModelInfo
from detector.embedding import TextEncoder
from detector.embedding.bundled import bundled_model_path, file_digest


@dataclass(frozen=True)
class InspectedModel:
    """A model and its state.

    Attributes
    ----------
    name, role, digest : str
    origin : str
        Where it was loaded from.
    verified : bool or None
        Whether the digest is the pinned one; None where none is pinned.
    """

    name: str
    role: str
    digest: str
    origin: str
    verified: bool | None


def inspect_models(embedding_model: str, inference_model: str) -> list[InspectedModel]:
    """Describe the embedding model, the inference model and the score."""
    embedding = TextEncoder(embedding_model).info
    bundled = embedding_model == "default"
    origin = str(bundled_model_path()) if bundled else embedding_model
    inspected = [_inspected(embedding, origin, True if bundled else None)]
    if inference_model != "none":
        shipped = inference_model == "default"
        info = ContradictionClassifier(inference_model).info
        origin = str(weights.FILE) if shipped else inference_model
        sound = file_digest(weights.FILE) == weights.DIGEST if shipped else None
        inspected.append(_inspected(info, origin, sound))
    inspected.append(_inspected(score_info(), str(FILE), None))
    return inspected


def _inspected(info: ModelInfo, origin: str, verified: bool | None) -> InspectedModel:
    return InspectedModel(info.name, info.role, info.digest, origin, verified)
