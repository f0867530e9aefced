"""Batches of similar length, padded on the right, in an order that one generator decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.text import PAD, Encoded

POOL = 20
"""Batches sorted by length together: enough to waste little padding, few enough to stay random."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """tokens: (B, T) ids, PAD after the end, or (B, F) coordinates; lengths: (B,); truth: (B, C)
    booleans."""

    tokens: Tensor
    lengths: Tensor
    truth: Tensor


def collate(encoded: Encoded, rows: np.ndarray) -> Batch:
    """The documents `rows` as one batch, as wide as the longest of them."""
    starts, ends = encoded.offsets[rows], encoded.offsets[rows + 1]
    lengths = ends - starts
    width = int(lengths.max(initial=0))
    place = np.arange(width)[None, :]
    present = place < lengths[:, None]
    kind = np.float32 if encoded.vectors else np.int64
    tokens = np.full((len(rows), width), PAD, dtype=kind)
    tokens[present] = encoded.tokens[(starts[:, None] + place)[present]]
    truth = encoded.labels[rows].toarray() > 0
    return Batch(torch.from_numpy(tokens), torch.from_numpy(lengths), torch.from_numpy(truth))


def drop_words(batch: Batch, share: float, generator: torch.Generator) -> Batch:
    """Hide that share of words at random; a document keeps at least one of those it had. Vectors
    have no words, and stay as they are."""
    if share == 0 or batch.tokens.numel() == 0 or batch.tokens.is_floating_point():
        return batch
    tokens, lengths = batch.tokens, batch.lengths
    present = torch.arange(tokens.shape[1]) < lengths[:, None]
    luck = torch.rand(tokens.shape, generator=generator).masked_fill(~present, -1.0)
    kept = present & ((luck >= share) | (luck == luck.amax(1, keepdim=True)))
    # A stable sort brings kept words to the front in reading order.
    order = (~kept).to(torch.uint8).argsort(dim=1, stable=True)
    lengths = kept.sum(1)
    width = int(lengths.max()) if len(lengths) else 0
    tokens = tokens.gather(1, order).masked_fill(
        torch.arange(tokens.shape[1]) >= lengths[:, None], PAD
    )
    return Batch(tokens[:, :width], lengths, batch.truth)


def in_order(encoded: Encoded, size: int) -> Iterator[np.ndarray]:
    """Row numbers of batches for prediction: sorted by length, so that padding is small."""
    order = np.argsort(encoded.lengths, kind="stable")
    for start in range(0, len(order), size):
        yield order[start : start + size]


def shuffled(
    encoded: Encoded, size: int, generator: torch.Generator, *, items: int | None = None
) -> Iterator[np.ndarray]:
    """Row numbers of one epoch's batches: shuffled, pooled, sorted by length, shuffled again.

    items: how many rows there are in all, each document as often as any other or once more; None
        for each document once.
    """
    order = torch.randperm(len(encoded) if items is None else items, generator=generator).numpy()
    order %= max(1, len(encoded))
    batches: list[np.ndarray] = []
    for start in range(0, len(order), size * POOL):
        pool = order[start : start + size * POOL]
        pool = pool[np.argsort(encoded.lengths[pool], kind="stable")]
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    for index in torch.randperm(len(batches), generator=generator).tolist():
        yield batches[index]
