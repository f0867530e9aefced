"""How a trained model reads a text that a person gives it."""

from __future__ import annotations

import numpy as np
import torch

from hmlc_core.data.text import Vocabulary, tokenize
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.models.base import TextClassifier


def explain(
    model: TextClassifier, vocabulary: Vocabulary, text: str, *, max_words: int
) -> Explanation:
    """The model's reading of `text`; words beyond `max_words`, or the model's own, are not read.

    Raises `DataError` when the text has no word.
    """
    words = tokenize(text, max_words)[: model.max_words]
    if not words:
        raise DataError("the text has no words", remedy="Type at least one word.")
    ids = torch.from_numpy(vocabulary.encode(words).astype(np.int64))
    reading = model.read(ids)
    return Explanation(
        words=tuple(words),
        word_points=reading.word_points.numpy(),
        trail=reading.trail.numpy(),
        scores=reading.scores.numpy(),
        logits=reading.logits.numpy(),
        probabilities=torch.sigmoid(reading.logits).numpy(),
        contributions=reading.contributions.numpy(),
    )
