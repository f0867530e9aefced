"""Probabilities of every label for every document of a split."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from hmlc_core.data.text import Encoded
from hmlc_core.models.base import TextClassifier
from hmlc_core.training.batches import collate, in_order

POINT_CELLS = 4_000_000
"""Probabilities of points computed at once, at least; small batches of them are all overhead."""


@torch.no_grad()
def predict(model: TextClassifier, encoded: Encoded, *, batch: int) -> NDArray[np.float32]:
    """(documents, labels) probabilities in the documents' order; the model is left as it was."""
    was_training = model.training
    model.eval()
    result = np.zeros((len(encoded), encoded.labels.shape[1]), dtype=np.float32)
    if encoded.tokens.dtype.kind == "f":
        batch = max(batch, POINT_CELLS // result.shape[1])
    for rows in in_order(encoded, batch):
        documents = collate(encoded, rows)
        logits = model.logits(documents.tokens, documents.lengths)
        result[rows] = torch.sigmoid(logits).numpy()
    model.train(was_training)
    return result
