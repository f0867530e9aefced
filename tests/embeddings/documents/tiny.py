"""A very small untrained BERT, as a person would have a model in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

LIMIT, WIDTH = 12, 8
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "new", "##s", "##room", "court", "bank")


def write_model(transformers: Any, path: Path) -> Path:
    """The same weights at each call."""
    path.mkdir(exist_ok=True)
    config = transformers.BertConfig(
        vocab_size=len(PIECES),
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=LIMIT,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        transformers.BertModel(config).save_pretrained(path)
    (path / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    transformers.BertTokenizer(str(path / "vocab.txt")).save_pretrained(path)
    return path
