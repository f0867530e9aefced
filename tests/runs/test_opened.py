"""One way to open a run: each part when it is asked for, or a sentence about why it is missing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.formats.folder import write
from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError, StoreError, TrainingError
from hmlc_core.evaluation.classification import tuned_threshold
from hmlc_core.evaluation.judge import tune
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, methods_with
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.opened import OpenedRun, open_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.run import DAMAGED_SETTINGS
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import frozen_copy
from tests.runs.handmade import folder_of, of_elsewhere, snapshot

pytestmark = pytest.mark.slow

LINEAR = preset("linear").assign(["corpus.min_count=1"])


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, corpus: Corpus):
    """`place(corpus)`: whatever corpus is asked for, it is that one; the tiny one at first."""

    def put(found: Corpus) -> None:
        monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: found)

    put(corpus)
    return put


@pytest.fixture
def trained(store: RunStore, experiment: Experiment, place) -> str:
    """A finished run with two stages."""
    run_id = store.create(experiment.assign(["training.epochs=2"]))
    assert train_run(store.uri, run_id) == "finished"
    return run_id


def test_its_parts_belong_together(store: RunStore, trained: str, corpus: Corpus) -> None:
    opened = open_run(store, trained[:8])
    assert opened.run.id == trained
    assert opened.corpus is corpus
    assert opened.prepared.corpus is corpus
    assert [part.name for part in opened.stages()] == ["labels", "train"]
    newest = opened.newest()
    assert newest.name == "train"
    assert newest.stage.title == "training"
    assert newest.space.chart == "disk"
    assert opened.predictor.places is not None
    assert np.array_equal(newest.points[-1], opened.predictor.places.labels.astype(np.float32))
    assert opened.predictor is opened.predictor


def test_stages_of_a_flat_twin_lie_in_a_ball_first(
    store: RunStore, experiment: Experiment, place
) -> None:
    run_id = store.create(experiment.assign(["training.epochs=1", "model.geometry=euclidean"]))
    train_run(store.uri, run_id)
    charts = [part.space.chart for part in open_run(store, run_id).stages()]
    assert charts == ["disk", "plane"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], ""),
        (
            ["model.label_scale=0.25"],
            "Between the two stages their distance from the centre was "
            "multiplied by 0.25 (`model.label_scale`).",
        ),
        (["model.label_scale=0", "labels.epochs=100"], "the rule of `model.label_scale` = 0"),
        (["model.geometry=euclidean"], "taken for those of flat space."),
        (["model.label_init=random"], ""),
    ],
)
def test_what_happens_between_its_stages_is_a_sentence(
    store: RunStore, experiment: Experiment, place, changes: list[str], told: str
) -> None:
    run_id = store.create(experiment.assign(["training.epochs=1", *changes]))
    assert train_run(store.uri, run_id) == "finished"
    opened = open_run(store, run_id)
    sentence = opened.between(opened.stages())
    assert told in sentence
    assert bool(told) == bool(sentence)
    assert opened.between(opened.stages()[:1]) == ""


def test_the_threshold_is_the_best_on_validation(store: RunStore, trained: str) -> None:
    opened = open_run(store, trained)
    validation = opened.prepared.validation
    expected = tuned_threshold(opened.predictor.scores(validation), validation.labels)
    assert opened.threshold == expected


def test_the_tuning_of_a_finished_run_is_not_computed_again(
    store: RunStore, trained: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many labels and documents that takes as long as an epoch."""
    opened = open_run(store, trained)
    expected = tune(opened.predictor, opened.prepared.validation)
    monkeypatch.delattr(type(opened.predictor), "scores")
    assert opened.tuning == expected


def test_a_threshold_that_a_checkpoint_holds_is_taken(
    store: RunStore, corpus: Corpus, place
) -> None:
    """What is fitted again has seen its validation documents, and would find another one."""
    place(replace(corpus, dev=()))
    run_id = store.create(LINEAR)
    train_run(store.uri, run_id)
    opened = open_run(store, run_id)
    assert opened.threshold == opened.checkpoint.state["threshold"]
    assert opened.tuning.temperature == opened.checkpoint.state["temperature"]
    validation = opened.prepared.validation
    seen = tuned_threshold(opened.predictor.scores(validation), validation.labels)
    assert opened.threshold != seen


def test_before_its_first_epoch_it_cannot_predict(
    store: RunStore, experiment: Experiment, place
) -> None:
    run_id = store.create(experiment)
    with pytest.raises(StoreError, match="no trained model yet"):
        _ = open_run(store, run_id).predictor
    seen: list[str] = []
    train_run(
        store.uri, run_id, halted=lambda: "train" in seen, observe=lambda s: seen.append(s.stage)
    )
    opened = open_run(store, run_id)
    assert [part.name for part in opened.stages()] == ["labels", "train"]
    with pytest.raises(StoreError, match=r"no trained model yet.*end of its first epoch"):
        _ = opened.predictor


@pytest.mark.parametrize(
    ("status", "remedy"), [("queued", "Wait for its first snapshot"), ("stopped", "resume it")]
)
def test_without_points_it_says_whether_to_wait(
    store: RunStore, place, status: str, remedy: str
) -> None:
    run_id = store.create(Experiment())
    if status == "stopped":
        store.request_stop(run_id)
    with pytest.raises(StoreError, match=f"the run has no label points.*{remedy}"):
        open_run(store, run_id).newest()


