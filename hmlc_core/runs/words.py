"""The words of a run with their places, and their hypernyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.data.text import SPECIAL
from hmlc_core.errors import StoreError
from hmlc_core.evaluation.words.lexicon import Lexicon
from hmlc_core.experiment.models import CAPABILITIES, methods_with
from hmlc_core.experiment.models.imported import NO_MODEL

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.runs.opened import OpenedRun


def lexicon_of(opened: OpenedRun) -> Lexicon:
    """The words that a run has learned places of; raises `StoreError` where there are none."""
    model, run = opened.experiment.model, opened.run
    if model.imported:
        raise StoreError(f"{NO_MODEL} with words", where=f"run {run.id[:8]}")
    if opened.prepared.vectors:
        raise StoreError(
            "the run reads documents as vectors, and coordinates have no words",
            where=f"run {run.id[:8]}",
            remedy="Train on the texts (corpus.input=texts), where the corpus has some.",
        )
    places = opened.predictor.places if "words" in model.capabilities else None
    if places is None or places.words is None:
        having = ", ".join(kind.title for kind in methods_with("words"))
        raise StoreError(
            f"{model.title} has no {CAPABILITIES['words']}",
            where=f"run {run.id[:8]}",
            remedy=f"Train a method that has them: {having}.",
        )
    vocabulary, first = opened.prepared.vocabulary, len(SPECIAL)
    return Lexicon(
        names=vocabulary.words[first:],
        points=places.words[first:],
        frequency=np.array(vocabulary.document_frequency[first:], dtype=np.int64),
        labels=places.labels,
        geometry=places.geometry,
    )


def hypernyms_of(opened: OpenedRun, words: Lexicon, source: str = "") -> Hypernyms:
    """The hypernyms among the words, by row, read as the run's settings say.

    source: another one than theirs, see `read_hypernyms`, which raises `DataError`.
    """
    from hmlc_core.data.hypernyms import read_hypernyms

    settings = opened.experiment.hypernyms
    return read_hypernyms(
        source or settings.source, words.names, settings.senses, settings.relation
    )
