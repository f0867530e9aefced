"""HARNN as a run: its parts are scored alone, and its presets are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.harnn import HARNN
from hmlc_core.experiment.presets import preset
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot

SMALL = {
    "model.word_dim": 6,
    "model.units": 4,
    "model.attention": 4,
    "model.hidden": 8,
    "corpus.min_count": 1,
    "training.epochs": 2,
    "training.batch": 16,
}


def small(**values: object) -> Experiment:
    return Experiment(model=HARNN()).with_values(SMALL | values)


def last(experiment: Experiment, corpus: Corpus) -> Snapshot:
    *_, found = train(experiment, corpus)
    return found


def test_local_and_global_part_are_scored_alone(corpus: Corpus) -> None:
    experiment = small()
    end = last(experiment, corpus)
    assert end.checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    predictor = method_of(experiment.model).load(experiment, prepared, end.checkpoint)
    parts = predictor.parts(prepared.test)
    assert list(parts) == ["local", "global"]
    mean = (parts["local"] + parts["global"]) / 2
    np.testing.assert_allclose(predictor.scores(prepared.test), mean, atol=1e-6)
    for part in parts:
        for score in ("nDCG@5", "P@1", "micro_auprc", "micro_f1"):
            assert f"parts/{part}/{score}" in end.scores


@pytest.mark.parametrize(("alpha", "part"), [(0.0, "local"), (1.0, "global")])
def test_with_all_weight_a_part_scores_what_the_method_does(
    corpus: Corpus, alpha: float, part: str
) -> None:
    scores = last(small(**{"model.alpha": alpha}), corpus).scores
    assert scores[f"parts/{part}/nDCG@5"] == scores["test/nDCG@5"]


def _one_label() -> Corpus:
    documents = tuple(Document(str(n), f"word{n} word", (0,)) for n in range(8))
    return Corpus("one", "One", LabelGraph(("only",)), train=documents, test=documents)


def _all_alike() -> Corpus:
    documents = tuple(Document(str(n), "the same words", (0, 2)) for n in range(8))
    graph = LabelGraph(("a", "b", "c"), ((0, 2),))
    return Corpus("alike", "Alike", graph, train=documents, test=documents)


def _empty_level() -> Corpus:
    """Labels of the second level exist, and no document has them."""
    documents = tuple(Document(str(n), f"word{n % 2}", (n % 2,)) for n in range(8))
    graph = LabelGraph(("a", "b", "below"), ((0, 2),))
    return Corpus("shallow", "Shallow", graph, train=documents, test=documents)


def _few_words() -> Corpus:
    documents = tuple(Document(str(n), "word" * (n < 4), (0,)) for n in range(8))
    return Corpus("blank", "Blank", LabelGraph(("a", "b")), train=documents, test=documents)


@pytest.mark.parametrize("make", [_one_label, _all_alike, _empty_level, _few_words])
@pytest.mark.parametrize("padded", [False, True])
def test_corpora_with_next_to_nothing_train(make, padded: bool) -> None:
    experiment = small(**{"model.released.padding_is_a_word": padded, "corpus.max_words": 9})
    scores = last(experiment, make()).scores
    assert scores
    assert all(np.isfinite(value) for value in scores.values())


def test_as_printed_is_what_the_authors_code_has() -> None:
    printed = preset("harnn-paper")
    model, training = printed.model, printed.training
    assert isinstance(model, HARNN)
    assert (model.units, model.attention, model.hidden, model.word_dim) == (256, 200, 512, 100)
    assert (model.dropout, model.alpha, model.highway) == (0.5, 0.5, True)
    assert (training.batch, training.epochs, training.weight_rate) == (32, 20, 0.001)
    assert (training.clip, training.clip_by) == (1.25, "all")
    assert (training.staircase_steps, training.staircase_factor) == (500, 0.95)
    assert training.select_by == "micro_auprc"
    assert printed.corpus.max_words == 150
