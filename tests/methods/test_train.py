"""train(): what is refused at the call, and stages that are resumed bit for bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.synthetic import generate
from hmlc_core.errors import DataError, SettingError, TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.train import train
from hmlc_core.runs.store.arrays import pack_checkpoint, unpack_checkpoint
from hmlc_core.snapshot import Snapshot

pytestmark = pytest.mark.slow


def test_errors_come_at_the_call(experiment: Experiment) -> None:
    graph = LabelGraph(("only",))
    unlabelled = tuple(Document(id=str(n), text=f"word{n}", labels=()) for n in range(6))
    bare = Corpus(name="bare", title="Bare", graph=graph, train=unlabelled)
    with pytest.raises(SettingError, match="no training document has a label"):
        train(experiment, bare)
    empty = Corpus(name="empty", title="Empty", graph=graph, train=())
    with pytest.raises(DataError, match="not enough training documents"):
        train(experiment, empty)


@pytest.mark.parametrize("stage", ["labels", "train"])
def test_a_changed_corpus_cannot_be_resumed(
    experiment: Experiment, corpus: Corpus, stage: str
) -> None:
    *_, last = (shot for shot in train(experiment, corpus) if shot.stage == stage)
    extra = Document(id="new", text="unheard unheard", labels=())
    changed = Corpus(
        name="tiny",
        title="Tiny",
        graph=corpus.graph,
        train=(*corpus.train, extra),
        dev=corpus.dev,
        test=corpus.test,
    )
    with pytest.raises(TrainingError, match="another vocabulary than when this run was saved"):
        train(experiment, changed, resume=last.checkpoint)


def test_hierarchical_labels_start_where_the_label_stage_ended(
    experiment: Experiment, corpus: Corpus
) -> None:
    snapshots = list(train(experiment, corpus))
    placed = [s for s in snapshots if s.stage == "labels"][-1].label_points
    started = next(s for s in snapshots if s.stage == "train").label_points
    assert placed is not None
    assert started is not None
    assert np.allclose(placed, started, atol=1e-6)


POINTS = generate(150)
CASCADED = preset("hidden-synthetic").assign(
    ["model.regime=cascaded", "model.first_epochs=40", "model.dim=4", "training.epochs=2"]
)
RECIPES = {
    "HyperIM, Eq. 2": (
        Experiment().assign(
            [
                "model.dim=4",
                "model.encoder=none",
                "labels.epochs=40",
                "training.epochs=2",
                "training.kernels=torch",
                "corpus.min_count=1",
            ]
        ),
        None,
    ),
    "HiddeN cascaded, torch": (
        CASCADED.assign(["training.kernels=torch", "model.label_dropout=0.3"]),
        POINTS,
    ),
    "HiddeN cascaded, numba": (CASCADED.assign(["training.kernels=numba"]), POINTS),
}
"""Name -> recipe with a stage before the classifier, and its corpus if it is not the tiny one."""


def assert_same(ours: Sequence[Snapshot], theirs: Sequence[Snapshot]) -> None:
    for one, two in zip(ours, theirs, strict=True):
        assert (one.stage, one.step, one.epoch, one.last) == (
            two.stage,
            two.step,
            two.epoch,
            two.last,
        )
        assert one.losses == two.losses
        assert one.scores == two.scores
        assert one.health == two.health
        assert one.label_points is not None
        assert np.array_equal(one.label_points, two.label_points)


@pytest.mark.parametrize("name", RECIPES)
def test_a_run_stopped_in_its_first_stage_goes_on_there_bit_for_bit(
    corpus: Corpus, name: str
) -> None:
    """From its beginning, its middle and the look before its last, through the bytes of a file."""
    experiment, points = RECIPES[name]
    documents = points or corpus
    whole = list(train(experiment, documents))
    stage = [shot for shot in whole if shot.stage == "labels"]
    assert len(stage) == 33
    assert {shot.kernels for shot in whole if shot.kernels} == {experiment.training.kernels}
    for place in (0, 16, 31):
        stopped = stage[place].checkpoint
        assert stopped is not None
        assert (stopped.stage, stopped.trained) == ("labels", False)
        resume = unpack_checkpoint(pack_checkpoint(stopped))
        assert_same(list(train(experiment, documents, resume=resume)), whole[place + 1 :])


@pytest.mark.parametrize("name", RECIPES)
def test_a_stage_that_had_ended_only_tells_its_result_again(corpus: Corpus, name: str) -> None:
    experiment, points = RECIPES[name]
    documents = points or corpus
    whole = list(train(experiment, documents))
    place = max(n for n, shot in enumerate(whole) if shot.stage == "labels")
    again, *rest = train(experiment, documents, resume=whole[place].checkpoint)
    assert (again.stage, again.step) == ("labels", whole[place].step)
    assert np.array_equal(again.label_points, whole[place].label_points)
    assert_same(rest, whole[place + 1 :])


@pytest.mark.parametrize("name", RECIPES)
def test_the_classifier_begins_from_what_its_stage_has_found(corpus: Corpus, name: str) -> None:
    """The first checkpoint of the classifier holds the outcome, and no network yet."""
    experiment, points = RECIPES[name]
    documents = points or corpus
    whole = list(train(experiment, documents))
    place = next(n for n, shot in enumerate(whole) if shot.stage == "train")
    begun = whole[place].checkpoint
    assert begun is not None
    assert not begun.tensors
    assert not begun.trained
    assert np.array_equal(begun.starts["labels"]["points"], whole[place - 1].label_points)
    resume = unpack_checkpoint(pack_checkpoint(begun))
    assert_same(list(train(experiment, documents, resume=resume)), whole[place:])


def test_labels_that_are_constructed_at_once_are_a_stage_as_well(corpus: Corpus) -> None:
    """Sarkar's construction has no steps to go on from: it is drawn again."""
    experiment = RECIPES["HyperIM, Eq. 2"][0].assign(["labels.method=sarkar", "model.dim=2"])
    whole = list(train(experiment, corpus))
    assert [shot.stage for shot in whole].count("labels") == 1
    assert whole[0].checkpoint is not None
    assert_same(list(train(experiment, corpus, resume=whole[0].checkpoint)), whole)


def test_a_run_without_stages_begins_with_the_classifier(corpus: Corpus) -> None:
    experiment = RECIPES["HyperIM, Eq. 2"][0].assign(["model.label_init=random"])
    first, *_ = whole = list(train(experiment, corpus))
    assert {shot.stage for shot in whole} == {"train"}
    assert first.checkpoint is not None
    assert not first.checkpoint.starts
    assert_same(list(train(experiment, corpus, resume=first.checkpoint)), whole)
