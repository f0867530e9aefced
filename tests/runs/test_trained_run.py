"""Real trainings through the store: references, resumption in any stage, exports."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.errors import StoreError
from hmlc_core.evaluation.interaction import interaction_findings
from hmlc_core.experiment import ALL, Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.train import train
from hmlc_core.runs.export.archive import export_archive, export_run
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.recorder import record
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot
from hmlc_core.wording import epochs

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> None:
    """Whatever corpus is asked for, it is the tiny one."""
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: corpus)


@pytest.fixture
def run_id(store: RunStore, experiment: Experiment) -> str:
    return store.create(experiment)


def test_a_finished_run_has_scores_references_and_two_stages(store: RunStore, run_id: str) -> None:
    assert train_run(store.uri, run_id) == "finished"
    run = store.get(run_id)
    assert set(run.test_scores) == set(ALL)
    assert run.scores["by_depth/1/labels"] == 1
    assert set(store.references(run_id)) >= {"chance", "frequency", "linear", "ceiling"}
    assert len(store.frames(run_id, "labels").steps) >= 2
    assert len(store.frames(run_id, "train").steps) >= 2
    assert run.message == ""


def test_a_run_that_has_ended_is_not_trained_again(store: RunStore, run_id: str) -> None:
    store.request_stop(run_id)
    assert train_run(store.uri, run_id) == "stopped"
    assert store.curves(run_id) == {}


def test_a_run_that_was_stopped_and_resumed_ends_like_one_that_was_not(
    store: RunStore, run_id: str, experiment: Experiment
) -> None:
    whole = store.create(experiment)
    train_run(store.uri, whole)
    after_an_epoch: list[Snapshot] = []

    def watch(snapshot: Snapshot) -> None:
        if snapshot.stage == "train" and snapshot.epoch >= 1:
            after_an_epoch.append(snapshot)

    assert train_run(store.uri, run_id, halted=lambda: bool(after_an_epoch), observe=watch) == (
        "stopped"
    )
    store.requeue(run_id)
    assert train_run(store.uri, run_id) == "finished"
    assert store.get(run_id).test_scores == store.get(whole).test_scores
    ours, theirs = store.curves(run_id), store.curves(whole)
    assert np.array_equal(ours["train/loss/loss"].values, theirs["train/loss/loss"].values)
    assert np.array_equal(ours["train/loss/loss"].steps, theirs["train/loss/loss"].steps)


def test_a_corpus_that_is_missing_fails_the_run_with_its_message(
    store: RunStore, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("HMLC_HOME", str(Path(store.uri.removeprefix("sqlite:///")).parent))
    lost = store.create(Experiment().assign(["corpus.name=/no/such/folder"]))
    assert train_run(store.uri, lost) == "failed"
    assert "there is no such corpus" in store.get(lost).message


@pytest.mark.parametrize("place", [0, 5, 20])
def test_a_run_stopped_while_labels_are_placed_has_the_frames_of_one_that_was_not(
    store: RunStore, run_id: str, experiment: Experiment, corpus: Corpus, place: int
) -> None:
    def recorded(run: str, stop: int | None = None) -> str:
        seen: list[Snapshot] = []

        def halted() -> bool:
            return stop is not None and len(seen) == stop + 1

        def opened() -> Iterator[Snapshot]:
            return train(experiment, corpus, resume=store.checkpoint(run))

        return record(store, run, opened, halted=halted, observe=seen.append, pace=0)

    whole = store.create(experiment)
    assert recorded(whole) == "finished"
    assert recorded(run_id, stop=place) == "stopped"
    stopped = store.get(run_id)
    assert (stopped.stage, stopped.progress) == ("labels", place / 20)
    store.requeue(run_id)
    assert recorded(run_id) == "finished"
    for stage in ("labels", "train"):
        ours, theirs = store.frames(run_id, stage), store.frames(whole, stage)
        assert ours.steps.tolist() == theirs.steps.tolist()
        assert ours.label_points is not None
        assert np.array_equal(ours.label_points, theirs.label_points)
    assert store.get(run_id).scores == store.get(whole).scores


def test_a_fitted_run_that_was_stopped_ends_like_one_that_was_not(store: RunStore) -> None:
    experiment = preset("linear").assign(["corpus.min_count=1"])
    whole, run_id = store.create(experiment), store.create(experiment)
    train_run(store.uri, whole)
    seen: list[Snapshot] = []
    status = train_run(
        store.uri, run_id, halted=lambda: len(seen) == 4, observe=lambda shot: seen.append(shot)
    )
    assert status == "stopped"
    with pytest.raises(StoreError, match="no trained model yet"):
        _ = open_run(store, run_id).predictor
    store.requeue(run_id)
    assert train_run(store.uri, run_id, observe=lambda shot: seen.append(shot)) == "finished"
    assert [shot.step for shot in seen if not shot.last] == list(range(seen[-1].step + 1))
    assert store.get(run_id).scores == store.get(whole).scores
    one, two = (open_run(store, run) for run in (run_id, whole))
    assert np.array_equal(
        one.predictor.scores(one.prepared.test), two.predictor.scores(two.prepared.test)
    )


def test_an_export_can_be_read_by_other_programs(
    store: RunStore, run_id: str, tmp_path: Path, experiment: Experiment, corpus: Corpus
) -> None:
    train_run(store.uri, run_id)
    folder = tmp_path / "export"
    files = {path.name: path for path in export_run(store, run_id, folder)}
    assert set(files) == {path.name for path in folder.iterdir()}
    assert Experiment.from_json(files["experiment.json"].read_text()) == experiment

    with np.load(files["vectors.npz"], allow_pickle=False) as arrays:
        assert arrays["labels"].tolist() == list(corpus.graph.names)
        points = arrays["label_points"]
        assert "<pad>" not in arrays["words"]
        assert len(arrays["words"]) == len(arrays["word_points"])
    rows = [line.split("\t") for line in files["labels.tsv"].read_text().splitlines()]
    assert [row[0] for row in rows[1:]] == list(corpus.graph.names)
    assert np.array_equal(np.array([row[1:] for row in rows[1:]], dtype=np.float32), points)
    predictions = list(csv.DictReader(files["predictions.csv"].read_text().splitlines()))
    assert len(predictions) == len(corpus.test) * len(corpus.graph)
    opened = open_run(store, run_id)
    scores = opened.predictor.scores(opened.prepared.test)
    for number, document in enumerate(corpus.test):
        rows = predictions[7 * number : 7 * number + 7]
        assert {row["document"] for row in rows} == {document.id}
        found = [float(row["score"]) for row in rows]
        assert found == sorted(found, reverse=True)
        assert np.allclose(found, np.sort(scores[number])[::-1], rtol=1e-5)
        true = {row["label"] for row in rows if row["true"] == "1"}
        assert true == {corpus.graph.names[label] for label in document.labels}

    first, *lines = files["words.word2vec.txt"].read_text().splitlines()
    assert [len(line.split(" ")) for line in lines] == [1 + 4] * int(first.split()[0])
    report = files["report.md"].read_text()
    assert "| linear |" in report
    assert "`predictions.csv`" in report
    assert "`model.dim` = `4`" in report
    assert "arcosh" in report
    assert "## Words and labels, beside chance" in report
    for finding in interaction_findings(opened.predictor, opened.prepared):
        assert f"- **{finding.title}.** {finding.sentence}" in report


def test_of_many_labels_the_highest_are_exported_and_all_true_ones(
    store: RunStore, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Corpus
) -> None:
    monkeypatch.setattr("hmlc_core.runs.export.archive.MOST_LABELS", 2)
    train_run(store.uri, run_id)
    export_run(store, run_id, tmp_path / "export")
    lines = (tmp_path / "export" / "predictions.csv").read_text().splitlines()
    assert lines[0] == "document,label,score,true"
    rows = [line.split(",") for line in lines[1:]]
    for document in corpus.test:
        own = [row for row in rows if row[0] == document.id]
        assert sum(row[3] == "1" for row in own) == len(document.labels)
        assert sum(row[3] == "0" for row in own) <= 2
        assert 2 <= len(own) <= 2 + len(document.labels)


def test_before_there_is_a_model_an_export_says_so(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    names = {path.name for path in export_run(store, run_id, tmp_path / "export")}
    assert names == {"experiment.json", "curves.csv", "scores.csv", "report.md"}
    report = (tmp_path / "export" / "report.md").read_text()
    assert "nothing is trained so far that could predict" in report


def test_a_run_that_was_stopped_says_of_which_epochs_checkpoint_and_model_are(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    seen: list[float] = []

    def watch(snapshot: Snapshot) -> None:
        if snapshot.stage == "train" and snapshot.epoch > 1:
            seen.append(snapshot.epoch)

    assert train_run(store.uri, run_id, halted=lambda: bool(seen), observe=watch) == "stopped"
    assert 1 < seen[0] < 2
    work: list[str] = []
    export_run(store, run_id, tmp_path / "export", hear=work.append)
    report = (tmp_path / "export" / "report.md").read_text()
    assert f"Curves go up to {epochs(seen[0])}: `checkpoint.safetensors` is of the" in report
    assert "after 1 epoch; vectors and predictions are of the model after 1 epoch" in report
    assert "Scoring the test documents" in work
    said = open_run(store, run_id).unfinished
    assert said.startswith(f"The run is not finished (stopped after {epochs(seen[0])}).")
    assert "the model after 1 epoch, the best" in said
    store.requeue(run_id)
    assert train_run(store.uri, run_id) == "finished"
    assert open_run(store, run_id).unfinished == ""


def test_an_export_of_a_method_without_places_says_so(store: RunStore, tmp_path: Path) -> None:
    run_id = store.create(preset("linear").assign(["corpus.min_count=1"]))
    train_run(store.uri, run_id)
    names = {path.name for path in export_run(store, run_id, tmp_path / "export")}
    assert {"predictions.csv", "checkpoint.safetensors"} <= names
    assert not {"vectors.npz", "labels.tsv"} & names
    report = (tmp_path / "export" / "report.md").read_text()
    assert "this method has no places for labels or words" in report


def test_an_export_comes_as_one_archive_too(store: RunStore, run_id: str) -> None:
    with zipfile.ZipFile(BytesIO(export_archive(store, run_id))) as archive:
        assert f"run-{run_id[:8]}/report.md" in archive.namelist()
