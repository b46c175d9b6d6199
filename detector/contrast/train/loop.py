"""A small resumable training loop for cross-encoders on a CPU.

bf16 autocast, batches of like length, no dropout (no pair is seen twice, and it doubles the
speed), frozen word embeddings (so that few bits do for them), AdamW with a linear warm-up and
decay.  A run that is killed continues from its last checkpoint with the same batches.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from detector.contrast.train.sets import CLASSES, Example

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoopSettings:
    """How one stage is trained."""

    epochs: float = 1.0
    batch_size: int = 32
    learning_rate: float = 1e-4
    warmup: float = 0.06
    max_length: int = 128
    label_smoothing: float = 0.05
    frozen_layers: int = 0
    seed: int = 0
    checkpoint_seconds: float = 600.0


def load_classifier(path: str | Path) -> tuple[Any, Any]:
    """Load an encoder with a three-way head, and its tokenizer, ready to be trained."""
    model = AutoModelForSequenceClassification.from_pretrained(
        path,
        num_labels=len(CLASSES),
        id2label=dict(enumerate(CLASSES)),
        label2id={name: index for index, name in enumerate(CLASSES)},
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        # The fused attention kernel has a slow backward pass on CPUs.
        attn_implementation="eager",
        dtype=torch.float32,
    )
    return model, AutoTokenizer.from_pretrained(path)


def train(
    start: str | Path,
    examples: Sequence[Example],
    folder: Path,
    settings: LoopSettings,
    evaluate: Callable[[Any, Any], dict[str, float]] | None = None,
) -> Path:
    """Train the classifier at `start` on `examples`; return the folder it is saved to.

    Checkpoints go to ``folder/checkpoint.pt``; the finished model to ``folder/model``
    with its figures in ``folder/figures.json``.  A finished stage is not run again.
    """
    finished = folder / "model"
    if (folder / "figures.json").exists():
        return finished
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    model, tokenizer = load_classifier(start)
    _freeze(model, settings.frozen_layers)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        parameters, lr=settings.learning_rate, weight_decay=0.01, fused=True
    )
    encoded = _encode(tokenizer, examples, settings.max_length)
    gold = torch.tensor([example.gold for example in examples])
    total = int(settings.epochs * len(examples) / settings.batch_size)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _linear_schedule(step, total, settings.warmup)
    )
    done = _resume(folder, model, optimizer, scheduler)
    model.train()
    saved, running = time.monotonic(), 0.0
    for step, batch in enumerate(_batches(encoded, total, settings)):
        if step < done:
            continue
        inputs = tokenizer.pad({"input_ids": [encoded[i] for i in batch]}, return_tensors="pt")
        if "token_type_ids" in tokenizer.model_input_names:
            inputs["token_type_ids"] = _segments(inputs["input_ids"], tokenizer.sep_token_id)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**inputs).logits.float()
        loss = functional.cross_entropy(
            logits, gold[batch], label_smoothing=settings.label_smoothing
        )
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        running = loss.item() if step == done else 0.99 * running + 0.01 * loss.item()
        if step % 100 == 0:
            logger.info("%s step %d of %d loss %.4f", folder.name, step, total, running)
        if time.monotonic() - saved > settings.checkpoint_seconds:
            _save(folder, model, optimizer, scheduler, step + 1)
            saved = time.monotonic()
    model.eval()
    model.save_pretrained(finished)
    tokenizer.save_pretrained(finished)
    figures: dict[str, Any] = {"settings": asdict(settings), "examples": len(examples)}
    if evaluate is not None:
        figures["accuracy"] = evaluate(model, tokenizer)
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    return finished


def predict(
    model: Any,
    tokenizer: Any,
    pairs: Sequence[tuple[str, str]],
    batch_size: int = 64,
    max_length: int = 128,
) -> np.ndarray:
    """Return the class probabilities of `pairs`, shape (n, 3), float32."""
    order = sorted(range(len(pairs)), key=lambda i: -sum(map(len, pairs[i])))
    result = np.zeros((len(pairs), len(CLASSES)), dtype=np.float32)
    model.eval()
    for begin in range(0, len(order), batch_size):
        chosen = order[begin : begin + batch_size]
        inputs = tokenizer(
            [pairs[i][0] for i in chosen],
            [pairs[i][1] for i in chosen],
            truncation="longest_first",
            max_length=max_length,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**inputs).logits.float()
        result[chosen] = functional.softmax(logits, dim=-1).numpy()
    return result


def _encode(tokenizer: Any, examples: Sequence[Example], max_length: int) -> list[list[int]]:
    encoded: list[list[int]] = []
    for begin in range(0, len(examples), 4096):
        part = examples[begin : begin + 4096]
        encoded += tokenizer(
            [e.premise for e in part],
            [e.hypothesis for e in part],
            truncation="longest_first",
            max_length=max_length,
            return_token_type_ids=False,
            return_attention_mask=False,
        )["input_ids"]
    return encoded


def _segments(ids: torch.Tensor, separator: int) -> torch.Tensor:
    """Segment ids of BERT pairs: 1 after the first separator, up to the second."""
    seen = (ids == separator).long().cumsum(dim=1)
    shifted = torch.nn.functional.pad(seen[:, :-1], (1, 0))
    return (shifted == 1).long()


def _batches(
    encoded: Sequence[list[int]], total: int, settings: LoopSettings
) -> Iterator[list[int]]:
    """Yield `total` batches of like length, the same ones for the same settings."""
    given = 0
    for epoch in range(int(settings.epochs) + 1):
        chance = random.Random(settings.seed * 1000 + epoch)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]) + 6 * chance.random())
        size = settings.batch_size
        batches = [order[i : i + size] for i in range(0, len(order) - size + 1, size)]
        chance.shuffle(batches)
        for batch in batches:
            if given == total:
                return
            yield batch
            given += 1


def _linear_schedule(step: int, total: int, warmup: float) -> float:
    rising = max(1, int(total * warmup))
    return min(step / rising, max(0.0, (total - step) / max(1, total - rising)))


def _freeze(model: Any, layers: int) -> None:
    encoder = model.base_model
    frozen = [encoder.embeddings.word_embeddings, *encoder.encoder.layer[:layers]]
    for module in frozen:
        for parameter in module.parameters():
            parameter.requires_grad_(False)


def _save(folder: Path, model: Any, optimizer: Any, scheduler: Any, step: int) -> None:
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "step": step,
    }
    partial = folder / "checkpoint.partial"
    torch.save(state, partial)
    partial.replace(folder / "checkpoint.pt")


def _resume(folder: Path, model: Any, optimizer: Any, scheduler: Any) -> int:
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    logger.info("resuming %s at step %d", folder.name, state["step"])
    return int(state["step"])
