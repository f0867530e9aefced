"""A typed text is read like a document, and a network predicts as it is at the moment."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.synthetic import generate
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from hmlc_core.training.predictor import NetworkPredictor

pytestmark = pytest.mark.slow


def trained(experiment: Experiment, corpus: Corpus) -> tuple[NetworkPredictor, Prepared]:
    *_, last = train(experiment, corpus)
    assert last.checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    predictor = method_of(experiment.model).load(experiment, prepared, last.checkpoint)
    assert isinstance(predictor, NetworkPredictor)
    return predictor, prepared


def test_an_explanation_agrees_with_the_prediction(experiment: Experiment, corpus: Corpus) -> None:
    predictor, prepared = trained(experiment, corpus)
    predictor.batch = 7
    predicted = predictor.scores(prepared.test)
    for row, document in enumerate(corpus.test[:5]):
        explanation = predictor.explain(document.text)
        assert np.allclose(explanation.probabilities, predicted[row], atol=1e-5)
        assert list(explanation.words) == document.text.split()
        assert explanation.contributions.shape == (7, len(explanation.words))


def test_its_size_is_what_is_trained(experiment: Experiment, corpus: Corpus) -> None:
    predictor, _ = trained(experiment.assign(["training.epochs=1"]), corpus)
    whole = predictor.parameters
    first, *others = predictor.network.parameters()
    assert whole == first.numel() + sum(part.numel() for part in others)
    first.requires_grad_(False)
    assert predictor.parameters == whole - first.numel()


def test_a_text_without_words_is_refused(experiment: Experiment, corpus: Corpus) -> None:
    predictor, _ = trained(experiment.assign(["training.epochs=1"]), corpus)
    with pytest.raises(DataError, match="the text has no words"):
        predictor.explain(" … !")


def test_places_are_the_points_of_labels_and_of_all_words(
    experiment: Experiment, corpus: Corpus
) -> None:
    predictor, prepared = trained(experiment.assign(["training.epochs=1"]), corpus)
    places = predictor.places
    assert places is not None
    assert places.words is not None
    assert places.labels.shape == (7, 4)
    assert places.words.shape == (len(prepared.vocabulary), 4)
    assert str(places.geometry) == str(predictor.network.geometry)


def test_coordinates_have_no_words_to_explain() -> None:
    corpus = generate(120)
    predictor, prepared = trained(
        preset("hidden-synthetic").assign(["training.epochs=1", "training.kernels=torch"]), corpus
    )
    assert predictor.scores(prepared.test).shape == (80, 21)
    for ask in (predictor.explain, predictor.trail):
        with pytest.raises(DataError, match="coordinates have no words"):
            ask("0.5 -2")


def test_predicting_leaves_the_network_in_training_as_it_was(
    experiment: Experiment, corpus: Corpus
) -> None:
    predictor, prepared = trained(experiment.assign(["training.epochs=1"]), corpus)
    for training in (True, False):
        predictor.network.train(training)
        predictor.scores(prepared.test)
        assert predictor.network.training is training
