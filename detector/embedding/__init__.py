"""Vectors: sentence-transformers models, the bundled default, batching and the cache."""

from detector.embedding.articles import embed_articles
from detector.embedding.cache import VectorCache
from detector.embedding.encoder import TextEncoder

__all__ = ["TextEncoder", "VectorCache", "embed_articles"]
