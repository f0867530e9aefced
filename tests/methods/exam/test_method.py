"""EXAM as a run: what it learns, and what its presets are."""

from __future__ import annotations

import pytest

from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.references import simple_references
from hmlc_core.experiment.models.exam import EXAM
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.train import train


@pytest.mark.slow
def test_it_is_ten_points_above_label_frequency() -> None:
    """A quarter of its epochs is enough."""
    experiment = preset("exam").with_values({"training.epochs": 5, "training.patience": 0})
    corpus = load_corpus("newsroom")
    *_, last = train(experiment, corpus)
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    frequency = simple_references(prepared.known().labels, prepared.test.labels)["frequency"]
    assert last.scores["test/P@1"] > frequency["P@1"] + 0.1


def test_as_printed_is_what_the_paper_has_for_several_labels() -> None:
    printed = preset("exam-paper")
    model, training = printed.model, printed.training
    assert isinstance(model, EXAM)
    assert (model.dim, model.word_dim, model.hidden) == (1024, 256, 60)
    assert (training.batch, training.weight_rate) == (1000, 0.001)
    assert printed.corpus.max_words == 30
