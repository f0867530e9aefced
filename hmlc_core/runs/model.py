"""Trained models, read back from their run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmlc_core.errors import StoreError
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.store import RunStore

if TYPE_CHECKING:
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.experiment import Experiment
    from hmlc_core.models.base import TextClassifier


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModel:
    """A model with its best weights, ready to read texts, and the corpus it was trained on."""

    run: Run
    experiment: Experiment
    prepared: Prepared
    model: TextClassifier


def load_model(store: RunStore, run_id: str) -> LoadedModel:
    """The run's model as of its best epoch so far.

    Raises `StoreError` before the first checkpoint, `DataError` when the corpus is gone, and
    `TrainingError` when it has changed.
    """
    from hmlc_core.data.prepare import prepare
    from hmlc_core.data.registry import load_corpus
    from hmlc_core.training.state import trained_model

    run = store.get(run_id)
    checkpoint = store.checkpoint(run.id)
    if checkpoint is None or run.experiment is None:
        raise StoreError(
            "the run has no trained model yet",
            where=f"run {run.id[:8]}",
            remedy="It is kept from the end of the first epoch on.",
        )
    settings = run.experiment.corpus
    corpus = load_corpus(settings.name, documents=settings.documents)
    prepared = prepare(corpus, settings, run.experiment.seed)
    model = trained_model(run.experiment, prepared, checkpoint)
    return LoadedModel(run, run.experiment, prepared, model)
