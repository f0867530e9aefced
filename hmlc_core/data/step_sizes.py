"""How large a training step is on a corpus, from counts alone."""

from __future__ import annotations

import numpy as np

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.tokenizers import tokenizer_of
from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.step_memory import StepSizes

LONGEST = 50
"""Texts with the most characters, among which the one with the most words is looked for."""


def step_sizes(corpus: Corpus, settings: CorpusSettings, batch: int) -> StepSizes:
    """Sizes of the largest step of `batch` documents.

    `own` and `of_document` are what is to be expected of documents drawn at random from the
    training split.
    """
    longest = sorted((document.text for document in corpus.train), key=len)[-LONGEST:]
    tokenize = tokenizer_of(corpus, settings)
    words = max((len(tokenize(text, settings.max_words)) for text in longest), default=0)
    documents = min(batch, settings.documents or batch, len(corpus.train))
    counts = np.asarray(corpus.label_matrix("train").sum(axis=0)).ravel()
    share = counts / max(1, len(corpus.train))
    return StepSizes(
        documents=documents,
        words=words,
        most_words=settings.max_words,
        labels=len(corpus.graph),
        own=round(float((1 - (1 - share) ** documents).sum())),
        of_document=round(float(share.sum())),
    )