def test_points_that_a_run_has_had_are_said_to_be_damaged_or_gone(
    store: RunStore, trained: str, experiment: Experiment, place
) -> None:
    frames = folder_of(store, trained) / "frames"
    for path in frames.glob("*.zip"):
        path.write_bytes(path.read_bytes()[:100])
    told = r"points are damaged or gone.*folder frames.*back, or train it again"
    with pytest.raises(StoreError, match=told):
        open_run(store, trained).newest()
    shutil.rmtree(frames)
    with pytest.raises(StoreError, match=told):
        open_run(store, trained).newest()
    stopped = store.create(experiment)
    store.start(stopped)
    store.record(stopped, snapshot(1))
    store.finish(stopped, "stopped")
    shutil.rmtree(folder_of(store, stopped) / "frames")
    with pytest.raises(StoreError, match=r"damaged or gone.*or resume it"):
        open_run(store, stopped).newest()


def test_a_method_without_places_names_those_that_have_them(store: RunStore, place) -> None:
    run_id = store.create(LINEAR)
    train_run(store.uri, run_id)
    opened = open_run(store, run_id)
    assert opened.stages() == []
    titles = ", ".join(kind.title for kind in methods_with("places"))
    assert titles == "HyperIM, DXML, EXAM, HiddeN, HMCN-F, HR-DGCNN"
    with pytest.raises(StoreError, match=rf"TF-IDF \+ linear has no places.*{titles}"):
        opened.newest()


def test_points_of_a_stage_with_labels_that_are_gone(
    store: RunStore, trained: str, corpus: Corpus, place
) -> None:
    names = (*corpus.graph.names, "new")
    place(replace(corpus, graph=LabelGraph(names, corpus.graph.edges)))
    with pytest.raises(DataError, match=r"the corpus has changed.*expected 7 labels; found 8"):
        open_run(store, trained).newest()
    with pytest.raises(TrainingError, match="other labels than when this run was saved"):
        _ = open_run(store, trained).predictor


def test_a_corpus_with_other_words_cannot_be_predicted_for(
    store: RunStore, trained: str, corpus: Corpus, place
) -> None:
    extra = Document(id="new", text="unheard unheard", labels=())
    place(replace(corpus, train=(*corpus.train, extra)))
    with pytest.raises(TrainingError, match="another vocabulary than when this run was saved"):
        _ = open_run(store, trained).predictor


def test_frames_that_were_read_before_are_given_their_spaces(
    store: RunStore, experiment: Experiment, place
) -> None:
    run_id = store.create(experiment)
    store.start(run_id)
    store.record(run_id, snapshot(0, label_points=frozen_copy(np.zeros((7, 4)))))
    store.record(run_id, snapshot(1, stage="labels", label_points=None))
    opened = open_run(store, run_id)
    frames = {stage: store.frames(run_id, stage) for stage in ("labels", "train")}
    (only,) = opened.stages(frames.__getitem__)
    assert (only.name, only.points.shape, only.space.dim) == ("train", (1, 7, 4), 4)


def unreadable(store: RunStore, **model: object) -> str:
    """A run whose method is not installed here."""
    run_id = store.create(Experiment())
    of_elsewhere(store, run_id, Experiment().to_dict() | {"model": {"name": "gone", **model}})
    return run_id


def test_a_run_whose_method_is_not_installed_says_so(store: RunStore) -> None:
    run = store.get(unreadable(store, depth=3))
    assert run.experiment is None
    assert f"expected {', '.join(MODELS)}; found 'gone'" in run.unreadable
    with pytest.raises(StoreError) as caught:
        OpenedRun(store, run)
    message = str(caught.value)
    assert "the run's settings cannot be read" in message
    assert "found 'gone'" in message
    assert "a method that is not installed here" in message


def test_damaged_settings_are_not_said_to_be_of_another_version(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store._log(run_id, tags={"experiment": "{}"})
    with pytest.raises(StoreError, match="settings cannot be read") as caught:
        OpenedRun(store, store.get(run_id))
    message = str(caught.value)
    assert DAMAGED_SETTINGS in message
    assert "another version" not in message
    assert f"runs export {run_id[:8]} DIR` writes it" in message


def test_a_run_whose_method_is_not_installed_is_listed_renamed_and_deleted(
    store: RunStore,
) -> None:
    run_id = unreadable(store)
    store.request_stop(run_id)
    store.rename(run_id, "from afar")
    assert [run.name for run in store.runs()] == ["from afar"]
    store.delete(run_id)
    assert store.runs() == []


def test_training_it_here_fails_with_the_reason(store: RunStore) -> None:
    run_id = unreadable(store)
    assert train_run(store.uri, run_id) == "failed"
    assert "not installed here" in store.get(run_id).message


def test_a_corpus_without_a_name_is_not_the_folder_of_the_program(
    store: RunStore, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    run_id = store.create(LINEAR)
    of_elsewhere(store, run_id, LINEAR.to_dict() | {"corpus": {"name": ""}})
    with pytest.raises(DataError, match="there is no such corpus"):
        _ = open_run(store, run_id).corpus
    assert train_run(store.uri, run_id) == "failed"
    assert "there is no such corpus" in store.get(run_id).message
