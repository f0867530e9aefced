"""The scores of a model while it trains, and those it is judged by in the end."""

from __future__ import annotations

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import Experiment, HyperIM
from hmlc_core.models.base import TextClassifier
from hmlc_core.training.predict import predict


def split_scores(
    experiment: Experiment, model: TextClassifier, split: Encoded, name: str
) -> dict[str, float]:
    """The seven scores of a split, as `name/P@1`, …"""
    settings = experiment.model
    probabilities = predict(model, split, batch=experiment.training.batch)
    released = isinstance(settings, HyperIM) and settings.released.batch_means
    scores = evaluate(probabilities, split.labels, released=released)
    return {f"{name}/{key}": value for key, value in scores.items()}


def final_scores(
    experiment: Experiment, prepared: Prepared, model: TextClassifier
) -> dict[str, float]:
    """Scores of validation and test, and of the test split with labels missing if any are."""
    splits = {"validation": prepared.validation, "test": prepared.test}
    if prepared.test_missing is not None:
        splits["test_missing"] = prepared.test_missing
    found: dict[str, float] = {}
    for name, split in splits.items():
        if len(split):
            found |= split_scores(experiment, model, split, name)
    return found
