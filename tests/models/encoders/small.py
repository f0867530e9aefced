"""A small vocabulary, small encoders, and batches as training makes them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from hmlc_core.data.text import PAD, SPECIAL, Vocabulary
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders import DocumentEncoder, build_encoder

WORDS = ("new", "news", "newsroom", "court", "tennis", "pitch", "bank", "river", "cell", "data")
VOCABULARY = Vocabulary((*SPECIAL, *WORDS), (0,) * 12, 1)
OUT = 6


def padded(documents: Sequence[Sequence[int]], width: int = 0) -> tuple[Tensor, Tensor]:
    """Word ids padded on the right, at least `width` wide, and their lengths."""
    width = max([width, *map(len, documents)])
    rows = [[*words, *[PAD] * (width - len(words))] for words in documents]
    lengths = torch.tensor([len(words) for words in documents])
    return torch.tensor(rows, dtype=torch.long).reshape(len(rows), width), lengths


def small_encoder(
    kind: str,
    *,
    seed: int = 0,
    generator: torch.Generator | None = None,
    dtype: torch.dtype = torch.float64,
    sparse_rows: bool = False,
    **values: object,
) -> DocumentEncoder:
    """A small encoder; further keywords are settings. Skips the test where BERT cannot be had."""
    if kind == "bert":
        pytest.importorskip("transformers", reason="transformers is not installed")
    small = {"word_dim": 5, "filters": 4, "gru_units": 3, "bert_model": "tiny-random"}
    return build_encoder(
        Encoder.from_dict({"kind": kind, **small, **values}),
        vocabulary=VOCABULARY,
        features=2 if kind == "points" else None,
        out_dim=OUT,
        generator=generator or torch.Generator().manual_seed(seed),
        dtype=dtype,
        sparse_rows=sparse_rows,
    )
