"""HMCN-F as a run: its parts are scored alone, it resumes exactly, and its presets are what they
say."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data import synthetic
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.references import simple_references
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hmcn_f import HMCNF
from hmlc_core.experiment.presets import preset
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from tests.methods.keeping import kept, told

SMALL = {
    "model.document_dim": 8,
    "model.units": 8,
    "model.local_units": 8,
    "corpus.min_count": 1,
    "training.epochs": 2,
    "training.batch": 16,
}


def small(**values: object) -> Experiment:
    return Experiment(model=HMCNF()).with_values(SMALL | values)


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
        assert f"parts/{part}/nDCG@5" in end.scores


@pytest.mark.slow
@pytest.mark.parametrize("encoder", ["tfidf", "cnn"])
def test_a_resumed_run_goes_on_bit_for_bit(corpus: Corpus, encoder: str) -> None:
    """What batch norm remembers is kept with the weights."""
    experiment = small(**{"model.encoder.kind": encoder, "training.epochs": 3})
    whole = list(train(experiment, corpus))
    places = [n for n, one in enumerate(whole) if one.checkpoint and one.checkpoint.trained]
    assert len(places) == 4
    for place in places[:3]:
        rest = list(train(experiment, corpus, resume=kept(whole[: place + 1])))
        for one, other in zip(rest, whole[place + 1 :], strict=True):
            assert told(one) == told(other)
        assert rest[-1].checkpoint is not None
        assert whole[-1].checkpoint is not None
        ours, theirs = rest[-1].checkpoint.tensors, whole[-1].checkpoint.tensors
        assert ours.keys() == theirs.keys()
        assert any(name.endswith("variance") for name in ours)
        for name, values in ours.items():
            np.testing.assert_array_equal(values, theirs[name], name)


def test_its_places_are_points_of_its_space(corpus: Corpus) -> None:
    experiment = small()
    *_, end = train(experiment, corpus)
    assert end.label_points is not None
    space = method_of(experiment.model).space(experiment, end.stage, end.label_points.shape[1])
    assert space is not None
    assert space.chart == "plane"
    assert end.label_points.shape == (len(corpus.graph), space.width)


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


def _two_documents() -> Corpus:
    """One to learn from, one to validate on."""
    documents = tuple(Document(str(n), f"word{n}", (n,)) for n in range(2))
    return Corpus("two", "Two", LabelGraph(("a", "b")), train=documents, test=documents)


@pytest.mark.parametrize("make", [_one_label, _all_alike, _empty_level, _few_words, _two_documents])
@pytest.mark.parametrize("encoder", ["tfidf", "cnn"])
def test_corpora_with_next_to_nothing_train(make, encoder: str) -> None:
    scores = last(small(**{"model.encoder.kind": encoder}), make()).scores
    assert scores
    assert all(np.isfinite(value) for value in scores.values())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["tfidf", "points"])
def test_points_are_learned_from(kind: str) -> None:
    points = synthetic.generate(0)
    settings = {"corpus.name": "synthetic", "corpus.documents": 200, "model.encoder.kind": kind}
    assert last(small(**settings), points).scores["test/P@1"] > 0.1


@pytest.mark.parametrize("name", list(HMCNF.variants["design"].variants))
def test_every_design_trains(corpus: Corpus, name: str) -> None:
    fields = HMCNF.variants["design"].variants[name]
    found = last(small(**{f"model.{key}": value for key, value in fields.items()}), corpus)
    assert np.isfinite(found.scores["test/nDCG@5"])
    alone = name in ("local", "global")
    assert any(score.startswith("parts/") for score in found.scores) != alone


def test_as_printed_is_what_the_paper_has() -> None:
    printed = preset("hmcn-f-paper")
    model = printed.model
    assert isinstance(model, HMCNF)
    assert (model.units, model.local_units) == (384, 384)
    assert (model.dropout, model.beta, model.violation) == (0.6, 0.5, 0.1)
    assert printed.training.weight_rate == 0.001


@pytest.mark.slow
def test_it_is_ten_points_ahead_of_label_frequency() -> None:
    experiment, newsroom = preset("hmcn-f"), load_corpus("newsroom")
    prepared = prepare(newsroom, experiment.corpus, experiment.seed)
    frequency = simple_references(prepared.known().labels, prepared.test.labels)["frequency"]
    assert last(experiment, newsroom).scores["test/P@1"] > frequency["P@1"] + 0.1
