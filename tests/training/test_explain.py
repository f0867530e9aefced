"""A typed text is read like a document."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.training.explain import explain
from hmlc_core.training.loop import train
from hmlc_core.training.predict import predict
from hmlc_core.training.state import trained_model


def test_an_explanation_agrees_with_the_prediction(experiment: Experiment, corpus: Corpus) -> None:
    *_, last = train(experiment, corpus)
    assert last.checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    model = trained_model(experiment, prepared, last.checkpoint)
    predicted = predict(model, prepared.test, batch=7)
    for row, document in enumerate(corpus.test[:5]):
        explanation = explain(model, prepared, document.text, max_words=200)
        assert np.allclose(explanation.probabilities, predicted[row], atol=1e-5)
        assert list(explanation.words) == document.text.split()
        assert explanation.contributions.shape == (7, len(explanation.words))


def test_a_text_without_words_is_refused(experiment: Experiment, corpus: Corpus) -> None:
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    *_, last = train(experiment.assign(["training.epochs=1"]), corpus)
    assert last.checkpoint is not None
    model = trained_model(experiment, prepared, last.checkpoint)
    with pytest.raises(DataError, match="the text has no words"):
        explain(model, prepared, " … !", max_words=200)
