"""How a trained model reads a text that a person gives it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.corpus import Document
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import encode_points, tokenize
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import Explanation, Numbers
from hmlc_core.models.base import TextClassifier


def explain(model: TextClassifier, prepared: Prepared, text: str, *, max_words: int) -> Explanation:
    """The model's reading of `text`; words beyond `max_words`, or the model's own, are not read.

    Raises `DataError` when the text has no word, or is no point where documents are points.
    """
    if prepared.corpus.points:
        document = Document(id="text", text=text, labels=())
        numbers = encode_points([document], prepared.corpus.graph).tokens
        words, tokens = text.split(), torch.from_numpy(numbers)
    else:
        words = tokenize(text, max_words)[: model.max_words]
        tokens = torch.from_numpy(prepared.vocabulary.encode(words).astype(np.int64))
    if not words:
        raise DataError("the text has no words", remedy="Type at least one word.")
    reading = model.read(tokens)
    return Explanation(
        words=tuple(words),
        word_points=_array(reading.word_points),
        trail=_array(reading.trail),
        scores=_array(reading.scores),
        logits=reading.logits.numpy(),
        probabilities=torch.sigmoid(reading.logits).numpy(),
        contributions=reading.contributions.numpy(),
    )


def _array(tensor: Tensor | None) -> Numbers | None:
    return None if tensor is None else tensor.numpy()
