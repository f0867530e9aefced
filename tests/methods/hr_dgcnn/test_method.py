"""HR-DGCNN as a run: what it learns, how it is refused, and presets that are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.references import simple_references
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hr_dgcnn import HRDGCNN
from hmlc_core.experiment.presets import preset
from hmlc_core.geometry.kernels.compile import folder_of
from hmlc_core.methods import method_of
from hmlc_core.methods.hr_dgcnn.compiled import build
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot

SMALL = {
    "model.nodes": 32,
    "model.word_dim": 6,
    "model.first_maps": 4,
    "model.maps": 4,
    "model.hidden": 8,
    "model.dim": 4,
    "corpus.min_count": 1,
    "training.epochs": 2,
    "training.batch": 16,
}
BOTH = pytest.mark.parametrize("kind", ["dgcnn", "gcn"])


def small(kind: str, **values: object) -> Experiment:
    return Experiment(model=HRDGCNN(network=kind)).with_values(SMALL | values)


def last(experiment: Experiment, corpus: Corpus) -> Snapshot:
    *_, found = train(experiment, corpus)
    return found


@BOTH
def test_places_are_the_last_layers_rows_in_flat_space(corpus: Corpus, kind: str) -> None:
    experiment = small(kind)
    end = last(experiment, corpus)
    assert end.checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    method = method_of(experiment.model)
    places = method.load(experiment, prepared, end.checkpoint).places
    assert places is not None
    assert places.labels.shape == (len(corpus.graph), 4)
    assert places.geometry == method.space(experiment, "classifier", 4)
    assert end.label_points is not None
    assert end.label_points.shape == (len(corpus.graph), 4)


def _one_label() -> Corpus:
    documents = tuple(Document(str(n), f"word{n} word", (0,)) for n in range(8))
    return Corpus("one", "One", LabelGraph(("only",)), train=documents, test=documents)


def _all_alike() -> Corpus:
    documents = tuple(Document(str(n), "the same words", (0, 2)) for n in range(8))
    graph = LabelGraph(("a", "b", "c"), ((0, 2),))
    return Corpus("alike", "Alike", graph, train=documents, test=documents)


def _few_words() -> Corpus:
    documents = tuple(Document(str(n), "word" * (n < 4), (0,)) for n in range(8))
    return Corpus("blank", "Blank", LabelGraph(("a", "b")), train=documents, test=documents)


@BOTH
@pytest.mark.parametrize("make", [_one_label, _all_alike, _few_words])
def test_corpora_with_next_to_nothing_train(make, kind: str) -> None:
    scores = last(small(kind), make()).scores
    assert scores
    assert all(np.isfinite(value) for value in scores.values())


@pytest.mark.parametrize("kernel", [build.fields, build.adjacency])
def test_graphs_are_made_without_the_interpreter_lock_and_once_a_machine(kernel) -> None:
    assert kernel.targetoptions["nogil"]
    assert folder_of(kernel) is not None


def test_as_released_is_what_the_authors_code_has() -> None:
    printed = preset("hr-dgcnn-paper")
    model, training = printed.model, printed.training
    assert isinstance(model, HRDGCNN)
    assert (model.network, model.nodes, model.field, model.word_dim) == ("dgcnn", 64, 5, 50)
    assert (model.first_maps, model.maps, model.hidden, model.dim) == (64, 96, 256, 96)
    assert (model.dropout, model.normalise, model.recursive) == (0.5, True, 5e-5)
    assert (training.batch, training.weight_rate) == (128, 0.001)


@pytest.mark.slow
@BOTH
def test_it_beats_label_frequency_on_newsroom_by_ten_points(kind: str) -> None:
    corpus = load_corpus("newsroom")
    experiment = preset("hr-dgcnn").with_values({"model.network": kind})
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    counting = simple_references(prepared.known().labels, prepared.test.labels)["frequency"]
    assert last(experiment, corpus).scores["test/P@1"] > counting["P@1"] + 0.1
