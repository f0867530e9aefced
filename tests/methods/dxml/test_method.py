"""DXML as a run: its stage and its places, what it leaves out, and how it stands to counting."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.evaluation.references import simple_references
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.experiment.presets import preset
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot

SMALL = {
    "model.dim": 6,
    "model.hidden": 16,
    "model.learners": 2,
    "model.neighbours": 5,
    "corpus.min_count": 1,
    "training.epochs": 3,
    "training.batch": 16,
}


def small(**values: object) -> Experiment:
    return Experiment(model=DXML()).with_values(SMALL | values)


def last(experiment: Experiment, corpus: Corpus) -> Snapshot:
    *_, found = train(experiment, corpus)
    return found


def predictor_of(experiment: Experiment, corpus: Corpus) -> Predictor:
    end = last(experiment, corpus)
    assert end.checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    return method_of(experiment.model).load(experiment, prepared, end.checkpoint)


def test_labels_stay_where_their_stage_has_put_them(corpus: Corpus) -> None:
    snapshots = list(train(small(), corpus))
    placed = [snapshot for snapshot in snapshots if snapshot.stage == "labels"][-1].label_points
    for snapshot in snapshots:
        if snapshot.stage != "labels":
            np.testing.assert_array_equal(snapshot.label_points, placed)


def test_scores_are_shares_of_neighbours_and_no_probabilities(corpus: Corpus) -> None:
    experiment = small(**{"model.average": "plain", "model.learners": 1})
    predictor = predictor_of(experiment, corpus)
    assert not predictor.calibrated
    scores = predictor.scores(prepare(corpus, experiment.corpus, experiment.seed).test)
    np.testing.assert_allclose(scores * 5, np.round(scores * 5), atol=1e-5)
    explained = predictor.explain(corpus.test[0].text)
    assert explained.probabilities is None
    assert "no probability" in " ".join(explained.notes)


def test_documents_without_labels_are_left_out_and_counted() -> None:
    """Four of twelve training documents have none; nothing else has."""
    documents = [Document(str(n), f"word{n % 3} and", ((0,), (0, 1), ())[n % 3]) for n in range(12)]
    corpus = Corpus(
        "some",
        "Some",
        LabelGraph(("a", "b")),
        train=tuple(documents),
        dev=tuple(documents[:2]),
        test=tuple(documents[:2]),
    )
    experiment = small()
    assert last(experiment, corpus).scores["network/left_out"] == 4
    notes = predictor_of(experiment, corpus).explain("word1").notes
    assert any("4 of 12 training documents" in note for note in notes)


def test_as_recalled_has_the_dimensions_that_the_hyperim_paper_reports() -> None:
    printed = preset("dxml-paper")
    model = printed.model
    assert isinstance(model, DXML)
    assert model.dim == 100
    assert (model.walks, model.walk_length, model.window) == (10, 40, 5)


@pytest.mark.slow
@pytest.mark.timeout(900)  # 30 processor seconds, on a machine that may be busy
def test_newsroom_is_learned_ten_points_beyond_label_frequency() -> None:
    experiment, corpus = preset("dxml"), load_corpus("newsroom")
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    counting = simple_references(prepared.known().labels, prepared.test.labels)["frequency"]
    assert last(experiment, corpus).scores["test/P@1"] > counting["P@1"] + 0.1
